"""Segments: what was coded, narrowed by a query; each with its passage; many changed at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from threading import Event

from textual.widget import Widget

from qualcode.analysis.retrieval import Listing, Request
from qualcode.analysis.retrieval_context import Nearby
from qualcode.analysis.retrieval_evaluate import Stopped
from qualcode.analysis.retrieval_order import Head
from qualcode.analysis.retrieval_writing import quoted, render
from qualcode.coding.segments import SegmentRow
from qualcode.coding.speakers import Known
from qualcode.errors import QualcodeError
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.acting import Acting
from qualcode.tui.screens.filtering import View
from qualcode.tui.widgets.chips import Chips
from qualcode.tui.widgets.passage import Passage
from qualcode.tui.widgets.table import PAGE, Column, Heading, Table

KEPT_PAGES = 8
AT_ONCE = 2_000
"""A list of more segments is not opened at once: reading its documents would hold the keys."""
PREVIEW = ((44, 12), (30, 8), (18, 6), (12, 4))
"""From so many rows of the screen on, so many for the passage."""


class Segments(Acting):
    """The segments of the project that a query finds."""

    screen_name = "segments"

    def __init__(self) -> None:
        super().__init__()
        self.chips = Chips()
        self.passage = Passage()
        self.view = View()
        self.listing: Listing | None = None
        self._pages: dict[int, list[SegmentRow | Head]] = {}
        self._known = Known()
        self._nearby: Nearby | None = None
        self._token = Event()
        self._stamp: tuple[object, ...] = ()

    def columns(self) -> Sequence[Column]:
        """Mark, code, document, speaker, words, coder."""
        return _columns(80)

    def body(self) -> Iterable[Widget]:
        """Yield the parts of the query, the list, and the passage marked."""
        yield self.chips
        yield from super().body()
        yield self.passage

    def on_mount(self) -> None:
        """Take up what was shown here last."""
        super().on_mount()
        self.view = self.program.kept.setdefault(self.screen_name, self.view)

    def on_unmount(self) -> None:
        """Let go of what is still being looked for."""
        self._token.set()

    def on_resize(self) -> None:
        """Give the passage what the list can spare, and the names what the words can."""
        self.table.columns = list(_columns(self.size.width))
        rows = next((rows for least, rows in PREVIEW if self.size.height >= least), 0)
        self.passage.display = rows > 0
        self.passage.styles.height = rows

    def where(self) -> list[str]:
        """Row 1: segments, how many of how many, and what is marked."""
        if self.listing is None:
            return [t("segments")]
        said = t("of segments", n=number(self.listing.count), total=number(self.listing.total))
        marked = t("marked n", n=number(len(self.view.marked))) if self.view.marked else ""
        return [t("segments"), said, marked]

    # Finding ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the segments: at once where the database can answer, else beside."""
        if self.program.code is not None:
            code = self.project.codebook.find(self.program.code).code
            self.program.code = None
            self.view = self.program.kept[self.screen_name] = View(quoted(code))
        self._chips()
        self.names = shown_names(self.project)
        view = self.view
        stamp = (view.query, view.sort, view.group, self.project.analysis.stamp())
        if stamp == self._stamp:
            self._tell()
            return
        self._stamp = stamp
        request = self.project.analysis.ask(view.query, sort=view.sort, group=view.group)
        self._token.set()
        listing = request.run(self.project.store) if request.light else None
        if listing is not None and (self.listing is not None or listing.count <= AT_ONCE):
            self._show(listing)
        else:
            self._token = Event()
            if not self.status.text:
                self.say(t("looking"))
            token = self._token

            async def find() -> None:
                await self._find(request, listing, token)

            self.beside(find, "find")

    def changed(self) -> None:
        """Show the list as the view now says."""
        self.say("")
        self.renew()

    async def _find(self, request: Request, listing: Listing | None, token: Event) -> None:
        """Find the segments, and read the first page with its documents, beside the keys."""
        store = self.project.store.aside()
        known = Known()
        try:
            if listing is None:
                listing = await asyncio.to_thread(request.run, store, token.is_set)
            first = await asyncio.to_thread(listing.page, store, 0, known)
            nearby = self._nearby or Nearby(store)
            if first and not isinstance(first[0], Head):
                await asyncio.to_thread(nearby.of, first[0].id, 0)
        except Stopped:
            return
        except QualcodeError as error:
            self._stamp = ()
            self.say(str(error), error=True)
            return
        if not token.is_set():
            token.set()
            self._known, self._nearby = known, nearby
            self._show(listing, first)
            self.head()
            if self.status.text == t("looking"):
                self.say("")

    def do_back(self, key: str) -> None:
        """Stop what runs, or go back."""
        if self._looking() and not self._token.is_set():
            self._token.set()
            self._stamp = ()
            self.say(t("stopped looking"))
        elif not self.stop_work():
            super().do_back(key)

    def _looking(self) -> bool:
        return any(w.group == "find" and w.is_running for w in self.workers)

    def _show(self, listing: Listing, first: list[SegmentRow | Head] | None = None) -> None:
        self.listing = listing
        self._pages.clear()
        if first is not None:
            self._pages[0] = first
        self._nearby = self._nearby or Nearby(self.project.store)
        self.table.fill(listing.length, self._fetch)
        self.table.display = listing.count > 0
        self.nothing.display = listing.count == 0
        self.nothing.update(t("no segment fits") if listing.total else t("segments empty"))
        self._tell()

    def head(self) -> None:
        """Show row 1 anew."""
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)

    def _chips(self) -> None:
        view = self.view
        try:
            parts = [display.safe(render(one, language())) for one in self.parts()]
        except QualcodeError:
            parts = [display.safe(view.query)]
        how = []
        if view.group is not None:
            how.append(t("grouped by", what=self.by(view.group)))
        if view.sort != "made":
            how.append(t("ordered by", what=self.by(view.sort)))
        if view.context:
            how.append(t("turns around", n=view.context))
        self.chips.show(parts, t("chips empty"), " · ".join(how))

    def on_chips_clicked(self, event: Chips.Clicked) -> None:
        """A click takes a part of the query away."""
        with self.attempting():
            self.drop(event.number)

    # Rows -------------------------------------------------------------------------------------

    def _page(self, page: int) -> list[SegmentRow | Head]:
        if page not in self._pages:
            if self.listing is None or self.writing:
                return []
            if len(self._pages) >= KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[page] = self.listing.page(self.project.store, page, self._known)
        return self._pages[page]

    def _fetch(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        return [self._cells(one) for one in self._page(offset // PAGE)[:limit]]

    def _cells(self, one: SegmentRow | Head) -> Sequence[str]:
        if isinstance(one, Head):
            return Heading(f"▾ {display.safe(self.labelled(one))} · {counted(one.n, 'segment')}")
        mark = "✓" if one.id in self.view.marked else ""
        words = display.safe(one.text) if one.text else f"({t('lost words')})"
        code = display.safe(self.shown(one.code))
        return (mark, code, one.document, one.speaker or "", words, one.coder)

    def line(self, at: int) -> SegmentRow | Head | None:
        """Return what stands in a line of the list."""
        rows = self._page(at // PAGE) if 0 <= at < self.table.count else []
        return rows[at % PAGE] if at % PAGE < len(rows) else None

    def redraw(self) -> None:
        """Draw the rows anew, and what is marked in row 1."""
        self.table.fill(self.table.count, self._fetch)
        self.head()

    # The passage ------------------------------------------------------------------------------

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Show the passage of the segment now marked."""
        self._tell()

    def _tell(self) -> None:
        row = self.line(self.table.cursor)
        if isinstance(row, Head):
            self.passage.show(f"{display.safe(self.labelled(row))} · {counted(row.n, 'segment')}")
            return
        if row is None or self._nearby is None:
            self.passage.show("")
            return
        context = self._nearby.of(row.id, self.view.context)
        said = [display.safe(self.shown(row.code)), display.safe(row.document)]
        said += [display.safe(row.speaker)] if row.speaker else []
        if row.state in ("changed", "lost"):
            said.append(t(f"{row.state} words"))
        if row.state == "whole":
            said.append(t("whole document"))
        elif context is not None and context.turns > 1:
            said.append(t("turn of", at=context.turn, n=context.turns))
        said += [t("strength at", n=row.strength)] if row.strength is not None else []
        said += [display.safe(row.coder), local(row.created)[:10]]
        said += [f"* {display.safe(row.memo)}"] if row.memo else []
        around = (context.before, context.after) if context is not None else ("", "")
        self.passage.show(" · ".join(said), around[0], row.text, around[1])

    def do_context(self, _key: str) -> None:
        """Show one turn more around the segment, after three none."""
        self.view.context = (self.view.context + 1) % 4
        self._chips()
        self._tell()


def _columns(cells: int) -> Sequence[Column]:
    """Return the columns for a screen so wide."""
    code, document, speaker, coder = (26, 20, 10, 8) if cells >= 120 else (16, 12, 7, 6)
    return (
        Column("", 1), Column(t("col code"), code), Column(t("col document"), document),
        Column(t("col speaker"), speaker), Column(t("col text"), 0), Column(t("col coder"), coder),
    )  # fmt: skip
