"""A screen that is a table: arrows, pages, and an empty state that says what will be here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from qualcode.tui.screens.base import Base
from qualcode.tui.widgets.table import Column, Table


class Listed(Base):
    """A table with a cursor."""

    empty = ""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(self.columns())
        self.nothing = Static("", classes="empty", markup=False)

    def columns(self) -> Sequence[Column]:
        """Return the columns."""
        return ()

    def body(self) -> Iterable[Widget]:
        """Yield the table, and what stands in its place while it is empty."""
        yield self.table
        yield self.nothing

    def on_mount(self) -> None:
        """Give the table the keys."""
        self.table.focus()

    def fill(self, rows: Sequence[Sequence[str]], empty: str) -> None:
        """Show rows, or what is said where there are none."""
        self.table.fill(len(rows), lambda offset, limit: rows[offset : offset + limit])
        self.table.display = bool(rows)
        self.nothing.display = not rows
        self.nothing.update(empty)

    def navigate(self, key: str) -> bool:
        """Move the cursor."""
        table = self.table
        moves = {
            "up": lambda: table.move(-1), "down": lambda: table.move(1),
            "pageup": lambda: table.page(-1), "pagedown": lambda: table.page(1),
            "home": lambda: table.go(0), "end": lambda: table.go(table.count - 1),
        }  # fmt: skip
        if key not in moves:
            return False
        moves[key]()
        return True

    def on_table_opened(self, _event: Table.Opened) -> None:
        """A click on the marked row opens it."""
        self.act("open")
