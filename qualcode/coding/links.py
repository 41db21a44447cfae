"""Links between anything: a memo and another, a segment, a code, a document, a case.

A link has a kind in free words and may have a note. The same two things are linked once in one
direction and kind. What a link points to may be removed since: it is then listed without a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from qualcode.coding import apply, codes
from qualcode.documents import listing
from qualcode.errors import NotFound, UsageError
from qualcode.store.coders import Coders
from qualcode.store.finding import by_beginning
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.text.display import ellipsis

if TYPE_CHECKING:
    import pandas as pd

ABOUT = ("document", "segment", "code", "case", "coder", "memo")
TABLES = {"case": "cases"}
KIND = "see also"
COLUMNS = ["link", "kind", "direction", "about", "subject", "note", "uid"]
_CELLS = 40
_NAMES = {
    "document": "SELECT uid, shown FROM document WHERE uid IN ({})",
    "code": "SELECT uid, shown FROM code WHERE uid IN ({})",
    "cases": "SELECT uid, name FROM cases WHERE uid IN ({})",
    "coder": "SELECT uid, name FROM coder WHERE uid IN ({})",
    "memo": "SELECT uid, content FROM memo WHERE uid IN ({})",
    "segment": "SELECT s.uid, c.shown || ' · ' || d.shown FROM segment s "
    "JOIN code c ON c.id = s.code_id JOIN version v ON v.id = s.version_id "
    "JOIN document d ON d.id = v.document_id WHERE s.uid IN ({})",
}  # fmt: skip


@dataclass(frozen=True)
class LinkRow:
    """A link as one of its ends sees it: to or from what, by name; empty where that is gone."""

    id: int
    link: str
    kind: str
    direction: str
    about: str
    uid: str
    subject: str
    note: str


@dataclass(frozen=True)
class End:
    """One end of a link."""

    table: str
    uid: str
    subject: str


def resolve(store: Store, about: str, name: str) -> End:
    """Return what a kind of thing and a name or uid mean.

    Raises: UsageError, NotFound, Ambiguous.
    """
    if about not in ABOUT:
        raise UsageError(f"What can be named is one of: {', '.join(ABOUT)}; not “{about}”.")
    if about == "document":
        document = listing.find(store, name)
        return End("document", document.uid, document.document)
    if about == "code":
        code = codes.find_code(store, name)
        return End("code", code.uid, code.code)
    if about == "coder":
        coder = Coders(store).find(name)
        return End("coder", coder.uid, coder.name)
    if about == "segment":
        segment = apply.find(store, [name])[0]
        return End("segment", segment.uid, f"{segment.code} · {segment.document}")
    table = TABLES.get(about, about)
    with store.read() as connection:
        m = mark(connection)
        if table == "cases":
            sql = f"SELECT uid, name FROM cases WHERE name = {m} OR uid = {m}"
            rows = connection.exec_driver_sql(sql, (name, name)).all()
        else:
            key = by_beginning(connection, "memo", name, "memo")
            sql = f"SELECT uid, content FROM memo WHERE id = {m}"
            rows = connection.exec_driver_sql(sql, (key,)).all()
    if len(rows) != 1:
        raise NotFound(f"No {about} “{name}”.")
    return End(table, rows[0][0], ellipsis(" ".join(rows[0][1].split()), _CELLS))


def add(store: Store, source: End, target: End, kind: str, note: str) -> str:
    """Link two things; return the link's uid, that of the link there is where there is one.

    Raises: UsageError, CoderNeeded.
    """
    if not kind.strip():
        raise UsageError("Say what kind of link it is, such as “see also”.")
    if (source.table, source.uid) == (target.table, target.uid):
        raise UsageError(f"“{source.subject}” cannot be linked to itself.")
    row = {
        "kind": kind.strip(), "source_table": source.table, "source_uid": source.uid,
        "target_table": target.table, "target_uid": target.uid, "note": note.strip(),
    }  # fmt: skip
    with store.batch("add link", f"{source.subject} → {target.subject}") as batch:
        m = mark(batch.connection)
        same = batch.connection.exec_driver_sql(
            f"SELECT uid FROM link WHERE kind = {m} AND source_table = {m} AND source_uid = {m} "
            f"AND target_table = {m} AND target_uid = {m}",
            tuple(row.values())[:5],
        ).first()
        if same is not None:
            return str(same[0])
        [key] = batch.insert("link", [row])
        return store.keys.uids(batch.connection, "link", [key])[key]


def remove(store: Store, link: str) -> None:
    """Remove a link. Raises: NotFound."""
    with store.read() as connection:
        m = mark(connection)
        sql = (
            "SELECT id, source_table, source_uid, target_table, target_uid FROM link "
            f"WHERE uid = {m}"
        )
        row = connection.exec_driver_sql(sql, (link,)).first()
        if row is None:
            raise NotFound(f"No link “{link}”. List them with: qualcode memos links MEMO")
        ends = _named(connection, [(row[1], row[2]), (row[3], row[4])])
    subject = " → ".join(ends.get((t, u), "?") for t, u in ((row[1], row[2]), (row[3], row[4])))
    with store.batch("remove link", subject) as batch:
        batch.delete("link", [row[0]])


def touching(connection: Connection, uids: list[str]) -> list[int]:
    """Return the keys of the links from or to these things."""
    sql = "SELECT id FROM link WHERE {} IN ({{}})"
    found: dict[int, None] = {}
    for end in ("source_uid", "target_uid"):
        found.update((r[0], None) for r in select_in(connection, sql.format(end), uids))
    return sorted(found)


def rows(store: Store, uid: str) -> list[LinkRow]:
    """Return the links of one thing, in the order they were made."""
    with store.read() as connection:
        keys = touching(connection, [uid])
        sql = (
            "SELECT id, uid, kind, source_table, source_uid, target_table, target_uid, note "
            "FROM link WHERE id IN ({}) ORDER BY id"
        )
        listed = list(select_in(connection, sql, keys))
        others = [(r[5], r[6]) if r[4] == uid else (r[3], r[4]) for r in listed]
        names = _named(connection, others)
    return [
        LinkRow(
            r[0], r[1], r[2], "to" if r[4] == uid else "from",
            "case" if other[0] == "cases" else other[0], other[1], names.get(other, ""), r[7],
        )
        for r, other in zip(listed, others, strict=True)
    ]  # fmt: skip


def _named(connection: Connection, ends: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return what things are called; those that are gone are left out."""
    found: dict[tuple[str, str], str] = {}
    for table in dict.fromkeys(table for table, _ in ends):
        wanted = [uid for t, uid in ends if t == table]
        for uid, name in select_in(connection, _NAMES[table], wanted):
            found[table, uid] = ellipsis(" ".join(str(name).split()), _CELLS)
    return found


def frame(found: list[LinkRow]) -> pd.DataFrame:
    """Return links as a frame with the columns of `COLUMNS`."""
    import pandas as pd

    return pd.DataFrame([[getattr(r, n) for n in COLUMNS] for r in found], columns=COLUMNS)
