"""What a condition of a query means in this project: SQL where it can be, else a test of a segment.

Names are found as everywhere (exact, folded, unique beginning); a wrong one is answered with its
place in the query and the nearest. `!=` is true exactly where `=` is not. SQL speaks of the
aliases `s` (segment) and `p` (its place) and is never null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from qualcode.analysis.retrieval_cases import CaseOf, Raw
from qualcode.analysis.retrieval_fields import FIELDS
from qualcode.analysis.retrieval_language import fault
from qualcode.analysis.retrieval_nodes import OF_CASE, Bounds, Condition, Place
from qualcode.analysis.retrieval_values import ANY, NEVER, NONE, Values
from qualcode.cases.area import Cases, VariableRow
from qualcode.coding import layers
from qualcode.coding.apply import ORIGINS
from qualcode.coding.codes import below, find_code
from qualcode.coding.memos import KINDS as MEMO_KINDS
from qualcode.coding.segments import Where
from qualcode.coding.speakers import Speakers
from qualcode.documents import listing
from qualcode.errors import NotFound, nearest_note
from qualcode.store.coders import Coders
from qualcode.store.journal import midnight
from qualcode.text import names
from qualcode.text.shadow import Shadow, fold

ME = {"me", "我"}

Test = Callable[[Connection, Sequence[Raw]], set[int]]
"""From segments to the keys of those that pass."""


@dataclass(frozen=True)
class Meaning:
    """A condition resolved: one of `where` and `test`; negated outside them."""

    where: Where | None = None
    test: Test | None = None
    negated: bool = False


class Meanings(Values):
    """The conditions of one query on one project."""

    def of(self, one: Condition) -> Meaning:
        """Return what a condition means. Raises: UsageError, NotFound, Ambiguous."""
        negated = one.sign == "!="
        if one.name in FIELDS:
            if one.sign not in ("=", "!=") and FIELDS[one.name].kind not in ("number", "date"):
                raise self._usage(one.place, f"“{one.name}” has no order: write = or !=.")
            made = getattr(self, f"_{one.name}")(one)
        else:
            made = self._variable(one)
        if isinstance(made, Where):
            return Meaning(where=made, negated=negated)
        return Meaning(test=made, negated=negated)

    def codes(
        self, wanted: Sequence[str], places: Sequence[Place], *, only: bool = False
    ) -> set[int]:
        """Return the keys of codes and, unless `only`, of those below them."""
        found: set[int] = set()
        for name, place in zip(wanted, places, strict=True):
            ref = self._at(place, partial(find_code, self._store, name))
            found |= {ref.id} if only else below(self._store, ref)
        return found

    # Fields -----------------------------------------------------------------------------------

    def _code(self, one: Condition) -> Where:
        return self._in("s.code_id", self.codes(self._texts(one), one.places))

    def _only(self, one: Condition) -> Where:
        return self._in("s.code_id", self.codes(self._texts(one), one.places, only=True))

    def _group(self, one: Condition) -> Where:
        sql = "SELECT g.shown, m.code_id FROM code_group g JOIN code_member m ON m.group_id = g.id"
        members: dict[str, set[int]] = {}
        for name, code in self._rows(sql):
            members.setdefault(name, set()).add(code)
        for (name,) in self._rows("SELECT shown FROM code_group"):
            members.setdefault(name, set())
        chosen = self._named(one, members, "group of codes")
        return self._in("s.code_id", set().union(*chosen))

    def _document(self, one: Condition) -> Where:
        found = {
            self._at(place, partial(listing.find, self._store, name)).id
            for name, place in zip(self._texts(one), one.places, strict=True)
        }
        return self._in("p.document_id", found)

    def _case(self, one: Condition) -> Where | Test:
        texts = self._texts(one)
        found: list[Where] = []
        for name, place in zip(texts, one.places, strict=True):
            if fold(name) in NONE:
                found.append(Where(f"{CASE} IS NULL"))
                continue
            rows = self._rows(f"SELECT id FROM cases WHERE name = {self._m}", name)
            if not rows:
                known = {r[1]: r[0] for r in self._rows("SELECT id, name FROM cases ORDER BY id")}
                rows = [(self._one(name, place, known, "case"),)]
            found.append(Where(f"{CASE} = {self._m}", (rows[0][0],)))
        return self._by_case(Where.either(found))

    def _question(self, one: Condition) -> Where:
        asked = set(Cases(self._store).questions())
        known = {v.name: v.id for v in Cases(self._store).variables() if v.name in asked}
        found = self._named(one, known, "open question")
        return Where.either([_documents(f"variable_id = {self._m}", key) for key in found])

    def _coder(self, one: Condition) -> Where:
        known = {c.name: c.id for c in Coders(self._store).list()}
        me = Coders(self._store).current()
        if me is not None:
            known = {**{word: me.id for word in ME if word not in known}, **known}
        return self._in("s.coder_id", set(self._named(one, known, "coder")))

    def _round(self, one: Condition) -> Where:
        known: dict[str, int | None] = {
            r[0]: r[1] for r in self._rows("SELECT name, id FROM coding_round ORDER BY id")
        }
        keys = self._named(one, self._with_none(known), "round")
        parts = [Where("s.round_id IS NULL")] if None in keys else []
        named = {k for k in keys if k is not None}
        if named:
            listed = self._in("s.round_id", named)
            parts.append(Where(f"(s.round_id IS NOT NULL AND {listed.sql})", listed.bound))
        return Where.either(parts)

    def _origin(self, one: Condition) -> Where:
        found = self._named(one, {o: o for o in ORIGINS}, "origin")
        return self._in("s.origin", set(found))

    def _state(self, one: Condition) -> Where:
        states = ("exact", "changed", "lost", "whole")
        return self._in("p.state", set(self._named(one, {s: s for s in states}, "state")))

    def _language(self, one: Condition) -> Where:
        known = {r[0]: r[0] for r in self._rows("SELECT DISTINCT language FROM document")}
        found = self._named(one, known, "language of a document")
        return Where.either([_documents(f"language = {self._m}", o) for o in found])

    def _kind(self, one: Condition) -> Where:
        known = {r[0]: r[0] for r in self._rows("SELECT DISTINCT kind FROM document")}
        found = self._named(one, known, "kind of document")
        return Where.either([_documents(f"kind = {self._m}", o) for o in found])

    def _memo(self, one: Condition) -> Where:
        known = {k: k for k in (*MEMO_KINDS, *NONE, *ANY)}
        parts = []
        for kind in self._named(one, known, "kind of memo"):
            sql = "SELECT about_uid FROM memo WHERE about_table = 'segment'"
            if kind in NONE | ANY:
                inside = "NOT IN" if kind in NONE else "IN"
                parts.append(Where(f"s.uid {inside} ({sql})"))
            else:
                parts.append(Where(f"s.uid IN ({sql} AND kind = {self._m})", (kind,)))
        return Where.either(parts)

    def _strength(self, one: Condition) -> Where:
        return self._numeric(one, "s.strength")

    def _revision(self, one: Condition) -> Where:
        parts: list[Where] = []
        rest = []
        for value in one.values:
            if isinstance(value, str) and fold(value) in ("old", "旧", "current", "今"):
                sign = "<" if fold(value) in ("old", "旧") else "="
                now = "(SELECT c.revision FROM code c WHERE c.id = s.code_id)"
                parts.append(Where(f"s.code_revision {sign} {now}"))
            else:
                rest.append(value)
        if rest:
            again = Condition(one.name, one.sign, tuple(rest), one.place, one.places)
            parts.append(self._numeric(again, "s.code_revision"))
        return Where.either(parts)

    def _date(self, one: Condition) -> Where:
        return self._dated(one, "s.created_at", begins=midnight)

    def _text(self, one: Condition) -> Test:
        wanted = self._texts(one)

        def test(connection: Connection, rows: Sequence[Raw]) -> set[int]:
            texts = listing.texts(connection, list({r.document for r in rows}))
            return {
                r.id
                for r in rows
                if any(holds(texts[r.document][r.start : r.end], w) for w in wanted)
            }

        return test

    def _layer(self, one: Condition) -> Test:
        names_of = self._texts(one)
        built = [
            self._at(place, partial(layers.build, self._store, name))
            for name, place in zip(names_of, one.places, strict=True)
        ]

        def test(_connection: Connection, rows: Sequence[Raw]) -> set[int]:
            return {
                r.id
                for r in rows
                if any(b.counts(r.document, r.coder, r.start, r.end) for b in built)
            }

        return test

    def _speaker(self, one: Condition) -> Test:
        known = {r[0]: r[0] for r in self._rows("SELECT DISTINCT label FROM speaker")}
        found = set(self._named(one, self._with_none(known), "speaker"))
        return self._spoken(lambda who, r: who.at(r.document, r.start) in found)

    def _role(self, one: Condition) -> Test:
        roles = {r: r for r in ("interviewer", "participant", "other")}
        found = set(self._named(one, self._with_none(roles), "role"))
        return self._spoken(lambda who, r: who.role(r.document, r.start) in found)

    def _spoken(self, fits: Callable[[Speakers, Raw], bool]) -> Test:
        def test(connection: Connection, rows: Sequence[Raw]) -> set[int]:
            who = Speakers(connection, {r.document for r in rows})
            return {r.id for r in rows if fits(who, r)}

        return test

    def _unit(self, one: Condition) -> Where:
        raise self._usage(one.place, "the unit of a query stands once, outside brackets, with =.")

    # Variables of cases -----------------------------------------------------------------------

    def _variable(self, one: Condition) -> Where | Test:
        variable = self._find_variable(one)
        if variable.name in Cases(self._store).questions():
            raise self._usage(
                one.place,
                f"“{variable.name}” is an open question: ask question:{variable.name} and text:…",
            )
        if variable.kind in ("scale", "weight"):
            inner = self._numeric(one, "v.number", empty=False)
        elif variable.kind == "date":
            inner = self._dated(one, "v.content", empty=False)
        else:
            inner = self._content(one, variable)
        parts = []
        texts = [fold(v) for v in one.values if isinstance(v, str)]
        sql = f"SELECT v.case_id FROM value v WHERE v.variable_id = {self._m}"
        filled = "(v.number IS NOT NULL OR v.content IS NOT NULL)"
        if inner.sql != NEVER.sql:
            parts.append(Where(f"{CASE} IN ({sql} AND {inner.sql})", (variable.id, *inner.bound)))
        if any(x in ANY and x not in variable.levels for x in texts):
            parts.append(Where(f"{CASE} IN ({sql} AND {filled})", (variable.id,)))
        if any(x in NONE and x not in variable.levels for x in texts):
            none = f"({CASE} IS NULL OR {CASE} NOT IN ({sql} AND {filled}))"
            parts.append(Where(none, (variable.id,)))
        return self._by_case(Where.either(parts))

    def _by_case(self, one: Where) -> Where | Test:
        """Return a condition on a case as one on segments: its speaker's case, else its document's.

        In SQL where no speaker of the project has a case of their own.
        """
        of_documents = f"SELECT id FROM document WHERE {one.sql.replace(CASE, 'case_id')}"
        if not self._rows("SELECT 1 FROM speaker WHERE case_id IS NOT NULL LIMIT 1"):
            return Where(f"p.document_id IN ({of_documents})", one.bound)
        of_cases = f"SELECT name FROM cases WHERE {one.sql.replace(CASE, 'id')}"

        def test(connection: Connection, rows: Sequence[Raw]) -> set[int]:
            cases = {r[0] for r in connection.exec_driver_sql(of_cases, one.bound)}
            documents = {r[0] for r in connection.exec_driver_sql(of_documents, one.bound)}
            who = CaseOf(connection, {r.document for r in rows})
            return {
                r.id
                for r in rows
                if (spoken in cases if (spoken := who.spoken(r.document, r.start))
                    else r.document in documents)
            }  # fmt: skip

        return test

    def _find_variable(self, one: Condition) -> VariableRow:
        known = {v.name: v for v in Cases(self._store).variables()}
        asked = one.name.removeprefix(OF_CASE) if one.name not in known else one.name
        match = names.find(asked, known)
        if match.value is not None:
            return match.value
        if match.state == "ambiguous":
            raise self._ambiguous(one.name, one.place, match.names, "fields")
        near = names.find(asked, [*known, *FIELDS]).names
        text = f"there is no field “{one.name}”.{nearest_note(near)}"
        raise NotFound(fault(self._query, one.place, text), near)

    def _content(self, one: Condition, variable: VariableRow) -> Where:
        """Return the test of a variable whose values are texts or levels."""
        levels = {level: level for level in variable.levels}
        ordered = variable.kind == "ordinal"
        if one.sign not in ("=", "!=") and not ordered:
            raise self._usage(one.place, f"“{variable.name}” has no order: write = or !=.")
        wanted: list[str] = []
        parts: list[Where] = []
        for value, place in zip(one.values, one.places, strict=True):
            special = isinstance(value, str) and fold(value) in NONE | ANY
            if special and value not in levels:
                continue
            if isinstance(value, Bounds) or one.sign not in ("=", "!="):
                if not ordered:
                    raise self._usage(place, f"“{variable.name}” has no order, so no ranges.")
                wanted += self._stretch(one.sign, value, place, variable)
            elif variable.kind == "text" or not levels:
                parts.append(self._like(value))
            else:
                wanted.append(self._one(value, place, levels, f"level of {variable.name}"))
        if wanted and variable.kind == "multiple response":
            parts += [self._like(json.dumps(level, ensure_ascii=False)) for level in wanted]
        elif wanted:
            parts.append(self._in("v.content", set(wanted)))
        return Where.either(parts)

    def _stretch(
        self, sign: str, value: str | Bounds, place: Place, variable: VariableRow
    ) -> list[str]:
        """Return the levels of an ordinal variable that a sign or range takes in."""
        levels = list(variable.levels)

        def at(name: str) -> int:
            known = {level: level for level in levels}
            return levels.index(self._one(name, place, known, f"level of {variable.name}"))

        if isinstance(value, Bounds):
            low = at(value.low) if value.low else 0
            high = at(value.high) if value.high else len(levels) - 1
            return levels[low : high + 1]
        n = at(value)
        return {
            ">": levels[n + 1 :], ">=": levels[n:], "<": levels[:n], "<=": levels[: n + 1]
        }[sign]  # fmt: skip


CASE = "{case}"
"""Where the key of a case stands in a condition on cases."""


def _documents(sql: str, *bound: Any) -> Where:
    return Where(f"p.document_id IN (SELECT id FROM document WHERE {sql})", bound)


def holds(text: str, needle: str) -> bool:
    """Say whether a text holds words, whatever their width, case, composition or characters."""
    return bool(Shadow(text, simplified=True).find(needle))
