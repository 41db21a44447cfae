"""Displays: the themes and joint displays of the study in one list, the summaries a key away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.display_shown import KINDS
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.screens.interpreting import Interpreting, Place
from qualcode.tui.widgets.dialogs import Ask, Choice
from qualcode.tui.widgets.table import Column, Heading

if TYPE_CHECKING:
    from qualcode.analysis.display_kept import DisplayRow
    from qualcode.analysis.theme_evidence import Counted, Evidence
    from qualcode.analysis.themes import ThemeRow

Figures = tuple[int, int, int, int]
"""Quotes, contrary, left out, to look at."""
NARROW = 100


class Displays(Interpreting):
    """The list."""

    screen_name = "displays"

    def __init__(self) -> None:
        super().__init__()
        self.themes: list[ThemeRow] = []
        self.displays: list[DisplayRow] = []
        self._lines: list[ThemeRow | DisplayRow | None] = []

    def columns(self) -> Sequence[Column]:
        """Number, name, what it says, and of a theme its figures."""
        return (
            Column("", 3, True), Column(t("displays col name"), 22),
            Column(t("displays col said"), 0),
            Column(t("displays col quotes"), 6, True), Column(t("displays col contrary"), 7, True),
            Column(t("displays col left"), 8, True), Column(t("displays col look"), 7, True),
        )  # fmt: skip

    def on_resize(self) -> None:
        """Give the names what the claims can spare."""
        wide = self.size.width >= NARROW
        self.table.columns[1] = Column(t("displays col name"), 32 if wide else 18)

    def load(self) -> None:
        """Read what there is at once; how many quotes, and how many left out, beside the keys."""
        self.themes = self.project.analysis.themes.rows()
        self.displays = self.project.analysis.displays.rows()
        self._list()
        if self.themes:
            self.read(_figures, t("displays counting"))
        else:
            self.shown()

    def draw(self) -> None:
        """Show the list with its figures."""
        self._list()

    def refused(self, why: str) -> None:
        """Show the list without figures, and say why."""
        self._list()
        self.say(why, error=True)

    def _list(self) -> None:
        figures: dict[str, Figures] = self.found or {}
        rows: list[Sequence[str]] = []
        self._lines = []
        if self.themes:
            rows.append(Heading(t("displays themes", n=number(len(self.themes)))))
            self._lines.append(None)
        for one in self.themes:
            known = figures.get(one.uid)
            told = [number(n) for n in known] if known else ["…"] * 4
            if known and not known[3]:
                told[3] = ""
            rows.append([str(one.number), display.safe(one.name), self._claim(one), *told])
            self._lines.append(one)
        if self.displays:
            rows.append(Heading(t("displays joint", n=number(len(self.displays)))))
            self._lines.append(None)
        for at, shown in enumerate(self.displays, 1):
            said = f"{t(f'kind {shown.kind}')} · {counted(shown.rows, 'row')}"
            rows.append([str(at), display.safe(shown.name), said, "", "", "", ""])
            self._lines.append(shown)
        self.fill(rows, t("displays empty"))
        self.table.go(self.place.cursor)
        self._off_heading(1)

    def _claim(self, one: ThemeRow) -> str:
        return display.safe(one.claim or t("displays no claim"))

    # Moving -----------------------------------------------------------------------------------

    def navigate(self, key: str) -> bool:
        """Move the cursor, past the headings."""
        done = super().navigate(key)
        if done:
            self._off_heading(-1 if key in ("up", "pageup") else 1)
        return done

    def on_table_moved(self) -> None:
        """Remember where one is."""
        self.place.cursor = self.table.cursor

    def _off_heading(self, step: int) -> None:
        at = self.table.cursor
        if at < len(self._lines) and self._lines[at] is None:
            self.table.go(at + step if at else 1)
        self.place.cursor = self.table.cursor

    def _marked(self) -> ThemeRow | DisplayRow | None:
        at = self.table.cursor
        return self._lines[at] if at < len(self._lines) else None

    def _theme(self) -> ThemeRow | None:
        one = self._marked()
        return next((theme for theme in self.themes if theme is one), None)

    # Acting -----------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Open the theme or joint display."""
        one = self._marked()
        if one is not None:
            self._open("theme" if self._theme() else "joint", one.uid)

    def _open(self, screen: str, uid: str) -> None:
        self.program.kept[screen] = Place(of=uid)
        self.program.go(screen)

    def do_add_theme(self, _key: str) -> None:
        """Add a theme by its name, and open it."""

        def take(name: str | None) -> None:
            if name:
                with self.attempting():
                    uid = self.project.analysis.themes.add(name)
                    self._open("theme", uid)

        self.app.push_screen(Ask(t("displays which theme")), take)

    def do_add_display(self, _key: str) -> None:
        """Add a joint display by its name and kind, and open it."""

        def make(name: str, kind: str | None) -> None:
            if kind is not None:
                with self.attempting():
                    uid = self.project.analysis.displays.add(name, kind)
                    self._open("joint", uid)

        def take(name: str | None) -> None:
            if name:
                kinds = [(kind, t(f"kind of {kind}")) for kind in KINDS]
                self.app.push_screen(Choice(t("displays which kind"), kinds), partial(make, name))

        self.app.push_screen(Ask(t("displays which display")), take)

    def do_summaries(self, _key: str) -> None:
        """Open the summaries."""
        self.program.go("summaries")

    def do_rename(self, _key: str) -> None:
        """Give the theme or display another name."""
        one = self._marked()
        if one is None:
            return
        analysis, theme = self.project.analysis, self._theme()

        def take(name: str | None) -> None:
            if name is not None and name.strip() != one.name:
                edit = analysis.themes.edit if theme else analysis.displays.edit
                self.doing(lambda: edit(one.uid, new_name=name))

        self.app.push_screen(Ask(t("displays rename", name=display.safe(one.name)), one.name), take)

    def do_remove(self, _key: str) -> None:
        """Remove the theme with its evidence, or the display with all in it."""
        one = self._marked()
        if one is not None:
            analysis = self.project.analysis
            remove = analysis.themes.remove if self._theme() else analysis.displays.remove
            self.doing(lambda: remove(one.uid))

    def do_earlier(self, _key: str) -> None:
        """Move the theme one place up."""
        self._move(-1)

    def do_later(self, _key: str) -> None:
        """Move the theme one place down."""
        self._move(1)

    def _move(self, step: int) -> None:
        theme = self._theme()
        if theme is None:
            self.say(t("displays only themes"))
        elif 1 <= theme.number + step <= len(self.themes):
            self.place.cursor += step
            to = theme.number + step
            self.doing(lambda: self.project.analysis.themes.move(theme.uid, to))

    def do_export(self, _key: str) -> None:
        """Write the themes, or the marked joint display, to a file."""
        one = self._marked()
        if one is None:
            self.say(t("displays nothing to export"))
        elif self._theme():
            self.export(t("displays themes file"), _write_themes)
        else:
            self.export(one.name, _writer(one.uid))


def _figures(project: Project) -> dict[str, Figures]:
    whole = project.analysis.themes.whole()
    return {one.uid: _told(chosen, behind) for one, chosen, behind in whole}


def _told(chosen: Sequence[Evidence], behind: Counted) -> Figures:
    quotes = sum(one.kind == "quote" for one in chosen)
    look = sum(bool(one.state) or one.outside for one in chosen)
    return quotes, len(chosen) - quotes, behind.left_out, look


def _write_themes(project: Project, path: Path) -> object:
    return project.report.write_themes(path)


def _writer(uid: str) -> Callable[[Project, Path], object]:
    return lambda project, path: project.report.write_display(path, uid)
