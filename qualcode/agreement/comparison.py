"""Agreement of coders over a table of units: every code, every pair, all codes together.

Reads nothing but a `Table` (`reduction.py`). No coefficient stands alone, each says its base, and
what is undefined or too thin to have an interval says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qualcode.agreement import interval as intervals
from qualcode.agreement.alpha import krippendorff_draws
from qualcode.agreement.overall import CODED, DISTANCES, SetFigures, SetRows, set_rows
from qualcode.agreement.ratings import Floats
from qualcode.agreement.reduction import NOT_JUDGED, Table
from qualcode.agreement.refusals import BadRatings
from qualcode.agreement.tallies import COEFFICIENTS, Tally, estimates, of_pairs, ratio, tally
from qualcode.agreement.watch import Watch

if TYPE_CHECKING:
    import pandas as pd

INTERVALS = ("documents", "krippendorff")
FEW_USES = 10
"""A code that a coder used less often than this says little about agreement on it."""
Bounds = tuple[Any, Any, Any]
"""Low, high, and the share of draws that was undefined: arrays of codes, or one number each."""


@dataclass(frozen=True)
class Figures:
    """What `figures` found. Frames, a row a code in the order of the table:

    by_code:  code, n_units (judged by at least two coders), n_any (of those, by some coder coded),
              n_all (by all who judged), then percent, kappa, alpha, ac1, positive, negative, each
              with its _low and _high, and note
    by_coder: code, coder, n_units (of the base, judged by this coder), n (coded by this coder)
    pairs:    code, first, second, n_units (judged by both), n_first, n_second, n_both, n_neither,
              percent, kappa, positive, negative, prevalence_index, bias_index
    overall:  coefficient, value, low, high, note
    documents, clusters: names of those that hold a unit of the base. seed, draws, level, interval:
              how intervals were made; draws is 0 where there are none.
    """

    by_code: pd.DataFrame
    by_coder: pd.DataFrame
    pairs: pd.DataFrame
    overall: pd.DataFrame
    documents: tuple[str, ...]
    clusters: tuple[str, ...]
    draws: int
    seed: int
    level: float
    interval: str


def figures(
    table: Table,
    *,
    draws: int = intervals.DRAWS,
    seed: int = intervals.SEED,
    level: float = intervals.LEVEL,
    interval: str = "documents",
    watch: Watch | None = None,
) -> Figures:
    """Return agreement by code, by pair of coders, and over all codes.

    draws:    resamples; 0 for no intervals.
    interval: "documents" resamples clusters of documents with all their units and gives every
              coefficient an interval, the same draws for all: none below 3 clusters or where over
              5 % of draws are undefined, a warning below 8. "krippendorff" gives alpha alone one
              (`alpha.krippendorff_draws`).
    watch:    hears of every block of draws, and may stop there.

    Coefficients of a code: `tallies.estimates`. Over all: those of all codes pooled (each decision
    on a unit and a code counts once), and of sets of codes (`sets.set_alpha`, Passonneau 2006),
    beside the share of units that all left uncoded, which lifts or lowers alpha as negatives do
    kappa. The figure for units that some coder coded is descriptive: it selects on the outcome.
    Raises: BadRatings for another interval, fewer than 0 draws, a level outside (0, 1).
    """
    if interval not in INTERVALS:
        raise BadRatings(f"interval: no “{interval}”. Intervals are {', '.join(INTERVALS)}.")
    if draws < 0 or not 0 < level < 1:
        raise BadRatings("draws is 0 or more, level between 0 and 1.")
    base = ((table.values != NOT_JUDGED).sum(axis=1) >= 2).any(axis=1)
    documents = np.unique(table.document[base])
    names = list(dict.fromkeys(table.clusters[n] for n in documents))
    number = {name: n for n, name in enumerate(names)}
    of_document = np.array([number.get(name, -1) for name in table.clusters], dtype=np.int64)
    table, cluster = _based(table, base), of_document[table.document[base]]
    resample = draws > 0 and interval == "documents" and len(names) >= intervals.FEWEST_CLUSTERS
    if not resample:
        cluster = np.zeros_like(cluster)  # totals are all that is asked for

    watch = Watch() if watch is None else watch
    watch(0, draws)
    counts = tally(table, cluster)
    watch(0, draws)
    sets = set_rows(table, cluster)
    watch(0, draws)
    of_sets = SetFigures(sets, len(counts.counts))
    few = "" if not draws or interval != "documents" else _too_few(len(names))
    bounds: dict[str, Bounds] = {}
    if draws and interval == "krippendorff":
        bounds = _krippendorff(counts, len(table.coders), draws, seed, level, watch)
    elif resample:
        bounds = _resampled(counts, of_sets, draws, seed, level, watch)
    return Figures(
        by_code=_by_code(table, counts, bounds, few),
        by_coder=_by_coder(table, counts),
        pairs=_pairs(table, counts),
        overall=_overall(counts, sets, of_sets, bounds, few),
        documents=tuple(table.documents[n] for n in documents),
        clusters=tuple(names),
        draws=draws if bounds else 0,
        seed=seed,
        level=level,
        interval=interval,
    )


def _based(table: Table, base: npt.NDArray[np.bool_]) -> Table:
    """Return the rows that at least two coders judged for some code."""
    return replace(
        table,
        values=table.values[base],
        weights=table.weights[base],
        document=table.document[base],
        start=table.start[base],
        end=table.end[base],
    )


def _of_codes(counts: Tally, values: Floats) -> dict[str, Floats]:
    """Return the estimates of each code, and under *_pooled of all codes' decisions together."""
    pooled, whole = values.sum(axis=-2, keepdims=True), counts.total.sum(axis=0, keepdims=True)
    together = estimates(counts, pooled, whole)
    return {
        **estimates(counts, values, counts.total),
        **{f"{name}_pooled": value[..., 0] for name, value in together.items()},
    }


def _resampled(
    counts: Tally, sets: SetFigures, draws: int, seed: int, level: float, watch: Watch
) -> dict[str, Bounds]:
    clusters, codes, columns = counts.counts.shape
    matrix = intervals.summable(counts.counts.reshape(clusters, -1))
    parts: dict[str, list[Floats]] = {}
    done = 0
    for taken in intervals.resampled(clusters, draws, seed, codes * columns):
        sums = (taken.astype(matrix.dtype) @ matrix).astype(float)
        found = _of_codes(counts, sums.reshape(len(taken), codes, columns)) | sets.of(taken)
        for name, values in found.items():
            parts.setdefault(name, []).append(values)
        watch(done := done + len(taken), draws)
    drawn = {name: np.concatenate(values) for name, values in parts.items()}
    bounds: dict[str, Bounds] = {}
    for name, values in drawn.items():
        low, high, undefined = intervals.percentiles(values.reshape(draws, -1), level)
        alone = values.ndim == 1
        bounds[name] = (low[0], high[0], undefined[0]) if alone else (low, high, undefined)
    return bounds


def _krippendorff(
    counts: Tally, coders: int, draws: int, seed: int, level: float, watch: Watch
) -> dict[str, Bounds]:
    """Return the intervals of alpha, of each code and pooled, by Krippendorff's bootstrap."""
    r, s = counts.judged, counts.yes
    ends = []
    rows = [*counts.kinds(counts.total), counts.kinds(counts.total).sum(axis=0)]
    for at, units in enumerate(rows):
        watch(at, len(rows))
        n, yes = float(units @ r), float(units @ s)
        differing, pairs = float(units @ (s * (r - s))), float(units @ (r * (r - 1))) / 2
        if not 0 < yes < n:
            ends.append((np.nan, np.nan, 1.0))
            continue
        drawn = krippendorff_draws(
            np.array([0.0, 1.0]),
            np.array([pairs - differing, differing]),
            n,
            coders,
            2 * yes * (n - yes) / (n * (n - 1)),
            draws,
            seed,
        )
        low, high, undefined = intervals.percentiles(drawn[:, None], level)
        ends.append((float(low[0]), float(high[0]), float(undefined[0])))
    low, high, undefined = np.array(ends).T
    return {
        "alpha": (low[:-1], high[:-1], undefined[:-1]),
        "alpha_pooled": (low[-1], high[-1], undefined[-1]),
    }


def _by_code(table: Table, counts: Tally, bounds: Mapping[str, Bounds], few: str) -> pd.DataFrame:
    import pandas as pd

    kinds = counts.kinds(counts.total)
    point = estimates(counts, counts.total, counts.total)
    nothing = np.full(len(table.codes), np.nan)
    columns: dict[str, Any] = {
        "code": list(table.codes),
        "n_units": kinds.sum(axis=1).astype(int),
        "n_any": kinds[:, counts.yes > 0].sum(axis=1).astype(int),
        "n_all": kinds[:, counts.yes == counts.judged].sum(axis=1).astype(int),
    }
    for name in COEFFICIENTS:
        low, high, _ = bounds.get(name, (nothing, nothing, nothing))
        columns |= {name: point[name], f"{name}_low": low, f"{name}_high": high}
    columns["note"] = [
        _note(table, counts, n, {k: v[n] for k, v in point.items()}, bounds, few)
        for n in range(len(table.codes))
    ]
    return pd.DataFrame(columns)


def _note(
    table: Table,
    counts: Tally,
    n: int,
    point: Mapping[str, float],
    bounds: Mapping[str, Bounds],
    few: str,
) -> str:
    """Return what a reader of one code's figures must know, in one line."""
    kinds = counts.kinds(counts.total)[n]
    if not kinds.sum():
        return "no unit was judged by two coders"
    parts = []
    if np.isnan(point["alpha"]):
        used = "nobody used it" if not counts.uses[n].any() else "everybody used it everywhere"
        parts.append(f"no variation ({used}): kappa and alpha are undefined")
    else:
        kappas = of_pairs(counts.fourfold(counts.total)[n])["kappa"]
        if np.isnan(kappas).all():
            parts.append("kappa is undefined: no variation in any pair")
        elif np.isnan(kappas).any():
            left = int(np.isnan(kappas).sum())
            parts.append(f"kappa is the mean of {len(kappas) - left} of {len(kappas)} pairs")
        rare = [c for c, k in zip(table.coders, counts.uses[n], strict=True) if k < FEW_USES]
        if rare and table.unit != "characters":
            parts.append(f"fewer than {FEW_USES} uses by {', '.join(rare)}")
    if few:
        parts.append(few)
    thin = {
        name: bounds[name][2][n]
        for name in COEFFICIENTS
        if name in bounds
        and not np.isnan(point[name])
        and bounds[name][2][n] > intervals.UNDEFINED_ALLOWED
    }
    if thin:
        parts.append(
            f"no interval for {', '.join(thin)}: undefined in up to "
            f"{100 * max(thin.values()):.0f} % of draws"
        )
    return "; ".join(parts)


def _by_coder(table: Table, counts: Tally) -> pd.DataFrame:
    import pandas as pd

    judged = table.values != NOT_JUDGED
    base = judged & (judged.sum(axis=1) >= 2)[:, None, :]
    units = np.einsum("u,ugc->cg", table.weights, base)
    codes, coders = len(table.codes), len(table.coders)
    return pd.DataFrame(
        {
            "code": np.repeat(np.array(table.codes, dtype=object), coders),
            "coder": list(table.coders) * codes,
            "n_units": units.ravel(),
            "n": counts.uses.ravel(),
        }
    )


def _pairs(table: Table, counts: Tally) -> pd.DataFrame:
    import pandas as pd

    tables = counts.fourfold(counts.total)
    a, b, c, d = np.moveaxis(tables.reshape(-1, 4), -1, 0)
    n = a + b + c + d
    found = of_pairs(tables.reshape(-1, 4))
    names = np.array(table.coders, dtype=object)[counts.pairs]
    return pd.DataFrame(
        {
            "code": np.repeat(np.array(table.codes, dtype=object), len(counts.pairs)),
            "first": list(names[:, 0]) * len(table.codes),
            "second": list(names[:, 1]) * len(table.codes),
            "n_units": n.astype(int),
            "n_first": (a + b).astype(int),
            "n_second": (a + c).astype(int),
            "n_both": a.astype(int),
            "n_neither": d.astype(int),
            **found,
            "prevalence_index": ratio(a - d, n),
            "bias_index": ratio(b - c, n),
        }
    )


def _overall(
    counts: Tally, sets: SetRows, of_sets: SetFigures, bounds: Mapping[str, Bounds], few: str
) -> pd.DataFrame:
    import pandas as pd

    clusters = len(counts.counts)
    point = _of_codes(counts, counts.total)
    found = of_sets.of(np.ones((1, clusters)))
    values = {f"{name}_pooled": float(point[f"{name}_pooled"]) for name in COEFFICIENTS}
    alphas = (*DISTANCES, CODED)
    values |= dict.fromkeys(alphas, np.nan) | {name: float(v[0]) for name, v in found.items()}
    without = f"without {', '.join(sets.excluded)}, unknown to some coder" if sets.excluded else ""
    rows = []
    for name, value in values.items():
        low, high, undefined = (float(v) for v in bounds.get(name, (np.nan, np.nan, 0.0)))
        if name == CODED:
            low = high = np.nan
        parts = [] if name.endswith("_pooled") or not without else [without]
        if not len(sets.at):
            parts = ["no unit was judged by two coders"]
        elif name in alphas and not of_sets.names:
            parts = [f"not computed: {len(sets.sets):,} different sets of codes are too many"]
        elif np.isnan(value):
            parts.append("no variation")
        elif name == CODED:
            parts.append("descriptive: only units that some coder coded")
        elif few:
            parts.append(few)
        elif undefined > intervals.UNDEFINED_ALLOWED:
            parts.append(f"no interval: undefined in {100 * undefined:.0f} % of draws")
        rows.append((name, value, low, high, "; ".join(parts)))
    return pd.DataFrame(rows, columns=["coefficient", "value", "low", "high", "note"])


def _too_few(clusters: int) -> str:
    if clusters < intervals.FEWEST_CLUSTERS:
        return f"no interval: {clusters} documents, it takes {intervals.FEWEST_CLUSTERS}"
    if clusters < intervals.FEW_CLUSTERS:
        return f"interval from {clusters} documents: unreliable below {intervals.FEW_CLUSTERS}"
    return ""
