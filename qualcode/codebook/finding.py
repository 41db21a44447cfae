"""Finding a code by what a person calls it.

A code answers to its name, its Chinese and its English name, its uid, and to a beginning that no
other code's names have; its own name comes before the names of others.
"""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.codebook.stock import Stock, Stored
from qualcode.errors import Ambiguous, Conflict, NotFound, nearest_note
from qualcode.store.settle import fold_name
from qualcode.text import names

_LIST = "List codes with: qualcode codebook list"


def find(stock: Stock, name: str) -> Stored:
    """Return the code in use that a name means; a retired one only by uid.

    Raises: NotFound with the nearest names, Ambiguous, Conflict where only a retired code fits.
    """
    by_uid = next((code for code in stock.codes.values() if code.uid == name), None)
    if by_uid is not None:
        return by_uid
    own = stock.by_name.get(fold_name(name))
    if own is not None:
        return own
    found, nearest = _among(name, list(stock.live()))
    if found is not None:
        return found
    gone = stock.retired_by_name.get(fold_name(name))
    if gone is not None:
        raise Conflict(
            f"“{gone.entry.code}” is retired. Bring it back first, or name it by its uid "
            f"{gone.uid}."
        )
    raise NotFound(f"No code “{name}” in the codebook.{nearest_note(nearest)} {_LIST}", nearest)


def find_retired(stock: Stock, name: str) -> Stored:
    """Return the retired code that a name means; of several of one name the one made last.

    Raises: NotFound with the nearest names, Ambiguous.
    """
    gone = [code for code in stock.codes.values() if code.retired]
    by_uid = next((code for code in gone if code.uid == name), None)
    own = by_uid or stock.retired_by_name.get(fold_name(name))
    if own is not None:
        return own
    found, nearest = _among(name, gone)
    if found is None:
        raise NotFound(f"No retired code “{name}”.{nearest_note(nearest)} {_LIST}", nearest)
    return found


def find_any(stock: Stock, name: str) -> Stored:
    """Return the code that a name means, in use or, failing that, retired.

    Raises: NotFound with the nearest names, Ambiguous.
    """
    try:
        return find(stock, name)
    except Conflict:
        return find_retired(stock, name)


def _among(name: str, codes: Iterable[Stored]) -> tuple[Stored | None, tuple[str, ...]]:
    """Return the code that one of its names leads to, or the names most like the one given."""
    known: dict[str, Stored] = {}
    fitting: dict[str, set[str]] = {}
    listed = list(codes)
    for code in listed:
        known[code.entry.code] = code
    for code in listed:
        for label in (code.entry.name_zh, code.entry.name_en):
            if label:
                known.setdefault(label, code)
                fitting.setdefault(fold_name(label), set()).add(code.uid)
    shared = fitting.get(fold_name(name), set())
    match = names.find(name, known)
    several = match.names if match.state == "ambiguous" else ()
    fits = {known[label].uid: known[label] for label in several}
    if len(shared) > 1:
        fits.update({code.uid: code for code in listed if code.uid in shared})
    if len(fits) > 1:
        shown = tuple(code.entry.code for code in fits.values())
        listed_names = ", ".join(f"“{one}”" for one in shown[:5])
        raise Ambiguous(f"“{name}” fits {len(fits)} codes: {listed_names}. Say more of it.", shown)
    if fits:
        return next(iter(fits.values())), ()
    return match.value, match.names
