"""What a survey's columns are taken for, why, and how that is corrected, kept and repeated."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from acts import snapshot
from hypothesis import given
from hypothesis import strategies as st

import qualcode
from qualcode.cases import choices, times
from qualcode.history import replay
from qualcode.project import Project

REAL = Path(__file__).parent / "data" / "real"
FIXTURES = Path(__file__).parent / "data" / "fixtures"


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """Return a project that holds nothing."""
    return qualcode.create(tmp_path / "s.qualcode", coder="Mia")


def table(path: Path, columns: Mapping[str, list[str]]) -> Path:
    """Write columns as a csv and return its path."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(columns), *zip(*columns.values(), strict=True)])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def found(project: Project, path: Path, **how: Any) -> dict[str, dict[str, Any]]:
    """Return the rows of a preview by question."""
    frame = project.cases.import_survey(path, preview=True, **how)
    rows: Any = frame.to_dict("records")
    return {row["column"]: row for row in rows}


def values(project: Project, name: str) -> list[Any]:
    """Return one variable of all cases, None where there is no value."""
    return [None if pd.isna(v) else v for v in project.cases.frame([name])[name]]


# Real files ----------------------------------------------------------------------------------


def test_a_google_form_of_sixty_is_understood(empty: Project) -> None:
    with empty as project:
        rows = found(project, REAL / "spack_user_survey_2020.csv")
        types = {name: row["type"] for name, row in rows.items()}
        assert types["Timestamp"] == "date"
        assert types["What OS do you use Spack on?"] == "multi"
        # Commas in brackets, and in a choice that always stands whole, part nothing.
        assert types["Where do you work?"] == "nominal"
        often = rows["How often do you consult the Spack documentation?"]
        assert often["levels"] == ("Yearly", "Monthly", "Weekly", "Daily")
        rated = rows["Rank these TBD Spack features by importance"]
        assert (rated["type"], len(rated["items"])) == ("matrix", 12)
        assert rated["levels"] == (
            "Not Important", "Slightly Important", "Somewhat important", "Very Important",
            "Critical",
        )  # fmt: skip
        installed = "How many software installations have you done with Spack in the past year?"
        assert rows[installed]["levels"] == (
            "1 - 10", "10 - 100", "100 - 200", "200 - 500", "500-1,000", "> 1,000",
        )  # fmt: skip
        helps = rows["What about Spack helps you the most?"]
        assert (helps["type"], helps["open_ended"]) == ("open_text", True)


def test_two_header_rows_with_choices_ranks_and_ratings(empty: Project) -> None:
    with empty as project:
        frame = project.cases.import_survey(REAL / "star_wars_two_row_header.csv")
        rows = {row["column"]: row for row in frame.to_dict("records")}
        seen = rows[
            "Which of the following Star Wars films have you seen? Please select all that apply."
        ]
        assert (seen["type"], len(seen["items"])) == ("multi", 6)
        assert frame.attrs["encoding"] == "cp1252"
        rank, rating = (row for row in rows.values() if row["type"] == "matrix")
        assert rank["levels"] == ("1", "2", "3", "4", "5", "6")
        assert rating["levels"][0] == "Very unfavorably"
        assert rating["levels"][-1] == "Very favorably"
        assert any("does not apply" in said for said in rating["missing"])
        yoda = next(v for v in project.cases.variables() if v.name.endswith(" - Yoda"))
        assert (yoda.kind, yoda.levels) == ("ordinal", rating["levels"])
        assert replay.differences(project.store) == []


def test_a_dash_is_no_answer_and_a_refusal_is_no_level(empty: Project) -> None:
    with empty as project:
        rows = found(project, REAL / "weather_check.csv")
        app = rows["A specific website or app (please provide the answer)"]
        assert (app["type"], app["values"], app["missing"]) == ("open_text", 175, ("753 empty",))
        income = next(row for name, row in rows.items() if "HOUSEHOLD" in name)
        assert income["missing"] == ("13 empty", "169 refused")
        assert income["levels"][0] == "$0 to $9,999"
        assert income["levels"][-1] == "$200,000 and up"
        assert rows["Do you typically check a daily weather report?"]["type"] == "nominal"


def test_tick_and_text_of_other_share_a_name(empty: Project) -> None:
    with empty as project:
        rows = found(project, REAL / "thanksgiving_2015.csv")
        pies = next(row for name, row in rows.items() if name.startswith("Which type of pie"))
        assert (pies["type"], pies["items"][-1]) == ("multi", "Other (please specify)")
        text = rows[pies["other_text"]]
        assert text["type"] == "other_text"
        assert text["values"] == pies["counts"][-1]


# What is stored ------------------------------------------------------------------------------


def test_questions_of_several_columns_become_what_they_are(empty: Project) -> None:
    with empty as project:
        project.cases.import_survey(FIXTURES / "qualtrics_text.csv")
        assert values(project, "Q4")[:4] == [
            "Writing, drafting; Feedback", "Feedback; Other (please specify)",
            "Writing, drafting", None,
        ]  # fmt: skip
        assert values(project, "Q4_4_TEXT")[1] == "Kimi"
        assert values(project, "Q5_1")[:3] == ["Strongly agree", "Agree", "Disagree"]
        labels = {v.name: v.label for v in project.cases.variables()}
        assert labels["Q4"] == "What do you use the platform for? (Select all that apply)"
        personal = {v.name for v in project.cases.variables() if v.personal}
        assert personal == {"IPAddress", "LocationLatitude", "LocationLongitude"}
        # N/A is an answer, and what looks like a formula is a text.
        assert project.documents.text("R_000000000000006 · Q6") == "N/A"
        assert project.documents.text("R_000000000000007 · Q6") == "=not a formula, just text"
        assert values(project, "Duration (in seconds)")[0] == 300
        assert values(project, "StartDate")[0] == pd.Timestamp("2024-05-06 09:00")


def test_reasons_for_no_answer_stay_apart(empty: Project) -> None:
    with empty as project:
        rows = found(project, FIXTURES / "wenjuanxing_codes.xlsx")
        assert rows["1、您的性别是？"]["missing"] == ("1 not shown",)
        assert rows["2、您的年龄（岁）"]["missing"] == ("1 empty",)
        project.cases.import_survey(FIXTURES / "wenjuanxing_codes.xlsx")
        with project.store.read() as connection:
            kept = connection.exec_driver_sql(
                "SELECT r.name, v.missing FROM value v JOIN variable r ON r.id = v.variable_id "
                "JOIN cases c ON c.id = v.case_id WHERE v.missing IS NOT NULL AND c.name = '4' "
                "ORDER BY r.id"
            ).all()
        assert [tuple(row) for row in kept] == [
            ("4、您用学习平台做什么？", "empty"), ("5、我信任它的回答", "empty"),
            ("6、请说说一次使用经历：", "empty"),
        ]  # fmt: skip
        assert "2、您的年龄（岁）" not in project.cases.show("6")
        assert values(project, "2、您的年龄（岁）")[5] is None


def test_a_choice_with_its_own_text_is_a_level_and_a_text(empty: Project) -> None:
    with empty as project:
        project.cases.import_survey(FIXTURES / "wenjuanxing_text.xlsx")
        assert values(project, "3、您的身份是？")[5] == "其他"
        assert values(project, "3、您的身份是？ (other)")[5] == "访问学者"
        tools = "4、您用学习平台做什么？【多选题】"
        assert values(project, tools)[5] == "翻译; 其他"
        assert values(project, f"{tools} (other)")[5] == "豆包, 文心"


def test_every_cell_can_be_had_back(empty: Project) -> None:
    with empty as project:
        project.cases.import_survey(FIXTURES / "tencent_style.csv")
        text = (FIXTURES / "tencent_style.csv").read_text(encoding="utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        checked = set()
        for variable in project.cases.variables():
            raw = project.cases.raw(variable.name)
            for column in raw.columns[1:]:
                if variable.kind != "text":
                    cells = [row[head.index(column)] for row in rows]
                    assert raw[column].tolist() == cells, column
                    checked.add(column)
        assert "答题时长" in checked
        assert "4.您用学习平台做什么？:其他" in checked


@given(st.lists(st.text(alphabet="0123456789.-, abé无\t", max_size=6), min_size=1, max_size=12))
def test_raw_cells_come_back_whatever_a_column_is_taken_for(cells: list[str]) -> None:
    from qualcode.cases import reading

    read = reading.value_reader("nominal", ())
    stored = [read(c)[0] if c.strip() else None for c in cells]
    ids = [str(n) for n in range(len(cells))]
    raw = reading.raw_cells(cells, stored, ids)
    assert [reading.cell_of(raw, i, v) for i, v in zip(ids, stored, strict=True)] == cells


# Corrections, and their file -----------------------------------------------------------------


COLUMNS = {
    "id": ["a1", "a2", "a3", "a4", "a5", "a6"],
    "grade": ["B", "A", "C", "A", "B", "-9"],
    "age": ["30", "-99", "41", "28", "-98", "52"],
    "tools": ["pen / ink", "ink", "pen", "pen / ink", "ink", "chalk / pen"],
    "note": ["x", "y", "z", "x", "y", "z"],
    "why": ["too far away"] * 2 + ["no time for it", "none", "nobody asked me to", "ill"],
}


def test_what_is_stated_goes_before_a_guess(empty: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", COLUMNS)
    how: dict[str, Any] = {
        "types": {"why": "open_text", "age": "numeric"},
        "order": {"grade": ["C", "B", "A"]},
        "missing": {
            "age": {"-99": "refused", "-98": "does not apply"}, "grade": ["-9"],
        },
        "skip": ["note"],
    }  # fmt: skip
    with empty as project:
        rows = found(project, path, **how)
        assert {name: row["type"] for name, row in rows.items()} == {
            "id": "id", "grade": "ordinal", "age": "numeric", "tools": "nominal", "note": "skip",
            "why": "open_text",
        }  # fmt: skip
        assert rows["grade"]["levels"] == ("C", "B", "A")
        assert rows["age"]["missing"] == ("1 does not apply", "1 refused")
        project.cases.import_survey(path, **how)
        assert [v.name for v in project.cases.variables()] == ["grade", "age", "tools", "why"]
        assert values(project, "age") == [30, None, 41, 28, None, 52]
        assert project.cases.frame()["grade"].cat.ordered
        assert project.documents.text("a3 · why") == "no time for it"


def test_settings_repeat_an_import(empty: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "s.csv", COLUMNS)
    how: dict[str, Any] = {
        "id": "id", "order": {"grade": ["C", "B", "A"]}, "skip": ["note"],
        "types": {"why": "open_text"}, "missing": {"age": {"-99": "refused"}, "grade": ["-9"]},
    }  # fmt: skip
    kept = tmp_path / "survey.yaml"
    fields = ["column", "type", "kind", "open_ended", "levels", "missing", "values"]
    with empty as project:
        stated = project.cases.import_survey(path, preview=True, save_settings=kept, **how)
        again = project.cases.import_survey(path, preview=True, settings=kept)
        pd.testing.assert_frame_equal(stated[fields], again[fields])
        other = project.cases.import_survey(
            path, preview=True, settings=kept, order={"grade": ["A", "B", "C"]}
        )
        assert other.set_index("column")["levels"]["grade"] == ("A", "B", "C")


@pytest.mark.parametrize(
    "name",
    ["qualtrics_text.csv", "limesurvey_codes.csv", "wenjuanxing_text.xlsx", "google_forms.csv"],
)
def test_settings_of_a_tool_repeat_what_was_found(
    name: str, empty: Project, tmp_path: Path
) -> None:
    kept = tmp_path / "survey.yaml"
    fields = ["column", "type", "kind", "open_ended", "levels", "items", "missing", "personal"]
    with empty as project:
        first = project.cases.import_survey(FIXTURES / name, preview=True, save_settings=kept)
        again = project.cases.import_survey(FIXTURES / name, preview=True, settings=kept)
        # An empty column is one to skip the next time.
        first["type"] = first["type"].replace("empty", "skip")
        pd.testing.assert_frame_equal(first[fields], again[fields])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {grade: {typ: ordinal}}", "“grade”: unknown entry “typ”"),
        ("colums: {}", "the file: unknown entry “colums”"),
        ("columns: [a]", "columns: names and what they are"),
        ("columns: {grade: {order: C}}", "“grade”: order is a list"),
        ("a: [", "line 1 is no YAML"),
        ("columns: {grad: {type: ordinal}}", "no column “grad”"),
        ("columns: {grade: {type: rank}}", "No kind “rank”"),
        ("columns: {age: {missing: {-99: lost}}}", "no reason “lost”"),
    ],
)
def test_settings_with_a_fault_are_refused(
    empty: Project, tmp_path: Path, text: str, said: str
) -> None:
    path = table(tmp_path / "s.csv", COLUMNS)
    (tmp_path / "survey.yaml").write_text(text, encoding="utf-8")
    with empty as project:
        before = snapshot(project)
        with pytest.raises(qualcode.QualcodeError, match=said):
            project.cases.import_survey(path, settings=tmp_path / "survey.yaml")
        assert snapshot(project) == before


# Ids, again, and joins -----------------------------------------------------------------------


def test_an_id_is_used_when_it_is_sure_and_asked_for_when_not(
    empty: Project, tmp_path: Path
) -> None:
    with empty as project:
        unsure = table(tmp_path / "s.csv", {"town": ["x", "y"], "size": ["3", "4"]})
        frame = project.cases.import_survey(unsure, preview=True)
        assert (frame.attrs["id_sure"], frame.attrs["id"]) == (False, "")
        assert "town, size" in frame.attrs["notes"][0]
        with pytest.raises(qualcode.UsageError, match=r"s\.csv: no column is surely.*“town”"):
            project.cases.import_survey(unsure)
        project.cases.import_survey(table(tmp_path / "t.csv", COLUMNS))
        assert project.cases.frame()["case"].tolist() == COLUMNS["id"]


def test_importing_again_says_what_changed_and_keeps_codings(
    empty: Project, tmp_path: Path
) -> None:
    how: dict[str, Any] = {"types": {"why": "open_text"}}
    first = table(tmp_path / "s.csv", COLUMNS)
    later = {name: [*cells, ""] for name, cells in COLUMNS.items()}
    later["id"][6], later["age"][0], later["why"][2] = "a7", "31", "no time for it, sorry"
    later["why"][6] = "moved"
    with empty as project:
        project.codebook.add("time")
        project.cases.import_survey(first, **how)
        project.coding.apply("a3 · why", code="time", quote="no time")
        frame = project.cases.import_survey(table(tmp_path / "t.csv", later), **how)
        told = frame.set_index("column")[["new", "changed"]]
        assert (frame.attrs["cases_new"], frame.attrs["cases_known"]) == (1, 6)
        assert told.loc[["age", "why", "grade"]].to_numpy().tolist() == [[0, 1], [1, 1], [0, 0]]
        assert [r.text for r in project.coding.rows()] == ["no time"]
        before = snapshot(project)
        frame = project.cases.import_survey(tmp_path / "t.csv", **how)
        assert (frame["new"].sum(), frame["changed"].sum()) == (0, 0)
        assert snapshot(project) == before


def test_an_answer_that_comes_later_takes_its_reason_away(empty: Project, tmp_path: Path) -> None:
    how: dict[str, Any] = {"id": "id", "open_ended": ["q"], "missing": {"q": {"(-)": "refused"}}}
    with empty as project:
        project.cases.import_survey(table(tmp_path / "s.csv", {"id": ["1"], "q": ["(-)"]}), **how)
        assert project.documents.rows(kind="answer") == []
        project.cases.import_survey(table(tmp_path / "t.csv", {"id": ["1"], "q": ["yes"]}), **how)
        with project.store.read() as connection:
            sql = "SELECT count(*) FROM value WHERE missing IS NOT NULL"
            assert connection.exec_driver_sql(sql).scalar_one() == 0
        assert project.documents.text("1 · q") == "yes"
        assert replay.differences(project.store) == []


def test_rows_without_ids_are_never_taken_for_those_of_another_survey(
    empty: Project, tmp_path: Path
) -> None:
    text = (FIXTURES / "google_forms.csv").read_text(encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text(text.replace("2024 9:", "2025 9:"), encoding="utf-8")
    with empty as project:
        project.cases.import_survey(FIXTURES / "google_forms.csv")
        before = snapshot(project)
        project.cases.import_survey(FIXTURES / "google_forms.csv")
        assert snapshot(project) == before
        with pytest.raises(qualcode.Conflict, match=r"other\.csv, row 2: .*case “1”"):
            project.cases.import_survey(other, preview=True)
        project.cases.import_survey(other, id_prefix="b", prefix="b ")
        assert project.cases.frame()["case"].tolist()[7:9] == ["8", "b1"]


def test_keys_are_matched_and_reported_before_they_are_joined(
    empty: Project, tmp_path: Path
) -> None:
    people = {
        "id": ["r1", "r2", "r3", "r4", "r5"], "platform": ["Ａ01", "b02 ", "007", "d", "D"],
        "n": ["1", "2", "3", "4", "5"],
    }  # fmt: skip
    usage = {"user": ["a01", "B02", "7", "x", "x"], "hours": ["5", "6", "7", "8", "9"]}
    with empty as project:
        project.cases.import_survey(table(tmp_path / "s.csv", people), id="id")
        file = table(tmp_path / "u.csv", usage)
        report = project.cases.match(file, id="user", join="platform")
        rows = [(r["key"], r["case"], r["state"]) for r in report.to_dict("records")]
        assert rows == [
            ("a01", "r1", "matched"), ("B02", "r2", "matched"), ("7", "", "only in the file"),
            ("x", "", "twice in the file"), ("x", "", "twice in the file"),
            ("007", "r3", "only in the project"), ("d", "r4", "only in the project"),
            ("D", "r5", "only in the project"),
        ]  # fmt: skip
        short = {name: cells[:3] for name, cells in usage.items()}
        file = table(tmp_path / "v.csv", short)
        project.cases.import_survey(file, id="user", join="platform", prefix="u_")
        assert project.cases.frame()["case"].tolist() == ["r1", "r2", "r3", "r4", "r5", "7"]
        assert values(project, "u_hours") == [5, 6, None, None, None, 7]
        before = snapshot(project)
        twice = table(tmp_path / "w.csv", {"user": ["d"], "hours": ["1"]})
        with pytest.raises(qualcode.Conflict, match=r"w\.csv, row 2: .*twice in the project"):
            project.cases.import_survey(twice, id="user", join="platform", prefix="u_")
        named = table(tmp_path / "y.csv", {"user": ["r1"], "hours": ["1"]})
        with pytest.raises(qualcode.Conflict, match=r"another case has it as its name"):
            project.cases.import_survey(named, id="user", join="platform", prefix="u_")
        assert snapshot(project) == before


def test_a_table_of_links_is_reported_then_done_in_one_change(
    empty: Project, tmp_path: Path
) -> None:
    for name, last in (("L01", "B"), ("L02", "A")):
        turns = f"Interviewer: And then?\nA: We came.\n{last}: They came too.\n"
        text = turns * 3
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    rows = {
        "document": ["L01", "L01", "L02", "L09", "L02"],
        "case": ["Zhou", "Amy", "Nobody", "Zhou", "Zhou"], "speaker": ["A", "B", "", "", "A"],
    }  # fmt: skip
    with empty as project:
        project.documents.add([tmp_path / "L01.txt", tmp_path / "L02.txt"])
        for name in ("Zhou", "Amy"):
            project.cases.add(name)
        file = table(tmp_path / "links.csv", rows)
        before = snapshot(project)
        report = project.cases.link_table(file, preview=True)
        assert snapshot(project) == before
        states = report["state"].tolist()
        assert [states[0], states[1], states[4]] == ["matched"] * 3
        assert "No case “Nobody”" in states[2]
        assert "L09" in states[3]
        project.cases.link_table(file)
        with project.store.read() as connection:
            linked = connection.exec_driver_sql(
                "SELECT s.label, c.name FROM speaker s JOIN cases c ON c.id = s.case_id "
                "ORDER BY s.id"
            ).all()
        assert [tuple(row) for row in linked] == [("A", "Zhou"), ("B", "Amy"), ("A", "Zhou")]
        project.history.undo()
        assert snapshot(project) == before


# Bad files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("s.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted with a password, or an old .xls"),
        ("s.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "s.csv: this is a PNG picture"),
        ("s.csv", b"id,n\n1.23457E+17,3\n", "row 2, “id”: “1.23457E.17” is a long number"),
        ("s.csv", b"id,n\n1,2\n1,3\n", "row 3: the id “1” stands in row 2"),
        ("s.csv", b"id,n,n\n1,2,3\n", "two columns are named “n”"),
        ("s.csv", b"id,n\n1,2,3\n", "row 2: 3 cells"),
        ("s.csv", b"", "s.csv: the file is empty"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(
    empty: Project, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with empty as project:
        before = snapshot(project)
        with pytest.raises(qualcode.QualcodeError, match=said) as error:
            project.cases.import_survey(tmp_path / name)
        assert "\n" not in str(error.value)
        assert snapshot(project) == before


def test_a_formula_that_was_never_calculated_is_refused(empty: Project, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["id", "n", "twice"])
    book.active.append(["a", 2, "=B2*2"])
    book.save(tmp_path / "s.xlsx")
    with (
        empty as project,
        pytest.raises(qualcode.UnreadableSource, match=r"s\.xlsx, row 2, column 3: a formula"),
    ):
        project.cases.import_survey(tmp_path / "s.xlsx")


def test_a_guess_that_one_cell_stands_against_names_the_cell(
    empty: Project, tmp_path: Path
) -> None:
    columns = {"id": ["1", "2", "3"], "n": ["5", "five", "7"], "w": ["1", "-1", "2"]}
    with empty as project:
        rows = found(project, table(tmp_path / "s.csv", columns))
        assert (rows["n"]["type"], rows["n"]["sure"]) == ("nominal", False)
        assert "“five”" in rows["n"]["reason"]
        assert (rows["w"]["type"], rows["w"]["sure"]) == ("numeric", False)
        assert "named like a weight, but one is negative" in rows["w"]["reason"]


@pytest.mark.parametrize("ending", [".sav", ".dta"])
@pytest.mark.parametrize("cut", [0, 10, 300, 1500])
def test_a_broken_file_of_a_statistics_program_is_refused(
    empty: Project, tmp_path: Path, ending: str, cut: int
) -> None:
    [whole] = FIXTURES.glob(f"*{ending}")
    (tmp_path / f"s{ending}").write_bytes(whole.read_bytes()[:cut])
    with empty as project:
        before = snapshot(project)
        with pytest.raises(qualcode.UnreadableSource, match=rf"^s\{ending} cannot be read"):
            project.cases.import_survey(tmp_path / f"s{ending}")
        assert snapshot(project) == before


# Laws ----------------------------------------------------------------------------------------


@given(
    st.lists(
        st.lists(st.sampled_from(["Feedback", "Translation", "Notes (a, b)", "Maps"]), min_size=1,
                 max_size=4, unique=True),
        min_size=8, max_size=40,
    )
)  # fmt: skip
def test_what_is_joined_by_commas_is_read_as_it_was_chosen(rows: list[list[str]]) -> None:
    cells = [", ".join(row) for row in rows]
    counted = {c: cells.count(c) for c in cells}
    several = choices.learnt(counted, ", ")
    if several is not None and "Notes (a, b)" in several.known:
        # Choices that were never apart are one; taken apart again they are what was chosen.
        for row, cell in zip(rows, cells, strict=True):
            chosen, own = several.read(cell)
            parts = [p for one in [*chosen, own] for p in choices.split(one, ", ") if p]
            assert sorted(parts) == sorted(row)


@given(st.datetimes(min_value=pd.Timestamp("1990-01-01"), max_value=pd.Timestamp("2060-01-01")))
def test_a_date_is_read_in_each_form_it_is_written_in(when: Any) -> None:
    when = when.replace(microsecond=0)
    written = {
        times.YEAR: f"{when:%Y/%m/%d %H:%M:%S}",
        times.MONTH: f"{when.month}/{when.day}/{when.year} {when:%H:%M:%S}",
        times.DAY: f"{when:%d.%m.%Y %H:%M:%S}",
    }
    plain = when.date().isoformat() if when == when.replace(hour=0, minute=0, second=0) else None
    for form, text in written.items():
        assert times.parse(text, form) == (plain or when.isoformat())


def test_levels_are_json_of_texts(empty: Project) -> None:
    with empty as project:
        project.cases.import_survey(FIXTURES / "google_forms.csv")
        with project.store.read() as connection:
            kept = connection.exec_driver_sql(
                "SELECT v.content FROM value v JOIN variable r ON r.id = v.variable_id "
                "WHERE r.kind = 'multiple response' ORDER BY v.case_id"
            ).all()
        assert [json.loads(r[0]) for r in kept][:3] == [
            ["Writing, drafting", "Feedback"], ["Feedback"], ["Writing, drafting"],
        ]  # fmt: skip
