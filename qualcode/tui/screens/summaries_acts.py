"""What is done to summaries by keys: of what they are, writing one, saying that it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.coding.layers import NAMED
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.crosstab_choosing import INTERVIEWS, source_name, sources
from qualcode.tui.screens.interpreting import Interpreting, Place
from qualcode.tui.screens.summaries_told import change
from qualcode.tui.widgets.dialogs import Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.picking import Group, Picking

if TYPE_CHECKING:
    from qualcode.analysis.subjects import Subject
    from qualcode.analysis.summary_cells import Cell

BEHIND = "behind"


@dataclass(frozen=True)
class Choices:
    """What a matrix is made of; subjects: None for the themes, else the codes. some: not all rows.

    source: a question, or the interviews.
    """

    source: str
    subjects: tuple[str, ...] | None = None
    layer: str = "final"
    some: bool = False

    @property
    def question(self) -> str | None:
        """The question, None of the interviews."""
        return None if self.source == INTERVIEWS else self.source


@dataclass(frozen=True)
class Behind:
    """A cell whose segments are shown."""

    case: str
    subject: str
    called: str
    question: str | None
    layer: str


class Writing(Interpreting):
    """A screen with a matrix of summaries to write."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    @property
    def choices(self) -> Choices:
        """What the matrix is made of."""
        found: Choices = self.place.of or Choices("")
        return found

    def marked(self) -> Cell | None:
        """Return the marked cell."""
        raise NotImplementedError

    def called(self, subject: Subject) -> str:
        """Return a code or theme by the name that is shown."""
        name = subject.name
        return self.names.get(name, name) if subject.about == "code" else name

    def ask(self, choices: Choices) -> None:
        """Make this matrix from now on."""
        self.program.kept[self.screen_name] = self.place = Place(of=choices)
        self.renew()

    # What it is of ----------------------------------------------------------------------------

    def do_source(self, _key: str) -> None:
        """Choose whose words are summarised: a question's answers, or the interviews."""

        def take(source: str | None) -> None:
            if source is not None:
                self.ask(replace(self.choices, source=source))

        listed = sources(self.project)
        if not listed:
            self.say(t("crosstab no source"))
            return
        entries = [Entry(one, source_name(one), (one,)) for one in listed]
        self.app.push_screen(Finder(t("summaries which source"), entries), take)

    def do_find_code(self, _key: str) -> None:
        """Choose the codes or themes that are the columns."""
        themes = self.project.analysis.themes.rows()
        rows = [row for row in self.project.codebook.rows() if not row.retired]
        entries = [(f"theme:{one.uid}", t("summaries a theme", name=one.name)) for one in themes]
        entries += [(f"code:{row.uid}", f"{'  ' * row.depth}{shown_name(row)}") for row in rows]
        if not entries:
            self.say(t("crosstab no codes"))
            return
        of_themes = frozenset(f"theme:{one.uid}" for one in themes)
        codes = frozenset(f"code:{row.uid}" for row in rows if not row.category)
        now = self.choices.subjects
        ticked = (of_themes or codes) if now is None else now

        def take(picked: list[str] | None) -> None:
            if picked:
                self.ask(replace(self.choices, subjects=tuple(picked)))
            elif picked is not None:
                self.say(t("crosstab no code"))

        groups = [
            *([Group("t", t("summaries themes"), of_themes)] if themes else []),
            Group("a", t("picking codes"), codes), Group("n", t("picking none"), frozenset()),
        ]  # fmt: skip
        self.app.push_screen(Picking(t("summaries which codes"), entries, ticked, groups), take)

    def do_layer(self, _key: str) -> None:
        """Choose whose coding stands behind the cells."""
        people = [c.name for c in self.project.coders.list() if c.kind in ("human", "imported")]

        def take(layer: str | None) -> None:
            if layer is not None:
                self.ask(replace(self.choices, layer=layer))

        entries = [
            *(Entry(one, t(f"crosstab layer {one}"), (one,)) for one in NAMED),
            *(Entry(one, display.safe(one), (one,)) for one in people),
        ]
        self.app.push_screen(Finder(t("crosstab which layer"), entries), take)

    # Writing ----------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Write the marked cell's summary, its segments above."""
        cell = self.marked()
        if cell is None:
            return
        asked = self.choices

        def read(progress: Any) -> str:
            project = Project(self.project.store.aside())
            frame = project.analysis.summaries.segments(
                cell.case, ref(cell.subject), question=asked.question, layer=asked.layer
            )
            progress(1, 1)
            return "\n".join(f"{n}  {said}" for n, said in enumerate(_said(list(frame["text"])), 1))

        self.work(read, lambda passage: self._edit(cell, passage), t("behind reading"))

    def _edit(self, cell: Cell, passage: str) -> None:
        was = cell.summary.text if cell.summary is not None else ""

        def keep(text: str | None) -> None:
            if text is None or (text.strip() == was and not cell.stale):
                return
            if not text.strip():
                self._remove(cell)
                return
            self._set(cell, text)

        title = f"{cell.case} · {self.called(cell.subject)}"
        below = t("cell since", what=change(cell.change)) if cell.stale else ""
        self.app.push_screen(Editor(title, passage or t("behind none"), was, below=below), keep)

    def _set(self, cell: Cell, text: str) -> None:
        asked, summaries = self.choices, self.project.analysis.summaries
        self.change(
            t("summaries writing"), "write summary", f"{cell.case} · {cell.subject.name}",
            lambda: summaries.set(
                cell.case, ref(cell.subject), text, question=asked.question, layer=asked.layer
            ),
        )  # fmt: skip

    def do_holds(self, _key: str) -> None:
        """Say that a summary whose segments changed still holds."""
        cell = self.marked()
        if cell is None or cell.summary is None or not cell.stale:
            self.say(t("summaries not stale"))
        else:
            self._set(cell, cell.summary.text)

    def do_remove(self, _key: str) -> None:
        """Take the marked summary away."""
        cell = self.marked()
        if cell is not None:
            self._remove(cell)

    def _remove(self, cell: Cell) -> None:
        if cell.summary is None:
            self.say(t("summaries nothing written"))
            return
        question = self.choices.question
        summaries = self.project.analysis.summaries
        self.doing(lambda: summaries.remove(cell.case, ref(cell.subject), question=question))

    # Going on ---------------------------------------------------------------------------------

    def do_behind(self, _key: str) -> None:
        """Show the segments behind the marked cell."""
        cell = self.marked()
        if cell is not None:
            asked = self.choices
            called = f"{cell.case} · {self.called(cell.subject)}"
            self.program.kept[BEHIND] = Place(
                of=Behind(cell.case, ref(cell.subject), called, asked.question, asked.layer)
            )
            self.program.go(BEHIND)

    def do_export(self, _key: str) -> None:
        """Write the matrix to a file."""
        found = self.found
        if found is None:
            self.say(t("displays nothing to export"))
            return

        def write(project: Project, path: Path) -> object:
            return project.report.write_summaries(path, found.matrix)

        self.export(t("summaries"), write)


def ref(subject: Subject) -> str:
    """Return a code or theme as the core finds it, whatever else has its name."""
    return f"{subject.about}:{subject.uid}"


def _said(texts: Sequence[str]) -> list[str]:
    return [" ".join(str(text).split()) for text in texts]
