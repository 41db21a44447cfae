"""Event logs reduced to one row a person: what comes of them, again, joined, refused."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from acts import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from study import cli

import qualcode
from qualcode.cases import events, events_file, events_recipe
from qualcode.project import Project

LOG = (
    "user,when,what,hours\n"
    "007,2020-01-31 08:05,task,1.5\n"
    "7,2020-02-01 23:59:59,look,\n"
    "007,2020-01-31 08:20,task,0.1\n"
    "007,2020-02-03T09:00:00,look,0.2\n"
    "007,,'=go,\n"
    "7,2020-02-02 00:10,look,\n"
)
ALL: dict[str, Any] = {
    "id": "user", "time": "when", "sum": ["hours"], "mean": ["hours"], "share": ["what"],
    "hours": (6, 12, 22), "visits": 30,
}  # fmt: skip


@pytest.fixture
def empty(store_url: str) -> Project:
    """Return a project that holds nothing, on either store."""
    return qualcode.create(store_url, coder="Mia")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project that holds nothing and never will: what is refused changes nothing."""
    with qualcode.create(tmp_path_factory.mktemp("bare") / "s.qualcode", coder="Mia") as project:
        yield project


def log(folder: Path, text: str = LOG, name: str = "log.csv") -> Path:
    """Write a log and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def values(project: Project, name: str) -> list[Any]:
    """Return one variable of all cases, None where there is no value."""
    return [None if pd.isna(v) else v for v in project.cases.frame([name])[name]]


def test_a_log_becomes_one_row_a_person(empty: Project, tmp_path: Path) -> None:
    with empty as project:
        before = snapshot(project)
        shown = project.cases.import_events(log(tmp_path), **ALL, preview=True)
        assert snapshot(project) == before
        made = project.cases.import_events(log(tmp_path), **ALL)
        pd.testing.assert_frame_equal(made, shown)
        assert made.attrs["notes"] == [
            "Events without a time: 1; they count as events, and in no day."
        ]
        frame = project.cases.frame().set_index("case")
        assert frame.index.tolist() == ["007", "7"], "ids are texts: leading zeros count"
        assert frame["kind"].tolist() == ["volunteer"] * 2
        day = pd.Timestamp
        assert frame.drop(columns="kind").T.to_dict() == {
            "007": {
                "events": 4, "active_days": 2, "first_day": day("2020-01-31"),
                "last_day": day("2020-02-03"), "span_days": 3, "visits": 2,
                "share_06_12": 1, "share_12_22": 0, "share_22_06": 0,
                "hours_sum": 1.8, "hours_mean": 0.6, "what_kinds": 3,
                "share_look": 0.25, "share_task": 0.5, "share_=go": 0.25,
            },
            "7": {
                "events": 2, "active_days": 2, "first_day": day("2020-02-01"),
                "last_day": day("2020-02-02"), "span_days": 1, "visits": 1,
                "share_06_12": 0, "share_12_22": 0, "share_22_06": 1,
                "hours_sum": pytest.approx(float("nan"), nan_ok=True),
                "hours_mean": pytest.approx(float("nan"), nan_ok=True), "what_kinds": 1,
                "share_look": 1, "share_task": 0, "share_=go": 0,
            },
        }  # fmt: skip
        undone = project.history.undo()
        assert "import events" in undone.label
        assert snapshot(project) == before
        assert project.history.check().sound


MOMENTS = st.builds(
    datetime.combine,
    st.dates(date(2020, 1, 30), date(2020, 2, 2)),
    st.times().map(lambda t: t.replace(microsecond=0)),
)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "007"]), st.none() | MOMENTS,
        st.sampled_from(["", "task", "看"]), st.none() | st.integers(-50, 50),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the files of many examples."""
    return tmp_path_factory.mktemp("events")


def reduced(path: Path, **how: Any) -> pd.DataFrame:
    """Return a log reduced, a row a person, as texts."""
    made = events.reduce(events_file.read(path), events_recipe.Recipe().with_said(**how).checked())
    return pd.DataFrame({m.name: m.cells for m in made.made}, index=made.people)


@settings(max_examples=60, deadline=None)
@given(rows=EVENTS)
def test_a_person_comes_to_what_their_events_come_to(
    folder: Path, rows: list[tuple[Any, ...]]
) -> None:
    path = folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["user", "when", "what", "hours"])
        writer.writerows(
            [u, w.isoformat(" ") if w else "", k, "" if n is None else n / 4] for u, w, k, n in rows
        )
    found = reduced(path, **{**ALL, "share": {"what": ()}})
    assert found.index.tolist() == list(dict.fromkeys(r[0] for r in rows))
    for person, got in found.to_dict("index").items():
        own = [r for r in rows if r[0] == person]
        moments = sorted(r[1] for r in own if r[1])
        amounts = [r[3] / 4 for r in own if r[3] is not None]
        kinds = Counter(r[2] for r in own if r[2])
        gaps = [b - a for a, b in pairwise(moments)]
        wanted: dict[str, Any] = {
            "events": len(own), "active_days": len({m.date() for m in moments}) or None,
            "visits": 1 + sum(g > timedelta(minutes=30) for g in gaps) if moments else None,
            "span_days": (moments[-1].date() - moments[0].date()).days if moments else None,
            "hours_sum": sum(amounts) if amounts else None,
            "hours_mean": sum(amounts) / len(amounts) if amounts else None,
            "what_kinds": len(kinds) or None,
            "share_22_06": sum(m.hour >= 22 or m.hour < 6 for m in moments) / len(moments)
            if moments else None,
        } | {f"share_{k}": kinds[k] / kinds.total() for k in kinds}  # fmt: skip
        for name, value in wanted.items():
            if value is None:
                assert not got[name], name
            else:
                assert float(got[name]) == pytest.approx(value), name
        ends = [moments[at].date().isoformat() if moments else "" for at in (0, -1)]
        assert [got["first_day"], got["last_day"]] == ends


@pytest.mark.parametrize(
    ("cells", "options", "days"),
    [
        (["31/01/2020 10:00", "1/2/2020 9:00 PM"], {}, ["2020-01-31", "2020-02-01"]),
        (["1/2/2020", "3/2/2020"], {"dates": "day/month/year"}, ["2020-02-01", "2020-02-03"]),
        (["2020年1月31日 10:00", "2020年2月1日"], {}, ["2020-01-31", "2020-02-01"]),
        (["1580428800", "1580515200"], {}, ["2020-01-31", "2020-02-01"]),
        (["1580428799999"], {}, ["2020-01-30"]),
        (["2020-01-31T23:30:00+08:00", "2020-02-01T00:10:00.5+08:00"], {},
         ["2020-01-31", "2020-02-01"]),
        (["2020-01-31", "NULL"], {"missing": ["NULL"]}, ["2020-01-31", ""]),
    ],
)  # fmt: skip
def test_times_are_read_in_each_form(
    tmp_path: Path, cells: list[str], options: Any, days: list[str]
) -> None:
    rows = "".join(f"p{at},{cell}\n" for at, cell in enumerate(cells))
    made = reduced(log(tmp_path, f"user,when\n{rows}"), id="user", time="when", **options)
    assert made["first_day"].tolist() == days


@pytest.mark.parametrize("form", ["bom", "gbk", "semicolons", "xlsx", "quotes and short rows"])
def test_a_log_is_read_as_other_programs_save_it(empty: Project, tmp_path: Path, form: str) -> None:
    text = 'user,when,what,hours\n张,2020-01-31,"签到,好",1.5\n\n张,2020-02-01,看,0.5\n'
    path = log(tmp_path, text)
    if form == "bom":
        path.write_bytes(codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode())
    elif form == "gbk":
        path.write_bytes(text.encode("gbk"))
    elif form == "semicolons":
        rows = "user;when;what;hours\n张;2020-01-31;签到,好;1,5\n张;2020-02-01;看;0,5\n"
        path = log(tmp_path, rows)
    elif form == "xlsx":
        book: Any = openpyxl.Workbook()
        book.active.append(["user", "when", "what", "hours"])
        book.active.append(["张", datetime.combine(date(2020, 1, 31), time(8)), "签到,好", 1.5])
        book.active.append(["张", date(2020, 2, 1), "看", 0.5])
        path = tmp_path / "log.xlsx"
        book.save(path)
    else:
        path = log(tmp_path, text.replace("2020-02-01,看,0.5", "2020-02-01"))
    with empty as project:
        project.cases.import_events(path, id="user", time="when", sum=["hours"], share=["what"])
        whole = form != "quotes and short rows"
        shares = {"share_签到,好": 0.5, "share_看": 0.5} if whole else {"share_签到,好": 1}
        assert project.cases.show("张") == {
            "case": "张", "events": 2, "active_days": 2, "first_day": "2020-01-31",
            "last_day": "2020-02-01", "span_days": 1, "hours_sum": 2 if whole else 1.5,
            "what_kinds": 2 if whole else 1,
        } | shares  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (LOG + " ,2020-01-01,x,1\n", {}, r"log\.csv, row 8, “user”: the cell is blank, so nobody"),
        (LOG + "8,13/45/20,x,1\n", {}, r"row 8, “when”: “13/45/20” is no time\. Mend the file"),
        (LOG + "8,2020-01-01 25:00,x,many\n9,x,,\n", {},
         r"row 8, “when”: “2020-01-01 25:00” is no time\. Rows that cannot be read: 2\."),
        (LOG + "8,,x,many\n", {}, r"row 8, “hours”: “many” is no number"),
        (LOG + "8,,x,inf\n", {}, r"row 8, “hours”: “inf” is no number"),
        (LOG + "8,2020-02-01,x,1,2\n", {}, r"row 8: 5 cells where the header has 4"),
        (LOG + '8,2020-02-01,"x,1\n', {}, r"no well-formed table"),
        (LOG + "1.23457E+17,2020-02-01,x,1\n", {}, r"row 8, “user”: “1.23457E\+17” is a long num"),
        ("user,when,when\na,b,c\n", {}, r"row 1: two columns are named “when”"),
        ("user,when,what,hours\n", {}, r"a header and no row below it"),
        ("user,when,what,hours\n ,,,\n", {}, r"a header and no row below it"),
        ("", {}, r"empty"),
        (LOG, {"id": "person"}, r"no column “person”\. Its columns: user, when, what, hours"),
        (LOG, {"id": ""}, r"--id COLUMN"),
        (LOG, {"sum": ["n"]}, r"no column “n”"),
        (LOG, {"share": {"what": ["tusk"]}}, r"no event of the kind “tusk”\. Its kinds: look, tas"),
        (LOG, {"hours": (6,)}, r"begin at two or more different hours"),
        (LOG, {"hours": (6, 24)}, r"hours from 0 to 23"),
        (LOG, {"time": ""}, r"Hours and visits need the column of times"),
        (LOG, {"zero": ["helper"]}, r"No kind of case “helper”"),
        (LOG, {"known_only": True}, r"nobody of “user” is a case here, as 007"),
        (LOG.replace("look", "1.5"), {"share": ["what", "hours"]},
         r"“share_1.5” would come of two columns or kinds\. Take one of them at a time"),
        ("user,when\na,1/2/2020\n", {"sum": (), "mean": (), "share": ()},
         r"1/2/2020 can be a day of either of two months\. Say which"),
        ("user,when\na,2020-01-01\n", {"sum": (), "mean": (), "share": ()}, r"days and no hours"),
        ("user,when\na,2020-01-01 01:00Z\nb,2020-01-01 01:00+08:00\n",
         {"sum": (), "mean": (), "share": ()}, r"times of several zones \(Z, \+08:00\)"),
        ("user,what\n" + "".join(f"a,k{n}\n" for n in range(10_000)),
         {"time": "", "hours": (), "visits": 0, "sum": (), "mean": ()},
         r"10,000 kinds of events; 40 at most become variables\. Name those wanted, as “what=k0"),
    ],
)  # fmt: skip
def test_a_log_with_a_fault_is_refused_whole(
    bare: Project, tmp_path: Path, text: str, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(qualcode.QualcodeError, match=said) as error:
        bare.cases.import_events(log(tmp_path, text), **{**ALL, **options})
    assert "\n" not in str(error.value)
    assert bare.cases.frame().empty
    assert not bare.cases.variables()


def test_rows_that_cannot_be_read_are_left_out_where_that_is_asked(
    empty: Project, tmp_path: Path
) -> None:
    text = LOG + ",2020-01-01,x,1\n8,never,x,1\n8,2020-02-02,x,two\n" + LOG.splitlines()[1] + "\n"
    with empty as project:
        made = project.cases.import_events(log(tmp_path, text), **ALL, leave_out=True)
        assert made.attrs["left_out"] == 3
        assert made.attrs["notes"][:2] == [
            "Rows left out: 3 (8, 9, 10). “user” is blank: 1; “when” is no time: 1; “hours” is no "
            "number: 1.",
            "Copies of another row in every cell: 1; they count as events of their own.",
        ]
        assert project.cases.frame()["case"].tolist() == ["007", "7"]
        assert values(project, "events") == [5, 2]


def test_a_recipe_repeats_an_import_and_values_are_those_of_the_new_log(
    empty: Project, tmp_path: Path
) -> None:
    recipe = tmp_path / "events.yaml"
    with empty as project:
        project.cases.import_events(log(tmp_path), **ALL, prefix="u_", save_settings=recipe)
        before = snapshot(project)
        again = project.cases.import_events(log(tmp_path), settings=recipe)
        assert again[["new", "changed"]].to_numpy().sum() == 0
        assert snapshot(project) == before
        later = log(tmp_path, "user,when,what,hours\n007,2020-03-01 10:00,task,2\n", "june.csv")
        made = project.cases.import_events(later, settings=recipe)
        assert made.attrs["notes"] == [
            "Cases with values of an earlier log that this one clears: 1."
        ]
        assert values(project, "u_events") == [1, None]
        assert values(project, "u_hours_sum") == [2, None]
        assert values(project, "u_share_look") == [0, None], "a kind that is no more has no share"
        assert values(project, "u_last_day") == [pd.Timestamp("2020-03-01"), None]
        project.history.undo()
        assert snapshot(project) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: user\ntimes: when\n", r"unknown entry “times”\. Entries are: file, id, time"),
        ("id: user\nsum: hours\n", r"“sum”: a list was expected"),
        ("id: user\nhours: [early]\n", r"“hours”: a list of hours was expected"),
        ("id: user\nvisits: long\n", r"“visits”: a whole number of minutes"),
        ("id: user\nleave_out: maybe\n", r"“leave_out”: yes or no"),
        ("id: [user\n", r"events\.yaml, line 2 is no YAML"),
        ("time: when\n", r"--id COLUMN"),
    ],
)
def test_a_recipe_with_a_fault_is_refused(
    bare: Project, tmp_path: Path, text: str, said: str
) -> None:
    recipe = tmp_path / "events.yaml"
    recipe.write_text(text, encoding="utf-8")
    with pytest.raises(qualcode.QualcodeError, match=said):
        bare.cases.import_events(log(tmp_path), settings=recipe)


def test_people_of_a_log_are_joined_to_cases_and_those_without_an_event_have_none(
    empty: Project, tmp_path: Path
) -> None:
    people = "id,platform\nr1,Ａ01\nr2,b02\nr3,c03\n"
    usage = "user,hours\na01,1\nA01,2\nB02,\nz9,4\n"
    with empty as project:
        project.cases.import_survey(log(tmp_path, people, "people.csv"), id="id")
        project.cases.add("L01 leader")
        how: dict[str, Any] = {"id": "user", "sum": ["hours"], "join": "platform"}
        made = project.cases.import_events(
            log(tmp_path, usage), **how, known_only=True, zero=["respondent"]
        )
        assert made.attrs["people"] == 3
        assert made.attrs["notes"] == [
            "People who are no cases here, left out: 1.",
            "Cases without an event in the log, which have 0 events: 1.",
        ]
        assert project.cases.frame()["case"].tolist() == ["r1", "r2", "r3", "L01 leader"]
        assert values(project, "events") == [2, 1, 0, None]
        assert values(project, "hours_sum") == [3, None, 0, None]


def test_nothing_is_written_over_a_variable_that_something_else_made(
    empty: Project, tmp_path: Path
) -> None:
    people = log(tmp_path, "id,age,events\n007,30,9\n", "people.csv")
    with empty as project:
        project.cases.import_survey(people, id="id")
        project.cases.derive("band", "band(age, [18, 30])")
        refused: list[tuple[str, Any]] = [
            (r"“events” is a variable of people\.csv here\. Give those of the log a prefix",
             lambda: project.cases.import_events(log(tmp_path), id="user")),
            (r"over\.csv has a column for “band”, which was derived from others here\. Skip",
             lambda: project.cases.import_survey(
                 log(tmp_path, "id,band\n007,under 18\n", "over.csv"), id="id")),
        ]  # fmt: skip
        before = snapshot(project)
        for said, act in refused:
            with pytest.raises(qualcode.Conflict, match=said):
                act()
        assert snapshot(project) == before
        project.cases.import_events(log(tmp_path), id="user", time="when", prefix="u_")
        over = log(tmp_path, "id,u_events\n007,4\n", "over.csv")
        with pytest.raises(qualcode.Conflict, match="“u_events”, which was made of an event log"):
            project.cases.import_survey(over, id="id")
        other = log(tmp_path, "user,at\n007,2020-01-01\n", "other.csv")
        with pytest.raises(qualcode.Conflict, match="“u_active_days” was made of other columns"):
            project.cases.import_events(other, id="user", time="at", prefix="u_")
        project.cases.import_events(other, id="user", prefix="u_")
        assert values(project, "u_events") == [1, None]


def test_a_log_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    log(tmp_path)
    cli(capsys, "new", "s", "--coder", "Mia")
    ask = ("cases", "events", "log.csv", "--id", "user", "--time", "when", "--sum", "hours",
           "--share", "what=task", "--hours", "6, 22")  # fmt: skip
    shown = cli(capsys, *ask, "--preview")
    assert shown.code == 0
    assert shown.err.splitlines() == [
        "log.csv: 6 events of 2 people; 2 cases new, 0 known.",
        "Events without a time: 1; they count as events, and in no day.",
        "Nothing written.",
    ]
    taken = cli(capsys, *ask, "-f", "json", "--save-settings", "events.yaml")
    rows = {r["column"]: r for r in json.loads(taken.out)}
    assert rows["share_task"]["reason"] == "share of events with what “task”"
    assert taken.err.splitlines()[-1] == ("19 values new, 0 changed. Undo: qualcode history undo")
    again = cli(capsys, "cases", "events", "log.csv", "--settings", "events.yaml")
    assert "0 values new, 0 changed." in again.err
    wrong = cli(capsys, *ask[:5], "--hours", "early")
    assert (wrong.code, wrong.err) == (2, "qualcode: “early” is no hour. Give whole hours, as "
                                          "6,12,18,22.\n")  # fmt: skip
