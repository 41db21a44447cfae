"""The cells of the summary matrix (framework): cases × codes or themes.

A cell says what stands behind it: segments that count, segments in passages that nobody is done
with, reviewed and nothing coded, not reviewed, or no material at all. These are never mixed: 'not
looked at' is no 'nothing there'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis import evidence, quoting
from qualcode.analysis.base import Base
from qualcode.analysis.evidence import Change, Material, Source
from qualcode.analysis.subjects import Subject
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

CODED = "coded"
NOTHING = "nothing coded"
UNREAD = "not reviewed"
EMPTY = "no material"
STATES = (CODED, NOTHING, UNREAD, EMPTY)
"""What stands behind a cell, in the layer: segments that count; reviewed for it, none; not (wholly)
reviewed for it; the case has no interview, or no answer to the question."""
CELLS = ["case", "subject", "about", "state", "segments", "open", "summary", "stale", "change",
         "coder", "written", "uid"]  # fmt: skip


@dataclass(frozen=True)
class SummaryRow:
    """A summary that was written: case (or document) and code or theme, by name and uid.

    seen: digests by the uid of the segments that it was written from, in a layer. A name is empty
    where what it names is gone.
    """

    id: int
    uid: str
    case: str
    case_uid: str
    about: str
    subject: str
    subject_uid: str
    question: str | None
    text: str
    layer: str
    seen: Mapping[str, str]
    coder: str
    created: str
    changed: str


@dataclass(frozen=True)
class Cell:
    """A cell of the matrix: what stands behind it, and the summary, if one was written.

    segments: how many count; open: how many more stand in passages that nobody is done with.
    change: what happened to them since the summary was written.
    """

    case: str
    subject: Subject
    state: str
    segments: int
    open: int
    summary: SummaryRow | None
    change: Change

    @property
    def stale(self) -> bool:
        """Whether the segments changed since the summary was written."""
        return self.summary is not None and self.change.any

    @property
    def shown(self) -> str:
        """The cell as it is printed: the summary, or why there is none."""
        if self.summary is not None:
            return self.summary.text
        if self.state == CODED:
            return f"(no summary yet: {many(self.segments + self.open)})"
        if self.open:
            return f"no data: {self.state} ({many(self.open)} so far)"
        return f"no data: {self.state}"


@dataclass(frozen=True)
class SummaryMatrix:
    """Cases × codes or themes: `rows` in the order of `cases`, each in that of `subjects`."""

    cases: tuple[str, ...]
    subjects: tuple[Subject, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: str

    @property
    def cells(self) -> pd.DataFrame:
        """A row a cell, with the columns of `CELLS`."""
        import pandas as pd

        listed = [
            [
                cell.case, cell.subject.name, cell.subject.about, cell.state, cell.segments,
                cell.open, cell.summary.text if cell.summary else None, cell.stale,
                cell.change.told if cell.summary else "",
                cell.summary.coder if cell.summary else None,
                cell.summary.changed if cell.summary else None,
                cell.summary.uid if cell.summary else None,
            ]
            for row in self.rows
            for cell in row
        ]  # fmt: skip
        made = pd.DataFrame(listed, columns=CELLS)
        made.attrs["foot"] = self.foot
        return made

    @property
    def table(self) -> pd.DataFrame:
        """A row a case, a column a code or theme: the summaries, or why there is none.

        A stale one ends with what changed, in square brackets.
        """
        import pandas as pd

        texts = [
            [cell.shown + (f" [since: {cell.change.told}]" if cell.stale else "") for cell in row]
            for row in self.rows
        ]
        made = pd.DataFrame(
            texts,
            index=pd.Index(self.cases, name="case", dtype="str"),
            columns=pd.Index([one.name for one in self.subjects], dtype="str"),
            dtype="str",
        )
        made.attrs["foot"] = self.foot
        return made


def people(
    store: Store,
    base: Base,
    cases: Sequence[str] | None,
    written: Mapping[tuple[str, str], SummaryRow],
) -> list[tuple[str, str, int | None]]:
    """Return the rows of a matrix: name, uid, and the place among the units, if it has one."""
    with store.read() as connection:
        of_cases: dict[str, str] = {
            r[1]: r[0] for r in connection.exec_driver_sql("SELECT uid, name FROM cases")
        }
        alone: dict[int, str] = {
            r[0]: r[1]
            for r in connection.exec_driver_sql(
                "SELECT id, uid FROM document WHERE case_id IS NULL"
            )
        }
    found: dict[str, tuple[str, str, int | None]] = {}
    for at, unit in enumerate(base.units):
        uid = alone[next(iter(unit.words))] if unit.alone else of_cases[unit.case]
        found[uid] = (unit.case, uid, at)
    if cases is None:
        for row in written.values():
            if row.case:
                found.setdefault(row.case_uid, (row.case, row.case_uid, None))
        return list(found.values())
    if isinstance(cases, str):
        cases = [cases]
    chosen = []
    for case in cases:
        _, uid, name = quoting.case_of(store, case)
        chosen.append(found.get(uid, (name, uid, None)))
    return list(dict.fromkeys(chosen))


class Cells:
    """The cells of a source: made row by row from what was read once."""

    def __init__(
        self,
        store: Store,
        source: Source,
        wanted: Sequence[Subject],
        written: Mapping[tuple[str, str], SummaryRow],
    ) -> None:
        self._source = source
        self._wanted = wanted
        self._written = written
        self._behind = {one.uid: source.by_unit(one.codes) for one in wanted}
        needed = {m.segment for m in source.material}
        with store.read() as connection:
            known = store.keys.uids(connection, "segment", needed)
            self._uid = {key: known[key] for key in needed}
        self._store = store
        self._digests: dict[str, str] | None = None

    def behind(self, subject: Subject, at: int) -> list[Material]:
        """Return the segments behind a cell."""
        return self._behind[subject.uid].get(at, [])

    def digests(self, subject: Subject, at: int) -> dict[str, str]:
        """Return the digests of the segments behind a cell, by uid."""
        if self._digests is None:
            self._digests = quoting.digests(self._store, self._uid)
        return {
            uid: self._digests[uid]
            for uid in (self._uid[m.segment] for m in self.behind(subject, at))
        }

    def row(self, name: str, uid: str, at: int | None) -> tuple[Cell, ...]:
        """Return the cells of a case."""
        return tuple(self._cell(name, uid, at, subject) for subject in self._wanted)

    def _cell(self, name: str, uid: str, at: int | None, subject: Subject) -> Cell:
        summary = self._written.get((uid, subject.uid))
        behind = [] if at is None else self.behind(subject, at)
        counting = sum(m.counts for m in behind)
        change = Change()
        if summary is not None:
            today = {} if at is None else self.digests(subject, at)
            change = evidence.since(summary.seen, today)
        return Cell(
            name, subject, self._state(at, counting, subject), counting, len(behind) - counting,
            summary, change,
        )  # fmt: skip

    def _state(self, at: int | None, counting: int, subject: Subject) -> str:
        if at is None:
            return EMPTY
        if counting:
            return CODED
        return NOTHING if self._source.reviewed_for(at, subject.needed) else UNREAD


def since(row: SummaryRow | None, today: Mapping[str, str], uid: str) -> str:
    """Return whether a segment came, or has other words, since a summary was written."""
    if row is None:
        return ""
    if uid not in row.seen:
        return "added"
    return "changed" if row.seen[uid] != today[uid] else ""


def many(n: int) -> str:
    """Return so many segments in words."""
    return f"{n:,} segment{'s' * (n != 1)}"


def foot(source: Source, rows: Sequence[Sequence[Cell]], layer: str) -> str:
    """Return what a matrix is, how much of it is written, and why the rest is not."""
    cells = [cell for row in rows for cell in row]
    written = sum(cell.summary is not None for cell in cells)
    stale = sum(cell.stale for cell in cells)
    lacking = sum(cell.summary is None and cell.state == CODED for cell in cells)
    name = source.base.source
    parts = [
        f"{name.capitalize() if source.question is None else name}, layer {layer}: "
        f"{len(rows):,} case{'s' * (len(rows) != 1)}, {written:,} of {len(cells):,} cells "
        "summarised"
    ]
    if stale:
        parts.append(f"{stale:,} stale")
    if lacking:
        parts.append(f"{lacking:,} with segments and no summary yet")
    none = [
        (sum(cell.state == state for cell in cells), state) for state in (NOTHING, UNREAD, EMPTY)
    ]
    said = ", ".join(f"{n:,} {state}" for n, state in none if n)
    return f"{'; '.join(parts)}. " + (f"No data: {said}." if said else "No cell is without data.")
