"""Writing what the agreement screens show to a file beside the project: beside the keys, stopped.

The report is that of `agreement report`: by sentences or answers unless the table is by another
unit, with intervals, disagreements and what was decided.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.screens.agreement_scope import Scope
from qualcode.tui.screens.exporting import free_path
from qualcode.tui.screens.telling import Telling
from qualcode.tui.widgets.dialogs import Choice
from qualcode.tui.widgets.doing import Doing

Progress = Callable[[int, int], None]

REPORTS = ("docx", "html", "xlsx", "md")
TABLES = ("figures", "disagreements")
DRAWS = 2_000


class Exporting(Telling):
    """A screen of agreement whose scope can be written to a file."""

    def export_scope(self) -> Scope | None:
        """Return what is to be written, None where nothing is shown."""
        raise NotImplementedError

    def do_export(self, _key: str) -> None:
        """Ask for a report's form, or for one of the tables, and write it."""
        scope = self.export_scope()
        if scope is None:
            return
        choices = [(form, t(f"agreement as {form}")) for form in (*REPORTS, *TABLES)]
        take = partial(self._export, scope)
        self.app.push_screen(Choice(t("agreement export"), choices), take)

    def _export(self, scope: Scope, form: str | None) -> None:
        if form is None:
            return
        what = t("agreement") if form in REPORTS else t(f"agreement file {form}")
        ending = form if form in REPORTS else "csv"
        path = free_path(self.project, f"{self.project.name} {what} {scope.shown}", ending)
        what = t("agreement writing", name=display.safe(path.name))

        def written(found: object) -> None:
            with self.attempting():
                if isinstance(found, QualcodeError):
                    raise found
                said = t("exported", path=display.safe(path.name))
                self._waiting = said if found else t("work stopped", what=what)
                self.say(self._waiting)

        write = partial(_write, self.project, scope, form, path)
        self.app.push_screen(Doing(what, write), written)


def _write(project: Project, scope: Scope, form: str, path: Path, progress: Progress) -> Path:
    aside = Project(project.store.aside())
    agreement = aside.agreement
    if form == "disagreements":
        settled = scope.reconciled(aside, progress)
        title = t("agreement file disagreements")
        return aside.report.write_disagreements(path, settled, title=title)
    found = scope.compared(aside, DRAWS, progress)
    with found.watch.heard(progress):
        if form == "figures":
            frame = found.by_code
            frame.attrs["foot"] = found.foot
            return aside.report.write_table(path, frame, title=t("agreement file figures"))
        settled = scope.reconciled(aside, progress)
        rounds = agreement.curve() if found.shown else None
        return aside.report.write_agreement(path, found, settled=settled, rounds=rounds)
