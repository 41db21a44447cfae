"""Cases: who the study is about, and what is known of each beside their words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cases import (
    derived,
    ids,
    links,
    sheet,
    survey,
    survey_settings,
    survey_writing,
)
from qualcode.cases import kinds as kinds_of_values
from qualcode.cases.consent import Consenting
from qualcode.cases.events_area import KINDS as KINDS_OF_CASES
from qualcode.cases.events_area import Events
from qualcode.cases.survey_plan import Known, Plan, Stated
from qualcode.cases.survey_writing import Progress
from qualcode.documents import listing
from qualcode.errors import Conflict, NotFound, UsageError, fits_several, nearest_note
from qualcode.store import uids
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names

if TYPE_CHECKING:
    import pandas as pd

KINDS = KINDS_OF_CASES
MADE = ("derived", "events")
"""Variables that this program made: no file is read over them."""
PREVIEW = [
    "column", "variable", "kind", "open_ended", "values", "blank", "levels", "example", "type",
    "question", "columns", "items", "item_type", "counts", "missing", "other_text", "personal",
    "derived", "new", "changed", "sure", "reason",
]  # fmt: skip


@dataclass(frozen=True)
class VariableRow:
    """A variable: its name, kind, levels in order, and where it came from."""

    id: int
    uid: str
    name: str
    kind: str
    levels: tuple[str, ...]
    source: str
    label: str = ""
    personal: bool = False
    made: str = ""
    """`derived` of others, `events` of a log; empty where it was taken in as it is."""


class Cases(Events, Consenting):
    """The cases of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def import_survey(
        self,
        path: str | Path,
        *,
        id: str | None = None,
        open_ended: Sequence[str] = (),
        weight: str | None = None,
        kinds: Mapping[str, str] | None = None,
        types: Mapping[str, str] | None = None,
        levels: Mapping[str, Sequence[str]] | None = None,
        order: Mapping[str, Sequence[str]] | None = None,
        missing: Mapping[str, Mapping[str, str] | Sequence[str]] | None = None,
        skip: Sequence[str] = (),
        prefix: str = "",
        id_prefix: str = "",
        join: str | None = None,
        kind: str | None = None,
        sheet_name: str | None = None,
        encoding: str | None = None,
        settings: str | Path | None = None,
        save_settings: str | Path | None = None,
        preview: bool = False,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Take in a csv, xlsx, sav or dta: cases by the id column, a variable a question.

        id: the column that tells cases apart; without it the one that surely does. open_ended:
        columns whose answers become documents of their case, named CASE · QUESTION. weight: the
        column of weights. types (or kinds): question → type (nominal, ordinal, numeric, scale,
        date, duration, multi, matrix, open_text, text, weight, meta, personal, skip) or kind of a
        variable; else what the project knows of it, else a guess whose reason is in the rows
        returned. order (or levels): an ordinal question's levels, the lowest first. missing:
        question (`*`: all) → {cell: reason} or cells; reasons are empty, not shown, refused, does
        not apply, unreadable. prefix, id_prefix: before the variables' and the cases' names. join:
        `case` or a variable whose values the ids are, compared without blanks, width and capitals.
        settings, save_settings: a survey.yaml that says all this; an argument goes before it.
        Again for ids that are there: values and answers that differ are updated, a blank cell
        leaves what is there, codings stay. Returns a row a question, see docs/survey.md; `attrs`
        hold what is said of the file. preview: write nothing.
        Raises: NotFound, UnreadableSource with the row, UsageError, Conflict for an answer that
        was masked here and is another in the file.
        """
        import pandas as pd

        said = survey_settings.read(Path(settings)) if settings else survey_settings.Settings()
        kind = kind or said.top.get("kind") or "respondent"
        if kind not in KINDS:
            raise UsageError(f"No kind of case “{kind}”. Kinds are: {', '.join(KINDS)}.")
        stated = Stated(
            id or said.top.get("id"), tuple(open_ended), weight or said.top.get("weight"),
            {**said.types, **(kinds or {}), **(types or {})},
            {**said.order, **(levels or {}), **(order or {})},
            {**said.missing, **{k: _reasons(v) for k, v in (missing or {}).items()}},
            tuple(skip), prefix or said.top.get("prefix", ""),
            id_prefix or said.top.get("id_prefix", ""),
        )  # fmt: skip
        encoding = encoding or said.top.get("encoding")
        plan = self._plan(
            sheet.read(
                Path(path), sheet=sheet_name or said.top.get("sheet"), encoding=encoding
            ),
            stated, join, preview=preview,
        )  # fmt: skip
        known = {v.name for v in self.variables()}
        found = survey_writing.changes(self._store, plan)
        if not preview:
            survey_writing.take_in(self._store, plan, found, kind=kind, progress=progress)
        if save_settings:
            survey_settings.write(Path(save_settings), plan, stated, kind, encoding)
        rows = survey_writing.preview_rows(plan, found, PREVIEW)
        frame = pd.DataFrame(rows, columns=PREVIEW)
        frame.attrs.update(survey_writing.told(plan, found, known))
        return frame

    def _plan(self, table: sheet.Sheet, stated: Stated, join: str | None, *, preview: bool) -> Plan:
        asked = set(self.questions())
        known = {v.name: Known(v.kind, v.levels, v.name in asked, v.made) for v in self.variables()}
        plan = survey.plan(table, stated, known, preview=preview)
        if join is None:
            return plan
        cases, found = self._pairs(table, plan.ids.values, join)
        names = links.joined(table.name, found, cases)
        return replace(plan, ids=replace(plan.ids, values=names))

    def match(
        self,
        path: str | Path,
        *,
        id: str | None = None,
        join: str = links.CASE,
        sheet_name: str | None = None,
        encoding: str | None = None,
    ) -> pd.DataFrame:
        """Say which rows of a file belong to which cases, before they are joined.

        join: `case`, or a variable whose values the file's ids are. Returns key, row, case, state
        (matched, only in the file, only in the project, twice in the file, twice in the project).
        """
        import pandas as pd

        table = sheet.read(Path(path), sheet=sheet_name, encoding=encoding)
        column = id or ids.find(table, None).column
        keys = [cell.strip() for cell in table.column(column)] if column else []
        _, found = self._pairs(table, keys, join)
        frame = pd.DataFrame(
            [asdict(one) for one in found], columns=["key", "row", "case", "state"]
        )
        return frame.astype({"row": "Int64"})

    def _pairs(
        self, table: sheet.Sheet, keys: Sequence[str], join: str
    ) -> tuple[dict[str, str], list[links.Pair]]:
        variable = None if join == links.CASE else self._variable(join).id
        with self._store.read() as connection:
            cases = links.keys_of_cases(connection, variable)
        rows = list(zip(keys, table.numbers, strict=True))
        return cases, links.pairs(rows, cases)

    def derive(
        self,
        name: str,
        expression: str | None = None,
        *,
        kind: str | None = None,
        levels: Sequence[str] = (),
        preview: bool = False,
    ) -> derived.Derived:
        """Make a variable from others; without an expression, again by the recipe it has.

        expression: names of variables (in backquotes where they are no plain word), numbers, texts,
        signs and the functions of docs/survey.md; what is missing stays missing.
        """
        return derived.derive(
            self._store, name, expression, kind=kind, levels=levels, preview=preview
        )

    def raw(self, variable: str) -> pd.DataFrame:
        """Return the cells that a variable was read from: case, and one column a file's column.

        Cells are as they stood, to the byte; of texts only what the variable holds is kept.
        """
        from qualcode.cases.frames_raw import raw_frame

        return raw_frame(self._store, self._variable(variable).id)

    def add(self, name: str, *, kind: str = "participant") -> str:
        """Add a case; return its uid. Raises: Conflict, UsageError."""
        name = name.strip()
        if not name:
            raise UsageError("A case needs a name.")
        if kind not in KINDS:
            raise UsageError(f"No kind of case “{kind}”. Kinds are: {', '.join(KINDS)}.")
        uid = uids.named(self._store.project_uid, "case", name)
        with self._store.batch("add case", name) as batch:
            m = mark(batch.connection)
            sql = f"SELECT 1 FROM cases WHERE uid = {m}"
            if batch.connection.exec_driver_sql(sql, (uid,)).first() is not None:
                raise Conflict(f"There is a case “{name}” already.")
            batch.insert_columns("cases", {"name": [name], "kind": [kind]}, [uid])
        return uid

    def link(self, document: str, case: str, *, speaker: str | None = None) -> None:
        """Say whose a document is, or which case one of its speakers is. Raises: NotFound."""
        found = listing.find(self._store, document)
        case_id, _ = self._find(case)
        with self._store.batch("link case", f"{found.document} · {case}") as batch:
            if speaker is None:
                batch.update("document", {found.id: {"case_id": case_id}})
                return
            m = mark(batch.connection)
            row = batch.connection.exec_driver_sql(
                f"SELECT id FROM speaker WHERE document_id = {m} AND label = {m}",
                (found.id, speaker),
            ).first()
            if row is None:
                raise NotFound(f"{found.document} has no speaker “{speaker}”.")
            batch.update("speaker", {row[0]: {"case_id": case_id}})

    def link_table(self, path: str | Path, *, preview: bool = False) -> pd.DataFrame:
        """Link the documents of a table to their cases: columns document, case, speaker.

        Returns document, speaker, case, state: matched, or why a row is left out. All that match
        are linked in one change. preview: none.
        """
        import pandas as pd

        found = links.table(self._store, sheet.read(Path(path)), self._find)
        if not preview:
            with self._store.batch("link cases", Path(path).name):
                for one, document, case in found:
                    if document and case:
                        self.link(one.document, one.case, speaker=one.speaker or None)
        columns = ["document", "speaker", "case", "state"]
        return pd.DataFrame([asdict(one) for one, _, _ in found], columns=columns)

    def set(self, case: str, variable: str, value: object) -> None:
        """Set one value of a case; None clears it. Raises: NotFound, UsageError."""
        case_id, name = self._find(case)
        known = self._variable(variable)
        if known.name in self.questions():
            raise UsageError(
                f"“{known.name}” is an open question. Correct its answer with: "
                f"qualcode documents edit '{name} · {known.name}'"
            )
        row = None
        if value is not None and str(value).strip():
            given = str(value)
            if wrong := kinds_of_values.fault(known.kind, given, known.levels):
                raise UsageError(f"{known.name} of {name}: “{given}” {wrong}.")
            number, content = kinds_of_values.stored(known.kind, given)
            row = {"number": number, "content": content, "missing": None}
        with self._store.batch("set value", f"{name} · {known.name}") as batch:
            batch.set_values(known.id, {case_id: row})

    def show(self, case: str) -> dict[str, Any]:
        """Return what is known of a case: variable → value or answer, in the variables' order."""
        case_id, name = self._find(case)
        with self._store.read() as connection:
            m = mark(connection)
            rows = connection.exec_driver_sql(
                "SELECT r.id, r.name, r.kind, v.number, v.content FROM value v "
                f"JOIN variable r ON r.id = v.variable_id WHERE v.case_id = {m} "
                "AND v.missing IS NULL",
                (case_id,),
            ).all()
            answers = connection.exec_driver_sql(
                "SELECT r.id, r.name, r.kind, NULL, t.content FROM document d "
                "JOIN variable r ON r.id = d.variable_id JOIN version v ON v.id = d.version_id "
                f"JOIN texts t ON t.id = v.texts_id WHERE d.case_id = {m}",
                (case_id,),
            ).all()
        known = {r[0]: (r[1], _value(*r[2:])) for r in [*rows, *answers]}
        return {"case": name, **dict(known[key] for key in sorted(known))}

    def variables(self) -> list[VariableRow]:
        """Return the variables in the order they came in."""
        with self._store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, uid, name, kind, levels, source, label, settings FROM variable "
                "ORDER BY id"
            ).all()
        return [_variable_row(r) for r in rows]

    def questions(self) -> list[str]:
        """Return the variables that have open-ended answers."""
        with self._store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT r.id, r.name FROM variable r "
                "JOIN document d ON d.variable_id = r.id ORDER BY r.id"
            ).all()
        return [r[1] for r in rows]

    def count(self, *, kind: str | None = None) -> int:
        """Return the number of cases."""
        with self._store.read() as connection:
            where = "" if kind is None else f" WHERE kind = {mark(connection)}"
            sql = f"SELECT count(*) FROM cases{where}"
            bound = () if kind is None else (kind,)
            return int(connection.exec_driver_sql(sql, bound).scalar_one())

    def frame(self, variables: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row a case, one typed column a variable (categoricals ordered if ordinal).

        The index is 0 … n-1; `case` and `kind` come first, and a variable of either name is
        `case (variable)` here. An open question's column holds the answers as they now read.
        variables: only these.
        """
        from qualcode.cases.frames import cases_frame

        chosen = self.variables()
        if variables is not None:
            chosen = [self._variable(v) for v in variables]
        return cases_frame(self._store, chosen)

    def mark_personal(self, variable: str, *, personal: bool = True) -> str:
        """Say that a variable tells who a person is, or does not; return its name.

        What does is left out of exports unless that is asked. Raises: NotFound, Ambiguous.
        """
        from qualcode.cases.personal import set_personal

        found = self._variable(variable)
        set_personal(self._store, found.id, found.name, personal=personal)
        return found.name

    def _find(self, case: str) -> tuple[int, str]:
        with self._store.read() as connection:
            m = mark(connection)
            row = connection.exec_driver_sql(
                f"SELECT id, name FROM cases WHERE name = {m} OR uid = {m}", (case, case)
            ).first()
            if row is not None:
                return int(row[0]), str(row[1])
            listed = connection.exec_driver_sql("SELECT name, id FROM cases ORDER BY id").all()
        known: dict[str, tuple[int, str]] = {str(r[0]): (int(r[1]), str(r[0])) for r in listed}
        match = names.find(case, known)
        if match.state == "ambiguous":
            raise fits_several(case, "cases", match.names)
        if match.value is None:
            raise NotFound(f"No case “{case}”.{nearest_note(match.names)}", match.names)
        return match.value

    def _variable(self, name: str) -> VariableRow:
        match = names.find(name, {v.name: v for v in self.variables()})
        if match.state == "ambiguous":
            raise fits_several(name, "variables", match.names)
        if match.value is None:
            raise NotFound(f"No variable “{name}”.{nearest_note(match.names)}", match.names)
        return match.value


def _variable_row(r: Sequence[Any]) -> VariableRow:
    settings = json.loads(r[7])
    made = settings.get("type") if settings.get("type") in MADE else ""
    return VariableRow(
        r[0], r[1], r[2], r[3], tuple(json.loads(r[4])), r[5], r[6],
        bool(settings.get("personal")), made,
    )  # fmt: skip


def _reasons(given: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    if isinstance(given, Mapping):
        return {str(cell): reason for cell, reason in given.items()}
    return dict.fromkeys(map(str, given), "empty")


def _value(kind: str, number: float | None, content: str | None) -> Any:
    if kind == "multiple response" and content is not None:
        return "; ".join(json.loads(content))
    return number if number is not None else content
