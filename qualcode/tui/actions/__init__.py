"""Every action of the interface, once: keys, footer, palette, help and docs are read from here.

One file a screen; what several screens do alike stands in `shared`. A key of `RESERVED` means the
same everywhere; a screen adds keys, and never reuses these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualcode.text.display import width
from qualcode.tui.actions import (
    agreement,
    cards,
    cases,
    codebook,
    coding,
    crosstab,
    displays,
    documents,
    help,
    history,
    home,
    importing,
    joint,
    memos,
    reports,
    search,
    segments,
    shared,
    suggesting,
    suggestions,
    summaries,
)
from qualcode.tui.actions.action import CODING_ONLY, GO, LISTS, RESERVED, SCREENS, Action
from qualcode.tui.actions.bindings import rebound

__all__ = ["ACTIONS", "CODING_ONLY", "GO", "LISTS", "RESERVED", "SCREENS", "Action"]

_FILES = (
    shared,
    home,
    documents,
    importing,
    coding,
    cards,
    suggesting,
    suggestions,
    codebook,
    segments,
    search,
    reports,
    cases,
    memos,
    history,
    help,
    agreement,
    crosstab,
    displays,
    summaries,
    joint,
)
ACTIONS: tuple[Action, ...] = tuple(one for file in _FILES for one in file.ACTIONS)

_bound = ACTIONS


def rebind(wanted: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Give actions the keys of a person's settings; return (name, what is wrong) where it is."""
    global _bound
    _bound, wrong = rebound(ACTIONS, wanted)
    return wrong


def of(screen: str) -> Iterator[Action]:
    """Yield the actions of a screen, the most needed first."""
    yield from sorted((a for a in _bound if screen in a.screens), key=lambda a: a.priority)


def find(screen: str, key: str) -> Action | None:
    """Return what a key does on a screen."""
    return next((a for a in _bound if screen in a.screens and key in a.keys), None)


def handed(action: Action, key: str) -> str:
    """Return the key that an action is done with: ours, where a person's stands for it."""
    if not action.ours or key not in action.keys:
        return key
    return action.ours[min(action.keys.index(key), len(action.ours) - 1)]


def key_of(id: str, screen: str = "home") -> str:
    """Return the key of an action as it is shown, on a screen that has it."""
    fitting = [a for a in _bound if a.id == id]
    here = [a for a in fitting if screen in a.screens]
    return shown_key((here or fitting)[0])


def shown_key(action: Action) -> str:
    """Return an action's key as the footer writes it."""
    # The codes on digits may have been given other keys; they are still nine in a row.
    digits = len(action.keys) > 1 and all(key.isdecimal() for key in action.keys)
    if digits or len(action.keys) == 9:
        return f"{action.keys[0]}-{action.keys[-1]}"
    return {"escape": "esc", "backspace": "⌫", "enter": "enter"}.get(action.keys[0], action.keys[0])


def footer(screen: str, language: str, cells: int) -> list[tuple[str, str]]:
    """Return (key, word) pairs that fit in a row: dropped from the right, `?` never."""
    listed = [a for a in of(screen) if a.footer]
    pairs = [(shown_key(a), a.zh if language == "zh" else a.en) for a in listed]
    help_pair = next(p for p, a in zip(pairs, listed, strict=True) if a.id == "help")
    rest = [p for p, a in zip(pairs, listed, strict=True) if a.id != "help"]
    room = cells - _cells(help_pair)
    kept: list[tuple[str, str]] = []
    for pair in rest:
        if _cells(pair) > room:
            break
        room -= _cells(pair)
        kept.append(pair)
    return [*kept, help_pair]


def _cells(pair: tuple[str, str]) -> int:
    return width(pair[0]) + 1 + width(pair[1]) + 2


def markdown(language: str = "en") -> str:
    """Return all keys as Markdown tables, screen by screen, for the docs."""
    parts = []
    for screen in SCREENS:
        listed = [a for a in ACTIONS if screen in a.screens]
        rows = [
            f"| {_code(' '.join(a.keys))} | {a.help_zh if language == 'zh' else a.help_en} "
            f"| `{a.id}` |"
            for a in sorted(listed, key=lambda a: a.priority)
        ]
        head = "| key | does | name |\n|---|---|---|\n"
        parts.append(f"## {screen.capitalize()}\n\n{head}" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _code(keys: str) -> str:
    """Return keys as Markdown of a table cell: a bar would end it."""
    return f"`{keys}`".replace("|", "\\|")
