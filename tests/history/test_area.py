"""What the history shows of a change and of two copies, in names, and to whom."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from study import build

import qualcode
from qualcode.history.cells import WITHHELD
from qualcode.project import Project


def told(project: Project, what: str) -> list[tuple[object, ...]]:
    """Return what the latest batch of this label did: table, name, field, before, after."""
    number = next(r.number for r in project.history.rows() if r.what == what)
    frame = project.history.show(number)
    frame = frame.astype(object).where(frame.notna(), None)
    wanted = frame[["table", "name", "field", "before", "after"]]
    return [tuple(row) for row in wanted.itertuples(index=False)]


def test_a_change_is_shown_in_names_on_either_store(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", 20, 24, "trust")
        shown = {field: after for _, _, field, _, after in told(project, "apply code")}
        assert (shown["version_id"], shown["code_id"], shown["coder_id"]) == ("L03", "trust", "Mia")
        assert {row[1] for row in told(project, "apply code")} == {"trust · L03"}
        project.codebook.move("trust", "gaps")
        assert ("code", "trust", "parent_id", None, "gaps") in told(project, "move code")
        project.cases.set("001", "hours", 5)
        assert told(project, "set value") == [("value", "001 · hours", "number", 3, 5)]
        project.history.undo()
        assert told(project, "set value") == [("value", "001 · hours", "number", 5, 3)]


def test_what_masking_took_out_is_shown_to_the_lead_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        project.documents.mask("L02", {"Moira": "[P2]"})
        lead = [told(project, what) for what in ("import documents", "mask document")]
        assert any("Moira" in str(row) for row in lead[0])
        assert any("Moira" in str(row) for row in lead[1])
    with qualcode.open(path, coder="Lin") as project:
        rest = [told(project, what) for what in ("import documents", "mask document")]
        assert [row for rows in rest for row in rows if "Moira" in str(row)] == []
        assert [len(rows) for rows in rest] == [len(rows) for rows in lead]
        assert ("pseudonym", "[P2]", "original", None, WITHHELD) in rest[1]


def copies(tmp_path: Path, *names: str) -> list[Path]:
    """Return copies of the small study."""
    first = tmp_path / "study.qualcode"
    build(first, tmp_path).close()
    return [Path(shutil.copy(first, tmp_path / f"{name}.qualcode")) for name in names]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_what_three_copies_set_apart_is_listed_once_with_what_stands(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    paths = copies(tmp_path, "a", "b", "c")
    for path, coder, name in zip(paths, ("Mia", "Lin", "Mia"), ("x", "y", "z"), strict=True):
        with qualcode.open(path, coder=coder) as project:
            project.codebook.rename("trust", name)
    first, *others = (paths[n] for n in order)
    with qualcode.open(first, coder="Mia") as project:
        for other in others:
            project.history.merge(other)
        [row] = project.history.collisions().to_dict("records")
        code = project.codebook.find(row["name"]).code
    assert (row["kind"], row["table"], row["field"]) == ("concurrent", "code", "name")
    assert row["note"] == f"set to “x” and “y” and “z” in different copies; “{code}” stands"


def test_two_values_of_one_case_set_apart_are_both_listed(tmp_path: Path) -> None:
    mine, theirs = copies(tmp_path, "mine", "theirs")
    for path, coder, hours, district in ((mine, "Mia", 1, "a"), (theirs, "Lin", 2, "b")):
        with qualcode.open(path, coder=coder) as project:
            project.cases.set("001", "hours", hours)
            project.cases.set("001", "district", district)
    with qualcode.open(mine, coder="Mia") as project:
        merged = project.history.merge(theirs)
        hours, district = (project.cases.show("001")[name] for name in ("hours", "district"))
    assert {(c.table, c.name, c.field) for c in merged.collisions} == {
        ("value", "001 · hours", "number"), ("value", "001 · district", "content"),
    }  # fmt: skip
    notes = {c.name: c.note for c in merged.collisions}
    assert notes["001 · district"].endswith(f"; “{district}” stands")
    assert notes["001 · hours"].endswith(f"; “{float(hours)}” stands")


def test_parents_set_apart_are_listed_by_name(tmp_path: Path) -> None:
    mine, theirs = copies(tmp_path, "mine", "theirs")
    for path, coder, parent in ((mine, "Mia", "gaps"), (theirs, "Lin", "fatigue")):
        with qualcode.open(path, coder=coder) as project:
            project.codebook.move("trust", parent)
    with qualcode.open(mine, coder="Mia") as project:
        project.history.merge(theirs)
        rows = project.history.collisions().to_dict("records")
    [note] = [row["note"] for row in rows if row["field"] == "parent_id"]
    assert note.split(";")[0] in (
        "set to “gaps” and “fatigue” in different copies",
        "set to “fatigue” and “gaps” in different copies",
    )


def test_a_merge_that_brings_nothing_makes_no_backup(tmp_path: Path) -> None:
    mine, theirs = copies(tmp_path, "mine", "theirs")
    with qualcode.open(mine, coder="Mia") as project:
        assert project.history.merge(theirs).backup is None
    with qualcode.open(theirs, coder="Lin") as project:
        project.codebook.add("hope")
    with qualcode.open(mine, coder="Mia") as project:
        merged = project.history.merge(theirs)
        assert merged.backup is not None
        assert (merged.batches, merged.coders) == (1, ("Lin",))
        with qualcode.open(merged.backup) as before:
            assert "hope" not in [row.code for row in before.codebook.rows()]
        assert "hope" in [row.code for row in project.codebook.rows()]


def test_who_has_worked_in_a_project_stays_in_it(store_url: str) -> None:
    with qualcode.create(store_url, coder="Mia") as project:
        with pytest.raises(qualcode.Conflict, match="Nothing of yours is left to undo"):
            project.history.undo()
        with pytest.raises(qualcode.Conflict, match="a coder that later work stands on"):
            project.history.undo(1)
        project.coders.add("Lin")
        with qualcode.open(store_url, coder="Lin") as lin:
            project.history.undo()
            assert [c.name for c in project.coders.list()] == ["Mia"]
            with pytest.raises(qualcode.CoderNeeded, match="Lin is no coder of"):
                lin.codebook.add("trust")
            project.history.redo()
            assert lin.codebook.add("trust")
    with qualcode.open(store_url, coder="Mia") as project:
        with pytest.raises(qualcode.Conflict, match="a coder that later work stands on"):
            project.history.undo()
        assert [c.name for c in project.coders.list()] == ["Mia", "Lin"]
        assert project.history.check().sound


def test_a_coder_taken_back_in_one_copy_stays_for_the_work_of_another(tmp_path: Path) -> None:
    path, copy = tmp_path / "s.qualcode", tmp_path / "lin.qualcode"
    with qualcode.create(path, coder="Mia") as project:
        project.coders.add("Lin")
        project.history.backup(copy)
        project.history.undo()
    with qualcode.open(copy, coder="Lin") as project:
        project.codebook.add("trust")
    with qualcode.open(path, coder="Mia") as project:
        project.history.merge(copy)
        assert [c.name for c in project.coders.list()] == ["Mia", "Lin"]
        assert project.history.check().sound
    with qualcode.open(path, coder="Lin") as project:
        assert project.codebook.add("fatigue")
