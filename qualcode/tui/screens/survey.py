"""A survey before it is taken in: what each column was read as and why, corrected by keys.

Every change reads the file anew, as the import would, beside the keys; what is taken in is what is
shown. What a file is refused for is said, and the last that could be read stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.cases.area import KINDS
from qualcode.errors import QualcodeError, UsageError
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens import survey_told as told
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.survey_said import Read, Row, Said, reading
from qualcode.tui.widgets.dialogs import Ask, Entry, Finder
from qualcode.tui.widgets.doing import Doing, Progress
from qualcode.tui.widgets.menu import Item, Menu
from qualcode.tui.widgets.table import Column, Table
from qualcode.tui.widgets.told import Told, wrapped

TYPES = {
    "n": "nominal", "o": "ordinal", "s": "scale", "1": "numeric", "d": "date", "u": "duration",
    "m": "multi", "x": "matrix", "a": "open_text", "t": "text", "h": "other_text", "w": "weight",
    "c": "cluster", "r": "stratum", "p": "personal", "i": "meta", "-": "skip",
}  # fmt: skip
"""Key → type."""
NAMES = "case"
"""The ids of the file are the names of cases."""
BETWEEN = "|"
OF_SET = ("multi", "matrix", "skip")
"""What a question of several columns may be."""


def ask_for_survey(screen: Base) -> None:
    """Ask for a file and show what it was read as, to be taken in from there."""
    from qualcode.tui.app import typed_path

    program = screen.program

    def take(typed: str | None) -> None:
        if typed is None or not typed.strip():
            return
        path = Path(typed_path(typed))
        program.kept["survey path"] = typed
        said = Said()

        def show(found: Any) -> None:
            with screen.attempting():
                if isinstance(found, QualcodeError):
                    raise found
                if found is not None:
                    screen.app.push_screen(Survey(path, found, said))

        saying = t("reading survey", name=display.safe(path.name))
        screen.app.push_screen(Doing(saying, reading(screen.project, path, said)), show)

    screen.app.push_screen(Ask(t("survey which"), program.kept.get("survey path", "")), take)


class Survey(Listed):
    """The columns of a file to look through; what is marked in full below."""

    screen_name = "survey"
    over = True
    unsaved = True

    def __init__(self, path: Path, found: Read, said: Said) -> None:
        super().__init__()
        self.path, self.read, self.said = path, found, said
        self._key: str | None = None
        """The column that was to be the id last, whether or not it can be."""
        self.about = Static("", markup=False)
        self.whole = Static("", markup=False)

    def columns(self) -> Sequence[Column]:
        """Tick, column, type, values, blanks, why."""
        return _columns(80)

    def body(self) -> Iterable[Widget]:
        """Yield what the file is, its columns, and the one marked in full."""
        yield self.about
        yield self.table
        yield self.nothing
        yield VerticalScroll(self.whole, can_focus=False, classes="first-rows")

    def where(self) -> list[str]:
        """Row 1: the file."""
        return [t("cases"), t("survey"), self.path.name]

    def load(self) -> None:
        """Show what was read."""
        self.about.update(told.about(self.read.about, self.said, self.size.width - 1))
        rows = [
            (
                told.tick(row), display.safe(str(row["column"])), told.kind(row["type"]),
                number(row["values"]), number(row["blank"]),
                ("" if row["sure"] else "? ") + display.safe(told.reason(row["reason"])),
            )
            for row in self.read.rows
        ]  # fmt: skip
        self.fill(rows, t("survey empty"))
        self._tell()

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell the marked column in full."""
        self._tell()

    def on_resize(self) -> None:
        """Give the names what the reasons can spare, and wrap what is told anew."""
        self.table.columns = list(_columns(self.size.width))
        self._tell()

    def _tell(self) -> None:
        row = self._row()
        text = Text() if row is None else told.column(row)
        self.whole.update(wrapped(text, max(8, self.size.width - 4)))

    def _row(self) -> Row | None:
        at = self.table.cursor
        return self.read.rows[at] if at < len(self.read.rows) else None

    # Saying otherwise -------------------------------------------------------------------------

    def _again(self, said: Said, otherwise: Callable[[QualcodeError], None] | None = None) -> None:
        """Read the file with what is said now; where it is refused, all stays as it was."""

        def show(found: Any) -> None:
            if isinstance(found, QualcodeError) and otherwise is not None:
                otherwise(found)
                return
            with self.attempting():
                if isinstance(found, QualcodeError):
                    raise found
                if found is not None:
                    self.read, self.said = found, said
                    self.renew()

        saying = t("reading survey", name=display.safe(self.path.name))
        self.app.push_screen(Doing(saying, reading(self.project, self.path, said)), show)

    def _is(self, row: Row, type_: str | None) -> None:
        """Say what a column is; None: what it is guessed to be."""
        name, said = str(row["column"]), self.said.copy()
        if row["type"] == "id":
            self.say(t("is the id"))
            return
        said.types.pop(name, None)
        said.order.pop(name, None)
        if type_ is not None:
            said.types[name] = type_
        if type_ != "ordinal":
            self._again(said)
            return

        def without_order(error: QualcodeError) -> None:
            self.say(str(error), error=True)
            if isinstance(error, UsageError):
                self._order(row)

        self._again(said, without_order)

    def do_type(self, _key: str) -> None:
        """Ask what the marked column is."""
        row = self._row()
        if row is None:
            return
        of_set = len(row["columns"]) > 1
        items = [Item(k, n, told.kind(n)) for k, n in TYPES.items() if not of_set or n in OF_SET]
        half = (len(items) + 1) // 2

        def take(type_: str | None) -> None:
            if type_ is not None:
                self._is(row, type_)

        question = t("which type", column=display.safe(str(row["column"])))
        self.app.push_screen(Menu(question, items[:half], items[half:]), take)

    def do_tick(self, _key: str) -> None:
        """Leave the marked column out, or take it in."""
        row = self._row()
        if row is not None:
            self._is(row, None if row["type"] == "skip" else "skip")

    def do_open_ended(self, _key: str) -> None:
        """Make documents of the marked column's answers, or a field."""
        row = self._row()
        if row is not None:
            self._is(row, "text" if row["open_ended"] else "open_text")

    def do_weight(self, _key: str) -> None:
        """Make the marked column the weight, or not."""
        row = self._row()
        if row is not None:
            stated = self.said.types.get(str(row["column"])) == "weight"
            other = None if stated else "numeric"
            self._is(row, other if row["type"] == "weight" else "weight")

    def do_remove(self, _key: str) -> None:
        """Take back what was said of the marked column."""
        row = self._row()
        if row is not None:
            self._is(row, None)

    def do_id(self, _key: str) -> None:
        """Make the marked column the id."""
        row = self._row()
        if row is None:
            return
        said = self.said.copy()
        said.id = self._key = str(row["column"])
        said.types.pop(said.id, None)
        said.order.pop(said.id, None)
        for one in self.read.rows:
            # With an id that is stated, only what is stated too becomes documents.
            if one["open_ended"] and one is not row and len(one["columns"]) < 2:
                said.types[str(one["column"])] = "open_text"
        self._again(said)

    def do_levels(self, _key: str) -> None:
        """Ask for the order of the marked column's levels."""
        row = self._row()
        if row is not None:
            self._order(row)

    def _order(self, row: Row) -> None:
        name = str(row["column"])

        def take(typed: str | None) -> None:
            if typed is None or not typed.strip():
                return
            said = self.said.copy()
            said.types.pop(name, None)
            said.order[name] = [one.strip() for one in typed.split(BETWEEN) if one.strip()]
            self._again(said)

        given = f" {BETWEEN} ".join(map(str, row["levels"]))
        self.app.push_screen(Ask(t("levels in order", column=display.safe(name)), given), take)

    def do_kind(self, _key: str) -> None:
        """Take the cases in as the next kind."""
        kind = self.said.kind or KINDS[0]
        self.said.kind = KINDS[(KINDS.index(kind) + 1) % len(KINDS)]
        self.renew()

    def do_prefix(self, _key: str) -> None:
        """Ask for words before the fields' names."""

        def take(prefix: str | None) -> None:
            if prefix is not None:
                said = self.said.copy()
                said.prefix = prefix.strip()
                self._again(said)

        self.app.push_screen(Ask(t("names begin"), self.said.prefix), take)

    # Keys of cases ----------------------------------------------------------------------------

    def do_join(self, _key: str) -> None:
        """Ask what the file's ids are of the cases, and tell how they fit."""
        listed = [Entry(NAMES, t("join names"))]
        listed += [Entry(v.name, display.safe(v.name)) for v in self.project.cases.variables()
                   if v.kind in ("id", "text", "nominal", "scale")]  # fmt: skip

        def take(join: str | None) -> None:
            if join is None:
                return
            column = self._key or self.said.id or self.read.about["id"] or None
            project, path = self.project, self.path

            def match(_tell: Progress) -> list[Row]:
                frame: Any = project.cases.match(path, id=column, join=join)
                rows: list[Row] = frame.astype(object).to_dict("records")
                return rows

            self.app.push_screen(Doing(t("matching"), match), lambda rows: self._fit(join, rows))

        self.app.push_screen(Finder(t("join by what"), listed), take)

    def _fit(self, join: str, rows: Any) -> None:
        with self.attempting():
            if isinstance(rows, QualcodeError):
                raise rows
            if rows is None:
                return

            def agreed(yes: bool | None) -> None:
                if yes:
                    said = self.said.copy()
                    said.join = None if join == NAMES else join
                    said.id = self._key or said.id
                    self._again(said)

            counts = Counter(row["state"] for row in rows)
            text = told.match(counts, rows)
            self.app.push_screen(
                Told(t("match title"), text, t("match agrees"), agree=True), agreed
            )

    # Settings ---------------------------------------------------------------------------------

    def do_use_settings(self, _key: str) -> None:
        """Use the choices of a file."""

        def take(typed: str | None) -> None:
            if typed is not None:
                said = self.said.copy()
                said.settings = typed.strip() or None
                self._again(said)

        self.app.push_screen(Ask(t("settings from"), self.said.settings or ""), take)

    def do_keep_settings(self, _key: str) -> None:
        """Write the choices to a file."""

        def take(typed: str | None) -> None:
            if typed is None or not typed.strip():
                return
            to = Path(typed.strip())

            def write(_tell: Progress) -> str:
                self.project.cases.import_survey(
                    self.path, preview=True, save_settings=to, **self.said.given()
                )
                return to.name

            self.app.push_screen(Doing(t("reading survey", name=self.path.name), write), wrote)

        def wrote(found: Any) -> None:
            with self.attempting():
                if isinstance(found, QualcodeError):
                    raise found
                if found is not None:
                    self.say(t("settings kept", path=display.safe(found)))

        self.app.push_screen(Ask(t("settings to"), str(self.path.with_name("survey.yaml"))), take)

    # Taking in --------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Take the survey in."""

        def taken(error: QualcodeError | None) -> None:
            with self.attempting():
                if error is not None:
                    raise error
                if self.project.store.last is None:
                    self.say(t("stopped, unchanged"))
                else:
                    self.program.leave_over()

        self.project.store.last = None
        saying = t("taking survey in", name=display.safe(self.path.name))
        self.app.push_screen(Doing(saying, self._take), taken)

    def _take(self, tell: Progress) -> None:
        self.project.cases.import_survey(self.path, progress=tell, **self.said.given())


def _columns(cells: int) -> Sequence[Column]:
    """Return the columns for a screen so wide."""
    name, kind = (36, 18) if cells >= 120 else (16, 14)
    return (
        Column("", 1), Column(t("col question"), name), Column(t("col type"), kind),
        Column(t("col n values"), 7, right=True), Column(t("col n blank"), 5, right=True),
        Column(t("col why"), 0),
    )  # fmt: skip
