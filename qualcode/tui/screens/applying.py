"""Applying codes to what is selected in a text: by digit, by letters, by finding, in its words."""

from __future__ import annotations

from collections.abc import Callable

from qualcode.codebook.offered import offered
from qualcode.codebook.rows import CodeRow
from qualcode.coding.rounds import Current
from qualcode.errors import Conflict
from qualcode.text import display
from qualcode.tui import pins
from qualcode.tui.i18n import t
from qualcode.tui.screens.by_letters import ask_letters
from qualcode.tui.screens.moving import Moving
from qualcode.tui.screens.panel import entries
from qualcode.tui.widgets.dialogs import NEW, Ask, Finder

LONGEST = 60
"""So many characters of a passage are offered as the name of a code."""


class Applying(Moving):
    """A screen whose selection can be coded; `apply` is its own."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[CodeRow] = []
        self.by_uid: dict[str, CodeRow] = {}
        self.by_name: dict[str, CodeRow] = {}
        self.pins: dict[int, str] = {}
        self.in_round: Current | None = None

    def apply(self, code_uid: str) -> None:
        """Apply a code to the selection."""
        raise NotImplementedError

    def stale(self) -> bool:
        """Say whether another program has changed the text that is shown."""
        return False

    def check_text(self) -> None:
        """Refuse to act on places in a text that is another by now; it is shown anew.

        Raises: Conflict.
        """
        if self.stale():
            self.renew()
            raise Conflict(t("text changed elsewhere"))

    def read_codes(self) -> None:
        """Read the codes, and those that the digits hold and keep from now on."""
        every = self._read_names()
        pins.keep(self.project, every)
        held = pins.pinned(self.project, every)
        self.pins = {digit: uid for digit, uid in held.items() if uid in self.by_uid}

    def offer(self, document: str) -> None:
        """Offer the codes of the round in which this document is coded now, if it is another."""
        now = self.project.coding.current_round(document)
        was, self.in_round = self.in_round, now
        if (was.id if was else None) != (now.id if now else None):
            self.read_codes()

    def _read_names(self) -> list[CodeRow]:
        """Read the codes; in a round those of its freeze are offered, as they were frozen."""
        every = self.project.codebook.rows()
        self.codes = offered(
            self.project.store, every, self.in_round.id if self.in_round is not None else None
        )
        self.by_uid = {row.uid: row for row in self.codes}
        self.by_name = {row.code: row for row in (*every, *self.codes)}
        return every

    def do_code_pinned(self, key: str) -> None:
        """Apply the code of a digit."""
        uid = self.pins.get(int(key))
        if uid is None:
            self.say(t("nothing pinned", digit=key))
        else:
            self.apply(uid)

    def do_code_by_key(self, _key: str) -> None:
        """Apply a code by its letters."""
        ask_letters(self, self.codes, self.apply)

    def do_find_code(self, _key: str) -> None:
        """Find a code and apply it; a name that no code has makes a new one."""
        self.choose_code(self.apply)

    def choose_code(self, then: Callable[[str], None]) -> None:
        """Ask for a code, there or new, and go on with its uid."""

        def take(value: str | None) -> None:
            if value is None:
                return
            with self.attempting():
                if value.startswith(NEW):
                    self.with_new_code(value.removeprefix(NEW), then)
                else:
                    then(value)

        new = "" if self._frozen else t("new code")
        self.app.push_screen(Finder(t("find code"), entries(self.codes), new), take)

    @property
    def _frozen(self) -> bool:
        """Say whether one codes by a freeze here, to which no code can be added."""
        return self.in_round is not None and self.in_round.freeze is not None

    def with_new_code(self, name: str, then: Callable[[str], None]) -> None:
        """Add a code and go on with it: one step, taken back as one."""
        self.check_text()
        with self.project.store.batch("code anew", name):
            self.project.codebook.add(name)
            self._read_names()
            then(self.project.codebook.find(name).uid)
        self.renew()  # the new code may have taken a digit
        self.did()

    def do_in_vivo(self, _key: str) -> None:
        """Make a code of the words selected, and apply it to them."""
        start, end = self.reader.selection.span
        words = " ".join(display.safe(self.reader.source.text[start:end]).split())
        if self._frozen and self.in_round is not None:
            self.say(t("codes frozen", round=display.safe(self.in_round.name),
                       freeze=display.safe(self.in_round.freeze or "")))  # fmt: skip
            return
        if not words:
            self.say(t("nothing selected"))
            return

        def take(name: str | None) -> None:
            if name and name.strip():
                with self.attempting():
                    known = {row.code.casefold(): row.uid for row in self.codes}
                    uid = known.get(name.strip().casefold())
                    if uid is None:
                        self.with_new_code(name.strip(), self.apply)
                    else:
                        self.apply(uid)

        self.app.push_screen(
            Ask(t("in vivo name"), words.strip("，。！？；、,.!?;: ")[:LONGEST]), take
        )

    def do_repeat(self, _key: str) -> None:
        """Apply the last code again."""
        if self.program.last_code in self.by_uid:
            self.apply(self.program.last_code)
        else:
            self.say(t("nothing to repeat"))
