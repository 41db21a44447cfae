"""Published and constructed worked examples: every number of every case."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qualcode.analysis import statistics

HERE = Path(__file__).parent
CASES = {
    case["id"]: case
    for case in json.loads((HERE / "crosstab_golden.json").read_text(encoding="utf-8"))["cases"]
}


def survey() -> dict[str, list[Any]]:
    """Return the columns of the survey that two cases read."""
    with (HERE / "masculinity_2018.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels = CASES["masculinity_importance_by_age_weighted"]["expected"]
    return {
        "importance": [labels["rows"][int(row["importance"])] for row in rows],
        "age": [labels["cols"][int(row["age"])] for row in rows],
        "weight": [float(row["weight"]) for row in rows],
        "sources": [[int(v) for v in row["sources"]] for row in rows],
    }


def persons(profiles: list[dict[str, Any]]) -> list[list[int]]:
    """Return the digits of each pattern, a row a person."""
    return [[int(v) for v in one["pattern"]] for one in profiles for _ in range(one["count"])]


def schools(given: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the columns of the school sample, a row a school, with its weight."""
    rows = [cell for cell in given["cells"] for _ in range(cell["count"])]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    return columns | {"weight": [given["weight_by_stype"][row["stype"]] for row in rows]}


def mrcv(given: dict[str, Any], groups: bool) -> dict[str, Any]:
    """Return the joint test of answer profiles."""
    rows = np.array(persons(given["profiles"]))
    if groups:
        return statistics.multiple_response(rows[:, 1:], groups=rows[:, 0])
    cut = given["I"]
    return statistics.multiple_response(rows[:, :cut], other=rows[:, cut:])


def weighted(given: dict[str, Any]) -> dict[str, Any]:
    """Return the weighted table or share of the school sample."""
    columns = schools(given)
    if given["col"] is None:
        yes = [int(v == "Yes") for v in columns[given["row"]]]
        return statistics.weighted_share(yes, columns["weight"])
    design: dict[str, Any] = {}
    if given["design"].startswith("strata"):
        design = {"strata": columns["stype"], "population": given["population_by_stype"]}
    return statistics.weighted_contingency(
        columns[given["row"]], columns[given["col"]], columns["weight"], **design
    )


def important_by_age(_: dict[str, Any]) -> dict[str, Any]:
    """Return the weighted table of the survey with what the case sets beside it."""
    column = survey()
    found = statistics.weighted_contingency(column["importance"], column["age"], column["weight"])
    plain = statistics.contingency(found["unweighted_table"])
    assert plain["share_expected_below_5"] > 0.1
    sources = np.array(column["sources"])
    shares = [statistics.weighted_share(item, column["weight"]) for item in sources.T]
    return found | {
        "unweighted_chi2": plain["chi2"],
        "unweighted_p": plain["p"],
        "kish_neff": shares[0]["kish_neff"],
        "item_shares": [
            {
                "column": f"q0004_000{at + 1}",
                "n": int(sources[:, at].sum()),
                "unweighted": float(sources[:, at].mean()),
                "weighted": one["share_yes"],
                "ci95_logit": one["ci95_logit"],
            }
            for at, one in enumerate(shares)
        ],
    }


def sources_by_age(_: dict[str, Any]) -> dict[str, Any]:
    column = survey()
    return statistics.multiple_response(column["sources"], groups=column["age"], draws=0)


def each(function: Callable[..., dict[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a function that collects the intervals of several cases."""
    return lambda given: {"ci95": [function(*one)["ci95"] for one in given["cases"]]}


KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "table_rxc": lambda given: statistics.contingency(given["table"]),
    "table_2x2": lambda given: statistics.two_by_two(given["table"]),
    "table_2x2xk": lambda given: statistics.stratified(given["tables"]),
    "table_rxc_ordinal": lambda given: statistics.ordinal(given["table"]),
    "table_2x2_paired": lambda given: statistics.paired(given["table"]),
    "two_proportions": each(statistics.difference),
    "proportion": each(statistics.proportion),
    "two_samples": lambda given: statistics.two_samples(given["x"], given["y"]),
    "k_samples": lambda given: statistics.samples(given["groups"]),
    "pvalues": lambda given: statistics.adjust(given["p"]),
    "srcv_by_mrcv": lambda given: mrcv(given, groups=True),
    "mrcv_by_mrcv": lambda given: mrcv(given, groups=False),
    "weighted_table": weighted,
    "weighted_proportion": weighted,
    "srcv_by_mrcv_file": sources_by_age,
    "weighted_table_file": important_by_age,
    # These share a kind with others and go by their method.
    "fisher_freeman_halton": lambda given: statistics.exact(given["table"]),
    "chi2_montecarlo_fixed_margins": lambda given: statistics.exact(
        given["table"], draws=given["B"], seed=1
    ),
    "spearman": lambda given: statistics.rank_correlation(given["x"], given["y"]),
    "point_biserial": lambda given: statistics.point_biserial(given["x"], given["code"]),
}
WIDER = {
    # The notes of the cases: the interval of V, resampling, the coarse roots of the reference.
    "cramers_v_ci95_noncentral": (1e-4, 0.0),
    "published_ci95": (6e-5, 0.0),
    "bootstrap_p": (0.012, 0.0),
    "bootstrap_p_min_combination": (0.012, 0.0),
    "bootstrap_p_product_combination": (0.012, 0.0),
    "odds_ratio_conditional": (0.0, 1e-4),
    "odds_ratio_conditional_ci95": (0.0, 0.01),
}


def same(got: Any, want: Any, tolerance: tuple[float, float], where: str) -> None:
    """Assert that a value equals what the case expects, element by element."""
    if isinstance(want, list):
        assert len(got) == len(want), where
        for at, (one, other) in enumerate(zip(got, want, strict=True)):
            same(one, other, tolerance, f"{where}[{at}]")
    elif isinstance(want, dict):
        for key, other in want.items():
            same(got[key], other, tolerance, f"{where}.{key}")
    elif want is None:
        assert got is None or math.isnan(got), where
    elif isinstance(want, str):
        assert got == want, where
    else:
        absolute, relative = tolerance
        assert abs(got - want) <= max(absolute, relative * abs(want)), (where, got, want)


@cache
def evaluated(name: str) -> dict[str, Any]:
    """Return what the function of a case gives."""
    case = CASES[name]
    method = case["method"] if isinstance(case["method"], str) else ""
    return KINDS.get(method, KINDS.get(case["kind"], lambda _: {}))(case["input"])


@pytest.mark.parametrize("name", CASES)
def test_every_number_of_a_worked_example_comes_out(name: str) -> None:
    case, got = CASES[name], evaluated(name)
    tolerance = case["tolerance"]["abs"], case["tolerance"]["rel"]
    for key, want in case["expected"].items():
        found = got["ci95" if key == "published_ci95" else key]
        same(found, want, WIDER.get(key, tolerance), f"{name}.{key}")


def kinds(value: Any) -> set[type]:
    """Return the types of all that a result holds."""
    if isinstance(value, dict):
        return set().union(*(kinds(v) for v in value.values()))
    if type(value) is list:
        return set().union(*(kinds(v) for v in value))
    return {type(value)}


@pytest.mark.parametrize("name", CASES)
def test_results_are_plain_numbers_lists_and_dicts(name: str) -> None:
    got = evaluated(name)
    assert type(got) is dict
    assert kinds(got) <= {int, float, str, type(None)}


def test_a_simulated_exact_test_is_near_the_enumerated_one() -> None:
    table = CASES["agresti_job_fisher"]["input"]["table"]
    assert statistics.exact(table)["draws"] == 0
    large = (np.array(table) * 60 + 1).tolist()
    got = statistics.exact(large, seed=3)
    assert got["draws"] >= 20_000
    assert got["p"] < 0.001
