"""From what a caller says in Python to an entry that may be written, or a refusal.

The counterpart of `intake` for one code at a time: the same fields, the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.codebook import fields
from qualcode.codebook.entry import Entry
from qualcode.codebook.intake import spelled_groups
from qualcode.codebook.letters import Taken
from qualcode.codebook.stock import Stock, Stored
from qualcode.errors import Conflict, UsageError


def new_entry(stock: Stock, name: str, given: Mapping[str, Any]) -> Entry:
    """Return the entry of a new code. Raises: UsageError, Conflict."""
    entry = _patched(Entry(fields.name_of_code(name)), given)
    return _checked(stock, entry, None)


def new_entries(stock: Stock, listed: Sequence[str | Mapping[str, Any] | Entry]) -> list[Entry]:
    """Return the entries of new codes, each given by name, fields (with `code`) or entry.

    Raises: UsageError, Conflict.
    """
    found: list[Entry] = []
    taken = Taken()
    for one in listed:
        if isinstance(one, Entry):
            entry = _checked(stock, one, None)
        elif isinstance(one, str):
            entry = new_entry(stock, one, {})
        elif isinstance(one.get("code"), str):
            given = {name: value for name, value in one.items() if name != "code"}
            entry = new_entry(stock, one["code"], given)
        else:
            raise UsageError("A new code needs the field “code”: its name.")
        if entry.key and (clash := taken.clash(entry.key)):
            raise Conflict(f"The keys “{clash}” and “{entry.key}” begin alike. Choose another.")
        taken.add(entry.key)
        found.append(entry)
    return found


def edited(stock: Stock, code: Stored, given: Mapping[str, Any], segments: int) -> Entry:
    """Return a code's entry with fields changed; segments: how many it has.

    Raises: UsageError, Conflict.
    """
    for name in ("code", "parent"):
        if any(fields.canonical(said) == name for said in given):
            verb = "rename" if name == "code" else "move"
            raise UsageError(f"“{name}” is not edited: {verb} the code instead.")
    entry = _patched(code.entry, given)
    if entry.category and not code.entry.category:
        if segments:
            raise Conflict(
                f"“{entry.code}” has {segments} segments, so it cannot become a category. Merge "
                "it into another code first."
            )
        entry = replace(entry, key=given.get("key") or "")
    return _checked(stock, entry, code)


def _patched(entry: Entry, given: Mapping[str, Any]) -> Entry:
    plain = {name: value for name, value in given.items() if name != "extra"}
    patch = fields.read(plain, keep_unknown=False)
    extra = fields.read_extra(given["extra"]) if "extra" in given else {}
    return entry.patched(patch.known, extra)


def _checked(stock: Stock, entry: Entry, code: Stored | None) -> Entry:
    if entry.category and entry.key:
        raise UsageError(f"“{entry.code}” is a category; it is not applied, so it has no key.")
    others = {
        other.entry.key: other.entry.code
        for other in stock.live()
        if code is None or other.id != code.id
    }
    clash = Taken(others).clash(entry.key) if entry.key else None
    if clash is not None:
        raise Conflict(
            f"The key “{entry.key}” collides with “{clash}” of “{others[clash]}”: no key may begin "
            "another. Choose another."
        )
    return replace(entry, groups=spelled_groups(stock.groups, entry.groups))
