"""One case: its fields, its documents, its segments; each opened with a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.analysis.retrieval import Listing
from qualcode.analysis.retrieval_writing import quoted
from qualcode.cases import browsing
from qualcode.cases.area import VariableRow
from qualcode.cases.browsing import CaseRow, Cell
from qualcode.cases.consent import Consent
from qualcode.coding.background import LOOK
from qualcode.coding.segments import SegmentRow
from qualcode.documents.listing import ANSWER, ListedRow
from qualcode.errors import NotFound
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens import cases_told as told
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.working import Working
from qualcode.tui.widgets.dialogs import NEW, Ask, Entry, Finder
from qualcode.tui.widgets.table import Column, Heading, Table
from qualcode.tui.widgets.told import wrapped

NONE = "\0none"

Line = VariableRow | ListedRow | SegmentRow | None
"""What stands in a row: a field, a document, a segment, or words alone."""


class CasePage(Working):
    """What is known of one case."""

    screen_name = "case"
    over = True

    def __init__(self, case: int) -> None:
        super().__init__()
        self.key = case
        self.row: CaseRow | None = None
        self.consent = Consent("", None, None, None)
        self.lines: list[Line] = []
        self.here = Static("", markup=False, classes="first-rows")
        self._segments: list[SegmentRow] | None = None
        self._more = 0
        self._stamp = 0
        self._looked = False

    def columns(self) -> Sequence[Column]:
        """Name and what is known."""
        return (Column(t("cases col field"), 24), Column(t("col value"), 0))

    def body(self) -> Iterable[Widget]:
        """Yield the list, and the marked line in full."""
        yield from super().body()
        yield self.here

    def where(self) -> list[str]:
        """Row 1: cases, the case, its kind."""
        if self.row is None:
            return [t("cases")]
        quoted_or_not = {None: "", False: t("not to be quoted"), True: t("may be quoted")}
        kind = told.kind_of_case(self.row.kind)
        return [t("cases"), self.row.name, kind, quoted_or_not[self.consent.quote]]

    def load(self) -> None:
        """Read the case; its segments beside the keys where they take a while."""
        store = self.project.store
        self.variables = self.project.cases.variables()
        found = browsing.rows(store, [self.key], self.variables)
        if not found:
            raise NotFound("The case is gone.")
        self.row = found[0]
        self.consent = self.project.cases.consent(self.row.name)
        self.asked = set(self.project.cases.questions())
        self.documents = self.project.documents.of(browsing.documents(store, self.key))
        stamp = self.project.analysis.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            request = self.project.analysis.ask(f"case={quoted(self.row.name, value=True)}")
            if request.light:
                self._take(request.run(store))
            else:
                find = partial(_run, request.run, store.aside())
                self.work(find, self._found, t("looking"))
        self._draw()
        self._look()

    def _look(self) -> None:
        """Log that the fields of this case were looked at, once."""
        if not self._looked and self.row is not None and self.project.coder is not None:
            self._looked = True
            self.project.store.look(LOOK, self.row.name)
            self._stamp = self.project.analysis.stamp()

    def _found(self, listing: Listing) -> None:
        self._take(listing)
        self._draw()

    def _take(self, listing: Listing) -> None:
        page = listing.page(self.project.store, 0)
        self._segments = [one for one in page if isinstance(one, SegmentRow)]
        self._more = listing.count - len(self._segments)

    def _draw(self) -> None:
        if self.row is None:
            return
        names = shown_names(self.project)
        rows: list[Sequence[str]] = []
        self.lines = []

        def add(line: Line, cells: Sequence[str]) -> None:
            self.lines.append(line)
            rows.append(cells)

        add(None, Heading(f"{t('fields of case')} · {number(len(self.variables))}"))
        for variable in self.variables:
            if variable.name not in self.asked:
                cell = self.row.cells.get(variable.id, Cell())
                add(variable, (display.safe(variable.name), told.cell(cell)))
        n = counted(len(self.documents), "document")
        add(None, Heading(f"{t('documents of case')} · {n}"))
        texts = {v.name: self.row.cells.get(v.id, Cell()).text for v in self.variables}
        for one in self.documents:
            said = texts.get(one.question or "", "") if one.kind == ANSWER else ""
            more = counted(one.segments, "segment")
            add(one, (display.safe(one.document), f"{more} · {display.safe(said)}".rstrip(" ·")))
        if self._segments is not None:
            n = counted(len(self._segments) + self._more, "segment")
            add(None, Heading(f"{t('segments of case')} · {n}"))
            for segment in self._segments:
                code = display.safe(names.get(segment.code, segment.code))
                words = f"{display.safe(segment.text)} · {display.safe(segment.coder)}"
                add(segment, (code, words))
            if self._more > 0:
                add(None, ("", t("more of case", n=number(self._more))))
        self.fill(rows, "")
        if self.table.cursor == 0 and len(rows) > 1:
            self.table.go(1)
        self._tell()

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell the marked line in full."""
        self._tell()

    def line(self) -> Line:
        """Return what stands in the marked row."""
        at = self.table.cursor
        return self.lines[at] if at < len(self.lines) else None

    def _tell(self) -> None:
        line = self.line()
        text = Text()
        if isinstance(line, VariableRow) and self.row is not None:
            text.append(told.heading(line, line.name, question=False), style="bold")
            value = told.cell(self.row.cells.get(line.id, Cell())) or t("no value here")
            text.append(f"\n{value}", style="not bold")
        elif isinstance(line, (ListedRow, SegmentRow)):
            row = self.table.row(self.table.cursor)
            text.append(f"{row[0]}\n", style="bold")
            if isinstance(line, SegmentRow):
                text.append(f"{display.safe(line.document)}\n", style="dim not bold")
            text.append(row[1], style="not bold")
        self.here.update(wrapped(text, max(8, self.size.width - 3)))

    def on_resize(self) -> None:
        """Wrap the marked line anew; on few rows it has less room."""
        self.here.styles.height = 9 if self.size.height >= 30 else 5
        self._tell()

    # Actions ----------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Open the marked document or segment; of a field, set it."""
        line, program = self.line(), self.program
        if isinstance(line, SegmentRow):
            program.open_document(line.document, (line.start, line.end))
        elif isinstance(line, ListedRow) and line.kind == ANSWER and line.question is not None:
            program.cards[line.question] = line.id
            program.open_cards(line.question)
        elif isinstance(line, ListedRow):
            program.open_document(line.document)
        elif line is not None:
            set_value(self, self.key, line)

    def do_edit_value(self, _key: str) -> None:
        """Set the marked field."""
        line = self.line()
        if isinstance(line, VariableRow):
            set_value(self, self.key, line)
        else:
            self.say(t("a field first"))

    def do_consent(self, _key: str) -> None:
        """Say whether the person may be quoted: no, then yes, then not said."""
        if self.row is not None:
            next_said = {None: False, False: True, True: None}
            self.project.cases.consent(self.row.name, quote=next_said[self.consent.quote])
            self.renew()
            self.did()


def _run(run: object, store: object, _tell: object) -> object:
    return run(store)  # type: ignore[operator]


def set_value(screen: Base, case: int, variable: VariableRow) -> None:
    """Ask for a value of a case, and set it: one of the levels, or what is typed."""
    [row] = browsing.rows(screen.project.store, [case], [variable])
    there = row.cells.get(variable.id, Cell()).text
    values = {"field": display.safe(variable.name), "case": display.safe(row.name)}
    question = t("new value", **values)

    def take(value: str | None) -> None:
        if value is None:
            return
        value = "" if value == NONE else value.removeprefix(NEW)
        if value.strip() == there.strip():
            return
        with screen.attempting():
            screen.project.cases.set(row.name, variable.name, value or None)
            screen.renew()
            screen.did()

    if variable.kind in ("nominal", "ordinal") and variable.levels:
        entries = [Entry(v, display.safe(v), (v,)) for v in variable.levels]
        new = t("another value") if variable.kind == "nominal" else ""
        question = f"{values['field']} · {values['case']}"
        finder = Finder(question, [*entries, Entry(NONE, t("no value"))], new)
        screen.app.push_screen(finder, take)
        return
    screen.app.push_screen(Ask(question, there), take)
