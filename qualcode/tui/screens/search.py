"""Search: where words are said, one hit a row in its context; the words themselves, counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import TypeVar

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.analysis.area import Analysis
from qualcode.analysis.search import HitRow, Hits, Query
from qualcode.analysis.word_counts import WordList, WordRow
from qualcode.errors import QualcodeError
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.search_acting import SearchActing
from qualcode.tui.screens.searching import Asked, chips
from qualcode.tui.widgets.concordance import Concordance
from qualcode.tui.widgets.table import Column, Table

T = TypeVar("T")
LOW = 16
"""Below so many rows of the screen the hits have them all."""


@dataclass
class Kept:
    """What the screen finds again when one comes back to it."""

    analysis: Analysis
    asked: Asked
    cursor: int = 0


class Search(SearchActing):
    """Hits in their context, or the list of words."""

    screen_name = "search"

    def __init__(self) -> None:
        super().__init__()
        self.concordance = Concordance()
        self.words = Table(
            (
                Column(t("search col word"), 0), Column(t("search col count"), 9, True),
                Column(t("search col documents"), 10, True),
                Column(t("search col cases"), 9, True),
            )
        )  # fmt: skip
        self.table = self.concordance
        self.chips = Static("", markup=False, classes="chips")
        self.passage = Static("", markup=False, classes="passage")
        self.list: WordList | None = None
        self._kept: Kept | None = None
        self._token = Event()
        self._doing = ""

    DEFAULT_CSS = """
    Search .chips { height: 1; color: $secondary; }
    Search .passage { height: 4; background: $surface; }
    """

    def body(self) -> Iterable[Widget]:
        """Yield what is asked for, the hits or words, and the passage of the hit marked."""
        yield self.chips
        yield self.concordance
        yield self.words
        yield self.nothing
        yield self.passage

    def where(self) -> list[str]:
        """Row 1: search, and how much was found of how much."""
        if self.asked.listing and self.list is not None:
            said = t(
                "search words count", n=number(len(self.list.rows)),
                documents=number(self.list.documents), cases=number(self.list.cases),
            )  # fmt: skip
        elif not self.asked.listing and self.hits is not None:
            hits = self.hits
            said = t(
                "search count", hits=counted(len(hits), "hit"), documents=number(hits.documents),
                searched=counted(hits.searched, "document"),
            )  # fmt: skip
        else:
            said = ""
        return [t("search"), said]

    # Searching --------------------------------------------------------------------------------

    def load(self) -> None:
        """Search for what was asked last."""
        if self._kept is None:
            fresh = Kept(Analysis(self.project.store.aside()), Asked())
            self._kept = self.program.kept.setdefault(self.screen_name, fresh)
            self.asked = self._kept.asked
            if not self.asked.line and not self.asked.listing:
                self.first_query()
        elif self.hits is not None and not self.asked.listing:
            self._kept.cursor = self.concordance.cursor
        self._look()

    def ask(self, asked: Asked) -> None:
        """Search for this from now on."""
        if asked != self.asked:
            self.asked = asked
            if self._kept is not None:
                self._kept.asked, self._kept.cursor = asked, 0
        self._look()

    def _look(self) -> None:
        """Search beside the keys; what is shown stays until there is something else."""
        self._token.set()
        self._token = token = Event()
        code = self.asked.scope.code
        try:
            name = shown_name(self.project.codebook.find(code)) if code is not None else ""
            self.chips.update(display.ellipsis(chips(self.asked, name), self.app.size.width))
            if self.asked.listing:
                self._run(t("search running"))
                self.beside_keys(lambda: self._count(token), "search")
            elif self.asked.line:
                query = self.asked.query()
                self._run(t("search running"))
                self.beside_keys(lambda: self._find(query, token), "search")
            else:
                self._show(None)
                self.beside_keys(self._prepare, "search")
        except QualcodeError as error:
            self._fail(error)

    def _fail(self, error: QualcodeError) -> None:
        """Say why there is no answer, in the place of hits that answer something else."""
        self._token.set()
        self.hits = self.list = None
        self.table.fill(0, lambda _offset, _limit: [])
        self._finish(0, display.safe(in_words(str(error))))
        self.say("")

    async def _prepare(self) -> None:
        """Read the words of the project while the first question is typed."""
        assert self._kept is not None
        with suppress(QualcodeError):
            await asyncio.to_thread(self._kept.analysis.prepare)

    async def _find(self, query: Query, token: Event) -> None:
        assert self._kept is not None
        asked, analysis = self.asked, self._kept.analysis

        hits = partial(analysis.hits, query, asked.scope, asked.order)
        found = await self._answer(asyncio.to_thread(hits), token)
        if found is not None:
            self._show(found)

    async def _count(self, token: Event) -> None:
        """Have the words counted by the worker: to cut Chinese into words takes much memory."""
        asked = self.asked
        found = await self._answer(
            self.program.helper.ask(
                "words", progress=partial(self._counting, token), scope=vars(asked.scope),
                common=asked.common,
            ),
            token,
        )  # fmt: skip
        if found is not None:
            self._show_words(
                WordList(**found | {"rows": tuple(WordRow(*r) for r in found["rows"])})
            )

    def _counting(self, token: Event, done: int, total: int) -> None:
        if not token.is_set():
            self._run(t("search counting", done=number(done), total=number(total)))

    def _run(self, said: str) -> None:
        """Say what is being done, until it is done or there is something else to say."""
        self._doing = said
        self.say(said)

    async def _answer(self, work: Awaitable[T], token: Event) -> T | None:
        """Return what some work yields that is done beside the keys, None if it was stopped."""
        try:
            found = await work
        except QualcodeError as error:
            if not token.is_set():
                self._fail(error)
            return None
        if token.is_set():
            return None
        token.set()
        if self.status.text == self._doing:
            self.say("")
        return found

    def do_back(self, key: str) -> None:
        """Stop what runs; from the words go back to the hits; else go back."""
        if not self._token.is_set() and (self.asked.line or self.asked.listing):
            self._token.set()
            self.workers.cancel_group(self, "search")
            self.say(t("search stopped"))
        elif self.asked.listing:
            self.ask(replace(self.asked, listing=False))
        else:
            super().do_back(key)

    # Showing ----------------------------------------------------------------------------------

    def _show(self, hits: Hits | None) -> None:
        self.hits = hits
        self._turn_to(self.concordance)
        count = len(hits) if hits is not None else 0
        self.concordance.fill(count, self._rows)
        if self._kept is not None:
            self.concordance.go(self._kept.cursor)
        if hits is None:
            empty = t("search empty")
        else:
            line = display.safe(self.asked.line)
            empty = t("search nothing", line=line, searched=counted(hits.searched, "document"))
        self._finish(count, empty)

    def _show_words(self, found: WordList) -> None:
        self.list = found
        self._turn_to(self.words)
        rows = found.rows
        self.words.fill(
            len(rows),
            lambda offset, limit: [
                (display.safe(r.word), number(r.count), number(r.documents), number(r.cases))
                for r in rows[offset : offset + limit]
            ],
            keep=False,
        )
        self._finish(len(rows), t("search no words"))

    def _turn_to(self, table: Table) -> None:
        self.table = table
        self.concordance.display = table is self.concordance
        self.words.display = table is self.words

    def _finish(self, count: int, empty: str) -> None:
        self.table.display = count > 0
        self.nothing.display = count == 0
        self.nothing.update(empty)
        if count:
            self.table.focus()
        coder = self.project.coder
        self.header.show([self.project.name, *self.where()], coder.name if coder else t("reading"))
        self._tell()

    def _rows(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        assert self.hits is not None
        return [
            (r.document, r.speaker or "", r.left, r.match, r.right)
            for r in self.hits.rows(offset, limit)
        ]

    def _marked(self) -> HitRow | None:
        if self.hits is None or self.asked.listing or not len(self.hits):
            return None
        return self.hits.rows(self.table.cursor, 1, context=200)[0]

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Show the passage of the hit marked."""
        self._tell()

    def on_resize(self) -> None:
        """Give the passage what the hits can spare."""
        self._tell()

    def _tell(self) -> None:
        row = self._marked()
        self.passage.display = row is not None and self.app.size.height >= LOW
        if row is None:
            return
        turn = t("search turn", n=row.turn) if row.turn is not None else ""
        about = [row.document, row.speaker or "", turn, row.case or "", row.language]
        cells = max(10, self.app.size.width - 2)
        line = display.ellipsis(" · ".join(dict.fromkeys(part for part in about if part)), cells)
        self.passage.update(_passage(row, line, cells, 3))

    # Acting -----------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Open the hit in its document; in the list of words, search the word."""
        if self.asked.listing and self.list is not None and self.list.rows:
            word = self.list.rows[self.words.cursor].word
            self.ask(
                replace(
                    self.asked, line=word, listing=False, pattern=False, near="",
                    whole=word.isascii(),
                )
            )  # fmt: skip
            return
        row = self._marked()
        if row is not None:
            if self._kept is not None:
                self._kept.cursor = self.table.cursor
            self.program.open_document(row.document, (row.start, row.end))

    def do_word_list(self, _key: str) -> None:
        """Count the words, or go back to the hits."""
        self.ask(replace(self.asked, listing=not self.asked.listing))


def _passage(row: HitRow, about: str, cells: int, lines: int) -> Text:
    """Return where a hit stands, and its passage in so many lines, the hit marked in it."""
    text = Text(no_wrap=True, overflow="crop")
    text.append(f" {about}", style="dim")
    whole = display.safe(row.left + row.match + row.right).replace("\n", " ")
    spans = display.wrap(whole, 0, len(whole), cells) if whole else []
    first, last = len(row.left), len(row.left) + len(row.match)
    at = next((n for n, (_, end) in enumerate(spans) if end > first), 0)
    top = max(0, min(at - 1, len(spans) - lines))
    for start, end in spans[top : top + lines]:
        text.append("\n ")
        for a, z, style in (
            (start, min(end, first), ""), (max(start, first), min(end, last), "bold underline"),
            (max(start, last), end, ""),
        ):  # fmt: skip
            if a < z:
                text.append(whole[a:z], style=style)
    return text
