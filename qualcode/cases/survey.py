"""A survey file understood: its ids, its questions, what each holds, and why that is thought.

Nothing is written here. What a person states goes before what the project knows of a variable, and
that before a guess. A question of several columns becomes one variable (several choices) or one a
row (a matrix); a text beside a choice becomes a variable of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualcode.cases import choices, guessing, ids, reading, scales
from qualcode.cases.guessing import KIND_OF, Guess
from qualcode.cases.kinds import SEPARATOR, levels_found, orders_itself
from qualcode.cases.layout import OTHER, Part
from qualcode.cases.reading import Stored
from qualcode.cases.sheet import Sheet
from qualcode.cases.survey_plan import Column, Known, Plan, Stated, Written
from qualcode.cases.survey_rows import RowMaker, is_answer, reasons
from qualcode.errors import Conflict, UsageError


def plan(
    sheet: Sheet, stated: Stated, known: Mapping[str, Known], *, preview: bool = False
) -> Plan:
    """Understand a survey file; known: the project's variables by name.

    preview: an id that nobody is sure of is no fault. Raises: NotFound, UnreadableSource,
    UsageError, with the row.
    """
    found = ids.find(sheet, stated.id, stated.id_prefix, preview=preview)
    return _Planner(sheet, stated, known, found).plan()


class _Planner:
    def __init__(
        self, sheet: Sheet, stated: Stated, known: Mapping[str, Known], found: ids.Ids
    ) -> None:
        self.sheet, self.stated, self.known, self.ids = sheet, stated, known, found
        self.parts = sheet.layout.parts
        self.rows = RowMaker(sheet, stated.prefix, found.column)
        self.groups: dict[str, list[Part]] = {}
        alone = {*stated.open_ended, stated.weight}
        alone |= {*stated.types, *stated.levels, *stated.skip}
        for part in self.parts:
            if part.group and part.name not in alone and part.name != found.column:
                self.groups.setdefault(part.group, []).append(part)
        # A tool says where texts go; elsewhere what is stated to be documents is all of them.
        plain = not sheet.layout.tool and stated.id is not None
        self.documents = not stated.open_ended and not plain

    def plan(self) -> Plan:
        self._check_names()
        columns: list[Column] = []
        done: set[str] = set()
        for part in self.parts:
            members = self.groups.get(part.group, [])
            if part.name == self.ids.column:
                columns.append(self._id_column(part))
            elif part in members:
                if part.group not in done:
                    done.add(part.group)
                    columns += self._set(part.group, members)
            else:
                columns += self._single(part)
        taken = Counter(w.variable for c in columns for w in c.written)
        if twice := [name for name, n in taken.items() if n > 1]:
            raise UsageError(
                f"{self.sheet.name}: two columns would become the variable “{twice[0]}”. Skip one."
            )
        for name in taken:
            made = self.known[name].made if name in self.known else ""
            if made:
                how = "derived from others" if made == "derived" else "made of an event log"
                raise Conflict(
                    f"{self.sheet.name} has a column for “{name}”, which was {how} here. Skip that "
                    "column, or import under a prefix (--prefix)."
                )
        return Plan(self.sheet, self.ids, columns)

    def _check_names(self) -> None:
        weight = [self.stated.weight] if self.stated.weight else []
        for name in (
            *self.stated.open_ended, *weight, *self.stated.types, *self.stated.levels,
            *self.stated.skip, *(n for n in self.stated.missing if n != "*"),
        ):  # fmt: skip
            if name == self.ids.column:
                raise UsageError(f"“{name}” is the id column, and no variable besides.")
            if name not in self.groups:
                self.sheet.column(name)
        for name, cells in self.stated.missing.items():
            for reason in cells.values():
                if reason not in reading.REASONS:
                    listed = ", ".join(reading.REASONS)
                    raise UsageError(f"{name}: no reason “{reason}”. Reasons are: {listed}.")

    # One column ----------------------------------------------------------------------------------

    def _id_column(self, part: Part) -> Column:
        return self.rows.row(
            part.name, [part], Guess("id", self.ids.reason, self.ids.sure), (),
            [(None, one, None) for one in self.ids.values],
        )  # fmt: skip

    def _single(self, part: Part) -> list[Column]:
        missing = self._missing(part)
        cells = Counter(
            text for row in self.sheet.rows
            if (text := row[part.at].strip()) and text not in missing
        )  # fmt: skip
        stated = self._stated_type(part.name)
        if stated == "matrix":
            raise UsageError(f"“{part.name}” is one column, and no matrix.")
        guess = guessing.column(part, cells, self.sheet.layout, decimal=self.sheet.decimal)
        there = self.known.get(self.stated.prefix + part.name)
        if stated:
            # The form of a date, the sign between choices: still to be found in the cells.
            same = KIND_OF[stated] == KIND_OF.get(guess.type) and stated != "ordinal"
            kept = guess if same else Guess(stated, "")
            guess = replace(kept, type=stated, reason="stated", sure=True)
        elif there is not None and KIND_OF[guess.type] != there.kind:
            type_ = "open_text" if there.question else guessing.check_type(there.kind)
            guess = Guess(type_, "as this project knows it")
        if part.name in self.stated.skip or guess.type == "skip":
            return [self.rows.row(part.name, [part], Guess("skip", "stated"), (), [])]
        if guess.type == "empty":
            return [self.rows.row(part.name, [part], guess, (), [])]
        return self._column(part, guess, cells, missing, there, stated)

    def _stated_type(self, name: str) -> str:
        if name in self.stated.open_ended:
            return "open_text"
        if name == self.stated.weight:
            return "weight"
        if name in self.stated.types:
            return guessing.check_type(self.stated.types[name])
        return "ordinal" if name in self.stated.levels else ""

    def _missing(self, part: Part) -> dict[str, str]:
        said = self.stated.missing
        return {
            **self.sheet.layout.missing, **part.missing, **said.get("*", {}),
            **said.get(part.group, {}), **said.get(part.name, {}),
        }  # fmt: skip

    def _column(
        self, part: Part, guess: Guess, cells: Mapping[str, int], missing: dict[str, str],
        there: Known | None, stated: str,
    ) -> list[Column]:  # fmt: skip
        kind = KIND_OF[guess.type]
        self._check_kind(part.name, kind, there)
        open_ended = guess.type == "open_text" and (
            part.name in self.stated.open_ended
            or (self.documents and not stated)
            or (there is not None and there.question)
            or (stated == "open_text" and part.name in self.stated.types)
        )
        many = guess.choices or (self._choices(cells) if guess.type == "multi" else None)
        if guess.type == "nominal" and not part.labels:
            many = guessing.inline_others(cells)
        missing = {**missing, **guess.missing}
        levels = self._levels(part, kind, guess, cells, many, there, missing)
        read = reading.value_reader(
            kind, levels, form=guess.form, duration=guess.type == "duration",
            decimal=self.sheet.decimal, labels=part.labels, known=many,
        )  # fmt: skip
        values = reading.column(self.sheet, part, missing, read)
        if kind == "weight":
            guess = self._weighed(part, guess, values)
        found: list[Column] = []
        if many is not None:
            own = reading.texts(self.sheet, part, missing, many)
            if any(own):
                name = f"{part.name} (other)"
                found.append(self.rows.other(replace(part, name=name), part.name, own))
        main = self.rows.row(
            part.name, [part], guess, levels, values, open_ended=open_ended,
            items=many.known if many and kind == "multiple response" else (),
            other_text=found[0].column if found else self.rows.text_of(part.name),
        )  # fmt: skip
        return [main, *found]

    def _weighed(self, part: Part, guess: Guess, values: Sequence[Stored | None]) -> Guess:
        """Return a weight's guess saying who weighs nothing. Raises: UsageError if nobody does."""
        of_all = [None if v is None else v[0] for v in values]
        if not any(of_all):
            raise UsageError(
                f"{self.sheet.name}: “{part.name}” has no weight above 0. Which column has them?"
            )
        lost = of_all.count(None), of_all.count(0)
        said = [f"{n:,} {what}" for n, what in zip(lost, ("missing", "of 0"), strict=True) if n]
        if not said:
            return guess
        told = f"{' and '.join(said)}: these people take no part where it weighs"
        return replace(guess, reason="; ".join(filter(None, [guess.reason, told])))

    def _choices(self, cells: Mapping[str, int]) -> choices.Choices:
        """Return the choices of a column that is stated to hold several."""
        sign = self.sheet.layout.separator
        for one in dict.fromkeys((SEPARATOR, sign, "；", "、", ", ")):
            if one and any(one in c for c in cells):
                learnt = choices.learnt(cells, one) if one.startswith(",") else None
                return learnt or choices.given(cells, one)
        return choices.given(cells, SEPARATOR)

    def _levels(
        self, part: Part, kind: str, guess: Guess, cells: Mapping[str, int],
        many: choices.Choices | None, there: Known | None, missing: Mapping[str, str],
    ) -> tuple[str, ...]:  # fmt: skip
        """Return a column's levels in order: as stated, else as known, else as found.

        Raises: UsageError for an ordinal column whose order nobody said.
        """
        before = there.levels if there else ()
        if part.name in self.stated.levels:
            given = [one.strip() for one in self.stated.levels[part.name] if one.strip()]
            return tuple(dict.fromkeys([*given, *before]))
        if kind == "ordinal" and before:
            return before
        if kind not in ("nominal", "ordinal", "multiple response"):
            return ()
        words = [part.labels.get(c, c) for c in cells if c not in missing]
        if many is not None and kind == "nominal":
            words = list(many.known)
        found = levels_found(kind, words)
        if guess.levels and set(found) <= {*guess.levels}:
            found = guess.levels
        elif many is not None and kind == "multiple response":
            # Where a tool wrote the cells they show the questionnaire's order.
            found = many.known if self.sheet.layout.tool else tuple(sorted(many.known))
        elif kind == "ordinal" and not orders_itself(found):
            order = scales.order(found)
            ordered = order.levels if order and not order.missing else scales.codes(found)
            if ordered is None:
                listed = ", ".join(found[:8]) + (" …" if len(found) > 8 else "")
                raise UsageError(
                    f"“{part.name}” is ordinal, and its levels have no order by themselves: "
                    f"{listed}. State them, the lowest first."
                )
            found = ordered
        return tuple(dict.fromkeys([*before, *found]))

    def _check_kind(self, name: str, kind: str, there: Known | None) -> None:
        if there is not None and there.kind != kind:
            raise UsageError(
                f"“{self.stated.prefix + name}” is {there.kind} in this project and would become "
                f"{kind}. State it as {there.kind}, take back the earlier import, or import under "
                "a prefix."
            )

    # A question of several columns ---------------------------------------------------------------

    def _set(self, group: str, members: list[Part]) -> list[Column]:
        stated = self._stated_type(group)
        if group in self.stated.skip or stated == "skip":
            return [self.rows.row(group, members, Guess("skip", "stated"), (), [])]
        cells = [self._answers(part) for part in members]
        guess = (
            guessing.item_columns(members, cells, self.sheet.layout)
            if len(members) > 1 or self.sheet.layout.grouping == "sure"
            else None
        )
        if stated in ("multi", "matrix") or (stated == "ordinal" and guess is not None):
            type_ = "matrix" if stated == "ordinal" else stated
            kept = guess if guess and guess.type == type_ else guessing.matrix(members, cells)
            guess = replace(kept, type=type_, reason="stated", sure=True)
        elif stated:
            raise UsageError(f"“{group}” has several columns: it is multi, matrix or skip.")
        if guess is None:
            return [column for part in members for column in self._single(replace(part, group=""))]
        if guess.type == "multi":
            return self._multi(group, members, guess)
        if guess.type == "empty":
            return [self.rows.row(group, members, guess, (), [])]
        return [self._matrix(group, members, guess)]

    def _answers(self, part: Part) -> Counter[str]:
        missing = self._missing(part)
        return Counter(
            text for row in self.sheet.rows
            if (text := row[part.at].strip()) and text not in missing
        )  # fmt: skip

    def _multi(self, group: str, members: list[Part], guess: Guess) -> list[Column]:
        there = self.known.get(self.stated.prefix + group)
        self._check_kind(group, "multiple response", there)
        missing = [self._missing(part) for part in members]
        items: list[str] = []
        for part in members:
            own = [c for c in self._answers(part) if not guessing.is_off(part, c)]
            items.append(part.item or (own[0] if len(own) == 1 else part.name))
        of_row: dict[tuple[str, ...], Stored | None] = {}
        values: list[Stored | None] = []
        for row in self.sheet.rows:
            cells = tuple(row[part.at].strip() for part in members)
            if cells not in of_row:
                of_row[cells] = self._chosen(cells, members, missing, items)
            values.append(of_row[cells])
        others = [
            self.rows.other(part, group, [
                (None, c, None) if (c := row[part.at].strip()) and c not in said
                and not guessing.is_off(part, c) and guessing.is_own_text(part, c) else None
                for row in self.sheet.rows
            ])
            for part, said in zip(members, missing, strict=True)
            if OTHER.search(f"{part.item} {part.name}")
            and any(
                not guessing.is_off(part, c) and guessing.is_own_text(part, c)
                for c in self._answers(part)
            )
        ]  # fmt: skip
        levels = tuple(dict.fromkeys([*(there.levels if there else ()), *items]))
        main = self.rows.row(
            group, members, guess, levels, values, items=tuple(items),
            other_text=others[0].column if others else self.rows.text_of(group),
        )  # fmt: skip
        return [main, *others]

    def _chosen(
        self, cells: tuple[str, ...], members: list[Part], missing: list[dict[str, str]],
        items: list[str],
    ) -> Stored | None:  # fmt: skip
        said = [m[c] for c, m in zip(cells, missing, strict=True) if c in m]
        answered = [bool(c) and c not in m for c, m in zip(cells, missing, strict=True)]
        if not any(answered):
            if said:
                return None, None, said[0]
            blank = self.sheet.layout.blank_set
            return None if blank == "empty" else (None, None, blank)
        chosen = [
            item
            for item, cell, there, part in zip(items, cells, answered, members, strict=True)
            if there and not guessing.is_off(part, cell)
        ]
        return None, json.dumps(list(dict.fromkeys(chosen)), ensure_ascii=False), None

    def _matrix(self, group: str, members: list[Part], guess: Guess) -> Column:
        type_ = guess.item_type or "nominal"
        kind = KIND_OF[type_]
        levels = guess.levels
        if group in self.stated.levels:
            levels = tuple(one.strip() for one in self.stated.levels[group] if one.strip())
        written: list[Written] = []
        for part in members:
            there = self.known.get(self.stated.prefix + part.name)
            self._check_kind(part.name, kind, there)
            said = {**self._missing(part), **guess.missing}
            found = levels or (
                levels_found(kind, list(self._answers(part))) if kind == "nominal" else ()
            )
            found = tuple(dict.fromkeys([*(there.levels if there else ()), *found]))
            read = reading.value_reader(kind, found, decimal=self.sheet.decimal, labels=part.labels)
            values = reading.column(self.sheet, part, said, read)
            row = self.rows.row(
                part.name, [part], Guess(type_, guess.reason), found, values,
                open_ended=type_ == "open_text" and self.documents,
            )  # fmt: skip
            [one] = row.written
            settings = {**one.settings, "matrix": group, "item": part.item}
            written.append(replace(one, settings=settings))
        whole = [
            next((v for v in row if v), None)
            for row in zip(*(w.values for w in written), strict=True)
        ]
        column = self.rows.row(
            group, members, guess, levels, whole,
            items=tuple(p.item or p.name for p in members), kind=kind,
        )  # fmt: skip
        counts = tuple(sum(is_answer(v) for v in w.values) for w in written)
        missing = reasons(v for w in written for v in w.values)
        return replace(
            column,
            counts=counts,
            missing=missing,
            written=tuple(written),
            open_ended=written[0].open_ended,
        )
