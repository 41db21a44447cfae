"""2 × 2 tables in strata: the test and the odds ratio that compare within each stratum alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from qualcode.analysis.statistics.given import Z95, BadTable, counted, share
from qualcode.analysis.statistics.tables import chi2_tail


def stratified(tables: Any) -> dict[str, Any]:
    """Return the Cochran-Mantel-Haenszel test of tables[k][row][column] and the common odds ratio.

    With a, b, c, d the cells of a stratum of n persons, E and V the hypergeometric mean and
    variance of a: chi2 (Σ(a - E))² / ΣV on 1 df, p; chi2_cc, p_cc with |Σ(a - E)| less .5 where it
    is at least .5 (Mantel & Haenszel 1959). common_odds_ratio Σ(ad/n) / Σ(bc/n) and its interval on
    logs by Robins, Breslow & Greenland (1986). None where a sum is 0: no stratum has both margins.

    A pooled table may point the other way; compare `two_by_two` of the sum before reporting it.

    Raises: BadTable naming the stratum whose table is not 2 × 2.
    """
    used = []
    for k, one in enumerate(tables):
        try:
            table = counted(one, whole=True, shape=(2, 2))
        except BadTable as error:
            raise BadTable(f"Stratum {k + 1}: {error}") from None
        if table.sum() > 1:
            used.append(table)
    cells = np.array(used).reshape(-1, 4).T if used else np.zeros((4, 0))
    a, b, c, d = cells
    n = cells.sum(0)
    apart = abs(float((a - (a + b) * (a + c) / n).sum()))
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum())
    chi2 = share(apart**2, variance)
    corrected = share((apart - (0.5 if apart >= 0.5 else 0)) ** 2, variance)
    agree, against = (a + d) / n, (b + c) / n
    r, s = a * d / n, b * c / n
    odds = share(r.sum(), s.sum())
    limits = None
    if odds:
        spread = (
            (agree * r).sum() / (2 * r.sum() ** 2)
            + (agree * s + against * r).sum() / (2 * r.sum() * s.sum())
            + (against * s).sum() / (2 * s.sum() ** 2)
        )
        reach = float(np.exp(Z95 * np.sqrt(spread)))
        limits = [odds / reach, odds * reach]
    return {
        "chi2": chi2,
        "p": chi2_tail(chi2, 1),
        "chi2_cc": corrected,
        "p_cc": chi2_tail(corrected, 1),
        "common_odds_ratio": odds,
        "common_odds_ratio_ci95": limits,
    }
