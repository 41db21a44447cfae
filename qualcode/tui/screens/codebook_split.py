"""Which segments go where when a code is split: one key a segment, told in the last row."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.codebook.rows import CodeRow
from qualcode.coding.segments import SegmentRow
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui import keys
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_name
from qualcode.tui.widgets.table import PAGE, Column, Table

MOST = 9
"""A digit for each new code."""


class Assigning(ModalScreen[dict[str, str] | None]):
    """The segments of a code; uid → name of a new code for those that go, None where it is left."""

    DEFAULT_CSS = """
    Assigning { background: $background; }
    Assigning .title { text-style: bold; padding: 0 1; height: 1; }
    Assigning .codes { height: auto; max-height: 3; padding: 0 1; }
    Assigning Table { height: 1fr; }
    Assigning #passage { height: 3; padding: 0 1; background: $surface; }
    Assigning .hint { height: 1; color: $secondary; padding: 0 1; }
    """

    def __init__(self, project: Project, row: CodeRow, names: Sequence[str]) -> None:
        super().__init__()
        self._project = project
        self._row = row
        self._names = list(names)
        self._chosen: dict[str, int] = {}
        self._after = {0: 0}
        self._pages: dict[int, list[SegmentRow]] = {}
        self.table = Table(
            (
                Column("", 2), Column(t("col document"), 14), Column(t("col coder"), 8),
                Column(t("col text"), 0),
            )
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """Lay out the new codes, the segments, and the keys."""
        with Vertical():
            title = display.safe(t("split of", code=shown_name(self._row)))
            yield Static(title, classes="title", markup=False)
            yield Static("", classes="codes", markup=False)
            yield self.table
            yield Static("", id="passage", markup=False)
            yield Static(t("split keys"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show the segments."""
        self._fill()
        self.table.focus()
        self._tell()

    def _fill(self) -> None:
        count = self._project.coding.count(code=self._row.uid, descendants=False)
        self.table.fill(count, self._fetch)

    def _fetch(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        return [
            (
                str(self._chosen[r.segment] + 1) if r.segment in self._chosen else "·",
                r.document, r.coder, display.safe(r.text),
            )
            for r in self._page(offset // PAGE)[:limit]
        ]  # fmt: skip

    def _page(self, page: int) -> list[SegmentRow]:
        if page not in self._pages:
            near = max(p for p in self._after if p <= page)
            for at in range(near, page + 1):
                rows = self._project.coding.rows(
                    code=self._row.uid, descendants=False, limit=PAGE, after=self._after[at]
                )
                self._pages[at] = rows
                if rows:
                    self._after[at + 1] = rows[-1].id
        return self._pages[page]

    def _marked(self) -> SegmentRow | None:
        at = self.table.cursor
        rows = self._page(at // PAGE) if self.table.count else []
        return rows[at % PAGE] if at % PAGE < len(rows) else None

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Show the words of the segment now marked."""
        self._tell()

    def _tell(self) -> None:
        row = self._marked()
        cells = max(20, self.size.width - 2)
        words = display.ellipsis(" ".join(row.text.split()), cells * 3 - 4) if row else ""
        self.query_one("#passage", Static).update(words)
        counts = [0] * len(self._names)
        for at in self._chosen.values():
            counts[at] += 1
        parts = [
            f"{at + 1} {name} ({number(n)})"
            for at, (name, n) in enumerate(zip(self._names, counts, strict=True))
        ]
        left = self.table.count - len(self._chosen)
        parts.append(f"0 {t('stays on', code=shown_name(self._row))} ({number(left)})")
        said = "   ".join(display.safe(part) for part in parts)
        self.query_one(".codes", Static).update(said)

    def on_key(self, event: Key) -> None:
        """Assign, move about, go on or leave."""
        event.stop()
        name = keys.name(event)
        table = self.table
        moves = {
            "up": lambda: table.move(-1), "down": lambda: table.move(1),
            "pageup": lambda: table.page(-1), "pagedown": lambda: table.page(1),
            "home": lambda: table.go(0), "end": lambda: table.go(table.count - 1),
        }  # fmt: skip
        if name in moves:
            moves[name]()
        elif name == "enter":
            self.dismiss({uid: self._names[at] for uid, at in self._chosen.items()})
        elif name == "escape":
            self.dismiss(None)
        elif name.isdecimal() and int(name) <= len(self._names):
            self._assign(int(name))

    def _assign(self, digit: int) -> None:
        row = self._marked()
        if row is None:
            return
        if digit:
            self._chosen[row.segment] = digit - 1
        else:
            self._chosen.pop(row.segment, None)
        self._fill()
        self.table.move(1)
        self._tell()
