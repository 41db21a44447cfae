"""Cards: answers, coded as a whole.

A card is done (reviewed), put off (looked at and left for later, or opened again) or new; the
three follow from the coder's reviews of whole answers alone, so that leaving the program loses
nothing. What is on a card is one coder's own work, never another's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.coding import apply as applying
from qualcode.coding.codes import CodeRef
from qualcode.coding.known import known_codes
from qualcode.coding.reviews import set_done
from qualcode.coding.rounds import RoundOf
from qualcode.documents import listing
from qualcode.documents.listing import ANSWER, DocumentRow
from qualcode.errors import UsageError
from qualcode.store.journal import now
from qualcode.store.keys import select_in
from qualcode.store.store import Store

DONE, LATER, NEW = "done", "later", "new"
WHOLE = applying.Span(None, None)


@dataclass(frozen=True)
class Tick:
    """A code that one coder has applied to an answer, or to a part of it: a segment."""

    segment: str
    code: str
    code_uid: str
    color: str
    letters: str
    start: int
    end: int
    whole: bool


@dataclass(frozen=True)
class Card:
    """An answer, and what one coder has done with it; ticks in the order they were made."""

    id: int
    uid: str
    document: str
    case: str
    question: str
    text: str
    state: str
    ticks: tuple[Tick, ...]

    def has(self, code_uid: str) -> str:
        """Return `whole`, `part` or nothing: how far a code is applied to the answer."""
        own = [tick.whole for tick in self.ticks if tick.code_uid == code_uid]
        return ("whole" if any(own) else "part") if own else ""

    def told(self) -> str:
        """Return the codes by name, those of the whole answer first, those of a part with ~."""
        named = {tick.code_uid: tick.code for tick in self.ticks}
        whole = [name for uid, name in named.items() if self.has(uid) == "whole"]
        part = [f"~{name}" for uid, name in named.items() if self.has(uid) == "part"]
        return ", ".join([*whole, *part])


def cards(store: Store, keys: Sequence[int], coder_id: int) -> list[Card]:
    """Return cards by the keys of their answers, in that order; one that is gone is left out."""
    with store.read() as connection:
        rows = {
            r[0]: r
            for r in select_in(
                connection,
                "SELECT d.id, d.uid, d.shown, c.name, q.name, t.content FROM document d "
                "JOIN version v ON v.id = d.version_id JOIN texts t ON t.id = v.texts_id "
                "JOIN variable q ON q.id = d.variable_id "
                "LEFT JOIN cases c ON c.id = d.case_id WHERE d.id IN ({})",
                keys,
            )
        }
        ticks = _ticks(connection, {key: row[5] for key, row in rows.items()}, coder_id)
        states = states_of(connection, list(rows), coder_id)
    found = []
    for key in keys:
        if key in rows:
            _, uid, shown, case, question, text = rows[key]
            state, own = states.get(key, NEW), tuple(ticks.get(key, ()))
            found.append(Card(key, uid, shown, case or "", question, text, state, own))
    return found


def _ticks(
    connection: Connection, texts: Mapping[int, str], coder_id: int
) -> dict[int, list[Tick]]:
    found: dict[int, list[Tick]] = {}
    for key, state, start, end, uid, name, code, color, letters in select_in(
        connection,
        "SELECT p.document_id, p.state, p.start_at, p.end_at, s.uid, c.shown, c.uid, c.color, "
        "c.letters FROM place p JOIN segment s ON s.id = p.segment_id "
        "JOIN code c ON c.id = s.code_id WHERE s.coder_id = ? AND p.document_id IN ({}) "
        "ORDER BY s.id",
        list(texts),
        coder_id,
    ):
        text = texts[key]
        rest = text[:start] + text[end:]
        whole = state == "whole" or (start < end and not rest.strip())
        found.setdefault(key, []).append(
            Tick(uid, name, code, color, letters, start, end, bool(whole))
        )
    return found


def states_of(connection: Connection, keys: Sequence[int], coder_id: int) -> dict[int, str]:
    """Return done or later by the keys of answers; a new one is not in it."""
    found: dict[int, str] = {}
    for key, done in select_in(
        connection,
        "SELECT v.document_id, r.done FROM review r JOIN version v ON v.id = r.version_id "
        "WHERE r.coder_id = ? AND r.start_at IS NULL AND v.document_id IN ({}) ORDER BY r.id",
        keys,
        coder_id,
    ):
        found[key] = DONE if done or found.get(key) == DONE else LATER
    return found


def answers(store: Store, names: Sequence[str]) -> list[DocumentRow]:
    """Return answers by name or uid. Raises: NotFound, UsageError for what is no answer."""
    if not names:
        raise UsageError("Say which answers.")
    wanted = list(dict.fromkeys(names))
    by_uid = {one.uid: one for one in listing.by_uid(store, wanted)}
    found = [by_uid.get(name) or listing.find(store, name) for name in wanted]
    for one in found:
        if one.kind != ANSWER:
            raise UsageError(
                f"{one.document} is no answer to a question. Code a passage of it with: "
                "qualcode coding apply"
            )
    return found


def toggle(
    store: Store,
    documents: Sequence[DocumentRow],
    code: CodeRef,
    *,
    coder_id: int,
    round_of: RoundOf,
) -> bool:
    """Apply a code to whole answers, or remove it where all of them have it; say if it is on now.

    One batch, whatever their number. What a coder applied to part of an answer stays.
    """
    own = {card.id: card for card in cards(store, [d.id for d in documents], coder_id)}
    have = {
        key: [t.segment for t in card.ticks if t.whole and t.code_uid == code.uid]
        for key, card in own.items()
    }
    on = not all(have.get(d.id) for d in documents)
    label = "apply code" if on else "remove code"
    subject = f"{code.code} · {documents[0].document}"
    if len(documents) > 1:
        label = "code answers" if on else "uncode answers"
        changed = sum(bool(have.get(d.id)) != on for d in documents)
        subject = f"{code.code} · {changed}"
    with store.batch(label, subject):
        if on:
            for one in documents:
                if not have.get(one.id):
                    applying.apply(
                        store, one, code, WHOLE, coder_id=coder_id, round_id=round_of(one.id)
                    )
        else:
            uids = [uid for listed in have.values() for uid in listed]
            found = applying.find(store, uids)
            applying.own(found, coder_id)
            applying.remove(store, found)
    return on


def apply_all(
    store: Store,
    document: DocumentRow,
    codes: Sequence[CodeRef],
    *,
    coder_id: int,
    round_id: int | None = None,
) -> list[str]:
    """Apply several codes to a whole answer that does not have them; return those now added."""
    [card] = cards(store, [document.id], coder_id)
    wanted = [code for code in codes if card.has(code.uid) != "whole"]
    names = ", ".join(code.code for code in wanted)
    with store.batch("repeat codes", f"{names} · {document.document}"):
        for code in wanted:
            applying.apply(store, document, code, WHOLE, coder_id=coder_id, round_id=round_id)
    return [code.code for code in wanted]


def finish(
    store: Store, documents: Sequence[DocumentRow], *, coder_id: int, round_of: RoundOf
) -> int:
    """Mark answers reviewed, in one batch; return how many were not so already.

    An answer counts as reviewed again where the codebook or its text is another since.
    """
    subject, label = documents[0].document, "mark done"
    if len(documents) > 1:
        label, subject = "mark answers done", str(len(documents))
    n = 0
    with store.batch(label, subject) as batch:
        rounds = {round_of(one.id) for one in documents}
        states = {one: known_codes(batch, store, one) for one in rounds}
        standing = _standing(batch.connection, documents, coder_id, states)
        for one in documents:
            if (one.id, round_of(one.id)) not in standing:
                set_done(store, one, WHOLE, done=True, coder_id=coder_id, round_id=round_of(one.id))
                n += 1
    return n


def _standing(
    connection: Connection,
    documents: Sequence[DocumentRow],
    coder_id: int,
    states: Mapping[int | None, int],
) -> Collection[tuple[int, int | None]]:
    """Return answers reviewed in their text of now, under the codebook of now, with the round.

    states: the codebook of now by round, which may code by a freeze.
    """
    versions = {d.version_id: d.id for d in documents}
    rows = select_in(
        connection,
        "SELECT r.version_id, r.round_id, r.codebook_state_id FROM review r WHERE r.coder_id = ? "
        "AND r.done = 1 AND r.start_at IS NULL AND r.version_id IN ({})",
        list(versions),
        coder_id,
    )
    return {(versions[one], rnd) for one, rnd, state in rows if states.get(rnd) == state}


def put_off(
    store: Store, document: DocumentRow, *, coder_id: int, round_id: int | None = None
) -> bool:
    """Note that a coder has seen an answer and left it for later; False where it is noted already.

    It stays unreviewed: a review that is not done.
    """
    [card] = cards(store, [document.id], coder_id)
    if card.state != NEW:
        return False
    with store.batch("put off", document.document) as batch:
        row = {
            "version_id": document.version_id, "start_at": None, "end_at": None,
            "coder_id": coder_id, "round_id": round_id,
            "codebook_state_id": known_codes(batch, store, round_id), "done": 0,
            "created_at": now(),
        }  # fmt: skip
        batch.insert("review", [row])
    return True
