"""Every action of the interface, once: keys, footer, palette, help and docs are read from here.

One file a screen; what several screens do alike stands in `shared`. A key of `RESERVED` means the
same everywhere; a screen adds keys, and never reuses these.
"""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.text.display import width
from qualcode.tui.actions import codebook, coding, documents, home, segments, shared
from qualcode.tui.actions.action import CODING_ONLY, GO, LISTS, RESERVED, SCREENS, Action

__all__ = ["ACTIONS", "CODING_ONLY", "GO", "LISTS", "RESERVED", "SCREENS", "Action"]

_FILES = (shared, home, documents, coding, codebook, segments)
ACTIONS: tuple[Action, ...] = tuple(one for file in _FILES for one in file.ACTIONS)


def of(screen: str) -> Iterator[Action]:
    """Yield the actions of a screen, the most needed first."""
    yield from sorted((a for a in ACTIONS if screen in a.screens), key=lambda a: a.priority)


def find(screen: str, key: str) -> Action | None:
    """Return what a key does on a screen."""
    return next((a for a in ACTIONS if screen in a.screens and key in a.keys), None)


def shown_key(action: Action) -> str:
    """Return an action's key as the footer writes it."""
    if len(action.keys) == 9:
        return "1-9"
    return {"escape": "esc", "backspace": "⌫", "enter": "enter"}.get(action.keys[0], action.keys[0])


def footer(screen: str, language: str, cells: int) -> list[tuple[str, str]]:
    """Return (key, word) pairs that fit in a row: dropped from the right, `?` never."""
    listed = [(shown_key(a), a.zh if language == "zh" else a.en) for a in of(screen) if a.footer]
    help_pair = next(pair for pair in listed if pair[0] == "?")
    rest = [pair for pair in listed if pair[0] != "?"]
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
        rows = [
            f"| `{' '.join(a.keys)}` | {a.help_zh if language == 'zh' else a.help_en} |"
            for a in of(screen)
        ]
        parts.append(f"## {screen.capitalize()}\n\n| key | does |\n|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"
