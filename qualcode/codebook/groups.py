"""Groups: names across the tree that gather codes for a question; a code may be in several."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.codebook.stock import Stock
from qualcode.errors import Ambiguous, NotFound, nearest_note
from qualcode.text import names


@dataclass(frozen=True)
class GroupRow:
    """A group and its codes in use, in the order of the tree."""

    id: int
    uid: str
    name: str
    codes: tuple[str, ...]


def group_rows(connection: Connection, stock: Stock) -> list[GroupRow]:
    """Return the groups by name."""
    rows = connection.exec_driver_sql("SELECT id, uid, shown FROM code_group").all()
    found = []
    for one, uid, name in sorted(rows, key=lambda row: row[2]):
        codes = tuple(code.entry.code for code in stock.live() if name in code.entry.groups)
        found.append(GroupRow(one, uid, name, codes))
    return found


def find_group(stock: Stock, name: str) -> str:
    """Return the name of the group that a name means. Raises: NotFound, Ambiguous."""
    match = names.find(name, {group: group for group in stock.groups})
    if match.value is not None:
        return match.value
    if match.state == "ambiguous":
        listed = ", ".join(f"“{one}”" for one in match.names[:5])
        raise Ambiguous(f"“{name}” fits several groups: {listed}. Say more of it.", match.names)
    raise NotFound(f"No group “{name}”.{nearest_note(match.names)}", match.names)
