"""Memos: notes of each kind on anything in the project.

A memo is about one thing (a document, segment, code, case, coder …), about a passage, or about
the study as a whole. Only who wrote it changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.coding import apply, codes, links
from qualcode.documents import listing, masking
from qualcode.errors import CoderNeeded, NotAllowed, NotFound, UsageError
from qualcode.store.coders import Coders
from qualcode.store.finding import by_beginning
from qualcode.store.journal import midnight, now
from qualcode.store.keys import mark, select_in
from qualcode.store.places import Maps
from qualcode.store.store import Store
from qualcode.text.shadow import Shadow

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("code", "theory", "method", "case", "reflexive", "to do")
ABOUT = ("project", "document", "segment", "code", "case", "coder", "memo")
_TABLES = {"case": "cases"}
COLUMNS = ["memo", "kind", "about", "subject", "text", "coder", "created", "changed"]


@dataclass(frozen=True)
class MemoRow:
    """One memo: its uid, kind, what it is about and that thing's name, its text, who, when.

    start and end give the passage in the text of `version_id`, None where it is about all.
    """

    id: int
    memo: str
    kind: str
    about: str
    about_uid: str | None
    subject: str
    text: str
    coder: str
    created: str
    changed: str
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Wanted:
    """Which memos, and in which order; None means any. See `Memos.rows`."""

    about: str | None = None
    uid: str | None = None
    kind: str | None = None
    code: str | None = None
    coder: str | None = None
    document: str | None = None
    search: str | None = None
    since: str | None = None
    until: str | None = None
    sort: str = "changed"


@dataclass(frozen=True)
class Place:
    """The passage a memo is about, in the current text: nothing of it for a whole document."""

    document: str
    start: int
    end: int
    text: str


_SUBJECT = "coalesce(d.shown, c.shown, n.name, o.name, e.shown || ' · ' || f.shown, y.content, '')"
_COLUMNS = (
    "m.id, m.uid, m.kind, m.about_table, m.about_uid, m.content, k.name, m.created_at, "
    f"m.changed_at, m.start_at, m.end_at, {_SUBJECT}"
)
_FROM = (
    "memo m JOIN coder k ON k.id = m.coder_id "
    "LEFT JOIN document d ON m.about_table = 'document' AND d.uid = m.about_uid "
    "LEFT JOIN code c ON m.about_table = 'code' AND c.uid = m.about_uid "
    "LEFT JOIN cases n ON m.about_table = 'cases' AND n.uid = m.about_uid "
    "LEFT JOIN coder o ON m.about_table = 'coder' AND o.uid = m.about_uid "
    "LEFT JOIN segment s ON m.about_table = 'segment' AND s.uid = m.about_uid "
    "LEFT JOIN memo y ON m.about_table = 'memo' AND y.uid = m.about_uid "
    "LEFT JOIN code e ON e.id = s.code_id LEFT JOIN version v ON v.id = s.version_id "
    "LEFT JOIN version w ON w.id = m.version_id LEFT JOIN document f ON f.id = v.document_id"
)
ORDERS = {
    "changed": "m.changed_at DESC, m.id DESC", "created": "m.created_at DESC, m.id DESC",
    "kind": "m.kind, m.changed_at DESC, m.id DESC",
    "coder": "k.name, m.changed_at DESC, m.id DESC",
    "subject": f"{_SUBJECT}, m.changed_at DESC, m.id DESC",
}  # fmt: skip
"""How memos are sorted, by the name of the order."""


class Memos:
    """The memos of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        text: str,
        *,
        kind: str = "code",
        about: str = "project",
        name: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> str:
        """Write a memo about a thing given by name or uid; return the memo's uid.

        start, end: a passage of the document. Raises: UsageError, NotFound, CoderNeeded.
        """
        self._check(text, kind)
        uid = self._target(about, name)
        version = None
        if start is not None or end is not None:
            if about != "document" or name is None:
                raise UsageError("A passage belongs to a document: say which.")
            document = listing.find(self._store, name)
            span = apply.locate(self._store, document, start, end, None, None, False)
            version, start, end = document.version_id, span.start, span.end
        with self._store.batch("write memo", _short(text)) as batch:
            row = {
                "kind": kind, "content": text, "coder_id": self._me(), "about_uid": uid,
                "about_table": _TABLES.get(about, about), "version_id": version,
                "start_at": start, "end_at": end, "created_at": now(), "changed_at": now(),
            }  # fmt: skip
            [key] = batch.insert("memo", [row])
            return self._store.keys.uids(batch.connection, "memo", [key])[key]

    def edit(self, memo: str, text: str | None = None, *, kind: str | None = None) -> None:
        """Change a memo's text or kind. Raises: NotFound, NotAllowed, UsageError.

        A text given back as it was shown, with stand-ins for masked words, changes nothing of it.
        """
        row = self._own(memo)
        kind = kind or row.kind
        self._check(row.text if text is None else text, kind)
        fields = {"kind": kind, "changed_at": now()}
        if text is not None and text != row.text:
            fields["content"] = text
        with self._store.batch("edit memo", _short(text or row.text)) as batch:
            batch.update("memo", {row.id: fields})

    def remove(self, memo: str) -> None:
        """Remove a memo, with its links. Raises: NotFound, NotAllowed."""
        row = self._own(memo)
        with self._store.batch("remove memo", _short(row.text)) as batch:
            batch.delete("link", links.touching(batch.connection, [row.memo]))
            batch.delete("memo", [row.id])

    def rows(
        self,
        *,
        about: str | None = None,
        uid: str | None = None,
        kind: str | None = None,
        code: str | None = None,
        coder: str | None = None,
        document: str | None = None,
        search: str | None = None,
        since: str | None = None,
        until: str | None = None,
        sort: str = "changed",
    ) -> list[MemoRow]:
        """Return the memos, the latest changed first.

        about, uid: on one thing. code: on it, on those below it or on their segments. document:
        on it, its passages or its segments. search: words in text or subject, width, case and
        Chinese script alike. since, until: days here as YYYY-MM-DD. sort: changed, created, kind,
        coder, subject. Raises: UsageError, NotFound, Ambiguous.
        """
        wanted = Wanted(about, uid, kind, code, coder, document, search, since, until, sort)
        return self.of(self.keys(wanted))

    def keys(self, wanted: Wanted) -> list[int]:
        """Return the keys of the memos that are wanted, in order; `of` gives them whole.

        Raises: UsageError, NotFound, Ambiguous.
        """
        where, bound = self._where(wanted)
        order = ORDERS.get(wanted.sort)
        if order is None:
            raise UsageError(f"Memos are sorted by {', '.join(ORDERS)}; not by “{wanted.sort}”.")
        columns = "m.id" if wanted.search is None else f"m.id, m.content, {_SUBJECT}"
        with self._store.read() as connection:
            sql = f"SELECT {columns} FROM {_FROM} WHERE {where} ORDER BY {order}"
            rows = connection.exec_driver_sql(sql.replace("?", mark(connection)), bound).all()
        if wanted.search is None:
            return [r[0] for r in rows]
        needle, read = wanted.search, masking.reading(self._store)
        return [
            r[0]
            for r in rows
            if any(Shadow(read(said), simplified=True).find(needle) for said in r[1:] if said)
        ]

    def of(self, keys: Sequence[int]) -> list[MemoRow]:
        """Return memos by key, in the order given; to others than the lead without masked words."""
        read = masking.reading(self._store)
        with self._store.read() as connection:
            sql = f"SELECT {_COLUMNS} FROM {_FROM} WHERE m.id IN ({{}})"
            found = {r[0]: r for r in select_in(connection, sql, list(keys))}
        return [
            MemoRow(r[0], r[1], r[2], _about(r[3]), r[4], read(r[11]), read(r[5]), *r[6:11])
            for r in (found[key] for key in keys if key in found)
        ]

    def _where(self, wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
        about = None if wanted.about is None else _TABLES.get(wanted.about, wanted.about)
        if wanted.kind is not None and wanted.kind not in KINDS:
            raise UsageError(f"No kind of memo “{wanted.kind}”. Kinds are: {', '.join(KINDS)}.")
        for day in (wanted.since, wanted.until):
            check_day(day)
        coder = None if wanted.coder is None else Coders(self._store).find(wanted.coder).id
        parts: list[tuple[str, Any]] = [
            ("m.about_table = ?", about), ("m.about_uid = ?", wanted.uid),
            ("m.kind = ?", wanted.kind), ("m.coder_id = ?", coder),
            ("m.changed_at >= ?", wanted.since and midnight(wanted.since)),
            ("m.changed_at < ?", wanted.until and midnight(wanted.until, 1)),
        ]  # fmt: skip
        used: list[tuple[str, tuple[Any, ...]]]
        used = [(sql, (bound,)) for sql, bound in parts if bound is not None]
        if wanted.document is not None:
            key = listing.find(self._store, wanted.document).id
            used.append(("d.id = ? OR v.document_id = ? OR w.document_id = ?", (key,) * 3))
        if wanted.code is not None:
            ids = tuple(codes.below(self._store, codes.find_code(self._store, wanted.code)))
            listed = ", ".join("?" * len(ids))
            used.append((f"c.id IN ({listed}) OR s.code_id IN ({listed})", ids * 2))
        where = " AND ".join(f"({sql})" for sql, _ in used) or "1 = 1"
        return where, tuple(one for _, bound in used for one in bound)

    def place(self, memo: str) -> Place | None:
        """Return the passage that a memo is about, None where it is about no place in a text."""
        row = self.find(memo)
        if row.about == "segment":
            return self.place_of_segment(str(row.about_uid))
        with self._store.read() as connection:
            m = mark(connection)
            on = connection.exec_driver_sql(
                "SELECT v.document_id, v.id, d.version_id, m.start_at, m.end_at FROM memo m "
                "JOIN version v ON v.id = m.version_id JOIN document d ON d.id = v.document_id "
                f"WHERE m.id = {m} AND m.start_at IS NOT NULL",
                (row.id,),
            ).first()
            if on is not None:
                found = Maps(connection, [on[0]]).between(on[1], on[2]).place(on[3], on[4])
                return _placed(connection, on[0], found.start, found.end)
            sql = f"SELECT id FROM document WHERE uid = {m}"
            whole = connection.exec_driver_sql(sql, (row.about_uid,)).first()
            return None if whole is None else _placed(connection, whole[0], 0, 0)

    def place_of_segment(self, segment: str) -> Place | None:
        """Return where a segment given by its uid stands, None where it is gone."""
        with self._store.read() as connection:
            spot = connection.exec_driver_sql(
                "SELECT p.document_id, p.start_at, p.end_at FROM segment s "
                f"JOIN place p ON p.segment_id = s.id WHERE s.uid = {mark(connection)}",
                (segment,),
            ).first()
            return None if spot is None else _placed(connection, *spot)

    # Links ------------------------------------------------------------------------------------

    def link(
        self,
        memo: str,
        about: str,
        name: str,
        *,
        source: str = "memo",
        kind: str = links.KIND,
        note: str = "",
    ) -> str:
        """Link a memo to a thing given by name or uid; return the link's uid.

        about: document, segment, code, case, coder, memo. source: what `memo` names, if not a memo.
        Raises: UsageError, NotFound, Ambiguous, CoderNeeded.
        """
        one = links.resolve(self._store, source, memo)
        other = links.resolve(self._store, about, name)
        return links.add(self._store, one, other, kind, note)

    def unlink(self, link: str) -> None:
        """Remove a link. Raises: NotFound."""
        links.remove(self._store, link)

    def link_rows(self, name: str, *, about: str = "memo") -> list[links.LinkRow]:
        """Return the links from and to a memo, or another thing. Raises: NotFound, UsageError."""
        return links.rows(self._store, links.resolve(self._store, about, name).uid)

    def links(self, name: str, *, about: str = "memo") -> pd.DataFrame:
        """Return the links of a thing: link, kind, direction, about, subject, note, uid."""
        return links.frame(self.link_rows(name, about=about))

    def frame(self, **wanted: Any) -> pd.DataFrame:
        """Return the memos as a frame with the columns of `COLUMNS`; filtered as by `rows`."""
        import pandas as pd

        rows = self.rows(**wanted)
        return pd.DataFrame([[getattr(r, n) for n in COLUMNS] for r in rows], columns=COLUMNS)

    def _check(self, text: str, kind: str) -> None:
        if not text.strip():
            raise UsageError("The memo is empty.")
        if kind not in KINDS:
            raise UsageError(f"No kind of memo “{kind}”. Kinds are: {', '.join(KINDS)}.")

    def _me(self) -> int:
        current = Coders(self._store).current()
        if current is None:
            self._store.writer()
            raise CoderNeeded("Say who writes: --coder NAME.")
        return current.id

    def find(self, memo: str) -> MemoRow:
        """Return a memo by its uid, or a unique beginning of eight characters or more.

        Raises: NotFound, Ambiguous.
        """
        with self._store.read() as connection:
            key = by_beginning(connection, "memo", memo, "memo")
        if key is None:
            raise NotFound(f"No memo “{memo}”. List memos and their uids with: qualcode memos list")
        return self.of([key])[0]

    def _own(self, memo: str) -> MemoRow:
        found = self.find(memo)
        current = Coders(self._store).current()
        if current is not None and found.coder != current.name:
            raise NotAllowed(f"That memo is {found.coder}'s. Write one of your own beside it.")
        return found

    def _target(self, about: str, name: str | None) -> str | None:
        if about not in ABOUT:
            raise UsageError(f"A memo is about one of: {', '.join(ABOUT)}; not “{about}”.")
        if about == "project":
            return None
        if name is None:
            raise UsageError(f"Say which {about} the memo is about.")
        return links.resolve(self._store, about, name).uid


def _placed(connection: Connection, document: int, start: int, end: int) -> Place:
    text = listing.texts(connection, [document])[document]
    sql = f"SELECT shown FROM document WHERE id = {mark(connection)}"
    name = connection.exec_driver_sql(sql, (document,)).scalar_one()
    return Place(str(name), start, end, text[start:end])


def _about(table: str) -> str:
    return "case" if table == "cases" else table


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def check_day(day: str | None) -> None:
    """Refuse what is no day. Raises: UsageError."""
    try:
        if day is not None and date.fromisoformat(day).isoformat() != day:
            raise ValueError
    except ValueError:
        raise UsageError(f"“{day}” is no day. Write it as 2026-11-25.") from None
