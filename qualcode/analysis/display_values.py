"""What a cell of a joint display holds, computed anew from what it was asked for.

Each kind of cell keeps its question (`asked`, JSON) and what stood there (`then`): numbers as they
were printed, of words a keyed digest alone. So a cell can be made again and knows whether it would
be another today; what may not be printed any more is in no record of it. A number carries its base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qualcode.analysis import evidence, quoting, subjects
from qualcode.analysis.evidence import Change
from qualcode.analysis.quoting import Quote
from qualcode.analysis.subjects import Subject
from qualcode.analysis.summaries import Summaries
from qualcode.analysis.summary_cells import SummaryRow
from qualcode.analysis.theme_evidence import Counted, Evidence
from qualcode.analysis.themes import ThemeRow, Themes
from qualcode.analysis.tree import tree
from qualcode.documents import masking
from qualcode.errors import NotEnoughData, NotFound
from qualcode.store.store import Store

if TYPE_CHECKING:
    from qualcode.analysis.crosstab import Crosstab
    from qualcode.analysis.tables_area import Tables

NUMBERS = ("numbers", "scale", "count", "query")
WORDS = ("theme", "summary", "quotes", "text")
HIDDEN = "·"
LEAST = 20
"""Below so many cases in the base counts stand alone, without a percentage."""
Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """What a cell holds today.

    text: as it is printed; outside: as it leaves the project, small numbers hidden. same: what must
    be equal for the cell to be the same as before. n, base: of a single number. note: source,
    layer, base and method, for the foot. hidden: something of it is, outside. quotes: those to be
    printed; left_out: how many segments there were besides, None where that means nothing.
    """

    text: str
    outside: str
    same: Mapping[str, Any]
    n: int | None = None
    base: int | None = None
    note: str = ""
    hidden: bool = False
    quotes: tuple[Quote, ...] = ()
    left_out: int | None = None


class Values:
    """Computes cells of one kind after the other; what they share is read once."""

    def __init__(self, store: Store, tables: Tables) -> None:
        self._store = store
        self._tables = tables
        self._crosstabs: dict[str, Crosstab] = {}
        self._left: dict[frozenset[int], int] = {}
        self._codebook = tree(store)
        self._digest = evidence.keyed(store)
        self._read = masking.reading(store)
        self._leave = masking.leaving(store)
        self.threshold = tables.hidden_below()

    def of(self, kind: str, asked: Asked) -> Value:
        """Return what a cell holds today. Raises: QualcodeError where it cannot be made."""
        makers: dict[str, Callable[[Asked], Value]] = {
            "numbers": self._numbers, "scale": self._scale, "count": self._count,
            "query": self._query, "theme": self._theme, "summary": self._summary,
            "quotes": self._quotes, "text": self._text,
        }  # fmt: skip
        return makers[kind](asked)

    # Numbers ----------------------------------------------------------------------------------

    def _numbers(self, asked: Asked) -> Value:
        import json

        from qualcode.analysis.crosstab_asked import Asked as Question

        key = json.dumps(asked["table"], sort_keys=True)
        if key not in self._crosstabs:
            said = dict(asked["table"])
            if said["codes"] is not None:
                said["codes"] = tuple(said["codes"])
            self._crosstabs[key] = self._tables.tabulate(Question(**said))
        table = self._crosstabs[key]
        code = self._subject(asked).name
        if code not in table.codes:
            raise NotFound(f"The table has no row “{code}” any more.")
        note = _source(table.given.source.source, table.asked.layer, table.asked.base)
        if table.asked.weight:
            note += f", percentages weighted by {table.asked.weight}, n and base unweighted"
        level = asked.get("level")
        if level is not None:
            n, base, text, away = self._cell(table, code, level, interval=True)
            head = f"{code}, {level}: "
            same = {"n": n, "base": base, "text": text}
            outside = f"{head}{HIDDEN if away else text}"
            return Value(f"{head}{text}", outside, same, n, base, note, away)
        lines, leaving, hidden = [], [], False
        for name in table.levels:
            _, _, text, away = self._cell(table, code, name, interval=False)
            lines.append(f"{name}: {text}")
            leaving.append(f"{name}: {HIDDEN if away else text}")
            hidden = hidden or away
        test, outside_test = _tested(table, code)
        if test:
            lines.append(test)
            leaving.append(outside_test)
            note += f"; {table.tests.set_index('code').loc[code, 'test']!s}"
        head = f"{code} by {table.field.name}"
        return Value(
            "\n".join([head, *lines]), "\n".join([head, *leaving]), {"lines": lines}, None, None,
            note, hidden,
        )  # fmt: skip

    def _cell(
        self, table: Crosstab, code: str, level: str, *, interval: bool
    ) -> tuple[int, int, str, bool]:
        cells = table.cells
        at = (cells["code"] == code) & (cells["level"] == level)
        if not at.any():
            raise NotFound(f"{table.field.name} has no level “{level}” any more.")
        row = cells[at].iloc[0]
        n, base = int(row["n"]), int(row["base"])
        text = counted(n, base)
        if base and not table.counted:
            said = f"{row['percent']:.1f} %"
            if interval and row["low"] == row["low"]:
                said += f", 95 % CI {row['low']:.1f} to {row['high']:.1f}"
            text = f"{text} ({said})"
        away = bool(table.outside.cells["hidden"].to_numpy()[at.to_numpy()][0])
        return n, base, text, away

    def _scale(self, asked: Asked) -> Value:
        of = self._subject(asked)
        frame = self._tables.scales(
            asked["field"], question=asked["question"], interviews=asked["interviews"],
            codes=[of.uid], layer=asked["layer"], base=asked["base"],
        )  # fmt: skip
        row = frame.iloc[0]
        n, rest = int(row["n_with"]), int(row["n_without"])
        if not n + rest:
            raise NotEnoughData(f"No case has both a value of {asked['field']} and was reviewed.")
        parts = []
        for side, many in (("with", n), ("without", rest)):
            mean, sd = row[f"mean_{side}"], row[f"sd_{side}"]
            said = f"mean {mean:.2f}" if mean == mean else "no mean"
            said += f" (SD {sd:.2f})" if sd == sd else ""
            parts.append(f"{side}: {said}, n = {many:,}")
        effect = row["rank_biserial"]
        if effect == effect:
            low, high = row["rank_biserial_low"], row["rank_biserial_high"]
            interval = f", 95 % CI {low:.2f} to {high:.2f}" if low == low else ""
            parts.append(f"rank-biserial r {effect:.2f}{interval}")
        head = f"{asked['field']} by {of.name}"
        text = "\n".join([head, *parts])
        small = any(0 < one < self.threshold for one in (n, rest))
        note = _source(asked["question"] or "interviews", asked["layer"], asked["base"])
        return Value(
            text, f"{head}: {HIDDEN}" if small else text, {"lines": parts}, n, n + rest,
            f"{note}; Mann–Whitney", small,
        )  # fmt: skip

    def _count(self, asked: Asked) -> Value:
        of = self._subject(asked)
        source = evidence.read(
            self._store, of.codes, question=asked["question"], layer=asked["layer"]
        )
        has = {at for m in source.material if m.counts for at in m.units}
        base = [
            at
            for at in range(len(source.base.units))
            if at in has or source.reviewed_for(at, of.needed)
        ]
        if not base:
            raise NotEnoughData(
                f"No case of {source.base.source} was reviewed for {of.name} in layer "
                f"{asked['layer']}."
            )
        n, whole = len(has), len(base)
        text = f"{of.name}: {counted(n, whole)}"
        if whole >= LEAST:
            text += f" ({100 * n / whole:.1f} %)"
        same = {"n": n, "base": whole}
        return Value(
            text, text, same, n, whole, _source(source.base.source, asked["layer"], "reviewed")
        )

    def _query(self, asked: Asked) -> Value:
        from qualcode.analysis import retrieval

        found = retrieval.request(self._store, asked["query"], unit=asked["unit"]).run(self._store)
        with self._store.read() as connection:
            keys = found.keys(connection)
        digests = quoting.digests(self._store, keys)
        rows = quoting.rows_of(self._store, list(digests)).values()
        cases = len({row.case or row.document for row in rows})
        many = len(digests)
        text = f"{many:,} segment{'s' * (many != 1)} by {cases:,} case{'s' * (cases != 1)}"
        state = self._digest("\n".join(sorted(digests)))
        return Value(text, text, {"n": many, "segments": state}, many, None, found.foot())

    # Words ------------------------------------------------------------------------------------

    def _theme(self, asked: Asked) -> Value:
        row, chosen, counted_ = self._theme_of(asked)
        claim = row.claim or row.name
        quotes = sum(e.kind == "quote" for e in chosen)
        against = len(chosen) - quotes
        said = f"{row.name}: {row.claim}" if row.claim else row.name
        cases = f"{counted_.cases:,} case{'s' * (counted_.cases != 1)}"
        contrary = f"; contrary: {against:,}" if against else ""
        text = f"{said} ({cases}{contrary})"
        same = {"words": self._digest(f"{row.name}\n{claim}")}
        return Value(text, self._leave(text), same, note=f"theme “{row.name}”: {counted_.foot}")

    def _theme_of(self, asked: Asked) -> tuple[ThemeRow, list[Evidence], Counted]:
        for whole in self._themes:
            if whole[0].uid == asked["theme"]:
                return whole
        raise NotFound("The theme is not there any more.")

    @cached_property
    def _themes(self) -> list[tuple[ThemeRow, list[Evidence], Counted]]:
        return Themes(self._store).whole()

    @cached_property
    def _summaries(self) -> dict[str, tuple[SummaryRow, Change]]:
        area = Summaries(self._store)
        rows = area.rows()
        changes = area.changes(rows)
        return {row.uid: (row, changes[row.id]) for row in rows}

    def _summary(self, asked: Asked) -> Value:
        if asked["summary"] not in self._summaries:
            raise NotFound("The summary is not there any more, or not yours to read now.")
        row, change = self._summaries[asked["summary"]]
        text = f"{row.case}: {row.text}"
        same = {"words": self._digest(row.text), "segments": change.told}
        return Value(text, self._leave(text), same)

    def _quotes(self, asked: Asked) -> Value:
        if "theme" in asked:
            _, there, stands = self._theme_of(asked)
            kind = "contrary" if asked.get("contrary") else "quote"
            chosen = [e for e in there if e.kind == kind]
            quotes = tuple(e.quote for e in chosen if e.quote is not None)
            people = [f"{e.name}: {e.note}".rstrip(": ") for e in chosen if e.quote is None]
            left = stands.left_out
        else:
            quotes = tuple(quoting.read(self._store, asked["segments"]))
            people = []
            left = self._left_out(quotes)
        printed = [said(quote) for quote in quotes]
        text = "\n".join([*printed, *people])
        words = {q.segment: q.digest if q.usable else q.state for q in quotes}
        outside = "\n".join([*printed, *map(self._leave, people)])
        return Value(text, outside, {"quotes": words, "people": len(people)}, quotes=quotes,
                     left_out=left)  # fmt: skip

    def _left_out(self, quotes: Sequence[Quote]) -> int:
        """Return how many segments of the codes of quotes there are besides these."""
        names = {quote.row.code for quote in quotes if quote.row is not None}
        codes = frozenset(c.id for c in self._codebook.codes if c.code in names)
        if codes not in self._left:
            sources = evidence.everywhere(self._store, codes)
            self._left[codes] = len({m.segment for s in sources for m in s.material})
        return max(0, self._left[codes] - len(quotes))

    def _text(self, asked: Asked) -> Value:
        return Value(self._read(asked["text"]), self._leave(asked["text"]), {})

    def _subject(self, asked: Asked) -> Subject:
        about, uid = asked["about"], asked["subject"]
        found = subjects.of_uid(self._store, about, uid, self._codebook)
        if found is None:
            raise NotFound(f"The {about} that it is of is not there any more.")
        return found


def counted(n: int, base: int) -> str:
    """Return a number with its base."""
    return f"{n:,} of {base:,}" if base else "nobody in the base"


def said(quote: Quote) -> str:
    """Return a quote as it is printed, with whose words it is; or why it is not printed."""
    if quote.usable and quote.row is not None:
        return f"“{quote.text}” — {quoting.source(quote.row)}"
    return NOT_PRINTED[quote.state]


NOT_PRINTED = {
    "lost": "[a quote whose words are no longer in the text]",
    "gone": "[a quote whose segment was removed]",
    "hidden": "[a quote that is not shown while you code blind]",
    "no consent": "[a quote that may not be printed: no consent]",
}


def _source(source: str, layer: str, base: str) -> str:
    return f"{source}, layer {layer}, base {base}"


def _tested(table: Crosstab, code: str) -> tuple[str, str]:
    """Return the test of a row as it is printed, inside and outside the project."""
    from qualcode.analysis.crosstab_reading import effect, p_value

    found = []
    for frame in (table.tests, table.outside.tests):
        row = frame[frame["code"] == code].iloc[0]
        p = p_value(row["p_adjusted"])
        if not p:
            found.append("")
            continue
        text = f"p {p}" if p.startswith("<") else f"p = {p}"
        text += f" ({'Holm' if table.asked.adjust == 'holm' else 'BH'})"
        if size := effect(row["effect"]):
            text += f", {row['measure']} = {size}"
        found.append(text)
    return found[0], found[1] or HIDDEN
