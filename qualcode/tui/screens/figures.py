"""Agreement by code: percent, coefficients and how often coders differ; enter shows where.

Figures come first, intervals in a second pass; both beside the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.i18n.noted import note_in_words
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.agreement_export import DRAWS, Exporting
from qualcode.tui.screens.agreement_scope import (
    INTERVIEWS,
    KEPT,
    UNITS,
    Figure,
    Scope,
    figures,
    over_all,
)
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.dialogs import Choice
from qualcode.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from qualcode.agreement.compared import Comparison

LOW = 14
WIDE = 130
"""From so many columns on the notes stand in the table."""


class Figures(Exporting):
    """The table by code."""

    screen_name = "figures"
    DEFAULT_CSS = """
    Figures #foot { height: 4; border-top: solid $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.scope = Scope()
        self.rows: list[Figure] = []
        self.said: list[str] = []
        self.names: dict[str, str] = {}
        self._stamp: object = None
        self.foot = Static("", id="foot", markup=False)

    def columns(self) -> Sequence[Column]:
        """Code, how often, percent, κ, α with its interval, AC1, agreement on yes and no."""
        return _columns(80)

    def body(self) -> Iterable[Widget]:
        """Yield the table, and what it is of."""
        yield from super().body()
        yield self.foot

    def where(self) -> list[str]:
        """Row 1: agreement, the round or source."""
        return [t("agreement"), self.scope.shown]

    def on_resize(self) -> None:
        """Notes have a column where there is room; the lines below come and go with the height."""
        self.table.columns = list(_columns(self.size.width))
        self._describe()

    # Computing --------------------------------------------------------------------------------

    def load(self) -> None:
        """Compare, unless what is shown is still so."""
        self.scope = self.program.kept.get(KEPT, self.scope)
        self.names = shown_names(self.project)
        stamp = (self.scope, self.project.analysis.stamp())
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self.work(self._compare, self._first, t("comparing"), self._stopped)

    def _compare(self, progress: Progress) -> tuple[Comparison, list[Figure], list[str]]:
        found = self.scope.compared(Project(self.project.store.aside()), progress=progress)
        with found.watch.heard(progress):
            return found, figures(found), self._told(found)

    def _told(self, found: Comparison) -> list[str]:
        coders = ", ".join(map(display.safe, found.coders))
        said = t(
            "figures of", coders=coders, documents=number(len(found.reading.sources)),
            unit=t(f"unit {self.scope.unit}"), differ=counted(len(found.found), "disagreement"),
        )  # fmt: skip
        return [said, over_all(found)]

    def _first(self, read: tuple[Comparison, list[Figure], list[str]]) -> None:
        found, self.rows, self.said = read
        self._draw()
        if not found.shown:
            self.shown()
            return

        def second(progress: Progress) -> tuple[list[Figure], list[str]]:
            whole = replace(found, options=replace(found.options, draws=DRAWS))
            with whole.watch.heard(progress):
                return figures(whole), self._told(whole)

        self.work(second, self._second, t("intervals"), self._stopped)

    def _stopped(self) -> None:
        # What is shown is short of what was asked for: coming back computes it anew.
        self._stamp = None

    def _second(self, read: tuple[list[Figure], list[str]]) -> None:
        self.rows, self.said = read
        self._draw()
        self.shown()

    def _draw(self) -> None:
        self.program.kept["figures"] = (self.scope, {one.code: one for one in self.rows})
        rows = [
            (
                display.safe(self.names.get(f.code, f.code)), number(f.differ), f.any, f.percent,
                f.kappa, f.alpha, f.interval, f.ac1, f.positive, f.negative,
                display.safe(note_in_words(f.note)),
            )
            for f in self.rows
        ]  # fmt: skip
        self.fill(rows, t("figures empty"))
        self._describe()

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell what is to be said about the code now marked."""
        self._describe()

    def _describe(self) -> None:
        self.foot.display = bool(self.said) and self.size.height >= LOW
        cells = max(10, self.size.width - 2)
        note = self.rows[self.table.cursor].note if self.table.cursor < len(self.rows) else ""
        lines = [*self.said, note_in_words(note)]
        text = "\n".join(display.ellipsis(display.safe(line), cells) for line in lines if line)
        self.foot.update(Text(text, no_wrap=True, overflow="crop"))

    # Going on ---------------------------------------------------------------------------------

    def export_scope(self) -> Scope | None:
        """Return what the table is of."""
        return self.scope

    def do_open(self, _key: str) -> None:
        """Go through the disagreements on the marked code."""
        if self.table.cursor < len(self.rows):
            self.program.kept["reconcile"] = {"code": self.rows[self.table.cursor].code}
            self.program.go("reconcile")

    def do_reconcile(self, _key: str) -> None:
        """Go through all disagreements."""
        self.program.kept.pop("reconcile", None)
        self.program.go("reconcile")

    def do_unit(self, _key: str) -> None:
        """Compare by another unit."""
        of_answers = self.scope.source not in (INTERVIEWS, "documents")
        units = ("answer", "sentence", "case", "matched") if of_answers else UNITS

        def take(unit: str | None) -> None:
            if unit is not None:
                self.program.kept[KEPT] = replace(self.scope, unit=unit)
                self.renew()

        self.app.push_screen(Choice(t("compare by"), [(u, t(f"unit {u}")) for u in units]), take)


def _columns(cells: int) -> Sequence[Column]:
    """Return the columns for a screen so wide; wide ones end with notes."""
    wide = cells >= WIDE
    return (
        Column(t("col code"), 30 if wide else 0), Column(t("col differ"), 6, right=True),
        Column(t("col any"), 9, right=True), Column(t("col percent"), 5, right=True),
        Column(t("col kappa"), 4, right=True), Column(t("col alpha"), 4, right=True),
        Column(t("col interval"), 12), Column(t("col ac1"), 4, right=True),
        Column(t("col positive"), 4, right=True), Column(t("col negative"), 4, right=True),
        *([Column(t("col note"), 0)] if wide else []),
    )  # fmt: skip
