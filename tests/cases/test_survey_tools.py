"""Files as survey tools write them: what is found in each is what the fixtures say of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import qualcode
from qualcode.project import Project

DATA = Path(__file__).parent / "data" / "fixtures"
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (DATA / "expected.json").read_text(encoding="utf-8")
)["files"]


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """Return a project that holds nothing."""
    return qualcode.create(tmp_path / "s.qualcode", coder="Mia")


@pytest.mark.parametrize("name", list(EXPECTED))
def test_a_file_is_laid_out_as_its_tool_does(name: str, empty: Project) -> None:
    expected = EXPECTED[name]
    with empty as project:
        found = project.cases.import_survey(DATA / name, preview=True).attrs
    told = {
        k: expected[k]
        for k in ("encoding", "delimiter", "header_rows", "rows", "tool")
        if expected.get(k)
    }
    if "tool" in told:
        told["tool"] = told["tool"].removesuffix(" (assumed form, not checked against an export)")
    assert {k: found[k] for k in told} == told
    assert found["id_sure"]


@pytest.mark.parametrize("name", list(EXPECTED))
def test_each_question_is_what_the_fixture_says(name: str, empty: Project) -> None:
    with empty as project:
        frame = project.cases.import_survey(DATA / name, preview=True)
        records: Any = frame.to_dict("records")
        rows = {row["column"]: row for row in records}
        wrong = {}
        for one in EXPECTED[name]["variables"]:
            row = rows.get(one["column"])
            told = _told(one, row) if row else (one, None)
            if told[0] != told[1]:
                wrong[one["column"]] = told
        assert wrong == {}


def _told(one: dict[str, Any], row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the fixture says of a question, and what was found of the same."""
    said: dict[str, Any] = {"type": one["type"]}
    found: dict[str, Any] = {"type": row["type"]}
    texts = [str(v) for v in one.get("order", [])]
    for key in ("personal", "derived", "other_text", "item_type"):
        if key in one:
            said[key], found[key] = one[key], row[key]
    for key in ("columns", "items"):
        if key in one:
            said[key], found[key] = one[key], list(row[key])
    if one["type"] == "matrix" and texts:
        # A file of numbers alone does not say what they stand for.
        numbers = all(level.isdigit() for level in row["levels"])
        said["order"] = [str(n + 1) for n in range(len(texts))] if numbers else texts
        found["order"] = list(row["levels"])
    if "n" in one:
        matrix = one["type"] == "matrix"
        said["n"], found["n"] = one["n"], list(row["counts"]) if matrix else row["values"]
    for key in ("choices", "known_choices"):
        if key in one:
            said["choices"] = sorted(one[key]) if one["type"] == "nominal" else one[key]
            found["choices"] = (
                sorted(row["levels"]) if one["type"] == "nominal" else list(row["items"])
            )
    if "counts" in one:
        said["counts"], found["counts"] = one["counts"], list(row["counts"])
    if "answered" in one:
        said["answered"], found["answered"] = one["answered"], row["values"]
    if "codes" in one:
        said["codes"], found["codes"] = sorted(map(str, one["codes"])), sorted(row["levels"])
    if "labels" in one:
        declared = (
            EXPECTED["spss_labels.sav"]["missing"].get(one["column"], []) if "n" in one else []
        )
        said["levels"] = [t for c, t in one["labels"].items() if int(c) not in declared]
        found["levels"] = list(row["levels"])
    return said, found
