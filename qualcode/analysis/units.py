"""Whose words are counted: cases with the stretches of text that are theirs.

The unit of every count is the case. Answers to one question, or the interviews, are one source and
share no base with another. An interviewer's turns are nobody's words unless asked; where several
people speak in one document, each case owns the turns of its speaker. A document of no case stands
for itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.documents.listing import ANSWER
from qualcode.documents.turns import current_turns
from qualcode.errors import NotFound, UsageError, nearest_note
from qualcode.store.keys import mark
from qualcode.text import names

INTERVIEWS = "interviews"
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Unit:
    """One case, and by document key the stretches of its words, in order.

    alone: a document of no case, which stands for itself under its own name.
    """

    case: str
    words: dict[int, tuple[Stretch, ...]]
    alone: bool = False

    def owns(self, document: int, start: int, end: int) -> bool:
        """Say whether some of the unit's words stand in a span; a text of none stands anywhere."""
        stretches = self.words[document]
        if not stretches:
            return True
        at = bisect_left(stretches, (max(end, start + 1), 0)) - 1
        return at >= 0 and stretches[at][1] > start


def question_of(connection: Connection, question: str | None) -> str | None:
    """Return the question that is meant, None for the interviews.

    Without one it is the interviews; where there are none, the only question there is.
    Raises: NotFound for a question without answers, UsageError where one must be named.
    """
    listed: list[str] = [
        r[0]
        for r in connection.exec_driver_sql(
            "SELECT DISTINCT q.name, q.id FROM variable q JOIN document d ON d.variable_id = q.id "
            "ORDER BY q.id"
        )
    ]
    if question in listed:
        return question
    if question is not None:
        match = names.find(question, {name: name for name in listed})
        if match.value is not None:
            return match.value
        near = match.names or tuple(listed)
        raise NotFound(f"No question “{question}” with answers.{nearest_note(near)}", near)
    m = mark(connection)
    sql = f"SELECT 1 FROM document WHERE kind <> {m} LIMIT 1"
    if not listed or connection.exec_driver_sql(sql, (ANSWER,)).first() is not None:
        return None
    if len(listed) == 1:
        return listed[0]
    raise UsageError(
        f"There are no interviews here. Say which question's answers: {', '.join(listed)}."
    )


def units(connection: Connection, question: str | None, *, interviewers: bool) -> list[Unit]:
    """Return the cases of a question's answers, or of the interviews, in the order they came in."""
    rows = _documents(connection, question)
    owned: dict[tuple[str, object], tuple[str, dict[int, list[Stretch]]]] = {}

    def give(
        key: tuple[str, object], name: str, document: int, stretches: Iterable[Stretch]
    ) -> None:
        _, words = owned.setdefault(key, (name, {}))
        words.setdefault(document, []).extend(stretches)

    turns = current_turns(connection, [r[0] for r in rows]) if question is None else {}
    for document, shown, case, length in rows:
        key: tuple[str, object] = ("document", document) if case is None else ("case", case)
        name = shown if case is None else case
        if document not in turns:
            give(key, name, document, [(0, length)] if length else [])
        for turn in turns.get(document, ()):
            if turn.role == "interviewer" and not interviewers:
                continue
            if turn.case:
                give(("case", turn.case), turn.case, document, turn.spans)
            else:
                give(key, name, document, turn.spans)
    return [
        Unit(
            name,
            {document: tuple(sorted(found)) for document, found in words.items()},
            key[0] == "document",
        )
        for key, (name, words) in owned.items()
    ]


def _documents(connection: Connection, question: str | None) -> Sequence[Sequence[Any]]:
    m = mark(connection)
    where = f"d.kind <> {m}" if question is None else f"q.name = {m}"
    return connection.exec_driver_sql(
        "SELECT d.id, d.shown, c.name, t.characters FROM document d "
        "JOIN version v ON v.id = d.version_id JOIN texts t ON t.id = v.texts_id "
        "LEFT JOIN cases c ON c.id = d.case_id LEFT JOIN variable q ON q.id = d.variable_id "
        f"WHERE {where} ORDER BY d.id",
        (ANSWER if question is None else question,),
    ).all()
