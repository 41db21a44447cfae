"""What the reader shows: a text, its turns, and marks on it. Plain values, nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True)
class Turn:
    """A turn: its number, the stretches of spoken words, who speaks, in what role, when."""

    number: int
    spans: tuple[Span, ...]
    label: str = ""
    role: str = ""

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.spans[-1][1]


@dataclass(frozen=True)
class Mark:
    """A segment in view: its key, place, code's colour and letters, name, and whose it is.

    kind: own, other (another coder's), suggestion. changed: its words are not those coded. code:
    the code's name, where the label says more.
    """

    key: str
    start: int
    end: int
    color: str
    letters: str
    label: str
    kind: str = "own"
    changed: bool = False
    code: str = ""


@dataclass(frozen=True)
class ReaderText:
    """A text and its turns; a text without turns is read by paragraphs."""

    text: str
    turns: tuple[Turn, ...] = field(default_factory=tuple)
