"""The foot of a cross-tab: base, layer, weights, correction, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis import feet
from qualcode.analysis.crosstab_asked import ADJUST
from qualcode.analysis.crosstab_fields import Field
from qualcode.analysis.crosstab_given import Given
from qualcode.analysis.crosstab_tests import LEAST, Cells, Joint, Test
from qualcode.analysis.statistics.given import Array

if TYPE_CHECKING:
    from qualcode.analysis.crosstab_asked import Asked

_BASE = {
    "reviewed": "cases whose {} was reviewed for the code",
    "answered": "cases with an {}, known for the code",
    "asked": "cases who were asked, known for the code (no answer is none of the codes)",
    "all": "all respondents, known for the code (no answer is none of the codes)",
    "coded": "cases with at least one of these codes, known for the code",
}


def foot(
    given: Given,
    asked: Asked,
    field: Field,
    shown: Cells,
    made: Sequence[Test],
    weights: Array | None,
    adjusted: Array,
    joint: Joint,
    threshold: int,
) -> str:
    """Return the sentences below a cross-tab."""
    what = "interview" if given.interviews else "answer"
    known = int((~np.isnan(given.cells).all(1)).sum())
    first = f"{known:,} of {max(given.answered + given.silent, known):,} cases"
    if given.base == "coded":
        first = f"{known:,} of {given.answered:,} cases"
    said = f"base {given.base}: {_BASE[given.base].format(what)}; one case may have several codes."
    parts = [feet.foot(given.source, first, said)]
    if given.unknown and given.base != "coded":
        parts.append(
            f"{given.unknown:,} with an {what} were not reviewed for any of these codes: unknown, "
            "not counted."
        )
    if missing := int((field.missing & ~np.isnan(given.cells).all(1)).sum()):
        parts.append(f"{missing:,} without a value of {field.name} are left out.")
    if field.banded:
        parts.append(
            "Levels of numbers are quarters of all cases with a value, reviewed or not"
            + ("; tests use the numbers." if field.kind == "scale" and weights is None else ".")
        )
    if field.chosen is not None:
        parts.append(f"One case may have several levels of {field.name}.")
    parts.append(_weights(given, asked, shown, weights, field))
    parts.append(_family(asked, shown, made, adjusted))
    parts.append(_joint(joint))
    if threshold:
        parts.append(written_out(threshold))
    return " ".join(part for part in parts if part)


def written_out(threshold: int) -> str:
    """Return the last sentence of a table on the screen: what a file will not show."""
    return f"Cells of fewer than {threshold} cases are hidden in what is written out."


def _weights(given: Given, asked: Asked, shown: Cells, weights: Array | None, field: Field) -> str:
    if weights is None:
        return "Unweighted; intervals are Wilson's, 95 %."
    kish = np.nanmax(shown.kish) if shown.kish is not None and shown.kish.size else np.nan
    known = ~np.isnan(given.cells).all(1) & ~field.missing
    without = int((known & ~(weights > 0)).sum())
    strata = f", strata {asked.strata}" if asked.strata else ""
    lost = (
        f"; {without:,} without a weight above 0 {'is' if without == 1 else 'are'} left out"
        if without
        else ""
    )
    return (
        f"Weighted by {asked.weight}{strata}: n is cases, percent and intervals (95 %, linearised, "
        f"logit) are weighted; n {int(shown.n.max(initial=0)):,}, effective n (Kish) "
        f"{kish:,.1f}{lost}."
    )


def _family(asked: Asked, shown: Cells, made: Sequence[Test], adjusted: Array) -> str:
    family = int(np.count_nonzero(~np.isnan(adjusted)))
    untested = len(made) - family
    if not family:
        few = shown.n.max(initial=0) < LEAST
        return (
            f"Counts alone: nothing is tested below {LEAST} cases."
            if few
            else "No code can be tested."
        )
    name = ADJUST[asked.adjust]
    text = (
        f"Family: {family} test{'s' * (family != 1)}, codes × {asked.field}"
        f"{f' × {asked.by}' if asked.by else ''}, p by {name}. ▲▼ residual, {name} p < .05 over "
        "all cells, within a row that itself passes."
    )
    if untested:
        text += f" {untested} code{'s' * (untested != 1)} not tested, see the notes."
    return text


def _joint(joint: Joint) -> str:
    if not joint.available:
        return f"Joint test {joint.note}."
    p = "< .001" if joint.p < 0.001 else "= " + f"{joint.p:.3f}".lstrip("0")
    return (
        f"All {len(joint.codes)} codes together: χ²({joint.df:.1f}, n = {joint.n:,}) = "
        f"{joint.statistic:.1f}, p {p}; {joint.note}."
    )
