"""Retrieval: the segments a query finds, grouped, ordered, with the turns around them.

What is shown, exported and returned is one `Listing`: the same rows in the same order. A query
that SQL can answer is paged from the database; any other is worked out once, by `Request.run`,
which may be called in another thread with `store.aside()`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.analysis import retrieval_evaluate as evaluating
from qualcode.analysis.retrieval_context import contexts
from qualcode.analysis.retrieval_evaluate import Plan, Stop
from qualcode.analysis.retrieval_language import items
from qualcode.analysis.retrieval_nodes import Condition, walk
from qualcode.analysis.retrieval_order import Head, arranged, by_name
from qualcode.analysis.retrieval_writing import joined
from qualcode.coding import segments
from qualcode.coding.segments import Filter, SegmentRow, Where
from qualcode.coding.speakers import Known
from qualcode.documents import masking
from qualcode.store.coders import Coders
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

WHOLE = 20_000
"""So many keys are read at once; a longer list is paged from the database."""

PAGE = 200


@dataclass
class Listing:
    """The segments that a query found, in order; `entries` None where they are paged."""

    plan: Plan
    count: int
    total: int
    blind: int
    entries: list[int | Head] | None = None
    sort: str = "made"
    group: str | None = None
    _anchors: dict[int, int] = field(default_factory=lambda: {0: 0})

    @property
    def length(self) -> int:
        """How many lines: the segments and the headings of groups."""
        return self.count if self.entries is None else len(self.entries)

    def page(self, store: Store, page: int, known: Known | None = None) -> list[SegmentRow | Head]:
        """Return the lines of a page of `PAGE`; known: what was read of the documents before."""
        read = masking.reading(store)
        with store.read() as connection:
            return self._page(connection, page, known, read)

    def _page(
        self, connection: Connection, page: int, known: Known | None, read: Callable[[str], str]
    ) -> list[SegmentRow | Head]:
        if self.entries is not None:
            part = self.entries[page * PAGE : (page + 1) * PAGE]
            raw = segments.raw_of(connection, [e for e in part if isinstance(e, int)])
            rows = {r.id: r for r in segments.dress(connection, raw, known, read)}
            return [e if isinstance(e, Head) else rows[e] for e in part if _there(e, rows)]
        wanted = Filter(where=self.plan.where)
        near = max(p for p in self._anchors if p <= page)
        after: int | None = self._anchors[near]
        if near < page:
            skip = (page - near) * PAGE - 1
            after = segments.key_at(connection, wanted, self._anchors[near], skip)
            if after is None:
                return []
            self._anchors[page] = after
        found = segments.page(connection, wanted, PAGE, after or 0)
        return list(segments.dress(connection, found, known, read))

    def keys(self, connection: Connection) -> list[int]:
        """Return the keys of all segments, in order."""
        if self.entries is None:
            return segments.ids(connection, Filter(where=self.plan.where))
        return [e for e in self.entries if isinstance(e, int)]

    def frame(self, store: Store, *, context: int | None = None) -> pd.DataFrame:
        """Return the segments with the columns of `coding.segments()`; see `Analysis.retrieve`."""
        read = masking.reading(store)
        with store.read() as connection:
            raw: Sequence[Sequence[Any]]
            if self.entries is None:
                raw = segments.page(connection, Filter(where=self.plan.where), None, 0)
            else:
                raw = segments.raw_of(connection, self.keys(connection))
            found = segments.columns_of(connection, raw, read=read)
            around = None if context is None else contexts(connection, raw, context)
        made = segments.framed(found)
        if around is not None:
            made["before"] = [before for before, _ in around]
            made["after"] = [after for _, after in around]
        if self.group is not None:
            made["group"] = self._labels()
            made.attrs["group"] = self.group.removeprefix("-")
        made.attrs["foot"] = self.foot()
        made.attrs["query"] = self.plan.query
        return made

    def _labels(self) -> list[str]:
        labels: list[str] = []
        label = ""
        for entry in self.entries or ():
            if isinstance(entry, Head):
                label = entry.label
            else:
                labels.append(label)
        return labels

    def foot(self) -> str:
        """Return what the list is: how many of how many, whose, what a boolean is about."""
        asked = set[str]()

        def visit(node: object) -> None:
            if isinstance(node, Condition):
                asked.add(node.name)

        if self.plan.node is not None:
            walk(self.plan.node, visit)
        text = f"{self.count:,} of {self.total:,} segments"
        text += "" if asked & {"coder", "layer"} else ", of every coder"
        text += f": {self.plan.query.strip()}." if self.plan.query.strip() else "."
        if self.plan.joins:
            text += f" {RELATED[self.plan.unit]}"
        if self.plan.places:
            text += " Of a position, the segments on its left are listed."
        if self.blind:
            text += f" Of the {self.blind:,} documents you code blind, your own work alone."
        return text


RELATED = {
    "passage": "Codes meet in a passage: segments that share a character.",
    "document": "Codes meet in a document: segments of the same document.",
    "case": "Codes meet in a case: segments of one case's documents; documents of no case are out.",
}
"""What `and` and `not` between codes are about, by unit."""


def _there(entry: int | Head, rows: dict[int, SegmentRow]) -> bool:
    return isinstance(entry, Head) or entry in rows


@dataclass(frozen=True)
class Request:
    """A query understood, with its order; `light` where it is answered at once."""

    plan: Plan
    sort: str
    group: str | None
    blind: int

    @property
    def light(self) -> bool:
        """Whether the database answers it page by page."""
        return self.plan.where is not None and self.sort == "made" and self.group is None

    def run(self, store: Store, stop: Stop = lambda: False) -> Listing:
        """Find the segments. Raises: Stopped where `stop` says so."""
        hidden = _hidden(store)[0]
        everything = Filter(where=hidden)
        total = segments.count(store, everything)
        if self.light:
            wanted = Filter(where=self.plan.where)
            plain = self.plan.node is None
            count = total if plain else segments.count(store, wanted)
            made = Listing(self.plan, count, total, self.blind)
            if count <= WHOLE:
                with store.read() as connection:
                    made.entries = list(segments.ids(connection, wanted))
                made.count = len(made.entries)
            return made
        with store.read() as connection:
            keys = evaluating.evaluate(connection, self.plan, stop)
            entries = arranged(connection, store, keys, self.sort, self.group, stop)
        return Listing(self.plan, len(keys), total, self.blind, entries, self.sort, self.group)


def request(
    store: Store,
    query: str = "",
    *,
    unit: str | None = None,
    sort: str | None = None,
    group: str | None = None,
    more: Where | None = None,
) -> Request:
    """Return a query as it is understood. Raises: UsageError, NotFound, Ambiguous."""
    hidden, blind = _hidden(store)
    parts = [w for w in (hidden, more) if w is not None]
    plan = evaluating.plan(store, query, unit=unit, hidden=Where.both(parts) if parts else None)
    by = by_name(store, group) if group else None
    return Request(plan, by_name(store, sort or "made"), by, blind)


def added(store: Store, query: str, more: str) -> str:
    """Return a query that both of these narrow. Raises: UsageError."""
    known = evaluating.known_codes(store)
    return joined([*items(query, known), *items(more, known)])


def _hidden(store: Store) -> tuple[Where | None, int]:
    """Return what keeps others' work in documents one codes blind out, and how many they are."""
    me = Coders(store).current()
    if me is None:
        return None, 0
    with store.read() as connection:
        m = mark(connection)
        sql = (
            "SELECT DISTINCT v.document_id FROM coding_round r "
            "JOIN assignment a ON a.round_id = r.id JOIN version v ON v.id = a.version_id "
            f"WHERE a.coder_id = {m} AND r.blind = 1 AND r.closed_at IS NULL"
        )
        n = len(connection.exec_driver_sql(sql, (me.id,)).all())
    if not n:
        return None, 0
    return Where(f"NOT (s.coder_id <> {m} AND p.document_id IN ({sql}))", (me.id, me.id)), n


_LISTED = {
    "group": "SELECT shown FROM code_group ORDER BY shown",
    "document": "SELECT d.shown FROM document d "
    "WHERE EXISTS (SELECT 1 FROM place p WHERE p.document_id = d.id) ORDER BY d.id",
    "case": "SELECT DISTINCT c.name FROM cases c JOIN document d ON d.case_id = c.id "
    "WHERE EXISTS (SELECT 1 FROM place p WHERE p.document_id = d.id) ORDER BY c.name",
    "speaker": "SELECT DISTINCT label FROM speaker ORDER BY label",
    "round": "SELECT name FROM coding_round ORDER BY id",
    "language": "SELECT DISTINCT language FROM document ORDER BY language",
    "kind": "SELECT DISTINCT kind FROM document ORDER BY kind",
}


def values(store: Store, field: str) -> list[str]:
    """Return what is there of a field, by name."""
    with store.read() as connection:
        return [str(row[0]) for row in connection.exec_driver_sql(_LISTED[field])]


def whose(store: Store, keys: Sequence[int]) -> list[tuple[str, int]]:
    """Return the uid and the coder's key of segments."""
    sql = "SELECT id, uid, coder_id FROM segment WHERE id IN ({})"
    with store.read() as connection:
        found = {row[0]: (row[1], row[2]) for row in select_in(connection, sql, list(keys))}
    return [found[key] for key in keys if key in found]
