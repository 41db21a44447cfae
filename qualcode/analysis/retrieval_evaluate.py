"""What a query finds: a set of segments for each of its parts.

A condition asks the segment itself, and narrows what every code within the same brackets is looked
for in. `and` and `not` between codes ask about a unit: in a passage a segment has what overlaps
it (shares a character with it) or what it is itself; in a document or case, all that stands there.
Listed are the segments of the codes that are not negated; of a position, those of its left side.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from qualcode.analysis import retrieval_positions as positions
from qualcode.analysis.retrieval_cases import CaseOf, Raw
from qualcode.analysis.retrieval_conditions import Meaning, Meanings
from qualcode.analysis.retrieval_language import fault, parse
from qualcode.analysis.retrieval_nodes import (
    All,
    Codes,
    Condition,
    Either,
    Group,
    Node,
    Not,
    Position,
    about_codes,
    walk,
)
from qualcode.analysis.retrieval_positions import Measure, Span
from qualcode.coding.segments import Where
from qualcode.documents import listing
from qualcode.documents.turns import current_turns
from qualcode.errors import UsageError
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text.shadow import fold
from qualcode.text.words import words

UNITS = {
    "passage": ("passage", "段落"), "document": ("document", "文档"), "case": ("case", "个案")
}  # fmt: skip

Stop = Callable[[], bool]


class Stopped(Exception):
    """The work was cancelled; nothing was changed."""


@dataclass(frozen=True)
class Plan:
    """A query resolved on a project: all that is needed to find its segments."""

    query: str
    node: Node | None
    unit: str
    where: Where | None  # all of it in SQL, where that can be
    scope: Where  # what every segment must fulfil
    pushed: frozenset[Node] = frozenset()
    codes: dict[Codes, frozenset[int]] = field(default_factory=dict)
    meanings: dict[Condition, Meaning] = field(default_factory=dict)

    @property
    def joins(self) -> bool:
        """Whether `and` or `not` in it is about codes that meet in its unit."""
        return self.node is not None and _joins(self.node)

    @property
    def places(self) -> bool:
        """Whether it asks for positions."""
        found: list[Node] = []
        if self.node is not None:
            walk(self.node, found.append)
        return any(isinstance(one, Position) for one in found)


def plan(store: Store, query: str, *, unit: str | None = None, hidden: Where | None = None) -> Plan:
    """Return what a query means. Raises: UsageError, NotFound, Ambiguous, with the place."""
    node = parse(query, known_codes(store))
    unit, node = _unit(query, node, unit)
    meanings: dict[Condition, Meaning] = {}
    codes: dict[Codes, frozenset[int]] = {}
    resolve = Meanings(store, query)

    def visit(one: Node) -> None:
        if isinstance(one, Condition) and one not in meanings:
            meanings[one] = resolve.of(one)
        elif isinstance(one, Codes) and one not in codes:
            codes[one] = frozenset(resolve.codes(one.names, one.places, only=one.only))

    if node is not None:
        walk(node, visit)
    with store.read() as connection:
        m = mark(connection)
    made = Plan(query, node, unit, None, Where("1 = 1"), frozenset(), codes, meanings)
    always = [] if hidden is None else [hidden]
    simple = Where.both([]) if node is None else _where(made, node, m)
    if simple is not None:
        whole = Where.both([*always, *([] if node is None else [simple])])
        return Plan(query, node, unit, whole, whole, frozenset(), codes, meanings)
    pushed: list[Node] = []
    if isinstance(node, All):
        for one in node.items:
            sql = None if about_codes(one) else _where(made, one, m)
            if sql is not None:
                pushed.append(one)
                always.append(sql)
    if node is not None and _bounded(node):
        mentioned = frozenset().union(*codes.values())
        always.append(_in_codes(mentioned, m))
    scope = Where.both(always)
    return Plan(query, node, unit, None, scope, frozenset(pushed), codes, meanings)


def known_codes(store: Store) -> set[str]:
    """Return the folded names of codes, for reading unquoted names of several words."""
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT shown, name_zh, name_en FROM code").all()
    return {fold(name) for row in rows for name in row if name}


def _unit(query: str, node: Node | None, unit: str | None) -> tuple[str, Node | None]:
    """Take the unit out of a query."""
    known = {spelling: name for name, spellings in UNITS.items() for spelling in spellings}
    items = node.items if isinstance(node, All) else (node,) if node is not None else ()
    said = [i for i in items if isinstance(i, Condition) and i.name == "unit"]
    if unit is not None and unit not in UNITS:
        raise UsageError(f"No unit “{unit}”. Units are: {', '.join(UNITS)}.")
    if not said:
        return unit or "passage", node
    value = fold(str(said[0].values[0])) if len(said[0].values) == 1 else ""
    if len(said) > 1 or said[0].sign != "=" or value not in known:
        text = f"a unit is one of {', '.join(UNITS)}, said once."
        raise UsageError(fault(query, said[-1].place, text))
    rest = tuple(i for i in items if i is not said[0])
    left = All(rest) if len(rest) > 1 else rest[0] if rest else None
    return known[value], left


# SQL --------------------------------------------------------------------------------------------


def _in_codes(codes: Collection[int], m: str) -> Where:
    listed = tuple(sorted(codes))
    if not listed:
        return Where("1 = 0")
    return Where(f"s.code_id IN ({', '.join([m] * len(listed))})", listed)


def _where(made: Plan, node: Node, m: str) -> Where | None:
    """Return a node in SQL, None where it asks how segments stand to each other or a test."""
    if isinstance(node, Codes):
        return _in_codes(made.codes[node], m)
    if isinstance(node, Condition):
        meaning = made.meanings[node]
        if meaning.where is None or not meaning.negated:
            return meaning.where
        return Where(f"NOT ({meaning.where.sql})", meaning.where.bound)
    if isinstance(node, Group):
        return _where(made, node.item, m)
    if isinstance(node, Position):
        return None
    if isinstance(node, Not):
        inner = None if about_codes(node.item) else _where(made, node.item, m)
        return None if inner is None else Where(f"NOT ({inner.sql})", inner.bound)
    if isinstance(node, All) and sum(about_codes(i) for i in node.items) > 1:
        return None
    parts = [_where(made, i, m) for i in node.items]
    kept = [p for p in parts if p is not None]
    if len(kept) < len(parts):
        return None
    return Where.both(kept) if isinstance(node, All) else Where.either(kept)


def _bounded(node: Node) -> bool:
    """Say whether what a node finds, and all it looks at, is of the codes it names."""
    if isinstance(node, Codes):
        return True
    if isinstance(node, (Condition, Not)):
        return False
    if isinstance(node, Group):
        return _bounded(node.item)
    if isinstance(node, Position):
        return _bounded(node.left) and _bounded(node.right)
    if isinstance(node, Either):
        return all(_bounded(i) for i in node.items)
    asked = [i for i in node.items if about_codes(i)]
    return any(not isinstance(i, Not) for i in asked) and all(
        _bounded(i.item if isinstance(i, Not) else i) for i in asked
    )


def _joins(node: Node) -> bool:
    if isinstance(node, (Codes, Condition)):
        return False
    if isinstance(node, Position):
        return _joins(node.left) or _joins(node.right)
    if isinstance(node, Group):
        return _joins(node.item)
    if isinstance(node, Not):
        return about_codes(node.item)
    many = isinstance(node, All) and sum(about_codes(i) for i in node.items) > 1
    return many or any(_joins(i) for i in node.items)


# Finding ----------------------------------------------------------------------------------------


def evaluate(connection: Connection, made: Plan, stop: Stop = lambda: False) -> list[int]:
    """Return the keys of the segments that a query finds, as they were made.

    Raises: Stopped where `stop` says so.
    """
    sql = (
        "SELECT s.id, p.document_id, p.start_at, p.end_at, p.state, s.code_id, s.coder_id "
        f"FROM segment s JOIN place p ON p.segment_id = s.id WHERE {made.scope.sql}"
    )
    rows = {r[0]: Raw(*r) for r in connection.exec_driver_sql(sql, made.scope.bound)}
    if made.node is None or made.where is not None:
        return sorted(rows)
    return sorted(_Finder(connection, made, rows, stop).of(made.node, set(rows)))


class _Finder:
    def __init__(
        self, connection: Connection, made: Plan, rows: dict[int, Raw], stop: Stop
    ) -> None:
        self._connection = connection
        self._plan = made
        self._rows = rows
        self._stop = stop
        self._cases: CaseOf | None = None

    def of(self, node: Node, inside: set[int]) -> set[int]:
        """Return the segments that a node finds among some."""
        if self._stop():
            raise Stopped
        if isinstance(node, Codes):
            codes = self._plan.codes[node]
            return {i for i in inside if self._rows[i].code in codes}
        if isinstance(node, Condition):
            return self._condition(node, inside)
        if isinstance(node, Group):
            return self.of(node.item, inside)
        if isinstance(node, Either):
            return set().union(*(self.of(i, inside) for i in node.items))
        if isinstance(node, Position):
            return self._position(node, inside)
        if isinstance(node, Not) and not about_codes(node.item):
            return inside - self.of(node.item, inside)
        return self._all(node.items if isinstance(node, All) else (node,), inside)

    def _condition(self, node: Condition, inside: set[int]) -> set[int]:
        meaning = self._plan.meanings[node]
        if meaning.where is not None:
            sql = (
                "SELECT s.id FROM segment s JOIN place p ON p.segment_id = s.id "
                f"WHERE {meaning.where.sql}"
            )
            rows = self._connection.exec_driver_sql(sql, meaning.where.bound)
            found = inside & {r[0] for r in rows}
        elif meaning.test is not None:
            found = meaning.test(self._connection, [self._rows[i] for i in inside])
        else:
            found = set()
        return inside - found if meaning.negated else found

    def _all(self, items: Sequence[Node], inside: set[int]) -> set[int]:
        for one in items:
            if not about_codes(one) and one not in self._plan.pushed:
                inside = self.of(one, inside)
        asked = [i for i in items if about_codes(i)]
        if not asked:
            return inside
        there = [self.of(i, inside) for i in asked if not isinstance(i, Not)]
        away = [self.of(i.item, inside) for i in asked if isinstance(i, Not)]
        found: set[int] = set().union(*there) if there else inside
        if self._plan.unit == "case" and (len(there) > 1 or away):
            found = {i for i in found if self._case(i) is not None}
        if len(there) > 1:
            for some in there:
                found = self._meeting(found, some)
        for some in away:
            found = found - self._meeting(found, some)
        return found

    def _meeting(self, found: set[int], some: set[int]) -> set[int]:
        """Return those of `found` in whose unit one of `some` stands."""
        if self._plan.unit == "document":
            documents = {self._rows[i].document for i in some}
            return {i for i in found if self._rows[i].document in documents}
        if self._plan.unit == "case":
            cases = {self._case(i) for i in some}
            return {i for i in found if self._case(i) in cases}
        return (found & some) | self._by_document(
            found - some, some, lambda _document, left, right: positions.overlapping(left, right)
        )

    def _case(self, one: int) -> str | None:
        if self._cases is None:
            self._cases = CaseOf(self._connection, {r.document for r in self._rows.values()})
        return self._cases.of(self._rows[one].document, self._rows[one].start)

    # Positions --------------------------------------------------------------------------------

    def _position(self, node: Position, inside: set[int]) -> set[int]:
        left, right = self.of(node.left, inside), self.of(node.right, inside)
        found = self._by_document(left, right, self._sweep(node, left, right))
        return left - found if node.negated else found

    def _sweep(
        self, node: Position, left: set[int], right: set[int]
    ) -> Callable[[int, list[Span], list[Span]], set[int]]:
        if node.distance is None:
            plain = {
                "overlaps": positions.overlapping, "within": positions.within,
                "contains": positions.containing,
            }[node.kind]  # fmt: skip
            return lambda _document, some, others: plain(some, others)
        measured = {
            "near": positions.near, "followed by": positions.followed,
            "preceded by": positions.preceded,
        }[node.kind]  # fmt: skip
        both = {self._rows[i].document for i in left} & {self._rows[i].document for i in right}
        measure = self._measures(node.distance.unit, both)
        most = node.distance.n
        return lambda document, some, others: measured(some, others, most, measure(document))

    def _by_document(
        self,
        left: Iterable[int],
        right: Iterable[int],
        sweep: Callable[[int, list[Span], list[Span]], set[int]],
    ) -> set[int]:
        some, others = self._spans(left), self._spans(right)
        found: set[int] = set()
        for document in some.keys() & others.keys():
            if self._stop():
                raise Stopped
            found |= sweep(document, some[document], others[document])
        return found

    def _spans(self, keys: Iterable[int]) -> dict[int, list[Span]]:
        """Return segments by document; those whose words are lost stand nowhere."""
        found: dict[int, list[Span]] = {}
        for one in keys:
            row = self._rows[one]
            if row.state != "lost":
                found.setdefault(row.document, []).append((one, row.start, row.end))
        return found

    def _measures(self, unit: str, documents: Collection[int]) -> Callable[[int], Measure]:
        if unit == "characters":
            return lambda _document: positions.characters
        if unit == "turns":
            starts = turn_starts(self._connection, documents)
            return lambda document: positions.by_turns(starts[document])
        texts = listing.texts(self._connection, list(documents))
        return lambda document: positions.by_words(words(texts[document]))


def turn_starts(connection: Connection, documents: Collection[int]) -> dict[int, list[int]]:
    """Return where the turns of documents begin; of a text without turns, its written lines."""
    turns = current_turns(connection, list(documents))
    found = {document: [t.start for t in listed] for document, listed in turns.items()}
    bare = [d for d in documents if d not in found]
    for document, text in listing.texts(connection, bare).items():
        found[document] = [start for start, _ in lines(text)]
    return found


def lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of the lines of a text that hold words; of an empty one, the whole."""
    found = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found or [(0, len(text))]


def number_of(starts: Sequence[int], offset: int) -> int:
    """Return which turn an offset is in, the first 0; before the first it is the first's."""
    return max(0, bisect_right(starts, offset) - 1)
