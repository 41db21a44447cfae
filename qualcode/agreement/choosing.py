"""Which documents are compared: those that two sides at least are done with, of one source.

Interviews and answers, and two questions, are compared together only where they are asked for. What
is left out is listed with its reason. Who codes a document blind does not compare it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.agreement.reading import LeftOut, Listed, by_side, listed
from qualcode.agreement.sides import Sides
from qualcode.coding.reviews import ReviewRow, done_passages
from qualcode.documents import listing
from qualcode.documents.listing import ANSWER
from qualcode.errors import NotAllowed, NotEnoughData, NotFound, UsageError, nearest_note
from qualcode.store.coders import Coders
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.text import names

INTERVIEWS = "interviews"


@dataclass
class Chosen:
    """The documents to compare by key, what each side is done with, and what was left out."""

    documents: dict[int, Listed]
    done: dict[int, dict[str, list[ReviewRow]]]
    left_out: list[LeftOut]
    sources: tuple[str, ...] = ()


def choose(
    store: Store,
    who: Sides,
    *,
    documents: Sequence[str] | None,
    question: str | Sequence[str] | None,
    language: str | None,
    answers: bool,
) -> Chosen:
    """Return what is compared.

    documents: by name, of whatever source. answers: only answers are meant.
    Raises: NotFound and Ambiguous for a name; NotAllowed where the coder of this session codes
    blind what is asked for; NotEnoughData where no document was done by two; UsageError.
    """
    if isinstance(documents, str):
        raise UsageError("documents is a list of names.")
    wanted = None if documents is None else _named(store, documents)
    coder_ids = {side.coder_id for side in who.sides}
    with store.read() as connection:
        blind = _blind(connection, store)
        if wanted is not None:
            _refuse_blind(connection, wanted & set(blind), blind)
        reviews = done_passages(connection, documents=wanted, coders=coder_ids)
        done, twice = by_side(reviews, who.sides, who.rounds)
        there = listed(connection, {*done, *twice})
        hidden = listed(connection, blind)
    chosen = Chosen({}, done, [])
    for key, one in hidden.items():
        why = f"you code it blind in the round “{blind[key]}”"
        chosen.left_out.append(LeftOut(one.name, "", why))
    for key, of_sides in twice.items():
        for side, passes in of_sides.items():
            why = f"the same words were coded {passes}: say which round"
            chosen.left_out.append(LeftOut(there[key].name, side, why))
    open_ = {key: one for key, one in there.items() if key not in blind}
    open_ = {key: one for key, one in open_.items() if not answers or one.kind == ANSWER}
    if language is not None:
        open_ = _in_language(open_, language)
    paired = {key: one for key, one in open_.items() if len(done.get(key, ())) > 1}
    if wanted is None:
        chosen.documents, chosen.sources = _of_source(paired, open_, question)
        of_source = {k: one for k, one in open_.items() if _source(one) in chosen.sources}
    else:
        chosen.documents, of_source = paired, open_
        chosen.sources = tuple(dict.fromkeys(map(_source, paired.values())))
    if not chosen.documents:
        raise _nothing(who, chosen.left_out, bool(blind))
    for key, one in of_source.items():
        for side in () if key in chosen.documents else done.get(key, ()):
            chosen.left_out.append(LeftOut(one.name, side, "done by nobody else who is compared"))
    return chosen


def at_least_two(connection: Connection) -> list[tuple[str, int]]:
    """Return the sources of which two people are done with documents, and with how many."""
    rows = connection.exec_driver_sql(
        "SELECT q.name, COUNT(*) FROM document d LEFT JOIN variable q ON q.id = d.variable_id "
        "WHERE d.id IN (SELECT v.document_id FROM review r "
        "JOIN version v ON v.id = r.version_id JOIN coder k ON k.id = r.coder_id "
        "WHERE r.done = 1 AND k.kind IN ('human', 'imported') "
        "GROUP BY v.document_id HAVING COUNT(DISTINCT r.coder_id) > 1) "
        "GROUP BY q.name, q.position ORDER BY q.position IS NOT NULL, q.position, q.name"
    )
    return [(INTERVIEWS if name is None else name, n) for name, n in rows]


def _named(store: Store, documents: Sequence[str]) -> set[int]:
    """Return the keys of documents by name; whole names are looked up together."""
    with store.read() as connection:
        sql = "SELECT shown, id FROM document WHERE shown IN ({})"
        exact: dict[str, list[int]] = {}
        for name, key in select_in(connection, sql, list(dict.fromkeys(documents))):
            exact.setdefault(name, []).append(key)
    return {
        exact[name][0] if len(exact.get(name, ())) == 1 else listing.find(store, name).id
        for name in documents
    }


def _blind(connection: Connection, store: Store) -> dict[int, str]:
    """Return the documents that the coder of this session codes blind, and in which round."""
    me = Coders(store).current()
    if me is None:
        return {}
    m = mark(connection)
    rows = connection.exec_driver_sql(
        "SELECT v.document_id, r.name FROM coding_round r JOIN assignment a ON a.round_id = r.id "
        f"JOIN version v ON v.id = a.version_id WHERE a.coder_id = {m} AND r.blind = 1 "
        "AND r.closed_at IS NULL ORDER BY r.id",
        (me.id,),
    )
    return {r[0]: r[1] for r in rows}


def _refuse_blind(
    connection: Connection, refused: Collection[int], blind: Mapping[int, str]
) -> None:
    if not refused:
        return
    told = listed(connection, refused)
    rounds = ", ".join(f"“{name}”" for name in dict.fromkeys(blind[key] for key in told))
    raise NotAllowed(
        f"You code {_some([one.name for one in told.values()])} blind in {rounds}: agreement on it "
        "is shown when the round is closed."
    )


def _some(listed_names: Sequence[str]) -> str:
    more = f" and {len(listed_names) - 3:,} more" if len(listed_names) > 3 else ""
    return ", ".join(listed_names[:3]) + more


def _in_language(documents: Mapping[int, Listed], language: str) -> dict[int, Listed]:
    known = sorted({one.language for one in documents.values() if one.language})
    if language not in known:
        there = ", ".join(known) or "none"
        raise NotFound(f"Nothing done in “{language}”. Languages of what is done are: {there}.")
    return {key: one for key, one in documents.items() if one.language == language}


def _source(one: Listed) -> str:
    return INTERVIEWS if one.kind != ANSWER else one.question or "answers"


def _of_source(
    paired: Mapping[int, Listed],
    done: Mapping[int, Listed],
    question: str | Sequence[str] | None,
) -> tuple[dict[int, Listed], tuple[str, ...]]:
    """Return the documents of the question asked for, else interviews, else the only question."""
    known = list(dict.fromkeys(map(_source, paired.values())))
    if question is not None:
        asked = [question] if isinstance(question, str) else list(question)
        all_known = list(dict.fromkeys(map(_source, done.values())))
        sources = []
        for name in asked:
            match = names.find(name, {one: one for one in all_known})
            if match.value is None:
                near = match.names or tuple(all_known)
                raise NotFound(f"Nothing of “{name}” was done.{nearest_note(near)}", near)
            sources.append(match.value)
    elif INTERVIEWS in known or len(known) < 2:
        sources = [INTERVIEWS] if INTERVIEWS in known else known
    else:
        raise UsageError(
            f"Two coders did answers to several questions: {', '.join(known)}. Say which: "
            "question=…, --question NAME; several are compared together where you name several."
        )
    return {k: one for k, one in paired.items() if _source(one) in sources}, tuple(sources)


def _nothing(who: Sides, left_out: Sequence[LeftOut], blind: bool) -> Exception:
    if blind:
        told = _some(list(dict.fromkeys(one.document for one in left_out if not one.coder)))
        return NotAllowed(
            f"You code {told} blind in an open round: agreement is shown when it is closed."
        )
    coders = " and ".join(side.name for side in who.sides) if len(who.sides) < 4 else "the coders"
    twice = next((one for one in left_out if one.coder), None)
    if twice is not None:
        return NotEnoughData(f"{twice.document} by {twice.coder}: {twice.why}, with --round NAME.")
    return NotEnoughData(
        f"No document was done by two of {coders or 'the coders'}. What a coder has looked at is "
        "marked with: qualcode coding done DOCUMENT"
    )
