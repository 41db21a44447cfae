"""Two answers of the same persons: two codes, or one code at two waves."""

from __future__ import annotations

from typing import Any

from scipy.special import bdtr

from qualcode.analysis.statistics.given import counted, share
from qualcode.analysis.statistics.tables import chi2_tail


def paired(counts: Any) -> dict[str, Any]:
    """Return McNemar's test of [[both, first only], [second only, neither]].

    With b and c the two counts that differ: chi2 (b - c)² / (b + c) on 1 df, p; chi2_cc, p_cc with
    |b - c| less 1 unless b = c (Edwards 1948); p_exact twice the smaller binomial tail of b among
    b + c at ½, at most 1, the one to report when b + c < 25. None if nobody differs (McNemar 1947).

    Raises: BadTable for another shape or a count that is no whole number.
    """
    _, b, c, _ = counted(counts, whole=True, shape=(2, 2)).ravel().tolist()
    chi2 = share((b - c) ** 2, b + c)
    corrected = share(max(abs(b - c) - 1, 0) ** 2, b + c)
    return {
        "chi2": chi2,
        "p": chi2_tail(chi2, 1),
        "chi2_cc": corrected,
        "p_cc": chi2_tail(corrected, 1),
        "p_exact": _binomial(int(b), int(c)),
    }


def _binomial(b: int, c: int) -> float | None:
    if b + c == 0:
        return None
    return min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5)))
