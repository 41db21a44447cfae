"""The summary matrix: what stands behind a cell, what was written of it, and what changed since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from interpreting import Coded, coded, copied

import qualcode
from qualcode.errors import NotFound, UsageError
from qualcode.history import replay
from qualcode.project import Project


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Coded]:
    made = copied(tmp_path / "s.qualcode")
    yield made
    made.project.close()


def cells(project: Project, *subjects: str, **how: Any) -> list[list[Any]]:
    made = project.analysis.summaries.matrix(list(subjects), **how).cells
    return made[["case", "subject", "state", "segments", "open"]].values.tolist()


def test_four_kinds_of_nothing_are_told_apart(store_url: str, tmp_path: Path) -> None:
    with coded(store_url, tmp_path).project as project:
        project.analysis.themes.add("short", codes=["gaps"])
        assert cells(project, "short", "fatigue", cases=["Zhou", "Moira", "001"]) == [
            ["Zhou", "short", "coded", 2, 0], ["Zhou", "fatigue", "nothing coded", 0, 0],
            ["Moira", "short", "nothing coded", 0, 0], ["Moira", "fatigue", "coded", 1, 0],
            ["001", "short", "no material", 0, 0], ["001", "fatigue", "no material", 0, 0],
        ]  # fmt: skip
        project.codebook.add("new")
        assert cells(project, "new", cases=["Zhou"]) == [["Zhou", "new", "not reviewed", 0, 0]]
        assert cells(project, "fatigue", "trust", question="q8") == [
            ["001", "fatigue", "not reviewed", 0, 1], ["001", "trust", "not reviewed", 0, 0],
            ["002", "fatigue", "not reviewed", 0, 0], ["002", "trust", "not reviewed", 0, 0],
        ]  # fmt: skip
        project.coding.done("001 · q8")
        matrix = project.analysis.summaries.matrix(["fatigue", "trust"], question="q8")
        assert matrix.table.values.tolist() == [
            ["(no summary yet: 1 segment)", "no data: nothing coded"],
            ["no data: not reviewed", "no data: not reviewed"],
        ]
        assert matrix.foot == (
            "q8, layer final: 2 cases, 0 of 4 cells summarised; 1 with segments and no summary "
            "yet. No data: 1 nothing coded, 2 not reviewed."
        )
        # Mia's layer knows nothing of Lin's work, and a training round is in no layer.
        assert cells(project, "fatigue", question="q8", layer="Lin") == [
            ["001", "fatigue", "not reviewed", 0, 0], ["002", "fatigue", "not reviewed", 0, 0],
        ]  # fmt: skip


def test_a_summary_says_which_of_its_segments_changed(study: Coded) -> None:
    project, segments = study.project, study.segments
    summaries = project.analysis.summaries
    summaries.set("Zhou", "gaps", "Few hands.")
    summaries.set("Moira", "fatigue", "No sleep.")
    assert summaries.frame()["change"].tolist() == ["", ""]
    project.coding.apply("L03", code="gap filling", quote="我们分楼栋。")
    project.coding.remove(segments["lists"])
    text = project.documents.text("L03")
    project.documents.edit("L03", text.replace("两万多户", "两万户"))
    assert summaries.frame()[["case", "stale", "change"]].values.tolist() == [
        ["Zhou", True, "1 segment added, 1 removed, 1 changed"], ["Moira", False, ""],
    ]  # fmt: skip
    cell = summaries.cell("Zhou", "gaps")
    assert (cell.stale, cell.segments, cell.shown) == (True, 2, "Few hands.")
    behind = summaries.segments("Zhou", "gaps")
    assert behind[["text", "counts", "since"]].values.tolist() == [
        ["街道办只有六个工作人员，要管两万户。", True, "changed"], ["我们分楼栋。", True, "added"],
    ]  # fmt: skip
    assert behind.attrs["foot"] == (
        "2 segments of gaps by Zhou, layer final. Since the summary was written: 1 segment added, "
        "1 removed, 1 changed."
    )
    matrix = summaries.matrix(["gaps"], cases=["Zhou"])
    assert matrix.table.values.tolist() == [
        ["Few hands. [since: 1 segment added, 1 removed, 1 changed]"]
    ]
    summaries.set("Zhou", "gaps", "Few hands.")
    assert not summaries.cell("Zhou", "gaps").stale, "written again, it still holds"
    project.history.undo()
    assert summaries.cell("Zhou", "gaps").stale


def test_being_done_and_undoing_leave_a_summary_as_it_was(study: Coded) -> None:
    project = study.project
    summaries = project.analysis.summaries
    summaries.set("001", "fatigue", "Asked twice.", question="q8")
    project.coding.done("001 · q8")
    cell = summaries.cell("001", "fatigue", question="q8")
    assert (cell.state, cell.open, cell.stale) == ("coded", 0, False)
    uid = project.coding.apply("001 · q8", code="fatigue", quote="on paper")
    assert summaries.frame()["stale"].tolist() == [True]
    project.coding.remove(uid)
    assert summaries.frame()["stale"].tolist() == [False]
    project.coding.change(study.segments["platforms"], code="trust")
    assert summaries.frame()["change"].tolist() == ["1 segment removed"]


def test_summaries_of_one_case_are_kept_apart_by_source_and_subject(study: Coded) -> None:
    project = study.project
    summaries = project.analysis.summaries
    first = summaries.set("Zhou", "fatigue", "Not tired.")
    other = summaries.set("001", "fatigue", "Asked twice.", question="q8")
    assert summaries.set("Zhou", "fatigue", "Not tired at all.") == first != other
    assert summaries.frame()[["case", "question", "summary"]].fillna("").values.tolist() == [
        ["Zhou", "", "Not tired at all."], ["001", "q8", "Asked twice."],
    ]  # fmt: skip
    summaries.remove("Zhou", "fatigue")
    assert summaries.frame()["case"].tolist() == ["001"]
    assert summaries.set("Zhou", "fatigue", "Back.") == first, "the cell's own name"
    project.analysis.themes.add("trust", codes=["fatigue"])
    with pytest.raises(qualcode.Ambiguous, match="“trust” is a code and a theme"):
        summaries.set("Zhou", "trust", "x")
    summaries.set("Zhou", "theme:trust", "x")
    assert [row.about for row in summaries.rows()] == ["code", "code", "theme"]
    with pytest.raises(UsageError, match="A summary has a text"):
        summaries.set("Zhou", "fatigue", "  ")
    with pytest.raises(NotFound, match="No summary was written of Moira · trust"):
        summaries.remove("Moira", "code:trust")
    with pytest.raises(NotFound, match="No case “Nobody”"):
        summaries.set("Nobody", "fatigue", "x")


def test_two_copies_write_one_cell_and_the_later_holds(tmp_path: Path) -> None:
    mine, copy = tmp_path / "s.qualcode", tmp_path / "lin.qualcode"
    made = copied(mine)
    made.project.close()
    shutil.copy(mine, copy)
    for place, coder in ((mine, "Mia"), (copy, "Lin")):
        with qualcode.open(place, coder=coder) as project:
            project.analysis.summaries.set("Zhou", "gaps", f"As {coder} reads it.")
    shown = []
    for ours, theirs, coder in ((mine, copy, "Mia"), (copy, mine, "Lin")):
        with qualcode.open(ours, coder=coder) as project:
            merged = project.history.merge(theirs)
            frame = project.analysis.summaries.frame()
            shown.append(frame[["summary", "coder", "stale"]].values.tolist())
            [listed] = merged.collisions
            assert listed.field == "content"
            assert listed.note == (
                "set to “As Lin reads it.” and “As Mia reads it.” in different copies; “As Lin "
                "reads it.” stands"
            ), "what is set apart is not lost"
            assert replay.differences(project.store) == []
    assert shown[0] == shown[1] == [["As Lin reads it.", "Lin", False]]


def test_masked_words_are_read_by_the_lead_alone(study: Coded, tmp_path: Path) -> None:
    project = study.project
    project.analysis.summaries.set("Moira", "fatigue", "Moira did not sleep.")
    project.documents.mask("L02", {"Moira": "[P1]"})
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as lin:
        assert lin.analysis.summaries.rows()[0].text == "[P1] did not sleep."
        lin.analysis.summaries.set("Moira", "fatigue", "[P1] did not sleep.")
    assert project.analysis.summaries.rows()[0].text == "Moira did not sleep."
