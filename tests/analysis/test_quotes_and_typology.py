"""The quote matrix and the typology table: what people said, who they are, and what may leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from interpreting import consent
from tables import Person, survey

import qualcode
from qualcode.errors import Ambiguous, NotEnoughData, NotFound, UsageError
from qualcode.project import Project

PEOPLE = [
    *[Person("Xihu", codes=("gap",), answer="forms", hours="3")] * 6,
    *[Person("Xihu")] * 8,
    *[Person("Yuhang", "old", codes=("gap", "tired"), answer="slow", hours="4")] * 2,
    *[Person("Yuhang")] * 4,
    Person("", codes=("gap",)),
    Person("Xihu", codes=None),
]  # 001 … 022


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("quotes")
    with survey(folder / "s.qualcode", folder, PEOPLE) as made:
        uids = made.coding.segments(code="gap")["segment"].tolist()
        made.analysis.themes.add("forms", codes=["gap"])
        made.analysis.themes.quote("forms", uids[3])
        consent(made, "001", 0)
        yield made


def test_chosen_quotes_come_first_and_nobody_is_quoted_against_their_will(
    project: Project,
) -> None:
    made = project.analysis.quote_matrix(["gap", "tired"], "district", question="q8")
    assert made.table.values.tolist() == [
        ["“forms” — 004 · q8\n“forms” — 002 · q8\n(3 more, 1 not to be quoted)",
         "“slow” — 015 · q8\n“slow” — 016 · q8"],
        ["no data", "“slow” — 015 · q8\n“slow” — 016 · q8"],
    ]  # fmt: skip
    assert made.cells.values.tolist() == [
        ["gap", "Xihu", 6, 6, 2, 3, 1], ["gap", "Yuhang", 2, 2, 2, 0, 0],
        ["tired", "Xihu", 0, 0, 0, 0, 0], ["tired", "Yuhang", 2, 2, 2, 0, 0],
    ]  # fmt: skip
    assert made.quotes["chosen"].tolist() == [True, False, False, False, False, False]
    assert made.foot == (
        "q8, layer final: 6 of 10 segments quoted, 3 left out; 1 by people who did not consent to "
        "being quoted; cases without a value of district are left out (1). Chosen quotes come "
        "first, then the first of each further case."
    )
    alone = project.analysis.quote_matrix(question="q8", each=9)
    assert (alone.subjects, alone.levels) == (("forms",), ("all",)), "the themes, in one column"
    assert alone.cells.values.tolist() == [["forms", "all", 9, 9, 8, 0, 1]]


def test_what_few_share_is_not_told_of_anybody_outside(project: Project) -> None:
    made = project.analysis.quote_matrix(
        ["gap"], "district", question="q8", fields=["age", "hours"]
    )
    fields = ["case", "age", "hours"]
    assert made.quotes[fields].values.tolist() == [
        ["004", "young", "3"], ["002", "young", "3"], ["015", "old", "4"], ["016", "old", "4"],
    ]  # fmt: skip
    outside = made.outside()
    assert outside.quotes[fields].values.tolist() == [
        ["004", "young", "3"], ["002", "young", "3"], ["015", "·", "·"], ["016", "·", "·"],
    ]  # fmt: skip
    assert outside.foot.endswith("Fields that fewer than 5 cases share are not told: ·.")
    by_age = project.analysis.quote_matrix(["gap"], "age", question="q8").outside()
    assert by_age.levels == ("young", "middle", "·"), "levels of few cases are not named"
    assert by_age.cells["segments"].tolist() == [7, 0, 2]


def test_a_typology_counts_who_is_known_in_both(project: Project) -> None:
    made = project.analysis.typology("district", "gap", question="q8")
    assert made.table.values.tolist() == [
        ["n = 6\n002: “forms”\n003: “forms”\n004: “forms”\nand 3 more",
         "n = 8\n007\n008\n009\nand 5 more", "n = 14"],
        ["n = 2\n015: “slow”\n016: “slow”", "n = 4\n017\n018\n019\nand 1 more", "n = 6"],
        ["n = 8", "n = 12", "n = 20"],
    ]  # fmt: skip
    assert made.frame[["row", "column", "n", "percent"]].values.tolist() == [
        ["Xihu", "gap", 6, 30.0], ["Xihu", "not gap", 8, 40.0], ["Yuhang", "gap", 2, 10.0],
        ["Yuhang", "not gap", 4, 20.0],
    ]  # fmt: skip
    assert made.foot == (
        "q8, layer final: 20 of 22 cases; in no cell: 1 with no value of district, 1 with no "
        "review of gap."
    )
    outside = made.outside()
    assert outside.table.values.tolist() == [["·", "·"], ["·", "·"]], "no sums beside them"
    assert [cell.cases for cell in outside.cells] == [()] * 4
    assert "4 cells of fewer than 5 cases" in outside.foot
    two = project.analysis.typology("code:gap", "theme:forms", question="q8", examples=0)
    assert [cell.n for cell in two.cells] == [9, 0, 0, 12]


def test_what_is_no_dimension_is_refused(project: Project) -> None:
    analysis = project.analysis
    with pytest.raises(NotFound, match=r"No field, code or theme “nowhere”"):
        analysis.typology("nowhere", "gap", question="q8")
    with pytest.raises(UsageError, match="“tasks” takes several answers a person"):
        analysis.typology("tasks", "gap", question="q8")
    with pytest.raises(UsageError, match="is not crossed with itself"):
        analysis.typology("gap", "gap", question="q8")
    project.codebook.add("new")
    with pytest.raises(NotEnoughData, match="is known in both"):
        analysis.typology("new", "gap", question="q8")
    project.codebook.add("area")
    with pytest.raises(Ambiguous, match="“area” is a field and a code"):
        analysis.typology("area", "gap", question="q8")
    assert analysis.typology("field:area", "gap", question="q8").row == "area"
    with pytest.raises(UsageError, match="0 quotes a cell"):
        analysis.quote_matrix(["gap"], question="q8", each=0)
    with pytest.raises(qualcode.NotFound, match="No code or theme “gapp”"):
        analysis.quote_matrix(["gapp"], question="q8")
