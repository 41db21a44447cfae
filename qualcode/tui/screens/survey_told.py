"""What the preview of a survey tells: of the file, of a column, of how its ids fit the cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from rich.text import Text

from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import WORDS, number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.i18n.survey import REASONS
from qualcode.tui.screens.cases_told import kind_of_case
from qualcode.tui.screens.cases_told import reason as why_missing

MOST = 40
"""So many levels are named."""
SHOWN = 8
"""So many keys of each state are named."""
STATES = (
    "matched", "only in the file", "only in the project", "twice in the file",
    "twice in the project",
)  # fmt: skip


class SaidOf(Protocol):
    """What a person says of a file, as far as it is told."""

    kind: str | None
    join: str | None
    prefix: str
    settings: str | None


def kind(type_: str) -> str:
    """Return the word for a type."""
    return t(f"of type {type_}") if f"of type {type_}" in WORDS else display.safe(type_)


def reason(said: str) -> str:
    """Return why a column is taken for what it is, in the language of the interface."""
    if language() == "zh":
        for pattern, zh in REASONS:
            if found := re.fullmatch(pattern, said):
                return found.expand(zh)
    return said


def tick(row: Mapping[str, Any]) -> str:
    """Return the mark of a column: taken in, becoming documents, or left out."""
    if row["type"] in ("skip", "empty"):
        return " "
    return "✓"


def about(told: Mapping[str, Any], said: SaidOf, cells: int) -> Text:
    """Return what a file is, and what taking it in does to the cases."""
    text = Text(no_wrap=True, overflow="crop")
    tool = f"{told['tool']} · " if told.get("tool") else ""
    line = t(
        "survey line", file=told["file"], tool=tool, rows=number(told["rows"]),
        id=told["id"] or t("row number"), reason=reason(told["id_reason"]),
    )  # fmt: skip
    text.append(display.ellipsis(display.safe(line), cells), style="bold")
    more = t("joined by", what=said.join) if said.join else ""
    more += t("prefixed by", what=said.prefix) if said.prefix else ""
    more += t("settings of", what=said.settings) if said.settings else ""
    line = t(
        "survey cases", new=number(told["cases_new"]), known=number(told["cases_known"]),
        kind=kind_of_case(said.kind or "respondent"), more=more,
    )  # fmt: skip
    text.append(f"\n{display.ellipsis(display.safe(line), cells)}", style="not bold")
    notes = [t("id not sure")] if not told["id_sure"] else [in_words(n) for n in told["notes"]]
    for note in notes[:2]:
        text.append(f"\n! {display.ellipsis(display.safe(note), cells - 2)}", style="not bold")
    return text


def column(row: Mapping[str, Any]) -> Text:
    """Return what a column is, in full."""
    text = Text()
    head = str(row["column"])
    label = " ".join(str(row["question"] or "").split())
    text.append(display.safe(head), style="bold")
    if label and label != head:
        text.append(f"  {display.safe(label)}", style="not bold")
    text.append(f"\n{kind(row['type'])} · {display.safe(reason(row['reason']))}", style="not bold")
    if row["type"] == "skip":
        text.append(f"\n{t('survey left')}", style="not bold")
        return text
    said = [t("survey documents")] if row["open_ended"] else []
    said += [t("survey personal")] if row["personal"] else []
    said.append(t("survey does", new=number(row["new"]), changed=number(row["changed"])))
    text.append(f"\n{' · '.join(said)}", style="not bold")
    if row["levels"]:
        ordered = row["type"] == "ordinal" or row["item_type"] == "ordinal"
        words = (" < " if ordered else ", ").join(_some(row["levels"]))
        line = t("survey in order" if ordered else "survey levels", levels=words)
        text.append(f"\n{line}", style="not bold")
    if row["missing"]:
        line = t("survey missing", missing=", ".join(map(_missing, row["missing"])))
        text.append(f"\n{line}", style="not bold")
    if len(row["columns"]) > 1:
        line = t("survey columns", columns=", ".join(_some(row["columns"])))
        text.append(f"\n{line}", style="dim not bold")
    if row["example"] and not row["levels"]:
        example = display.ellipsis(display.safe(" ".join(str(row["example"]).split())), 200)
        text.append(f"\n{t('survey example', example=example)}", style="not bold")
    return text


def _missing(said: str) -> str:
    """Return how many cells are missing for which reason: `40 empty` as the preview has it."""
    n, _, why = said.partition(" ")
    return f"{n} {why_missing(why)}" if n.isdecimal() else display.safe(said)


def _some(words: Iterable[Any]) -> list[str]:
    listed = [display.safe(str(w)) for w in words]
    return listed if len(listed) <= MOST else [*listed[:MOST], "…"]


def match(counts: Mapping[str, int], rows: Iterable[Mapping[str, Any]]) -> Text:
    """Return how many keys fit, stand on one side only, or twice, and the first of those."""
    text = Text()
    listed = list(rows)
    for state in STATES:
        n = counts.get(state, 0)
        text.append(f"{display.pad(t(f'match {state}'), 24)}{display.pad(number(n), 9, 'right')}\n")
        if state == "matched":
            continue
        named = [one for one in listed if one["state"] == state][:SHOWN]
        keys = [
            str(one["key"]) if one["row"] is None or one["row"] != one["row"]
            else t("match row", key=one["key"], row=one["row"])
            for one in named
        ]  # fmt: skip
        if keys:
            more = " …" if n > SHOWN else ""
            text.append(f"  {display.safe(', '.join(keys))}{more}\n", style="dim")
    text.right_crop(1)
    return text
