"""Finding the code that a name means, for whoever applies or filters by it.

A code is found by its shown name, its name in either language, its uid, or a unique beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.errors import Ambiguous, Conflict, NotFound, nearest_note
from qualcode.store.store import Store
from qualcode.text import names


@dataclass(frozen=True)
class CodeRef:
    """A code as coding needs it."""

    id: int
    uid: str
    code: str
    revision: int
    category: bool
    retired: bool
    parent_id: int | None


def all_codes(store: Store) -> list[CodeRef]:
    """Return every code and category, in the codebook's order of keys."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, uid, shown, revision, is_category, retired, parent_id FROM code ORDER BY id"
        ).all()
    return [CodeRef(r[0], r[1], r[2], r[3], bool(r[4]), bool(r[5]), r[6]) for r in rows]


def find_code(store: Store, name: str) -> CodeRef:
    """Return the code or category that a name means; live codes come before retired ones.

    Raises: NotFound with the nearest names, Ambiguous.
    """
    listed = all_codes(store)
    for one in listed:
        if name in (one.uid, one.code):
            return one
    with store.read() as connection:
        other = {
            r[0]: (r[1], r[2])
            for r in connection.exec_driver_sql("SELECT id, name_zh, name_en FROM code")
        }
    known: dict[str, CodeRef] = {}
    for one in sorted(listed, key=lambda c: c.retired):
        for label in (one.code, *other[one.id]):
            if label:
                known.setdefault(label, one)
    match = names.find(name, known)
    if match.value is not None:
        return match.value
    fits = {known[n].code for n in match.names} if match.state == "ambiguous" else set[str]()
    if len(fits) == 1:
        return known[match.names[0]]
    if fits:
        shown = ", ".join(f"“{n}”" for n in sorted(fits)[:5])
        raise Ambiguous(f"“{name}” fits {len(fits)} codes: {shown}. Say more of the name.")
    raise NotFound(
        f"No code “{name}” in the codebook.{nearest_note(match.names)} "
        "List codes with: qualcode codebook list",
        match.names,
    )


def applicable(store: Store, name: str) -> CodeRef:
    """Return a code that can be applied. Raises: Conflict for a category or a retired code."""
    found = find_code(store, name)
    if found.category:
        raise Conflict(
            f"“{found.code}” is a category and is not applied itself. Choose a code below it."
        )
    if found.retired:
        raise Conflict(f"“{found.code}” is retired. Bring it back first, or choose another code.")
    return found


def below(store: Store, code: CodeRef) -> set[int]:
    """Return the keys of a code and all its descendants."""
    children: dict[int | None, list[int]] = {}
    for one in all_codes(store):
        children.setdefault(one.parent_id, []).append(one.id)
    found, queue = set[int](), [code.id]
    while queue:
        one_id = queue.pop()
        if one_id not in found:
            found.add(one_id)
            queue += children.get(one_id, [])
    return found
