"""The codebook as people read it: one row a code, in the order of the tree, with its counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.codebook.entry import Entry
from qualcode.codebook.stock import Stock, Stored
from qualcode.store.store import Store

FRAME = (
    "code", "parent", "path", "category", "definition", "name_zh", "name_en", "definition_zh",
    "definition_en", "when_zh", "when_en", "when_not_zh", "when_not_en", "examples", "keywords",
    "color", "segments", "documents", "key", "groups", "revision", "retired", "uid",
)  # fmt: skip
"""The columns of the frame."""
FRAME_TYPES = {
    "category": "bool", "retired": "bool", "segments": "int64", "documents": "int64",
    "revision": "int64",
}  # fmt: skip
"""Of which type a column is that is no text."""


@dataclass(frozen=True)
class CodeRow:
    """One code: its place in the tree, its entry, its counts.

    parent is None at the top; depth counts from 0; segments and documents are those of the code
    itself, by all coders, without what lies below it.
    """

    id: int
    uid: str
    code: str
    parent: str | None
    parent_id: int | None
    path: str
    depth: int
    category: bool
    color: str
    key: str
    pinyin: str
    revision: int
    retired: bool
    segments: int
    documents: int
    entry: Entry


def chinese_names(store: Store) -> dict[str, str]:
    """Return name → Chinese name of the codes that have one, the retired ones too."""
    sql = "SELECT shown, name_zh FROM code WHERE name_zh <> '' ORDER BY retired DESC, id"
    with store.read() as connection:
        return {str(r[0]): str(r[1]) for r in connection.exec_driver_sql(sql)}


def counts(connection: Connection) -> dict[int, tuple[int, int]]:
    """Return the numbers of segments and documents by key of code."""
    rows = connection.exec_driver_sql(
        "SELECT s.code_id, count(*), count(DISTINCT p.document_id) FROM segment s "
        "JOIN place p ON p.segment_id = s.id GROUP BY s.code_id"
    )
    return {r[0]: (int(r[1]), int(r[2])) for r in rows.all()}


def segments(connection: Connection) -> dict[int, int]:
    """Return the number of segments by key of code."""
    rows = connection.exec_driver_sql("SELECT code_id, count(*) FROM segment GROUP BY code_id")
    return {r[0]: int(r[1]) for r in rows.all()}


def row(
    stock: Stock, code: Stored, counted: Mapping[int, tuple[int, int]], entry: Entry
) -> CodeRow:
    """Return one code as a row, with its entry as it is to be read."""
    return CodeRow(
        code.id, code.uid, entry.code, entry.parent, code.above, stock.path(code), code.depth,
        entry.category, entry.color, entry.key, code.pinyin, code.revision, code.retired,
        *counted.get(code.id, (0, 0)), entry,
    )  # fmt: skip


def flat(one: CodeRow, language: str) -> dict[str, object]:
    """Return the fields of a row by the columns of the frame; lists as texts."""
    entry = one.entry
    lists = {
        "examples": "\n".join(entry.examples),
        "keywords": ", ".join(dict.fromkeys((*entry.keywords_zh, *entry.keywords_en))),
        "groups": ", ".join(entry.groups),
    }
    own = {"parent": one.parent or "", "definition": entry.definition(language), **lists}
    return {
        name: own[name] if name in own else getattr(one if hasattr(one, name) else entry, name)
        for name in FRAME
    }
