"""Home: what there is, what is left, and the digit that opens each."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.coding.overview import Left
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.table import Column


class Home(Listed):
    """The study at a glance."""

    screen_name = "home"

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.left: Left | None = None

    def columns(self) -> Sequence[Column]:
        """One line of words, and its digit."""
        return (Column("", 0), Column("", 3, right=True))

    def where(self) -> list[str]:
        """Row 1 holds the study's name alone."""
        return []

    def load(self) -> None:
        """Count what there is."""
        self.targets, self.left = [], None
        lines: list[str] = []
        overview = self.project.coding.overview()
        people = overview.interviews
        if people.total:
            line = t(
                "interviews line", interviews=counted(people.total, "interview"),
                done=number(people.done), work=number(people.in_work), new=number(people.new),
            )  # fmt: skip
            left = self.project.coding.left_off()
            if left is not None:
                line += t("left off", document=left.document, turn=left.turn)
            lines.append(line)
            self.targets.append("coding" if left else "documents")
            self.left = left
        for question in overview.questions:
            words = t(
                "question line", asked=number(question.asked), answered=number(question.answered),
                reviewed=number(question.reviewed), coded=number(question.coded),
            )  # fmt: skip
            lines.append(f"{question.name}   {words}")
            self.targets.append(f"documents/{question.name}")
        codes = [row for row in self.project.codebook.rows() if not row.category]
        if codes:
            freezes = self.project.codebook.freezes()
            frozen = t("no freeze")
            if freezes:
                frozen = t("freeze is", name=freezes[-1].name, when=freezes[-1].created[:10])
            lines.append(t("codebook line", n=number(len(codes)), freeze=frozen))
            self.targets.append("codebook")
        if overview.segments:
            who = ", ".join(f"{name} {number(n)}" for name, n in overview.segments.items())
            total = number(sum(overview.segments.values()))
            lines.append(t("segments line", n=total, who=who))
            self.targets.append("segments")
        memos = self.project.memos.rows()
        if memos:
            todo = sum(m.kind == "to do" for m in memos)
            lines.append(t("memos line", n=number(len(memos)), todo=number(todo)))
            self.targets.append("memos")
        if overview.to_look_at:
            lines.append(t("look line", n=number(overview.to_look_at)))
            self.targets.append("segments")
        rows = [(line, str(n) if n < 10 else "") for n, line in enumerate(lines, 1)]
        self.fill(rows, t("home empty"))

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
        self.program.question = question or None
        self.program.go(name)

    def do_import(self, _key: str) -> None:
        """Take in transcripts."""
        self.program.import_documents(self)
