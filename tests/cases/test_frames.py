"""The frame of the cases: one typed column a variable, with rows and without."""

from __future__ import annotations

from pathlib import Path

from study import build

import qualcode

MORE = """id,hours,level,tasks,joined,words
001,3,low,food;calls,2020-02-03,some
"""


def test_a_variable_without_values_has_the_type_of_one_with(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(MORE, encoding="utf-8")
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        kinds = {
            "level": "ordinal", "tasks": "multiple response", "joined": "date", "words": "text",
        }  # fmt: skip
        levels = {"level": ["low", "high"]}
        project.cases.import_survey(tmp_path / "more.csv", id="id", kinds=kinds, levels=levels)
        full = project.cases.frame()
        for variable in ("district", "hours", "level", "tasks", "joined", "words"):
            for case in full["case"]:
                project.cases.set(case, variable, None)
        blank = project.cases.frame()
    types = {name: str(dtype) for name, dtype in full.dtypes.items()}
    assert types == {
        "case": "str", "kind": "category", "district": "category", "hours": "float64",
        "w": "float64", "q8": "str", "level": "category", "tasks": "str",
        "joined": types["joined"], "words": "str",
    }  # fmt: skip
    assert types["joined"].startswith("datetime64")
    assert blank[list(kinds)].isna().all(axis=None)
    assert {name: str(dtype) for name, dtype in blank.dtypes.items()} == types
    assert blank["level"].dtype == full["level"].dtype


def test_a_project_without_cases_has_the_two_columns(tmp_path: Path) -> None:
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        frame = project.cases.frame()
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "case": "str", "kind": "category",
    }  # fmt: skip
    assert str(frame["kind"].cat.categories.dtype) == "str"
