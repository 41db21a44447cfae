"""What one batch did: each thing it touched, field by field, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from qualcode.history.log import LogRow
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui.i18n import WORDS, number, t
from qualcode.tui.naming import said_of, shown_names
from qualcode.tui.screens.working import Progress, Working
from qualcode.tui.widgets.table import Column, Heading

MOST = 2000
"""So many fields are listed; the rest is counted out by the command line."""
SHORT = 50_000
"""Bytes of payload that are read at once."""
UNTOLD = frozenset(
    (
        "created_at",
        "changed_at",
        "digest",
        "pinyin",
        "extra",
        "source_digest",
        "codebook_state_id",
    )
)
UNTOLD_TABLES = frozenset(("codebook_state",))
OPERATIONS = ("insert", "update", "delete", "restore")


class BatchDone(Working):
    """The changes of one batch in words."""

    screen_name = "batch"
    over = True

    def __init__(self, batch: LogRow) -> None:
        super().__init__()
        self.row = batch

    def columns(self) -> Sequence[Column]:
        """Field, before, after."""
        return (
            Column(t("col field"), 16), Column(t("col before"), 26), Column(t("col after"), 0),
        )  # fmt: skip

    def where(self) -> list[str]:
        """Row 1: History, the batch."""
        row = self.row
        when = local(row.when)[:16].replace("T", " ")
        what = display.safe(said_of(row.what, row.subject, shown_names(self.project)))
        return [t("history"), f"{when} {display.safe(row.coder)}{t('colon')}{what}"]

    def load(self) -> None:
        """Read what it did; many fields beside the keys."""
        chain, sequence = self.row.batch.split("/")
        with self.project.store.read() as connection:
            sql = (
                "SELECT coalesce(sum(length(e.payload)), 0) FROM event e "
                "JOIN batch b ON b.id = e.batch_id JOIN chain c ON c.id = b.chain_id "
                "WHERE c.uid = ? AND b.sequence = ?"
            )
            sqlite = connection.dialect.name == "sqlite"
            sql = sql if sqlite else sql.replace("?", "%s")
            size = connection.exec_driver_sql(sql, (chain, int(sequence))).scalar_one()
        if size <= SHORT:
            self._show(self._read(None))
        else:
            self.work(self._read, self._show, t("reading batch"))

    def do_open(self, _key: str) -> None:
        """All of it is shown."""

    def _read(self, _progress: Progress | None) -> list[dict[str, Any]]:
        from qualcode.history.area import History

        area = History(self.project.store.aside())
        told = (c for c in area.cells(self.row) if _told(c))
        return list(islice(told, MOST + 1))

    def _show(self, cells: list[dict[str, Any]]) -> None:
        self.fill(list(_rows(cells[:MOST])), t("batch empty"))
        if len(cells) > MOST:
            self.say(t("batch cut", n=number(MOST), batch=self.row.number))


def _told(cell: dict[str, Any]) -> bool:
    if cell["operation"] == "withheld":
        return True
    hidden = cell["field"] in UNTOLD or cell["table"] in UNTOLD_TABLES
    return not hidden and not (cell["before"] in (None, "") and cell["after"] in (None, ""))


def _rows(cells: Iterable[dict[str, Any]]) -> Iterable[Sequence[str]]:
    """Yield a heading for each thing that was touched, and its fields."""
    last: Any = None
    for cell in cells:
        if cell["operation"] == "withheld":
            yield Heading(t("withheld"))
            last = None
            continue
        this = (cell["table"], cell["row"], cell["operation"])
        if this != last:
            name = display.safe(cell["name"])
            thing = _word("table", cell["table"])
            shown = f"{thing} “{name}”" if name else thing
            yield Heading(t(f"did {cell['operation']}", thing=shown))
            last = this
        yield (
            f"  {_word('cell', cell['field'])}", _shown(cell["before"]), _shown(cell["after"])
        )  # fmt: skip


def _word(kind: str, name: str) -> str:
    key = f"{kind} {name}"
    return t(key) if key in WORDS else name.removesuffix("_id").replace("_", " ")


def _shown(value: Any) -> str:
    return "" if value is None else display.safe(str(value))
