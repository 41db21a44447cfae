"""Usage data of a project: the part of `project.cases` that takes in event logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.cases.survey_plan import Known
from qualcode.cases.survey_writing import Progress
from qualcode.errors import UsageError
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.cases.area import VariableRow

KINDS = ("respondent", "participant", "volunteer", "organisation")
"""Kinds of cases."""
PREVIEW = ["column", "variable", "kind", "values", "blank", "example", "new", "changed", "reason"]


class Events:
    """Event logs of a project; pandas is loaded when one is taken in."""

    _store: Store

    def import_events(
        self,
        path: str | Path,
        *,
        id: str | None = None,
        time: str | None = None,
        sum: Sequence[str] = (),
        mean: Sequence[str] = (),
        share: Mapping[str, Sequence[str]] | Sequence[str] = (),
        hours: Sequence[int] = (),
        visits: int = 0,
        dates: str | None = None,
        missing: Sequence[str] = (),
        leave_out: bool = False,
        zero: Sequence[str] = (),
        known_only: bool = False,
        join: str | None = None,
        prefix: str = "",
        id_prefix: str = "",
        kind: str | None = None,
        sheet_name: str | None = None,
        encoding: str | None = None,
        settings: str | Path | None = None,
        save_settings: str | Path | None = None,
        preview: bool = False,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Take in an event log (csv, tsv, xlsx: a row an event), reduced to one row a person.

        id: the column of whose event it is. time: of when; it makes active_days, first_day,
        last_day and span_days beside the number of events. sum, mean: columns of amounts. share:
        columns of kinds of events, or {column: kinds wanted}; a variable a kind, share_KIND, and
        how many kinds a person has. hours: where the parts of a day begin, as (6, 12, 18, 22).
        visits: the minutes without an event that end a visit. dates: the form of the times' dates
        where it can be doubted. missing: cells that say nothing. leave_out: leave out rows that
        cannot be read, else they are refused. zero: kinds of cases that had no event where the log
        has none of theirs. known_only, join, prefix, id_prefix, kind: as in `import_survey`.
        settings, save_settings: an events.yaml that says all this; an argument goes before it.
        Again: the variables say what the log says now; who is not in it any more has no value.
        Returns a row a variable; `attrs` hold what is said of the file. preview: write nothing.
        Raises: NotFound, UnreadableSource with the row, UsageError, Conflict, NotEnoughData.
        """
        import pandas as pd

        from qualcode.cases import events, events_file, events_recipe, events_taking
        from qualcode.cases import survey_writing as writing

        said = events_recipe.read(Path(settings)) if settings else events_recipe.Recipe()
        wanted = share if isinstance(share, Mapping) else dict.fromkeys(share, ())
        recipe = said.with_said(
            id=id, time=time, dates=dates, sum=tuple(sum), mean=tuple(mean),
            share={column: tuple(of) for column, of in wanted.items()}, hours=tuple(hours),
            visits=visits, missing=tuple(missing), leave_out=leave_out, zero=tuple(zero),
            known_only=known_only, join=join, prefix=prefix, id_prefix=id_prefix, kind=kind,
            sheet=sheet_name, encoding=encoding,
        ).checked()  # fmt: skip
        kind = recipe.kind or "volunteer"
        for one in (kind, *recipe.zero):
            if one not in KINDS:
                raise UsageError(f"No kind of case “{one}”. Kinds are: {', '.join(KINDS)}.")
        variable = None
        if recipe.join and recipe.join != "case":
            variable = self._variable(recipe.join).id
        log = events_file.read(
            Path(path), sheet_name=recipe.sheet or None, encoding=recipe.encoding or None
        )
        before = events_taking.known_kinds(self._store, recipe.share, recipe.prefix)
        reduced = events.reduce(log, recipe, fold=bool(recipe.join), known=before)
        known = {v.name: Known(v.kind, v.levels) for v in self.variables()}
        taken = events_taking.plan(self._store, log, reduced, recipe, variable, known)
        plan = taken.plan
        found = writing.changes(self._store, plan)
        with self._store.read() as connection:
            lost = {
                c for of in events_taking.gone(self._store, connection, plan).values() for c in of
            }
        notes = [*taken.notes, *plan.ids.notes]
        if lost:
            notes.append(
                f"Cases with values of an earlier log that this one clears: {len(lost):,}."
            )
        if not preview:
            events_taking.write(self._store, plan, found, kind=kind, progress=progress)
        if save_settings:
            events_recipe.write(Path(save_settings), log.name, recipe)
        frame = pd.DataFrame(writing.preview_rows(plan, found, PREVIEW), columns=PREVIEW)
        frame.attrs.update(
            file=log.name, rows=len(log.rows), events=reduced.events, left_out=reduced.left_out,
            people=taken.people, people_unknown=taken.unknown, encoding=log.encoding,
            delimiter=log.delimiter, id=recipe.id, notes=notes, cases_new=found.cases_new,
            cases_known=found.cases_known,
        )  # fmt: skip
        return frame

    def variables(self) -> list[VariableRow]:
        """Return the variables in the order they came in."""
        raise NotImplementedError

    def _variable(self, name: str) -> VariableRow:
        raise NotImplementedError
