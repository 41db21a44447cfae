"""Cases a page at a time: their order, their rows, and what a field holds, against the frame."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from copies import put

import qualcode
from qualcode.analysis import case_query
from qualcode.cases import browsing
from qualcode.cases.area import VariableRow
from qualcode.cases.browsing import Cell, Summary, Which
from qualcode.errors import NotFound, UsageError
from qualcode.project import Project

LEVELS = ["never", "now and then", "often"]
TASKS = ["hotline", "delivery", "cooking"]


@pytest.fixture
def project(store_url: str) -> Iterator[Project]:
    """Yield 120 respondents with a field of every kind, and reasons where there is no value."""
    put(store_url, respondents)
    with qualcode.open(store_url, coder="Mia") as made:
        yield made


def respondents(place: str) -> None:
    """Build the project at a place."""
    chance = random.Random(7)
    lines = ["id,district,often,tasks,hours,born,w,why"]
    for n in range(120):
        tasks = "; ".join(t for t in TASKS if chance.random() < 0.4)
        lines.append(
            f"r{n:03},{chance.choice(['Xihu', 'Yuhang', '上城', 'n/a', ''])},"
            f"{chance.choice([*LEVELS, 'refused'])},{tasks},"
            f"{chance.choice(['', '0', '2.5', '12', '100'])},"
            f"{chance.choice(['', '1980-02-03', '2001-12-31'])},{0.5 + n / 100},"
            f"{chance.choice(['', 'Because it was near.', '无'])}"
        )
    with (
        TemporaryDirectory() as folder,
        qualcode.create(place, coder="Mia", name="Volunteers") as made,
    ):
        file = Path(folder) / "s.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        made.cases.import_survey(
            file, id="id", open_ended=["why"], weight="w",
            types={"district": "nominal", "tasks": "multi", "hours": "scale", "born": "date"},
            order={"often": LEVELS},
            missing={"often": {"refused": "refused"}, "district": {"n/a": "does not apply"}},
        )  # fmt: skip
        made.cases.add("Moira", kind="participant")


def field(project: Project, name: str) -> VariableRow:
    return next(v for v in project.cases.variables() if v.name == name)


def names(project: Project, which: Which) -> list[str]:
    found = browsing.rows(project.store, browsing.keys(project.store, which), [])
    return [row.name for row in found]


def asked(project: Project, query: str) -> Which:
    where = case_query.where(project.store, query)
    return Which(where=where.sql, bound=where.bound)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("name", ["district", "often", "hours", "born", "w"])
def test_cases_are_ordered_by_a_field_and_those_without_come_last(
    project: Project, name: str, down: bool
) -> None:
    frame = project.cases.frame()
    order = frame.sort_values(name, ascending=not down, kind="stable", na_position="last")
    if name == "district":
        key = frame["district"].astype(object).where(frame["district"].notna(), None)
        order = frame.assign(key=key).sort_values("key", ascending=not down, kind="stable")
    found = names(project, Which(sort=field(project, name), down=down))
    assert found == list(order["case"])


def test_a_filter_finds_whom_the_frame_finds(project: Project) -> None:
    frame = project.cases.frame()
    every = frame["case"]
    tasks = frame["tasks"].fillna("")
    for query, fits in (
        ("district=Xihu", frame["district"] == "Xihu"),
        ("district!=Xihu", frame["district"] != "Xihu"),
        ("hours>=2.5", frame["hours"] >= 2.5),
        ("hours=0..12 and district=上城", frame["hours"].between(0, 12)
         & (frame["district"] == "上城")),
        ("often>never", frame["often"] > "never"),
        ("tasks=cooking", tasks.str.contains("cooking")),
        ("born=1980", frame["born"].dt.year == 1980),
        ("district=none", frame["district"].isna()),
        ("hours=100 or often=often", (frame["hours"] == 100) | (frame["often"] == "often")),
        ("not (hours=100 or often=often)",
         ~((frame["hours"] == 100) | (frame["often"] == "often"))),
        ("case=Moira", frame["case"] == "Moira"),
    ):  # fmt: skip
        assert names(project, asked(project, query)) == list(every[fits.fillna(False)]), query


@pytest.mark.parametrize("query", ["trust", "coder=Mia", "text:near", "q1=2"])
def test_what_asks_about_segments_or_nothing_known_is_refused(project: Project, query: str) -> None:
    with pytest.raises((UsageError, NotFound)):
        case_query.where(project.store, query)


@pytest.mark.parametrize("query", ["", "district=Xihu", "often>never and hours>0", "case=Moira"])
def test_a_summary_counts_what_the_frame_holds_and_its_parts_make_the_base(
    project: Project, query: str
) -> None:
    which = asked(project, query) if query else Which()
    frame = project.cases.frame()
    frame = frame[frame["case"].isin(names(project, which))]
    for variable in project.cases.variables():
        if variable.kind == "id":
            continue
        found = browsing.summary(project.store, variable, which)
        column = frame[variable.name]
        assert found.cases == len(frame)
        assert found.answered == column.notna().sum(), variable.name
        assert found.answered + sum(n for _, n in found.missing) + found.no_entry == found.cases, (
            variable.name
        )
        given = column.dropna()
        if variable.kind in ("nominal", "ordinal"):
            counts = Counter(given)
            assert dict(found.levels) == {v: counts[v] for v in variable.levels}
        if variable.kind == "multiple response":
            several = Counter(x for one in given for x in str(one).split("; ") if x)
            assert dict(found.levels) == {v: several[v] for v in variable.levels}
            assert found.several
        if variable.kind in ("scale", "weight"):
            stats = (given.min(), given.median(), given.mean(), given.max())
            expected = None if given.empty else pytest.approx(stats)
            assert found.numbers == expected, variable.name
        if variable.kind == "date":
            days = pd.to_datetime(given).dt.date.astype(str)
            assert found.ends == (None if given.empty else (days.min(), days.max()))


def test_reasons_stand_in_rows_and_summaries(project: Project) -> None:
    refused = asked(project, "often=none and district=none")
    often, district = field(project, "often"), field(project, "district")
    found = browsing.rows(
        project.store, browsing.keys(project.store, refused), [often, district]
    )  # fmt: skip
    assert {row.cells.get(often.id, Cell()) for row in found if row.kind == "respondent"} == {
        Cell(missing="refused")
    }
    assert {row.cells.get(district.id, Cell()).missing for row in found} == {"", "does not apply"}
    told = browsing.summary(project.store, often, Which())
    frame = project.cases.frame()
    n = int(frame["often"].isna().sum()) - 1
    assert told.missing == (("refused", n),)
    assert told.no_entry == 1


def test_kinds_are_counted(project: Project) -> None:
    assert browsing.kinds(project.store) == [("participant", 1), ("respondent", 120)]
    only = Which(kind="participant")
    assert names(project, only) == ["Moira"]
    assert browsing.summary(project.store, None, Which()) == Summary(
        121, 121, (), 0, (("participant", 1), ("respondent", 120))
    )


def test_a_name_is_found_whole_first_then_by_its_beginning(project: Project) -> None:
    found = browsing.rows(project.store, browsing.named(project.store, "R01"), [])
    assert [row.name for row in found] == [*(f"r01{n}" for n in range(10))]
    assert [
        row.name for row in browsing.rows(project.store, browsing.named(project.store, "100%"), [])
    ] == []
