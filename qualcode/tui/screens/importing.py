"""Importing: what each file was read as, corrected by keys before anything is taken in.

Every change reads the file anew, as an import would; what is taken in is what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.documents.intake import Incoming, Unread
from qualcode.documents.readers import Label
from qualcode.errors import QualcodeError
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.i18n.reading import read_as
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.dialogs import Ask
from qualcode.tui.widgets.doing import Doing, Progress
from qualcode.tui.widgets.table import Column

SMALL = 200_000
"""Fewer characters in all are taken in at once; more beside the keys, to be stopped by esc."""
ROLES = ("interviewer", "participant", "other")


class Importing(Listed):
    """The speakers of a file to tick, name and give roles; its first turns below."""

    screen_name = "importing"
    over = True
    unsaved = True

    def __init__(self, incoming: Sequence[Incoming], unreadable: Sequence[Unread] = ()) -> None:
        """unreadable: files that were asked for too; each is shown with its reason."""
        super().__init__()
        self.incoming = list(incoming)
        self.unreadable = list(unreadable)
        self.at = 0
        self.how: list[dict[str, Any]] = [{} for _ in incoming]
        self.fitting: dict[int, list[str]] = {}
        """The encodings that fit a file, by its place, in the order they are gone through."""
        self.about = Static("", markup=False)
        self.left_out = Static("", markup=False)
        self.turns = Static("", markup=False)

    def columns(self) -> Sequence[Column]:
        """Tick, label, role, turns, characters, where first, why."""
        return (
            Column("", 1), Column(t("col speaker"), 16), Column(t("col role"), 11),
            Column(t("col turns"), 6, right=True), Column(t("col characters"), 10, right=True),
            Column(t("col why"), 0),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield what the file is, its labels, and the first turns as they will be stored."""
        yield self.about
        yield self.left_out
        yield self.table
        yield self.nothing
        yield VerticalScroll(self.turns, can_focus=False, id="turns")

    def where(self) -> list[str]:
        """Row 1: which file of how many."""
        return [t("importing"), f"{self._called()} ({self.at + 1}/{self._count()})"]

    def _count(self) -> int:
        return len(self.incoming) + len(self.unreadable)

    def _one(self) -> Incoming | None:
        """Return the file that is at hand, None where it cannot be read."""
        return self.incoming[self.at] if self.at < len(self.incoming) else None

    def _called(self) -> str:
        one = self._one()
        return one.name if one is not None else self._unread().path.name

    def _unread(self) -> Unread:
        return self.unreadable[self.at - len(self.incoming)]

    def load(self) -> None:
        """Show the file that is at hand."""
        one = self._one()
        if one is None:
            self._show_unread()
            return
        self.about.update(about(one))
        self.left_out.display = bool(self.unreadable)
        self.left_out.update(self._said_left_out())
        labels = one.reading.labels
        rows = [
            (
                "✓" if label.accepted else " ", display.safe(label.name),
                t(f"role {label.role}") if label.role else "", number(label.turns),
                number(label.characters), display.safe(read_as(label.reason)),
            )
            for label in labels
        ]  # fmt: skip
        self.fill(rows, t("no speakers"))
        # The labels have the room they need; the turns have the rest.
        self.table.styles.height = min(len(rows) + 1, max(4, self.app.size.height // 2 - 3))
        self.nothing.styles.height = 3
        self.turns.update(first_turns(one))

    def _said_left_out(self) -> Text:
        """Return the files that cannot be read, one a line, as many as there is room for."""
        text = Text(no_wrap=True, overflow="crop")
        if not self.unreadable:
            return text
        text.append(t("cannot be read", n=number(len(self.unreadable)), of=number(self._count())))
        room, cells = max(1, self.app.size.height // 6), max(8, self.app.size.width - 1)
        for one in self.unreadable[:room]:
            line = f"  ! {one.path.name}{t('colon')}{_why(one)}"
            text.append(f"\n{display.ellipsis(display.safe(line), cells)}")
        if len(self.unreadable) > room:
            text.append(f"\n  {t('and more files', n=number(len(self.unreadable) - room))}")
        return text

    def _show_unread(self) -> None:
        """Show a file that cannot be read, and the whole reason."""
        one = self._unread()
        text = Text(display.safe(str(one.path)), style="bold")
        text.append(f"\n! {display.safe(_why(one))}\n", style="not bold")
        text.append(f"\n{t('left out')}", style="not bold")
        self.about.update(text)
        self.left_out.display = False
        self.fill([], "")
        self.nothing.styles.height = 1
        self.turns.update("")

    def _marked(self) -> Label | None:
        one = self._one()
        labels = one.reading.labels if one is not None else []
        return labels[self.table.cursor] if self.table.cursor < len(labels) else None

    def _read(self, **change: Any) -> None:
        """Read the file anew, with one more choice."""
        one = self._one()
        if one is None:
            return
        how = {**self.how[self.at], **change}
        with self.attempting():
            [again] = self.project.documents.read([one.path], **how)
            self.incoming[self.at] = replace(one, reading=again.reading)
            self.how[self.at] = how
            self.renew()

    def _choose(self, label: Label, **change: Any) -> None:
        labels = dict(self.how[self.at].get("labels") or {})
        written = self._written(label.name)
        labels[written] = {**labels.get(written, {}), **change}
        self._read(labels=labels)

    def _written(self, name: str) -> str:
        """Return a label as the file has it, whatever it was renamed to."""
        given: dict[str, Any] = self.how[self.at].get("labels") or {}
        return next((w for w, choice in given.items() if choice.get("name") == name), name)

    # Actions ----------------------------------------------------------------------------------

    def do_tick(self, _key: str) -> None:
        """Count the marked label as a speaker, or not."""
        label = self._marked()
        if label is not None:
            self._choose(label, accepted=not label.accepted)

    def do_role(self, _key: str) -> None:
        """Give the marked speaker the next role."""
        label = self._marked()
        if label is not None and label.accepted:
            at = ROLES.index(label.role) if label.role in ROLES else -1
            self._choose(label, role=ROLES[(at + 1) % len(ROLES)])

    def do_rename_speaker(self, _key: str) -> None:
        """Name the marked speaker; two labels of one name become one speaker."""
        label = self._marked()
        if label is None or not label.accepted:
            return

        def take(name: str | None) -> None:
            if name and name.strip():
                self._choose(label, name=name.strip())

        self.app.push_screen(Ask(t("speaker name"), label.name), take)

    def do_encoding(self, _key: str) -> None:
        """Read the file in the next encoding that its bytes fit."""
        one = self._one()
        if one is None:
            return
        if not one.reading.encoding or not one.reading.alternatives:
            self.say(t("no other encoding"))
            return
        # In another encoding the labels are other words: what was chosen for them goes with them.
        chosen = bool(self.how[self.at].get("labels"))
        first = [one.reading.encoding, *one.reading.alternatives]
        fitting = self.fitting.setdefault(self.at, first)
        at = (fitting.index(one.reading.encoding) + 1) % len(fitting)
        self._read(encoding=fitting[at], labels=None)
        if chosen:
            self.say(t("labels gone"))

    def do_questions(self, _key: str) -> None:
        """Read a list of questions and answers as turns, or not."""
        if self._one() is not None:
            self._read(questions=not self.how[self.at].get("questions", False))

    def do_next(self, _key: str) -> None:
        """Go to the next file."""
        self._go_to(self.at + 1)

    def do_previous(self, _key: str) -> None:
        """Go to the file before."""
        self._go_to(self.at - 1)

    def _go_to(self, at: int) -> None:
        self.at = at % self._count()
        self.table.go(0)
        self.renew()

    def do_open(self, _key: str) -> None:
        """Take the files in."""

        def taken(error: QualcodeError | None) -> None:
            with self.attempting():
                if error is not None:
                    raise error
                if self.project.store.last is None:
                    self.say(t("stopped, unchanged"))
                else:
                    self.program.leave_over()

        if not any(one.state == "new" for one in self.incoming):
            self.say(t("already there" if self.incoming else "none readable"))
            return
        self.project.store.last = None
        if sum(len(one.reading.text) for one in self.incoming) < SMALL:
            self.project.documents.take_in(self.incoming)
            taken(None)
            return
        saying = t("taking files in", n=number(len(self.incoming)))
        self.app.push_screen(Doing(saying, self._take), taken)

    def _take(self, tell: Progress) -> None:
        self.project.documents.take_in(self.incoming, progress=tell)

    def do_back(self, _key: str) -> None:
        """Leave the files where they are."""
        self.program.back()


def _why(one: Unread) -> str:
    """Return why a file cannot be read, without its name before it."""
    return in_words(one.why).removeprefix(f"{one.path.name}: ").removeprefix(f"{one.path.name}：")


def about(one: Incoming) -> Text:
    """Return what a file was read as, and what to look at before it is taken in."""
    reading = one.reading
    text = Text()
    line = t(
        "preview line", name=one.name, format=reading.format, encoding=reading.encoding or "",
        language=reading.language, characters=number(len(reading.text)),
        turns=counted(len(reading.turns), "turn"),
    )  # fmt: skip
    text.append(f"{display.safe(' '.join(line.split()))}\n", style="bold")
    if one.state != "new":
        text.append(f"{display.safe(read_as(one.note)) or t('already there')}\n")
    for warning in (*reading.warnings, *reading.losses):
        text.append(f"! {display.safe(read_as(warning))}\n")
    text.rstrip()
    return text


def first_turns(one: Incoming) -> Text:
    """Return the first three and the last two turns as they will be stored, and their places."""
    reading = one.reading
    text = Text()
    for turn in [*reading.turns[:3], *reading.turns[3:][-2:]]:
        words = " ".join(reading.text[turn.start : turn.end].split())
        text.append(f"{display.safe(read_as(turn.place))}  ", style="dim")
        text.append(f"{display.safe(turn.label or '')}{t('colon')}", style="bold")
        text.append(f"{display.ellipsis(words, 200)}\n")
    if not reading.turns:
        text.append(display.safe(reading.text[:400]))
    return text
