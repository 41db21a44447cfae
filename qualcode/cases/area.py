"""Cases: who the study is about, and what is known of each beside their words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cases import sheet, survey
from qualcode.cases.survey import Progress
from qualcode.documents import listing
from qualcode.errors import Conflict, NotFound, UsageError, nearest_note
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
        text; else scale where all cells are numbers, nominal otherwise. levels: the order of an
        ordinal column. prefix: before the variables' names. Returns one row a column: column,
        variable, kind, open_ended, values, blank, levels, example. preview: write nothing.
        Raises: NotFound, UnreadableSource with the row, UsageError.
        """
        import pandas as pd

        if kind not in KINDS:
            raise UsageError(f"No kind of case “{kind}”. Kinds are: {', '.join(KINDS)}.")
        plan = survey.plan(
            sheet.read(Path(path), sheet=sheet_name, encoding=encoding),
            id=id,
            open_ended=open_ended,
            weight=weight,
            kinds=kinds or {},
            levels=levels or {},
            prefix=prefix,
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
            row = {
                "uid": uid, "name": name, "kind": kind, "quote_consent": None,
                "archive_consent": None, "share_consent": None,
            }  # fmt: skip
            batch.insert("cases", [row])
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
        row = None
        if value is not None and str(value).strip():
            number, content = self._checked(known, str(value))
            row = {"number": number, "content": content, "missing": None}
        with self._store.batch("set value", f"{name} · {known.name}") as batch:
            batch.set_values(known.id, {case_id: row})

    def _checked(self, variable: VariableRow, value: str) -> tuple[float | None, str | None]:
        if variable.kind == "ordinal" and value.strip() not in variable.levels:
            raise UsageError(
                f"“{value}” is no level of {variable.name}: {', '.join(variable.levels)}."
            )
        try:
            return survey.stored(variable.kind, value)
        except ValueError as error:
            raise UsageError(f"{variable.name} takes numbers, not “{value}”.") from error

    def show(self, case: str) -> dict[str, Any]:
        """Return what is known of a case: variable → value, in the variables' order."""
        case_id, name = self._find(case)
        with self._store.read() as connection:
            m = mark(connection)
            rows = connection.exec_driver_sql(
                "SELECT r.name, r.kind, v.number, v.content FROM value v "
                f"JOIN variable r ON r.id = v.variable_id WHERE v.case_id = {m} ORDER BY r.id",
                (case_id,),
            ).all()
        return {"case": name, **{r[0]: _value(r[1], r[2], r[3]) for r in rows}}

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

        The index is 0 … n-1; `case` and `kind` come first. variables: only these.
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
        if match.value is None:
            raise NotFound(f"No case “{case}”.{nearest_note(match.names)}", match.names)
        return match.value

    def _variable(self, name: str) -> VariableRow:
        match = names.find(name, {v.name: v for v in self.variables()})
        if match.value is None:
            raise NotFound(f"No variable “{name}”.{nearest_note(match.names)}", match.names)
        return match.value


def _value(kind: str, number: float | None, content: str | None) -> Any:
    if kind == "multiple response" and content is not None:
        return "; ".join(json.loads(content))
    return number if number is not None else content
