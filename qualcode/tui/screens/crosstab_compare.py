"""A kept cross-tab beside today's: the cells that differ, and the decisions that moved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import counted, number, said, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import said_of, shown_names
from qualcode.tui.screens.crosstab_kept import COMPARED, make_today
from qualcode.tui.screens.telling import Telling
from qualcode.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from qualcode.analysis.crosstab_kept import Kept

LOW = 14


@dataclass(frozen=True)
class Change:
    """A cell that differs, then and now."""

    code: str
    level: str
    n: tuple[int, int]
    base: tuple[int, int]
    percent: tuple[float, float]
    p: tuple[float, float]


@dataclass(frozen=True)
class Beside:
    """A kept table, what has changed since, the decisions; why: it cannot be made any more."""

    kept: Kept
    changes: list[Change]
    decisions: list[dict[str, Any]]
    why: str


class Compare(Telling):
    """The changes of a kept table, or its decisions."""

    screen_name = "then_and_now"
    DEFAULT_CSS = "Compare #compared { height: 4; border-top: solid $panel; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.found: Beside | None = None
        self.decisions = False
        self.names: dict[str, str] = {}
        self._stamp: object = None
        self.below = Static("", id="compared", markup=False)

    def body(self) -> Iterable[Widget]:
        """Yield the list, and what is compared."""
        yield from super().body()
        yield self.below

    def where(self) -> list[str]:
        """Row 1: cross-tab, the table's name."""
        name = display.safe(self.found.kept.name) if self.found is not None else ""
        return [t("crosstab"), t("then_and_now"), name]

    def on_resize(self) -> None:
        """The lines below come and go with the height."""
        self._describe()

    def load(self) -> None:
        """Compare, unless what is shown is still so."""
        self.names = shown_names(self.project)
        uid, stamp = self.program.kept.get(COMPARED), self.project.analysis.stamp()
        if uid is None:
            self.fill([], t("kept empty"))
        elif stamp != self._stamp:
            self._stamp = stamp
            self.work(lambda _progress: _beside(self.project, uid), self._show, t("kept comparing"))

    def _show(self, found: Beside) -> None:
        self.found = found
        self.draw()
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)
        self.shown()

    # Drawing ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the cells that differ, or the decisions."""
        found = self.found
        if found is None:
            return
        self.table.columns = list(_decided() if self.decisions else _changed())
        if self.decisions:
            rows = [self._decision(one) for one in found.decisions]
            self.fill(rows, t("compared no decision"))
        else:
            empty = t("compared gone", why=in_words(found.why)) if found.why else t("compared same")
            self.fill([self._change(one) for one in found.changes], display.safe(empty))
        self._describe()

    def _change(self, one: Change) -> Sequence[str]:
        counted = [f"{number(n)}/{number(base)}" for n, base in zip(one.n, one.base, strict=True)]
        return (
            display.safe(self.names.get(one.code, one.code)), display.safe(one.level), *counted,
            *(_percent(value) for value in one.percent), *(_p(value) for value in one.p),
        )  # fmt: skip

    def _decision(self, one: Mapping[str, Any]) -> Sequence[str]:
        return (
            f"{one['when'][:10]} {one['when'][11:16]}", display.safe(one["coder"] or "–"),
            display.safe(said_of(one["what"], one["subject"] or "", self.names)), _moved(one),
        )  # fmt: skip

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell of the row now marked."""
        self._describe()

    def _describe(self) -> None:
        found = self.found
        self.below.display = found is not None and self.size.height >= LOW
        if found is None:
            return
        cells = max(10, self.size.width - 2)
        first = t(
            "compared of", name=display.safe(found.kept.name), when=found.kept.created[:10],
            coder=display.safe(found.kept.coder), cells=counted(len(found.changes), "cell"),
            decisions=counted(len(found.decisions), "decision"),
        )  # fmt: skip
        at, row = self.table.cursor, ""
        if self.decisions and at < len(found.decisions):
            one = found.decisions[at]
            row = f"{display.safe(said(one['what'], one['subject'] or ''))} · {_moved(one)}"
        elif not self.decisions and at < len(found.changes):
            change = found.changes[at]
            row = f"{display.safe(self.names.get(change.code, change.code))}, " + t(
                "compared cell", level=display.safe(change.level), n_before=number(change.n[0]),
                base_before=number(change.base[0]), n=number(change.n[1]),
                base=number(change.base[1]),
            )  # fmt: skip
        lines = [first, row, t("compared keys decisions" if self.decisions else "compared keys")]
        text = "\n".join(display.ellipsis(line, cells) for line in lines)
        self.below.update(Text(text, no_wrap=True, overflow="crop"))

    # Going on ---------------------------------------------------------------------------------

    def do_decisions(self, _key: str) -> None:
        """Show the decisions that moved the table, or the cells again."""
        self.decisions = not self.decisions
        self.table.go(0)
        self.draw()

    def do_make_today(self, _key: str) -> None:
        """Make the table as it is today."""
        if self.found is not None:
            make_today(self, self.found.kept)

    do_open = do_make_today


def _beside(project: Project, uid: str) -> Beside:
    found = Project(project.store.aside()).analysis.compare(uid)
    changes = [
        Change(
            row["code"], row["level"], (row["n_before"], row["n"]),
            (row["base_before"], row["base"]), (row["percent_before"], row["percent"]),
            (row["p_before"], row["p"]),
        )
        for row in found.changes.to_dict("records")
    ]  # fmt: skip
    decisions = [{str(k): v for k, v in row.items()} for row in found.decisions.to_dict("records")]
    return Beside(found.kept, changes, decisions[::-1], found.note if found.now is None else "")


def _changed() -> Sequence[Column]:
    return (
        Column(t("col code"), 0), Column(t("col level"), 12), Column(t("col n then"), 9, True),
        Column(t("col n now"), 9, True), Column(t("col percent then"), 7, True),
        Column(t("col percent now"), 7, True), Column(t("col p then"), 6, True),
        Column(t("col p now"), 6, True),
    )  # fmt: skip


def _decided() -> Sequence[Column]:
    return (
        Column(t("col decided when"), 16), Column(t("col coder"), 8), Column(t("col did"), 0),
        Column(t("col moved"), 24),
    )  # fmt: skip


def _moved(one: Mapping[str, Any]) -> str:
    """Return what a decision did to the table's codes, texts and fields."""
    names = ("segments_added", "segments_removed", "segments_changed", "reviews", "codes", "values")
    return " ".join(t(f"moved {name}", n=number(int(one[name]))) for name in names if one[name])


def _percent(value: float) -> str:
    return "–" if value != value else f"{value:.1f}"


def _p(value: float) -> str:
    from qualcode.analysis.crosstab_reading import p_value

    return p_value(value) or "–"
