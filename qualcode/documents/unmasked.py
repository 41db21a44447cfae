"""Where words of the vault still stand in a project, for the lead to mend.

Masking reaches the document it is asked for. The same name may stand in another document, in a
memo, in an example that was picked before, in a definition or in a field of a case. The history
holds them too; there, as in memos and examples, whoever is not the lead reads stand-ins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.documents import masking
from qualcode.store.coders import Coders
from qualcode.store.keys import select_in
from qualcode.store.store import Store

_TEXT = "coalesce({}, '')"
_CODE = " || char(10) || ".join(
    _TEXT.format(name)
    for name in (
        "name", "name_zh", "name_en", "definition_zh", "definition_en", "use_when_zh",
        "use_when_en", "use_not_zh", "use_not_en",
    )
)  # fmt: skip
_SOURCES = {
    "document": "SELECT d.shown, t.content FROM document d JOIN version v ON v.id = d.version_id "
    "JOIN texts t ON t.id = v.texts_id ORDER BY d.id",
    "document name": "SELECT shown, shown FROM document WHERE variable_id IS NULL ORDER BY id",
    "speaker": "SELECT d.shown, s.label FROM speaker s JOIN document d ON d.id = s.document_id "
    "ORDER BY d.id, s.id",
    "memo": "SELECT m.uid, m.content FROM memo m ORDER BY m.id",
    "code": f"SELECT shown, {_CODE} FROM code ORDER BY id",
    "example": "SELECT c.shown, e.content FROM code_example e JOIN code c ON c.id = e.code_id "
    "ORDER BY c.id, e.id",
    "keyword": "SELECT c.shown, k.word FROM code_keyword k JOIN code c ON c.id = k.code_id "
    "ORDER BY c.id, k.id",
    "group": "SELECT shown, name FROM code_group ORDER BY id",
    "link": "SELECT uid, note FROM link WHERE note IS NOT NULL ORDER BY id",
    "case": "SELECT name, name FROM cases ORDER BY id",
}
"""What may hold a name, and the query that gives where it is and what it says."""
_CONTENTS = "SELECT DISTINCT content FROM value WHERE content IS NOT NULL"
_FIELDS = (
    "SELECT c.name || ' · ' || v.name, w.content FROM value w JOIN cases c ON c.id = w.case_id "
    "JOIN variable v ON v.id = w.variable_id WHERE w.content IN ({}) ORDER BY v.id, c.id"
)
"""Fields by what they say: of hundreds of thousands few differ, and of those few hold a name."""


@dataclass(frozen=True)
class Unmasked:
    """A place that holds words of the vault: what it is, where, the words, and how often."""

    what: str
    where: str
    words: str
    times: int


def find(store: Store) -> list[Unmasked]:
    """Return the places that hold words of the vault. Raises: NotAllowed for all but the lead."""
    Coders(store).require_lead("see where names still stand")
    words = [entry.original for entry in masking.vault(store)]
    if not words:
        return []
    with store.read() as connection:
        return list(_found(connection, words))


def _found(connection: Connection, words: list[str]) -> Iterator[Unmasked]:
    if connection.dialect.name != "sqlite":
        sources = {what: sql.replace("char(10)", "chr(10)") for what, sql in _SOURCES.items()}
    else:
        sources = _SOURCES
    for what, sql in sources.items():
        yield from _of(what, connection.exec_driver_sql(sql), words)
    said = [r[0] for r in connection.exec_driver_sql(_CONTENTS)]
    holding = [content for content in said if any(_times(content, one) for one in words)]
    yield from _of("field", select_in(connection, _FIELDS, holding), words)


def _of(what: str, rows: Iterable[Sequence[Any]], words: Sequence[str]) -> Iterator[Unmasked]:
    for where, content in rows:
        for one in words:
            if n := _times(content, one):
                yield Unmasked(what, where, one, n)


def _times(content: str, words: str) -> int:
    # Most texts hold none: the plain search comes first.
    return masking.occurrences(content, words) if words in content else 0
