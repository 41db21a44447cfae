"""What a round may be drawn from: passages of interviews, whole interviews, answers to a question.

A passage is a run of turns, by default six, that begins with a question where there are
interviewers; what is left at the end and is shorter than half of one joins the last. A document
without turns is one passage. Left out: what was coded in training, and, where a round rests on
earlier work, what that work has not finished.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qualcode.agreement.rounds_sample import Unit
from qualcode.coding.reviews import ReviewRow, done_passages
from qualcode.coding.rounds import assigned, holds
from qualcode.documents.listing import ANSWER
from qualcode.documents.turns import TurnRow, current_turns
from qualcode.errors import NotFound, nearest_note
from qualcode.store.keys import mark, select_in

INTERVIEWS, DOCUMENTS = "interviews", "documents"
TURNS = 6
MISSING = "—"
"""The stratum of what has no value in a field."""


@dataclass(frozen=True)
class Source:
    """A document that units are cut from."""

    id: int
    uid: str
    name: str
    version_id: int
    characters: int
    language: str
    question: str
    case_id: int | None


def sources(connection: Connection, origin: str) -> list[Source]:
    """Return the interviews, or the answers to a question. Raises: NotFound."""
    m = mark(connection)
    sql = (
        "SELECT d.id, d.uid, d.shown, d.version_id, t.characters, d.language, "
        "coalesce(q.name, ''), d.case_id FROM document d JOIN version v ON v.id = d.version_id "
        "JOIN texts t ON t.id = v.texts_id LEFT JOIN variable q ON q.id = d.variable_id WHERE "
    )
    if origin in (INTERVIEWS, DOCUMENTS):
        rows = connection.exec_driver_sql(f"{sql}d.kind <> {m} ORDER BY d.id", (ANSWER,))
    else:
        known = connection.exec_driver_sql(
            "SELECT DISTINCT q.name FROM variable q JOIN document d ON d.variable_id = q.id"
        )
        questions = sorted(row[0] for row in known)
        if origin not in questions:
            raise NotFound(
                f"Nothing to draw from “{origin}”.{nearest_note(questions[:5])} Draw from: "
                f"{INTERVIEWS} (passages), {DOCUMENTS} (whole interviews), or a question."
            )
        rows = connection.exec_driver_sql(f"{sql}q.name = {m} ORDER BY d.id", (origin,))
    return [Source(*row) for row in rows if row[4]]


def units(
    connection: Connection, listed: Sequence[Source], origin: str, turns: int = TURNS
) -> list[Unit]:
    """Return what may be drawn from these documents, without strata."""
    if origin != INTERVIEWS:
        return [Unit(s.uid, None, None, (), s.id, s.version_id) for s in listed]
    spoken = current_turns(connection, [s.id for s in listed])
    found = []
    for one in listed:
        for run in passages(spoken.get(one.id, []), turns) or [None]:
            start, end = run or (None, None)
            found.append(Unit(one.uid, start, end, (), one.id, one.version_id))
    return found


def passages(turns: Sequence[TurnRow], length: int) -> list[tuple[int, int] | None]:
    """Return runs of at least so many turns, each up to where the next one starts to be spoken."""
    asked = any(turn.role == "interviewer" for turn in turns)
    runs: list[list[TurnRow]] = []
    for turn in turns:
        full = not runs or len(runs[-1]) >= length
        if full and (not runs or not asked or turn.role == "interviewer"):
            runs.append([])
        runs[-1].append(turn)
    if len(runs) > 1 and 2 * len(runs[-1]) < length:
        last = runs.pop()
        runs[-1] += last
    return [(run[0].start, run[-1].end) for run in runs]


def stratified(
    connection: Connection, drawn: Sequence[Unit], listed: Sequence[Source], by: Sequence[str]
) -> list[Unit]:
    """Return units with their strata: by language, question, or a field of their case.

    Raises: NotFound for what is no field.
    """
    columns = [_stratum(connection, listed, name) for name in by]
    return [
        replace(unit, strata=tuple(column.get(unit.document_id, MISSING) for column in columns))
        for unit in drawn
    ]


def _stratum(connection: Connection, listed: Sequence[Source], name: str) -> dict[int, str]:
    if name == "language":
        return {s.id: s.language for s in listed}
    if name == "question":
        return {s.id: s.question for s in listed}
    m = mark(connection)
    fields = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT name, id FROM variable")}
    if name not in fields:
        raise NotFound(
            f"No field “{name}” to stratify by.{nearest_note(sorted(fields)[:5])} Strata are "
            "language, question, or a field of the cases."
        )
    rows = connection.exec_driver_sql(
        f"SELECT case_id, number, content FROM value WHERE variable_id = {m}", (fields[name],)
    )
    said = {r[0]: r[2] if r[2] is not None else f"{r[1]:g}" for r in rows if r[1:] != (None, None)}
    return {s.id: said.get(s.case_id, MISSING) for s in listed if s.case_id is not None}


def barred(connection: Connection, drawn: Sequence[Unit]) -> list[Unit]:
    """Return the units that no training round has used, open or closed."""
    used = [
        row[0]
        for row in connection.exec_driver_sql("SELECT id FROM coding_round WHERE kind = 'training'")
    ]
    taken: dict[int, list[tuple[int, int]]] = {}
    for one in assigned(connection, rounds=used) if used else ():
        taken.setdefault(one.document_id, []).append((one.start, one.end))
    return [u for u in drawn if not _meets(u, taken.get(u.document_id, ()))]


def _meets(unit: Unit, ranges: Collection[tuple[int, int]]) -> bool:
    if unit.start is None or unit.end is None:
        return bool(ranges)
    return any(start < unit.end and end > unit.start for start, end in ranges)


def finished(connection: Connection, drawn: Sequence[Unit], coders: Collection[int]) -> list[Unit]:
    """Return the units that each of these coders finished outside of rounds."""
    documents = {unit.document_id for unit in drawn}
    done: dict[tuple[int, int], list[ReviewRow]] = {}
    for row in done_passages(connection, documents=documents, coders=coders):
        if row.round_id is None:
            done.setdefault((row.coder_id, row.document_id), []).append(row)
    return [
        unit
        for unit in drawn
        if all(covered(unit, done.get((coder, unit.document_id), ())) for coder in coders)
    ]


def covered(unit: Unit, reviews: Sequence[ReviewRow]) -> bool:
    """Say whether reviews hold a unit from end to end; of a whole document, one that is whole."""
    if unit.start is None or unit.end is None:
        return any(row.whole for row in reviews)
    return holds([(row.start, row.end) for row in reviews], unit.start, unit.end)


def aided(connection: Connection, drawn: Sequence[Unit], coders: Collection[int]) -> list[Unit]:
    """Return the units of the work that these coders did with suggestions at hand.

    Of a question all its answers, of interviews those in which a suggestion was taken: what was
    suggested and refused, or not suggested at all, is aided work too.
    """
    documents = sorted({unit.document_id for unit in drawn})
    taken = {
        (row[0], row[1])
        for row in select_in(
            connection,
            "SELECT p.document_id, d.variable_id, s.coder_id FROM place p "
            "JOIN segment s ON s.id = p.segment_id JOIN document d ON d.id = p.document_id "
            "WHERE s.origin = 'suggested' AND s.round_id IS NULL AND p.document_id IN ({})",
            documents,
        )
        if row[2] in coders
    }
    questions = {question for _, question in taken if question is not None}
    of: Mapping[int, int | None] = {
        row[0]: row[1]
        for row in select_in(
            connection, "SELECT id, variable_id FROM document WHERE id IN ({})", documents
        )
    }
    there = {document for document, _ in taken}
    return [u for u in drawn if u.document_id in there or of.get(u.document_id) in questions]
