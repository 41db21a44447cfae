"""Statistics of survey tables: one code or many, one field, one value a person.

The functions named here are pure: they know nothing of projects, files or screens. What is not
defined is None in a dict, never 0 or a crash; input that has no meaning is refused with its place.
The unit is the person: a table that counts segments may be shown, it is never tested here.

Closed forms are written out on numpy and `scipy.special`. `scipy.stats` and statsmodels take a
second each to load, longer than a whole cross-tab may; so `scipy.stats` is loaded only by what
needs it, and the tests compare with both. The modules are named for what they hold and not for the
function, because a submodule of the same name would hide it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.analysis.statistics.by_code import CodeTable, code_scales, code_table
    from qualcode.analysis.statistics.by_code_weighted import (
        WeightedCodeTable,
        weighted_code_table,
    )
    from qualcode.analysis.statistics.corrections import adjust
    from qualcode.analysis.statistics.enumeration import exact
    from qualcode.analysis.statistics.fourfold import two_by_two
    from qualcode.analysis.statistics.joint import multiple_response
    from qualcode.analysis.statistics.ordered import ordinal
    from qualcode.analysis.statistics.ranks import (
        point_biserial,
        rank_correlation,
        samples,
        two_samples,
    )
    from qualcode.analysis.statistics.repeated import paired
    from qualcode.analysis.statistics.shares import difference, proportion
    from qualcode.analysis.statistics.shifts import dunn, hodges_lehmann, spearman_interval
    from qualcode.analysis.statistics.standardised import (
        standardised_from,
        standardised_levels,
        standardised_numbers,
        weighted_difference,
        weighted_mean,
    )
    from qualcode.analysis.statistics.strata import stratified
    from qualcode.analysis.statistics.tables import contingency
    from qualcode.analysis.statistics.weighting import weighted_contingency, weighted_share

__all__ = [
    "CodeTable",
    "WeightedCodeTable",
    "adjust",
    "code_scales",
    "code_table",
    "contingency",
    "difference",
    "dunn",
    "exact",
    "hodges_lehmann",
    "multiple_response",
    "ordinal",
    "paired",
    "point_biserial",
    "proportion",
    "rank_correlation",
    "samples",
    "spearman_interval",
    "standardised_from",
    "standardised_levels",
    "standardised_numbers",
    "stratified",
    "two_by_two",
    "two_samples",
    "weighted_code_table",
    "weighted_contingency",
    "weighted_difference",
    "weighted_mean",
    "weighted_share",
]

_PLACES = {
    "CodeTable": "by_code",
    "WeightedCodeTable": "by_code_weighted",
    "adjust": "corrections",
    "code_scales": "by_code",
    "code_table": "by_code",
    "contingency": "tables",
    "difference": "shares",
    "dunn": "shifts",
    "exact": "enumeration",
    "hodges_lehmann": "shifts",
    "multiple_response": "joint",
    "ordinal": "ordered",
    "paired": "repeated",
    "point_biserial": "ranks",
    "proportion": "shares",
    "rank_correlation": "ranks",
    "samples": "ranks",
    "spearman_interval": "shifts",
    "standardised_from": "standardised",
    "standardised_levels": "standardised",
    "standardised_numbers": "standardised",
    "stratified": "strata",
    "two_by_two": "fourfold",
    "two_samples": "ranks",
    "weighted_code_table": "by_code_weighted",
    "weighted_contingency": "weighting",
    "weighted_difference": "standardised",
    "weighted_mean": "standardised",
    "weighted_share": "weighting",
}


def __getattr__(name: str) -> Any:
    """Load a function when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
