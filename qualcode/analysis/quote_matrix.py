"""The quote matrix: codes or themes × the levels of a field, in each cell what people said there.

Quotes chosen for a theme come first, then the first of each further case, up to so many a cell;
how many are left out is told. Who did not consent to being quoted is in the counts and in no quote.
What is told of a person beside a quote is checked where it leaves the project: a combination of
fields that fewer people share than the project shows is not printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qualcode.analysis import evidence, quoting, subjects
from qualcode.analysis.display_values import HIDDEN
from qualcode.analysis.evidence import Source
from qualcode.analysis.quoting import Quote
from qualcode.analysis.subjects import Subject
from qualcode.analysis.tree import tree
from qualcode.cases.area import Cases
from qualcode.errors import UsageError
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
CELLS = ["code", "level", "cases", "segments", "quoted", "left_out", "withheld"]
QUOTES = ["code", "level", "case", "document", "speaker", "text", "chosen", "start", "end", "coder",
          "segment"]  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A quote of a cell: whether somebody chose it for a theme, and what is told of its case."""

    quote: Quote
    chosen: bool
    case: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class QuoteCell:
    """A cell: quotes shown, of how many segments by how many cases; withheld: without consent."""

    subject: str
    level: str
    cases: int
    segments: int
    withheld: int
    quotes: tuple[Said, ...]

    @property
    def left_out(self) -> int:
        """How many segments that may be quoted are not."""
        return self.segments - self.withheld - len(self.quotes)


@dataclass(frozen=True)
class QuoteMatrix:
    """Codes or themes × levels; `rows` in the order of `subjects`, each in that of `levels`.

    fields: what is told of each case beside its quotes. people: of every case of the source, its
    level with these fields; threshold: below so many alike they are not told outside.
    """

    field: str | None
    subjects: tuple[str, ...]
    levels: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[QuoteCell, ...], ...]
    foot: str
    people: Mapping[tuple[str, ...], int]
    threshold: int

    @property
    def cells(self) -> pd.DataFrame:
        """A row a cell, with the columns of `CELLS`."""
        import pandas as pd

        listed = [
            [c.subject, c.level, c.cases, c.segments, len(c.quotes), c.left_out, c.withheld]
            for row in self.rows
            for c in row
        ]
        made = pd.DataFrame(listed, columns=CELLS)
        made.attrs["foot"] = self.foot
        return made

    @property
    def quotes(self) -> pd.DataFrame:
        """A row a quote, with the columns of `QUOTES` and those of the fields before the text."""
        import pandas as pd

        names = [f"{name} (field)" if name in QUOTES else name for name in self.fields]
        listed = []
        for row in self.rows:
            for cell in row:
                for one in cell.quotes:
                    of = one.quote.row
                    assert of is not None
                    listed.append([
                        cell.subject, cell.level, of.case, of.document, of.speaker, *one.fields,
                        one.quote.text, one.chosen, of.start, of.end, of.coder, of.segment,
                    ])  # fmt: skip
        made = pd.DataFrame(listed, columns=[*QUOTES[:5], *names, *QUOTES[5:]])
        made.attrs["foot"] = self.foot
        return made

    @property
    def table(self) -> pd.DataFrame:
        """Codes × levels: the quotes of each cell, with who said them and how many are left out."""
        import pandas as pd

        texts = [[_printed(cell) for cell in row] for row in self.rows]
        index = pd.Index(self.subjects, name="code", dtype="str")
        made = pd.DataFrame(texts, index=index, columns=list(self.levels), dtype="str")
        made.attrs["foot"] = self.foot
        return made

    def outside(self) -> QuoteMatrix:
        """Return it as it leaves the project: nothing is told that few people share.

        Levels of few cases become one, and fields of a quote are not told where, with the level,
        they fit fewer cases than the threshold.
        """
        per_level = Counter[str]()
        for (level, *_), n in self.people.items():
            per_level[level] += n
        few = {one for one in self.levels if 0 < per_level[one] < self.threshold}
        few_in_order = [one for one in self.levels if one in few]
        levels = [*(one for one in self.levels if one not in few), *([HIDDEN] if few else [])]
        rows = []
        hidden = 0
        for row in self.rows:
            own = {cell.level: cell for cell in row}
            cells = []
            for level in levels:
                parts = [own[one] for one in (few_in_order if level == HIDDEN else [level])]
                quotes = []
                for cell in parts:
                    for one in cell.quotes:
                        alike = self.people.get((cell.level, *one.fields), 0)
                        away = bool(one.fields) and (alike < self.threshold or cell.level in few)
                        hidden += away
                        told = (HIDDEN,) * len(one.fields) if away else one.fields
                        quotes.append(replace(one, fields=told))
                cells.append(
                    QuoteCell(
                        parts[0].subject, level, sum(c.cases for c in parts),
                        sum(c.segments for c in parts), sum(c.withheld for c in parts),
                        tuple(quotes),
                    )
                )  # fmt: skip
            rows.append(tuple(cells))
        foot = self.foot
        if few:
            foot += f" {HIDDEN} levels of fewer than {self.threshold} cases, put together."
        if hidden:
            foot += f" Fields that fewer than {self.threshold} cases share are not told: {HIDDEN}."
        return replace(self, levels=tuple(levels), rows=tuple(rows), foot=foot)


def build(
    store: Store,
    codes: Sequence[str] | None,
    field: str | None,
    *,
    question: str | None = None,
    layer: str = "final",
    each: int = 2,
    fields: Sequence[str] = (),
    threshold: int = 0,
) -> QuoteMatrix:
    """Return the matrix; see `Interpretation.quote_matrix`."""
    if each < 1:
        raise UsageError(f"{each} quotes a cell: give 1 or more.")
    wanted = subjects.find_all(store, codes, tree(store))
    every = frozenset[int]().union(*(one.codes for one in wanted))
    source = evidence.read(store, every, question=question, layer=layer)
    cases = [unit.case for unit in source.base.units]
    name, levels, of_case = _levels(store, field, cases)
    told_names, told = _told(store, fields, cases)
    people = Counter((of_case.get(case, ""), *told[case]) for case in cases)
    picking = _Picking(store, source, of_case, each)
    picked = [[picking.cell(subject, level) for level in levels] for subject in wanted]
    uids = [uid for row in picked for cell in row for uid in cell.wanted]
    quotes = {q.segment: q for q in quoting.read(store, uids) if q.usable}
    rows = tuple(
        tuple(
            QuoteCell(
                subject.name, level, cell.cases, cell.segments, cell.withheld,
                tuple(
                    Said(quotes[uid], uid in cell.chosen, case, told[case])
                    for uid, case in cell.wanted.items()
                    if uid in quotes
                ),
            )
            for level, cell in zip(levels, row, strict=True)
        )
        for subject, row in zip(wanted, picked, strict=True)
    )  # fmt: skip
    without = {
        cases[at] for m in source.material if m.counts for at in m.units if cases[at] not in of_case
    }
    return QuoteMatrix(
        name, tuple(one.name for one in wanted), tuple(levels), tuple(told_names), rows,
        _foot(source, rows, layer, len(without), name), people, threshold,
    )  # fmt: skip


@dataclass(frozen=True)
class _Picked:
    """What a cell is to quote: uids with their case, those first that somebody chose."""

    cases: int
    segments: int
    withheld: int
    wanted: Mapping[str, str]
    chosen: frozenset[str]


class _Picking:
    """Picks the quotes of cells from what was read once."""

    def __init__(self, store: Store, source: Source, of_case: Mapping[str, str], each: int) -> None:
        self._of_case = of_case
        self._each = each
        self._silent = quoting.withheld(store)
        self._chosen = _chosen(store)
        self._units = source.base.units
        self._material = [m for m in source.material if m.counts]
        keys = [m.segment for m in self._material]
        with store.read() as connection:
            known = store.keys.uids(connection, "segment", keys)
            self._uid = {key: known[key] for key in keys}

    def cell(self, subject: Subject, level: str) -> _Picked:
        """Return what a cell is to quote."""
        here: dict[str, str] = {}
        for one in self._material:
            if one.code in subject.codes:
                who = [self._units[at].case for at in one.units]
                own = [case for case in who if self._of_case.get(case) == level]
                if own:
                    here[self._uid[one.segment]] = own[0]
        if subject.about == subjects.THEME:
            chosen = self._chosen.get(subject.uid, frozenset())
        else:
            chosen = frozenset[str]().union(*self._chosen.values())
        may = {uid: case for uid, case in here.items() if case not in self._silent}
        first = [uid for uid in may if uid in chosen]
        seen = {may[uid] for uid in first}
        fresh, again = list[str](), list[str]()
        for uid, case in may.items():
            if uid not in chosen:
                (again if case in seen else fresh).append(uid)
                seen.add(case)
        wanted = [*first, *fresh, *again][: max(self._each, len(first))]
        return _Picked(
            len(set(here.values())), len(here), len(here) - len(may),
            {uid: may[uid] for uid in wanted}, chosen,
        )  # fmt: skip


def _levels(
    store: Store, field: str | None, cases: Sequence[str]
) -> tuple[str | None, list[str], dict[str, str]]:
    """Return the field's name, its levels, and the level of each case that has one."""
    if field is None:
        return None, [ALL], dict.fromkeys(cases, ALL)
    from qualcode.analysis import crosstab_fields

    read = crosstab_fields.read(store, field, list(cases))
    if read.chosen is not None:
        raise UsageError(
            f"“{read.name}” takes several answers a person, so nobody has one level of it. Choose "
            "another field."
        )
    of_case = {
        case: read.levels[int(at)] for case, at in zip(cases, read.position, strict=True) if at >= 0
    }
    return read.name, list(read.levels), of_case


def _told(
    store: Store, fields: Sequence[str], cases: Sequence[str]
) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Return the names of fields, and what they say of each case; empty where it has no value."""
    if isinstance(fields, str):
        fields = [fields]
    if not fields:
        return [], dict.fromkeys(cases, ())
    from qualcode.analysis import crosstab_fields

    chosen = [crosstab_fields.variable(store, name) for name in fields]
    frame = Cases(store).frame([v.name for v in chosen])
    columns = list(frame.columns[2:])
    wanted = set(cases)
    found: dict[str, tuple[str, ...]] = {}
    for case, *values in frame[["case", *columns]].itertuples(index=False, name=None):
        if case in wanted:
            found[case] = tuple(_plain(value) for value in values)
    return [v.name for v in chosen], {c: found.get(c, ("",) * len(chosen)) for c in cases}


def _plain(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _chosen(store: Store) -> dict[str, frozenset[str]]:
    """Return the segments chosen as quotes, by the uid of their theme."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT t.uid, e.about_uid FROM theme_evidence e JOIN theme t ON t.id = e.theme_id "
            "WHERE e.kind = 'quote' AND e.about_table = 'segment'"
        ).all()
    found: dict[str, set[str]] = {}
    for theme, segment in rows:
        found.setdefault(theme, set()).add(segment)
    return {theme: frozenset(listed) for theme, listed in found.items()}


def _printed(cell: QuoteCell) -> str:
    if not cell.segments:
        return "no data"
    lines = []
    for one in cell.quotes:
        assert one.quote.row is not None
        who = [quoting.source(one.quote.row), *(f for f in one.fields if f)]
        lines.append(f"“{one.quote.text}” — {', '.join(who)}")
    more = []
    if cell.left_out:
        more.append(f"{cell.left_out:,} more")
    if cell.withheld:
        more.append(f"{cell.withheld:,} not to be quoted")
    return "\n".join([*lines, *([f"({', '.join(more)})"] if more else [])])


def _foot(
    source: Source,
    rows: Sequence[Sequence[QuoteCell]],
    layer: str,
    without: int,
    field: str | None,
) -> str:
    cells = [cell for row in rows for cell in row]
    shown = sum(len(c.quotes) for c in cells)
    name = source.base.source
    parts = [
        f"{name.capitalize() if source.question is None else name}, layer {layer}: {shown:,} of "
        f"{sum(c.segments for c in cells):,} segments quoted, "
        f"{sum(c.left_out for c in cells):,} left out"
    ]
    if withheld := sum(c.withheld for c in cells):
        parts.append(f"{withheld:,} by people who did not consent to being quoted")
    if without and field:
        parts.append(f"cases without a value of {field} are left out ({without:,})")
    return f"{'; '.join(parts)}. Chosen quotes come first, then the first of each further case."
