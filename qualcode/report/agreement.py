"""The report of a comparison of coders: what was compared, the figures, where they differ.

Begins with a paragraph for a paper's methods section, its numbers filled in. Thresholds are named
with their source and compared with the lower end of an interval; none is forced on anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from qualcode.agreement.compared import MATCHED, Comparison
from qualcode.report import reconciled
from qualcode.report.sections import Section

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.reconcile_list import Differences

    _Part = Callable[[str, pd.DataFrame, str, str], Section]

FEW = 10
"""Below so many positives by either coder a code's figures say little (O'Connor & Joffe 2020)."""
TENTATIVE, FIRM = 0.667, 0.8
"""Krippendorff's thresholds for alpha (2004): below the first no conclusions, from the second on
firm ones.
"""
_ON_A_PAGE = [
    "code", "n_units", "n_any", "n_all", "percent", "kappa", "alpha", "alpha_low", "alpha_high",
    "ac1", "positive", "negative", "flag",
]  # fmt: skip
_OF_SPANS = [
    "code", "n_units", "n_all", "positive", "positive_low", "positive_high", "u_alpha",
    "u_alpha_low", "u_alpha_high", "note",
]  # fmt: skip
_SPANS_NOTE = (
    "n_units: spans of either; n_all: matched. positive: F1 of matched spans, not corrected for "
    "chance. u_alpha: |u-alpha, whether coders mark the same text with the code, by length "
    "(Krippendorff et al. 2016). _low and _high: the interval."
)
_NAMES = {
    "sentence": "sentences", "turn": "turns", "character": "characters", "document": "documents",
    "answer": "answers", "case": "cases", MATCHED: "matched spans",
}  # fmt: skip


def sections(
    found: Comparison,
    *,
    settled: Differences | None = None,
    rounds: pd.DataFrame | None = None,
    rounded: bool = True,
) -> list[Section]:
    """Return the parts of the report.

    settled: the disagreements with what is decided. rounds: the figures of closed rounds, one
    after another. rounded: to three decimals, for people; a workbook holds all.
    """

    def shown(frame: pd.DataFrame) -> pd.DataFrame:
        floats = frame.select_dtypes("float").columns
        return frame.assign(**{n: frame[n].round(3) for n in floats}) if rounded else frame

    def part(title: str, frame: pd.DataFrame, foot: str, short: str) -> Section:
        return Section(title, "table", shown(frame.reset_index(drop=True)), foot, short)

    made = [
        Section("Methods", "text", found.documents, methods(found, settled), "Methods"),
        part("What was compared", _joined(found.documents), found.foot, "Documents"),
        part("Coverage", found.coverage, "A row a coder: documents done, units that two coders "
             "judged at least, those of them this coder judged and coded, and segments counted.",
             "Coverage"),
        part("Settings", found.settings, "What these figures rest on.", "Settings"),
    ]  # fmt: skip
    if found.shown:
        made += _figures(found, part, whole=not rounded)
        if rounds is not None and len(rounds):
            made.append(
                part("Round after round", rounds, "Figures of closed rounds as they were when they "
                     "were closed; training is in none of them.", "Rounds")
            )  # fmt: skip
    made += [
        part(
            "Codes taken for each other", found.confusion,
            "Where segments overlap and the codes differ, or one coder has nothing.", "Confusion",
        ),
        *_disagreements(found, part),
    ]  # fmt: skip
    if settled is not None:
        made += reconciled.sections(settled, part, whole=not rounded)
    if len(found.left_out):
        made.append(
            part("Left out", found.left_out, "Not compared, each with the reason.", "Left out")
        )
    return made


def _figures(found: Comparison, part: _Part, *, whole: bool) -> list[Section]:
    """Return the tables of figures. whole: all columns, which no page is wide enough for."""
    by_code = flagged(found)
    spans = found.options.unit == MATCHED
    note = (
        "percent: pairs of coders who judged a unit alike. kappa: Cohen's for two, the mean over "
        "pairs (Light) for more. alpha: Krippendorff's, nominal. ac1: Gwet's. positive, negative: "
        "agreement on units coded, and on units not coded. _low and _high: the interval. flag: "
        f"few, where a coder used the code less than {FEW} times; else alpha's lower end against "
        f"Krippendorff's {TENTATIVE} and {FIRM:.3f} (2004). Bands for kappa do not apply to ac1."
    )
    made = [
        part("Over all codes", found.overall, "Read with the share of units that nobody coded: a "
             "large share raises what counts agreement on nothing.", "Overall"),
        part("By code", by_code if whole else by_code[_OF_SPANS if spans else _ON_A_PAGE],
             _SPANS_NOTE if spans else note, "By code"),
    ]  # fmt: skip
    if not spans:
        made += [
            part("By language", found.by_language, "All codes' decisions together.", "By language"),
            part("By document", _joined(found.by_document), "All codes' decisions together.",
                 "By document"),
        ]  # fmt: skip
    made.append(part("Pairs of coders", found.pairs, "A row a code and pair.", "Pairs"))
    return made


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the coders of a document as one text."""
    names = [n if isinstance(n, str) else ", ".join(n) for n in frame["done_by"]]
    return frame.assign(done_by=names)


def flagged(found: Comparison) -> pd.DataFrame:
    """Return the table by code with `flag`: whether its figures can be relied on, and why not."""
    pairs = found.pairs
    fewer = pairs.assign(fewest=pairs[["n_first", "n_second"]].min(axis=1))
    fewest = dict(fewer.groupby("code")["fewest"].min())
    frame = found.by_code
    flags = []
    for code, low in zip(frame["code"], frame["alpha_low"], strict=True):
        n = fewest.get(code)  # None: of a closed round, and merged into another code since
        if n is not None and n < FEW:
            flags.append(f"few: {int(n)} by one coder")
        elif low != low:
            flags.append("no interval")
        elif low >= FIRM:
            flags.append("firm")
        else:
            flags.append("tentative" if low >= TENTATIVE else f"below {TENTATIVE}")
    return frame.assign(flag=flags)


def _disagreements(found: Comparison, part: _Part) -> list[Section]:
    """Return the disagreements; those of extent alone apart, as they are often settled by rule."""
    frame = found.disagreements
    by_extent = frame["kind"] == "different extent"
    texts = frame.assign(codes=[", ".join(codes) for codes in frame["codes"]])
    for coder in frame.columns[6:]:
        texts[coder] = [
            "not done" if codes is None else ", ".join(codes) or "nothing" for codes in frame[coder]
        ]
    foot = "Each coder's codes there; 'nothing': done, and not coded."
    made = [part("Disagreements", texts[~by_extent], foot, "Disagreements")]
    if by_extent.any():
        made.append(part("Extent alone", texts[by_extent], foot, "Extent"))
    return made


def methods(found: Comparison, settled: Differences | None = None) -> str:
    """Return the sentences for a methods section, with the numbers in them."""
    return " ".join(part for part in (*_methods(found), *_settled(settled)) if part)


def _settled(settled: Differences | None) -> list[str]:
    return ["" if settled is None else reconciled.sentence(settled), "Computed with qualcode."]


def _methods(found: Comparison) -> list[str]:
    how = found.options
    coders = found.coders
    documents = found.documents
    languages = documents["language"].value_counts()
    split = ", ".join(f"{n:,} in {language}" for language, n in languages.items())
    answers = (documents["kind"] == "answer").all()
    what = "answer" if answers else "interview"
    parts = [
        f"{len(coders)} coders ({', '.join(coders)}) independently coded "
        f"{_many(len(documents), what)} ({split}) with {len(found.codes)} codes."
    ]
    if not found.shown:
        return [*parts, "No coefficients were computed.", _differences(found)]
    table = found.by_code
    if how.unit == MATCHED:
        value = float(found.overall["value"].iloc[0])
        parts.append(
            f"Segments of one code were matched one to one where they shared at least "
            f"{how.threshold:.0%} of their joint length: F1 = {_number(value)} over all codes, "
            "not corrected for chance."
        )
        return [*parts, _differences(found)]
    units = int(table["n_units"].max()) if len(table) else 0
    parts.append(
        f"Agreement was assessed on {units:,} {_NAMES[how.unit]}, uncoded ones included"
        + ("." if how.interviewers or answers else ", interviewers' turns left out.")
    )
    overall = {str(row["coefficient"]): row for row in found.overall.to_dict("records")}
    told = {"alpha_set_masi": "Krippendorff's alpha with MASI distance on sets of codes",
            "percent_pooled": "agreement over all decisions"}  # fmt: skip
    for name, said in told.items():
        if name in overall:
            shown = _interval(overall[name], how.level)
            parts.append(f"{said[0].upper()}{said[1:]}: {shown}.")
    known = table.dropna(subset=["alpha"])
    if len(known):
        ranked = known.sort_values("alpha", kind="stable").to_dict("records")
        low, high = ranked[0], ranked[-1]
        lacking = len(table) - len(known)
        parts.append(
            f"By code, alpha (nominal) ran from {_number(low['alpha'])} ({low['code']}) to "
            f"{_number(high['alpha'])} ({high['code']}), median "
            f"{_number(float(known['alpha'].median()))}"
            + (f"; it is not defined for {lacking} of {len(table)} codes." if lacking else ".")
        )
        firm = int((known["alpha_low"] >= FIRM).sum())
        tentative = int((known["alpha_low"] >= TENTATIVE).sum())
        if known["alpha_low"].notna().any():
            parts.append(
                f"The lower end of the {how.level:.0%} interval reached .800 for {firm} and .667 "
                f"for {tentative} codes (Krippendorff, 2004)."
            )
    if how.draws:
        by = (
            "Krippendorff's bootstrap"
            if how.interval == "krippendorff"
            else f"{how.draws:,} resamples of documents"
        )
        parts.append(f"Intervals are from {by} (seed {how.seed}).")
    return [*parts, _differences(found)]


def _differences(found: Comparison) -> str:
    n = len(found.found)
    return f"{_many(n, 'disagreement')} {'was' if n == 1 else 'were'} found."


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _interval(row: Mapping[Hashable, Any], level: float) -> str:
    if row["low"] != row["low"]:
        return _number(row["value"])
    ends = f"[{_number(row['low'])}, {_number(row['high'])}]"
    return f"{_number(row['value'])}, {level:.0%} CI {ends}"


def _number(value: float) -> str:
    """Return a figure that cannot exceed 1 as papers print it: .61, -.05, 1.00."""
    if value != value:
        return "not defined"
    shown = f"{value:.2f}"
    return shown.replace("0.", ".", 1) if abs(value) < 1 and shown.lstrip("-")[0] == "0" else shown
