"""Agreement: what two coders are done with, the rounds, how far each coder is; enter compares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.agreement_export import Exporting
from qualcode.tui.screens.agreement_form import RoundForm
from qualcode.tui.screens.agreement_scope import INTERVIEWS, KEPT, Scope
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.dialogs import Choice
from qualcode.tui.widgets.doing import Doing
from qualcode.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from qualcode.agreement.rounds import Progress as Far
    from qualcode.agreement.rounds import Round

LOW = 16
"""Below so many rows the list has the screen for itself."""


@dataclass(frozen=True)
class Line:
    """A row of the board: a source that two coders are done with, or a round."""

    source: str
    documents: int = 0
    round: Round | None = None
    board: tuple[Far, ...] = ()

    def same(self, other: Line) -> bool:
        """Say whether it is the same round or source, whatever has become of it."""
        mine, theirs = self.round, other.round
        if mine is None or theirs is None:
            return mine is theirs and self.source == other.source
        return mine.uid == theirs.uid


class Agreement(Exporting):
    """The board of rounds."""

    screen_name = "agreement"
    DEFAULT_CSS = """
    Agreement #round { height: 4; border-top: solid $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._going = ""
        self.with_coefficients = True
        self.below = Static("", id="round", markup=False)

    def columns(self) -> Sequence[Column]:
        """Round, kind, state, coders, how far."""
        return (
            Column(t("col round"), 20), Column(t("col kind"), 12), Column(t("col round state"), 14),
            Column(t("col round coders"), 0), Column(t("col passages"), 14, right=True),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the list, and how far the coders of the marked round are."""
        yield from super().body()
        yield self.below

    def on_resize(self) -> None:
        """The lines below come and go with the height."""
        self._describe()

    def load(self) -> None:
        """Read the rounds beside the keys: what reads them takes libraries that load slowly."""
        self.work(self._read, self._show, t("reading rounds"))

    def _read(self, _progress: Progress) -> tuple[list[Line], bool]:
        agreement = Project(self.project.store.aside()).agreement
        lines = [Line(source, n) for source, n in agreement.sources()]
        lines += [
            Line(one.settings.get("from", ""), 0, one, tuple(agreement.board(one.uid)))
            for one in agreement.round_rows()
        ]
        return lines, agreement.coefficients

    def _show(self, read: tuple[list[Line], bool]) -> None:
        was = self._marked()
        self.lines, self.with_coefficients = read
        self.fill([self._cells(line) for line in self.lines], t("agreement empty"))
        if was is not None:  # a source more above it is not to move the mark
            at = next((n for n, one in enumerate(self.lines) if one.same(was)), None)
            self.table.go(self.table.cursor if at is None else at)
        self._describe()
        self.shown()
        if self._going:
            self._go_on(self._going)

    def _cells(self, line: Line) -> Sequence[str]:
        one = line.round
        if one is None:
            name = t("interviews") if line.source == INTERVIEWS else display.safe(line.source)
            return (name, t("kind work"), "", "", t("round of all", n=number(line.documents)))
        done, n = sum(p.done for p in line.board), sum(p.assigned for p in line.board)
        return (
            display.safe(one.name), t(f"kind {one.kind}"), _state(one),
            display.safe(", ".join(p.coder for p in line.board)),
            t("round done of", done=number(done), n=number(n)),
        )  # fmt: skip

    def _marked(self) -> Line | None:
        at = self.table.cursor
        return self.lines[at] if at < len(self.lines) else None

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell about the round now marked."""
        self._describe()

    def _describe(self) -> None:
        line = self._marked()
        self.below.display = line is not None and self.size.height >= LOW
        if line is None:
            return
        cells = max(10, self.size.width - 2)
        rows = []
        if line.round is None:
            rows.append(t("round compare"))
        else:
            said = line.round.settings
            source = said.get("from", "")
            rows.append("  ".join(
                t("round coders", coder=display.safe(p.coder), done=number(p.done),
                  n=number(p.assigned))
                for p in line.board
            ))  # fmt: skip
            rows.append(t(
                "round drawn", n=number(said.get("sample") or 0),
                units=number(said.get("units") or 0),
                source=t("interviews") if source == INTERVIEWS else display.safe(str(source)),
                seed=said.get("seed", "–"), freeze=display.safe(line.round.freeze or "–"),
            ))  # fmt: skip
        if not self.with_coefficients:
            rows.append(t("coefficients off said"))
        text = "\n".join(display.ellipsis(row, cells) for row in rows)
        self.below.update(Text(text, no_wrap=True, overflow="crop"))

    # Going on ---------------------------------------------------------------------------------

    def _scope(self) -> Scope | None:
        line = self._marked()
        if line is None:
            return None
        unit = "sentence" if line.source in (INTERVIEWS, "documents") else "answer"
        return Scope(line.round.name if line.round else None, line.source, unit)

    def export_scope(self) -> Scope | None:
        """Return the marked round or source."""
        return self._scope()

    def do_open(self, _key: str) -> None:
        """Show the agreement of the marked round by code."""
        self._go_on("figures")

    def do_reconcile(self, _key: str) -> None:
        """Go through the disagreements of the marked round."""
        self.program.kept.pop("reconcile", None)
        self._go_on("reconcile")

    def _go_on(self, screen: str) -> None:
        # A key that comes before the rounds are there is done when they are.
        self._going = screen if self.working and not self.lines else ""
        scope = self._scope()
        if scope is not None:
            self.program.kept[KEPT] = scope
            self.program.go(screen)

    # Rounds -----------------------------------------------------------------------------------

    def do_new_round(self, _key: str) -> None:
        """Ask for a round in a form, and open it."""

        def opened(name: str | None) -> None:
            if name is not None:
                self.told()

        self.app.push_screen(RoundForm(self.project), opened)

    def do_close_round(self, _key: str) -> None:
        """Close the marked round; asked about only where passages are left."""
        line = self._marked()
        if line is None or line.round is None:
            self.say(t("no round here"))
            return
        uid = line.round.uid
        left = [p for p in line.board if p.left]
        if line.round.closed is not None or not left:
            self._close(uid, anyway=False)
            return

        def take(chosen: str | None) -> None:
            if chosen == "close":
                self._close(uid, anyway=True)

        told = ", ".join(t("coders left", coder=display.safe(p.coder), n=p.left) for p in left)
        choices = [("close", t("close it")), ("", t("leave it open"))]
        self.app.push_screen(Choice(t("close anyway", left=told), choices), take)

    def _close(self, uid: str, *, anyway: bool) -> None:
        """Close it beside the keys: its figures with their intervals are kept with it."""

        def closed(found: object) -> None:
            with self.attempting():
                if isinstance(found, QualcodeError):
                    raise found
                if found is not None:
                    self.told()

        agreement = self.project.agreement
        close = partial(agreement.close, uid, anyway=anyway)
        self.app.push_screen(Doing(t("closing round"), lambda tell: close(progress=tell)), closed)

    def do_coefficients(self, _key: str) -> None:
        """Turn coefficients on or off."""
        agreement = self.project.agreement
        agreement.set_coefficients(not agreement.coefficients)
        self.told()


def _state(one: Round) -> str:
    if one.closed is not None:
        return t("round closed")
    return t("round open" if one.blind else "round open seen")
