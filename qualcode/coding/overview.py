"""How far the coding is: interviews and answers done, in work and new, for one coder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from qualcode.coding import rounds
from qualcode.coding.reviews import done_passages
from qualcode.documents.listing import ANSWER
from qualcode.documents.turns import current_turns
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store


@dataclass(frozen=True)
class Interviews:
    """Interviews (and other documents that are no answers) by how far one coder is."""

    total: int
    done: int
    in_work: int

    @property
    def new(self) -> int:
        """Neither done nor begun."""
        return self.total - self.done - self.in_work


@dataclass(frozen=True)
class Question:
    """An open question: cases asked, answers given, reviewed by this coder, those with a code."""

    name: str
    asked: int
    answered: int
    reviewed: int
    coded: int


@dataclass(frozen=True)
class Overview:
    """The study at a glance, as one coder has it; segments are counted for everybody."""

    interviews: Interviews
    questions: tuple[Question, ...]
    segments: dict[str, int]
    to_look_at: int


def overview(store: Store, coder_id: int | None) -> Overview:
    """Return how far a coder is."""
    me = coder_id or 0
    with store.read() as connection:
        talks = [
            r[0]
            for r in connection.exec_driver_sql(
                f"SELECT id FROM document WHERE kind <> {mark(connection)}", (ANSWER,)
            )
        ]
        states = document_states(connection, me, talks)
        done = sum(states.get(d) == "done" for d in talks)
        begun = sum(states.get(d) == "in work" for d in talks)
        segments = {
            r[0]: r[1]
            for r in connection.exec_driver_sql(
                "SELECT k.name, count(*) FROM segment s JOIN coder k ON k.id = s.coder_id "
                "GROUP BY k.name ORDER BY k.name"
            )
        }
        look = connection.exec_driver_sql(
            "SELECT count(*) FROM place WHERE state IN ('changed', 'lost')"
        ).scalar_one()
        questions = _questions(connection, me)
    return Overview(Interviews(len(talks), done, begun), questions, segments, int(look))


@dataclass(frozen=True)
class Left:
    """Where a coder left off in the interviews: the document, the segment, its turn."""

    document: str
    start: int
    end: int
    turn: int


def left_off(store: Store, coder_id: int) -> Left | None:
    """Return where a coder applied a code last in a document that is no answer."""
    with store.read() as connection:
        m = mark(connection)
        row = connection.exec_driver_sql(
            "SELECT d.id, d.shown, p.start_at, p.end_at FROM segment s "
            "JOIN place p ON p.segment_id = s.id "
            f"JOIN document d ON d.id = p.document_id WHERE s.coder_id = {m} AND p.document_id IN "
            f"(SELECT id FROM document WHERE kind <> {m}) ORDER BY s.id DESC LIMIT 1",
            (coder_id, ANSWER),
        ).first()
        if row is None:
            return None
        document, name, start, end = row
        turns = current_turns(connection, [document]).get(document, [])
    at = sum(turn.start <= start for turn in turns)
    return Left(name, start, max(end, start + 1), max(1, at))


def document_states(
    connection: Connection, coder_id: int, documents: Sequence[int] | None = None
) -> dict[int, str]:
    """Return `done` or `in work` by document, of all or some, for one coder; a new one is not in
    it.

    In work: something was coded or noted in it, or it was opened again; opening it to read is not.
    A document in which passages are the coder's in an open round is done where these are.
    """
    m = mark(connection)

    def asked(sql: str, column: str, order: str = "") -> Iterable[Sequence[Any]]:
        if documents is None:
            return connection.exec_driver_sql(f"{sql}{order}", (coder_id,))
        return select_in(connection, f"{sql} AND {column} IN ({{}}){order}", documents, coder_id)

    coded = asked(
        "SELECT DISTINCT p.document_id FROM segment s JOIN place p ON p.segment_id = s.id "
        f"WHERE s.coder_id = {m}",
        "p.document_id",
    )
    noted = asked(
        "SELECT DISTINCT d.id FROM memo n JOIN document d ON d.uid = n.about_uid "
        f"WHERE n.about_table = 'document' AND n.coder_id = {m}",
        "d.id",
    )
    found = {row[0]: "in work" for row in chain(coded, noted)}
    for document, start, done in asked(
        "SELECT v.document_id, r.start_at, r.done FROM review r "
        f"JOIN version v ON v.id = r.version_id WHERE r.coder_id = {m}",
        "v.document_id",
        " ORDER BY r.id",
    ):
        if done and start is None:
            found[document] = "done"
        else:
            found.setdefault(document, "in work")
    return found | _passages_done(connection, coder_id, documents, found)


def _passages_done(
    connection: Connection, coder_id: int, documents: Sequence[int] | None, found: dict[int, str]
) -> dict[int, str]:
    """Return how far the coder is with the documents whose passages are theirs in a round."""
    there = rounds.current(connection, coder_id, None if documents is None else set(documents))
    mine = {key: listed[0] for key, listed in there.items() if not listed[0].whole}
    if not mine:
        return {}
    done: dict[int, list[tuple[int, int]]] = {}
    for row in done_passages(connection, documents=list(mine), coders={coder_id}):
        if row.round_id == mine[row.document_id].id:
            done.setdefault(row.document_id, []).append((row.start, row.end))
    states = {}
    for key, one in mine.items():
        if all(rounds.holds(done.get(key, ()), *passage) for passage in one.passages):
            states[key] = "done"
        elif key in found:
            states[key] = "in work"
    return states


def _questions(connection: Connection, coder_id: int) -> tuple[Question, ...]:
    m = mark(connection)
    asked = connection.exec_driver_sql(
        f"SELECT count(*) FROM cases WHERE kind = {m}", ("respondent",)
    ).scalar_one()
    rows = connection.exec_driver_sql(
        "SELECT q.id, q.name, count(*) FROM variable q JOIN document d ON d.variable_id = q.id "
        "GROUP BY q.id, q.name ORDER BY q.id"
    ).all()
    reviewed = _pairs(
        connection.exec_driver_sql(
            "SELECT d.variable_id, count(DISTINCT d.id) FROM review r "
            "JOIN version v ON v.id = r.version_id JOIN document d ON d.id = v.document_id "
            f"WHERE r.done = 1 AND r.start_at IS NULL AND r.coder_id = {m} "
            "AND d.variable_id IS NOT NULL GROUP BY d.variable_id",
            (coder_id,),
        )
    )
    coded = _pairs(
        connection.exec_driver_sql(
            "SELECT d.variable_id, count(DISTINCT d.id) FROM review r "
            "JOIN version v ON v.id = r.version_id JOIN document d ON d.id = v.document_id "
            "JOIN place p ON p.document_id = d.id JOIN segment s ON s.id = p.segment_id "
            f"WHERE r.done = 1 AND r.start_at IS NULL AND r.coder_id = {m} AND s.coder_id = {m} "
            "AND d.variable_id IS NOT NULL GROUP BY d.variable_id",
            (coder_id, coder_id),
        )
    )
    return tuple(
        Question(name, asked, n, reviewed.get(key, 0), coded.get(key, 0)) for key, name, n in rows
    )


def _pairs(rows: Iterable[Sequence[int]]) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}
