"""A new round in one small form: name, kind, coders, how many passages, from where.

What is typed is kept until it can be opened: a refusal is shown in the form.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from qualcode.errors import QualcodeError, UsageError
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.widgets.dialogs import BOX
from qualcode.tui.widgets.doing import Doing
from qualcode.tui.widgets.fields import Line

if TYPE_CHECKING:
    from qualcode.agreement.rounds import Round

FIELDS = (
    ("round", ""), ("round kind", "reliability"), ("round coders", ""), ("round sample", "20"),
    ("round from", "interviews"),
)  # fmt: skip
"""Each field with what stands in it at first."""
KINDS = ("training", "reliability", "audit", "stability")


class RoundForm(ModalScreen[str | None]):
    """The form; gives the round's name, None where it is left."""

    DEFAULT_CSS = f"""
    RoundForm {{ {BOX} }}
    RoundForm .title {{ text-style: bold; }}
    RoundForm .error {{ color: $error; text-style: bold; height: auto; }}
    """
    BINDINGS = [
        Binding("ctrl+s", "keep", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("tab,enter,down", "app.focus_next", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, project: Project) -> None:
        super().__init__()
        self._project = project

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical():
            yield Static(t("round form"), classes="title", markup=False)
            for name, given in FIELDS:
                yield Static(t(f"field {name}"), classes="hint", markup=False)
                yield Line(given, compact=True, id=name.replace(" ", "-"))
            yield Static("", classes="error", markup=False)
            yield Static(t("round form keys"), classes="hint", markup=False)

    def action_keep(self) -> None:
        """Open the round, or show why not."""
        said = {name: self._said(name) for name, _ in FIELDS}
        try:
            opened = partial(
                self._project.agreement.new_round,
                said["round"], kind=_kind(said["round kind"]),
                coders=[one.strip() for one in said["round coders"].split(",") if one.strip()]
                or None,
                sample=_whole(said["round sample"]), origin=_source(said["round from"]),
            )  # fmt: skip
        except QualcodeError as error:
            self._refused(error)
            return

        def take(made: Round | QualcodeError | None) -> None:
            if isinstance(made, QualcodeError):
                self._refused(made)
            elif made is not None:
                self.dismiss(made.name)

        # What there is to draw from may be many answers.
        self.app.push_screen(Doing(t("opening round"), lambda _tell: opened()), take)

    def _refused(self, error: QualcodeError) -> None:
        self.query_one(".error", Static).update(display.safe(in_words(str(error))))

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)

    def _said(self, name: str) -> str:
        return self.query_one(f"#{name.replace(' ', '-')}", Input).value.strip()


def _kind(said: str) -> str:
    """Return the kind that is meant: by its word in either language, or a beginning."""
    known = {t(f"kind {one}"): one for one in KINDS} | {one: one for one in KINDS}
    fits = {kind for word, kind in known.items() if said and word.startswith(said.casefold())}
    return fits.pop() if len(fits) == 1 else said


def _source(said: str) -> str:
    words = {t("interviews"): "interviews", t("documents").casefold(): "documents"}
    return words.get(said.casefold(), said)


def _whole(said: str) -> int | None:
    """Return how many, None for all. Raises: UsageError."""
    if not said:
        return None
    if not said.isdecimal():
        raise UsageError(t("round number"))
    return int(said)
