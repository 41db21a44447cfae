"""What a person should look at before a text is taken in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

from qualcode.documents.readers import questions
from qualcode.documents.readers.reading import Label, Note
from qualcode.documents.readers.source import Line, counted
from qualcode.documents.readers.vocabulary import NAMES_IN_HEADER, folded, role_of

_MANY_LABELS = 60


def warnings_of(
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    listed: Sequence[Label],
    notes: Sequence[Note],
    empty: int,
) -> list[str]:
    """Return the warnings in order of weight."""
    accepted = [label for label in listed if label.accepted]
    found: list[str] = []
    if not accepted:
        found.append("no speakers found: the lines are kept as paragraphs")
        asked = sum(questions.is_question(line) for line in lines)
        if asked >= 2:
            found.append(f"{asked} lines read like a list of questions: it can be read as such")
    elif len(accepted) == 1:
        found.append(f"one label only: {accepted[0].name}")
    if accepted and not any(label.role == "interviewer" for label in accepted):
        found.append("no label is an interviewer's: give roles by hand")
    if empty:
        found.append(f"{counted(empty, 'label')} with no words after it")
    if lost := sum(note.kind == "no speaker" for note in notes):
        found.append(f"{counted(lost, 'line')} before the first label: not in any turn")
    found += _similar([label.name for label in accepted])
    found += _only_in_header(notes, accepted)
    found += _several_interviews(lines, kinds)
    if repeated := _repeated(lines, kinds):
        found.append(f"{counted(repeated, 'line')} equal to the line before: a recogniser's error?")
    return found


def _similar(names: Sequence[str]) -> list[str]:
    """Return a warning for each two labels that may be one person."""
    from rapidfuzz.distance import Levenshtein

    found = []
    plain = [name for name in names if role_of(name) is None][:_MANY_LABELS]
    for first, second in combinations(plain, 2):
        digits = any(c.isdigit() for c in first + second)
        if min(len(first), len(second)) < 2 or digits:
            continue
        close = Levenshtein.distance(first.casefold(), second.casefold(), score_cutoff=1) <= 1
        surname = first[0] == second[0] and first[0] >= "\u3400" and max(map(len, names)) <= 4
        if close or surname:
            found.append(f"one person under two labels? {first}, {second}")
    return found


def _spoken_for(name: str, labels: set[str]) -> bool:
    """Say whether a label is the name, a part of it, or holds it; an id is nobody's name."""
    words = set(name.split())
    return any(c.isdigit() for c in name) or any(
        label in name or name in label or words & set(label.split()) for label in labels
    )


_NAME = re.compile(r"[,;(]")
"""What ends a name in a header: the age, the role or `pseudonym` follow."""


def _only_in_header(notes: Sequence[Note], accepted: Sequence[Label]) -> list[str]:
    """Return a warning for each name that a header gives and no label has."""
    names = {label.name.casefold() for label in accepted}
    roles = {role_of(label.name) for label in accepted}
    if not names:
        return []
    found = []
    for note in notes:
        if note.kind != "header":
            continue
        key, _, value = note.text.replace("：", ":").partition(":")
        value = _NAME.split(folded(value.strip("* ")), maxsplit=1)[0].strip()
        short = len(value) <= 24 and len(value.split()) <= 3 and value
        named = folded(key).casefold() in NAMES_IN_HEADER and role_of(key) not in roles - {None}
        if named and short and not _spoken_for(value.casefold(), names):
            found.append(f"{value} stands in the header ({folded(key)}) and never as a label")
    return list(dict.fromkeys(found))


def _several_interviews(lines: Sequence[Line], kinds: Sequence[str | None]) -> list[str]:
    """Return a warning if header keys recur: one file may hold several interviews."""
    keys = Counter(
        folded(line.text.replace("：", ":").partition(":")[0])
        for line, kind in zip(lines, kinds, strict=True)
        if kind == "header" and (":" in line.text or "：" in line.text)
    )
    most = max(keys.values(), default=0)
    if most < 2:
        return []
    return [f"a header block occurs {most} times: this file may hold {most} interviews"]


def _repeated(lines: Sequence[Line], kinds: Sequence[str | None]) -> int:
    """Return how many lines of talk equal the line of talk before."""
    talk = [
        line.text.strip()
        for line, kind in zip(lines, kinds, strict=True)
        if kind is None and line.text.strip()
    ]
    return sum(first == second and len(first) >= 4 for first, second in pairwise(talk))
