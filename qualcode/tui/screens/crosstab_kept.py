"""Kept cross-tabs: which of them have other numbers today, and one of them beside today's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.crosstab_acts import KEPT, View
from qualcode.tui.screens.crosstab_choosing import source_name, source_of
from qualcode.tui.screens.telling import Telling
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from qualcode.analysis.crosstab_kept import Kept

COMPARED = "compared"
LOW = 16


class KeptTables(Telling):
    """The kept tables by name."""

    screen_name = "kept_tables"
    DEFAULT_CSS = "KeptTables #kept { height: 4; border-top: solid $panel; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Kept] = []
        self.stale: dict[str, bool] = {}
        self.names: dict[str, str] = {}
        self._stamp: object = None
        self.below = Static("", id="kept", markup=False)

    def columns(self) -> Sequence[Column]:
        """Name, what it is of, who kept it when, whether it is stale."""
        return (
            Column(t("col kept"), 0), Column(t("col kept of"), 24), Column(t("col coder"), 8),
            Column(t("col kept when"), 10), Column(t("col kept now"), 12),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the list, and the foot that the marked table had."""
        yield from super().body()
        yield self.below

    def where(self) -> list[str]:
        """Row 1: cross-tab, kept tables."""
        return [t("crosstab"), t("kept_tables")]

    def on_resize(self) -> None:
        """The lines below come and go with the height."""
        self._describe()

    def load(self) -> None:
        """Read the kept tables; whether each is stale in a second pass, as each is made anew."""
        self.names, stamp = shown_names(self.project), self.project.analysis.stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self.stale.clear()
        self.work(self._read, self._listed, t("kept reading"))

    def _read(self, _progress: Progress) -> list[Kept]:
        from qualcode.analysis import crosstab_kept

        return crosstab_kept.rows(self.project.store.aside())

    def _listed(self, found: list[Kept]) -> None:
        self.tables = found
        self._draw()

        def compare(progress: Progress) -> dict[str, bool]:
            analysis = Project(self.project.store.aside()).analysis
            stale = {}
            for at, one in enumerate(found):
                progress(at, len(found))
                stale[one.uid] = analysis.stale(one.uid)
            return stale

        def told(stale: dict[str, bool]) -> None:
            self.stale = stale
            self._draw()
            self.shown()

        if found:
            self.work(compare, told, t("kept comparing"))
        else:
            self.shown()

    def _draw(self) -> None:
        rows = [
            (
                display.safe(one.name), _of(one), display.safe(one.coder), one.created[:10],
                self._state(one),
            )
            for one in self.tables
        ]  # fmt: skip
        self.fill(rows, t("kept empty"))
        self._describe()

    def _state(self, one: Kept) -> str:
        if one.uid not in self.stale:
            return "…"
        return t("kept stale" if self.stale[one.uid] else "kept fresh")

    def _marked(self) -> Kept | None:
        at = self.table.cursor
        return self.tables[at] if at < len(self.tables) else None

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell of the table now marked."""
        self._describe()

    def _describe(self) -> None:
        one = self._marked()
        self.below.display = one is not None and self.size.height >= LOW
        if one is None:
            return
        cells = max(10, self.size.width - 2)
        asked = one.asked
        weight = display.safe(asked.weight) if asked.weight else t("crosstab none")
        lines = [
            t("kept choices", layer=display.safe(asked.layer),
              base=t(f"crosstab base {asked.base}"), weight=weight, n=len(one.names)),
            display.safe(", ".join(self.names.get(code, code) for code in one.names.values())),
            t("kept keys"),
        ]  # fmt: skip
        text = "\n".join(display.ellipsis(line, cells) for line in lines)
        self.below.update(Text(text, no_wrap=True, overflow="crop"))

    # Going on ---------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Show the marked table beside today's."""
        one = self._marked()
        if one is not None:
            self.program.kept[COMPARED] = one.uid
            self.program.go("then_and_now")

    def do_make_today(self, _key: str) -> None:
        """Make the marked table as it is today."""
        one = self._marked()
        if one is not None:
            make_today(self, one)

    def do_remove(self, _key: str) -> None:
        """Remove the marked table from those kept."""
        one = self._marked()
        if one is not None:
            self.project.analysis.forget(one.uid)
            self._stamp = None
            self.told()


def make_today(screen: Telling, one: Kept) -> None:
    """Show a kept table in Cross-tab, as it is today."""
    view = screen.program.kept.setdefault(KEPT, View(one.asked))
    view.asked, view.stamp = one.asked, None
    screen.program.go("crosstab")


def _of(one: Kept) -> str:
    asked = one.asked
    fields = " × ".join(display.safe(name) for name in (asked.field, asked.by) if name)
    return f"{source_name(source_of(asked))}: {fields}"
