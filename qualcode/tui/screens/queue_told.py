"""What the recode queue tells of a code: what it meant then, what it means now, what differs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from rich.text import Text

from qualcode.codebook.entry import Entry
from qualcode.codebook.recode_queue import Meanings
from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name

LONGEST = 1_000_000
"""Texts whose lengths multiply to more are shown without marks: comparing them takes too long."""


def meanings(said: Meanings, by_name: Mapping[str, CodeRow]) -> tuple[Text | None, Text]:
    """Return what a code meant then (None where it is the same), and what it means now.

    In the interface's language; in the other where the change is there alone. Of then only what
    differs; of now that first. by_name: the codes in use, for what was split off.
    """
    first, second = ("zh", "en") if language() == "zh" else ("en", "zh")
    then, now = _told(said.then, first), _told(said.now, first)
    if then == now and _told(said.then, second) != _told(said.now, second):
        then, now = _told(said.then, second), _told(said.now, second)
    other = [name for name in then if then[name] != now[name]]
    order = [*other, *(name for name in now if name not in other)]
    present = _fields(t("means now" if other else "meaning"), order, now, then, "bold")
    if said.split_off:
        shown = {n: shown_name(by_name[n]) if n in by_name else n for n in said.split_off}
        names = ", ".join(f"“{name}”" for name in shown.values())
        present.append(display.safe(f"\n{t('split off', codes=names)}"), style="bold")
        for name in said.split_off:
            words = by_name[name].entry.definition(language()) if name in by_name else ""
            if words:
                present.append(f"\n{display.safe(shown[name])}{t('colon')}{display.safe(words)}")
    return (_fields(t("meant then"), other, then, now, "strike") if other else None), present


def _told(entry: Entry, said: str) -> dict[str, str]:
    """Return what an entry says of its meaning by field, in a language, else in the other."""
    other = "en" if said == "zh" else "zh"
    return {
        name: getattr(entry, f"{name}_{said}") or getattr(entry, f"{name}_{other}")
        for name in ("definition", "when", "when_not")
    }


def _fields(
    title: str, names: Sequence[str], said: Mapping[str, str], other: Mapping[str, str], mark: str
) -> Text:
    """Return texts of an entry by field; what the other entry does not have is marked."""
    text = Text()
    text.append(f"{title}{t('colon')}", style="bold")
    for name in names:
        if not said[name] and not other[name]:
            continue
        if name != "definition":
            text.append(f"{t(f'field {name}')}{t('colon')}", style="dim")
        _differing(text, display.safe(said[name] or t("diff empty")), other[name], mark)
        text.append("\n")
    text.rstrip()
    return text


def _differing(text: Text, said: str, other: str, mark: str) -> None:
    if len(said) * len(other) > LONGEST:
        text.append(said)
        return
    mine, theirs = (re.findall(r"[a-zA-Z']+|\s+|.", one) for one in (said, display.safe(other)))
    for kind, a, z, *_ in difflib.SequenceMatcher(None, mine, theirs, False).get_opcodes():
        if kind != "insert":
            text.append("".join(mine[a:z]), style="" if kind == "equal" else mark)
