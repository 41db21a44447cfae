"""Searching a project: what is found, where it is looked for, what the words of it are."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import build

import qualcode
from qualcode.analysis import stop_words
from qualcode.errors import NotFound, UsageError
from qualcode.project import Project
from qualcode.text import graphemes, lemmas
from qualcode.text.shadow import Shadow

ANSWERS = (
    "我们的志愿者，都是老志愿者。", "我們的志願者來自臺灣", "ＷｅＣｈａｔ群里喊：志愿者！",
    "志\u200b愿者", "volunteers came; VOLUNTEERS stayed……", "café, cafe\u0301 and cafe",
    "👩‍👩‍👧志愿者👍🏽", "ﬁne Straße ①", "无", "no, not now. I don't know", "aaaa aa",
    "x\u0302志愿 者", "老志\n愿者", "𠮷野家", "里里外外 里", "Ⅳ ㎡ ½",
)  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Yield the small study, for tests that only read it."""
    folder = tmp_path_factory.mktemp("study")
    with build(folder / "s.qualcode", folder) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Project]:
    """Yield a small study of its own."""
    with build(tmp_path / "s.qualcode", tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Yield a project with one answer a line of `ANSWERS`."""
    folder = tmp_path_factory.mktemp("answers")
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "q"])
        writer.writerows([f"p{n:02}", text] for n, text in enumerate(ANSWERS))
    with qualcode.create(folder / "a.qualcode", coder="Mia") as made:
        made.cases.import_survey(folder / "a.csv", id="id", open_ended=["q"])
        yield made


def found(project: Project, words: str | list[str], **more: object) -> list[tuple[str, str]]:
    frame = project.analysis.search(words, **more)  # type: ignore[arg-type]
    return list(zip(frame["document"], frame["match"], strict=True))


def naive(text: str, needle: str) -> list[tuple[int, int]]:
    """Return where a text reads as a needle, cluster by cluster, the leftmost first."""

    def reads(start: int, end: int) -> str:
        return Shadow(text[start:end], simplified=True).text

    wanted = Shadow(needle, simplified=True).text
    edges = [0, *(end for _, end in graphemes.clusters(text))]
    spans: list[tuple[int, int]] = []
    for start in edges:
        # What cannot be seen before a hit is no part of it.
        if not wanted or (spans and start < spans[-1][1]) or not text[start:]:
            continue
        ends = [e for e in edges if e > start and reads(start, e) == wanted]
        first = next(e for e in edges if e > start)
        if ends and reads(start, first):
            spans.append((start, ends[0]))
    return spans


stretch = st.sampled_from(ANSWERS).flatmap(
    lambda text: st.tuples(st.integers(0, len(text) - 1), st.integers(1, 4)).map(
        lambda at: text[at[0] : at[0] + at[1]]
    )
)


@given(st.one_of(stretch, st.text(alphabet="志愿願者臺台不 aｅ.…", min_size=1, max_size=3)))
def test_every_place_that_reads_so_is_found_and_nothing_else(answers: Project, words: str) -> None:
    if not words.strip():
        with pytest.raises(UsageError, match="Nothing to search for"):
            answers.analysis.search(words)
        return
    frame = answers.analysis.search(words, context=100)
    wanted = words.strip()
    texts = {f"p{n:02} · q": text for n, text in enumerate(ANSWERS)}
    assert list(zip(frame["document"], frame["start"], frame["end"], strict=True)) == [
        (name, *span) for name, text in texts.items() for span in naive(text, wanted)
    ]
    for name, left, match, right in zip(
        frame["document"], frame["left"], frame["match"], frame["right"], strict=True
    ):
        assert left + match + right == texts[name]
        assert Shadow(match, simplified=True).text == Shadow(wanted, simplified=True).text


@given(st.one_of(stretch, st.text(alphabet="志愿願者臺台不 aｅ.?(", min_size=1, max_size=3)))
def test_a_pattern_that_spells_a_text_finds_what_the_text_does(
    answers: Project, words: str
) -> None:
    import regex

    wanted = words.strip()
    if wanted:
        plain = answers.analysis.search(wanted)
        spelled = answers.analysis.search(regex.escape(wanted), regex=True)
        here = ["document", "start", "end"]
        # A pattern may also stop within a character that reads as several, or before its marks.
        assert set(map(tuple, plain[here].to_numpy())) <= set(map(tuple, spelled[here].to_numpy()))


def test_a_hit_says_who_speaks_and_stands_in_its_turn(project: Project) -> None:
    [row] = project.analysis.search("志願者").to_dict("records")
    assert row == {
        "document": "L03", "case": None, "speaker": "周", "role": "participant",
        "start": row["start"], "end": row["start"] + 3,
        "left": "最缺人。街道办只有六个工作人员，要管两万多户。我们的老", "match": "志愿者",
        "right": "第二天就来了，熟门熟路。", "language": "zh", "turn": 2, "kind": "interview",
        "question": None,
    }  # fmt: skip
    assert project.documents.text("L03")[row["start"] : row["end"]] == "志愿者"


def test_interviewers_labels_and_headers_are_left_out_unless_asked(project: Project) -> None:
    assert found(project, "街道办") == [("L03", "街道办")] * 2
    assert found(project, "街道办", interviewers=True) == [("L03", "街道办")] * 3
    assert found(project, "访谈员") == []
    assert found(project, "访谈员", headers=True) == [("L03", "访谈员")] * 2
    foot = project.analysis.search("街道办").attrs["foot"]
    assert foot == (
        "2 hits in 1 of 4 documents searched (2 interviews, 2 answers); "
        "interviewers' turns, labels, headers left out."
    )


def test_several_texts_whole_words_and_one_character(project: Project) -> None:
    assert found(project, ["志愿者", "老志愿者", "volunteers"]) == [
        ("L03", "老志愿者"), ("L02", "volunteers"),
    ]  # fmt: skip
    assert len(found(project, "人")) == 2
    assert [m for _, m in found(project, "the", whole=True)] == ["The", "the"]
    assert [m for _, m in found(project, "the")] == ["The", "The", "The", "the"]


def test_words_near_each_other_stay_within_one_turn(project: Project) -> None:
    assert found(project, "志愿者 街道办", near="turn") == [
        ("L03", "街道办只有六个工作人员，要管两万多户。我们的老志愿者")
    ]
    assert found(project, "志愿者 街道办", near="sentence") == []
    assert found(project, "志愿者 两万", near="20c") == [("L03", "两万多户。我们的老志愿者")]
    assert found(project, "old volunteers", near=0) == [("L02", "old volunteers")]
    assert found(project, "old came", near=0) == []
    assert found(project, "came old", near=1) == [("L02", "old volunteers came")]


def test_where_it_looks_can_be_narrowed(fresh: Project) -> None:
    assert found(fresh, "the", kind="answer") == [("001 · q8", "the")]
    assert found(fresh, "the", language="en", document="L02", whole=True) == [("L02", "The")]
    assert found(fresh, "无", fields={"district": "yuhang"}) == [("002 · q8", "无")]
    assert found(fresh, "无", fields={"district": "Xihu"}) == []
    assert found(fresh, "无", fields={"hours": "10.."}) == [("002 · q8", "无")]
    assert found(fresh, "same", fields={"hours": "..3", "district": "Xihu"}, question="q8") == [
        ("001 · q8", "same")
    ]
    fresh.coding.apply("L03", code="gap filling", quote="最缺人。街道办只有六个工作人员，")
    assert found(fresh, "人", code="gaps") == [("L03", "人")] * 2
    assert found(fresh, "志愿者", code="gap filling") == []
    assert found(fresh, "人", code="gaps", coder="Lin") == []
    for wrong in (
        {"fields": {"distrikt": "x"}}, {"fields": {"district": "Nowhere"}}, {"kind": "song"},
        {"language": "fr"}, {"code": "nothing"}, {"document": "L99"},
    ):  # fmt: skip
        with pytest.raises(NotFound):
            fresh.analysis.search("人", **wrong)
    with pytest.raises(UsageError, match="hours holds numbers"):
        fresh.analysis.search("人", fields={"hours": "many"})


def test_who_codes_blind_finds_nothing_within_the_segments_of_others(
    fresh: Project, tmp_path: Path
) -> None:
    fresh.coding.apply("L03", code="trust", quote="最缺人。")
    with fresh.store.batch("a round") as batch:
        [key] = batch.insert(
            "coding_round",
            [{"name": "r1", "kind": "reliability", "blind": 1, "freeze_id": None,
              "settings": "{}", "opened_at": "2020-01-01T00:00:00Z", "closed_at": None}],
        )  # fmt: skip
        lin = next(c.id for c in fresh.coders.list() if c.name == "Lin")
        version = fresh.documents.find("L03").version_id
        batch.insert(
            "assignment",
            [{"round_id": key, "coder_id": lin, "version_id": version, "start_at": None,
              "end_at": None}],
        )  # fmt: skip
    assert found(fresh, "缺", code="trust") == [("L03", "缺")]
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as lins:
        assert found(lins, "缺", code="trust") == []


def test_hits_are_ordered_by_what_stands_around_them(project: Project) -> None:
    assert [r for _, r in found(project, "[人们]", regex=True)] == ["人", "人", "们", "们"]
    rows = project.analysis.search("人", interviewers=True, sort="right", context=2)
    assert list(rows["right"]) == ["员，", "。街"]
    rows = project.analysis.search("的", interviewers=True, headers=True, sort="left", context=2)
    assert list(rows["left"]) == ["我们", "最缺"]
    with pytest.raises(UsageError, match="No order"):
        project.analysis.search("人", sort="length")


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("志願.", ["志愿者"]),
        ("[臺台志]愿", ["志愿"]),
        ("ｖｏｌ\\w+", ["volunteers"]),
        (r"\bThe(?= old)", ["The"]),
        ("^最.{2}", ["最缺人"]),
        ("[一-龥]{20,}", []),
        ("户\\。", ["户。"]),
        ("x*", []),
    ],
)
def test_patterns_read_text_as_a_search_does(
    project: Project, pattern: str, matches: list[str]
) -> None:
    assert [match for _, match in found(project, pattern, regex=True)] == matches


@pytest.mark.parametrize("pattern", ["(", "[", "a{2,1}", "*", "(?P<", "\\", "(?<=a+", "x" * 1001])
def test_a_bad_pattern_is_refused_in_words(project: Project, pattern: str) -> None:
    with pytest.raises(UsageError, match="pattern"):
        project.analysis.search(pattern, regex=True)


def test_a_pattern_that_takes_too_long_is_stopped(fresh: Project, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("a" * 60 + "!", encoding="utf-8")
    fresh.documents.add(tmp_path / "long.txt")
    with pytest.raises(UsageError, match=r"more than 0\.2 seconds"):
        fresh.analysis.search("(a|aa)+$", regex=True, seconds=0.2)


@pytest.mark.parametrize(
    "more", [{"regex": True, "near": 3}, {"regex": True, "whole": True}, {"near": "far"}]
)
def test_questions_that_contradict_themselves_are_refused(
    project: Project, more: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        project.analysis.search("志愿者 人", **more)  # type: ignore[arg-type]


def test_a_search_sees_the_project_as_it_is_now(fresh: Project) -> None:
    assert found(fresh, "熟门熟路") == [("L03", "熟门熟路")]
    text = fresh.documents.text("L03")
    fresh.documents.edit("L03", text.replace("熟门熟路", "轻车熟路"))
    assert found(fresh, "熟门熟路") == []
    fresh.history.undo()
    assert found(fresh, "熟门熟路") == [("L03", "熟门熟路")]
    with fresh.store.batch("two at once"):
        fresh.documents.edit("L03", text.replace("熟门熟路", "轻车熟路"))
        assert found(fresh, "轻车熟路") == [("L03", "轻车熟路")]
    assert found(fresh, "轻车熟路") == [("L03", "轻车熟路")]


# Words --------------------------------------------------------------------------------------


def test_words_are_counted_with_their_documents_and_cases(project: Project) -> None:
    frame = project.analysis.words()
    counted = {
        word: figures
        for word, *figures in zip(
            frame["word"], frame["count"], frame["documents"], frame["cases"], strict=True
        )
    }
    assert counted["volunteers"] == [1, 1, 1]
    assert counted["街道办"] == [2, 1, 1]
    assert "the" not in counted
    assert "的" not in counted
    everything = project.analysis.words(stop=False, interviewers=True)
    counts = dict(zip(everything["word"], everything["count"], strict=True))
    assert counts["街道办"] == 3
    assert counts["the"] == 2
    assert "Base: 4 documents, 4 cases." in frame.attrs["foot"]
    assert list(frame["count"]) == sorted(frame["count"], reverse=True)


def test_a_case_counts_once_however_many_answers_it_gave(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,q1,q2\n1,口罩口罩,口罩\n2,口罩,雨衣\n", encoding="utf-8")
    with qualcode.create(tmp_path / "a.qualcode", coder="Mia") as project:
        project.cases.import_survey(tmp_path / "a.csv", id="id", open_ended=["q1", "q2"])
        frame = project.analysis.words()
        assert frame.to_numpy().tolist() == [["口罩", 4, 3, 2], ["雨衣", 1, 1, 1]]
        assert project.analysis.words(least=2)["word"].tolist() == ["口罩"]
        assert project.analysis.words(stop=["口罩"])["word"].tolist() == ["雨衣"]
        assert project.analysis.words(question="q2")["count"].tolist() == [1, 1]


def test_words_that_say_no_are_never_stop_words(answers: Project) -> None:
    assert stop_words.stop_words().isdisjoint(stop_words.NEGATIONS)
    said = set(answers.analysis.words()["word"])
    assert {"无", "no", "not", "don't"} <= said


def test_writings_of_a_word_count_as_one(answers: Project) -> None:
    words = answers.analysis.words()
    count = words.set_index("word")["count"]
    assert count["volunteers"] == 2
    assert count["志愿者"] == 6
    assert "志願者" not in count.index


def test_lemmas_are_used_where_their_table_is_installed(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "as written, in lower case" in project.analysis.words().attrs["foot"]
    data = tmp_path / "site" / lemmas.PACKAGE / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    (data / "en_lemma_lookup.json.gz").write_bytes(
        gzip.compress(json.dumps({"volunteers": "volunteer", "knew": "know"}).encode())
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])
    lemmas.table.cache_clear()
    try:
        frame = project.analysis.words()
    finally:
        lemmas.table.cache_clear()
    assert "volunteer" in set(frame["word"])
    assert "volunteers" not in set(frame["word"])
    assert "by their lemma (spaCy's table)" in frame.attrs["foot"]


def test_words_within_segments_count_each_once(fresh: Project) -> None:
    for quote in ("最缺人。街道办只有六个工作人员，", "街道办只有六个工作人员，要管两万多户。"):
        fresh.coding.apply("L03", code="trust", quote=quote)
    words = fresh.analysis.words(code="trust").set_index("word")["count"]
    assert words["街道办"] == 1
    assert "志愿者" not in words.index
