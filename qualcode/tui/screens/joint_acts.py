"""What is done to a joint display by keys: rows, the fit, what is concluded, refreshing, files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.joint_filling import Filling
from qualcode.tui.screens.joint_told import about, column_name
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.told import Told

if TYPE_CHECKING:
    from qualcode.analysis.display_shown import Display, Item, Row

FITS = ("confirms", "extends", "contradicts", "silent")


class Judging(Filling):
    """A screen with a joint display to fill and to judge."""

    def at(self) -> str:
        """Return what the cursor is on: 'topic', 'fit', 'last', or else the name of a column."""
        raise NotImplementedError

    def _items(self) -> tuple[Item, ...]:
        row = self.row()
        return row.cells[self.at()] if row is not None and self.in_columns() else ()

    # Rows -------------------------------------------------------------------------------------

    def do_add_row(self, _key: str) -> None:
        """Add a row by its topic."""
        shown: Display | None = self.found
        if shown is None:
            return

        def take(topic: str | None) -> None:
            if topic:
                self.place.cursor = len(shown.rows)
                self.doing(lambda: self.project.analysis.displays.add_row(shown.uid, topic))

        self.app.push_screen(Ask(t("joint which topic")), take)

    def do_earlier(self, _key: str) -> None:
        """Move the row one place up."""
        self._move(-1)

    def do_later(self, _key: str) -> None:
        """Move the row one place down."""
        self._move(1)

    def _move(self, step: int) -> None:
        shown: Display | None = self.found
        row = self.row()
        if shown is None or row is None:
            return
        to = row.number + step
        if 1 <= to <= len(shown.rows):
            self.place.cursor += step
            displays = self.project.analysis.displays
            self.doing(lambda: displays.edit_row(shown.uid, row.uid, number=to))

    def do_remove(self, _key: str) -> None:
        """Take out what is in the marked cell; on the topic remove the row."""
        shown: Display | None = self.found
        row = self.row()
        if shown is None or row is None:
            return
        displays = self.project.analysis.displays
        if self.in_columns():
            self._take_out(shown, self._items())
        elif self.at() == "topic":
            self.doing(lambda: displays.remove_row(shown.uid, row.uid))
        elif self.at() == "fit":
            self._judge("")
        elif row.inference:
            self._write(shown, row, inference="")

    def _take_out(self, shown: Display, items: tuple[Item, ...]) -> None:
        def take(uid: str | None) -> None:
            if uid is not None:
                self.doing(lambda: self.project.analysis.displays.take_out(shown.uid, uid))

        if not items:
            self.say(t("joint nothing out"))
        elif len(items) == 1:
            take(items[0].uid)
        else:
            listed = [
                Entry(one.uid, display.safe(f"{t(f'item {one.kind}')} · {_flat(one.text)}"))
                for one in items
            ]
            self.app.push_screen(Finder(t("joint take out which"), listed), take)

    # Judging ----------------------------------------------------------------------------------

    def do_fit(self, key: str) -> None:
        """Say how numbers and words of the row fit: one key each."""
        self._judge("" if key == "0" else FITS[int(key) - 1])

    def do_unjudge(self, _key: str) -> None:
        """Take the fit of the row back: not judged."""
        self._judge("")

    def _judge(self, fit: str) -> None:
        shown: Display | None = self.found
        row = self.row()
        if shown is not None and row is not None and row.fit != fit:
            self._write(shown, row, fit=fit)

    def _write(self, shown: Display, row: Row, **fields: str) -> None:
        """Write the fit or what is concluded: no cell is made anew for it."""
        place, displays = self.place, self.project.analysis.displays
        with self.attempting():
            fresh = place.stamp == (place.of, self.project.analysis.stamp())
            displays.fit(shown.uid, row.uid, **fields)
            if fresh:
                rows = tuple(
                    replace(one, **fields) if one.uid == row.uid else one  # type: ignore[arg-type]
                    for one in shown.rows
                )
                fit = shown.fit or any(one.fit for one in rows)
                place.found = replace(shown, rows=rows, fit=fit)
                place.stamp = (place.of, self.project.analysis.stamp())
            self.told()

    def do_conclude(self, _key: str) -> None:
        """Write what is concluded from the row."""
        shown: Display | None = self.found
        row = self.row()
        if shown is None or row is None:
            return
        passage = "\n".join(
            f"{column_name(name)}{t('colon')}{_flat(' | '.join(one.text for one in items))}"
            for name, items in row.cells.items()
            if items
        )

        def keep(text: str | None) -> None:
            if text is not None and text.strip() != row.inference:
                self._write(shown, row, inference=text.strip())

        title = f"{row.topic} · {column_name(shown.last)}"
        self.app.push_screen(Editor(title, passage, row.inference), keep)

    def do_note(self, _key: str) -> None:
        """Write the note below the display."""
        shown: Display | None = self.found
        if shown is None:
            return

        def keep(text: str | None) -> None:
            if text is not None and text.strip() != shown.note:
                self.doing(lambda: self.project.analysis.displays.edit(shown.uid, note=text))

        self.app.push_screen(Editor(f"{shown.name} · {t('joint note')}", "", shown.note), keep)

    # Going on ---------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Open what the cursor is on: the topic, what is in the cell, the fit, the conclusion."""
        shown: Display | None = self.found
        row = self.row()
        if shown is None or row is None:
            return
        displays = self.project.analysis.displays
        if self.in_columns():
            items = self._items()
            if items:
                told = "\n\n".join("\n".join(about(one)) for one in items)
                title = f"{row.topic} · {column_name(self.at())}"
                self.app.push_screen(Told(title, Text(display.safe(told)), t("joint told keys")))
            else:
                self.do_put("")
        elif self.at() == "topic":

            def rename(topic: str | None) -> None:
                if topic is not None and topic.strip() != row.topic:
                    self.doing(lambda: displays.edit_row(shown.uid, row.uid, topic=topic))

            self.app.push_screen(Ask(t("joint which topic"), row.topic), rename)
        elif self.at() == "fit":

            def judge(fit: str | None) -> None:
                if fit is not None:
                    self._judge("" if fit == "none" else fit)

            fits = [(fit, t(f"fit {fit}")) for fit in (*FITS, "none")]
            self.app.push_screen(Choice(t("joint which fit"), fits), judge)
        else:
            self.do_conclude("")

    def do_quotes(self, _key: str) -> None:
        """Open the passage of a quote in the marked cell."""
        quotes = [one.row for item in self._items() for one in item.quotes if one.row is not None]
        if not quotes:
            self.say(t("joint no quotes"))
        elif len(quotes) == 1:
            self.open_passage(quotes[0])
        else:

            def take(at: str | None) -> None:
                if at is not None:
                    self.open_passage(quotes[int(at)])

            listed = [
                Entry(str(n), display.safe(f"{one.case or one.document} · {_flat(one.text)}"))
                for n, one in enumerate(quotes)
            ]
            self.app.push_screen(Finder(t("joint which quote"), listed), take)

    def do_refresh(self, _key: str) -> None:
        """Make anew all that would be another today."""
        shown: Display | None = self.found
        if shown is None:
            return
        if not shown.stale:
            self.say(t("joint none stale"))
            return

        def then(n: int) -> None:
            if n:
                self.told()
            else:
                self.say(t("joint refreshed", n=number(n)))

        displays = self.project.analysis.displays
        self.change(
            t("joint refreshing"), "refresh display", shown.name,
            partial(displays.refresh, shown.uid), then,
        )  # fmt: skip

    def do_export(self, _key: str) -> None:
        """Write the display to a file."""
        shown: Display | None = self.found
        if shown is None:
            self.say(t("displays nothing to export"))
            return

        def write(project: Project, path: Path) -> object:
            return project.report.write_display(path, shown.uid)

        self.export(shown.name, write)


def _flat(text: str) -> str:
    return " ".join(text.split())
