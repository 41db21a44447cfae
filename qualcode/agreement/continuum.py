"""Agreement on the continuum: where units begin and end, and what they are called.

For codes that exclude each other within a coder. Gaps are a value of their own (code 0 in the
formulas). Nothing is counted character by character: boundaries are sorted and swept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from qualcode.agreement.ratings import Floats, Ints
from qualcode.agreement.refusals import BadSpan, Span, checked_length, checked_spans

TINY = 1e-9
"""Below this an expected length is rounding."""


def unitizing(coders: Sequence[Sequence[Span]], length: int) -> dict[str, Any]:
    """Return the u-alpha family for one continuum; None where a value is undefined.

    coders: for each coder the spans (code, start, end), half-open; one coder's may touch, not
            overlap. length: L, the code points of the continuum.

    With m coders, l_ck the length over ordered pairs of coders where one has c and the other k,
    divided by m - 1, l_c its row sums, l = mL, and s_c the sum of squared lengths of units (of
    plain lengths for gaps), expected e_ck = l (l_c l_k - [c=k] s_c) / (l² - Σ s_c):
    u_alpha         1 - (l - Σ l_cc) / (l - Σ e_cc): boundaries and codes together
    binary_u_alpha  1 - (l_0 - l_00) / (e_0 - e_00): coded or not
    cu_alpha        the same as u_alpha over what both coded: gaps dropped, s'_c from the squared
                    overlaps of units with what another coder coded, divided by m - 1
    cu_coverage     l' / l, the share that cu_alpha speaks of
    k_u_alpha       code → 1 - (e'_k / l'_k) (l'_k - l_kk) / (e'_k - e'_kk): that code against the
                    others, where both coded
    k_u_coverage    code → l'_k / l_k
    cu_alpha and k_u_alpha do not see text that a coder skipped: read them with their coverage. With
    one code only they are undefined.

    Raises: BadSpan for a span that is empty, reversed, beyond the text, or overlaps another of its
            coder.
    Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50:2347-2364.
    """
    length = checked_length(length)
    units = [
        sorted(checked_spans(spans, length, f"coder {n + 1}"), key=lambda span: span[1:])
        for n, spans in enumerate(coders)
    ]
    for n, own in enumerate(units):
        for left, right in pairwise(own):
            if right[1] < left[2]:
                raise BadSpan(
                    f"coder {n + 1}: “{left[0]}” {left[1]}–{left[2]} and “{right[0]}” "
                    f"{right[1]}–{right[2]} overlap. Compare codes that may overlap one by one."
                )
    codes = list(dict.fromkeys(code for spans in coders for code, _, _ in spans))
    m, k = len(units), len(codes)
    if m < 2 or length == 0:
        nothing = dict.fromkeys(codes)
        return {
            **dict.fromkeys(("u_alpha", "binary_u_alpha", "cu_alpha", "cu_coverage")),
            "k_u_alpha": dict(nothing),
            "k_u_coverage": dict(nothing),
        }
    number = {code: n + 1 for n, code in enumerate(codes)}
    bounds, state = _sweep(units, length, number)
    lengths = _coincident(bounds, state, k + 1)
    expected = _expected(lengths, _squares(units, length, number))
    met, overlaps = _where_both_coded(units, bounds, state, lengths, number)
    expected_met = _expected(met, overlaps)
    gaps = lengths[0].sum(), expected[0].sum()
    total, rows, rows_expected = met.sum(), met.sum(axis=1), expected_met.sum(axis=1)
    by_code: dict[str, float | None] = {}
    for code, c in number.items():
        apart, apart_expected = (
            side.sum(axis=1)[c - 1] - side[c - 1, c - 1] for side in (met, expected_met)
        )
        defined = k > 1 and rows[c - 1] > 0 and apart_expected > TINY
        by_code[code] = (
            1 - float(rows_expected[c - 1] / rows[c - 1] * apart / apart_expected)
            if defined
            else None
        )
    coded = lengths.sum(axis=1)[1:]
    return {
        "u_alpha": _one_less(
            lengths.sum() - np.trace(lengths), lengths.sum() - np.trace(expected), k > 0
        ),
        "binary_u_alpha": _one_less(gaps[0] - lengths[0, 0], gaps[1] - expected[0, 0], k > 0),
        "cu_alpha": _one_less(total - np.trace(met), total - np.trace(expected_met), k > 1),
        "cu_coverage": float(total / (m * length)),
        "k_u_alpha": by_code,
        "k_u_coverage": {code: float(rows[c - 1] / coded[c - 1]) for code, c in number.items()},
    }


def _sweep(units: list[list[Span]], length: int, number: dict[str, int]) -> tuple[Floats, Ints]:
    """Return the stretches' lengths, and stretches × coders: the code of each, 0 for a gap."""
    edges = np.unique([0, length, *(edge for own in units for _, *ends in own for edge in ends)])
    state = np.zeros((len(edges) - 1, len(units)), dtype=np.int64)
    for n, own in enumerate(units):
        for code, start, end in own:
            first, last = np.searchsorted(edges, [start, end])
            state[first:last, n] = number[code]
    return np.diff(edges).astype(float), state


def _coincident(lengths: Floats, state: Ints, codes: int) -> Floats:
    counts = (state[:, :, None] == np.arange(codes)).sum(axis=1).astype(float)
    together = (counts * lengths[:, None]).T @ counts - np.diag(lengths @ counts)
    return np.asarray(together / (state.shape[1] - 1))


def _squares(units: list[list[Span]], length: int, number: dict[str, int]) -> Floats:
    squares = np.zeros(len(number) + 1)
    for own in units:
        for code, start, end in own:
            squares[number[code]] += (end - start) ** 2
        squares[0] += length - sum(end - start for _, start, end in own)
    return squares


def _where_both_coded(
    units: list[list[Span]],
    lengths: Floats,
    state: Ints,
    coincident: Floats,
    number: dict[str, int],
) -> tuple[Floats, Floats]:
    """Return the coincidences without gaps, and the squared overlaps with what others coded."""
    edges = np.concatenate([[0], np.cumsum(lengths)])
    coded = np.concatenate(
        [np.zeros((1, len(units))), np.cumsum(lengths[:, None] * (state > 0), axis=0)]
    )
    squares = np.zeros(len(number))
    for n, own in enumerate(units):
        for code, start, end in own:
            first, last = np.searchsorted(edges, [start, end])
            overlap = coded[last] - coded[first]
            squares[number[code] - 1] += (overlap**2).sum() - overlap[n] ** 2
    return coincident[1:, 1:], squares / (len(units) - 1)


def _expected(lengths: Floats, squares: Floats) -> Floats:
    total, rows = lengths.sum(), lengths.sum(axis=1)
    free = total**2 - squares.sum()
    if free <= 0:
        return np.full_like(lengths, np.nan)
    return np.asarray(total * (np.outer(rows, rows) - np.diag(squares)) / free)


def _one_less(observed: float, expected: float, defined: bool) -> float | None:
    """Return 1 - observed / expected, None without an expectation to measure against."""
    if not defined or not expected > TINY:
        return None
    return 1 - float(observed / expected)
