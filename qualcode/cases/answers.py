"""Open-ended answers: each a document of its case, under an identity that every copy shares.

Document, first version and text are named by case, question and words (the words by the project's
keyed digest), so that two copies that import the same survey hold the same rows, and what was
coded in either stands in both. A file is compared with what was last imported, not with what a
person has corrected or masked since: the same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.documents import listing, versions
from qualcode.errors import Conflict
from qualcode.store import uids
from qualcode.store.journal import Batch, now
from qualcode.store.keys import select_in
from qualcode.store.store import Store
from qualcode.text import language


@dataclass(frozen=True)
class Answer:
    """One answer of a file: its case's key and name, its words, where it stands."""

    case: int
    name: str
    words: str
    where: str


def words(cell: str) -> str:
    """Return the answer that a cell holds; nothing where no character of it can be seen."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if any(c.isprintable() and not c.isspace() for c in text) else ""


def take_in(
    store: Store, batch: Batch, variable: int, question: str, answers: Sequence[Answer]
) -> None:
    """Add the answers that are new, and a version to those that differ from the last import.

    Raises: Conflict where an answer that was masked here differs in the file.
    """
    named = [uids.named(store.project_uid, "answer", one.name, question) for one in answers]
    there = _there(batch.connection, named)
    fresh = []
    for one, uid in zip(answers, named, strict=True):
        known = there.get(uid)
        if known is None:
            fresh.append(one)
        elif one.words not in (known.imported, known.current):
            if known.masked:
                raise Conflict(
                    f"{one.where}: the answer of {one.name} was masked here and is another in "
                    "the file. Nothing was imported. Empty that cell, and correct the answer "
                    "with: qualcode documents edit"
                )
            versions.edit(store, listing.find(store, uid), one.words, reason="import")
    if fresh:
        _add(store, batch, variable, question, fresh)


@dataclass
class _Known:
    masked: bool
    current: str
    imported: str = ""


def differences(
    store: Store, connection: Connection, question: str, answers: Sequence[Answer]
) -> tuple[int, int]:
    """Return how many answers are new, and how many differ from the last import."""
    named = [uids.named(store.project_uid, "answer", one.name, question) for one in answers]
    there = _there(connection, named)
    known = [(one, there[uid]) for one, uid in zip(answers, named, strict=True) if uid in there]
    changed = sum(one.words not in (was.imported, was.current) for one, was in known)
    return len(answers) - len(known), changed


def _there(connection: Connection, named: list[str]) -> dict[str, _Known]:
    """Return the answers of these uids that the project has."""
    rows = select_in(
        connection,
        "SELECT d.uid, v.masked, t.content FROM document d JOIN version v ON v.id = d.version_id "
        "JOIN texts t ON t.id = v.texts_id WHERE d.uid IN ({})",
        named,
    )
    found = {uid: _Known(bool(masked), content) for uid, masked, content in rows}
    rows = select_in(
        connection,
        "SELECT d.uid, t.content FROM document d JOIN version v ON v.document_id = d.id "
        "JOIN texts t ON t.id = v.texts_id WHERE v.reason = 'import' AND d.uid IN ({}) "
        "ORDER BY v.id",
        list(found),
    )
    for uid, content in rows:
        found[uid].imported = content
    return found


def _add(store: Store, batch: Batch, variable: int, question: str, fresh: Sequence[Answer]) -> None:
    n = len(fresh)
    when = now()
    key = versions.Digest(batch.connection)
    digests = [key.of(one.words) for one in fresh]

    def named(kind: str, part: Callable[[int], tuple[str, ...]]) -> list[str]:
        return [
            uids.named(store.project_uid, kind, one.name, question, *part(at))
            for at, one in enumerate(fresh)
        ]

    documents = batch.insert_columns(
        "document",
        {
            "name": [f"{one.name} · {question}" for one in fresh], "kind": [listing.ANSWER] * n,
            "language": [language.detect(one.words) for one in fresh],
            "case_id": [one.case for one in fresh], "variable_id": [variable] * n,
            "version_id": [None] * n, "source_name": [""] * n, "source_digest": [""] * n,
            "source_settings": ["{}"] * n, "created_at": [when] * n,
        },
        named("answer", lambda _: ()),
    )  # fmt: skip
    texts = batch.insert_columns(
        "texts",
        {
            "content": [one.words for one in fresh],
            "characters": [len(one.words) for one in fresh],
            "digest": digests,
        },
        named("answer text", lambda at: (digests[at],)),
    )
    made = batch.insert_columns(
        "version",
        {
            "document_id": list(documents), "parent_id": [None] * n, "texts_id": list(texts),
            "edit_map": ["[]"] * n, "masked": [0] * n, "reason": ["import"] * n,
            "created_at": [when] * n,
        },
        named("answer version", lambda at: (digests[at],)),
    )  # fmt: skip
    batch.update("document", {d: {"version_id": v} for d, v in zip(documents, made, strict=True)})
