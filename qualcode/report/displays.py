"""What a researcher made of the coding, in reports: themes, summary matrix, joint displays.

As they leave the project: texts without what masking replaces, small numbers hidden, nobody quoted
who did not consent. A display lies across the page, its quotes smaller and in italics; in a
workbook it stands beside its cells in long form, with their questions, and its quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.area import Analysis
from qualcode.analysis.display_shown import Display
from qualcode.analysis.quote_matrix import QuoteMatrix
from qualcode.analysis.summary_cells import SummaryMatrix
from qualcode.analysis.themes import ThemeRow
from qualcode.analysis.typology import Typology
from qualcode.documents import masking
from qualcode.report.sections import Section
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

READING = ("themes", "summaries", "displays")
"""The parts of a report that are here; each is written unasked where there is something of it."""
_FOR = {"quote": "For it", "contrary": "Against it"}


def there(store: Store) -> list[str]:
    """Return which of `READING` there is something of."""
    analysis = Analysis(store)
    found = (analysis.themes.rows(), analysis.summaries.rows(), analysis.displays.rows())
    return [name for name, rows in zip(READING, found, strict=True) if rows]


def sections(
    store: Store, asked: Sequence[str], *, suffix: str, step: Callable[[], None] = lambda: None
) -> list[Section]:
    """Return the sections of themes, summaries and displays, as they are asked for.

    step: called as each begins.
    """
    analysis = Analysis(store)
    made: list[Section] = []
    if "themes" in asked:
        step()
        made += themes(store, suffix)
    if "summaries" in asked:
        step()
        made += all_summaries(store, suffix)
    if "displays" in asked:
        step()
        rows = analysis.displays.rows()
        for row in rows:
            made += display(analysis.displays.show(row.uid, outside=True), suffix)
        if not rows:
            made.append(_none("Joint displays", "There is no joint display."))
    return made


def themes(store: Store, suffix: str) -> list[Section]:
    """Return a section a theme with its quotes; in a workbook a table of all, and the evidence."""
    import pandas as pd

    area = Analysis(store).themes
    leave = masking.leaving(store)
    rows = area.rows()
    if not rows:
        return [_none("Themes", "There is no theme.")]
    if suffix in (".xlsx", ".csv"):
        frame = area.frame()
        frame["codes"] = [", ".join(codes) for codes in frame["codes"]]
        listed = frame.assign(claim=frame["claim"].map(leave), memo=frame["memo"].map(leave))
        evidence = [
            area.evidence(row.uid).assign(theme=row.name).pipe(_left, leave) for row in rows
        ]
        together = pd.concat(evidence, ignore_index=True)
        first = together.pop("theme")
        together.insert(0, "theme", first)
        foot = (
            "left_out: segments of the theme's codes that are not quoted. to_look_at: chosen ones "
            "that are gone, have other words, or may not be printed."
        )
        return [
            Section("Themes", "table", listed, foot, "Themes"),
            Section("Evidence of the themes", "table", together, "", "Theme evidence"),
        ]
    made: list[Section] = []
    for row in rows:
        made += _theme(store, row, leave)
    return made


def _theme(store: Store, row: ThemeRow, leave: Callable[[str], str]) -> list[Section]:
    """Return a theme as people read it: the claim, what speaks for it, and against it."""
    area = Analysis(store).themes
    evidence = area.evidence(row.uid).pipe(_left, leave)
    says = [_sentence(leave(row.claim))] if row.claim else []
    says += [f"Codes: {', '.join(row.codes)}."] if row.codes else []
    says += [_sentence(leave(row.memo))] if row.memo else []
    people = evidence[evidence["about"] != "segment"]
    for one in people.to_dict("records"):
        who = one["case"] if isinstance(one["case"], str) else one["document"]
        note = f": {one['note']}" if one["note"] else ""
        says.append(_sentence(f"{_FOR[one['kind']]}: {who}{note}"))
    away = evidence[(evidence["about"] == "segment") & (evidence["text"] == "")]
    counted = area.counted(row.uid)
    foot = counted.foot[0].upper() + counted.foot[1:]
    if len(away):
        reasons = ", ".join(f"{n:,} {state}" for state, n in away["state"].value_counts().items())
        foot += f" Not printed: {reasons}."
    quotes = evidence[(evidence["about"] == "segment") & (evidence["text"] != "")]
    frame = quotes.assign(side=quotes["kind"].map(_FOR)).reset_index(drop=True)
    return [
        Section(f"Theme: {row.name}", "text", frame, " ".join(says), row.name),
        Section(f"Quotes: {row.name}", "quotes", frame, foot, row.name, by="side"),
    ]


def _sentence(said: str) -> str:
    return said if said[-1:] in ".!?。！？…" else f"{said}."


def _left(frame: pd.DataFrame, leave: Callable[[str], str]) -> pd.DataFrame:
    return frame.assign(note=frame["note"].map(leave))


def all_summaries(store: Store, suffix: str) -> list[Section]:
    """Return the summary matrix of each source in which something was summarised."""
    area = Analysis(store).summaries
    asked: dict[tuple[str | None, str], dict[str, None]] = {}
    for row in area.rows():
        if row.subject:
            of = asked.setdefault((row.question, row.layer), {})
            of[f"{row.about}:{row.subject}"] = None
    made: list[Section] = []
    for (question, layer), of in asked.items():
        matrix = area.matrix(list(of), question=question, layer=layer)
        made += summaries(matrix, masking.leaving(store), suffix, question)
    return made or [_none("Summaries", "No summary was written.")]


def summaries(
    matrix: SummaryMatrix,
    leave: Callable[[str], str],
    suffix: str,
    question: str | None = None,
) -> list[Section]:
    """Return a summary matrix: cases as rows; in a workbook its cells in long form too."""
    table = matrix.table.map(leave).reset_index()
    source = question or "interviews"
    made = [_across(f"Summaries, {source}", table, matrix.foot, f"Summaries {source}")]
    if suffix == ".csv":
        cells = matrix.cells
        return [Section("Summaries", "table", _without(cells, leave, "summary"), matrix.foot, "S")]
    if suffix == ".xlsx":
        cells = _without(matrix.cells, leave, "summary")
        made.append(Section(f"Cells, {source}", "table", cells, matrix.foot, f"Cells {source}"))
    return made


def display(shown: Display, suffix: str) -> list[Section]:
    """Return a joint display; it was asked for as it leaves the project."""
    frame = shown.frame.drop(columns="stale")
    cells = shown.cells.drop(columns="uid")
    if suffix == ".csv":
        return [Section(shown.name, "table", cells, shown.foot, shown.name)]
    made = [_across(f"Joint display: {shown.name}", frame, shown.foot, "display")]
    if suffix == ".xlsx":
        quotes = shown.quotes
        made += [
            Section(f"Cells of “{shown.name}”", "table", cells, "An item a row.", "cells"),
            Section(f"Quotes of “{shown.name}”", "table", quotes, "A quote a row.", "quotes"),
        ]
    return made


def quote_matrix(matrix: QuoteMatrix, suffix: str) -> list[Section]:
    """Return a quote matrix as it leaves the project; in a workbook its quotes a row each too."""
    outside = matrix.outside()
    of = f" by {outside.field}" if outside.field else ""
    if suffix == ".csv":
        return [Section("Quotes", "table", outside.quotes, outside.foot, "quotes")]
    table = outside.table.reset_index()
    made = [_across(f"Quotes{of}", table, outside.foot, "matrix")]
    if suffix == ".xlsx":
        made += [
            Section("Counts", "table", outside.cells, "Cases and segments a cell.", "cells"),
            Section("Quotes", "table", outside.quotes, "A quote a row.", "quotes"),
        ]
    return made


def typology(table: Typology, suffix: str) -> list[Section]:
    """Return a typology table as it leaves the project; in a workbook its cells a row each too."""
    outside = table.outside()
    frame = outside.frame.assign(
        cases=[", ".join(cases) for cases in outside.frame["cases"]],
        examples=["\n".join(examples) for examples in outside.frame["examples"]],
    )
    title = f"Typology: {table.row} × {table.column}"
    if suffix == ".csv":
        return [Section(title, "table", frame, outside.foot, "typology")]
    made = [_across(title, outside.table.reset_index(), outside.foot, "typology")]
    if suffix == ".xlsx":
        made.append(Section(f"Cells of {title}", "table", frame, outside.foot, "cells"))
    return made


def _across(title: str, frame: pd.DataFrame, foot: str, short: str) -> Section:
    return Section(title, "display", frame, foot, short, across=True)


def _without(frame: pd.DataFrame, leave: Callable[[str], str], column: str) -> pd.DataFrame:
    return frame.assign(**{column: frame[column].map(leave, na_action="ignore")})


def _none(title: str, why: str) -> Section:
    import pandas as pd

    return Section(title, "text", pd.DataFrame(), why, title)
