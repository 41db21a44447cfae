"""Versions of a document's text: correcting it, and where things stand afterwards.

An edit is a new version with the map from its parent; the text coded on is never overwritten, so
every anchor stays true. Segments whose words the edit touched are listed for a person.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.documents.listing import DocumentRow, version_text
from qualcode.errors import UnreadableSource
from qualcode.store.coders import Coders
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text.edits import EditMap

MASKED = "(masked)"
"""What stands for words that only the lead may read."""


@dataclass(frozen=True)
class Look:
    """A segment to look at again after an edit: what it said, what stands there now."""

    segment: str
    document: str
    code: str
    coder: str
    state: str
    before: str
    after: str
    start: int
    end: int


class Digest:
    """Digests of texts, keyed by the project: a bare one of a short answer would tell it."""

    def __init__(self, connection: Connection) -> None:
        self._key = bytes(connection.exec_driver_sql("SELECT secret FROM project").scalar_one())

    def of(self, content: str) -> str:
        """Return the digest of a text (HMAC-SHA-256, hexadecimal)."""
        data = content.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()


_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def check_text(content: str, where: str) -> None:
    """Refuse a text without words, or that no database can hold. Raises: UnreadableSource."""
    if not content.strip():
        raise UnreadableSource(f"{where} is empty. A document that is to go is removed.")
    bad = _UNWRITABLE.search(content)
    if bad is not None:
        raise UnreadableSource(
            f"{where}: offset {bad.start()} holds U+{ord(bad[0]):04X}, which is no character of a "
            "text. Take it out."
        )


def add_version(
    batch: Batch,
    document: int,
    content: str,
    *,
    parent: int | None = None,
    edit_map: EditMap | None = None,
    masked: bool = False,
    reason: str = "import",
) -> int:
    """Insert a text and its version, make it the document's current one, return its key."""
    [texts_id] = batch.insert(
        "texts",
        [
            {
                "content": content,
                "characters": len(content),
                "digest": Digest(batch.connection).of(content),
            }
        ],
    )
    [version] = batch.insert(
        "version",
        [
            {
                "document_id": document,
                "parent_id": parent,
                "texts_id": texts_id,
                "edit_map": "[]" if edit_map is None else edit_map.to_json(),
                "masked": int(masked),
                "reason": reason,
                "created_at": now(),
            }
        ],
    )
    batch.update("document", {document: {"version_id": version}})
    return version


def edit(
    store: Store,
    document: DocumentRow,
    corrected: str,
    *,
    reason: str = "correction",
    edit_map: EditMap | None = None,
    masked: bool | None = None,
    label: str = "edit document",
) -> list[Look]:
    """Replace a document's text; return the segments whose words the edit touched."""
    corrected = corrected.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    check_text(corrected, f"The text for {document.document}")
    with store.batch(label, document.document) as batch:
        old = version_text(batch.connection, document.version_id)
        if old == corrected:
            return []
        edit_map = edit_map or EditMap.between(old, corrected)
        add_version(
            batch,
            document.id,
            corrected,
            parent=document.version_id,
            edit_map=edit_map,
            masked=document.masked if masked is None else masked,
            reason=reason,
        )
        return _touched(batch.connection, document, old, corrected, edit_map)


def _touched(
    connection: Connection,
    document: DocumentRow,
    old: str,
    new: str,
    edit_map: EditMap,
) -> list[Look]:
    m = mark(connection)
    rows = connection.exec_driver_sql(
        "SELECT s.uid, c.shown, k.name, p.start_at, p.end_at, p.state FROM place p "
        "JOIN segment s ON s.id = p.segment_id JOIN code c ON c.id = s.code_id "
        f"JOIN coder k ON k.id = s.coder_id WHERE p.document_id = {m} AND p.state <> 'whole' "
        "ORDER BY p.start_at, p.end_at, s.id",
        (document.id,),
    ).all()
    found = []
    for uid, code, coder, start, end, _ in rows:
        spot = edit_map.place(start, end)
        if spot.state != "exact":
            found.append(
                Look(
                    uid, document.document, code, coder, spot.state,
                    old[start:end], new[spot.start : spot.end], spot.start, spot.end,
                )
            )  # fmt: skip
    return found


def to_look_at(store: Store, document: DocumentRow | None = None) -> list[Look]:
    """Return every segment whose words are not those it was applied to, in all documents or one.

    What a masked document said before is shown to the lead alone.
    """
    with store.read() as connection:
        m = mark(connection)
        where = f"AND p.document_id = {m} " if document is not None else ""
        rows = connection.exec_driver_sql(
            "SELECT s.uid, d.shown, c.shown, k.name, p.state, s.version_id, s.start_at, s.end_at, "
            "d.version_id, p.start_at, p.end_at, w.masked > v.masked FROM place p "
            "JOIN segment s ON s.id = p.segment_id JOIN version v ON v.id = s.version_id "
            "JOIN document d ON d.id = p.document_id JOIN version w ON w.id = d.version_id "
            "JOIN code c ON c.id = s.code_id "
            f"JOIN coder k ON k.id = s.coder_id WHERE p.state IN ('changed', 'lost') {where}"
            "ORDER BY d.id, p.start_at, s.id",
            () if document is None else (document.id,),
        ).all()
        contents = {
            v: version_text(connection, v) for v in {r[5] for r in rows} | {r[8] for r in rows}
        }
    current_coder = Coders(store).current()
    leads = current_coder is not None and current_coder.role == "lead"
    found = []
    for row in rows:
        uid, shown, code, coder, state, version, start, end, current, now_start, now_end = row[:11]
        before = contents[version][start:end]
        if row[11] and not leads:
            before = MASKED
        after = contents[current][now_start:now_end]
        found.append(Look(uid, shown, code, coder, state, before, after, now_start, now_end))
    return found
