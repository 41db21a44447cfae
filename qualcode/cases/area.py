"""Cases: who the study is about, and what is known of each beside their words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cases import kinds as kinds_of_values
from qualcode.cases import sheet, survey
from qualcode.cases.survey import Progress
from qualcode.documents import listing
from qualcode.errors import Conflict, NotFound, UsageError, fits_several, nearest_note
from qualcode.store import uids
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("respondent", "participant", "volunteer", "organisation")
PREVIEW = ["column", "variable", "kind", "open_ended", "values", "blank", "levels", "example"]


@dataclass(frozen=True)
class VariableRow:
    """A variable: its name, kind, levels in order, and where it came from."""

    id: int
    uid: str
    name: str
    kind: str
    levels: tuple[str, ...]
    source: str


class Cases:
    """The cases of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def import_survey(
        self,
        path: str | Path,
        *,
        id: str,
        open_ended: Sequence[str] = (),
        weight: str | None = None,
        kinds: Mapping[str, str] | None = None,
        levels: Mapping[str, Sequence[str]] | None = None,
        prefix: str = "",
        kind: str = "respondent",
        sheet_name: str | None = None,
        encoding: str | None = None,
        preview: bool = False,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Take in a csv or xlsx: cases by the id column, a variable a column.

        open_ended: columns whose answers become documents of their case, named CASE · QUESTION.
        kinds: column → nominal, ordinal, scale, date, multiple response (parts separated by ;),
        text; else what the project knows of the variable, scale where all cells are plainly
        numbers, nominal otherwise. levels: those of an ordinal column, the lowest first. prefix:
        before the variables' names. Again for ids that are there: values and answers that differ
        are updated, a blank cell leaves what is there. Returns one row a column: column, variable,
        kind, open_ended, values, blank, levels, example. preview: write nothing.
        Raises: NotFound, UnreadableSource with the row, UsageError, Conflict for an answer that
        was masked here and is another in the file.
        """
        import pandas as pd

        if kind not in KINDS:
            raise UsageError(f"No kind of case “{kind}”. Kinds are: {', '.join(KINDS)}.")
        stated = survey.Stated(id, open_ended, weight, kinds or {}, levels or {}, prefix)
        plan = survey.plan(
            sheet.read(Path(path), sheet=sheet_name, encoding=encoding),
            stated,
            {v.name: survey.Known(v.kind, v.levels) for v in self.variables()},
        )
        if not preview:
            survey.take_in(self._store, plan, kind=kind, progress=progress)
        rows = [[getattr(c, n) for n in PREVIEW] for c in plan.columns]
        return pd.DataFrame(rows, columns=PREVIEW)

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
                f"JOIN variable r ON r.id = v.variable_id WHERE v.case_id = {m}",
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
                "SELECT id, uid, name, kind, levels, source FROM variable ORDER BY id"
            ).all()
        return [
            VariableRow(key, uid, name, kind, tuple(json.loads(levels)), source)
            for key, uid, name, kind, levels, source in rows
        ]

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


def _value(kind: str, number: float | None, content: str | None) -> Any:
    if kind == "multiple response" and content is not None:
        return "; ".join(json.loads(content))
    return number if number is not None else content
