"""Memos: notes of each kind on anything in the project.

A memo is about one thing (a document, segment, code, case, coder …), about a passage, or about
the study as a whole. Only who wrote it changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.coding import apply, codes
from qualcode.documents import listing
from qualcode.errors import CoderNeeded, NotAllowed, NotFound, UsageError
from qualcode.store.coders import Coders
from qualcode.store.journal import now
from qualcode.store.keys import mark
from qualcode.store.store import Store

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
        """Change a memo's text or kind. Raises: NotFound, NotAllowed, UsageError."""
        row = self._own(memo)
        text, kind = (row.text if text is None else text), kind or row.kind
        self._check(text, kind)
        with self._store.batch("edit memo", _short(text)) as batch:
            batch.update("memo", {row.id: {"content": text, "kind": kind, "changed_at": now()}})

    def remove(self, memo: str) -> None:
        """Remove a memo. Raises: NotFound, NotAllowed."""
        row = self._own(memo)
        with self._store.batch("remove memo", _short(row.text)) as batch:
            batch.delete("memo", [row.id])

    def rows(self, *, about: str | None = None, uid: str | None = None) -> list[MemoRow]:
        """Return the memos, the latest changed first; those about one thing if asked."""
        wanted = [
            ("m.about_table", None if about is None else _TABLES.get(about, about)),
            ("m.about_uid", uid),
        ]
        used = [(column, bound) for column, bound in wanted if bound is not None]
        with self._store.read() as connection:
            m = mark(connection)
            where = " AND ".join(f"{column} = {m}" for column, _ in used) or "1 = 1"
            rows = connection.exec_driver_sql(
                "SELECT m.id, m.uid, m.kind, m.about_table, m.about_uid, m.content, k.name, "
                "m.created_at, m.changed_at, m.start_at, m.end_at, coalesce(d.shown, c.shown, "
                "n.name, o.name, e.shown || ' · ' || f.shown, '') FROM memo m "
                "JOIN coder k ON k.id = m.coder_id "
                "LEFT JOIN document d ON m.about_table = 'document' AND d.uid = m.about_uid "
                "LEFT JOIN code c ON m.about_table = 'code' AND c.uid = m.about_uid "
                "LEFT JOIN cases n ON m.about_table = 'cases' AND n.uid = m.about_uid "
                "LEFT JOIN coder o ON m.about_table = 'coder' AND o.uid = m.about_uid "
                "LEFT JOIN segment s ON m.about_table = 'segment' AND s.uid = m.about_uid "
                "LEFT JOIN code e ON e.id = s.code_id LEFT JOIN version v ON v.id = s.version_id "
                "LEFT JOIN document f ON f.id = v.document_id "
                f"WHERE {where} ORDER BY m.changed_at DESC, m.id DESC",
                tuple(bound for _, bound in used),
            ).all()
        return [MemoRow(r[0], r[1], r[2], _about(r[3]), r[4], r[11], r[5], *r[6:11]) for r in rows]

    def frame(self) -> pd.DataFrame:
        """Return the memos as a frame with the columns of `COLUMNS`."""
        import pandas as pd

        rows = self.rows()
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

    def _own(self, memo: str) -> MemoRow:
        rows = self.rows()
        found = [r for r in rows if r.memo == memo or (len(memo) >= 8 and r.memo.startswith(memo))]
        if len(found) != 1:
            raise NotFound(f"No memo “{memo}”. List memos and their uids with: qualcode memos list")
        current = Coders(self._store).current()
        if current is not None and found[0].coder != current.name:
            raise NotAllowed(f"That memo is {found[0].coder}'s. Write one of your own beside it.")
        return found[0]

    def _target(self, about: str, name: str | None) -> str | None:
        if about not in ABOUT:
            raise UsageError(f"A memo is about one of: {', '.join(ABOUT)}; not “{about}”.")
        if about == "project":
            return None
        if name is None:
            raise UsageError(f"Say which {about} the memo is about.")
        if about == "document":
            return listing.find(self._store, name).uid
        if about == "code":
            return codes.find_code(self._store, name).uid
        if about == "coder":
            return Coders(self._store).find(name).uid
        if about == "segment":
            return apply.find(self._store, [name])[0].uid
        table = _TABLES.get(about, about)
        by = "name" if table == "cases" else "uid"
        with self._store.read() as connection:
            m = mark(connection)
            sql = f"SELECT uid FROM {table} WHERE {by} = {m} OR uid = {m}"
            row = connection.exec_driver_sql(sql, (name, name)).first()
        if row is None:
            raise NotFound(f"No {about} “{name}”.")
        return str(row[0])


def _about(table: str) -> str:
    return "case" if table == "cases" else table


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
