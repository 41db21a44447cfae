"""Coding what was found: planned, looked at, done in one step, taken back in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from study import ZH, build

from qualcode.errors import Conflict, InvalidSegment, UsageError
from qualcode.project import Project


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    with build(store_url, tmp_path) as made:
        yield made


TURN = ZH.splitlines()[1].removeprefix("周：")


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        ("sentence", ["最缺人。", "街道办只有六个工作人员，要管两万多户。"]),
        ("match", ["人", "人"]),
        ("turn", [TURN]),
    ],
)  # fmt: skip
def test_the_passages_that_hold_hits_are_coded_in_one_step(
    project: Project, unit: str, texts: list[str]
) -> None:
    hits = project.analysis.search("人")
    shown = project.coding.autocode("trust", hits, unit=unit, preview=True)
    assert [p.text for p in shown.new] == texts
    assert project.coding.rows() == []
    assert project.coding.autocode("trust", hits, unit=unit) == shown
    rows = project.coding.rows()
    assert [(r.text, r.code, r.coder, r.origin) for r in rows] == [
        (text, "trust", "Mia", "auto") for text in texts
    ]
    assert project.history.log(limit=1)["subject"].tolist() == [f"trust · {len(texts)}"]
    project.history.undo()
    assert project.coding.rows() == []
    project.history.redo()
    assert [r.text for r in project.coding.rows()] == texts
    assert project.history.check().sound


def test_what_is_within_a_segment_of_the_code_already_stays_as_it_is(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。街道办只有")
    project.coding.apply("L03", code="fatigue", quote="要管两万多户。")
    made = project.coding.autocode("trust", project.analysis.search("人"))
    assert [(p.text, p.there) for p in made.passages] == [
        ("最缺人。", True),
        ("街道办只有六个工作人员，要管两万多户。", False),
    ]
    again = project.coding.autocode("trust", project.analysis.search("人"))
    assert again.new == ()
    assert project.coding.count(code="trust") == 2


def test_a_hit_over_two_sentences_codes_both_as_one_passage(project: Project) -> None:
    hits = project.analysis.search("最缺.*六个", regex=True)
    made = project.coding.autocode("trust", hits)
    assert [p.text for p in made.new] == ["最缺人。街道办只有六个工作人员，要管两万多户。"]


def test_interviewers_turns_are_coded_only_where_they_were_searched(project: Project) -> None:
    assert project.coding.autocode("trust", project.analysis.search("最缺的")).passages == ()
    hits = project.analysis.search("最缺的", interviewers=True)
    assert [p.text for p in project.coding.autocode("trust", hits).new] == [
        "那时候社区里最缺的是什么？"
    ]


def test_answers_and_given_places_are_coded_too(project: Project) -> None:
    made = project.coding.autocode("trust", [("001 · q8", 0, 3), ("002 · q8", 0, 1)], unit="turn")
    assert [(p.document, p.text) for p in made.new] == [
        ("001 · q8", "Too many platforms asked for the same data, and again on paper."),
        ("002 · q8", "无"),
    ]


def test_a_coding_of_hits_reviews_nothing(project: Project) -> None:
    project.coding.autocode("trust", project.analysis.search("人"))
    assert project.coding.reviewed() == []


def test_what_cannot_be_coded_is_refused_and_nothing_written(project: Project) -> None:
    hits = project.analysis.search("人")
    with pytest.raises(UsageError, match="No unit"):
        project.coding.autocode("trust", hits, unit="page")
    with pytest.raises(Conflict):
        project.coding.autocode("gaps", hits)
    with pytest.raises(InvalidSegment, match="Search again"):
        project.coding.autocode("trust", [("L03", 0, 3), ("002 · q8", 0, 99)])
    with pytest.raises(UsageError, match="without start"):
        project.coding.autocode("trust", hits.drop(columns="start"))
    assert project.coding.rows() == []
