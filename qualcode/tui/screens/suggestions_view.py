"""The lists of suggestions: read beside the keys, drawn, the row marked told in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.documents.listing import ANSWER
from qualcode.project import Project
from qualcode.suggest import queue, training
from qualcode.suggest.by_code import CodeFares, Fares
from qualcode.suggest.faring import Figures
from qualcode.suggest.queue import Suggestion
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens import suggestions_rows as rows
from qualcode.tui.screens.asking import Asking
from qualcode.tui.screens.suggesting import Suggesting
from qualcode.tui.screens.suggestions_told import about, of_model
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.table import Column, Table

INTERVIEWS = "\0interviews"
"""What stands for the interviews where a question could be chosen."""
MOST = 100
"""So many passages, codings or pairs are listed at most by the worker."""
TALL = (15, 20, 24)
"""From so many rows on there are one, two, three lines on the row marked; below, none."""


@dataclass
class Kept:
    """What is shown, and finds again who comes back; found: the worker's lists and their stamp."""

    view: str = "pending"
    order: str = "text"
    scope: str | None = None
    code: str | None = None
    cursors: dict[str, int] = field(default_factory=dict)
    found: dict[str, tuple[object, list[dict[str, Any]]]] = field(default_factory=dict)
    members: list[rows.Place] = field(default_factory=list)


class Lists(Suggesting, Asking):
    """The lists, and what is said below them."""

    screen_name = "suggestions"
    DEFAULT_CSS = """
    Lists .chips { height: 1; background: $surface; }
    Lists #about { border-top: solid $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.chips = Static("", markup=False, classes="chips")
        self.about = Static("", id="about", markup=False)
        self.kept = Kept()
        self.names: dict[str, str] = {}
        self.pending: list[Suggestion] = []
        self.fares: Fares | None = None
        self.found: list[dict[str, Any]] = []

    def columns(self) -> Sequence[Column]:
        """Those of the list that is shown."""
        return rows.columns("pending", 80)

    def body(self) -> Iterable[Widget]:
        """Yield the lists' names, the list, and what is to be said of the row marked."""
        yield self.chips
        yield from super().body()
        yield self.about

    def where(self) -> list[str]:
        """Row 1: suggestions, of what, and how many."""
        scope = self.kept.scope
        where = t("interviews") if scope == INTERVIEWS else display.safe(scope or "")
        order = self.kept.order if self.kept.view == "pending" else "text"
        return [
            t("suggestions"), where, self._code_name() if self.kept.code else "",
            "" if order == "text" else t(f"order {order}"),
        ]  # fmt: skip

    def on_resize(self) -> None:
        """Columns take the room there is; the lines below come and go with the height."""
        self.table.columns = list(rows.columns(self.kept.view, self.size.width))
        self._describe()

    # Reading ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the list that is shown."""
        self.kept = kept = self.program.kept.setdefault(self.screen_name, self.kept)
        self.by_name = {row.code: row for row in self.project.codebook.rows()}
        self.names = shown_names(self.project)
        if self.project.coder is None:
            self.fill([], t("suggestions need a coder"))
            self._describe()
            return
        if kept.code is not None and all(r.uid != kept.code for r in self.by_name.values()):
            kept.code = None
        self._chips()
        self.table.columns = list(rows.columns(kept.view, self.size.width))
        # The figures by code stand below every list; most cost nothing but rows.
        self.work(self._read, self._show, t("reading suggestions"))

    def _read(self, _progress: Progress) -> tuple[list[Suggestion], Fares | None, Figures]:
        suggest, kept = Project(self.project.store.aside()).suggest, self.kept
        listed: list[Suggestion] = []
        if kept.view == "pending":
            listed = suggest.listed(question=self._question(), code=kept.code, order=kept.order)
            if kept.scope == INTERVIEWS:
                listed = [one for one in listed if one.kind != ANSWER]
        return listed, suggest.fares(self._kind()), suggest.figures()

    def _question(self) -> str | None:
        return None if self.kept.scope == INTERVIEWS else self.kept.scope

    def _kind(self) -> str | None:
        """Return the kind of model that is told of; None for either, answers first."""
        if self.kept.scope is None:
            return None
        return training.INTERVIEWS if self.kept.scope == INTERVIEWS else training.ANSWERS

    def _show(self, read: tuple[list[Suggestion], Fares | None, Figures]) -> None:
        self.pending, self.fares, self.figures = read
        view = self.kept.view
        if view == "pending":
            subject = self._question() or ("interviews" if self.kept.scope else "all")
            self.quietly(lambda: self._logged(subject))
            self.show_rows(len(self.pending), self.passages, self.why_empty())
        elif view == "codes":
            codes = self.codes_shown()
            table = [rows.of_code(one, rows.named(self.names, one.code)) for one in codes]
            self.show_rows(len(table), lambda at, n: table[at : at + n], t("codes empty"))
        elif view == rows.MEMBERS:
            members = self.kept.members
            table = [(display.safe(p.document), display.safe(p.text)) for p in members]
            self.show_rows(len(table), lambda at, n: table[at : at + n], "")
        else:
            self._find(view)
        self.shown()

    def passages(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        some = self.pending[offset : offset + limit]
        texts = queue.texts(self.project.store, some)
        return [
            (display.safe(one.document), display.safe(text), self.named(one), display.safe(
                one.told if one.probability is not None else ""
            ))
            for one, text in zip(some, texts, strict=True)
        ]  # fmt: skip

    def why_empty(self) -> str:
        if self.fares is None and self.figures is not None and not self.figures.pending:
            return t("suggestions empty")
        return t("suggestions none here")

    def show_rows(self, count: int, fetch: Any, empty: str) -> None:
        """Show rows, the cursor where it was on this list."""
        self.table.fill(count, fetch, keep=False)
        self.table.go(self.kept.cursors.get(self.kept.view, 0))
        self.table.display = count > 0
        self.nothing.display = count == 0
        self.nothing.update(empty)
        if count:
            self.table.focus()
        self._describe()

    def _find(self, view: str) -> None:
        """Have the worker find a list, unless it did since anything was changed."""
        kept = self.kept
        stamp = (self.project.suggest.stamp(), kept.scope)
        if view in kept.found and kept.found[view][0] == stamp:
            self._show_found(view, kept.found[view][1])
            return
        self.show_rows(0, lambda _at, _n: [], "")
        of: dict[str, Any] = {
            "unlike": {"question": self._question(), "limit": MOST},
            "clusters": {"question": self._question()},
            "miscodings": {"kind": self._kind(), "limit": MOST},
            "confused": {"kind": self._kind(), "limit": MOST},
        }

        def then(found: list[dict[str, Any]]) -> None:
            kept.found[view] = (stamp, found)
            if kept.view == view:
                self._show_found(view, found)

        self.ask(view, then, t(f"finding {view}"), **of[view])

    def _logged(self, subject: str) -> list[Suggestion]:
        self.project.suggest.log_listed(self.pending, subject)
        return self.pending

    def _show_found(self, view: str, found: list[dict[str, Any]]) -> None:
        self.found = found
        table = [rows.of_found(view, one, self.names) for one in found]
        self.show_rows(len(table), lambda at, n: table[at : at + n], t(f"{view} empty"))

    def codes_shown(self) -> list[CodeFares]:
        listed = self.fares.codes if self.fares is not None else []
        return [one for one in listed if self.kept.code in (None, one.code_uid)]

    # What is said of it -----------------------------------------------------------------------

    def _chips(self) -> None:
        """Name the lists with their digits, the one shown reversed."""
        kept, text = self.kept, Text(no_wrap=True, overflow="crop")
        shown = "clusters" if kept.view == rows.MEMBERS else kept.view
        for n, view in enumerate(rows.VIEWS, 1):
            style = "bold reverse" if view == shown else ""
            text.append(f" {n} {t(f'list {view}')} ", style=style)
        self.chips.update(text)

    def _code_name(self) -> str:
        row = next((r for r in self.by_name.values() if r.uid == self.kept.code), None)
        return rows.named(self.names, row.code) if row is not None else ""

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Say what the row now marked is; of a suggestion, log that it was shown."""
        self.kept.cursors[self.kept.view] = self.table.cursor
        self._describe()

    def _describe(self) -> None:
        self.about.display = self.size.height >= TALL[0]
        cells, lines = max(10, self.size.width - 2), sum(self.size.height >= n for n in TALL)
        text = Text(no_wrap=True, overflow="crop")
        for line in self._told_of_row(cells, lines):
            text.append(f"{line}\n")
        told = [*of_model(self.figures, self.fares)][: lines + 1]
        for line in told:
            text.append(f"{display.ellipsis(line, cells)}\n", style="dim")
        text.rstrip()
        self.about.styles.height = lines + min(lines + 1, 3) + 1
        self.about.update(text)

    def _told_of_row(self, cells: int, lines: int) -> list[str]:
        """Return the marked row's passage, or its code's figures in words, in so many lines."""
        at, view = self.table.cursor, self.kept.view
        if not self.table.display or at >= self.table.count:
            return [""] * lines
        if view == "codes":
            said = about(self.codes_shown()[at])
        elif view == "pending":
            one = self.pending[at]
            said = queue.texts(self.project.store, [one])[0]
            self.quietly(lambda: self.project.suggest.here(one.document, one.start, one.end))
            if one.probability is None:
                said = f"{self.said_of_suggestion(one)} · {said}"
        elif view == rows.MEMBERS:
            said = self.kept.members[at].text
        elif view == "clusters":
            said = self.found[at]["example"]
        elif view == "confused":
            said = t("confused hint")
        else:
            said = self.found[at]["text"]
        said = " ".join(display.safe(said).split())
        spans = display.wrap(said, 0, len(said), cells)[: lines + 1]
        told = [said[start:end].rstrip() for start, end in spans[:lines]]
        if lines and len(spans) > lines:
            told[-1] = display.ellipsis(f"{told[-1]}…", cells)
        return [*told, *[""] * (lines - len(told))]

    def show_figures(self) -> None:
        """Show how suggestions fare by now."""
        self._describe()

    def renew_suggestions(self) -> None:
        """Read anew what the worker has made."""
        if self.kept.view in ("pending", "codes") and not self.working:
            self.load()
