"""Taking in a survey through the API: what becomes of cells, ids, answers; again, and in copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from acts import snapshot
from study import build

import qualcode
from qualcode.history import replay
from qualcode.project import Project

HEADER = "id,district,hours,postcode,joined,tasks,w,q8\n"
ROWS = (
    '007,西湖,3,0310,2020-01-31,"calls; food;calls",0.5,"\'=再也不填表了"\n'
    "1e5,Yuhang,12.5,1e5,2020-02-01 08:30,,2,无\n"
    "12,西湖,,310,,food,1, \u3000\u200b\n"
)
STATED: dict[str, Any] = {
    "id": "id", "open_ended": ["q8"], "weight": "w",
    "kinds": {"joined": "date", "tasks": "multiple response"},
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a survey with a cell of each kind."""
    path = tmp_path / "answers.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


@pytest.fixture
def empty(store_url: str) -> Project:
    """Return a project that holds nothing, on either store."""
    return qualcode.create(store_url, coder="Mia")


def write(path: Path, text: str) -> Path:
    """Write a text file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def column(project: Project, name: str) -> list[Any]:
    """Return one variable of all cases, None where there is no value."""
    values = project.cases.frame([name])[name]
    return [None if pd.isna(v) else v for v in values]


def answers(project: Project) -> dict[str, str]:
    """Return the answers' texts by the documents' names."""
    return {
        r.document: project.documents.text(r.uid) for r in project.documents.rows(kind="answer")
    }


def test_each_cell_becomes_what_its_column_is(empty: Project, file: Path) -> None:
    with empty as project:
        made: Any = project.cases.import_survey(file, **STATED).set_index("column")
        assert dict(zip(made.index, made["kind"], strict=True)) == {
            "id": "id", "district": "nominal", "hours": "scale", "postcode": "nominal",
            "joined": "date", "tasks": "multiple response", "w": "weight", "q8": "text",
        }  # fmt: skip
        assert made[["values", "blank"]].loc["q8"].tolist() == [2, 1]
        assert project.cases.frame()["case"].tolist() == ["007", "1e5", "12"]
        assert column(project, "district") == ["西湖", "Yuhang", "西湖"]
        assert column(project, "hours") == [3.0, 12.5, None]
        assert column(project, "postcode") == ["0310", "1e5", "310"]
        assert column(project, "joined") == [
            pd.Timestamp("2020-01-31"), pd.Timestamp("2020-02-01 08:30"), None,
        ]  # fmt: skip
        assert column(project, "tasks") == ["calls; food", None, "food"]
        assert column(project, "w") == [0.5, 2.0, 1.0]
        assert column(project, "q8") == ["=再也不填表了", "无", None]
        assert answers(project) == {"007 · q8": "=再也不填表了", "1e5 · q8": "无"}
        assert project.documents.frame()["case"].tolist() == ["007", "1e5"]
        assert project.cases.show("007")["q8"] == "=再也不填表了"


def test_a_preview_says_the_same_and_writes_nothing(tmp_path: Path, file: Path) -> None:
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        before = snapshot(project)
        seen = project.cases.import_survey(file, **STATED, preview=True)
        assert snapshot(project) == before
        pd.testing.assert_frame_equal(seen, project.cases.import_survey(file, **STATED))


def test_a_workbook_is_read_as_the_csv_is(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["other"])
    sheet = book.create_sheet("answers")
    sheet.append(["id", "n", "when", "yes", "q"])
    sheet.append(["007", 4, pd.Timestamp("2020-01-31").to_pydatetime(), True, "'-1 分"])
    sheet.append([])
    sheet.append([8, 2.5, pd.Timestamp("2020-02-01 08:30").to_pydatetime(), False, None])
    book.save(tmp_path / "s.xlsx")
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        how: dict[str, Any] = {"id": "id", "open_ended": ["q"], "kinds": {"when": "date"}}
        project.cases.import_survey(tmp_path / "s.xlsx", sheet_name="answers", **how)
        assert project.cases.frame()["case"].tolist() == ["007", "8"]
        assert column(project, "n") == [4.0, 2.5]
        assert column(project, "when") == [
            pd.Timestamp("2020-01-31"), pd.Timestamp("2020-02-01 08:30"),
        ]  # fmt: skip
        assert column(project, "yes") == ["TRUE", "FALSE"]
        assert answers(project) == {"007 · q": "-1 分"}
        with pytest.raises(qualcode.NotFound, match=r"no sheet “q”\. Its sheets: Sheet, answers"):
            project.cases.import_survey(tmp_path / "s.xlsx", sheet_name="q", **how)


def test_levels_stand_in_their_order(empty: Project, tmp_path: Path) -> None:
    rows = "id,hours,trust,age\n1,over 10,10,b\n2,under 5,9,a\n3,,2,\n"
    file = write(tmp_path / "s.csv", rows)
    levels = {"hours": ["under 5", "5-10", "over 10"]}
    with empty as project:
        with pytest.raises(qualcode.UsageError, match=r"“age” is ordinal.*no order.*a, b"):
            project.cases.import_survey(file, id="id", kinds={"age": "ordinal"})
        project.cases.import_survey(file, id="id", levels=levels, kinds={"trust": "ordinal"})
        frame = project.cases.frame()
        assert frame["hours"].cat.categories.tolist() == levels["hours"]
        assert frame["trust"].cat.categories.tolist() == ["2", "9", "10"]
        ordered = [frame[name].cat.ordered for name in ("hours", "trust", "age")]
        assert ordered == [True, True, False]
        assert (frame["hours"] < "5-10").tolist() == [False, True, False]


def test_variables_named_like_our_own_columns_take_nothing_away(tmp_path: Path) -> None:
    file = write(tmp_path / "s.csv", "id,case,kind\nA,x,y\n")
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(file, id="id")
        [row] = project.cases.frame().astype(str).to_dict("records")
        assert row == {
            "case": "A", "kind": "respondent", "case (variable)": "x", "kind (variable)": "y",
        }  # fmt: skip


def test_importing_again_updates_by_id_and_keeps_codings(empty: Project, tmp_path: Path) -> None:
    rows = 'id,d,n,q8\n1,a,1,"too many forms, again"\n2,b,2,none\n3,c,3,fine\n'
    file = write(tmp_path / "s.csv", rows)
    later = write(
        tmp_path / "t.csv", 'id,d,n,q8\n1,a,9,"far too many forms, again"\n2,,,\n4,d,4,new\n'
    )
    with empty as project:
        project.codebook.add("forms")
        project.cases.import_survey(file, id="id", open_ended=["q8"])
        uid = project.coding.apply("1 · q8", code="forms", quote="many forms")
        project.cases.import_survey(later, id="id", open_ended=["q8"])
        assert project.cases.frame()["case"].tolist() == ["1", "2", "3", "4"]
        assert column(project, "d") == ["a", "b", "c", "d"], "a blank cell leaves what is there"
        assert column(project, "n") == [9.0, 2.0, 3.0, 4.0]
        assert answers(project) == {
            "1 · q8": "far too many forms, again", "2 · q8": "none", "3 · q8": "fine",
            "4 · q8": "new",
        }  # fmt: skip
        [row] = project.coding.rows()
        assert (row.segment, row.text, row.state) == (uid, "many forms", "exact")
        after = snapshot(project)
        project.history.undo()
        assert column(project, "n") == [1.0, 2.0, 3.0]
        assert answers(project)["1 · q8"] == "too many forms, again"
        project.history.redo()
        assert snapshot(project) == after
        assert replay.differences(project.store) == []


def test_the_same_file_again_changes_nothing_not_even_what_was_corrected_or_masked(
    tmp_path: Path, file: Path
) -> None:
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(file, **STATED)
        project.documents.edit("007 · q8", "再也不填这个表了")
        project.documents.mask("1e5 · q8", {"无": "[nothing]"})
        before = snapshot(project)
        project.cases.import_survey(file, **STATED)
        assert snapshot(project) == before


def test_a_masked_answer_is_never_unmasked_by_an_import(tmp_path: Path, file: Path) -> None:
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(file, **STATED)
        project.documents.mask("1e5 · q8", {"无": "[nothing]"})
        before = snapshot(project)
        later = write(tmp_path / "t.csv", HEADER + ROWS.replace("无", "无，李四说的"))
        with pytest.raises(qualcode.Conflict, match=r"t\.csv, row 3: the answer of 1e5 was masked"):
            project.cases.import_survey(later, **STATED)
        assert snapshot(project) == before


def test_kinds_stay_those_of_the_first_import(tmp_path: Path) -> None:
    first = write(tmp_path / "s.csv", "id,grade,n\n1,A1,5\n2,07,6\n")
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(first, id="id")
        project.cases.import_survey(write(tmp_path / "t.csv", "id,grade,n\n3,12,\n"), id="id")
        assert column(project, "grade") == ["A1", "07", "12"]
        with pytest.raises(
            qualcode.UnreadableSource, match=r"u\.csv, row 2, “n”: “x” is no number"
        ):
            project.cases.import_survey(write(tmp_path / "u.csv", "id,n\n3,x\n"), id="id")
        with pytest.raises(qualcode.UsageError, match=r"“n” is scale .* would become nominal"):
            project.cases.import_survey(first, id="id", kinds={"n": "nominal"})


def test_two_copies_that_import_the_same_survey_agree(tmp_path: Path, file: Path) -> None:
    mine, theirs = tmp_path / "mia.qualcode", tmp_path / "lin.qualcode"
    with qualcode.create(mine, coder="Mia") as project:
        project.coders.add("Lin")
        project.codebook.add("forms")
    shutil.copy(mine, theirs)
    for path, coder in ((mine, "Mia"), (theirs, "Lin")):
        with qualcode.open(path, coder=coder) as project:
            project.cases.import_survey(file, **STATED)
            project.coding.apply("007 · q8", code="forms", quote="填表")
            project.coding.done("007 · q8")
    with qualcode.open(mine, coder="Mia") as project:
        project.history.merge(theirs)
        assert project.cases.count() == 3
        assert answers(project) == {"007 · q8": "=再也不填表了", "1e5 · q8": "无"}
        assert [(r.coder, r.text, r.state) for r in project.coding.rows()] == [
            ("Mia", "填表", "exact"), ("Lin", "填表", "exact"),
        ]  # fmt: skip
        union = project.analysis.matrix(question="q8", layer="union")
        assert union["forms"].fillna(-1).tolist() == [1, -1]
        assert replay.differences(project.store) == []


def test_an_import_taken_back_can_be_made_again(store_url: str, tmp_path: Path) -> None:
    build(store_url, tmp_path).close()

    def session(act: Callable[[Project], object]) -> tuple[int, list[str]]:
        with qualcode.open(store_url, coder="Mia") as project:
            act(project)
            assert replay.differences(project.store) == []
            return project.cases.count(), list(answers(project))

    full, none = (3, ["001 · q8", "002 · q8"]), (0, list[str]())
    again = tmp_path / "survey.csv"
    assert session(lambda p: p.history.undo()) == none
    assert (
        session(lambda p: p.cases.import_survey(again, id="id", open_ended=["q8"], weight="w"))
        == full
    )
    assert session(lambda p: p.coding.apply("001 · q8", code="trust", quote="data"))[1] == full[1]
    assert session(lambda p: (p.history.undo(), p.history.undo())) == none
    assert session(lambda p: (p.history.redo(), p.history.redo())) == full
    with qualcode.open(store_url, coder="Mia") as project:
        assert [r.text for r in project.coding.rows()] == ["data"]


@pytest.mark.parametrize(
    ("text", "how", "said"),
    [
        ("", {}, "s.csv: the file is empty"),
        ("id,n\n1,2\n", {"id": "ID"}, "s.csv has no column “ID”. Its columns: id, n"),
        ("id,n\n1,2\n", {"open_ended": ["q"]}, "no column “q”"),
        ("id,n\n1,2\n", {"open_ended": ["id"]}, "“id” is the id column"),
        ("id,n\n1,2\n,3\n", {}, "row 3: the id column “id” is blank"),
        ("id,n\n1,2\n,\n\n 1,3\n", {}, "row 5: the id “1” stands in row 2 already"),
        ("id,n,n\n1,2,3\n", {}, "two columns are named “n”"),
        ("id,,n\n1,2,3\n", {}, "column 2 has no name"),
        ("id,n\n1,2,3\n", {}, "row 2: 3 cells where the header has 2"),
        ('id,n\n1,"2\n', {}, "quote that is not closed"),
        ("id,n\n1,2\n,\n3,inf\n", {"kinds": {"n": "scale"}}, "row 4, “n”: “inf” is no number"),
        ("id,n\n1,1_0\n", {"kinds": {"n": "scale"}}, "row 2, “n”: “1_0” is no number"),
        ("id,w\n1,-2\n", {"weight": "w"}, "row 2, “w”: “-2” is negative"),
        ("id,d\n1,2020-01-31 noon\n", {"kinds": {"d": "date"}}, "row 2, “d”: .* is no date"),
        ("id,d\n1,31.13.2020\n", {"kinds": {"d": "date"}}, "row 2, “d”: .* is no date"),
        ("id,o\n1,mid\n", {"levels": {"o": ["low", "high"]}}, "row 2, “o”: “mid” is none of"),
        ("id,n\n1,2\n", {"kinds": {"n": "number"}}, "No kind “number”"),
        ("id,n\n1,2\n", {"kind": "person"}, "No kind of case “person”"),
    ],
)
def test_a_file_with_a_fault_is_refused_whole(
    tmp_path: Path, text: str, how: dict[str, Any], said: str
) -> None:
    file = write(tmp_path / "s.csv", text)
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        before = snapshot(project)
        with pytest.raises(qualcode.QualcodeError, match=said):
            project.cases.import_survey(file, **{"id": "id", **how})
        assert snapshot(project) == before


@pytest.mark.parametrize("damage", ["text", "truncated", "cells"])
def test_a_workbook_that_is_none_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "s.xlsx"
    book: Any = openpyxl.Workbook()
    book.active.append(["id", "n"])
    book.save(path)
    if damage == "text":
        path.write_text("id,n\n1,2\n", encoding="utf-8")
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:900])
    else:
        import zipfile

        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-40]
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    with (
        qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project,
        pytest.raises(qualcode.UnreadableSource, match=r"s\.xlsx is (no Excel|damaged)"),
    ):
        project.cases.import_survey(path, id="id")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("id;n;q", "1;2;a, b"),
        ("id\tn\tq", "1\t2\ta, b"),
        ('id;"n, of 9; or so";q', "1;2;a, b"),
    ],
)
def test_the_sign_between_cells_is_that_of_the_header(tmp_path: Path, head: str, row: str) -> None:
    file = write(tmp_path / "s.csv", f"{head}\n{row}\n")
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(file, id="id", open_ended=["q"])
        assert answers(project) == {"1 · q": "a, b"}


def test_a_value_set_by_hand_is_held_to_the_same_rules(tmp_path: Path, file: Path) -> None:
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(file, **STATED)
        before = snapshot(project)
        for variable, value, said in (
            ("hours", "many", "hours of 007: “many” is no number"),
            ("hours", "nan", "is no number"),
            ("w", "-1", "is negative"),
            ("joined", "soon", "is no date"),
            ("q8", "new words", "“q8” is an open question"),
        ):
            with pytest.raises(qualcode.UsageError, match=said):
                project.cases.set("007", variable, value)
        assert snapshot(project) == before
        project.cases.set("007", "joined", "2020-03-01")
        project.cases.set("007", "hours", None)
        project.cases.set("007", "tasks", "food; driving")
        assert column(project, "joined")[0] == pd.Timestamp("2020-03-01")
        assert column(project, "hours") == [None, 12.5, None]
        assert column(project, "tasks")[0] == "food; driving"
