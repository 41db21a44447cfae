"""The disagreements of a comparison with their decisions, and what the consensus follows from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qualcode.agreement import disagreements as differing
from qualcode.agreement.disagreements import Disagreement
from qualcode.agreement.reading import Source, by_side
from qualcode.agreement.reconcile import About, Row, agreed, layers, row_id
from qualcode.agreement.reconcile_layer import Plan, Stretch, Wanted, stretches
from qualcode.agreement.reconcile_read import Kept, decisions, names
from qualcode.coding.reviews import done_passages, known_by_state
from qualcode.store.keys import select_in
from qualcode.store.store import Store

if TYPE_CHECKING:
    from qualcode.agreement.compared import Comparison


@dataclass(frozen=True)
class Case:
    """A disagreement with what identifies it."""

    id: str
    document: int
    found: Disagreement
    about: About


class Cases:
    """The disagreements of a comparison, in order, with the decisions on their documents."""

    def __init__(self, store: Store, comparison: Comparison) -> None:
        self.store = store
        self._comparison = comparison
        self._sources = {source.key: source for source in comparison.reading.sources}
        self.shown = {source.key: source.name for source in comparison.reading.sources}
        keys = sorted(self._sources)
        with store.read() as connection:
            self.called = names(connection, comparison.who, comparison.rows)
            sql = "SELECT id, version_id, uid FROM document WHERE id IN ({})"
            rows = list(select_in(connection, sql, keys))
            coders = {side.coder_id for side in comparison.who.sides}
            reviews = done_passages(connection, documents=keys, coders=coders)
            done, _ = by_side(reviews, comparison.who.sides, comparison.who.rounds)
            states = {
                r.state_id for own in done.values() for listed in own.values() for r in listed
            }
            knew = known_by_state(connection, states)
        self.versions = {r[0]: r[1] for r in rows}
        self._stretches: dict[int, list[Stretch]] = {
            key: stretches(done[key], knew) for key in keys if key in done
        }
        uids = {r[0]: r[2] for r in rows}
        by_name = {name: key for key, name in self.shown.items()}
        self.cases: list[Case] = []
        for one in comparison.found:
            key, what = by_name[one.document], self.called.about(one)
            self.cases.append(Case(row_id(uids[key], what), key, one, what))
        self._of_document: dict[int, list[Case]] = {key: [] for key in keys}
        for case in self.cases:
            self._of_document[case.document].append(case)
        self._kept: dict[int, list[Kept]] = {}
        self._rows: list[Row] | None = None
        self.read()

    def read(self, documents: Collection[int] | None = None) -> None:
        """Read the decisions on documents, or on all, as they are now."""
        wanted = self.versions if documents is None else documents
        with self.store.read() as connection:
            listed = decisions(connection, wanted, self.called)
        for key in wanted:
            self._kept[key] = []
        for one in listed:
            self._kept[one.document].append(one)
        self._rows = None

    @property
    def rows(self) -> list[Row]:
        """The disagreements with what is decided."""
        if self._rows is None:
            self._rows = [self._row(n, case) for n, case in enumerate(self.cases, 1)]
        return self._rows

    def of(self, row: Row) -> Case:
        """Return the case of a row."""
        return self.cases[row.number - 1]

    def kept_of(self, row: Row, *, stale: bool = False) -> list[Kept]:
        """Return the decisions on a disagreement; stale: and those on what it was before."""
        case = self.of(row)
        return [
            one
            for one in self._kept[case.document]
            if one.about == case.about or (stale and self._stale(one) and _about_same(one, case))
        ]

    @cached_property
    def _identical(self) -> dict[int, set[Wanted]]:
        return {key: self._alike(source) for key, source in self._sources.items()}

    @property
    def identical(self) -> int:
        """How many segments all have alike."""
        return sum(map(len, self._identical.values()))

    def plans(self, documents: Collection[int] | None = None) -> list[Plan]:
        """Return what the consensus of documents, or of all, is to be."""
        keys = self._sources if documents is None else documents
        return [self._plan(key) for key in keys if self._stretches.get(key)]

    def _plan(self, document: int) -> Plan:
        wanted = set(self._identical[document])
        cases = self._of_document[document]
        undecided = False
        for case in cases:
            one = self._decided(case)
            undecided |= one is None
            wanted |= set(one.takes) if one is not None else set()
        for one in self._kept[document]:
            if self._stale(one) and not any(_about_same(one, case) for case in cases):
                wanted |= set(one.takes)
        disputed = {(code, a, z) for case in cases for _, code, a, z in case.about}
        return Plan(
            document,
            self.versions[document],
            wanted,
            disputed,
            self._stretches[document],
            undecided,
        )

    def _alike(self, source: Source) -> set[Wanted]:
        """Return the segments that all have who could have them."""
        listed = differing.places(source.document, self._comparison.coders, self._comparison.codes)
        return {
            (self.called.codes[place.code], a, z)
            for place in listed
            if not place.lacking and place.alike
            for a, z in agreed(place)
        }

    def _decided(self, case: Case) -> Kept | None:
        """Return the decision on a case; None where there is none, or copies decided otherwise."""
        found = [one for one in self._kept[case.document] if one.about == case.about]
        return found[-1] if len({frozenset(one.takes) for one in found}) == 1 else None

    def _stale(self, one: Kept) -> bool:
        return all(one.about != case.about for case in self._of_document[one.document])

    def _row(self, number: int, case: Case) -> Row:
        found, kept = case.found, self._decided(case)
        text = self._sources[case.document].text[found.start : found.end]
        return Row(
            case.id, number, found.document, found.start, found.end, text, found.kinds,
            found.codes, layers(found), None if kept is None else kept.decision,
        )  # fmt: skip


def _about_same(one: Kept, case: Case) -> bool:
    """Say whether a decision on what was there before concerns a disagreement of now."""
    spans = {(code, a, z) for _, code, a, z in one.about} | set(one.takes)
    return any(
        code == other and a < y and x < z for code, a, z in spans for _, other, x, y in case.about
    )
