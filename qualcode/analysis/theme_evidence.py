"""What stands behind a theme: what was chosen for and against it, and what was left out.

The segments of its codes are those of the layer final, with those in passages that nobody is done
with: material to choose from, told apart. Quotes are offered in the order of what each adds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis import evidence, quoting
from qualcode.analysis.evidence import Material, Source
from qualcode.analysis.quoting import Quote
from qualcode.documents import masking
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

QUOTE, CONTRARY = "quote", "contrary"
EVIDENCE = ["kind", "about", "case", "document", "speaker", "text", "code", "coder", "note",
            "state", "outside", "start", "end", "uid"]  # fmt: skip
CANDIDATES = ["segment", "document", "case", "speaker", "start", "end", "text", "code", "codes",
              "coder", "counts"]  # fmt: skip


@dataclass(frozen=True)
class Of:
    """A theme by its key, with the keys of its codes and all below them."""

    id: int
    codes: frozenset[int]


@dataclass(frozen=True)
class Evidence:
    """What was chosen for or against a theme: a segment, or a whole case (or document).

    kind: quote or contrary; about: segment, case or document; name: of a case or document; quote:
    of a segment, as it is today. outside: it has none of the theme's codes.
    """

    id: int
    uid: str
    kind: str
    about: str
    about_uid: str
    name: str
    note: str
    coder: str
    quote: Quote | None = None
    outside: bool = False

    @property
    def state(self) -> str:
        """What is to be said of it, of `quoting.STATES`."""
        return self.quote.state if self.quote else ("" if self.name else "gone")


@dataclass(frozen=True)
class Counted:
    """What stands behind a theme: segments of its codes by uid that count, and that are open.

    left_out: those that were chosen neither for nor against it. cases: whose segments count.
    unsettled: how many were chosen that are in neither, as several coded them and nobody settled
    what counts.
    """

    counting: frozenset[str]
    open: frozenset[str]
    left_out: int
    cases: int
    unsettled: int

    @property
    def foot(self) -> str:
        """The numbers in a sentence."""
        n = len(self.counting)
        said = (
            f"{n:,} segment{'s' * (n != 1)} of its codes by {self.cases:,} "
            f"case{'s' * (self.cases != 1)}, layer final"
        )
        if self.open:
            said += f", and {len(self.open):,} in passages that nobody is done with"
        said += f"; {self.left_out:,} left out of what is quoted here."
        if self.unsettled:
            said += f" Chosen but in no count, as not reconciled: {self.unsettled:,}."
        return said


def chosen(store: Store, themes: Sequence[Of]) -> dict[int, list[Evidence]]:
    """Return what was chosen, by the key of the theme, quotes first."""
    own = {one.id: one.codes for one in themes}
    read = masking.reading(store)
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT e.id, e.uid, e.theme_id, e.kind, e.about_table, e.about_uid, e.note, "
            "e.digest, k.name, c.name, d.shown, s.code_id FROM theme_evidence e "
            "JOIN coder k ON k.id = e.coder_id "
            "LEFT JOIN cases c ON e.about_table = 'cases' AND c.uid = e.about_uid "
            "LEFT JOIN document d ON e.about_table = 'document' AND d.uid = e.about_uid "
            "LEFT JOIN segment s ON e.about_table = 'segment' AND s.uid = e.about_uid "
            "ORDER BY e.kind DESC, e.position, e.uid"
        ).all()
    rows = [r for r in rows if r[2] in own]
    # Two themes may have chosen one segment, each when it had other words.
    then = {(r[2], r[5]): r[7] for r in rows if r[4] == "segment"}
    quotes = {q.segment: q for q in quoting.read(store, {uid for _, uid in then})}
    found: dict[int, list[Evidence]] = {one.id: [] for one in themes}
    for key, uid, theme, kind, table, about, note, _, coder, case, document, code in rows:
        quote = None
        if table == "segment":
            quote = quotes[about].since(then[theme, about])
        found[theme].append(
            Evidence(
                key, uid, kind, "case" if table == "cases" else table, about,
                case or document or "", read(note), coder, quote,
                code is not None and bool(own[theme]) and code not in own[theme],
            )
        )  # fmt: skip
    return found


def frame(store: Store, theme: Of) -> pd.DataFrame:
    """Return what was chosen for and against a theme as a frame; see `Themes.evidence`."""
    import pandas as pd

    listed = chosen(store, [theme])
    rows = []
    for one in listed[theme.id]:
        row = one.quote.row if one.quote else None
        case = row.case if row else (one.name if one.about == "case" else None)
        document = row.document if row else (one.name if one.about == "document" else None)
        rows.append([
            one.kind, one.about, case, document, row.speaker if row else None,
            one.quote.text if one.quote else "", row.code if row else None, one.coder, one.note,
            one.state, one.outside, row.start if row else None, row.end if row else None,
            one.about_uid,
        ])  # fmt: skip
    made = pd.DataFrame(rows, columns=EVIDENCE).astype({"start": "Int64", "end": "Int64"})
    made.attrs["foot"] = counted(store, [theme], listed)[theme.id].foot
    return made


def counted(
    store: Store, themes: Sequence[Of], listed: Mapping[int, Sequence[Evidence]]
) -> dict[int, Counted]:
    """Return what stands behind themes, by their key; listed: what was chosen for each."""
    every = frozenset[int]().union(*(one.codes for one in themes))
    sources = evidence.everywhere(store, every) if every else []
    uid_of = _uids(store, [m.segment for s in sources for m in s.material])
    found = {}
    for one in themes:
        mine = [(s, m) for s in sources for m in s.material if m.code in one.codes]
        counting = frozenset(uid_of[m.segment] for _, m in mine if m.counts)
        waiting = frozenset(uid_of[m.segment] for _, m in mine if not m.counts)
        picked = {e.about_uid for e in listed[one.id]}
        there = counting | waiting
        usable = {
            e.about_uid for e in listed[one.id]
            if e.quote is not None and e.state in ("", "changed") and not e.outside
        }  # fmt: skip
        found[one.id] = Counted(
            counting, waiting, len(there - picked), len(_cases(mine)), len(usable - there)
        )
    return found


def candidates(store: Store, theme: Of) -> pd.DataFrame:
    """Return the segments that were not chosen, in the order of what each adds."""
    import pandas as pd

    there = {e.about_uid: e for e in chosen(store, [theme])[theme.id] if e.about == "segment"}
    counts = {
        one.segment: one.counts
        for source in evidence.everywhere(store, theme.codes)
        for one in source.material
    }
    uid_of = _uids(store, list(counts))
    counts_of = {uid_of[key]: counting for key, counting in counts.items()}
    quotes = quoting.read(store, [uid for uid in counts_of if uid not in there])
    usable = [q for q in quotes if q.usable]
    together = _together(usable)
    ordered = _by_coverage(usable, together, [e.quote for e in there.values() if e.quote])
    rows = [
        [
            q.segment, q.row.document, q.row.case, q.row.speaker, q.row.start, q.row.end, q.text,
            q.row.code, list(together[q.segment]), q.row.coder, counts_of[q.segment],
        ]
        for q in ordered
        if q.row is not None
    ]  # fmt: skip
    made = pd.DataFrame(rows, columns=CANDIDATES)
    foot = f"{len(rows):,} segment{'s' * (len(rows) != 1)} to choose from"
    if silent := sum(q.state == "no consent" for q in quotes):
        foot += f"; {silent:,} of people who did not consent to being quoted are left out"
    made.attrs["foot"] = f"{foot}."
    return made


def _cases(mine: Sequence[tuple[Source, Material]]) -> set[str]:
    return {source.base.units[at].case for source, m in mine if m.counts for at in m.units}


def _uids(store: Store, keys: Sequence[int]) -> dict[int, str]:
    with store.read() as connection:
        known = store.keys.uids(connection, "segment", keys)
        return {key: known[key] for key in keys}


def _together(quotes: Sequence[Quote]) -> dict[str, tuple[str, ...]]:
    """Return by segment the codes, of these segments, on words that it shares; its own first."""
    by_document: dict[str, list[tuple[int, int, str, str]]] = {}
    for one in quotes:
        if one.row is not None:
            span = (one.row.start, one.row.end, one.segment, one.row.code)
            by_document.setdefault(one.row.document, []).append(span)
    found: dict[str, dict[str, None]] = {}
    for spans in by_document.values():
        spans.sort()
        for at, (_, end, segment, code) in enumerate(spans):
            found.setdefault(segment, {})[code] = None
            for start, _, other, also in spans[at + 1 :]:
                if start >= end:
                    break
                found[segment][also] = None
                found.setdefault(other, {})[code] = None
    own = {one.segment: one.row.code for one in quotes if one.row is not None}
    return {uid: tuple(dict.fromkeys([own[uid], *codes])) for uid, codes in found.items()}


def _by_coverage(
    quotes: Sequence[Quote], together: Mapping[str, Sequence[str]], chosen: Sequence[Quote]
) -> list[Quote]:
    """Return quotes round by round: one of each case, from those with most of the codes on."""
    used: dict[str, int] = {}
    for one in chosen:
        if one.row is not None:
            case = one.row.case or one.row.document
            used[case] = used.get(case, 0) + 1
    ranked = sorted(quotes, key=lambda q: -len(together[q.segment]))
    turn: list[tuple[int, int, Quote]] = []
    for at, one in enumerate(ranked):
        assert one.row is not None
        case = one.row.case or one.row.document
        turn.append((used.get(case, 0), at, one))
        used[case] = used.get(case, 0) + 1
    return [one for _, _, one in sorted(turn, key=lambda entry: entry[:2])]
