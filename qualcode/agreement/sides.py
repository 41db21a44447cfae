"""Whose work is compared: coders, each in some rounds or outside them.

A side is one coder's work of one kind. Without a round it is what was coded outside rounds and in
rounds of reliability; a training round is never in it. In a round it is what was coded there, and
for audit, training and stability what a coder without work in the round had coded outside it, which
such a round is compared with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.agreement import rounds as standing
from qualcode.agreement.rounds import Round
from qualcode.errors import NotAllowed, UsageError
from qualcode.store.coders import Coder, Coders
from qualcode.store.store import Store

TRAINING, RELIABILITY = "training", "reliability"
OUTSIDE = "outside rounds"
PEOPLE = ("human", "imported")


@dataclass(frozen=True)
class Side:
    """A coder's work in some rounds; None among them is what was coded outside rounds."""

    name: str
    coder_id: int
    rounds: frozenset[int | None]


@dataclass(frozen=True)
class Sides:
    """The sides of a comparison, the rounds there are, and what the foot says of them.

    named: the coders were asked for by name; else those without work are left out.
    """

    sides: tuple[Side, ...]
    rounds: Mapping[int, Round]
    said: str
    named: bool
    training: bool


def sides(
    store: Store,
    coders: Sequence[str] | None,
    one_round: str | None,
    rounds: Sequence[str | None] | None,
    *,
    feedback: bool,
) -> Sides:
    """Return whose work is compared.

    Raises: UsageError where fewer than two sides are asked for or one is asked for twice; NotFound
    and Ambiguous for a name; NotAllowed for a training round without `feedback`.
    """
    if isinstance(coders, str) or isinstance(rounds, str):
        raise UsageError("coders and rounds are lists of names.")
    if one_round is not None and rounds is not None:
        raise UsageError("Say round or rounds, not both.")
    with store.read() as connection:
        known = {one.id: one for one in standing.rounds(connection)}
        at_work = _at_work(connection)
        if rounds is not None and len(rounds) == 1:
            one_round, rounds = rounds[0], None
        asked = [None if r is None else standing.find(connection, r) for r in rounds or ()]
        in_one = None if one_round is None else standing.find(connection, one_round)
    people = Coders(store)
    if coders is None:
        found = [c for c in people.list() if c.kind in PEOPLE]
    else:
        found = [people.find(name) for name in coders]
    if rounds is not None:
        made = _in_rounds(found, coders is not None, asked)
        said = "Rounds: " + ", ".join(OUTSIDE if r is None else _called(r) for r in asked) + "."
        used = [r for r in asked if r is not None]
    elif in_one is not None:
        used = [in_one]
        made, said = _in_one(people, found, in_one, at_work.get(in_one.id, frozenset()))
    else:
        used = []
        made = [Side(c.name, c.id, _usual(known)) for c in found]
        said = "Work outside rounds and in rounds of reliability." if known else ""
    training = [r.name for r in used if r.kind == TRAINING]
    if training and not feedback:
        raise NotAllowed(
            f"“{training[0]}” is a training round, which is never reported as reliability. "
            "See it as feedback with: qualcode agreement compare --round "
            f'"{training[0]}" --feedback'
        )
    twice = [s.name for n, s in enumerate(made) if s in made[:n]]
    if twice:
        raise UsageError(f"{twice[0]} is named twice. Name two coders, or one in two rounds.")
    if coders is not None and len(made) < 2:
        raise UsageError(
            "Agreement takes two: name two coders, or one coder in two rounds "
            "(rounds=[…], --rounds A,B)."
        )
    return Sides(tuple(made), known, said, coders is not None, bool(training))


def _called(one: Round) -> str:
    state = "" if one.closed is not None else ", still open"
    return f"{one.name} ({one.kind}, {'blind' if one.blind else 'not blind'}{state})"


def _usual(known: Mapping[int, Round]) -> frozenset[int | None]:
    return frozenset({None, *(r.id for r in known.values() if r.kind == RELIABILITY)})


def _at_work(connection: Connection) -> dict[int, frozenset[int]]:
    """Return by round the coders who have work in it, or are to have."""
    found: dict[int, set[int]] = {}
    for sql in (
        "SELECT DISTINCT round_id, coder_id FROM assignment",
        "SELECT DISTINCT round_id, coder_id FROM review WHERE round_id IS NOT NULL",
    ):
        for one, coder in connection.exec_driver_sql(sql):
            found.setdefault(one, set()).add(coder)
    return {one: frozenset(coders) for one, coders in found.items()}


def _in_rounds(coders: Sequence[Coder], named: bool, rounds: Sequence[Round | None]) -> list[Side]:
    """Return one coder in several rounds, or several coders, each in a round of theirs."""

    def side(coder: Coder, one: Round | None) -> Side:
        label = OUTSIDE if one is None else one.name
        key = None if one is None else one.id
        return Side(f"{coder.name} ({label})", coder.id, frozenset({key}))

    if named and len(coders) == 1:
        return [side(coders[0], one) for one in rounds]
    if named and len(coders) == len(rounds):
        return [side(coder, one) for coder, one in zip(coders, rounds, strict=True)]
    raise UsageError(
        "With several rounds name one coder, to be compared with herself, or as many coders as "
        "rounds, in the same order."
    )


def _in_one(
    people: Coders, coders: Sequence[Coder], one: Round, at_work: frozenset[int]
) -> tuple[list[Side], str]:
    """Return what is compared of one round, and how the foot says it.

    Reliability: the coders with each other. Audit and training: with what was audited, or is the
    key, outside rounds; stability: a coder with herself.
    """
    inside: frozenset[int | None] = frozenset({one.id})
    said = f"Round {_called(one)}."
    if one.kind == RELIABILITY:
        return [Side(c.name, c.id, inside) for c in coders], said
    here = [c for c in coders if c.id in at_work]
    basis = one.settings.get("key") or one.settings.get("of")
    if basis is not None:
        before = [people.find(str(basis))]
    elif one.kind == "stability":
        if len(here) != 1:
            raise UsageError(
                f"“{one.name}” is a round of stability, of a coder with herself. Name one coder."
            )
        before = here
    else:
        before = [c for c in coders if c.id not in at_work]
    earlier = [
        Side(f"{c.name} ({OUTSIDE})" if c in here else c.name, c.id, frozenset({None}))
        for c in before
    ]
    own = {c.id for c in before}
    now = [Side(f"{c.name} ({one.name})" if c.id in own else c.name, c.id, inside) for c in here]
    if earlier:
        names = ", ".join(c.name for c in before)
        said += f" It is compared with the work of {names} outside rounds."
    return earlier + now, said
