"""Corrected transcripts: segments stay on their words, or are listed; nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import strategies
from acts import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from study import EN, ZH, build

from qualcode.project import Project

MIXED = (
    "访谈员：那时候怎么样？😀\n"
    "周：e\u0301motion，𠮷野家门口。👩‍👩‍👧 来了三次，我们的老志愿者第二天就来了。\n"
    "Moira: The old volunteers — café people — came on day two. 他们熟门熟路。\n"
)


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study on either store."""
    with build(store_url, tmp_path) as made:
        yield made


def quotes(project: Project, document: str) -> list[tuple[str, str]]:
    """Return (segment, text) of a document's segments, as they stand."""
    rows = project.coding.segments(document=document)
    return list(zip(rows["segment"], rows["text"], strict=True))


def test_five_characters_near_the_start_leave_every_other_quote_as_it_was(
    project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "L05.txt"
    path.write_text(MIXED, encoding="utf-8")
    project.documents.add(path)
    text = project.documents.text("L05")
    start = text.index("那时候")
    for at in range(start + 8, len(text), 7):
        project.coding.apply("L05", at, min(at + 11, len(text)), "trust")
    touched = project.coding.apply("L05", start, start + 6, "fatigue")
    everything = project.coding.apply("L05", code="trust", whole=True)
    before, whole = quotes(project, "L05"), snapshot(project)
    look = project.documents.edit("L05", text.replace("那时候怎", "那会儿到底怎", 1))
    assert look.to_dict("records") == [
        {
            "segment": touched, "document": "L05", "code": "fatigue", "coder": "Mia",
            "state": "changed", "before": "那时候怎么样", "after": "那会儿到底怎么样",
            "start": start, "end": start + 8,
        }
    ]  # fmt: skip
    left = {touched, everything}
    assert [q for q in quotes(project, "L05") if q[0] not in left] == [
        q for q in before if q[0] not in left
    ]
    assert project.documents.to_look_at().equals(look)
    project.history.undo()
    assert snapshot(project) == whole
    assert quotes(project, "L05") == before
    assert project.documents.to_look_at().empty


def test_words_taken_out_leave_their_segment_listed_where_they_were(project: Project) -> None:
    gone = project.coding.apply("L03", code="trust", quote="熟门熟路。")
    kept = project.coding.apply("L03", code="trust", quote="我们分楼栋。")
    corrected = ZH.replace("熟门熟路。", "")
    look = project.documents.edit("L03", corrected)
    at = ZH.index("熟门熟路。")
    assert look[["segment", "state", "before", "after", "start", "end"]].values.tolist() == [
        [gone, "lost", "熟门熟路。", "", at, at]
    ]
    assert quotes(project, "L03") == [(gone, ""), (kept, "我们分楼栋。")]
    project.documents.edit("L03", ZH)
    assert project.documents.text("L03") == ZH


def test_the_same_words_elsewhere_do_not_draw_a_segment_away(project: Project) -> None:
    uid = project.coding.apply("L03", code="trust", quote="街道办", nth=1)
    places = [i for i in range(len(ZH)) if ZH.startswith("街道办", i)]
    corrected = ZH[: places[0]] + "居委会" + ZH[places[0] + 3 :]
    look = project.documents.edit("L03", corrected)
    assert list(look["segment"]) == [uid]
    [row] = project.coding.segments().to_dict("records")
    assert row["start"] == places[0]
    assert row["text"] in ("", "居委会")


def test_a_correction_back_puts_segments_back_and_undo_walks_the_versions(
    project: Project,
) -> None:
    uid = project.coding.apply("L02", code="trust", quote="day two")
    texts = [EN, EN.replace("old ", "older "), EN.replace("old ", "older ").replace("two", "2")]
    for text in texts[1:]:
        project.documents.edit("L02", text)
    assert quotes(project, "L02") == [(uid, "day 2")]
    assert list(project.documents.to_look_at()["before"]) == ["day two"]
    for text in reversed(texts[:-1]):
        assert project.history.undo().label == "edit document"
        assert project.documents.text("L02") == text
        assert quotes(project, "L02") == [(uid, "day two")]
    assert project.documents.to_look_at().empty


def test_turns_follow_a_correction(project: Project) -> None:
    corrected = ZH.replace("访谈员：那时候", "访谈员：（停顿）那时候")
    project.documents.edit("L03", corrected)
    said = [
        (t.speaker, corrected[t.start : t.end].replace("（停顿）", ""))
        for t in project.documents.turns("L03")
    ]
    assert said == [tuple(line.split("：", 1)) for line in ZH.splitlines()]


def test_an_edit_that_changes_nothing_makes_no_version(project: Project) -> None:
    before, batches = snapshot(project), len(project.history.rows())
    for same in (ZH, ZH.replace("\n", "\r\n"), ZH.replace("\n", "\r"), "\ufeff" + ZH):
        assert project.documents.edit("L03", same).empty
    assert snapshot(project) == before
    assert len(project.history.rows()) == batches


def test_what_is_coded_on_a_corrected_text_comes_through_undo_of_the_correction(
    project: Project,
) -> None:
    project.documents.edit("L02", EN.replace("Then nobody", "And then nobody"))
    uid = project.coding.apply("L02", code="trust", quote="nobody slept")
    project.history.undo(project.history.rows()[1].batch)
    assert project.documents.text("L02") == EN
    assert quotes(project, "L02") == [(uid, "nobody slept")]


def wordy(text: str) -> st.SearchStrategy[tuple[int, int]]:
    """Return spans of a text that hold a word, as every segment does."""
    return strategies.spans(text).filter(lambda span: any(map(str.isalnum, text[slice(*span)])))


@given(
    text=strategies.clean_texts(),
    form=st.sampled_from([("utf-8", ""), ("utf-8-sig", "\r\n"), ("utf-16", "\r"), ("gb18030", "")]),
    data=st.data(),
)
@settings(max_examples=50)
def test_offsets_are_code_points_of_the_text_whatever_the_file(
    notebook: Project,
    take_in: Callable[[bytes], str],
    text: str,
    form: tuple[str, str],
    data: st.DataObject,
) -> None:
    text = f"一二三四五我们的志愿者来了。{text}的我们是不了在"
    encoding, ends = form
    saved = text.replace("\n", ends) if ends else text
    name = take_in(saved.encode(encoding))
    assert notebook.documents.text(name) == text
    start, end = data.draw(wordy(text))
    uid = notebook.coding.apply(name, start, end, "trust")
    [row] = notebook.coding.segments(document=name).to_dict("records")
    assert (row["segment"], row["text"]) == (uid, text[start:end])
    assert (row["start"], row["end"]) == (start, end)


@given(edits=strategies.edits(), data=st.data())
@settings(max_examples=50)
def test_after_any_correction_a_quote_reads_as_before_or_is_listed(
    notebook: Project,
    take_in: Callable[[bytes], str],
    edits: tuple[str, list[tuple[int, int, str]]],
    data: st.DataObject,
) -> None:
    old, replacements = edits
    head = "周：最缺人。🙂\n"
    name = take_in((head + old).encode())
    stored = notebook.documents.text(name)
    spans = data.draw(st.lists(wordy(stored), max_size=4, unique=True))
    said = {notebook.coding.apply(name, a, z, "trust"): stored[a:z] for a, z in spans}
    new, shift = stored, len(head)
    for start, end, words in reversed(replacements):
        new = new[: start + shift] + words + new[end + shift :]
    look = notebook.documents.edit(name, new)
    assert notebook.documents.text(name) == new
    listed: dict[str, Any] = {row["segment"]: row for row in look.to_dict("records")}
    rows = notebook.coding.segments(document=name).to_dict("records")
    assert {row["segment"] for row in rows} == set(said)
    for row in rows:
        uid, before = row["segment"], said[row["segment"]]
        assert row["text"] == new[row["start"] : row["end"]]
        if uid in listed:
            assert (listed[uid]["before"], listed[uid]["after"]) == (before, row["text"])
            assert listed[uid]["state"] == ("changed" if row["text"] else "lost")
        else:
            assert row["text"] == before
    left = notebook.documents.to_look_at(name).to_dict("records")
    assert {row["segment"]: row for row in left} == listed
    if stored != new:
        notebook.history.undo()
    assert notebook.documents.text(name) == stored
    assert dict(quotes(notebook, name)) == said
