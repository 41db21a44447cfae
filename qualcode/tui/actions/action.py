"""What an action is, and the keys that mean the same on every screen."""

from __future__ import annotations

from dataclasses import dataclass

SCREENS = (
    "home", "documents", "coding", "codebook", "segments", "memos", "cards", "grid",
    "similar", "search", "reports", "queue", "cases", "importing", "survey", "masking",
    "history", "batch", "past", "going_back", "case",
    "help", "agreement", "figures", "reconcile", "crosstab", "quotes", "kept_tables",
    "then_and_now", "suggestions", "bulk",
    "displays", "theme", "candidates", "summaries", "behind", "joint",
)  # fmt: skip
LISTS = (
    "history",
    "home",
    "documents",
    "codebook",
    "segments",
    "memos",
    "search",
    "grid",
    "reports",
    "cases",
    "agreement",
    "figures",
    "crosstab",
    "quotes",
    "kept_tables",
    "then_and_now",
    "suggestions",
    "displays",
    "theme",
    "candidates",
    "behind",
    "joint",
)

RESERVED = {
    **{str(n): "choose" for n in range(1, 10)},
    ",": "code by key", "c": "find code", "a": "accept", "x": "reject", "y": "why",
    "enter": "open", "escape": "back", ")": "panel", "backspace": "remove", "D": "done",
    "n": "next", "N": "previous", "m": "memo", "M": "memos", "u": "undo", "U": "redo",
    ".": "repeat", "/": "search", "g": "go", "ctrl+p": "palette", "?": "help",
    "F": "fields", "X": "export", "L": "layers",
}  # fmt: skip
"""Key → the one meaning it has on every screen."""

CODING_ONLY = frozenset("otir")
"""Keys that mean something in Coding and Cards only."""


@dataclass(frozen=True)
class Action:
    """Something a person can do: `id` names the method `do_<id>` of its screens.

    keys: the first is shown. meaning: of a reserved key. zh, en: a word or two for the footer;
    help_zh, help_en: a sentence. priority: the lowest stay in a narrow footer.
    """

    id: str
    keys: tuple[str, ...]
    screens: tuple[str, ...]
    en: str
    zh: str
    help_en: str
    help_zh: str
    meaning: str = ""
    priority: int = 50
    footer: bool = True
    ours: tuple[str, ...] = ()
    """Its keys before a person's settings gave it others; empty where they did not."""


def action(
    id: str, keys: str, screens: tuple[str, ...], en: str, zh: str, help_en: str, help_zh: str,
    meaning: str = "", priority: int = 50, footer: bool = True,
) -> Action:  # fmt: skip
    """Return an action; keys stand in one string, with blanks between."""
    return Action(
        id, tuple(keys.split(" ")), screens, en, zh, help_en, help_zh, meaning, priority, footer
    )


GO = {
    "h": "home", "d": "documents", "c": "coding", "k": "cards", "a": "cases", "b": "codebook",
    "s": "segments", "m": "memos", "r": "agreement", "x": "crosstab", "i": "displays",
    "f": "search", "p": "reports", "y": "history", "u": "suggestions",
}  # fmt: skip
"""The letters after `g`."""
