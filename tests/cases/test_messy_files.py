"""Survey files as people send them: what is refused says where, what is doubtful is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from acts import snapshot
from study import cli
from tables import Person, survey

import qualcode
from qualcode.project import Project
from qualcode.tui.i18n.errors import in_words


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project that holds nothing: files are looked at, or refused."""
    with qualcode.create(tmp_path_factory.mktemp("bare") / "s.qualcode", coder="Mia") as project:
        yield project
        assert project.cases.frame().empty
        assert not project.cases.variables()


def write(folder: Path, name: str, rows: list[tuple[Any, ...]], merge: str = "") -> Path:
    """Write a csv or a workbook and return its path."""
    path = folder / name
    if path.suffix == ".csv":
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    book.save(path)
    return path


HAN = re.compile("[\u4e00-\u9fff]")
LONG = 123456789012345000
REFUSED: list[tuple[str, list[tuple[Any, ...]], str, dict[str, Any], str]] = [
    ("s.csv", [("id", "a"), ("1", "x"), (" 1 ", "y")], "", {},
     r"s\.csv, row 3: the id “1” stands in row 2 already"),
    ("s.xlsx", [("id", "a"), (LONG, 1), (LONG, 2)], "", {},
     r"row 3: the id “123456789012345000” stands in row 2.*may have rounded such long numbers"),
    ("s.csv", [("id", "a"), ("1.23457E+17", 1)], "", {}, r"row 2, “id”: “1\.23457E\+17” is a long"),
    ("s.csv", [("id", "w"), (1, 0), (2, "")], "", {"weight": "w"}, r"“w” has no weight above 0"),
    ("s.csv", [("id", "w"), (1, 1), (2, -0.5)], "", {"weight": "w"}, r"row 3, “w”: “-0\.5” is neg"),
    ("s.csv", [("id", "n"), (1, 1), (2, "N/A")], "", {"types": {"n": "numeric"}},
     r"s\.csv, row 3, “n”: “N/A” is no number"),
    ("s.xlsx", [("id", "d"), (1, date(2020, 1, 31)), (2, "31/02/2020")], "",
     {"types": {"d": "date"}}, r"s\.xlsx, row 3, “d”: “31/02/2020” is no date"),
    ("s.xlsx", [("Survey of 2020",), ("id", "a"), (1, 2)], "", {},
     r"s\.xlsx, row 2: 2 cells where the header has 1\. Is row 1 a title\? Then delete it"),
    ("s.xlsx", [("id", None, "a"), (1, 2, 3)], "", {}, r"row 1: column 2 has no name"),
    ("s.csv", [("id", "a")], "", {}, r"s\.csv has a header and no row below it"),
    ("s.csv", [("<html><table><tr><td>id</td></tr>",)], "", {}, r"no row below it"),
    ("s.csv", [("name", "a"), ("x", 1), ("x", 2)], "", {}, r"no column is surely the respondents"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "merge", "how", "said"), REFUSED)
def test_a_messy_file_is_refused_with_its_place_in_both_languages(
    bare: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, rows: Any,
    merge: str, how: Any, said: str,
) -> None:  # fmt: skip
    path = write(tmp_path, name, rows, merge)
    with pytest.raises(qualcode.QualcodeError, match=said) as error:
        bare.cases.import_survey(path, **how)
    assert "\n" not in str(error.value)
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    assert HAN.search(in_words(str(error.value)))


TOLD: list[tuple[str, list[tuple[Any, ...]], str, dict[str, Any], dict[str, Any]]] = [
    ("s.csv", [("id", "zip"), ("007", "00501"), ("7", "10115")], "", {},
     {"type": {"id": "id", "zip": "nominal"}, "levels": {"zip": ("00501", "10115")}}),
    ("s.csv", [("id", "n"), (1, 30), (2, "N/A"), (3, 40)], "", {},
     {"reason": {"n": "numbers, but for “N/A”: say that it is missing, and they count"}}),
    ("s.csv", [("id", "q"), (1, "N/A"), (2, "无"), (3, "null"), (4, "None")], "",
     {"id": "id", "open_ended": ["q"]}, {"values": {"q": 4}, "type": {"q": "open_text"}}),
    ("s.csv", [("id", "n"), (1, 30), (2, "N/A"), (3, "无")], "",
     {"missing": {"n": {"N/A": "refused", "无": "does not apply"}}},
     {"type": {"n": "numeric"}, "missing": {"n": ("1 does not apply", "1 refused")}}),
    ("s.csv", [("id", "d"), (1, "2020-01-31"), (2, "soon"), (3, "2020-02-01")], "", {},
     {"reason": {"d": "dates, but for “soon”: say that it is missing, and they count"}}),
    ("s.xlsx", [("id", "d"), (1, date(2020, 1, 31)), (2, None)], "", {}, {"type": {"d": "date"}}),
    ("s.xlsx", [("id", "n"), (1, "#N/A"), (2, 5), (3, "#DIV/0!")], "", {},
     {"type": {"n": "numeric"}, "missing": {"n": ("2 unreadable",)}}),
    ("s.xlsx", [("id", "Trust", None, "age"), (None, "police", "council", None),
                (1, 3, 4, 30), (2, 2, 5, 31)],
     "B1:C1", {}, {"type": {"Trust: police": "numeric", "Trust: council": "numeric"}}),
    ("s.xlsx", [("id", "Trust", None), (1, 3, 4), (2, 2, 2)], "B1:C1", {},
     {"type": {"Trust_1": "numeric", "Trust_2": "numeric"}}),
    ("s.xlsx", [("Survey 2020", None), ("id", "a"), (1, 2)], "A1:B1", {},
     {"type": {"id": "id", "a": "numeric"}}),
    ("s.csv", [("id", "a"), (1, ""), (2, "")], "", {}, {"type": {"a": "empty"}}),
    ("s.csv", [("id", "w"), (1, 0), (2, ""), (3, 2)], "", {"id": "id", "weight": "w"},
     {"reason": {"w": "stated; 1 missing and 1 of 0: these people take no part where it weighs"}}),
    ("s.csv", [("id", "a"), *((n, f"level {n % 10_000}") for n in range(10_100))], "", {},
     {"reason": {"a": "different answers: 10,000 in 10,100; more than a table takes"}}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "merge", "how", "told"), TOLD)
def test_what_is_doubtful_in_a_file_is_told(
    bare: Project, tmp_path: Path, name: str, rows: Any, merge: str, how: Any, told: Any
) -> None:
    found = bare.cases.import_survey(write(tmp_path, name, rows, merge), **how, preview=True)
    by = found.set_index("column")
    for field, wanted in told.items():
        assert {column: by.loc[column, field] for column in wanted} == wanted


def test_rows_below_a_header_of_two_keep_their_numbers(bare: Project, tmp_path: Path) -> None:
    rows = [("id", "Trust", None), (None, "police", "council"), (1, 3, 4), (1, 3, 4)]
    with pytest.raises(qualcode.UnreadableSource, match="row 4: the id “1” stands in row 3"):
        bare.cases.import_survey(write(tmp_path, "s.xlsx", rows, "B1:C1"))


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([("id", "a"), ("a", 1), ("A", 2)], "are two cases: “a” (row 2) and “A” (row 3)"),
        ([("id", "a"), ("１", 1), ("1", 2)], "are two cases: “１” (row 2) and “1” (row 3)"),
        ([("id", "a"), (LONG, 1), (LONG + 1000, 2)], "a spreadsheet may have damaged them"),
        ([("id", "a"), (float(LONG), 1), (LONG + 7e3, 2)], f"end in zeros, like {LONG}: a spread"),
    ],
)
def test_ids_in_doubt_are_told(
    bare: Project, tmp_path: Path, rows: list[tuple[Any, ...]], note: str
) -> None:
    name = "s.xlsx" if isinstance(rows[1][0], float) else "s.csv"
    found = bare.cases.import_survey(write(tmp_path, name, rows), preview=True)
    assert note in " ".join(found.attrs["notes"])


def test_another_surveys_file_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [Person("Xihu", hours=str(n)) for n in range(20)]
    with survey(tmp_path / "s.qualcode", tmp_path, people) as project:
        before = snapshot(project)
        other = write(
            tmp_path, "other.csv", [("id", "brand"), *((f"{n:03}", "x") for n in range(1, 21))]
        )
        found = project.cases.import_survey(other, id="id", preview=True)
        assert found.attrs["notes"] == [
            "20 of its ids are cases here, and none of its columns is known here. Is it about the "
            "same people? If not: --id-prefix."
        ]
        same = [("id", "district", "hours"), *((f"{n:03}", "Hudong", 99) for n in range(1, 21))]
        found = project.cases.import_survey(
            write(tmp_path, "same.csv", same), id="id", preview=True
        )
        assert found.attrs["notes"][0].startswith(
            "40 of the 40 values that are here already would be others. Is it about the same"
        )
        assert snapshot(project) == before
        again = project.cases.import_survey(
            tmp_path / "people.csv", id="id", open_ended=["q8"], weight="w", preview=True
        )
        assert again.attrs["notes"] == []
    said = cli(capsys, "-p", str(tmp_path / "s.qualcode"), "cases", "import", str(other),
               "--id", "id", "--preview")  # fmt: skip
    assert "Is it about the same people?" in said.err


def test_a_level_that_nobody_has_stands_in_a_table_with_its_base_of_none(tmp_path: Path) -> None:
    people = [Person("Xihu", "young", codes=("gap",))] * 15 + [Person("Yuhang", "old")] * 15
    with survey(tmp_path / "s.qualcode", tmp_path, people) as project:
        table = project.analysis.crosstab("age", question="q8", codes=["gap"])
        cells = table.cells.set_index("level")
        assert cells["base"].to_dict() == {"young": 15, "middle": 0, "old": 15}
        assert cells["percent"].isna().to_dict() == {"young": False, "middle": True, "old": False}
        assert table.tests["p"].notna().all()
