"""Memos found by what they are, say and are about; links between things; where a memo stands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from study import FAR_ZONES, build, living_in

from qualcode.errors import NotFound, UsageError
from qualcode.project import Project
from qualcode.store.journal import local


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = build(tmp_path / "s.qualcode", tmp_path)
    segment = project.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
    project.memos.add("Tired, not sad.", kind="theory", about="segment", name=segment)
    project.memos.add("讀者注意：志願者累了", kind="to do", about="document", name="L03")
    project.memos.add("what counts", kind="code", about="code", name="gap filling")
    project.memos.add("Ｓｔｕｄｙ plan", kind="method")
    return project


def texts(project: Project, **wanted: str) -> list[str]:
    return [row.text for row in project.memos.rows(**wanted)]


def test_memos_are_filtered_by_each_thing_and_by_several(project: Project) -> None:
    assert texts(project, kind="theory") == ["Tired, not sad."]
    assert texts(project, code="fatigue") == ["Tired, not sad."]
    assert texts(project, code="gaps") == ["what counts"], "codes below count"
    assert texts(project, document="L02") == ["Tired, not sad."]
    assert texts(project, document="L03") == ["讀者注意：志願者累了"]
    assert texts(project, coder="Lin") == []
    assert texts(project, coder="Mia", kind="method") == ["Ｓｔｕｄｙ plan"]
    assert texts(project, since="2999-01-01") == []
    assert len(texts(project, until="2999-01-01")) == 4
    with pytest.raises(UsageError, match="No kind of memo “note”"):
        texts(project, kind="note")
    with pytest.raises(UsageError, match="is no day"):
        texts(project, since="yesterday")


@pytest.mark.parametrize("zone", FAR_ZONES)
def test_the_days_memos_are_asked_for_begin_where_the_asker_is(project: Project, zone: str) -> None:
    with living_in(zone):
        made = next(row.created for row in project.memos.rows() if row.text == "what counts")
        day = date.fromisoformat(local(made)[:10])
        before, after = (str(day + timedelta(days=n)) for n in (-1, 1))
        assert "what counts" in texts(project, since=str(day), until=str(day))
        assert "what counts" not in texts(project, since=after)
        assert "what counts" not in texts(project, until=before)
        assert "what counts" in texts(project, since="0001-01-01", until="9999-12-31")


@pytest.mark.parametrize(
    ("words", "found"),
    [("读者", "讀者注意：志願者累了"), ("study", "Ｓｔｕｄｙ plan"), ("TIRED", "Tired, not sad."),
     ("gap filling", "what counts"), ("%", None), ("L0_", None)],
)  # fmt: skip
def test_words_are_found_whatever_their_script_width_and_case(
    project: Project, words: str, found: str | None
) -> None:
    assert texts(project, search=words) == ([found] if found else [])


def test_memos_are_sorted(project: Project) -> None:
    assert [m.kind for m in project.memos.rows(sort="kind")] == [
        "code",
        "method",
        "theory",
        "to do",
    ]
    first = project.memos.rows(sort="created")[-1]
    project.memos.edit(first.memo, "Tired and sad.")
    assert texts(project)[0] == "Tired and sad."
    assert texts(project, sort="created")[-1] == "Tired and sad."
    with pytest.raises(UsageError, match="not by “size”"):
        texts(project, sort="size")


def test_a_memo_knows_its_passage_after_a_correction(project: Project) -> None:
    start = project.documents.text("L03").index("最缺人")
    on = project.memos.add("hm", about="document", name="L03", start=start, end=start + 3)
    project.documents.edit("L03", "开头。\n" + project.documents.text("L03"))
    place = project.memos.place(on)
    assert place is not None
    assert (place.document, place.text, place.start) == ("L03", "最缺人", start + 4)
    segment = project.memos.place(project.memos.rows(kind="theory")[0].memo)
    assert segment is not None
    assert (segment.document, segment.text) == ("L02", "Then nobody slept.")
    assert project.memos.place(project.memos.rows(kind="method")[0].memo) is None


def test_links_are_seen_from_both_ends_and_undone(project: Project) -> None:
    one, other = (project.memos.rows(kind=k)[0].memo for k in ("theory", "method"))
    link = project.memos.link(one, "memo", other, kind="explains", note="see §2")
    project.memos.link(one, "document", "L03")
    project.memos.link(one, "code", "trust")
    assert project.memos.link(one, "memo", other, kind="explains") == link, "linked once"
    assert [
        (r.kind, r.direction, r.about, r.subject, r.note) for r in project.memos.link_rows(one)
    ] == [
        ("explains", "to", "memo", "Ｓｔｕｄｙ plan", "see §2"),
        ("see also", "to", "document", "L03", ""),
        ("see also", "to", "code", "trust", ""),
    ]
    [back] = project.memos.link_rows(other)
    assert (back.direction, back.subject) == ("from", "Tired, not sad.")
    assert list(project.memos.links("trust", about="code")["subject"]) == ["Tired, not sad."]
    project.memos.unlink(link)
    assert project.memos.link_rows(other) == []
    project.history.undo()
    assert len(project.memos.link_rows(other)) == 1
    project.memos.remove(one)
    assert project.memos.link_rows(other) == []
    project.history.undo()
    assert len(project.memos.link_rows(one)) == 3


def test_a_link_to_what_is_removed_stays_without_a_name(project: Project) -> None:
    memo = project.memos.rows(kind="method")[0].memo
    segment = project.coding.rows()[0].segment
    project.memos.link(memo, "segment", segment)
    assert [r.subject for r in project.memos.link_rows(memo)] == ["fatigue · L02"]
    project.coding.remove(segment)
    assert [(r.about, r.subject) for r in project.memos.link_rows(memo)] == [("segment", "")]


def test_a_link_that_cannot_be_is_refused(project: Project) -> None:
    memo = project.memos.rows(kind="method")[0].memo
    batches = len(project.history.rows())
    with pytest.raises(UsageError, match="to itself"):
        project.memos.link(memo, "memo", memo)
    with pytest.raises(UsageError, match="one of: document"):
        project.memos.link(memo, "thing", "x")
    with pytest.raises(NotFound):
        project.memos.link(memo, "code", "no such code")
    with pytest.raises(NotFound, match="No link"):
        project.memos.unlink("nothing")
    assert len(project.history.rows()) == batches
