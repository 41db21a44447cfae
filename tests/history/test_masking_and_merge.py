"""A document that was masked in one copy stays masked when copies are merged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from study import build

import qualcode
from qualcode.history import replay


def test_a_correction_of_the_unmasked_text_does_not_unmask_the_document(tmp_path: Path) -> None:
    mine, copy = tmp_path / "s.qualcode", tmp_path / "lin.qualcode"
    build(mine, tmp_path).close()
    shutil.copy(mine, copy)
    with qualcode.open(mine, coder="Mia") as project:
        project.documents.mask("L02", {"Moira": "[P1]"})
    with qualcode.open(copy, coder="Lin") as project:
        text = project.documents.text("L02")
        project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
        project.documents.edit("L02", text.replace("nobody slept", "nobody could sleep"))
        project.documents.rename("L03", "L3")
        project.documents.edit("L3", project.documents.text("L3").replace("两万", "三万"))
    for ours, theirs, coder in ((mine, copy, "Mia"), (copy, mine, "Lin")):
        with qualcode.open(ours, coder=coder) as project:
            merged = project.history.merge(theirs)
            shown = project.documents.text("L02")
            assert "Moira" not in shown
            assert "[P1]" in shown
            assert project.documents.find("L02").masked
            assert "三万" in project.documents.text("L3"), "what was not masked is corrected"
            [listed] = [c for c in merged.collisions if c.kind == "masked"]
            assert listed.name == "L02"
            assert "to be made again" in listed.note
            [row] = project.coding.rows()
            assert row.text == "They knew every stairwell."
            assert replay.differences(project.store) == []
    with qualcode.open(mine, coder="Mia") as project:
        project.documents.edit("L02", project.documents.text("L02") + "More.\n")
        assert project.documents.find("L02").masked
        project.history.undo()
        with pytest.raises(qualcode.QualcodeError):
            project.documents.mask("L02", {"Moira": "[P1]"})
        assert "Moira" not in project.documents.text("L02")
        assert replay.differences(project.store) == []


def test_a_merge_is_shown_first_and_changes_nothing(tmp_path: Path) -> None:
    mine, copy = tmp_path / "s.qualcode", tmp_path / "lin.qualcode"
    build(mine, tmp_path).close()
    shutil.copy(mine, copy)
    with qualcode.open(copy, coder="Lin") as project:
        project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
        project.documents.rename("L03", "kitchen")
    with qualcode.open(mine, coder="Mia") as project:
        project.documents.rename("L03", "cooks")
        log = project.history.rows()
        shown = project.history.merge(copy, preview=True)
        assert (shown.batches, shown.coders) == (2, ("Lin",))
        assert [c.kind for c in shown.collisions] == ["concurrent"]
        assert project.history.rows() == log
        assert project.coding.count() == 0
        assert not list(tmp_path.glob("*.backup-*"))
        done = project.history.merge(copy)
        assert (done.batches, done.collisions) == (shown.batches, shown.collisions)
        assert project.coding.count() == 1
