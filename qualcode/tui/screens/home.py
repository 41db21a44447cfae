"""Home: what there is, what is left, and the digit that opens each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, cast

from qualcode.coding.overview import Left, Overview
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store.journal import local
from qualcode.suggest.there import any_fitted
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.table import Column


class Home(Listed):
    """The study at a glance."""

    screen_name = "home"
    # However wide the screen, a line's digit stands where the eye still finds it.
    DEFAULT_CSS = "Home Table { max-width: 100; }"

    def __init__(self, problems: Sequence[str] = ()) -> None:
        """problems: what is wrong with the settings; the first is said."""
        super().__init__()
        self._problems = list(problems)
        self.targets: list[str] = []
        self.left: Left | None = None
        self.fares = ""

    def columns(self) -> Sequence[Column]:
        """One line of words, and its digit."""
        return (Column("", 0), Column("", 3, right=True))

    def where(self) -> list[str]:
        """Row 1 holds the study's name alone."""
        return []

    def load(self) -> None:
        """Count what there is."""
        overview = self.project.coding.overview()
        parts = (self._interviews(overview), self._questions(overview), self._codebook(),
                 self._work(overview))  # fmt: skip
        listed = [pair for part in parts for pair in part]
        self.targets = [target for _, target in listed]
        rows = [(line, str(n) if n < 10 else "") for n, (line, _) in enumerate(listed, 1)]
        self.fill(rows, t("home empty"))
        if "suggestions" in self.targets:
            self.run_worker(cast(Any, self._check_suggestions), group="figures", exclusive=True)
        if self._problems:
            more = len(self._problems) - 1
            said = self._problems[0] + (t("more problems", n=number(more)) if more else "")
            self.say(said, error=True)
            self._problems = []

    def _interviews(self, overview: Overview) -> Iterator[tuple[str, str]]:
        """How far the interviews are, and where this coder left off."""
        people = overview.interviews
        if not people.total:
            return
        line = t(
            "interviews line", interviews=counted(people.total, "interview"),
            done=number(people.done), work=number(people.in_work), new=number(people.new),
        )  # fmt: skip
        self.left = self.project.coding.left_off()
        if self.left is None:
            yield line, "documents"
        else:
            place = t("left off", document=self.left.document, turn=self.left.turn)
            yield line + place, "coding"

    def _questions(self, overview: Overview) -> Iterator[tuple[str, str]]:
        """How far the answers to each question are."""
        for question in overview.questions:
            words = t(
                "question line", asked=number(question.asked), answered=number(question.answered),
                reviewed=number(question.reviewed), coded=number(question.coded),
            )  # fmt: skip
            yield f"{question.name}   {words}", f"cards/{question.name}"

    def _codebook(self) -> Iterator[tuple[str, str]]:
        """The codes, the last freeze, and what is to be coded again since their meaning changed."""
        codebook = self.project.codebook
        codes = [row for row in codebook.rows() if not row.category]
        if not codes:
            return
        freezes = codebook.freezes()
        frozen = t("no freeze")
        if freezes:
            last = freezes[-1].name
            frozen = t("freeze is", name=last, when=local(freezes[-1].created)[:10])
            changed = codebook.changed_since(last)
            if changed:
                frozen += t("changed since", n=number(changed))
        yield t("codebook line", n=number(len(codes)), freeze=frozen), "codebook"
        waiting = codebook.queue_length() if self.project.coder else 0
        if waiting:
            yield t("queue line", segments=counted(waiting, "segment")), "queue"
        there = self.project.coder is not None and any_fitted(self.project.store)
        if there and self.project.suggest.models():
            yield self.fares or t("suggestions waiting"), "suggestions"

    async def _check_suggestions(self) -> None:
        """Work out beside the keys how suggestions fare, and put it in their line."""
        from qualcode.tui.screens.suggesting import told_check

        aside = Project(self.project.store.aside())
        try:
            found = await asyncio.to_thread(aside.suggest.figures)
        except QualcodeError:
            return
        fares = t("suggestions line", n=number(found.pending), check=told_check(found))
        if fares != self.fares:
            self.fares = fares
            self.load()

    def _work(self, overview: Overview) -> Iterator[tuple[str, str]]:
        """Segments, memos, and what corrections of the text leave to look at."""
        if overview.segments:
            who = ", ".join(f"{name} {number(n)}" for name, n in overview.segments.items())
            total = number(sum(overview.segments.values()))
            yield t("segments line", n=total, who=who), "segments"
        memos = self.project.memos.rows()
        if memos:
            todo = sum(m.kind == "to do" for m in memos)
            yield t("memos line", n=number(len(memos)), todo=number(todo)), "memos"
        if overview.to_look_at:
            yield t("look line", n=number(overview.to_look_at)), "segments"

    def do_open(self, _key: str) -> None:
        """Open the marked line."""
        if self.targets:
            self._open(self.table.cursor)

    def do_choose(self, key: str) -> None:
        """Open the line of a digit."""
        if int(key) <= len(self.targets):
            self._open(int(key) - 1)

    def _open(self, at: int) -> None:
        name, _, question = self.targets[at].partition("/")
        if name == "coding" and self.left is not None:
            self.program.open_document(self.left.document, (self.left.start, self.left.end))
            return
        if name == "cards":
            self.program.open_cards(question)
            return
        self.program.go(name)

    def do_import(self, _key: str) -> None:
        """Take in transcripts."""
        self.program.import_documents(self)
