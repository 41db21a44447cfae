"""The tables of a report that were asked for: kept cross-tabs, pairs of codes, saturation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qualcode.analysis import crosstab_kept
from qualcode.analysis.area import Analysis
from qualcode.errors import NotEnoughData
from qualcode.report import tables
from qualcode.report.sections import Section
from qualcode.store.store import Store


def sections(
    store: Store,
    asked: Sequence[str],
    *,
    question: str | None,
    layer: str,
    suffix: str,
    pictures: bool,
    step: Callable[[], None],
) -> list[Section]:
    """Return their sections, tables and figures numbered in their order.

    asked: of crosstabs, cooccurrence, saturation. pictures: draw, where the form holds figures.
    step: called as each begins. Raises: NotFound, UsageError.
    """
    analysis = Analysis(store)
    form = suffix if pictures or suffix not in tables.DRAWN else ".md"
    made: list[Section] = []
    if "crosstabs" in asked:
        step()
        kept = crosstab_kept.rows(store)
        for one in kept:
            found = analysis.compare(one.uid)
            if found.now is not None and (hidden := found.now.field.personal):
                made.append(_none(one.name, f"Left out: “{hidden[0]}” tells who a person is."))
                continue
            made += tables.crosstab(found, form)
        if not kept:
            made.append(_none("Cross-tabs", "No table is kept: qualcode analysis keep NAME FIELD"))
    if "cooccurrence" in asked:
        step()
        pairs = analysis.cooccurrence(question=question, layer=layer)
        made.append(tables.cooccurrence(pairs, "case", analysis.hidden_below(), form))
    if "saturation" in asked:
        step()
        try:
            curve = analysis.saturation(question=question, layer=layer)
        except NotEnoughData as error:
            made.append(_none("Saturation", str(error)))
        else:
            made.append(tables.saturation(curve, form))
    return _numbered(made)


def _none(title: str, why: str) -> Section:
    import pandas as pd

    return Section(title, "text", pd.DataFrame(), why, title)


def _numbered(parts: Sequence[Section]) -> list[Section]:
    made: list[Section] = []
    table = figure = 0
    for part in parts:
        if part.caption:
            table += 1
            part = replace(part, label=f"Table {table}")
        if part.picture is not None and part.picture.data:
            figure += 1
            part = replace(part, picture=replace(part.picture, label=f"Figure {figure}"))
        made.append(part)
    return made
