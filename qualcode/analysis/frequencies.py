"""How often each code was applied: segments, documents, cases, in a layer's own words.

Counts of segments describe the coding, never respondents; the base of documents and cases is those
reviewed in the layer.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.coding import layers
from qualcode.coding.codes import CodeRef, all_codes, below
from qualcode.store.store import Store


@dataclass(frozen=True)
class Frequency:
    """One code's counts; a category counts what stands below it, each document and case once."""

    code: str
    category: bool
    segments: int
    documents: int
    cases: int
    documents_reviewed: int


def frequencies(store: Store, *, layer: str = "final") -> list[Frequency]:
    """Return the counts of every code and category in a layer's reviewed passages."""
    held = layers.build(store, layer)
    by_code: dict[int, list[tuple[int, int | None]]] = {}
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.code_id, p.document_id, d.case_id, s.coder_id, p.start_at, p.end_at "
            "FROM place p JOIN segment s ON s.id = p.segment_id "
            "JOIN document d ON d.id = p.document_id WHERE p.state <> 'lost'"
        )
        for code, document, case, coder, start, end in rows:
            if held.counts(document, coder, start, end):
                by_code.setdefault(code, []).append((document, case))
    return [_count(store, code, by_code, len(held.pieces)) for code in all_codes(store)]


def _count(
    store: Store, code: CodeRef, by_code: dict[int, list[tuple[int, int | None]]], reviewed: int
) -> Frequency:
    found = [hit for key in below(store, code) for hit in by_code.get(key, ())]
    documents = {document for document, _ in found}
    cases = {case for _, case in found if case is not None}
    return Frequency(code.code, code.category, len(found), len(documents), len(cases), reviewed)
