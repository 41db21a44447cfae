"""History: what happened, by whom, by day; enter shows what a change did."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from rich.style import Style
from textual.strip import Strip

from qualcode.history.log import KINDS, Group, Log, LogRow, Wanted
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui.i18n import WORDS, number, said, t
from qualcode.tui.naming import said_of, shown_names
from qualcode.tui.screens.history_batch import BatchDone
from qualcode.tui.screens.history_past import LookBack
from qualcode.tui.screens.history_undo import GoBack
from qualcode.tui.screens.panel import entries
from qualcode.tui.screens.working import Progress, Working
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder
from qualcode.tui.widgets.menu import Item, Menu
from qualcode.tui.widgets.table import Column, Table

FEW = 500
"""So many batches are read at once; more in a thread, with a word of how far it is."""
MOST_ENTRIES = 3000


class Dim(tuple[str, ...]):
    """A row that changed nothing: a look."""


class Timeline(Table):
    """A table whose looks are dim."""

    def _strip(self, cells: Sequence[str], style: Style) -> Strip:
        return super()._strip(cells, style + Style(dim=True) if isinstance(cells, Dim) else style)


class History(Working):
    """The log in groups: what one coder did in one place in a row, opened by enter."""

    screen_name = "history"

    def __init__(self) -> None:
        super().__init__()
        self.table = Timeline(self.columns())
        self.log_read: Log | None = None
        self.filters: dict[str, str] = {}
        self.open: set[int] = set()
        self._begins: list[int] = []
        self.names: dict[str, str] = {}

    def columns(self) -> Sequence[Column]:
        """Day, time, coder, what happened."""
        return (
            Column(t("col day"), 10), Column(t("col time"), 11), Column(t("col coder"), 8),
            Column(t("col happened"), 0),
        )  # fmt: skip

    def where(self) -> list[str]:
        """Row 1: History, the filters, how many batches."""
        parts = [t("history"), *(self._filter_said(k, v) for k, v in self.filters.items())]
        if self.log_read is not None:
            shown, total = len(self.log_read.keys), self.log_read.total
            parts.append(t("log count", shown=number(shown), total=number(total)))
        return parts

    def _filter_said(self, name: str, value: str) -> str:
        return t(f"kind {value}") if name == "kind" else display.safe(value)

    # Reading ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the log: at once where it is short, else beside the keys."""
        self.names = shown_names(self.project)
        with self.project.store.read() as connection:
            n = connection.exec_driver_sql("SELECT count(*) FROM batch").scalar_one()
        if n <= FEW:
            self._show(self._read(None))
        else:
            self.work(self._read, self._arrived, t("reading log"))

    def _read(self, progress: Progress | None) -> Log:
        from qualcode.history.area import History as Area

        area = Area(self.project.store.aside())
        filters: dict[str, Any] = dict(self.filters)
        wanted = area.wanted(**filters, progress=progress) if filters else Wanted()
        return area.read(wanted, progress)

    def _arrived(self, found: Log) -> None:
        self._show(found)
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)

    def _show(self, found: Log) -> None:
        self.log_read = found
        self._lay()

    def _lay(self) -> None:
        """Count the lines: one a group, and one a batch of each group that is open."""
        assert self.log_read is not None
        groups = self.log_read.groups
        lines = (1 + (g.count if g.count > 1 and g.first in self.open else 0) for g in groups)
        self._begins = [0, *accumulate(lines)]
        count = self._begins.pop()
        self.table.fill(count, self._fetch)
        self.table.display = count > 0
        self.nothing.display = count == 0
        self.nothing.update(t("history filtered" if self.filters else "history empty"))

    def _line(self, at: int) -> tuple[Group, int | None] | None:
        """Return the group of a line, and where its batch is in the log if it is one's line."""
        if self.log_read is None or not 0 <= at < self.table.count:
            return None
        place = bisect_right(self._begins, at) - 1
        group, within = self.log_read.groups[place], at - self._begins[place]
        if group.count == 1:
            return group, group.first
        return group, None if within == 0 else group.first + within - 1

    def _fetch(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        assert self.log_read is not None
        lines = [self._line(at) for at in range(offset, min(offset + limit, self.table.count))]
        singles = [place for line in lines if line and (place := line[1]) is not None]
        rows = dict(zip(singles, self._rows(singles), strict=True))
        before = self._line(offset - 1)
        day = before[0].day if before else ""
        shown: list[Sequence[str]] = []
        for line in lines:
            assert line is not None
            group, place = line
            first = group.day if group.day != day else ""
            day = group.day
            shown.append(
                self._group_cells(first, group)
                if place is None
                else self._batch_cells(first, rows[place], within=group.count > 1)
            )
        return shown

    def _rows(self, places: Sequence[int]) -> list[LogRow]:
        assert self.log_read is not None
        read = self.log_read
        keys, numbers = [read.keys[p] for p in places], [read.numbers[p] for p in places]
        return self.project.history.rows_of(keys, numbers, read.lines)

    def _group_cells(self, day: str, group: Group) -> Sequence[str]:
        since, until = local(group.since)[11:16], local(group.until)[11:16]
        span = since if since == until else f"{since}-{until}"
        sign = "-" if group.first in self.open else "+"
        what = f"{sign} {grouped(group)}"
        kind = Dim if group.kind == "look" else tuple
        return kind((day, span, display.safe(group.coder), what))

    def _batch_cells(self, day: str, row: LogRow, *, within: bool) -> Sequence[str]:
        what = done(row, self.names)
        if not row.stands and row.kind == "change":
            what = t("taken back since", what=what)
        cells = (
            day, local(row.when)[11:16], display.safe(row.coder),
            f"{'    ' if within else '  '}{what}",
        )  # fmt: skip
        return Dim(cells) if row.kind == "look" else cells

    # Acting -----------------------------------------------------------------------------------

    def _batch(self) -> LogRow | None:
        """Return the batch of the line: of a group the newest."""
        line = self._line(self.table.cursor)
        if line is None:
            return None
        return self._rows([line[0].first if line[1] is None else line[1]])[0]

    def do_open(self, _key: str) -> None:
        """Open or close a group; show what a batch did."""
        line = self._line(self.table.cursor)
        if line is None:
            return
        group, place = line
        if place is None:
            self.open ^= {group.first}
            self._lay()
        else:
            self.app.push_screen(BatchDone(self._rows([place])[0]))

    def do_undo_one(self, _key: str) -> None:
        """Take back the batch of the line, if it is one's own."""
        line = self._line(self.table.cursor)
        if line is None:
            return
        if line[1] is None:
            self.say(t("open the group"))
            return
        made = self.project.history.undo(self._rows([line[1]])[0].batch)
        self._took_back(made, "undone")

    def do_undo_to(self, _key: str) -> None:
        """Show what going back to the batch of the line takes back."""
        row = self._batch()
        if row is not None:
            self.app.push_screen(GoBack(row))

    def do_look_back(self, _key: str) -> None:
        """Show the project as it was after the batch of the line."""
        row = self._batch()
        if row is not None:
            self.app.push_screen(LookBack(row))

    # Filters ----------------------------------------------------------------------------------

    def do_filter_log(self, _key: str) -> None:
        """Narrow the log by one more thing, or show all again."""
        items = [
            Item("b", "coder", t("by coder")), Item("k", "kind", t("by kind")),
            Item("d", "document", t("by document")), Item("c", "code", t("by code")),
            Item("s", "since", t("by since")), Item("u", "until", t("by until")),
            Item("a", "", t("no filter")),
        ]  # fmt: skip
        asked = {
            "coder": self._ask_coder, "kind": self._ask_kind, "document": self._ask_document,
            "code": self._ask_code,
        }  # fmt: skip

        def take(name: str | None) -> None:
            if name == "":
                self.filters.clear()
                self._narrowed()
            elif name in ("since", "until"):
                self.app.push_screen(Ask(t("which day")), lambda day: self._narrow(name, day))
            elif name is not None:
                asked[name]()

        self.app.push_screen(Menu(t("filter log"), items), take)

    def _ask_coder(self) -> None:
        coders = [Entry(c.name, display.safe(c.name)) for c in self.project.coders.list()]
        self.app.push_screen(
            Finder(t("which coder"), coders), lambda name: self._narrow("coder", name)
        )

    def _ask_kind(self) -> None:
        kinds = [(k, t(f"kind {k}")) for k in KINDS]
        self.app.push_screen(
            Choice(t("which kind"), kinds), lambda kind: self._narrow("kind", kind)
        )

    def _ask_document(self) -> None:
        documents = self.project.documents
        rows = documents.of(documents.keys(answers=True)[:MOST_ENTRIES])
        listed = [Entry(r.document, display.safe(r.document)) for r in rows]
        self.app.push_screen(
            Finder(t("which document"), listed), lambda name: self._narrow("document", name)
        )

    def _ask_code(self) -> None:
        rows = self.project.codebook.rows(retired=True)
        names = {r.uid: r.code for r in rows}
        self.app.push_screen(
            Finder(t("find code"), entries(rows)),
            lambda uid: self._narrow("code", names.get(uid or "")),
        )

    def do_filter_code(self, _key: str) -> None:
        """Show what concerns one code."""
        self._ask_code()

    def _narrow(self, name: str, value: str | None) -> None:
        if value:
            with self.attempting():
                checked: dict[str, Any] = {name: value} if name in QUICK else {}
                self.project.history.wanted(**checked)
                self.filters[name] = value
                self._narrowed()

    def _narrowed(self) -> None:
        self.open.clear()
        self.table.go(0)
        self.renew()


QUICK = ("coder", "kind", "since", "until")
"""Filters that are checked before they are taken; others are chosen from what there is."""


def grouped(group: Group) -> str:
    """Return what several batches did, in words."""
    key = f"many {group.what}" if group.kind == "change" else f"many {group.kind}"
    verb = said(group.what)
    if key in WORDS:
        what = t(key, n=number(group.count), what=verb)
    else:
        what = t("many times", n=number(group.count), what=verb)
    return t("in place", what=what, place=display.safe(group.place)) if group.place else what


def done(row: LogRow, names: Mapping[str, str]) -> str:
    """Return what one batch did, in words; names: what codes are shown by."""
    what = display.safe(said_of(row.what, row.subject, names))
    return t(f"one {row.kind}", what=what) if row.kind in ("undo", "redo") else what
