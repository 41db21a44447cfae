"""The codebook as it stands in the store, read whole in a few queries.

A codebook is small (tens of codes, at most some thousands), so every change starts from all of it.
A code below a retired one counts as below the nearest ancestor in use. Invariant: `codes` is in
the order of the tree, depth first, siblings by position.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from qualcode.codebook.entry import Entry
from qualcode.codebook.fields import in_order
from qualcode.store.settle import fold_name


@dataclass(frozen=True)
class Kept:
    """A row that belongs to a code: an example, a keyword or a membership."""

    id: int
    content: str
    position: int
    language: str = ""
    segment_uid: str | None = None


@dataclass(frozen=True)
class Stored:
    """A code with what the store knows beside its entry.

    name: as given, where the entry's `code` is the shown one; above: the nearest ancestor in use.
    """

    id: int
    uid: str
    name: str
    parent_id: int | None
    above: int | None
    position: int
    retired: bool
    revision: int
    pinyin: str
    created_at: str
    depth: int
    entry: Entry
    examples: tuple[Kept, ...] = ()
    keywords: tuple[Kept, ...] = ()
    members: tuple[Kept, ...] = ()


@dataclass
class Stock:
    """All codes of a project, by key, in the order of the tree; and the groups by name."""

    codes: dict[int, Stored]
    groups: dict[str, int] = field(default_factory=dict)

    def live(self) -> Iterator[Stored]:
        """Yield the codes in use."""
        return (code for code in self.codes.values() if not code.retired)

    @cached_property
    def by_name(self) -> dict[str, Stored]:
        """The codes in use by their folded name."""
        return {fold_name(code.entry.code): code for code in self.live()}

    @cached_property
    def retired_by_name(self) -> dict[str, Stored]:
        """The retired codes by their folded name; of several the one made last."""
        gone = sorted((c for c in self.codes.values() if c.retired), key=lambda c: c.id)
        return {fold_name(code.entry.code): code for code in gone}

    def children(self, parent: int | None) -> list[Stored]:
        """Return the codes in use directly below one, or at the top, in order."""
        return [code for code in self.live() if code.above == parent]

    def below(self, one: int) -> set[int]:
        """Return the keys of all codes below one."""
        found: set[int] = set()
        for code in self.codes.values():  # parents come before their children
            if code.parent_id == one or code.parent_id in found or code.above == one:
                found.add(code.id)
        return found

    def path(self, code: Stored) -> str:
        """Return the names from the top down to a code, joined by ` / `."""
        names = [code.entry.code]
        above = code.above
        while above is not None:
            names.append(self.codes[above].entry.code)
            above = self.codes[above].above
        return " / ".join(reversed(names))


_CODES = (
    "SELECT id, uid, name, shown, parent_id, position, is_category, name_zh, name_en, "
    "definition_zh, definition_en, use_when_zh, use_when_en, use_not_zh, use_not_en, color, "
    "letters, pinyin, retired, revision, extra, created_at FROM code ORDER BY position, uid"
)
_EXAMPLES = (
    "SELECT code_id, id, content, position, '', segment_uid FROM code_example "
    "ORDER BY position, uid"
)
_KEYWORDS = "SELECT code_id, id, word, position, language FROM code_keyword ORDER BY position, uid"
_MEMBERS = (
    "SELECT m.code_id, m.id, g.shown, 0 FROM code_member m JOIN code_group g ON g.id = m.group_id "
    "ORDER BY m.id"
)


def read_stock(connection: Connection) -> Stock:
    """Return the whole codebook."""
    rows = connection.exec_driver_sql(_CODES).all()
    examples = _by_code(connection, _EXAMPLES)
    keywords = _by_code(connection, _KEYWORDS)
    members = _by_code(connection, _MEMBERS)
    by_id = {r[0]: r for r in rows}
    parents: dict[int, int | None] = {r[0]: r[4] for r in rows}
    retired = {r[0] for r in rows if r[18]}
    found: dict[int, Stored] = {}
    for one in in_tree_order(parents):
        r = by_id[one]
        above = _above(r[4], parents, retired)
        depth = 0 if above is None else found[above].depth + 1
        words = keywords.get(one, ())
        entry = Entry(
            code=r[3],
            parent=None if above is None else by_id[above][3],
            category=bool(r[6]),
            name_zh=r[7], name_en=r[8], definition_zh=r[9], definition_en=r[10],
            when_zh=r[11], when_en=r[12], when_not_zh=r[13], when_not_en=r[14],
            examples=tuple(k.content for k in examples.get(one, ())),
            keywords_zh=tuple(k.content for k in words if k.language == "zh"),
            keywords_en=tuple(k.content for k in words if k.language == "en"),
            color=r[15],
            key=r[16],
            groups=in_order(k.content for k in members.get(one, ())),
            extra=json.loads(r[20]),
        )  # fmt: skip
        found[one] = Stored(
            one, r[1], r[2], r[4], above, r[5], bool(r[18]), r[19], r[17], r[21], depth, entry,
            examples.get(one, ()), words, members.get(one, ()),
        )  # fmt: skip
    groups = connection.exec_driver_sql("SELECT shown, id FROM code_group ORDER BY id").all()
    return Stock(found, {r[0]: r[1] for r in groups})


def _by_code(connection: Connection, sql: str) -> dict[int, tuple[Kept, ...]]:
    found: dict[int, list[Kept]] = {}
    for code, *rest in connection.exec_driver_sql(sql).all():
        found.setdefault(code, []).append(Kept(*rest))
    return {code: tuple(kept) for code, kept in found.items()}


def _above(one: int | None, parents: dict[int, int | None], retired: set[int]) -> int | None:
    """Return the first of a code and its ancestors that is in use."""
    while one is not None and one in retired:
        one = parents[one]
    return one


def in_tree_order(parents: dict[int, int | None]) -> Iterator[int]:
    """Yield keys depth first; they are given in the order of siblings."""
    below: dict[int | None, list[int]] = {}
    for one, parent in parents.items():
        below.setdefault(parent, []).append(one)
    waiting = below.get(None, [])[::-1]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(below.get(one, []))
