"""The whole entry of a code in one form: both languages, examples, keywords, colour, key, groups.

What is typed is kept until it can be saved: a refusal is shown in the form, and leaving a changed
form is asked for twice. Only what was changed is written, in one batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from qualcode.codebook.entry import LANGUAGES, Entry
from qualcode.codebook.rows import CodeRow
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import shown_name
from qualcode.tui.widgets.dialogs import Ask, Choice
from qualcode.tui.widgets.fields import Area, Line

WIDE = 100
"""From so many columns on the two languages stand side by side."""
LONG = ("definition", "when", "when_not")
"""Fields of several lines in each language; they say what a code means."""


class EntryForm(ModalScreen[bool]):
    """The entry of a code, to be changed; True where something was kept."""

    DEFAULT_CSS = """
    EntryForm { background: $background; }
    EntryForm .title { text-style: bold; padding: 0 1; height: 1; }
    EntryForm VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    EntryForm .pair { height: auto; layout: vertical; }
    EntryForm .pair.wide { layout: horizontal; }
    EntryForm .field { height: auto; width: 1fr; padding: 0 1; }
    EntryForm .label { color: $secondary; height: 1; }
    EntryForm .field:focus-within .label { text-style: bold reverse; }
    EntryForm Input, EntryForm TextArea { padding: 0 1; background: $surface; }
    EntryForm Input { height: 1; }
    EntryForm TextArea { height: auto; min-height: 1; max-height: 8; }
    EntryForm .error { color: $error; text-style: bold; padding: 0 1; height: auto; }
    EntryForm .hint { height: 1; color: $secondary; padding: 0 1; }
    """
    BINDINGS = [
        Binding("ctrl+s", "keep", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("ctrl+down", "app.focus_next", show=False, priority=True),
        Binding("ctrl+up", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, project: Project, row: CodeRow, *, in_use: bool) -> None:
        super().__init__()
        self._project = project
        self._row = row
        self._in_use = in_use
        self._given = texts(row.entry)
        self._warned = False

    def compose(self) -> ComposeResult:
        """Lay out the fields in the order of the entry."""
        yield Static(
            display.safe(t("entry of", code=shown_name(self._row))), classes="title", markup=False
        )
        with VerticalScroll(can_focus=False):
            yield self._field("code", t("field code"))
            for name in ("name", *LONG):
                yield self._pair(name)
            yield self._field("examples", t("field examples"), lines=True)
            yield self._pair("keywords")
            last = [self._field("color", t("field color"))]
            if not self._row.category:
                last.append(self._field("key", t("field key")))
            last.append(self._field("groups", t("field groups")))
            yield Horizontal(*last, classes="pair")
        yield Static("", classes="error", markup=False)
        yield Static(t("form keys"), classes="hint", markup=False)

    def _pair(self, name: str) -> Widget:
        order = LANGUAGES if language() == "zh" else LANGUAGES[::-1]
        fields = [
            self._field(f"{name}_{one}", f"{t(f'field {name}')} · {t(one)}", lines=name in LONG)
            for one in order
        ]
        return Horizontal(*fields, classes="pair")

    def _field(self, name: str, label: str, lines: bool = False) -> Widget:
        given = self._given[name]
        field: Widget
        if lines:
            field = Area(given, soft_wrap=True, compact=True, id=name)
        else:
            field = Line(given, compact=True, id=name, select_on_focus=False)
        return Vertical(Static(label, classes="label", markup=False), field, classes="field")

    def on_mount(self) -> None:
        """Begin with the definition, which is changed most."""
        first = "zh" if language() == "zh" else "en"
        self.query_one(f"#definition_{first}", TextArea).focus()
        self._lay_out()

    def on_resize(self) -> None:
        """Put the languages side by side, or below each other."""
        self._lay_out()

    def _lay_out(self) -> None:
        for pair in self.query(".pair"):
            pair.set_class(self.size.width >= WIDE, "wide")

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Go on to the next field."""
        self.focus_next()

    # Keeping ----------------------------------------------------------------------------------

    def changes(self) -> dict[str, Any]:
        """Return the fields that were changed, as `codebook.edit` takes them; `code` apart."""
        found: dict[str, Any] = {}
        for name, given in self._given.items():
            written = self._written(name)
            if written is None or written == given:
                continue
            stem, _, said = name.rpartition("_")
            if name == "examples":
                found[name] = as_examples(written, self._row.entry.examples)
            elif name == "groups":
                found[name] = as_words(written, self._row.entry.groups)
            elif stem == "keywords":
                had = getattr(self._row.entry, name)
                found.setdefault(stem, {})[said] = as_words(written, had)
            elif said in LANGUAGES:
                found.setdefault(stem, {})[said] = written
            else:
                found[name] = written
        return found

    def _written(self, name: str) -> str | None:
        for field in self.query(f"#{name}"):
            if isinstance(field, TextArea):
                return field.text
            if isinstance(field, Input):
                return field.value
        return None

    def action_keep(self) -> None:
        """Keep what was written; first ask whether the meaning changes, where that matters."""
        changes = self.changes()
        if not changes:
            self.dismiss(False)
            return
        if not (self._in_use and any(name in changes for name in LONG)):
            self._save(changes, alters=False, note="")
            return

        def answered(answer: str | None) -> None:
            if answer == "no":
                self._save(changes, alters=False, note="")
            elif answer == "yes":
                self.app.push_screen(Ask(t("why note")), noted)

        def noted(note: str | None) -> None:
            if note is not None:
                self._save(changes, alters=True, note=note.strip())

        choices = [("no", t("alters no")), ("yes", t("alters yes"))]
        self.app.push_screen(Choice(t("alters", code=shown_name(self._row)), choices), answered)

    def _save(self, changes: dict[str, Any], *, alters: bool, note: str) -> None:
        book = self._project.codebook
        fields = {name: value for name, value in changes.items() if name != "code"}
        try:
            with self._project.store.batch("edit code", self._row.code):
                if "code" in changes:
                    book.rename(self._row.uid, changes["code"])
                if fields:
                    book.edit(self._row.uid, alters=alters, note=note, **fields)
        except QualcodeError as error:
            self._say(in_words(str(error)))
        else:
            self.dismiss(True)

    def action_leave(self) -> None:
        """Leave; what was changed is let go only at the second time."""
        if self._warned or not self.changes():
            self.dismiss(False)
        else:
            self._warned = True
            self._say(t("form changed"))

    def _say(self, text: str) -> None:
        self.query_one(".error", Static).update(display.safe(text))


def texts(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry as the form shows them."""
    found = {"code": entry.code}
    for name in ("name", *LONG):
        found.update({f"{name}_{one}": getattr(entry, f"{name}_{one}") for one in LANGUAGES})
    found["examples"] = "\n".join(_dense(one) for one in entry.examples)
    for one in LANGUAGES:
        found[f"keywords_{one}"] = _joined(getattr(entry, f"keywords_{one}"))
    found.update(color=entry.color, key=entry.key, groups=_joined(entry.groups))
    return found


def as_examples(written: str, had: Iterable[str]) -> list[str]:
    """Return the examples of lines; one that was there keeps its own line feeds."""
    known = {_dense(one): one for one in had}
    lines = [line.strip() for line in written.split("\n")]
    return [known.get(line, line) for line in lines if line]


def as_words(written: str, had: Sequence[str]) -> list[str]:
    """Return the words of a list, parted by semicolons, or by commas where no word holds one."""
    parts = re.split(
        "[;；]" if any(re.search("[,，、]", w) for w in had) else "[;；,，、]", written
    )
    return [word for part in parts if (word := part.strip())]


def _dense(text: str) -> str:
    return " ".join(text.split())


def _joined(words: Sequence[str]) -> str:
    return "; ".join(words)
