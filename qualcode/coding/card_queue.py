"""The queue of cards: the answers to one question, in their order, and how far one coder is.

The order is that of the respondents' import: nothing reorders it. Invariant: a queue brought up to
date is the queue read anew, but for which answer was done last before an undo.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from qualcode.coding.cards import DONE, LATER, NEW, states_of
from qualcode.documents import listing
from qualcode.documents.listing import ANSWER
from qualcode.errors import NotFound, nearest_note
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.text.shadow import Shadow


@dataclass
class Queue:
    """The answers to a question in their order, and how far one coder is with them.

    keys: the documents' keys; states: key → done or later, a new one is not in it; last: the one
    this coder was done with last; stamp: another where an answer was added or corrected; moment:
    the event of the journal up to which this is true.
    """

    question: str
    label: str
    keys: list[int]
    stamp: int = 0
    states: dict[int, str] = field(default_factory=dict)
    last: int | None = None
    moment: int = 0

    def __post_init__(self) -> None:
        self.places = {key: at for at, key in enumerate(self.keys)}

    def state(self, key: int) -> str:
        """Return done, later or new."""
        return self.states.get(key, NEW)

    def count(self, state: str) -> int:
        """Return how many answers are done, later or new."""
        told = sum(found == state for found in self.states.values())
        return len(self.keys) - len(self.states) if state == NEW else told

    def next_open(self, after: int, among: Sequence[int] | None = None) -> int | None:
        """Return the place of the next answer not done, from the last on to the first.

        among: the keys of some answers, in whose order places are then.
        """
        keys = self.keys if among is None else among
        n = len(keys)
        order = [*range(after + 1, n), *range(min(after + 1, n))]
        return next((at for at in order if self.state(keys[at]) != DONE), None)

    def resume(self) -> int:
        """Return where to go on: the first not looked at, else the first left for later.

        In the queue's order, not after the one done last, which may stand anywhere: answers are
        also coded from a list, from similar ones or as a sample. All done: the one done last.
        """
        for state in (NEW, LATER):
            if self.count(state):
                return next(at for at, key in enumerate(self.keys) if self.state(key) == state)
        return 0 if self.last is None else self.places.get(self.last, 0)


def queue(store: Store, question: str, coder_id: int) -> Queue:
    """Return the answers to a question as one coder has them. Raises: NotFound."""
    with store.read() as connection:
        m = mark(connection)
        moment = _newest(connection)
        known = {
            name: (key, label)
            for key, name, label in connection.exec_driver_sql(
                "SELECT q.id, q.name, q.label FROM variable q WHERE EXISTS "
                "(SELECT 1 FROM document d WHERE d.variable_id = q.id)"
            )
        }
        if question not in known:
            raise NotFound(
                f"No question “{question}” with answers.{nearest_note(tuple(known))} List what "
                "the survey holds with: qualcode cases list"
            )
        variable, label = known[question]
        answers = connection.exec_driver_sql(
            "SELECT id, version_id FROM document "
            f"WHERE variable_id = {m} AND kind = {m} ORDER BY case_id, id",
            (variable, ANSWER),
        ).all()
        made = Queue(question, label, [key for key, _ in answers], moment=moment)
        # A correction makes a version of a higher key, so the sum is another.
        made.stamp = sum(version or 0 for _, version in answers)
        latest = ""
        # The plus keeps SQLite from looking every answer up among the reviews.
        for key, done, when in connection.exec_driver_sql(
            "SELECT v.document_id, r.done, r.created_at FROM review r "
            "JOIN version v ON v.id = r.version_id JOIN document d ON d.id = v.document_id "
            f"WHERE r.coder_id = {m} AND +d.variable_id = {m} AND r.start_at IS NULL "
            "ORDER BY r.id",
            (coder_id, variable),
        ).all():
            if done:
                made.states[key] = DONE
                if when >= latest:
                    latest, made.last = when, key
            else:
                made.states.setdefault(key, LATER)
    return made


def _newest(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT max(id) FROM event").scalar() or 0)


FEW = 200
"""Of so many reviews at most a queue is brought up to date one by one."""


def renew(store: Store, old: Queue, coder_id: int, undone: int | None = None) -> Queue:
    """Bring a queue up to what happened since; read it anew where answers themselves changed.

    undone: the answer that was undone just now, as a review taken back no longer says whose it was.
    """
    with store.read() as connection:
        newest = _newest(connection)
        if newest == old.moment:
            return old
        touched = _touched(connection, old.moment, undone)
        if touched is not None:
            keys = [key for key in touched if key in old.places]
            found = states_of(connection, keys, coder_id)
            for key in keys:
                old.states.pop(key, None)
            old.states.update(found)
            old.moment = newest
            if old.last in keys and old.state(old.last) != DONE:
                before = reversed(old.keys[: old.places[old.last]])
                old.last = next((key for key in before if old.state(key) == DONE), None)
            return old
    return queue(store, old.question, coder_id)


def _touched(connection: Connection, moment: int, undone: int | None) -> Collection[int] | None:
    """Return the documents reviewed or opened since a moment; None where that does not say all."""
    m = mark(connection)
    tables = {
        r[0]
        for r in connection.exec_driver_sql(
            f"SELECT DISTINCT table_name FROM event WHERE id > {m}", (moment,)
        )
    }
    if not tables.isdisjoint(("document", "variable", "cases")):
        return None
    rows = connection.exec_driver_sql(
        "SELECT first_row, last_row FROM event_row "
        f"WHERE event_id > {m} AND table_name = 'review' LIMIT {FEW + 1}",
        (moment,),
    ).all()
    if sum(last - first + 1 for first, last in rows) > FEW:
        return None
    changed = {key for first, last in rows for key in range(first, last + 1)}
    there = {
        r[0]: r[1]
        for r in select_in(
            connection,
            "SELECT r.id, v.document_id FROM review r JOIN version v ON v.id = r.version_id "
            "WHERE r.id IN ({})",
            sorted(changed),
        )
    }
    taken_back = len(changed) - len(there)
    if taken_back > (undone is not None):
        return None
    return {*there.values(), *(() if undone is None else (undone,))}


def latest_question(store: Store, coder_id: int) -> str | None:
    """Return the question whose answers a coder reviewed last, else the first that has answers."""
    with store.read() as connection:
        m = mark(connection)
        row = connection.exec_driver_sql(
            "SELECT q.name FROM review r JOIN version v ON v.id = r.version_id "
            "JOIN document d ON d.id = v.document_id JOIN variable q ON q.id = d.variable_id "
            f"WHERE r.coder_id = {m} AND r.start_at IS NULL ORDER BY r.created_at DESC, r.id DESC",
            (coder_id,),
        ).first()
        if row is None:
            row = connection.exec_driver_sql(
                "SELECT q.name FROM variable q WHERE EXISTS (SELECT 1 FROM document d "
                "WHERE d.variable_id = q.id) ORDER BY q.id"
            ).first()
    return None if row is None else str(row[0])


def find(store: Store, keys: Sequence[int], wanted: str) -> list[int]:
    """Return those of some answers that hold words: width, case and Chinese script do not count."""
    with store.read() as connection:
        texts = listing.texts(connection, list(keys))
    return [key for key in keys if key in texts and _holds(texts[key], wanted)]


def _holds(text: str, wanted: str) -> bool:
    return next(iter(Shadow(text, simplified=True).find(wanted)), None) is not None


def named_in(store: Store, subject: str) -> int | None:
    """Return the key of the answer that a batch's subject ends with, None where it names none."""
    parts = subject.split(" · ")
    endings = {" · ".join(parts[at:]) for at in range(len(parts))}
    owners = [ending.rpartition(" · ")[0] for ending in endings]
    with store.read() as connection:
        rows = select_in(
            connection,
            "SELECT d.id, d.kind, d.shown FROM cases c JOIN document d ON d.case_id = c.id "
            "WHERE c.name IN ({})",
            owners,
        )
        found = [int(key) for key, kind, shown in rows if kind == ANSWER and shown in endings]
    return found[0] if found else None
