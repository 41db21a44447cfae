"""Variables made from others: what the language says, what it refuses, and its recipes."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from acts import snapshot
from hypothesis import given
from hypothesis import strategies as st

import qualcode
from qualcode.cases.expressions import Expression
from qualcode.history import replay
from qualcode.project import Project

SURVEY = (
    "id,age,role,tools,joined,last,a,b,How long?\n"
    "1,17,A1,pen;ink,2020-01-31,2020-02-10,1,2,5\n"
    "2,18,A2,ink,2019-12-31,,3,,\n"
    "3,64.5,A3,,2020-03-01 12:00,2020-03-02,,,7\n"
    "4,,A1,pen,,,4,0,1\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project of four cases."""
    (tmp_path / "s.csv").write_text(SURVEY, encoding="utf-8")
    made = qualcode.create(tmp_path / "s.qualcode", coder="Mia")
    made.cases.import_survey(
        tmp_path / "s.csv", id="id", kinds={"tools": "multi", "joined": "date", "last": "date"}
    )
    return made


def values(project: Project, name: str) -> list[Any]:
    """Return one variable of all cases, None where there is no value."""
    return [None if pd.isna(v) else v for v in project.cases.frame([name])[name]]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("band(age, [18, 65])", ["under 18", "18 to under 65", "18 to under 65", None]),
        ('band(age, [18], ["minor", "adult"])', ["minor", "adult", "adult", None]),
        ('recode(role, {"A1": "student", "A2": "staff"})', ["student", "staff", None, "student"]),
        ('recode(role, {"A1": "student"}, "other")', ["student", "other", "other", "student"]),
        ("a + b * 2", [5, None, None, 4]),
        ("a / b", [0.5, None, None, None]),
        ("-age", [-17, -18, -64.5, None]),
        ("sum(a, b)", [3, None, None, 4]),
        ("sum(a, b, least=1)", [3, 3, None, 4]),
        ("mean(a, b, least=1)", [1.5, 3, None, 2]),
        ("max(a, b) - min(a, b)", [1, None, None, 4]),
        ("round(a / 3, 1)", [0.3, 1, None, 1.3]),
        ("`How long?` > 4", ["yes", None, "yes", "no"]),
        ("15 < age <= 18", ["yes", "yes", "no", None]),
        ('has(tools, "pen")', ["yes", "no", None, "yes"]),
        ("count(tools)", [2, 1, None, 1]),
        ("year(joined)", [2020, 2019, 2020, None]),
        ("days(joined, last)", [10, None, 0.5, None]),
        ("missing(age) or age > 60", ["no", "no", "yes", "yes"]),
        ("age > 60 or a > 3", ["no", "no", "yes", "yes"]),
        ("not (age > 60 and a > 3)", ["yes", "yes", None, None]),
        ('"yes" if role in ["A1", "A2"] else "rest"', ["yes", "yes", "rest", "yes"]),
        ('role not in ["A1"]', ["no", "yes", "yes", "no"]),
        ("None if age < 18 else age", [None, 18, 64.5, None]),
    ],
)
def test_an_expression_gives_each_case_its_value(
    project: Project, expression: str, wanted: list[Any]
) -> None:
    with project:
        made = project.cases.derive("new", expression)
        assert values(project, "new") == wanted
        assert (made.values, made.blank) == (
            sum(v is not None for v in wanted), sum(v is None for v in wanted),
        )  # fmt: skip


def test_bands_are_ordered_and_a_recode_keeps_the_order_it_is_written_in(project: Project) -> None:
    with project:
        project.cases.derive("band", "band(age, [18, 65])")
        project.cases.derive("role2", 'recode(role, {"A2": "staff", "A1": "student"}, "other")')
        known = {v.name: (v.kind, v.levels) for v in project.cases.variables()}
        assert known["band"] == ("ordinal", ("under 18", "18 to under 65", "65 and over"))
        assert known["role2"] == ("nominal", ("staff", "student", "other"))
        project.cases.derive("role3", "role", kind="ordinal", levels=["A3", "A2", "A1"])
        assert project.cases.frame()["role3"].cat.categories.tolist() == ["A3", "A2", "A1"]


def test_a_recipe_is_kept_repeated_and_taken_back(project: Project, tmp_path: Path) -> None:
    with project:
        before = snapshot(project)
        made = project.cases.derive("old", "age >= 18", preview=True)
        assert (made.kind, made.levels, made.changed) == ("nominal", ("no", "yes"), 3)
        assert snapshot(project) == before
        project.cases.derive("old", "age >= 18")
        project.cases.set("1", "age", 19)
        project.cases.set("2", "age", None)
        again = project.cases.derive("old")
        assert (again.expression, again.changed) == ("age >= 18", 2)
        assert values(project, "old") == ["yes", None, "yes", None]
        assert replay.differences(project.store) == []
        project.history.undo()
        assert values(project, "old") == ["no", "yes", "yes", None]
        for _ in range(3):
            project.history.undo()
        assert snapshot(project) == before


@pytest.mark.parametrize(
    ("name", "expression", "said"),
    [
        ("new", "agee + 1", r"No variable “agee”\. Nearest: “a”, “age”"),
        ("new", "age +", r"“age .” is no expression"),
        ("new", "role + 1", r"“role”: “A1” is no number"),
        ("new", "role < 3", "a number and a text have no order"),
        ("new", "tools", "is a list of choices"),
        ("new", "has(age, 3)", "asks a question of several choices"),
        ("new", "band(age, [5, 3])", "cuts are numbers that rise"),
        ("new", 'band(age, [5], ["a"])', "1 cuts make 2 bands"),
        ("new", "sum()", r"write sum\(a, b"),
        ("new", "age ** 9 ** 9", "holds names, numbers"),
        ("new", "__import__('os')", "no such function"),
        ("new", "age.real", "holds names, numbers"),
        ("new", "[x for x in age]", "holds names, numbers"),
        ("new", "(lambda: 1)()", "no such function"),
        ("new", "eval('1')", "no such function"),
        ("new", "'a' * 999999999", "“a” is no number"),
        ("new", "(" * 500 + "1" + ")" * 500, "no expression|too deep"),
        ("new", "1+" * 3000 + "1", "4,000 are read"),
        ("new", "new + 1", "cannot be made of itself"),
        ("age", "a", "was taken in, not derived"),
        ("none", None, "No derived variable “none”"),
        (" ", "a", "needs a name"),
    ],
)
def test_what_cannot_be_said_is_refused_and_changes_nothing(
    project: Project, name: str, expression: str | None, said: str
) -> None:
    with project:
        before = snapshot(project)
        with pytest.raises(qualcode.QualcodeError, match=said) as error:
            project.cases.derive(name, expression)
        assert "\n" not in str(error.value)
        assert snapshot(project) == before


numbers = st.none() | st.integers(-1000, 1000).map(float)


@given(numbers, numbers, st.lists(st.integers(-900, 900), min_size=1, max_size=6, unique=True))
def test_bands_part_all_numbers_and_what_is_missing_stays_so(
    a: float | None, b: float | None, cuts: list[int]
) -> None:
    cuts = sorted(cuts)
    row = {"a": a, "b": b}
    band = Expression(f"band(a, {cuts}, {[str(n) for n in range(len(cuts) + 1)]})").value(row)
    assert band == (None if a is None else str(sum(a >= cut for cut in cuts)))
    there = [v for v in (a, b) if v is not None]
    assert Expression("sum(a, b)").value(row) == (sum(there) if len(there) == 2 else None)
    assert Expression("sum(a, b, least=1)").value(row) == (sum(there) if there else None)
    less = Expression("a < b").value(row)
    assert less == (None if a is None or b is None else a < b)
    assert Expression("not a >= b").value(row) == less
    assert Expression("missing(a)").value(row) is (a is None)


@given(st.text(alphabet="ab1.()[]{}'\"`+-*/<>=, :notifelsrcdm\\\n", max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    with contextlib.suppress(qualcode.UsageError):
        read = Expression(text)
        read.value(dict.fromkeys(read.variables, 1.0))
