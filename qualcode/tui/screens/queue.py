"""The recode queue: one passage at a time, its code's old and new meaning, and one key each.

Two lists: segments whose code has changed its meaning or was split since, and, for one code that
is chosen, what was reviewed before the code could be applied in its present meaning. Neither is
stored: what is decided leaves the list, an undo puts it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.text import Text
from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.codebook.recode_queue import Meanings, Unseen, Waiting
from qualcode.codebook.rows import CodeRow
from qualcode.store.journal import Made
from qualcode.text import display
from qualcode.tui import pins
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_name, shown_names
from qualcode.tui.screens import queue_told
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.by_letters import ask_letters
from qualcode.tui.screens.panel import entries, terms
from qualcode.tui.widgets.dialogs import Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.passage import Passage
from qualcode.tui.widgets.told import wrapped

AROUND = 2_000
"""Characters of context that are drawn from, on either side."""
WIDE = 100
"""From so many columns on the old and the new meaning stand side by side."""
SEGMENTS = "\0segments"
"""What the finder returns for the list of segments; no code has this uid."""


class RecodeQueue(Base):
    """What is to be looked at again since the codebook changed."""

    screen_name = "queue"
    DEFAULT_CSS = """
    RecodeQueue #what { height: auto; max-height: 2; padding: 0 1; }
    RecodeQueue Passage { height: 1fr; min-height: 4; }
    RecodeQueue #meanings { height: auto; max-height: 50%; border-top: solid $panel;
        scrollbar-size-vertical: 1; }
    RecodeQueue #pair { height: auto; layout: vertical; }
    RecodeQueue #pair.wide { layout: horizontal; }
    RecodeQueue #pair Static { height: auto; padding: 0 1; }
    RecodeQueue #pair.wide Static { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.what = Static("", id="what", markup=False)
        self.passage = Passage()
        self.then = Static("", markup=False)
        self.now = Static("", markup=False)
        self.nothing = Static("", classes="empty", markup=False)
        self.keys: list[int] = []
        self.at = 0
        self.row: Waiting | Unseen | None = None
        self.codes: list[CodeRow] = []

    def body(self) -> Iterable[Widget]:
        """Yield what it is, the passage in its context, the two meanings."""
        yield self.what
        yield self.passage
        pair = Horizontal(self.then, self.now, id="pair")
        yield VerticalScroll(pair, id="meanings", can_focus=False)
        yield self.nothing

    def on_resize(self, _event: events.Resize) -> None:
        """Put the meanings side by side, or below each other."""
        self.query_one("#pair").set_class(self.size.width >= WIDE, "wide")
        if self.is_current:
            self._show()

    def _cells(self) -> int:
        """Return the cells of a line of a meaning."""
        wide = self.size.width >= WIDE
        return max(8, (self.size.width // 2 if wide else self.size.width) - 3)

    # Reading from the project -----------------------------------------------------------------

    @property
    def looked_for(self) -> str | None:
        """The code of the second list, None for the list of segments."""
        return self.program.recode_for

    def load(self) -> None:
        """Read the queue; the place in it stays."""
        self.codes = self.project.codebook.rows()
        pins.keep(self.project, self.codes)
        live = {row.uid for row in self.codes if not row.category}
        if self.looked_for not in live:
            self.program.recode_for = None
        book, looked_for = self.project.codebook, self.looked_for
        self.keys = book.queue_keys() if looked_for is None else book.unseen_keys(looked_for)
        self.at = self.program.recode_at
        self._show()

    def where(self) -> list[str]:
        """Row 1: the queue, and of what."""
        row = next((row for row in self.codes if row.uid == self.looked_for), None)
        return [t("queue"), t("reviewed before", code=shown_name(row)) if row else ""]

    def count(self) -> int:
        """Return how many are left in the list."""
        return len(self.keys)

    def _waiting(self) -> Waiting | None:
        return self.row if isinstance(self.row, Waiting) else None

    def _unseen(self) -> Unseen | None:
        return self.row if isinstance(self.row, Unseen) else None

    def _read(self) -> None:
        """Read the row one is at; what another program took away meanwhile is passed over."""
        book = self.project.codebook
        self.row = None
        while self.keys and self.row is None:
            self.at = min(max(0, self.at), len(self.keys) - 1)
            key = self.keys[self.at]
            found: Sequence[Waiting | Unseen] = (
                book.queue_page([key])
                if self.looked_for is None
                else book.unseen_page(self.looked_for, [key])
            )
            if found:
                self.row = found[0]
            else:
                del self.keys[self.at]

    def _show(self) -> None:
        self._read()
        total = self.count()
        self.program.recode_at = self.at
        self.nothing.display = not total
        for widget in (self.what, self.passage, self.query_one("#meanings")):
            widget.display = bool(total)
        if not total:
            self.nothing.update(t("queue empty" if self.looked_for is None else "unseen empty"))
            return
        waiting, unseen = self._waiting(), self._unseen()
        if waiting is not None:
            self._tell(waiting)
        elif unseen is not None:
            self._tell_unseen(unseen)
        self.query_one("#meanings").scroll_home(animate=False, immediate=True)

    def _tell(self, row: Waiting) -> None:
        said = self.project.codebook.meanings(row.code_uid, row.applied)
        parts = [t("queue at", at=number(self.at + 1), n=number(self.count()))]
        parts.append(t(f"why {row.why}", applied=row.applied, now=row.revision))
        if row.note and row.why == "altered":
            parts.append(row.note)
        self._head(row.code_uid, row.code, parts)
        place = " · ".join(part for part in (row.document, row.speaker) if part)
        self._around(place, row.document, row.start, row.end)
        self._meanings(said)

    def _tell_unseen(self, row: Unseen) -> None:
        why = t("knew older", knew=row.knew, now=row.revision) if row.knew else t("knew nothing")
        parts = [t("queue at", at=number(self.at + 1), n=number(self.count())), why]
        self._head(row.code_uid, row.code, parts)
        self._around(row.document, row.document, row.start, row.end)
        self._meanings(self.project.codebook.meanings(row.code_uid, row.knew or row.revision))

    def _head(self, uid: str, code: str, parts: Sequence[str]) -> None:
        row = next((row for row in self.codes if row.uid == uid), None)
        text = Text()
        text.append("▌", style=row.color if row else "")
        text.append(display.safe(shown_name(row) if row else code), style="bold")
        text.append(f"  {display.safe(' · '.join(parts))}")
        self.what.update(text)

    def _around(self, place: str, document: str, start: int, end: int) -> None:
        text = self.project.documents.text(document)
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        self.passage.show(display.safe(place), before, text[start:end], after)

    def _meanings(self, said: Meanings) -> None:
        then, now = queue_told.meanings(said, {row.code: row for row in self.codes})
        self.then.display = then is not None
        self.then.update(wrapped(then or Text(), self._cells()))
        self.now.update(wrapped(now, self._cells()))

    # Deciding ---------------------------------------------------------------------------------

    def navigate(self, key: str) -> bool:
        """Arrows go through the list; page keys scroll the meanings."""
        if key in ("up", "left"):
            self._step(-1)
        elif key in ("down", "right"):
            self._step(1)
        elif key in ("home", "end"):
            self._step(-self.count() if key == "home" else self.count())
        elif key in ("pageup", "pagedown"):
            self.query_one("#meanings").scroll_relative(
                y=-4 if key == "pageup" else 4, animate=False, immediate=True
            )
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        self.at += by
        self._show()

    def do_next(self, _key: str) -> None:
        """Go to the next."""
        if self.at + 1 < self.count():
            self._step(1)
        else:
            self.say(t("queue end"))

    def do_previous(self, _key: str) -> None:
        """Go to the one before."""
        self._step(-1)

    def _decided(self) -> None:
        """Show the next in the place of the one decided; the queue is read anew on return."""
        del self.keys[self.at]
        self._show()
        self.did()

    def do_keep(self, _key: str) -> None:
        """Keep the segment under the new meaning; or: looked at, the code does not apply."""
        waiting, unseen = self._waiting(), self._unseen()
        if waiting is not None:
            self.project.codebook.keep(waiting.segment)
            self._decided()
        elif unseen is not None:
            self.project.codebook.looked(unseen.review, unseen.code_uid)
            self._decided()

    def do_remove(self, _key: str) -> None:
        """Remove the segment."""
        waiting = self._waiting()
        if waiting is not None:
            self.project.codebook.take_off(waiting.segment)
            self._decided()

    def do_find_code(self, _key: str) -> None:
        """Move the segment to a code that is found."""

        def move(waiting: Waiting) -> None:
            others = [row for row in self.codes if row.uid != waiting.code_uid]

            def take(uid: str | None) -> None:
                if uid is not None:
                    with self.attempting():
                        self._recode(waiting, uid)

            self.app.push_screen(Finder(t("find code"), entries(others)), take)

        self._with_segment(move)

    def do_code_pinned(self, key: str) -> None:
        """Move the segment to the code of a digit."""

        def move(waiting: Waiting) -> None:
            uid = pins.pinned(self.project).get(int(key))
            if uid is None:
                self.say(t("nothing pinned", digit=key))
            else:
                self._recode(waiting, uid)

        self._with_segment(move)

    def do_code_by_key(self, _key: str) -> None:
        """Move the segment to the code of some letters."""
        self._with_segment(
            lambda waiting: ask_letters(self, self.codes, lambda uid: self._recode(waiting, uid))
        )

    def _with_segment(self, then: Callable[[Waiting], None]) -> None:
        waiting = self._waiting()
        if waiting is not None:
            then(waiting)
        elif self.keys:
            self.say(t("code it there"))

    def _recode(self, waiting: Waiting, uid: str) -> None:
        if uid == waiting.code_uid:
            self.project.codebook.keep(waiting.segment)
        else:
            self.project.codebook.recode(waiting.segment, uid)
        self._decided()

    def do_code_whole(self, _key: str) -> None:
        """Apply the code to the answer, which is then looked at for it."""
        row = self._unseen()
        if row is None:
            self.say(t("other list first"))
            return
        if self.project.documents.find(row.document).kind != "answer":
            self.say(t("code it there"))
            return
        with self.project.store.batch("apply code", f"{row.code} · {row.document}"):
            self.project.coding.apply(row.document, code=row.code_uid, whole=True)
            self.project.codebook.looked(row.review, row.code_uid)
        self._decided()

    def do_open(self, _key: str) -> None:
        """Open the passage in its document."""
        waiting, row = self._waiting(), self._unseen()
        if waiting is not None:
            end = max(waiting.end, waiting.start + 1)
            self.program.open_document(waiting.document, (waiting.start, end))
        elif row is not None:
            self.program.open_document(row.document, None if row.whole else (row.start, row.end))

    def do_memo(self, _key: str) -> None:
        """Write a memo on the segment."""

        def write(waiting: Waiting) -> None:
            def keep(text: str | None) -> None:
                if text and text.strip():
                    with self.attempting():
                        self.project.memos.add(text, about="segment", name=waiting.segment)
                        self.did()

            names = shown_names(self.project)
            title = t("memo on", what=display.safe(names.get(waiting.code, waiting.code)))
            self.app.push_screen(Editor(title, waiting.text), keep)

        self._with_segment(write)

    def do_other_list(self, _key: str) -> None:
        """Choose a code to look for in what was reviewed before; or go back to the segments."""
        counts = self.project.codebook.unseen_counts()
        choices = [Entry(SEGMENTS, t("queue of segments", n=number(self._segments())))]
        choices += [
            Entry(row.uid, _labelled(row, counts[row.uid]), terms(row), row.color, row.key)
            for row in self.codes
            if counts.get(row.uid)
        ]  # fmt: skip

        def take(value: str | None) -> None:
            if value is not None:
                self.program.recode_for = None if value == SEGMENTS else value
                self.program.recode_at = 0
                self.say("")
                self.renew()

        self.app.push_screen(Finder(t("look for which"), choices), take)

    def _segments(self) -> int:
        return len(self.keys) if self.looked_for is None else self.project.codebook.queue_length()

    def took_back(self, made: Made, text: str) -> None:
        """Show what came back, if it did."""
        super().took_back(made, text)
        back = (made.touched or {}).get("segment", ())
        if self.looked_for is None and len(back) == 1:
            found = self.project.codebook.queue_place(back[0])
            if found is not None and found in self.keys:
                self.at = self.keys.index(found)
                self._show()


def _labelled(row: CodeRow, passages: int) -> str:
    return display.safe(f"{shown_name(row)} · {t('passages', n=number(passages))}")
