"""Reports: what can be written to a file, with its first rows; written beside the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from qualcode.errors import QualcodeError
from qualcode.report.sections import HEADINGS, OF_SOURCE, READING, TABLES
from qualcode.store.engine import is_url
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.dialogs import Ask, Choice
from qualcode.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from qualcode.tui.app import QualcodeApp

ROWS = 6
"""So many first rows are shown."""
WHOLE = (*TABLES, *READING)
"""Parts without first rows: what they are is said instead."""
TABLE_FORMATS = (".csv", ".xlsx", ".docx", ".html", ".md")
REPORT_FORMATS = (".docx", ".xlsx", ".html", ".md")


@dataclass(frozen=True)
class Export:
    """Something to write: `what` is None for all of it; `question` None for the interviews."""

    what: str | None
    question: str | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """The endings of files that can hold it."""
        return REPORT_FORMATS if self.what is None or self.what in WHOLE else TABLE_FORMATS


@dataclass(frozen=True)
class FirstRows:
    """The first rows of an export as they are written, and how many there are."""

    columns: list[str]
    texts: list[list[str]]
    rows: int


class Reports(Listed):
    """The exports of the project."""

    screen_name = "reports"

    def __init__(self) -> None:
        super().__init__()
        self.exports: list[Export] = []
        self.first_rows = Static("", markup=False, classes="first-rows")
        self._read: dict[Export, FirstRows] = {}

    def columns(self) -> Sequence[Column]:
        """What, of what, formats."""
        return (
            Column(t("col export"), 32), Column(t("col holds"), 0), Column(t("col formats"), 22),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the table, and the first rows of what is marked below it."""
        yield from super().body()
        yield self.first_rows

    def load(self) -> None:
        """List what there is to write."""
        questions = self.project.cases.questions()
        self.exports = [Export(None), Export("segments")]
        for what in ("frequencies", "matrix", *WHOLE):
            of = (None, *questions) if what in OF_SOURCE else (None,)
            self.exports += [Export(what, question) for question in of]
        rows = [
            (_name(one), t(f"holds {one.what or 'all'}"), " ".join(f[1:] for f in one.formats))
            for one in self.exports
        ]
        self.fill(rows, "")
        self._read.clear()
        self._show()

    # The first rows ---------------------------------------------------------------------------

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Show the first rows of another."""
        self._show()

    def _show(self) -> None:
        marked = self._marked()
        if marked is None:
            self.first_rows.update("")
        elif marked.what is None or marked.what in WHOLE:
            self.first_rows.update(t(f"preview {marked.what or 'all'}"))
        elif marked in self._read:
            self.first_rows.update(self._drawn(marked, self._read[marked]))
        else:
            self.first_rows.update(t("preview comes"))
            # Reading takes libraries that are large and slow to load: the worker has them.
            look = cast(Any, partial(self._look, marked))
            self.run_worker(look, group="look", exclusive=True)

    async def _look(self, export: Export) -> None:
        with self.attempting():
            found = await self.program.helper.ask(
                "preview", what=export.what, question=export.question, rows=ROWS
            )
            self._read[export] = FirstRows(**found)
            if self._marked() == export:
                self._show()

    def _drawn(self, export: Export, first: FirstRows) -> Text:
        rows = first.rows
        if not rows:
            return Text(t("preview none"))
        texts = [_headings(export, first.columns), *first.texts]
        if "category" in first.columns and export.what == "frequencies":
            at = first.columns.index("category")
            texts = [[*row[:at], *row[at + 1 :]] for row in texts]
        text = Text(no_wrap=True, overflow="crop")
        head = t("preview rows", n=number(len(texts) - 1), rows=number(rows))
        text.append(f"{head}\n", style="dim")
        widths = [min(24, max(display.width(r[n]) for r in texts)) for n in range(len(texts[0]))]
        for at, row in enumerate(texts):
            cells = " ".join(
                display.pad(" ".join(cell.split()), wide)
                for cell, wide in zip(row, widths, strict=True)
            )
            line = display.ellipsis(cells, max(1, self.size.width - 2))
            text.append(f"{line}\n", style="bold" if at == 0 else "")
        return text

    def _marked(self) -> Export | None:
        at = self.table.cursor
        return self.exports[at] if at < len(self.exports) else None

    # Writing ----------------------------------------------------------------------------------

    def do_open(self, key: str) -> None:
        """Write what is marked."""
        self.do_write(key)

    def do_write(self, _key: str) -> None:
        """Ask for form and name, then write what is marked."""
        marked, at_work = self._marked(), _writing(self.program)
        if at_work is not None:
            self.say(t("writing already", name=at_work.name))
        elif marked is not None:
            choices = [(one, t(f"format {one}")) for one in marked.formats]
            self.app.push_screen(
                Choice(t("which format"), choices), partial(self._ask_name, marked)
            )

    def _ask_name(self, export: Export, suffix: str | None) -> None:
        if suffix is not None:
            given = str(_free(self._folder() / f"{self._stem(export)}{suffix}"))
            self.app.push_screen(Ask(t("file name"), given), partial(self._named, export, suffix))

    def _named(self, export: Export, suffix: str, given: str | None) -> None:
        if not given or not given.strip():
            return
        path = self._folder() / Path(given.strip()).expanduser()
        if path.suffix.lower() not in export.formats:
            path = path.with_name(path.name + suffix)
        if not path.exists():
            self._write(export, path)
            return

        def decide(answer: str | None) -> None:
            if answer == "replace":
                self._write(export, path)
            elif answer == "another":
                self._ask_name(export, suffix)

        choices = [("replace", t("replace it")), ("another", t("another name"))]
        self.app.push_screen(Choice(t("file there", name=path.name), choices), decide)

    def _folder(self) -> Path:
        where = self.project.where
        return Path.cwd() if is_url(where) else Path(where).absolute().parent

    def _stem(self, export: Export) -> str:
        parts = [self.project.name, export.what or "report", export.question or ""]
        name = " ".join(part for part in parts if part)
        return (
            "".join(c if c.isalnum() or c in "-_ ." else "-" for c in name).strip(" .") or "report"
        )

    def _write(self, export: Export, path: Path) -> None:
        # The work is the program's: going to another screen does not stop it.
        self.app.run_worker(
            partial(_write_file, self.program, export, path), thread=True, name=path.name,
            group="write", exit_on_error=False,
        )  # fmt: skip

    def do_back(self, key: str) -> None:
        """Stop what is being written first."""
        at_work = _writing(self.program)
        if at_work is not None:
            at_work.cancel()
        else:
            super().do_back(key)


class _Stopped(Exception):
    """The person wants it no more."""


def _writing(program: QualcodeApp) -> Worker[object] | None:
    return next((w for w in program.workers if w.group == "write" and not w.is_finished), None)


def _write_file(program: QualcodeApp, export: Export, path: Path) -> None:
    """Write in a thread of its own; where it is stopped or fails, no file is left."""
    worker = get_current_worker()

    def tell(said: str, *, error: bool = False) -> None:
        if program.is_running:
            program.call_from_thread(_say, program, said, error)

    def progress(done: int, of: int) -> None:
        if worker.is_cancelled:
            raise _Stopped
        tell(t("writing", name=path.name, done=done, of=of))

    try:
        program.project.report.write(
            path, what=export.what, question=export.question, progress=progress
        )
    except _Stopped:
        tell(t("writing stopped", name=path.name))
    except QualcodeError as error:
        tell(str(error), error=True)
    except Exception as error:  # noqa: BLE001 (a report that fails ends no session)
        tell(program.report_failure(error), error=True)
    else:
        tell(t("written", path=path))


def _say(program: QualcodeApp, said: str, error: bool) -> None:
    """Say it on the screen that is shown, below a question if one is asked."""
    for screen in reversed(program.screen_stack):
        if isinstance(screen, Base):
            screen.say(said, error=error)
            return


def _headings(export: Export, names: list[str]) -> list[str]:
    """Return how the columns are headed where people read them; of a matrix they are codes."""
    if export.what == "matrix":
        return [HEADINGS[names[0]], *names[1:]]
    return [HEADINGS.get(name, name) for name in names]


def _name(export: Export) -> str:
    name = t(f"export {export.what or 'all'}")
    if export.what in OF_SOURCE:
        return f"{name} · {export.question or t('of interviews')}"
    return name


def _free(path: Path) -> Path:
    """Return a path that nothing has yet: the name, or with a number after it."""
    found, n = path, 1
    while found.exists():
        n += 1
        found = path.with_name(f"{path.stem} {n}{path.suffix}")
    return found
