"""The project as it was: codebook, documents and segments after a batch, folded from the journal.

Nothing is written. Of each table only the events up to the batch are folded, in short transactions;
segments are placed in the text that their document had then. Whoever may not read the vault reads
the texts of before with its words replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotFound
from qualcode.history.log import LogRow
from qualcode.history.veil import Veil
from qualcode.store import events, fold, steps
from qualcode.store.events import Entry, Order
from qualcode.store.fold import Folded
from qualcode.store.keys import mark, select_in
from qualcode.store.settle import fold_name
from qualcode.store.store import Store
from qualcode.store.taking_back import Progress
from qualcode.text.edits import EditMap
from qualcode.text.interface import language

if TYPE_CHECKING:
    import pandas as pd

PIECE = 500
State = Mapping[str, Folded]
_FIRST: Order = (0, "", 0, 0)


@dataclass(frozen=True)
class PastCode:
    """A code as it was; depth: how many codes are above it."""

    code: str
    parent: str | None
    path: str
    category: bool
    retired: bool
    definition: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    color: str
    letters: str
    segments: int
    documents: int
    depth: int


@dataclass(frozen=True)
class PastDocument:
    """A document as it was: its name, and what of it was coded by whom."""

    document: str
    kind: str
    language: str
    segments: int
    coders: tuple[str, ...]


@dataclass(frozen=True)
class PastSegment:
    """A segment as it was, in the text of then; `state` is exact, changed, lost or whole."""

    segment: str
    document: str
    start: int
    end: int
    text: str
    code: str
    revision: int
    coder: str
    origin: str
    strength: int | None
    created: str
    state: str


@dataclass(frozen=True)
class Past:
    """The project as it was after a batch, as rows; `codebook`, `documents`, `segments` as frames.

    codes: in the order of the tree. spans: the segments, in the order of the documents and texts.
    """

    batch: LogRow
    codes: tuple[PastCode, ...]
    papers: tuple[PastDocument, ...]
    spans: tuple[PastSegment, ...]

    def codebook(self) -> pd.DataFrame:
        """Return the codes as a frame."""
        return _frame(PastCode, self.codes).drop(columns="depth")

    def documents(self) -> pd.DataFrame:
        """Return the documents as a frame."""
        return _frame(PastDocument, self.papers)

    def segments(self) -> pd.DataFrame:
        """Return the segments as a frame."""
        return _frame(PastSegment, self.spans)


def _frame(kind: type, rows: Collection[Any]) -> pd.DataFrame:
    import pandas as pd

    names = [one.name for one in fields(kind)]
    made = pd.DataFrame([[getattr(r, n) for n in names] for r in rows], columns=names)
    if "strength" in names:
        made["strength"] = made["strength"].astype("Int64")
    return made


def at(
    store: Store, batch: LogRow, *, document: str | None = None, progress: Progress | None = None
) -> Past:
    """Return the project as it was after a batch; the segments of one document if it is named.

    An error raised by `progress` stops it. Raises: NotFound for a document that was not there.
    """
    return _Looking(store, batch, progress).past(document)


class _Looking:
    """One look back."""

    def __init__(self, store: Store, batch: LogRow, progress: Progress | None) -> None:
        self.store, self.batch, self.progress = store, batch, progress
        self.veil = Veil(store)
        with store.read() as connection:
            self.until = steps.order_of(connection, batch.batch)
        self.places: dict[str, list[tuple[Order, int]]] = self._places()
        self.total = sum(len(listed) for listed in self.places.values())
        self.done = 0

    def past(self, document: str | None) -> Past:
        """Fold what is needed, and dress it."""
        self.coders = {u: str(r.values["name"]) for u, r in self._fold("coder").items()}
        self.names = self._named(self._fold("document"))
        only = None if document is None else self._find(document)
        self.versions = self._fold("version")
        segments = {u: s for u, s in self._fold("segment").items() if s.alive}
        codes = self._fold("code")
        self.code_names = self._shown(codes)
        papers = {u: d for u, d in self.names.items() if d[1].alive}
        self.own = self._seen(segments)
        listed = {u: s for u, s in self.own.items() if only is None or self._document_of(s) == only}
        spans = tuple(self._spans(listed))
        return Past(
            self.batch, tuple(self._codes(codes)), tuple(self._papers(papers)), spans
        )  # fmt: skip

    # Folding ----------------------------------------------------------------------------------

    def _places(self) -> dict[str, list[tuple[Order, int]]]:
        """Return, by table, the events up to the batch, in order, by key."""
        wanted = ("coder", "document", "version", "texts", "segment", "code")
        found: dict[str, list[tuple[Order, int]]] = {name: [] for name in wanted}
        after = 0
        while True:
            with self.store.read() as connection:
                m = mark(connection)
                rows = connection.exec_driver_sql(
                    "SELECT e.id, e.table_name, b.lamport, c.uid, b.sequence, e.position "
                    "FROM event e JOIN batch b ON b.id = e.batch_id "
                    "JOIN chain c ON c.id = b.chain_id "
                    f"WHERE e.id > {m} ORDER BY e.id LIMIT {4 * PIECE}",
                    (after,),
                ).all()
            if not rows:
                break
            for key, table, *order in rows:
                if table in found and tuple(order[:3]) <= self.until:
                    found[table].append(((order[0], order[1], order[2], order[3]), key))
            after = rows[-1][0]
            if self.progress is not None:
                self.progress(0, 1)
        for listed in found.values():
            listed.sort()
        return found

    def _fold(self, table: str, wanted: Collection[str] | None = None) -> dict[str, Folded]:
        return fold.fold(self._entries(table), wanted)

    def _entries(self, table: str) -> Iterator[Entry]:
        listed = self.places[table]
        for at in range(0, len(listed), PIECE):
            piece = [key for _, key in listed[at : at + PIECE]]
            with self.store.read() as connection:
                entries = events.load(connection, piece)
            yield from entries
            self.done += len(piece)
            if self.progress is not None:
                self.progress(self.done, self.total)

    # Names ------------------------------------------------------------------------------------

    def _named(self, state: State) -> dict[str, tuple[str, Folded]]:
        plain = {u: str(r.values["name"]) for u, r in state.items() if "name" in r.values}
        names = {**plain, **_tell_apart({u: r for u, r in state.items() if r.alive}, self.coders)}
        return {u: (self.veil.text(names[u]), state[u]) for u in names}

    def _shown(self, codes: State) -> dict[str, str]:
        live = {u: r for u, r in codes.items() if r.alive and not r.values.get("retired")}
        plain = {u: str(r.values.get("name", "")) for u, r in codes.items()}
        found = {**plain, **_tell_apart(live, self.coders)}
        return {u: self.veil.text(name) for u, name in found.items()}

    def _find(self, name: str) -> str:
        for uid, (shown, row) in self.names.items():
            if row.alive and name in (uid, shown):
                return uid
        from qualcode.documents import listing

        uid = listing.find(self.store, name).uid
        if uid not in self.names or not self.names[uid][1].alive:
            raise NotFound(
                f"“{name}” was not in the project at number {self.batch.number} of the log."
            )
        return uid

    # What is shown ----------------------------------------------------------------------------

    def _document_of(self, segment: Folded) -> str:
        version = self.versions.get(str(segment.values["version_id"]))
        return "" if version is None else str(version.values["document_id"])

    def _seen(self, segments: State) -> dict[str, Folded]:
        """Leave out what was coded in documents that this coder codes blind now: by others, and
        their own of before.
        """
        me = self.store.coder[0] if self.store.coder else None
        if me is None or not self.veil.blind_to(""):
            return dict(segments)
        with self.store.read() as connection:
            sql = "SELECT uid, id FROM document WHERE uid IN ({})"
            ids = {r[0]: r[1] for r in select_in(connection, sql, list(self.names))}
        blind = {uid for uid, key in ids.items() if self.veil.blind_in(key)}
        rounds = self.veil.rounds()
        return {
            u: s
            for u, s in segments.items()
            if (s.values["coder_id"] == me and s.values["round_id"] in rounds)
            or self._document_of(s) not in blind
        }

    def _codes(self, codes: State) -> Iterator[PastCode]:
        """Yield the codes of then, and those gone that segments of then still stand on."""
        used: dict[str, list[str]] = {}
        for segment in self.own.values():
            used.setdefault(str(segment.values["code_id"]), []).append(self._document_of(segment))
        there = {u: r.values for u, r in codes.items() if r.alive or u in used}
        below: dict[str | None, list[str]] = {}
        for uid in there:
            below.setdefault(_parent(there, uid), []).append(uid)

        def walk(parent: str | None, above: tuple[str, ...]) -> Iterator[PastCode]:
            for uid in sorted(below.get(parent, ()), key=lambda u: (there[u]["position"], u)):
                row, name = there[uid], self.code_names[uid]
                said = {n: self.veil.text(str(row[n])) for n in _WORDS}
                first, other = ("zh", "en") if language() == "zh" else ("en", "zh")
                yield PastCode(
                    name, above[-1] if above else None, " / ".join((*above, name)),
                    bool(row["is_category"]), bool(row["retired"]),
                    said[f"definition_{first}"] or said[f"definition_{other}"],
                    **said, color=str(row["color"]), letters=str(row["letters"]),
                    segments=len(used.get(uid, ())), documents=len(set(used.get(uid, ()))),
                    depth=len(above),
                )  # fmt: skip
                # What stands below a retired code is shown below what is above that.
                yield from walk(uid, above if row["retired"] else (*above, name))

        yield from walk(None, ())

    def _papers(self, papers: Mapping[str, tuple[str, Folded]]) -> Iterator[PastDocument]:
        count: dict[str, int] = {}
        people: dict[str, dict[str, None]] = {}
        for segment in self.own.values():
            uid = self._document_of(segment)
            count[uid] = count.get(uid, 0) + 1
            people.setdefault(uid, {})[self.coders.get(str(segment.values["coder_id"]), "?")] = None
        for uid, (name, row) in papers.items():
            yield PastDocument(
                name, str(row.values["kind"]), str(row.values["language"]), count.get(uid, 0),
                tuple(sorted(people.get(uid, ()))),
            )  # fmt: skip

    def _spans(self, segments: State) -> Iterator[PastSegment]:
        """Yield segments in the text that their document had then."""
        of: dict[str, list[tuple[str, Folded]]] = {}
        for uid, segment in segments.items():
            of.setdefault(self._document_of(segment), []).append((uid, segment))
        of = {u: listed for u, listed in of.items() if u in self.names}
        current = {u: str(self.names[u][1].values["version_id"]) for u in of}
        wanted = {str(self.versions[v].values["texts_id"]) for v in current.values()}
        texts = self._fold("texts", wanted)
        for uid in (u for u in self.names if u in of):
            now = current[uid]
            text = str(texts[str(self.versions[now].values["texts_id"])].values["content"])
            shown, veil = self.veil.mapped(text)
            placed = [self._placed(u, s, now, len(text)) for u, s in of[uid]]
            placed.sort(key=lambda p: (p[2], -p[3], p[0]))
            for key, row, start, end, state in placed:
                spot = veil.place(start, end)
                values = row.values
                yield PastSegment(
                    key, self.names[uid][0], spot.start, spot.end, shown[spot.start : spot.end],
                    self.code_names.get(str(values["code_id"]), ""), int(values["code_revision"]),
                    self.coders.get(str(values["coder_id"]), "?"), str(values["origin"]),
                    values["strength"], str(values["created_at"]), state,
                )  # fmt: skip

    def _placed(
        self, uid: str, segment: Folded, now: str, characters: int
    ) -> tuple[str, Folded, int, int, str]:
        start, end = segment.values["start_at"], segment.values["end_at"]
        if start is None:
            return uid, segment, 0, characters, "whole"
        spot = self._map(str(segment.values["version_id"]), now).place(start, end)
        return uid, segment, spot.start, spot.end, spot.state

    def _map(self, old: str, new: str) -> EditMap:
        """Return the map from one version to another, up to their common ancestor and down."""
        up, down = self._line(old), self._line(new)
        shared = next(v for v in up if v in down)
        found = EditMap()
        for version in up[: up.index(shared)]:
            found = found.then(self._own_map(version).invert())
        for version in reversed(down[: down.index(shared)]):
            found = found.then(self._own_map(version))
        return found

    def _line(self, version: str) -> list[str]:
        line = [version]
        while (parent := self.versions[line[-1]].values["parent_id"]) is not None:
            line.append(str(parent))
        return line

    def _own_map(self, version: str) -> EditMap:
        return EditMap.from_json(str(self.versions[version].values["edit_map"]))


_WORDS = ("name_zh", "name_en", "definition_zh", "definition_en")


def _parent(codes: Mapping[str, Mapping[str, Any]], uid: str) -> str | None:
    """Return the code above, None at the top and where what is above is gone or goes in a circle.

    Circles are made by merging moves alone; the project of then settled them by the order of the
    moves, here all codes of a circle stand at the top.
    """
    first = codes[uid]["parent_id"]
    seen, above = {uid}, first
    while above is not None and above in codes:
        if above in seen:
            return None
        seen.add(above)
        above = codes[above]["parent_id"]
    return str(first) if first is not None and first in codes else None


def _tell_apart(rows: State, coders: Mapping[str, str]) -> dict[str, str]:
    """Return the shown names: of equal ones the first to be given stays, later ones add a name."""
    nothing = (_FIRST, "")
    ordered = sorted(rows, key=lambda u: (rows[u].written.get("name", nothing)[0], u))
    found: dict[str, str] = {}
    taken: dict[str, set[str]] = {}
    for uid in ordered:
        name = str(rows[uid].values.get("name", ""))
        used = taken.setdefault(fold_name(name), set())
        if used:
            plain = f"{name} ({coders.get(rows[uid].written.get('name', nothing)[1], '?')})"
            name, n = plain, 2
            while name in used:
                name, n = f"{plain} {n}", n + 1
        used.add(name)
        found[uid] = name
    return found
