"""What the screens of themes, summaries and joint displays share: reading, changing, files.

What was read is kept with its place, so that who comes back from a passage finds all as it was.
What reads much is done beside the keys, or, where it changes something, over the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from qualcode.coding.segments import SegmentRow
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store.journal import Made
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.screens.exporting import FORMS, free_path
from qualcode.tui.screens.telling import Telling
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.dialogs import Choice, Entry
from qualcode.tui.widgets.doing import Doing


@dataclass
class Place:
    """What a screen finds again: what it is of, the marked row, what was read and in which state.

    column, first: of a grid, the marked column and the first one in view.
    """

    of: Any = None
    cursor: int = 0
    column: int = 1
    first: int = 1
    stamp: object = None
    found: Any = None


class Interpreting(Telling):
    """A screen of what a researcher makes of the coding."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Place()
        self._reading: object = None
        self._drawn: object = None

    def on_mount(self) -> None:
        """Take up the place where one was."""
        super().on_mount()
        self.place = self.program.kept.setdefault(self.screen_name, self.place)

    # Reading ----------------------------------------------------------------------------------

    def read(self, what: Callable[[Project], Any], saying: str) -> None:
        """Read beside the keys, unless what is shown, or is being read, is of this very state."""
        place = self.place
        stamp = (place.of, self.project.analysis.stamp())
        if place.stamp == stamp:
            if self._drawn is not place.found:
                self._draw()
            return
        if self._drawn is None and place.found is not None:
            self._draw()  # as it was, until it is read anew
        if self.working and self._reading == stamp:
            return
        self._reading = stamp

        def make(progress: Progress) -> Any:
            try:
                found = what(Project(self.project.store.aside()))
            except QualcodeError as error:
                return error
            progress(1, 1)
            return found

        def done(found: Any) -> None:
            place.stamp, place.found = stamp, found
            self._draw()
            self.head()
            self.shown()

        self.work(make, done, saying, self._forget)

    def _forget(self) -> None:
        self._reading = None

    def _draw(self) -> None:
        found = self._drawn = self.place.found
        if isinstance(found, QualcodeError):
            self.refused(in_words(str(found)))
        else:
            self.draw()

    @property
    def found(self) -> Any:
        """What was read, None as long as nothing was."""
        found = self.place.found
        return None if isinstance(found, QualcodeError) else found

    def draw(self) -> None:
        """Show what was read."""
        raise NotImplementedError

    def refused(self, why: str) -> None:
        """Show why there is nothing to show."""
        self.fill([], display.safe(why))

    def head(self) -> None:
        """Show row 1 anew."""
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)

    # Changing ---------------------------------------------------------------------------------

    def change(
        self,
        saying: str,
        label: str,
        subject: str,
        do: Callable[[], Any],
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """Make a change that reads much, over the screen; stopped, it changes nothing.

        then: what to do with what `do` returned, in place of saying what was done.
        """

        def work(progress: Progress) -> tuple[Any]:
            with self.project.store.batch(label, subject):
                made = do()
                progress(1, 1)
            return (made,)

        def done(made: tuple[Any] | QualcodeError | None) -> None:
            with self.attempting():
                if isinstance(made, QualcodeError):
                    raise made
                if made is None:
                    self.say(t("stopped, unchanged"))
                elif then is not None:
                    then(made[0])
                else:
                    self.told()

        self.app.push_screen(Doing(saying, work), done)

    def doing(self, act: Callable[[], Any]) -> None:
        """Make a small change, and say what was done."""
        with self.attempting():
            act()
            self.told()

    def told(self) -> None:
        """Read anew, and say what was done last: now, or once that is over."""
        super().told()
        self._said()

    def took_back(self, made: Made, text: str) -> None:
        """Read anew, and say what was taken back: now, or once that is over."""
        super().took_back(made, text)
        self._said()

    def _said(self) -> None:
        if not self.working:
            self._waiting = ""

    # Files ------------------------------------------------------------------------------------

    def export(self, called: str, write: Callable[[Project, Path], object]) -> None:
        """Ask for a form and write a file beside the project, as it may leave it."""

        def written(path: Path, found: object) -> None:
            with self.attempting():
                if isinstance(found, QualcodeError):
                    raise found
                said = "exported" if found else "not exported"
                self._waiting = t(said, path=display.safe(path.name))
                self.say(self._waiting)

        def take(form: str | None) -> None:
            if form is None:
                return
            path = free_path(self.project, called, form)

            def work(progress: Progress) -> object:
                progress(0, 1)
                return write(Project(self.project.store.aside()), path)

            saying = t("displays writing", name=display.safe(path.name))
            self.app.push_screen(Doing(saying, work), partial(written, path))

        forms = [(form, t(f"format .{form}")) for form in FORMS]
        self.app.push_screen(Choice(t("export as"), forms), take)

    # Going on ---------------------------------------------------------------------------------

    def open_passage(self, row: SegmentRow) -> None:
        """Open a segment in Coding, in the work of whose it is."""
        self.program.kept["coding"] = row.coder
        self.program.open_document(row.document, (row.start, max(row.end, row.start + 1)))


def people(project: Project) -> list[Entry]:
    """Return the cases that have a document, and the documents of no case, to choose one by uid."""
    sql = (
        "SELECT uid, name FROM cases WHERE id IN (SELECT case_id FROM document) "
        "UNION ALL SELECT uid, shown FROM document WHERE case_id IS NULL"
    )
    with project.store.read() as connection:
        rows = [(str(r[0]), str(r[1])) for r in connection.exec_driver_sql(sql)]
    return [Entry(uid, display.safe(name), (name,)) for uid, name in sorted(rows, key=_by_name)]


def _by_name(row: tuple[str, str]) -> str:
    return row[1]


def lines(text: str, cells: int, most: int) -> list[str]:
    """Return a text as so many lines at most; where it is longer the last one ends with …"""
    shown = display.safe(text)
    spans = display.wrap(shown, 0, len(shown), max(8, cells))
    found = [shown[start:end].strip("\n").rstrip() for start, end in spans]
    if len(found) <= most:
        return found
    rest = " ".join(shown[spans[most - 1][0] :].split())
    return [*found[: most - 1], display.ellipsis(rest, max(8, cells))]
