"""Memos: all of them in one list, the marked one below with its links; enter edits one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text
from textual import events
from textual.widget import Widget
from textual.widgets import Static

from qualcode.coding.memos import KINDS, ORDERS, Wanted
from qualcode.project import Project
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui.i18n import kind, number, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.memos_links import Linking
from qualcode.tui.screens.panel import entries
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.menu import Item, Menu
from qualcode.tui.widgets.table import Column, Table

FORMS = ("docx", "xlsx", "md", "csv")
FEW = 1000
"""So many memos are searched at once; more beside the keys."""
FILTERS = {
    "k": "kind", "b": "coder", "d": "document", "c": "code", "w": "search", "s": "since",
    "u": "until",
}  # fmt: skip
"""Key → what the list is narrowed by."""
LOW = 16
"""Below so many rows the list has the screen for itself."""


class Memos(Linking):
    """The memos of the project."""

    screen_name = "memos"

    def __init__(self) -> None:
        super().__init__()
        self.sort = "changed"
        self.total = 0
        self.below = Static("", id="memo", markup=False)

    def columns(self) -> Sequence[Column]:
        """Kind, what about, its words, who, when."""
        return (
            Column(t("col kind"), 9), Column(t("col about"), 22), Column(t("col text"), 0),
            Column(t("col coder"), 8), Column(t("col when"), 10),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the list, and the memo marked."""
        yield self.table
        yield self.nothing
        yield self.below

    def where(self) -> list[str]:
        """Row 1: Memos, the filters, how many, their order."""
        parts = [t("memos"), *(self._filter_said(k, v) for k, v in self.filters.items())]
        shown = t("memos count", shown=number(len(self.keys)), total=number(self.total))
        return [*parts, f"{shown} {t('memos sorted', order=t(f'order {self.sort}'))}"]

    def _filter_said(self, name: str, value: str) -> str:
        return kind(value) if name == "kind" else display.safe(value)

    # The list ---------------------------------------------------------------------------------

    def load(self) -> None:
        """List the memos that are wanted; a search in many goes on beside the keys."""
        self.names = shown_names(self.project)
        with self.project.store.read() as connection:
            self.total = connection.exec_driver_sql("SELECT count(*) FROM memo").scalar_one()
        wanted = Wanted(sort=self.sort, **self.filters)
        if "search" in self.filters and self.total > FEW:
            self.work(
                lambda progress: self._search(wanted, progress), self._found, t("searching memos")
            )
        else:
            self._show(self.project.memos.keys(wanted))

    def _search(self, wanted: Wanted, progress: Progress) -> list[int]:
        progress(0, 1)
        return Project(self.project.store.aside()).memos.keys(wanted)

    def _found(self, keys: list[int]) -> None:
        self._show(keys)
        coder = self.project.coder
        self.header.show([self.project.name, *self.where()], coder.name if coder else t("reading"))

    def _show(self, keys: list[int]) -> None:
        self.keys = keys
        self.table.fill(len(keys), self._fetch)
        self.table.display = bool(keys)
        self.nothing.display = not keys
        self.nothing.update(t("memos filtered" if self.filters else "memos empty"))
        self._describe()

    def _fetch(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        return [
            (
                kind(m.kind), self.about(m), display.safe(m.text),
                display.safe(m.coder), local(m.changed)[:10],
            )
            for m in self.project.memos.of(self.keys[offset : offset + limit])
        ]  # fmt: skip

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Another memo is marked."""
        self._describe()

    def on_resize(self, _event: events.Resize) -> None:
        """The memo below comes and goes with the height."""
        self._describe()

    def _describe(self) -> None:
        """Show the marked memo, the passage it is about, and its links."""
        row = self.marked()
        self.below.display = row is not None and self.size.height >= LOW
        self.links = [] if row is None else self.project.memos.link_rows(row.memo)
        if row is None:
            return
        place = self.project.memos.place(row.memo)
        cells = max(10, self.size.width - 2)
        text = Text(no_wrap=True, overflow="crop")
        quote = f" “{display.safe(' '.join(place.text.split()))}”" if place and place.text else ""
        text.append(display.ellipsis(f" {self.about(row)}{quote}", cells), style="dim")
        said = display.safe(" ".join(row.text.split()))
        room = 3 if self.size.height >= 30 else 2
        spans = display.wrap(said, 0, len(said), cells)
        for at, (start, end) in enumerate(spans[:room]):
            more = "…" if at == room - 1 and len(spans) > room else ""
            text.append(f"\n {said[start:end].rstrip()}{more}")
        listed = "  ".join(f"{n} {self.linked(one)}" for n, one in enumerate(self.links[:9], 1))
        line = t("links", links=listed) if listed else t("no links")
        text.append("\n" + display.ellipsis(f" {line}", cells), style="dim" if not listed else "")
        self.below.update(text)

    # Writing ----------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Edit the marked memo, what it is about above, its links below."""
        row = self.marked()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text is not None and text != row.text:
                with self.attempting():
                    self.project.memos.edit(row.memo, text)
                    self.renew()
                    self.did()

        title = t("memo on", what=self.about(row))
        place = self.project.memos.place(row.memo)
        links = "  ".join(self.linked(one) for one in self.links)
        below = t("links", links=links) if links else ""
        self.app.push_screen(
            Editor(title, place.text if place else "", row.text, below=below), keep
        )

    def do_memo(self, _key: str) -> None:
        """Write a memo on the study, of a kind that is asked for first."""

        def write(chosen: str | None) -> None:
            if chosen is None:
                return

            def keep(text: str | None) -> None:
                if text and text.strip():
                    with self.attempting():
                        self.project.memos.add(text, kind=chosen)
                        self.renew()
                        self.did()

            self.app.push_screen(Editor(t("memo on", what=t("about project"))), keep)

        self.app.push_screen(Choice(t("memo kind"), [(k, kind(k)) for k in KINDS]), write)

    def do_set_kind(self, _key: str) -> None:
        """Give the marked memo another kind."""
        row = self.marked()

        def take(chosen: str | None) -> None:
            if chosen is not None and row is not None and chosen != row.kind:
                with self.attempting():
                    self.project.memos.edit(row.memo, kind=chosen)
                    self.renew()
                    self.did()

        if row is not None:
            self.app.push_screen(Choice(t("memo kind"), [(k, kind(k)) for k in KINDS]), take)

    def do_remove(self, _key: str) -> None:
        """Remove the marked memo, if it is one's own."""
        row = self.marked()
        if row is not None:
            self.project.memos.remove(row.memo)
            self.renew()
            self.did()

    # Narrowing --------------------------------------------------------------------------------

    def do_filter_memos(self, _key: str) -> None:
        """Narrow the list by one more thing, or show all again."""
        labels = {
            "kind": t("memos of kind"), "coder": t("memos of coder"), "code": t("memos of code"),
            "document": t("memos of document"), "search": t("memos of words"),
            "since": t("by since"), "until": t("by until"),
        }  # fmt: skip
        items = [Item(key, name, labels[name]) for key, name in FILTERS.items()]

        def take(name: str | None) -> None:
            if name == "":
                self.filters.clear()
                self._narrowed()
            elif name is not None:
                self._ask(name)

        self.app.push_screen(Menu(t("filter memos"), [*items, Item("a", "", t("no filter"))]), take)

    def _ask(self, name: str) -> None:
        screen: Any
        if name == "kind":
            screen = Choice(t("memo kind"), [(k, kind(k)) for k in KINDS])
        elif name == "coder":
            coders = self.project.coders.list()
            screen = Finder(t("which coder"), [Entry(c.name, display.safe(c.name)) for c in coders])
        elif name == "document":
            question, listed = self.ends("document", "")
            names = {e.value: e.label for e in listed}
            self.app.push_screen(
                Finder(question, listed), lambda uid: self._narrow("document", names.get(uid or ""))
            )
            return
        elif name == "code":
            rows = self.project.codebook.rows()
            codes = {r.uid: r.code for r in rows}
            groups = [Entry(r.uid, display.safe(r.path)) for r in rows if r.category]
            self.app.push_screen(
                Finder(t("find code"), [*entries(rows), *groups]),
                lambda uid: self._narrow("code", codes.get(uid or "")),
            )
            return
        else:
            screen = Ask(t("search memos" if name == "search" else "which day"))
        self.app.push_screen(screen, lambda value: self._narrow(name, value))

    def do_filter_code(self, _key: str) -> None:
        """Show the memos on one code."""
        self._ask("code")

    def do_search_memos(self, _key: str) -> None:
        """Find words."""
        self._ask("search")

    def _narrow(self, name: str, value: str | None) -> None:
        if value:
            with self.attempting():
                if name != "search":
                    self.project.memos.keys(Wanted(**{name: value}))
                self.filters[name] = value
                self._narrowed()

    def _narrowed(self) -> None:
        self.table.go(0)
        self.renew()

    def do_sort_memos(self, _key: str) -> None:
        """Sort the list."""

        def take(order: str | None) -> None:
            if order is not None:
                self.sort = order
                self._narrowed()

        self.app.push_screen(Choice(t("sort memos"), [(o, t(f"order {o}")) for o in ORDERS]), take)

    # Out --------------------------------------------------------------------------------------

    def do_export(self, _key: str) -> None:
        """Write the memos shown, in their order, in a form that is asked for."""

        def take(form: str | None) -> None:
            if form is not None:
                path = self._free_path(form)
                wanted = {"sort": self.sort, **self.filters}

                def write(progress: Progress) -> Path:
                    progress(0, 1)
                    project = Project(self.project.store.aside())
                    frame = project.memos.frame(**wanted)
                    progress(1, 2)
                    return project.report.write_table(path, frame, title=t("memos title"))

                self.work(write, lambda p: self.say(t("exported", path=p.name)), t("writing memos"))

        if self.keys:
            self.app.push_screen(Choice(t("export memos as"), [(f, f) for f in FORMS]), take)

    def _free_path(self, form: str) -> Path:
        here = "://" not in self.project.where
        folder = Path(self.project.where).parent if here else Path.cwd()
        path, n = folder / f"memos.{form}", 2
        while path.exists():
            path, n = folder / f"memos {n}.{form}", n + 1
        return path
