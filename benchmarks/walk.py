"""A walk through the screens with the watchdog on; a table of all cases of the example study."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from textual.app import App, ComposeResult

import qualcode
from benchmarks.watchdog import Watchdog
from qualcode.project import Project
from qualcode.store.keys import select_in
from qualcode.tui.app import QualcodeApp
from qualcode.tui.widgets.table import Column, Table

Row = tuple[str, str, str]

WALK = (
    "g d", "down", "enter", "down", "s", "]", "1", "u", "U", "u", ".", "u", "c", "escape", "m",
    "escape", ")", "o", "n", "D", "D", "T", "escape", "/", "escape", "ctrl+p", "escape",
    "g k", "1", "F", "v", "escape", "enter", "u", "r", "escape",
    "g b", "down", "enter", "escape", "S", "escape", "/", "escape",
    "g s", "down", "f", "escape", "B", "escape", "T", "space", "X", "escape",
    "g m", "enter", "escape", "f", "escape",
    "g f", "/", "社 区 enter", "down", "O", "escape", "C", "escape",
    "g p", "down", "escape", "g y", "down", "enter", "escape", "f", "escape",
    "g h", "?", "escape",
)  # fmt: skip
"""Keys of every screen; those in one text belong together."""


async def holds(demo: Path) -> list[Row]:
    """Return the longest hold of the event loop on a first and on a second walk."""
    rows = []
    with qualcode.open(demo, coder="Mia") as project:
        app = QualcodeApp(project)
        async with app.run_test(size=(120, 40)) as pilot, Watchdog() as watchdog:
            await pilot.pause()
            for name in ("first", "second"):
                watchdog.forget()
                for keys in WALK:
                    screen = app.screen.name or type(app.screen).__name__
                    watchdog.doing = f"{keys} in {screen}"
                    await pilot.press(*keys.split())
                    await pilot.pause()
                    await app.workers.wait_for_complete()
                    await pilot.pause()
                rows += [
                    (f"longest step on the event loop, {name} walk through the screens",
                     watchdog.said_step(), "< 50 ms"),
                    ("there: longest wait of a timer for its turn", watchdog.said(), ""),
                ]  # fmt: skip
    return rows


class AllCases(App[None]):
    """The table of the interface with every case of a study, a page read as it comes into view."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.store = project.store
        self.fields = {v.id: v.name for v in project.cases.variables()[-4:]}
        columns = [Column("case", 16), *(Column(name, 14) for name in self.fields.values())]
        self.table = Table(columns)

    def compose(self) -> ComposeResult:
        """Lay out the table alone."""
        yield self.table

    def on_mount(self) -> None:
        """Find all cases; none is read yet."""
        with self.store.read() as connection:
            found = connection.exec_driver_sql("SELECT id FROM cases ORDER BY id")
            self.keys = list(found.scalars())
        self.table.fill(len(self.keys), self._rows)

    def _rows(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        keys = self.keys[offset : offset + limit]
        with self.store.read() as connection:
            names = select_in(connection, "SELECT id, name FROM cases WHERE id IN ({})", keys)
            rows = {key: {0: name} for key, name in names}
            sql = (
                "SELECT case_id, variable_id, content, number FROM value "
                f"WHERE variable_id IN ({', '.join(map(str, self.fields))}) AND case_id IN ({{}})"
            )
            for key, field, content, value in select_in(connection, sql, keys):
                rows[key][field] = content if value is None else f"{value:g}"
        return [[rows[key].get(field) or "" for field in (0, *self.fields)] for key in keys]


async def table(demo: Path) -> list[Row]:
    """Time the table of all cases: shown, and stepped through."""
    with qualcode.open(demo, coder="Mia") as project:
        app = AllCases(project)
        start = time.perf_counter()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            shown = time.perf_counter() - start
            n = app.table.count
            keys = []
            for at in range(60):
                start = time.perf_counter()
                if at % 5:
                    app.table.page(1)
                else:
                    app.table.go((at + 1) * n // 61)
                app.screen._compositor.render_strips()
                keys.append(time.perf_counter() - start)
                await pilot.pause()
    p95 = 1000 * sorted(keys)[int(0.95 * len(keys))]
    return [
        (f"{n:,} cases listed, the start of a terminal program included",
         f"{1000 * shown:.0f} ms", "< 300 ms"),
        ("there: pages and jumps, read and drawn, p95", f"{p95:.1f} ms", "< 30 ms"),
    ]  # fmt: skip
