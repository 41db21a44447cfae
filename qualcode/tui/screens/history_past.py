"""The project as it was after a batch: its codebook, and the segments of a document; read only."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.history.log import LogRow
from qualcode.history.past import Past
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.screens.working import Progress, Working
from qualcode.tui.widgets.dialogs import Entry, Finder
from qualcode.tui.widgets.table import Column


class LookBack(Working):
    """Codes as they were, or segments of one document as they were."""

    screen_name = "past"
    over = True

    def __init__(self, batch: LogRow) -> None:
        super().__init__()
        self.row = batch
        self.past: Past | None = None
        self.document: str | None = None

    def columns(self) -> Sequence[Column]:
        """Of the codebook: code, segments, documents, definition."""
        return (
            Column(t("col code"), 28), Column(t("col segments"), 8, right=True),
            Column(t("col documents"), 9, right=True), Column(t("definition"), 0),
        )  # fmt: skip

    def _span_columns(self) -> Sequence[Column]:
        return (
            Column(t("col place"), 11), Column(t("col code"), 20), Column(t("col text"), 0),
            Column(t("col coder"), 8),
        )  # fmt: skip

    def where(self) -> list[str]:
        """Row 1: History, as it was when, of which document."""
        when = local(self.row.when)[:16].replace("T", " ")
        shown = display.safe(self.document) if self.document else t("codebook")
        return [t("history"), t("as it was", when=when, n=number(self.row.number)), shown]

    def load(self) -> None:
        """Fold the journal up to the batch, beside the keys."""
        if self.past is None and not self.working:
            self._look(self.document)

    def _look(self, document: str | None) -> None:
        def look(progress: Progress) -> Past:
            from qualcode.history.area import History

            area = History(self.project.store.aside())
            return area.at(self.row.batch, document=document, progress=progress)

        def show(past: Past) -> None:
            self.past, self.document = past, document
            self._show()

        self.nothing.update("")
        self.work(look, show, t("looking back"), self._left)

    def _left(self) -> None:
        if self.past is None:
            self.app.pop_screen()

    def _show(self) -> None:
        assert self.past is not None
        self.table.go(0)
        if self.document is None:
            self.table.columns = list(self.columns())
            rows = [
                (
                    f"{'  ' * c.depth}{display.safe(c.code)}"
                    + (t("retired then") if c.retired else ""),
                    number(c.segments), number(c.documents), display.safe(c.definition),
                )
                for c in self.past.codes
            ]  # fmt: skip
            self.fill(rows, t("no codes then"))
        else:
            self.table.columns = list(self._span_columns())
            rows = [
                (
                    f"{s.start}-{s.end}", display.safe(s.code), display.safe(s.text),
                    display.safe(s.coder),
                )
                for s in self.past.spans
            ]  # fmt: skip
            self.fill(rows, t("no segments then"))
        coder = self.project.coder
        self.header.show([self.project.name, *self.where()], coder.name if coder else t("reading"))
        shown = counted(sum(d.segments for d in self.past.papers), "segment")
        self.say(t("look back hint", segments=shown, documents=number(len(self.past.papers))))

    def do_codes_or_segments(self, _key: str) -> None:
        """Show the segments of a document, or the codebook again."""
        if self.past is None or self.working:
            return
        if self.document is not None:
            self.document = None
            self._show()
            return
        coded = sorted(self.past.papers, key=lambda d: -d.segments)
        listed = [
            Entry(d.document, f"{display.safe(d.document)}  {counted(d.segments, 'segment')}",
                  (d.document,))
            for d in coded[:3000]
        ]  # fmt: skip

        def take(name: str | None) -> None:
            if name is not None:
                self._look(name)

        self.app.push_screen(Finder(t("which document"), listed), take)

    def do_open(self, key: str) -> None:
        """Show the other of the two."""
        self.do_codes_or_segments(key)
