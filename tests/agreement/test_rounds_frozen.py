"""A round's codebook is its freeze; and what a coder did before stays hidden while they recode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from study import build

import qualcode
from qualcode.codebook.offered import offered
from qualcode.project import Project

LACK, SLEPT = "最缺人。", "Then nobody slept."


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study: Mia has finished L03, and codes it again for her stability."""
    with build(store_url, tmp_path) as made:
        made.coding.apply("L03", code="gap filling", quote="熟门熟路")
        made.coding.done("L03")
        made.codebook.edit("trust", definition="as it was")
        made.agreement.new_round("again", kind="stability", origin="documents", sample=None)
        yield made


def test_a_code_that_came_after_the_freeze_is_not_applied_in_the_round(project: Project) -> None:
    project.codebook.add("late")
    for act in (
        lambda: project.coding.apply("L03", code="late", quote=LACK),
        lambda: project.coding.autocode("late", [("L03", 8, 12)], round="again"),
    ):
        with pytest.raises(qualcode.Conflict, match="“late” is not in the freeze “again”, by whi"):
            act()
    uid = project.coding.apply("L03", code="trust", quote=LACK)
    for change in (
        lambda: project.coding.change(uid, code="late"),
        lambda: project.coding.recode([uid], "late"),
    ):
        with pytest.raises(qualcode.Conflict, match="not in the freeze"):
            change()
    assert list(project.coding.segments(document="L03")["code"]) == ["trust"]
    # Outside the round it is a code like any other.
    project.coding.apply("L02", code="late", quote=SLEPT)
    project.agreement.close("again", anyway=True)
    project.coding.apply("L03", code="late", quote=LACK)


def test_hits_are_coded_in_the_round_in_which_their_passage_is(project: Project) -> None:
    hits = [("L03", 18, 22), ("L02", 31, 40)]
    made = project.coding.autocode("trust", hits)
    assert len(made.new) == 2
    rows = project.coding.segments(code="trust").set_index("document")["round"]
    assert rows["L03"] == "again"
    assert rows["L02"] != "again"
    assert project.coding.autocode("trust", hits).new == ()
    project.history.undo()  # one step
    assert project.coding.segments(code="trust").empty


def test_a_code_sharpened_after_the_freeze_is_applied_as_it_was_frozen(project: Project) -> None:
    project.codebook.edit("trust", definition="sharper", alters=True)
    project.codebook.add("late")
    now = project.codebook.find("trust").revision
    [there] = project.agreement.round_rows()
    shown = {row.code: row for row in offered(project.store, project.codebook.rows(), there.id)}
    assert list(shown) == ["gaps", "gap filling", "fatigue", "trust"]
    assert shown["trust"].entry.definition_en == "as it was"
    assert offered(project.store, project.codebook.rows(), None) == project.codebook.rows()
    project.coding.apply("L03", code="trust", quote=LACK)
    project.coding.done("L03")
    project.coding.apply("L02", code="trust", quote=SLEPT)
    segments = project.coding.segments(code="trust").set_index("document")["revision"]
    assert dict(segments) == {"L03": now - 1, "L02": now}
    # What the freeze lacks was not looked for: unknown, not absent.
    project.agreement.close("again", anyway=True)
    found = project.agreement.compare(["Mia"], rounds=[None, "again"], draws=0)
    units = found.by_code.set_index("code")["n_units"]
    assert (units["trust"], units["late"]) == (4, 0)


def test_answers_of_a_round_are_reviewed_under_its_freeze(project: Project) -> None:
    project.agreement.new_round("cards", origin="q8", sample=None)
    project.codebook.add("late")
    card = "001 · q8"
    with pytest.raises(qualcode.Conflict, match="not in the freeze “again”"):
        project.coding.toggle(card, "late")
    assert project.coding.finish(card) == 1
    assert project.coding.finish(card) == 0
    project.codebook.add("later still")
    assert project.coding.finish(card) == 0  # the codebook of the round is as it was


def test_the_history_keeps_back_ones_own_work_on_what_one_codes_again(project: Project) -> None:
    log = project.history.log().set_index("what")
    assert list(log.loc[["apply code", "mark done"], "subject"]) == ["(blind round)"] * 2
    [applied] = [r.number for r in project.history.rows() if r.what == "apply code"]
    assert list(project.history.show(applied)["operation"]) == ["withheld"]
    assert project.history.at(applied).segments().empty
    uid = project.coding.apply("L03", code="trust", quote=LACK)
    newest = project.history.rows()[0]
    assert (newest.what, newest.subject) == ("apply code", "trust · L03")
    past = project.history.at(newest.number)
    assert list(past.segments()["code"]) == ["trust"]
    project.history.undo()
    with pytest.raises(qualcode.Conflict, match="without your earlier work in “again”"):
        project.history.undo(applied)
    assert project.coding.segments(document="L03").empty
    project.history.redo()
    assert list(project.coding.segments(document="L03")["segment"]) == [uid]
    project.agreement.close("again", anyway=True)
    [shown] = [r.subject for r in project.history.rows() if r.number == applied]
    assert shown == "gap filling · L03"
    assert len(project.history.at(applied).segments()) == 1
    assert sorted(project.coding.segments(document="L03")["code"]) == ["gap filling", "trust"]


def test_no_door_shows_ones_own_work_on_what_one_codes_again(project: Project) -> None:
    doors: dict[str, Callable[[Project], Any]] = {
        "segments": lambda p: list(p.coding.segments()["code"]),
        "retrieval": lambda p: list(p.analysis.retrieve("")["document"]),
        "search in a code": lambda p: len(p.analysis.search("熟门熟路", code="gap filling")),
        "layer": lambda p: p.coding.layer("Mia").pieces,
        "left off": lambda p: p.coding.left_off(),
        "overview": lambda p: p.coding.overview().segments,
        "frequencies": lambda p: int(p.codebook.frame()["segments"].sum()),
    }
    hidden = {name: act(project) for name, act in doors.items()}
    assert hidden == {
        "segments": [], "retrieval": [], "search in a code": 0, "layer": {}, "left off": None,
        "overview": {}, "frequencies": 0,
    }  # fmt: skip
    project.agreement.close("again", anyway=True)
    assert [name for name, act in doors.items() if act(project) == hidden[name]] == []
