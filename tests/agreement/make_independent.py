"""Make independent.json: random ratings, and what other libraries say of them.

Run it in an environment of its own with `pip install krippendorff nltk scikit-learn`; the tests
read the file and need none of them. One of them is under the GPL, so it is used for this alone.
"""

from __future__ import annotations

import json
import random
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any


def ratings(draw: random.Random, units: int, coders: int, missing: float) -> list[list[Any]]:
    """Return ratings from 1 to 4 that coders mostly share."""
    rows: list[list[Any]] = []
    for _ in range(units):
        true = draw.randint(1, 4)
        row = [true if draw.random() < 0.6 else draw.randint(1, 4) for _ in range(coders)]
        rows.append([None if draw.random() < missing else one for one in row])
    return rows


def sets(draw: random.Random, units: int, coders: int) -> list[list[list[str]]]:
    """Return sets of codes, none of them empty: the libraries disagree on two empty ones."""
    rows = []
    for _ in range(units):
        true = draw.sample("abcde", draw.randint(1, 3))
        rows.append([
            sorted(true if draw.random() < 0.5 else draw.sample("abcde", draw.randint(1, 3)))
            for _ in range(coders)
        ])  # fmt: skip
    return rows


def main() -> None:
    """Write the file beside this one."""
    import numpy as np

    # By name, as they are not installed where the types of this file are checked.
    krippendorff: Any = import_module("krippendorff")
    agreement: Any = import_module("nltk.metrics.agreement")
    distance: Any = import_module("nltk.metrics.distance")
    metrics: Any = import_module("sklearn.metrics")

    def task(rows: list[list[Any]], **how: Any) -> Any:
        told = [(f"c{g}", n, one) for n, row in enumerate(rows) for g, one in enumerate(row)]
        return agreement.AnnotationTask(told, **how)

    cases = []
    for seed in range(8):
        draw = random.Random(seed)
        rows = ratings(draw, 25, 3, 0.2)
        reliability = np.array([[np.nan if v is None else v for v in row] for row in rows]).T
        cases.append({
            "kind": "alpha", "ratings": rows,
            "values": {
                level: krippendorff.alpha(reliability, level_of_measurement=level)
                for level in ("nominal", "ordinal", "interval", "ratio")
            },
        })  # fmt: skip
        two = ratings(draw, 30, 2, 0)
        first, second = zip(*two, strict=True)
        values = {
            f"cohen_kappa {weights}": float(
                metrics.cohen_kappa_score(first, second, labels=[1, 2, 3, 4], weights=weights)
            )
            for weights in (None, "linear", "quadratic")
        }
        of = task(two)
        values |= {
            "scott_pi None": of.pi(), "brennan_prediger None": of.S(),
            "percent_agreement None": of.avg_Ao(),
        }  # fmt: skip
        cases.append({"kind": "two", "ratings": two, "values": values})
        three = ratings(draw, 30, 3, 0)
        of = task(three)
        cases.append({
            "kind": "three", "ratings": three,
            "values": {
                "light_kappa None": of.kappa(), "conger_kappa None": of.multi_kappa(),
                "krippendorff_alpha None": of.alpha(),
            },
        })  # fmt: skip
        coded = sets(draw, 20, 3)
        frozen = [[frozenset(one) for one in row] for row in coded]
        cases.append({
            "kind": "sets", "ratings": coded,
            "values": {
                "masi": task(frozen, distance=distance.masi_distance).alpha(),
                "jaccard": task(frozen, distance=distance.jaccard_distance).alpha(),
            },
        })  # fmt: skip
    made = {
        "libraries": {n: version(n) for n in ("krippendorff", "nltk", "scikit-learn")},
        "cases": cases,
    }
    path = Path(__file__).with_name("independent.json")
    path.write_text(json.dumps(made, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
