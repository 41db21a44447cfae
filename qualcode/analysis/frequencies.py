"""How often each code was applied: segments, documents, cases, each with what was reviewed for it.

Counts of segments describe the coding, never respondents. The base of documents and cases is those
reviewed for the code; a category counts what stands below it, each document and case once.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.analysis import base
from qualcode.analysis.feet import foot
from qualcode.store.store import Store


@dataclass(frozen=True)
class Frequency:
    """One code's counts. cases is the number of ones in the matrix, cases_reviewed of all its cells
    that are not empty; documents_reviewed have some passage that was reviewed for the code.
    """

    code: str
    category: bool
    depth: int
    segments: int
    documents: int
    documents_reviewed: int
    cases: int
    cases_reviewed: int


@dataclass(frozen=True)
class Frequencies:
    """The counts in the codebook's order, and the words that say what they are."""

    rows: tuple[Frequency, ...]
    foot: str


def frequencies(
    store: Store, *, question: str | None = None, layer: str = "final", interviewers: bool = False
) -> Frequencies:
    """Return the counts of every code and category in a layer, retired codes where they occur.

    Raises: NotFound for an unknown question or layer, UsageError.
    """
    found = base.build(store, question=question, layer=layer, interviewers=interviewers)
    by_code: dict[int, list[base.Hit]] = {}
    for hit in found.hits:
        by_code.setdefault(hit.code, []).append(hit)
    applied = found.applied()
    rows = []
    for code in found.tree.codes:
        hits = [hit for key in found.tree.below[code.id] for hit in by_code.get(key, ())]
        if code.retired and not hits:
            continue
        cells = [found.cell(at, code, applied[at]) for at in range(len(found.units))]
        needed = found.tree.needed[code.id]
        documents = {hit.document for hit in hits}
        looked = {d for d, known in found.documents.items() if needed and needed <= known}
        rows.append(
            Frequency(
                code.code, code.category, found.tree.depth[code.id], len(hits), len(documents),
                len(looked | documents), cells.count(1), len(cells) - cells.count(None),
            )
        )  # fmt: skip
    said = (
        "counts are of passages marked done; their base is the documents and cases reviewed for "
        "each code."
    )
    return Frequencies(
        tuple(rows), foot(found, f"{len(found.documents):,} documents reviewed", said)
    )
