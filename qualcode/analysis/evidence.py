"""What stands behind codes in a layer: segments by case, those that count and those still open.

A segment *counts* where the layer says so (`base`). One in a passage that nobody is done with is
*open*: it is material, and in no number. Work that the layer leaves out (another coder's is taken
there, or nobody reconciled it) is neither. That a segment changed is known by a keyed digest of its
words: a bare one of '无' or of a telephone number would tell who said it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from qualcode.analysis import base as bases
from qualcode.analysis.base import Base
from qualcode.analysis.units import INTERVIEWS, question_of
from qualcode.cases.area import Cases
from qualcode.coding import layers
from qualcode.coding.layers import COUNTS
from qualcode.documents import listing
from qualcode.errors import UsageError
from qualcode.store.coders import Coders
from qualcode.store.keys import select_in
from qualcode.store.store import Store


@dataclass(frozen=True)
class Material:
    """A segment behind codes: its key, code, document, and its cases by place among the units."""

    segment: int
    code: int
    document: int
    units: tuple[int, ...]
    counts: bool


@dataclass(frozen=True)
class Source:
    """A question's answers, or the interviews, in a layer, with the segments of some codes."""

    base: Base
    material: list[Material]

    @property
    def question(self) -> str | None:
        """The question, None of the interviews."""
        return None if self.base.source == INTERVIEWS else self.base.source

    def reviewed_for(self, at: int, needed: Collection[int]) -> bool:
        """Say whether a case, by its place, was reviewed for all of some codes."""
        known = self.base.reviewed[at]
        return known is not None and bool(needed) and known.issuperset(needed)

    def by_unit(self, codes: Collection[int]) -> dict[int, list[Material]]:
        """Return the segments of some codes by the place of their case."""
        found: dict[int, list[Material]] = {}
        for one in self.material:
            if one.code in codes:
                for at in one.units:
                    found.setdefault(at, []).append(one)
        return found


def read(
    store: Store,
    codes: Collection[int],
    *,
    question: str | None = None,
    layer: str = "final",
) -> Source:
    """Return the segments of codes (by key) in a question's answers, or in the interviews.

    Raises: NotFound for an unknown question or layer, UsageError.
    """
    base = bases.build(store, question=question, layer=layer)
    counted = [
        Material(hit.segment, hit.code, hit.document, hit.units, True)
        for hit in base.hits
        if hit.code in codes
    ]
    material = [*counted, *_open(store, base, codes, {one.segment for one in counted})]
    return Source(base, sorted(material, key=lambda one: one.segment))


def everywhere(store: Store, codes: Collection[int], *, layer: str = "final") -> list[Source]:
    """Return the segments of codes in the interviews and in each question's answers."""
    found = []
    for question in sources(store):
        if question is None:
            found.append(read(store, codes, layer=layer))
        else:
            found.append(read(store, codes, question=question, layer=layer))
    return found


def sources(store: Store) -> list[str | None]:
    """Return what can be analysed: None for the interviews, if there are any, and each question."""
    questions = Cases(store).questions()
    with store.read() as connection:
        try:
            talks = question_of(connection, None) is None
        except UsageError:
            talks = False
    return [*([None] if talks and listing.keys(store) else []), *questions]


def _open(
    store: Store, base: Base, codes: Collection[int], counted: Collection[int]
) -> Iterable[Material]:
    who = layers.coders_of(Coders(store).list(), base.layer)
    owners: dict[int, list[int]] = {}
    for at, unit in enumerate(base.units):
        for document in unit.words:
            owners.setdefault(document, []).append(at)
    unsettled: dict[int, list[tuple[int, int]]] = {}
    for document, start, end, _ in base.left_out:
        unsettled.setdefault(document, []).append((start, end))
    sql = (
        "SELECT s.id, p.document_id, s.code_id, s.coder_id, p.start_at, p.end_at "
        "FROM place p JOIN segment s ON s.id = p.segment_id "
        f"WHERE p.state <> 'lost' AND {COUNTS} AND s.code_id IN ({{}})"
    )
    with store.read() as connection:
        rows = list(select_in(connection, sql, sorted(codes)))
    for segment, document, code, coder, start, end in rows:
        if segment in counted or document not in owners or coder not in who:
            continue
        met = [p for p in base.held.pieces.get(document, ()) if bases.meet(p, start, end)]
        if met and not any(coder in piece.coders for piece in met):
            continue
        last = max(end, start + 1)
        if not met and any(a < last and start < z for a, z in unsettled.get(document, ())):
            continue
        units = tuple(at for at in owners[document] if base.units[at].owns(document, start, end))
        if units:
            yield Material(segment, code, document, units, False)


# Whether it changed -------------------------------------------------------------------------------


def keyed(store: Store) -> Callable[[str], str]:
    """Return the digest of texts that this project keeps, which says nothing outside it."""
    with store.read() as connection:
        secret = bytes(connection.exec_driver_sql("SELECT secret FROM project").scalar_one())
    return lambda text: hmac.digest(secret, text.encode("utf-8", "replace"), "sha256").hex()[:32]


@dataclass(frozen=True)
class Change:
    """How many segments came, went and have other words since something was written of them."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.changed)

    @property
    def told(self) -> str:
        """The change in words: '2 segments added, 1 changed'; empty where there is none."""
        parts = ((self.added, "added"), (self.removed, "removed"), (self.changed, "changed"))
        said = [f"{n:,} {what}" for n, what in parts if n]
        if said:
            number, what = said[0].split(" ")
            said[0] = f"{number} segment{'s' * (number != '1')} {what}"
        return ", ".join(said)


def since(then: Mapping[str, str], today: Mapping[str, str]) -> Change:
    """Return what changed between two states, each of digests by the uid of their segment."""
    both = then.keys() & today.keys()
    return Change(
        len(today.keys() - then.keys()),
        len(then.keys() - today.keys()),
        sum(then[uid] != today[uid] for uid in both),
    )
