"""Kinds of variables: what a cell of each kind may hold, how it is kept, which levels it has.

A kind is stated; where it is not, only what is plainly a number counts as one, so that 007, 1e5
and an identity number of 18 digits stay the texts they are.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import datetime, time

from qualcode.errors import UsageError

KINDS = ("nominal", "ordinal", "scale", "date", "multiple response", "text", "weight", "id")
SEPARATOR = ";"
# A float holds 15 digits for certain; more of them are an identifier, not a quantity.
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?|-?\.[0-9]+")


def is_plain_number(cell: str, decimal: str = ".") -> bool:
    """Say whether a cell is plainly a number, and no identifier that looks like one."""
    text = cell.strip()
    return bool(_PLAIN.fullmatch(text if decimal == "." else text.replace(decimal, ".")))


def check_kind(kind: str) -> str:
    """Return a kind that exists. Raises: UsageError."""
    if kind not in KINDS:
        raise UsageError(f"No kind “{kind}”. Kinds are: {', '.join(KINDS)}.")
    return kind


def guess(cells: Sequence[str]) -> str:
    """Return the kind of a column of which nothing is said: scale, or nominal."""
    given = [c.strip() for c in cells if c.strip()]
    return "scale" if given and all(_PLAIN.fullmatch(c) for c in given) else "nominal"


def number(cell: str) -> float | None:
    """Return the finite number a cell writes, None where it writes none."""
    try:
        found = float(cell)
    except ValueError:
        return None
    return found if math.isfinite(found) and "_" not in cell else None


def day(cell: str) -> str | None:
    """Return a date, or a date with its time, in one form; None where a cell is neither."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return None
    if found.tzinfo is not None:
        return None
    return found.date().isoformat() if found.time() == time.min else found.isoformat()


def parts(cell: str) -> list[str]:
    """Return the choices that a multiple response names, each once."""
    return list(dict.fromkeys(p.strip() for p in cell.split(SEPARATOR) if p.strip()))


def fault(kind: str, cell: str, levels: Sequence[str]) -> str | None:
    """Return what is wrong with a cell of a kind, as the end of a sentence, or None.

    levels: of an ordinal variable, all it may hold.
    """
    if "\0" in cell:
        return "holds a NUL character"
    if kind in ("scale", "weight"):
        found = number(cell)
        if found is None:
            return "is no number"
        if kind == "weight" and found < 0:
            return "is negative, which no weight can be"
    if kind == "date" and day(cell.strip()) is None:
        return "is no date of the form 2020-01-31"
    if kind == "ordinal" and cell.strip() not in levels:
        return f"is none of the levels {', '.join(levels)}"
    return None


def stored(kind: str, cell: str) -> tuple[float | None, str | None]:
    """Return how a cell without fault is kept: as a number, or as a text."""
    if kind in ("scale", "weight"):
        return float(cell), None
    if kind == "multiple response":
        return None, json.dumps(parts(cell), ensure_ascii=False)
    if kind == "date":
        return None, day(cell.strip())
    return None, cell if kind == "text" else cell.strip()


def levels_found(kind: str, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the levels that cells show, numbers in their order, texts by the alphabet."""
    if kind in ("nominal", "ordinal"):
        found = {c.strip() for c in cells if c.strip()}
    elif kind == "multiple response":
        found = {p for c in cells for p in parts(c)}
    else:
        return ()
    if all(_PLAIN.fullmatch(one) for one in found):
        return tuple(sorted(found, key=lambda one: (float(one), one)))
    return tuple(sorted(found))


def orders_itself(levels: Sequence[str]) -> bool:
    """Say whether levels have an order without being told: all of them numbers."""
    return all(_PLAIN.fullmatch(one) for one in levels)
