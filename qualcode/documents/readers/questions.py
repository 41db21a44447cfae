"""Question lists: a file that names no speaker but answers numbered or bold questions.

Used only when asked for; the default keeps such a file as paragraphs. A question is a line that is
numbered and ends in a question mark, one that reads `问题1` or `Question 1`, or one all in bold;
what follows, up to the next question, is its answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.documents.readers.candidates import Candidate
from qualcode.documents.readers.source import Line

QUESTION, ANSWER = "question", "answer"
_NUMBERED = re.compile(r"\W{0,6}(?:\d{1,3}|[一二三四五六七八九十]{1,3}|Q\d{1,3})\s?[.、)）:：]")
_NAMED = re.compile(
    r"\W{0,6}(?:问题|問題|Question)\s?[\d一二三四五六七八九十]{1,3}\b", re.IGNORECASE
)


def is_question(line: Line) -> bool:
    """Say whether a line is a question of a list."""
    text = line.text.strip()
    bare = text.strip("*_ ")
    if not bare or line.kind is not None:
        return False
    asks = bare.endswith(("?", "？"))
    bold = line.bold >= len(line.text.rstrip()) or (text[:2] == text[-2:] == "**" and len(text) > 4)
    return bool(
        bold
        or (asks and _NUMBERED.match(text[:40]))
        or (_NAMED.match(text[:40]) and len(bare) < 40)
    )


def find(lines: Sequence[Line], kinds: Sequence[str | None]) -> dict[int, Candidate]:
    """Return the label of each line that begins a question or its answer, by line."""
    found: dict[int, Candidate] = {}
    open_: str | None = None
    for index, line in enumerate(lines):
        if kinds[index] is not None or not line.text.strip():
            continue
        role = QUESTION if is_question(line) else ANSWER
        if role != open_ and (role == QUESTION or open_ is not None):
            found[index] = Candidate(index, role, "question list", 0)
            open_ = role
    return found
