"""Decisions as they are kept, and what they are about in the current texts.

A decision names the segments it was about. It holds for a disagreement while these are the same;
where a coder's segments have changed since, the disagreement is open again, and the decision gives
way to the next one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.agreement.disagreements import Disagreement
from qualcode.agreement.reconcile import About, Decision, about, as_lists
from qualcode.agreement.rows import Rows
from qualcode.agreement.sides import Sides
from qualcode.store.keys import select_in
from qualcode.store.places import Maps


@dataclass(frozen=True)
class Kept:
    """A decision with what it is about, by keys and uids, in the current text of its document."""

    decision: Decision
    document: int
    about: About
    takes: tuple[tuple[str, int, int], ...]
    outcome: Mapping[str, Any]

    def with_rule(self, line: str) -> str:
        """Return the outcome as JSON with what was added to the codebook."""
        return json.dumps({**self.outcome, "rule": line}, ensure_ascii=False)


@dataclass(frozen=True)
class Names:
    """How coders and codes are called in what is kept: side → uid, code → uid, and back."""

    sides: Mapping[str, str]
    codes: Mapping[str, str]
    merged: Mapping[str, str]
    shown: Mapping[str, str]
    """Uid → name of every code."""

    def about(self, one: Disagreement) -> About:
        """Return what a disagreement is about."""
        return about(one, self.sides, self.codes)

    def code(self, uid: str) -> str:
        """Return the uid of what became of a code by merging."""
        seen = {uid}
        while (after := self.merged.get(uid)) is not None and after not in seen:
            uid = after
            seen.add(uid)
        return uid


def names(connection: Connection, who: Sides, rows: Rows) -> Names:
    """Return how sides and codes are called in decisions."""
    coders = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, uid FROM coder")}
    times: dict[int, int] = {}
    for side in who.sides:
        times[side.coder_id] = times.get(side.coder_id, 0) + 1
    sides = {}
    for side in who.sides:
        uid = coders[side.coder_id]
        if times[side.coder_id] > 1:
            own = sorted("" if r is None else who.rounds[r].uid for r in side.rounds)
            uid = ":".join([uid, *own])
        sides[side.name] = uid
    codes = {name: min(uids) for name, uids in rows.members.items()}
    shown = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT uid, shown FROM code")}
    merged = {
        r[0]: r[1]
        for r in connection.exec_driver_sql(
            "SELECT s.uid, t.uid FROM code_lineage l JOIN code s ON s.id = l.source_id "
            "JOIN code t ON t.id = l.target_id WHERE l.kind = 'merge' AND s.retired = 1 "
            "ORDER BY l.id"
        )
    }
    return Names(sides, codes, merged, shown)


def decisions(connection: Connection, documents: Collection[int], called: Names) -> list[Kept]:
    """Return the decisions on documents, the oldest first."""
    sql = (
        "SELECT x.id, x.uid, k.name, x.outcome, x.reason, x.note, x.created_at, x.version_id, "
        "v.document_id, d.version_id FROM decision x JOIN coder k ON k.id = x.coder_id "
        "JOIN version v ON v.id = x.version_id JOIN document d ON d.id = v.document_id "
        "WHERE v.document_id IN ({})"
    )
    rows = sorted(select_in(connection, sql, sorted(documents)), key=lambda r: (r[6], r[1]))
    maps = Maps(connection, {r[8] for r in rows if r[7] != r[9]})
    found = []
    for key, uid, coder, outcome, reason, note, created, version, document, current in rows:
        said = json.loads(outcome)

        def now(spans: Any, version: int = version, current: int = current) -> list[list[Any]]:
            if version == current:
                return [list(s) for s in spans]
            move = maps.between(version, current)
            return [[*s[:-2], *move.place(s[-2], s[-1])[:2]] for s in spans]

        where = frozenset((side, called.code(c), a, z) for side, c, a, z in now(said["about"]))
        taken = tuple((called.code(c), a, z) for c, a, z in now(said["takes"]) if a < z)
        told = tuple((called.shown.get(c, c), a, z) for c, a, z in taken)
        made = Decision(
            key, uid, coder, said["choice"], told, reason, note, said.get("rule", ""), created
        )
        found.append(Kept(made, document, where, taken, said))
    return found


def outcome(
    one: Disagreement, called: Names, choice: str, takes: Collection[tuple[str, int, int]]
) -> str:
    """Return as JSON how a disagreement was settled, and what it was about; codes by uid."""
    return json.dumps(
        {
            "about": as_lists(called.about(one)),
            "choice": choice,
            "kinds": list(one.kinds),
            "takes": as_lists(takes),
        },
        ensure_ascii=False,
    )
