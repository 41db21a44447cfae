"""Published and constructed worked examples: every number that a contract function returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qualcode import agreement
from qualcode.agreement import ratings as tables
from qualcode.agreement.alpha import coincidences, differences, krippendorff_draws

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parent / "agreement_golden.json").read_text(encoding="utf-8")
    )["cases"]
}
LEVELS = ("nominal", "ordinal", "interval", "ratio")
IN_TWO_BY_TWO = {
    "percent_agreement", "cohen_kappa", "scott_pi", "gwet_ac", "brennan_prediger", "alpha_nominal",
    "positive_agreement", "negative_agreement", "prevalence_index", "bias_index", "pabak",
}  # fmt: skip


def rows_of(data: dict[str, Any]) -> tuple[list[list[Any]], list[Any]]:
    """Return the ratings of a case and its categories; a contingency table as one row a unit."""
    if data["form"] == "ratings":
        there = {v for row in data["ratings"] for v in row if v is not None}
        return data["ratings"], data.get("categories") or sorted(there)
    table = np.array(data["table"], dtype=float) * (data.get("n") or 1)
    rows = [
        [k, m] for (k, m), n in np.ndenumerate(np.round(table).astype(int)) for _ in range(int(n))
    ]
    return rows, list(range(len(table)))


def gwet(name: str, categories: list[Any]) -> list[list[float]]:
    """Return the weights that Gwet calls ordinal and ratio."""
    q = len(categories)
    if name == "ordinal":
        most = q * (q - 1) / 2
        return [[1 - (abs(k - m) + 1) * abs(k - m) / 2 / most for m in range(q)] for k in range(q)]
    apart = np.array([[(a - b) ** 2 / (a + b) ** 2 for b in categories] for a in categories])
    low, high = min(categories), max(categories)
    found: list[list[float]] = (1 - apart / ((high - low) / (high + low)) ** 2).tolist()
    return found


def weights_of(data: dict[str, Any], categories: list[Any]) -> Any:
    """Return the weights of a case as `coefficients` takes them."""
    if "disagreement_weights" in data:
        apart = np.array(data["disagreement_weights"])
        return 1 - apart / apart.max()
    name = data.get("weights", "unweighted")
    if name in ("ordinal", "ratio"):
        return gwet(name, categories)
    return None if name == "unweighted" else name


def value_of(case: dict[str, Any], key: str) -> tuple[float, float, float] | None:
    """Return what `coefficients` says to one key of a golden case: value, low, high."""
    data = case["data"]
    rows, categories = rows_of(data)
    name, weights, level = key, weights_of(data, categories), "nominal"
    if key.startswith("alpha_"):
        name, level = "krippendorff_alpha", key.removeprefix("alpha_")
    elif key == "krippendorff_alpha_weighted":
        levels = {"unweighted": "nominal", "quadratic": "interval", "ratio": "ratio"}
        if data.get("weights", "unweighted") not in levels:
            return None
        name, level = "krippendorff_alpha", levels[data.get("weights", "unweighted")]
    elif key.endswith(("_linear", "_quadratic")):
        name, _, weights = key.rpartition("_")
        name = {"gwet_ac2": "gwet_ac"}.get(name, name)
    elif key == "gwet_ac1":
        name = "gwet_ac"
    elif key == "cohen_kappa_weighted":
        name = "cohen_kappa"
    elif key == "cohen_kappa" and "disagreement_weights" in data:
        weights = None
    frame = agreement.coefficients(
        rows, categories=categories, level=level, weights=weights, intervals=True
    )
    if name not in frame.index:
        return None
    return float(frame["value"][name]), float(frame["low"][name]), float(frame["high"][name])


RATED = [
    pytest.param(case, key, id=f"{case['id']}:{key}")
    for case in CASES.values()
    if case["data"]["form"] in ("ratings", "contingency")
    for key in case["expected"]
    if value_of(case, key) is not None
]


@pytest.mark.parametrize(("case", "key"), RATED)
def test_a_coefficient_has_its_golden_value(case: dict[str, Any], key: str) -> None:
    expected, found = case["expected"][key], value_of(case, key)
    assert found is not None
    value, low, high = found
    want = float("nan") if expected["value"] is None else expected["value"]
    assert value == pytest.approx(want, abs=expected["tolerance"], nan_ok=True)
    by_gwet = key in {"percent_agreement", "fleiss_kappa", "brennan_prediger", "gwet_ac"}
    if "ci95_analytic" in expected and by_gwet and case["data"]["form"] == "ratings":
        assert (low, high) == pytest.approx(tuple(expected["ci95_analytic"]), abs=0.001)
    if "ci95" in expected:
        assert [low, high] == pytest.approx(expected["ci95"]["value"], abs=0.01)
    if "ase" in expected and not key.endswith("quadratic"):
        assert (high - low) / 2 / 1.959964 == pytest.approx(expected["ase"], abs=1e-5)


def test_the_golden_file_was_not_skipped() -> None:
    assert len(CASES) == 47
    assert len(RATED) > 150


@pytest.mark.parametrize("name", ["cohen1960"])
def test_kappa_has_the_interval_of_fleiss_cohen_and_everitt(name: str) -> None:
    found = value_of(CASES[name], "cohen_kappa")
    want = CASES[name]["expected"]["cohen_kappa_ci95"]
    assert found is not None
    assert list(found[1:]) == pytest.approx(want["value"], abs=want["tolerance"])


FOURFOLD = [
    pytest.param(case, id=case["id"])
    for case in CASES.values()
    if np.array(case["data"].get("table", 0)).shape == (2, 2)
]


@pytest.mark.parametrize("case", FOURFOLD)
def test_a_two_by_two_table_has_its_golden_values(case: dict[str, Any]) -> None:
    (a, b), (c, d) = case["data"]["table"]
    found = agreement.two_by_two(a, b, c, d)
    assert set(found) == IN_TWO_BY_TWO
    want = {key: case["expected"][key]["value"] for key in case["expected"]}
    assert {key: found[key] for key in want} == pytest.approx(want, abs=1e-6)


SETS = ["set-alpha-2x10", "set-alpha-3x8-missing"]
IN_SETS = {"masi": "masi", "jaccard": "jaccard", "nominal": "nominal_whole_set"}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("distance", IN_SETS)
def test_sets_of_codes_have_their_golden_alpha(name: str, distance: str) -> None:
    want = CASES[name]["expected"][f"alpha_set_{IN_SETS[distance]}"]["value"]
    found = agreement.set_alpha(CASES[name]["data"]["ratings"], distance)
    assert found == pytest.approx(want, abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_each_code_of_a_set_has_its_golden_alpha_and_kappa(name: str) -> None:
    expected = CASES[name]["expected"]
    ratings = CASES[name]["data"]["ratings"]
    for key, row in {
        "alpha_binary_per_code": "krippendorff_alpha",
        "cohen_kappa_per_code": "cohen_kappa",
    }.items():
        if key not in expected:
            continue
        for code, want in expected[key]["value"].items():
            binary = [[None if s is None else int(code in s) for s in row] for row in ratings]
            found = agreement.coefficients(binary, categories=[0, 1]).loc[row, "value"]
            assert found == pytest.approx(want, abs=1e-6), (key, code)


@pytest.mark.parametrize("distance", ["masi", "jaccard"])
def test_pairs_of_sets_have_their_golden_distance(distance: str) -> None:
    case = CASES["masi-jaccard-distances"]
    want = case["expected"][f"{distance}_distance"]["value"]
    # One unit of two sets beside one of two others that never meet: alpha gives the distance back.
    for (first, second), apart in zip(case["data"]["pairs"], want, strict=True):
        table = [[first, second], [["p"], ["p"]], [["q"], ["q"]]]
        n = 6
        sets = [frozenset(s) for row in table for s in row]
        expected = sum(
            apart if {x, y} == {frozenset(first), frozenset(second)} else float(x != y)
            for x in sets
            for y in sets
        )
        assert agreement.set_alpha(table, distance) == pytest.approx(
            1 - (n - 1) * 2 * apart / expected, abs=1e-8
        )


def spans_of(case: dict[str, Any]) -> list[list[tuple[str, int, int]]]:
    """Return the spans of each coder of a case."""
    return [[(s["code"], s["start"], s["end"]) for s in own] for own in case["data"]["coders"]]


CONTINUA = [name for name, case in CASES.items() if "u_alpha" in case["expected"]]


@pytest.mark.parametrize("name", CONTINUA)
def test_a_continuum_has_its_golden_values(name: str) -> None:
    case = CASES[name]
    found = agreement.unitizing(spans_of(case), case["data"]["length"])
    assert {"u_alpha", "binary_u_alpha", "cu_alpha", "cu_coverage", "k_u_alpha"} <= set(found)
    for key, want in case["expected"].items():
        family, _, code = key.partition(":")
        value = found[family][code] if code else found[family]
        assert value == pytest.approx(want["value"], abs=1e-6), key


def test_matched_spans_have_their_golden_f1() -> None:
    case = CASES["span-iou-f1"]
    first, second = spans_of(case)
    for threshold in (0.5, 0.8, 0.9):
        found = agreement.match_spans(first, second, threshold)
        assert found["f1"] == pytest.approx(case["expected"][f"matched_f1@{threshold}"]["value"])
        assert len(found["matches"]) == case["expected"][f"matches@{threshold}"]["value"]
    assert agreement.match_spans(first, second)["matches"] == [(0, 0), (1, 1), (3, 3)]


def test_overlapping_spans_have_their_golden_character_tables() -> None:
    case = CASES["overlapping-spans-character"]
    first, second = spans_of(case)
    length = case["data"]["length"]
    found = agreement.character_table(first, second, length)
    for code, want in case["expected"]["per_code_character"]["value"].items():
        table = found[code]
        assert list(table.values()) == want["table"]
        figures = agreement.two_by_two(**table)
        for key in ("percent_agreement", "cohen_kappa", "alpha_nominal"):
            assert figures[key] == pytest.approx(want[key], abs=1e-6), (code, key)
        joint = length - table["neither"]
        assert table["both"] / joint == pytest.approx(want["overlap_iou"], abs=1e-6)
    sets = [
        [{code for code, start, end in own if start <= at < end} for own in (first, second)]
        for at in range(length)
    ]
    for distance in ("masi", "jaccard"):
        want = case["expected"][f"alpha_set_{distance}_character"]["value"]
        assert agreement.set_alpha(sets, distance) == pytest.approx(want, abs=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_krippendorffs_own_bootstrap_has_its_golden_interval(level: str) -> None:
    case = CASES["krippendorff2011-4x12"]
    read = tables.read(case["data"]["ratings"])
    counts = read.counts()
    together = coincidences(counts)
    totals = together.sum(axis=1)
    apart = differences(level, totals, read.values)
    assert not isinstance(apart, str)
    n = totals.sum()
    expected = totals @ apart @ totals / (n * (n - 1))
    counts = counts[counts.sum(axis=1) >= 2]
    pairs = np.triu(counts.T @ counts - np.diag(counts.sum(axis=0)))
    np.fill_diagonal(pairs, np.diag(pairs) / 2)
    drawn = krippendorff_draws(apart.ravel(), pairs.ravel(), n, 4, expected, 5000, 1)
    want = case["expected"][f"alpha_{level}"]["ci95_bootstrap_krippendorff"]
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx(want["value"], abs=want["tolerance"])
