"""The same numbers as independent libraries on random data; `make_independent.py` made the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qualcode.agreement import coefficients, set_alpha

CASES = json.loads(Path(__file__).with_name("independent.json").read_text("utf-8"))["cases"]


def values(kind: str) -> list[tuple[Any, dict[str, float]]]:
    """Return the ratings of a kind of case, and what was said of them."""
    return [(case["ratings"], case["values"]) for case in CASES if case["kind"] == kind]


@pytest.mark.parametrize(("ratings", "said"), values("alpha"))
def test_alpha_with_missing_ratings_is_that_of_krippendorffs_library(
    ratings: Any, said: dict[str, float]
) -> None:
    for level, value in said.items():
        found = coefficients(ratings, categories=[1, 2, 3, 4], level=level)
        assert found.loc["krippendorff_alpha", "value"] == pytest.approx(value, abs=1e-9), level


@pytest.mark.parametrize(("ratings", "said"), [*values("two"), *values("three")])
def test_kappas_and_their_kin_are_those_of_other_libraries(
    ratings: Any, said: dict[str, float]
) -> None:
    for name, value in said.items():
        coefficient, weights = name.split(" ")
        found = coefficients(
            ratings, categories=[1, 2, 3, 4], weights=None if weights == "None" else weights
        )
        assert found.loc[coefficient, "value"] == pytest.approx(value, abs=1e-9), name


@pytest.mark.parametrize(("ratings", "said"), values("sets"))
def test_alpha_of_sets_is_that_of_another_library(ratings: Any, said: dict[str, float]) -> None:
    for distance, value in said.items():
        assert set_alpha(ratings, distance) == pytest.approx(value, abs=1e-9), distance
