"""Several choices in one cell: which choices there are, and what a cell names of them.

A sign of the tool's own (┋) parts them for certain. A comma may also stand within a choice, so
choices are learnt from all cells first: what always stands together is one choice, and what
stands once is a person's own text. Cells are then read by the known choices, longest first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcode.cases.layout import OTHER

_OPENING, _CLOSING = "([（【", ")]）】"
INLINE = re.compile(r"(.*?)\s*〖(.*)〗\s*", re.DOTALL)
EXCLUSIVE = re.compile(
    r"none( of (these|those|the above))?|nothing|no answer|以上(都|均)(不是|没有|无)?"
    r"|(都|均)(不|没有)\S{0,6}|没有|无|不使用",
    re.IGNORECASE,
)
"""A choice that goes with no other."""

_TOGETHER = 3
"""Times that two parts must stand together, and never apart, to be taken for one choice."""


@dataclass(frozen=True)
class Choices:
    """The choices of a question, in the order of the questionnaire as far as cells show it."""

    known: tuple[str, ...]
    separator: str

    def read(self, cell: str) -> tuple[list[str], str]:
        """Return the choices that a cell names, each once, and the text of one's own in it."""
        pieces = split(cell, self.separator)
        chosen: list[str] = []
        own: list[list[str]] = []
        at, fresh = 0, True
        while at < len(pieces):
            for end in range(len(pieces), at, -1):
                whole = self.separator.join(pieces[at:end]).strip()
                match = INLINE.fullmatch(whole)
                name = match[1] if match else whole
                if name in self.known:
                    chosen.append(name)
                    own += [[match[2]]] if match and match[2] else []
                    at, fresh = end, True
                    break
            else:
                if fresh:
                    own.append([])
                own[-1].append(pieces[at])
                at, fresh = at + 1, False
        return list(dict.fromkeys(chosen)), "; ".join(self.separator.join(o).strip() for o in own)


def split(cell: str, separator: str) -> list[str]:
    """Return the parts of a cell; a sign within brackets parts nothing."""
    if separator not in cell:
        return [cell.strip()]
    if not separator.startswith(","):
        return [p.strip() for p in cell.split(separator.strip()) if p.strip()]
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(cell):
        depth = max(0, depth + (sign in _OPENING) - (sign in _CLOSING))
        if depth == 0 and cell.startswith(separator, at):
            parts.append(cell[start:at])
            start = at + len(separator)
    parts.append(cell[start:])
    return [p.strip() for p in parts if p.strip()]


def given(cells: Mapping[str, int], separator: str) -> Choices:
    """Return the choices of cells that a sign of the tool's own parts: all that stand there."""
    names: list[list[str]] = []
    for cell in cells:
        found = []
        for piece in split(cell, separator):
            match = INLINE.fullmatch(piece)
            found.append(match[1] if match else piece)
        names.append(found)
    return Choices(_ordered(names), separator)


def learnt(cells: Mapping[str, int], separator: str) -> Choices | None:
    """Return the choices of cells where they name several, None where they do not seem to."""
    rows = [(split(cell, separator), n) for cell, n in cells.items()]
    total = sum(cells.values())
    if sum(n for parts, n in rows if len(parts) > 1) * 10 < total:
        return None
    if separator.startswith(","):
        rows = _joined(rows, separator)
    counts: Counter[str] = Counter()
    for parts, n in rows:
        for part in set(parts):
            counts[part] += n
    known = {part for part, n in counts.items() if n >= 2 or EXCLUSIVE.fullmatch(part)}
    own = sum(n for part, n in counts.items() if part not in known)
    several = sum(n for parts, n in rows if len(known & set(parts)) > 1)
    if len(known) < 2 or several * 10 < total or own * 10 > sum(counts.values()) * 3:
        return None
    if len(cells) <= len(known):
        return None  # as many answers as parts: choices that hold the sign
    names = [[p for p in parts if p in known] for parts, _ in rows]
    return Choices(_ordered(names), separator)


def _joined(rows: list[tuple[list[str], int]], separator: str) -> list[tuple[list[str], int]]:
    """Join the neighbours that never stand apart."""
    while True:
        alone: Counter[str] = Counter()
        together: Counter[tuple[str, str]] = Counter()
        for parts, n in rows:
            for part in parts:
                alone[part] += n
            for pair in pairwise(parts):
                together[pair] += n
        pairs = {
            (a, b)
            for (a, b), n in together.items()
            if n >= _TOGETHER and alone[a] == n and alone[b] == n
        }
        if not pairs:
            return rows
        rows = [(_join(parts, pairs, separator), n) for parts, n in rows]


def _join(parts: Sequence[str], pairs: set[tuple[str, str]], separator: str) -> list[str]:
    found: list[str] = []
    last = ""
    for part in parts:
        if found and (last, part) in pairs:
            found[-1] = f"{found[-1]}{separator}{part}"
            last = ""  # one pair at a time; longer choices grow in the next turn
        else:
            found.append(part)
            last = part
    return found


def _ordered(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the names as they first stand, `other` behind them, what excludes the rest last."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return tuple(sorted(names, key=lambda n: (bool(EXCLUSIVE.fullmatch(n)), bool(OTHER.search(n)))))
