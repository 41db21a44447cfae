"""What is known of respondents beside the answer that is coded: their fields, their other answers.

It steers a coder, so it is read only when asked for, and each look is logged before it is shown:
one look an answer, never on the undo stack.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.coding.cards import Card
from qualcode.store.keys import marks, select_in
from qualcode.store.store import Store

LOOK = "look at fields"


@dataclass(frozen=True)
class Background:
    """A respondent: variable → value as it reads, question → answer; without the card's own."""

    fields: dict[str, str]
    answers: dict[str, str]


def look(store: Store, card: Card) -> Background:
    """Log that a card's respondent was looked up, and return what is known of them."""
    if store.coder is not None:
        store.look(LOOK, card.document)
    return read(store, [card])[card.id]


def read(store: Store, cards: Sequence[Card]) -> dict[int, Background]:
    """Return what is known of the respondents of some cards, by the cards' keys. Logs nothing."""
    with store.read() as connection:
        owner = {
            r[0]: r[1]
            for r in select_in(
                connection,
                "SELECT id, case_id FROM document WHERE case_id IS NOT NULL AND id IN ({})",
                [card.id for card in cards],
            )
        }
        cases = list(dict.fromkeys(owner.values()))
        variables = {
            r[0]: (r[1], r[2])
            for r in connection.exec_driver_sql("SELECT id, name, kind FROM variable ORDER BY id")
        }
        fields: dict[int, dict[str, str]] = {case: {} for case in cases}
        # By variable first, as the table's key begins with it.
        wanted = f"variable_id IN ({marks(connection, len(variables)) or 'NULL'})"
        for case, variable, number, content in select_in(
            connection,
            "SELECT case_id, variable_id, number, content FROM value "
            f"WHERE {wanted} AND case_id IN ({{}}) ORDER BY variable_id",
            cases,
            *variables,
        ):
            name, kind = variables[variable]
            told = _told(kind, number, content)
            if told:
                fields[case][name] = told
        answers: dict[int, dict[str, str]] = {case: {} for case in cases}
        for case, variable, content in select_in(
            connection,
            "SELECT d.case_id, d.variable_id, t.content FROM document d "
            "JOIN version v ON v.id = d.version_id JOIN texts t ON t.id = v.texts_id "
            "WHERE d.variable_id IS NOT NULL AND d.case_id IN ({}) ORDER BY d.variable_id, d.id",
            cases,
        ):
            answers[case][variables[variable][0]] = content
    found = {}
    for card in cards:
        case = owner.get(card.id)
        others = {q: text for q, text in answers.get(case or 0, {}).items() if q != card.question}
        found[card.id] = Background(fields.get(case or 0, {}), others)
    return found


def _told(kind: str, number: float | None, content: str | None) -> str:
    if kind == "multiple response" and content is not None:
        return "; ".join(json.loads(content))
    return f"{number:g}" if number is not None else content or ""
