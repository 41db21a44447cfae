"""The typology table: cases grouped by two dimensions, with their number and examples.

A dimension is a field, or a code or theme that a case has or has not. Who has no value, or was not
reviewed for the code, is in no cell: the foot counts them. It describes and tests nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.analysis import evidence, quoting, subjects
from qualcode.analysis.display_values import HIDDEN
from qualcode.analysis.evidence import Source
from qualcode.analysis.subjects import Subject
from qualcode.errors import Ambiguous, NotEnoughData, NotFound, UsageError, nearest_note
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

FIELD = "field"
CELLS = ["row", "column", "n", "percent", "cases", "examples"]


@dataclass(frozen=True)
class Dimension:
    """A dimension: its name, its levels in order, and the level of each case that has one."""

    name: str
    levels: tuple[str, ...]
    of_case: Mapping[str, str]
    codes: frozenset[int] = frozenset()
    lacking: str = "no value"


@dataclass(frozen=True)
class TypologyCell:
    """The cases of one row and column; examples: a few of them, with what they said if asked."""

    row: str
    column: str
    cases: tuple[str, ...]
    examples: tuple[str, ...]
    hidden: bool = False

    @property
    def n(self) -> int:
        """How many cases."""
        return len(self.cases)


@dataclass(frozen=True)
class Typology:
    """Cases by two dimensions; `cells` of rows × columns, in their order."""

    row: str
    column: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[TypologyCell, ...]
    base: int
    foot: str
    threshold: int

    @property
    def frame(self) -> pd.DataFrame:
        """A row a cell, with the columns of `CELLS`; percent of all cases in the table."""
        import pandas as pd

        listed = [
            [
                c.row, c.column, None if c.hidden else c.n,
                None if c.hidden else 100 * c.n / self.base, list(c.cases), list(c.examples),
            ]
            for c in self.cells
        ]  # fmt: skip
        made = pd.DataFrame(listed, columns=CELLS).astype({"n": "Int64", "percent": "float64"})
        made.attrs["foot"] = self.foot
        return made

    @property
    def table(self) -> pd.DataFrame:
        """Rows × columns: the number of cases and examples of them; sums, where none is hidden."""
        import pandas as pd

        wide = len(self.columns)
        lines = [self.cells[at * wide : (at + 1) * wide] for at in range(len(self.rows))]
        sums = not any(c.hidden for c in self.cells)
        texts = [
            [*(_printed(c) for c in line), *([f"n = {sum(c.n for c in line):,}"] if sums else [])]
            for line in lines
        ]
        index = list(self.rows)
        columns = [*self.columns, *(["all"] if sums else [])]
        if sums:
            under = [sum(line[at].n for line in lines) for at in range(wide)]
            texts.append([f"n = {n:,}" for n in [*under, self.base]])
            index.append("all")
        made = pd.DataFrame(
            texts, index=pd.Index(index, name=self.row, dtype="str"),
            columns=pd.Index(columns, name=self.column, dtype="str"), dtype="str",
        )  # fmt: skip
        made.attrs["foot"] = self.foot
        return made

    def outside(self) -> Typology:
        """Return it as it leaves the project: small cells, and what gives them away, hidden."""
        import pandas as pd

        from qualcode.analysis.crosstab_hiding import hidden

        numbers = pd.DataFrame(
            [["", f"{c.row} × {c.column}", c.n, self.base, c.row, c.column] for c in self.cells],
            columns=["code", "level", "n", "base", "first", "second"],
        ).assign(base=lambda frame: frame["n"])
        away = hidden(numbers, self.threshold)
        cells = tuple(
            replace(c, cases=(), examples=(), hidden=True) if gone else c
            for c, gone in zip(self.cells, away, strict=True)
        )
        foot = self.foot
        if away.any():
            foot += (
                f" {HIDDEN} hidden: {int(away.sum()):,} cells of fewer than {self.threshold} "
                "cases, or that would give such a cell away."
            )
        return replace(self, cells=cells, foot=foot)


def build(
    store: Store,
    row: str,
    column: str,
    *,
    question: str | None = None,
    layer: str = "final",
    examples: int = 3,
    threshold: int = 0,
) -> Typology:
    """Return the table; see `Interpretation.typology`."""
    if examples < 0:
        raise UsageError(f"{examples} examples: give 0 or more.")
    given = [_meant(store, name) for name in (row, column)]
    of_codes = [one for one in given if isinstance(one, Subject)]
    every = frozenset[int]().union(*(one.codes for one in of_codes))
    source = evidence.read(store, every, question=question, layer=layer)
    first, second = (_dimension(store, one, source) for one in given)
    if first.name == second.name:
        raise UsageError(f"“{first.name}” is not crossed with itself.")
    cases = list(dict.fromkeys(unit.case for unit in source.base.units))
    there = [c for c in cases if c in first.of_case and c in second.of_case]
    if not there:
        raise NotEnoughData(
            f"No case of {source.base.source} is known in both {first.name} and {second.name}."
        )
    quotes = _quotes(store, source, first.codes | second.codes)
    cells = []
    for high in first.levels:
        for wide in second.levels:
            own = [c for c in there if (first.of_case[c], second.of_case[c]) == (high, wide)]
            ranked = sorted(own, key=lambda c: c not in quotes)[:examples]
            told = tuple(f"{c}: “{quotes[c]}”" if c in quotes else c for c in ranked)
            cells.append(TypologyCell(high, wide, tuple(own), told))
    lost = [
        f"{n:,} with {one.lacking} of {one.name}"
        for one in (first, second)
        if (n := sum(c not in one.of_case for c in cases))
    ]
    name = source.base.source
    foot = (
        f"{name.capitalize() if source.question is None else name}, layer {layer}: "
        f"{len(there):,} of {len(cases):,} cases"
    )
    foot += f"; in no cell: {', '.join(lost)}." if lost else "."
    return Typology(
        first.name, second.name, first.levels, second.levels, tuple(cells), len(there), foot,
        threshold,
    )  # fmt: skip


def _meant(store: Store, name: str) -> str | Subject:
    """Return the field (by name), or the code or theme, that a dimension names."""
    from qualcode.analysis import crosstab_fields

    kind, colon, rest = name.partition(":")
    if colon and kind.strip().casefold() == FIELD:
        return crosstab_fields.variable(store, rest.strip()).name
    field: str | None = None
    of: Subject | None = None
    near: list[str] = []
    try:
        field = crosstab_fields.variable(store, name).name
    except NotFound as error:
        near += error.nearest
    try:
        of = subjects.find(store, name)
    except NotFound as error:
        near += error.nearest
    if field is not None and of is not None and (field == name) == (of.name == name):
        raise Ambiguous(
            f"“{name}” is a field and a {of.about}. Say which: “field:{name}” or "
            f"“{of.about}:{name}”.",
            (field, of.name),
        )
    if field is None and of is None:
        raise NotFound(f"No field, code or theme “{name}”.{nearest_note(near)}", near)
    if of is None or field == name:
        assert field is not None
        return field
    return of


def _dimension(store: Store, given: str | Subject, source: Source) -> Dimension:
    cases = [unit.case for unit in source.base.units]
    if isinstance(given, Subject):
        has = {at for m in source.material if m.counts and m.code in given.codes for at in m.units}
        yes, no = given.name, f"not {given.name}"
        of_case = {
            case: yes if at in has else no
            for at, case in enumerate(cases)
            if at in has or source.reviewed_for(at, given.needed)
        }
        return Dimension(given.name, (yes, no), of_case, given.codes, "no review")
    from qualcode.analysis import crosstab_fields

    read = crosstab_fields.read(store, given, cases)
    if read.chosen is not None:
        raise UsageError(
            f"“{read.name}” takes several answers a person, so nobody has one level of it. Choose "
            "another field."
        )
    of_case = {
        case: read.levels[int(at)] for case, at in zip(cases, read.position, strict=True) if at >= 0
    }
    return Dimension(read.name, read.levels, of_case)


def _quotes(store: Store, source: Source, codes: frozenset[int]) -> dict[str, str]:
    """Return what each case said first under the codes of a dimension, if it may be quoted."""
    first: dict[str, int] = {}
    for one in source.material:
        if one.counts and one.code in codes:
            for at in one.units:
                first.setdefault(source.base.units[at].case, one.segment)
    with store.read() as connection:
        known = store.keys.uids(connection, "segment", list(first.values()))
        uid_of = {case: known[segment] for case, segment in first.items()}
    found = {q.segment: q.text for q in quoting.read(store, uid_of.values()) if q.usable}
    return {case: found[uid] for case, uid in uid_of.items() if uid in found}


def _printed(cell: TypologyCell) -> str:
    if cell.hidden:
        return HIDDEN
    if not cell.n:
        return "n = 0"
    more = cell.n - len(cell.examples)
    lines = [f"n = {cell.n:,}", *cell.examples]
    if cell.examples and more:
        lines.append(f"and {more:,} more")
    return "\n".join(lines)
