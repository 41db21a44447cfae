"""The matrix with fields and weights for other programs, and its dictionary."""

from __future__ import annotations

import csv
from pathlib import Path

import pyreadstat
import pytest
from tables import Person, survey

from qualcode.errors import NotFound, StorageFailed, UsageError

PEOPLE = [
    Person("Xihu", "old", "3", weight="0.5", codes=("gap",)),
    Person("余杭", "young", "", weight="1.5"),
    Person("Xihu", "middle", "12", codes=None),
]


def test_a_matrix_has_fields_and_the_weight_beside_the_codes(
    store_url: str, tmp_path: Path
) -> None:
    with survey(store_url, tmp_path, PEOPLE, codes=("gap", "district")) as project:
        frame = project.analysis.matrix(question="q8", fields=["district", "age"], weight="w")
        assert list(frame.columns) == ["gap", "district", "district (field)", "age", "w"]
        assert frame["district (field)"].tolist() == ["Xihu", "余杭", "Xihu"]
        assert frame["w"].tolist() == [0.5, 1.5, 1.0]
        assert frame["gap"].isna().tolist() == [False, False, True]
        with pytest.raises(NotFound, match="No field “distrct”"):
            project.analysis.matrix(question="q8", fields=["distrct"])
        with pytest.raises(UsageError, match="“age” is ordinal: a weight is a variable of num"):
            project.analysis.matrix(question="q8", weight="age")


def test_a_csv_has_its_dictionary_beside_it(tmp_path: Path) -> None:
    with survey(tmp_path / "s.qualcode", tmp_path, PEOPLE) as project:
        project.codebook.edit("gap", definition={"en": "work nobody does", "zh": "没人做的事"})
        frame = project.analysis.matrix(question="q8", fields=["age"], weight="w")
        paths = project.report.write_matrix(tmp_path / "q8.csv", frame)
        assert [p.name for p in paths] == ["q8.csv", "q8.dictionary.csv"]
        rows, said = (list(csv.DictReader(p.read_text("utf-8-sig").splitlines())) for p in paths)
        assert rows == [
            {"case": "001", "gap": "1", "tired": "0", "age": "old", "w": "0.5"},
            {"case": "002", "gap": "0", "tired": "0", "age": "young", "w": "1.5"},
            {"case": "003", "gap": "", "tired": "", "age": "middle", "w": "1"},
        ]
        about = {row["column"]: row for row in said}
        assert list(about) == ["case", "gap", "tired", "age", "w"]
        assert about["gap"]["definition_zh"] == "没人做的事"
        assert (about["gap"]["n"], about["gap"]["missing"]) == ("2", "1")
        assert about["gap"]["missing_means"] == "not reviewed for this code"
        assert about["age"]["values"] == "young; middle; old"
        assert [row["kind"] for row in said] == ["id", "code", "code", "ordinal", "weight"]
        with pytest.raises(UsageError, match="A matrix is written as"):
            project.report.write_matrix(tmp_path / "q8.txt", frame)


def test_spss_reads_numbers_labels_and_levels_back(tmp_path: Path) -> None:
    with survey(tmp_path / "s.qualcode", tmp_path, PEOPLE, codes=("gap", "补位")) as project:
        frame = project.analysis.matrix(question="q8", fields=["district", "hours"], weight="w")
        path, _ = project.report.write_matrix(tmp_path / "q8.sav", frame)
    made, about = pyreadstat.read_sav(str(path))
    assert list(made.columns) == ["case", "gap", "v002", "district", "hours", "w"]
    assert made["case"].tolist() == ["001", "002", "003"]
    assert made["gap"].tolist()[:2] == [1.0, 0.0]
    assert made["gap"].isna().tolist() == [False, False, True]
    assert made["hours"].isna().tolist() == [False, True, False]
    levels = about.variable_value_labels["district"]
    assert [levels[v] for v in made["district"]] == ["Xihu", "余杭", "Xihu"]
    assert about.variable_value_labels["gap"] == {1: "applied", 0: "not applied"}
    assert about.column_names_to_labels["v002"] == "补位"
    assert about.variable_measure["w"] == "scale"


@pytest.mark.parametrize(("suffix", "library"), [("sav", "pyreadstat"), ("parquet", "pyarrow")])
def test_a_missing_library_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, library: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with survey(tmp_path / "s.qualcode", tmp_path, PEOPLE) as project:
        frame = project.analysis.matrix(question="q8")
        with pytest.raises(StorageFailed, match=f"needs {library}. Install it with"):
            project.report.write_matrix(tmp_path / f"q8.{suffix}", frame)
    assert not list(tmp_path.glob("*q8*"))
