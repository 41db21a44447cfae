"""From entries to rows: the one place that writes codes, their examples, keywords and groups.

Invariant: after `add` or `change`, reading the stock again gives the entries that were written,
with a colour and, for a code, letters. Every code has a revision row for each of its meanings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualcode.codebook.entry import LANGUAGES, Entry, as_json, as_mapping
from qualcode.codebook.letters import Taken
from qualcode.codebook.palette import next_color
from qualcode.codebook.stock import Kept, Stock, Stored
from qualcode.store.journal import Batch, now
from qualcode.store.settle import fold_name
from qualcode.text import names

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_COLUMNS = {
    "name_zh": "name_zh", "name_en": "name_en",
    "definition_zh": "definition_zh", "definition_en": "definition_en",
    "when_zh": "use_when_zh", "when_en": "use_when_en",
    "when_not_zh": "use_not_zh", "when_not_en": "use_not_en",
    "color": "color", "key": "letters",
}  # fmt: skip
"""Columns of table `code` by the field of the entry that they hold."""


@dataclass(frozen=True)
class Change:
    """A code in use and the entry it gets; `alters`: whether its meaning becomes another."""

    code: Stored
    entry: Entry
    alters: bool = False
    note: str = ""


def dressed(stock: Stock, entries: Sequence[Entry], reserved: Iterable[str] = ()) -> list[Entry]:
    """Return new entries with a colour, and letters for the codes among them, where not given.

    reserved: letters that codes in use are about to get.
    """
    return _dress(entries, list(stock.live()), reserved)


def dressed_changes(stock: Stock, changes: Sequence[Change]) -> list[Change]:
    """Return changes whose entries have a colour and letters: given, or their own, or free ones."""
    touched = {one.code.id for one in changes}
    entries = []
    for one in changes:
        own = stock.codes[one.code.id].entry
        key = one.entry.key or ("" if one.entry.category else own.key)
        entries.append(replace(one.entry, key=key, color=one.entry.color or own.color))
    done = _dress(entries, [c for c in stock.live() if c.id not in touched])
    return [replace(one, entry=entry) for one, entry in zip(changes, done, strict=True)]


def _dress(
    entries: Sequence[Entry], others: Sequence[Stored], reserved: Iterable[str] = ()
) -> list[Entry]:
    given = [e.key for e in entries]
    taken = Taken([*(c.entry.key for c in others), *reserved, *given])
    colors = [c.entry.color for c in others] + [e.color for e in entries]
    found = []
    for entry in entries:
        color, key = entry.color, entry.key
        if not color:
            color = next_color(c for c in colors if c)
            colors.append(color)
        if not key and not entry.category:
            key = taken.pick(entry, spelling(entry))
        found.append(replace(entry, color=color, key=key))
    return found


def bring_back(batch: Batch, stock: Stock, codes: Iterable[Stored]) -> None:
    """Put retired codes to use again, with their own letters where those are still free."""
    taken = Taken(code.entry.key for code in stock.live())
    rows = {}
    for code in codes:
        key = code.entry.key
        if key and taken.clash(key) is None:
            taken.add(key)
        elif not code.entry.category:
            key = taken.pick(code.entry, code.pinyin)
        rows[code.id] = {"retired": 0, "letters": key}
    if rows:
        batch.update("code", rows)


def spelling(entry: Entry) -> str:
    """Return the pinyin of a code's Chinese names, each in full and as initials; else nothing."""
    said = dict.fromkeys(name for name in (entry.code, entry.name_zh) if _HAN.search(name))
    return " ".join(part for name in said for part in names.pinyin(name) if part)


def add(
    batch: Batch, stock: Stock, entries: Sequence[Entry], positions: dict[str, int] | None = None
) -> list[int]:
    """Insert new codes, parents found by name among them and the codes in use; return their keys.

    positions: places among siblings by name; the others come last.
    """
    made_at = now()
    ends = _ends(stock)
    places = []
    for entry in entries:
        above = fold_name(entry.parent) if entry.parent is not None else None
        places.append((positions or {}).get(entry.code, ends.get(above, 0)))
        ends[above] = places[-1] + 1
    rows = [
        {
            "name": entry.code, "parent_id": None, "position": place, "retired": 0, "revision": 1,
            "created_at": made_at, "pinyin": spelling(entry), **_columns(entry),
        }
        for entry, place in zip(entries, places, strict=True)
    ]  # fmt: skip
    ids = batch.insert("code", rows)
    by_name = {name: code.id for name, code in stock.by_name.items()}
    by_name.update({fold_name(e.code): one for e, one in zip(entries, ids, strict=True)})
    below = {
        one: {"parent_id": by_name[fold_name(entry.parent)]}
        for one, entry in zip(ids, entries, strict=True)
        if entry.parent is not None
    }
    if below:
        batch.update("code", below)
    _set_parts(batch, stock, [(one, None, e) for one, e in zip(ids, entries, strict=True)])
    _revise(batch, [(one, 1, None, e, "") for one, e in zip(ids, entries, strict=True)])
    return ids


def change(batch: Batch, stock: Stock, changes: Sequence[Change]) -> None:
    """Give codes their new entries: fields, place below a parent, examples, keywords, groups.

    A parent is looked up by name in the stock, so it has to be there already. A code that gets
    another parent comes last below it.
    """
    ends = _ends(stock)
    rows: dict[int, dict[str, Any]] = {}
    for one in changes:
        row = _columns(one.entry)
        was = one.code.entry
        if (one.entry.code, one.entry.name_zh) != (was.code, was.name_zh):
            row["pinyin"] = spelling(one.entry)
        if one.entry.code != was.code:
            row["name"] = one.entry.code
        if one.entry.parent != was.parent:
            above = None if one.entry.parent is None else fold_name(one.entry.parent)
            row["parent_id"] = None if above is None else stock.by_name[above].id
            row["position"] = ends.get(above, 0)
            ends[above] = row["position"] + 1
        if one.alters:
            row["revision"] = one.code.revision + 1
        rows[one.code.id] = row
    if rows:
        batch.update("code", rows)
    _set_parts(batch, stock, [(one.code.id, one.code, one.entry) for one in changes])
    _revise(
        batch,
        [
            (one.code.id, one.code.revision + 1, one.code.entry, one.entry, one.note)
            for one in changes
            if one.alters
        ],
    )


def _ends(stock: Stock) -> dict[str | None, int]:
    """Return the first place after the last sibling, by the folded name of the parent."""
    ends: dict[str | None, int] = {}
    for code in stock.codes.values():
        above = None if code.above is None else fold_name(stock.codes[code.above].entry.code)
        ends[above] = max(ends.get(above, 0), code.position + 1)
    return ends


def _columns(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {c: getattr(entry, f) for f, c in _COLUMNS.items()}
    found["is_category"] = int(entry.category)
    found["extra"] = as_json(dict(entry.extra))
    return found


def _revise(batch: Batch, rows: Iterable[tuple[int, int, Entry | None, Entry, str]]) -> None:
    made_at = now()
    batch.insert(
        "code_revision",
        [
            {
                "code_id": one, "revision": revision, "note": note, "created_at": made_at,
                "entry": as_json({
                    "before": None if before is None else as_mapping(before),
                    "after": as_mapping(after),
                }),
            }
            for one, revision, before, after, note in rows
        ],
    )  # fmt: skip


def _set_parts(
    batch: Batch, stock: Stock, codes: Sequence[tuple[int, Stored | None, Entry]]
) -> None:
    """Make the rows of examples, keywords and groups equal to the entries."""
    examples = _Rows(batch, "code_example")
    keywords = _Rows(batch, "code_keyword")
    members = _Rows(batch, "code_member")
    groups = _groups(batch, stock, (name for _, _, entry in codes for name in entry.groups))
    for one, stored, entry in codes:
        had = stored.examples if stored else ()
        for kept, place, content in _matched(had, entry.examples):
            row = {"code_id": one, "content": content, "position": place, "segment_uid": None}
            examples.put(kept, place, row)
        examples.drop(had, entry.examples)
        for language in LANGUAGES:
            words = getattr(entry, f"keywords_{language}")
            old = [k for k in (stored.keywords if stored else ()) if k.language == language]
            for kept, place, word in _matched(old, words):
                row = {"code_id": one, "language": language, "word": word, "position": place}
                keywords.put(kept, place, row)
            keywords.drop(old, words)
        was = stored.members if stored else ()
        for kept, _, name in _matched(was, entry.groups):
            if kept is None:
                members.new.append({"group_id": groups[fold_name(name)], "code_id": one})
        members.drop(was, entry.groups)
    for rows in (examples, keywords, members):
        rows.write()


def _matched(had: Iterable[Kept], wanted: Sequence[str]) -> Iterable[tuple[Kept | None, int, str]]:
    """Yield what is wanted with the row that holds it already and its place."""
    known = {k.content: k for k in had}
    for place, content in enumerate(wanted):
        yield known.get(content), place, content


class _Rows:
    """What has to be inserted, moved and deleted in one table."""

    def __init__(self, batch: Batch, table: str) -> None:
        self.batch = batch
        self.table = table
        self.new: list[dict[str, Any]] = []
        self.moved: dict[int, dict[str, Any]] = {}
        self.gone: list[int] = []

    def put(self, kept: Kept | None, place: int, row: dict[str, Any]) -> None:
        """Insert the row, or move the one that is there to its place."""
        if kept is None:
            self.new.append(row)
        elif kept.position != place:
            self.moved[kept.id] = {"position": place}

    def drop(self, had: Iterable[Kept], wanted: Sequence[str]) -> None:
        """Delete the rows that are no longer wanted, repeats among them too."""
        latest = {k.content: k.id for k in had}
        self.gone += [k.id for k in had if k.content not in wanted or latest[k.content] != k.id]

    def write(self) -> None:
        """Send it all to the batch."""
        self.batch.insert(self.table, self.new)
        if self.moved:
            self.batch.update(self.table, self.moved)
        if self.gone:
            self.batch.delete(self.table, self.gone)


def _groups(batch: Batch, stock: Stock, wanted: Iterable[str]) -> dict[str, int]:
    """Return the keys of groups by folded name, making those that are not there."""
    known = {fold_name(name): one for name, one in stock.groups.items()}
    fresh = {fold_name(name): name for name in wanted if fold_name(name) not in known}
    rows = [{"name": name, "note": None} for name in fresh.values()]
    known.update(zip(fresh, batch.insert("code_group", rows), strict=True))
    return known
