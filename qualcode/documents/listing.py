"""Listing and finding documents, and reading their current text.

A document is named by its shown name, a unique beginning of it, or its uid; a person's answer to
one question is `CASE · QUESTION`. Offsets are code points of the current version's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.errors import Ambiguous, NotFound, nearest_note
from qualcode.store.keys import mark, select_in
from qualcode.store.settle import fold_name
from qualcode.store.store import Store
from qualcode.text import names

ANSWER = "answer"
"""The kind of a document that is one person's answer to one question."""
UID = 36
"""Characters of a uid."""


@dataclass(frozen=True)
class DocumentRow:
    """One document: what it is, whose, and how long."""

    id: int
    uid: str
    document: str
    kind: str
    language: str
    case: str | None
    question: str | None
    characters: int
    version_id: int
    masked: bool


@dataclass(frozen=True)
class ListedRow(DocumentRow):
    """A document in a list: with how many segments stand in it, and who made them."""

    segments: int
    coders: tuple[str, ...]


_SELECT = (
    "SELECT d.id, d.uid, d.shown, d.kind, d.language, c.name, q.name, t.characters, d.version_id, "
    "v.masked FROM document d JOIN version v ON v.id = d.version_id "
    "JOIN texts t ON t.id = v.texts_id LEFT JOIN cases c ON c.id = d.case_id "
    "LEFT JOIN variable q ON q.id = d.variable_id "
)


def rows(store: Store, *, kind: str | None = None, question: str | None = None) -> list[ListedRow]:
    """Return the documents in the order they came in, of one kind or question if asked."""
    with store.read() as connection:
        m = mark(connection)
        wanted = [(f"d.kind = {m}", kind), (f"q.name = {m}", question)]
        used = [(sql, bound) for sql, bound in wanted if bound is not None]
        where = f"WHERE {' AND '.join(sql for sql, _ in used)} " if used else ""
        found = connection.exec_driver_sql(
            f"{_SELECT}{where}ORDER BY d.id", tuple(bound for _, bound in used)
        ).all()
        counted = _counts(connection)
    nothing: tuple[int, tuple[str, ...]] = (0, ())
    return [ListedRow(*(*_fields(r), *counted.get(r[0], nothing))) for r in found]


def keys(store: Store, question: str | None = None, *, answers: bool = False) -> list[int]:
    """Return the keys of the interviews in the order they came in, or of the answers to a question.

    answers: the interviews, then all answers.
    """
    with store.read() as connection:
        m = mark(connection)
        if question is not None:
            sql = f"JOIN variable q ON q.id = d.variable_id WHERE q.name = {m} ORDER BY d.id"
        elif answers:
            sql = f"ORDER BY CASE WHEN d.kind = {m} THEN 1 ELSE 0 END, d.id"
        else:
            sql = f"WHERE d.kind <> {m} ORDER BY d.id"
        found = connection.exec_driver_sql(
            f"SELECT d.id FROM document d {sql}", (ANSWER if question is None else question,)
        )
        return [int(key) for key in found.scalars()]


def of(store: Store, keys: Sequence[int]) -> list[ListedRow]:
    """Return the documents of these keys, those that are there, in the order given."""
    with store.read() as connection:
        rows = list(select_in(connection, f"{_SELECT}WHERE d.id IN ({{}})", list(keys)))
        counted = _counts(connection, keys)
    nothing: tuple[int, tuple[str, ...]] = (0, ())
    found = {r[0]: ListedRow(*(*_fields(r), *counted.get(r[0], nothing))) for r in rows}
    return [found[key] for key in keys if key in found]


def coders(store: Store, document: int) -> tuple[str, ...]:
    """Return the names of those who coded a document."""
    with store.read() as connection:
        return _counts(connection, [document]).get(document, (0, ()))[1]


def _counts(
    connection: Connection, documents: Sequence[int] | None = None
) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return the number of segments and the coders who made them, by document: of all or some."""
    sql = (
        "SELECT p.document_id, k.name, count(*) FROM place p JOIN segment s ON s.id = p.segment_id "
        "JOIN coder k ON k.id = s.coder_id {}GROUP BY p.document_id, k.name ORDER BY k.name"
    )
    if documents is None:
        rows: Iterable[Any] = connection.exec_driver_sql(sql.format("")).all()
    else:
        rows = select_in(connection, sql.format("WHERE p.document_id IN ({}) "), list(documents))
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for key, coder, n in rows:
        total, coders = found.get(key, (0, ()))
        found[key] = (total + n, (*coders, coder))
    return found


def _fields(row: Sequence[Any]) -> tuple[Any, ...]:
    return (*row[:9], bool(row[9]))


def _row(row: Sequence[Any]) -> DocumentRow:
    return DocumentRow(*_fields(row))


def by_uid(store: Store, uids: Sequence[str]) -> list[DocumentRow]:
    """Return the documents of these uids, those that are there; looked up by key, never scanned."""
    with store.read() as connection:
        rows = list(select_in(connection, f"{_SELECT}WHERE d.uid IN ({{}})", uids))
        return [_row(r) for r in rows]


def find(store: Store, name: str) -> DocumentRow:
    """Return the document of this name, unique beginning or uid.

    Raises: NotFound with the nearest names, Ambiguous with those that fit.
    """
    if len(name) == UID and (known := by_uid(store, [name])):
        return known[0]
    with store.read() as connection:
        m = mark(connection)
        exact = connection.exec_driver_sql(f"{_SELECT}WHERE d.shown = {m}", (name,)).all()
        if len(exact) == 1:
            return _row(exact[0])
        listed = connection.exec_driver_sql("SELECT shown, id FROM document ORDER BY id").all()
        match = names.find(name, {r[0]: r[1] for r in listed})
        if match.value is not None:
            row = connection.exec_driver_sql(f"{_SELECT}WHERE d.id = {m}", (match.value,)).one()
            return _row(row)
    if match.state == "ambiguous":
        shown = ", ".join(f"“{n}”" for n in match.names[:5])
        raise Ambiguous(
            f"“{name}” fits {len(match.names)} documents: {shown}. Say more of the name.",
            match.names,
        )
    raise NotFound(
        f"No document “{name}”.{nearest_note(match.names)} List them with: qualcode documents list",
        match.names,
    )


def text(store: Store, document: DocumentRow) -> str:
    """Return the current text of a document."""
    with store.read() as connection:
        return version_text(connection, document.version_id)


def passage(store: Store, document: DocumentRow, start: int, end: int) -> str:
    """Return a stretch of the current text of a document, without reading all of it."""
    with store.read() as connection:
        m = mark(connection)
        sql = (
            f"SELECT substr(t.content, {m}, {m}) FROM version v "
            f"JOIN texts t ON t.id = v.texts_id WHERE v.id = {m}"
        )
        bound = (start + 1, end - start, document.version_id)
        return str(connection.exec_driver_sql(sql, bound).scalar_one())


def version_text(connection: Connection, version: int) -> str:
    """Return the text of a version."""
    m = mark(connection)
    return str(
        connection.exec_driver_sql(
            f"SELECT t.content FROM version v JOIN texts t ON t.id = v.texts_id WHERE v.id = {m}",
            (version,),
        ).scalar_one()
    )


def texts(connection: Connection, documents: list[int]) -> dict[int, str]:
    """Return the current texts of many documents by key."""
    sql = (
        "SELECT d.id, t.content FROM document d JOIN version v ON v.id = d.version_id "
        "JOIN texts t ON t.id = v.texts_id WHERE d.id IN ({})"
    )
    return {r[0]: r[1] for r in select_in(connection, sql, documents)}


def free_name(store: Store, name: str, suffix: str, also: Sequence[str] = ()) -> str:
    """Return a document name that is not taken: `name`, else `name (suffix)`, else numbered."""
    with store.read() as connection:
        taken = {fold_name(r[0]) for r in connection.exec_driver_sql("SELECT shown FROM document")}
    taken.update(fold_name(one) for one in also)
    tried, n = name, 1
    while fold_name(tried) in taken:
        tried = f"{name} ({suffix})" if n == 1 and suffix else f"{name} ({n + 1})"
        n += 1
    return tried
