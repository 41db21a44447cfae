"""What Reconcile does: takes and says why, takes back, settles extents by rule, writes rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens import reconcile_told as telling
from qualcode.tui.screens.agreement_export import Exporting
from qualcode.tui.screens.by_letters import ask_letters
from qualcode.tui.screens.panel import entries
from qualcode.tui.widgets.dialogs import Ask, Choice, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.shown import Shown

if TYPE_CHECKING:
    from qualcode.agreement.reconcile import Row
    from qualcode.agreement.reconcile_area import Reconciliation, Settled

REASONS = ("slip", "boundary", "definition", "context", "ambiguous")
RULES = ("longer", "shorter", "union", "intersection")
FIELDS = ("when not", "when", "definition")


class Acts(Exporting):
    """The acts on the disagreement one is at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Reconciliation | None = None
        self.rows: list[Row] = []
        self.at = 0
        self.codes: Mapping[str, CodeRow] = {}
        self.filters: dict[str, str] = {}

    def row(self) -> Row | None:
        """Return the disagreement one is at."""
        return self.rows[self.at] if 0 <= self.at < len(self.rows) else None

    def draw(self) -> None:
        """Show the disagreement one is at."""

    def list_rows(self) -> None:
        """List what fits the filters, as it is decided now."""

    def go_to_open(self, after: int) -> bool:
        """Go to the next disagreement that is open; say whether there is one."""
        raise NotImplementedError

    # Taking -----------------------------------------------------------------------------------

    def do_choose(self, key: str) -> None:
        """Take what a layer has."""
        row = self.row()
        if row is None:
            return
        if int(key) > len(row.layers):
            self.say(t("no layer", digit=key))
            return
        self._why(row.layers[int(key) - 1].letter)

    def do_take_none(self, _key: str) -> None:
        """Take nothing."""
        self._why("none")

    def do_take_union(self, _key: str) -> None:
        """Take all that anybody has."""
        self._why("union")

    def do_find_code(self, _key: str) -> None:
        """Take another code, found by letters or pinyin, on these words."""

        def take(uid: str | None) -> None:
            if uid is not None:
                self._why("union", uid)

        if self.row() is not None:
            listed = [row for row in self.codes.values() if not row.retired]
            self.app.push_screen(Finder(t("find code"), entries(listed)), take)

    def do_code_by_key(self, _key: str) -> None:
        """Take another code by its own key."""
        if self.row() is not None:
            listed = [row for row in self.codes.values() if not row.retired]
            ask_letters(self, listed, lambda uid: self._why("union", uid))

    def _why(self, choice: str, code: str | None = None, *, words: bool = False) -> None:
        """Ask for the reason, and decide."""
        row = self.row()
        if row is None:
            return
        by_uid = {one.uid: one for one in self.codes.values()}
        shown = telling.choice_said(choice)
        if code is not None:
            shown = telling.called(by_uid[code].code, self.codes)

        def reason(key: str) -> None:
            if key == "escape":
                self.say("")
            elif key == "w" and not words:
                self._why(choice, code, words=True)
            elif key.isdecimal() and 1 <= int(key) <= len(REASONS):
                self.say("")
                why = REASONS[int(key) - 1]
                if words:
                    self.app.push_screen(
                        Ask(t("in words")), partial(self._with_words, row, choice, code, why)
                    )
                else:
                    self._take(row, choice, code, why, "")
            else:
                self.say(t("no reason"))

        self.expect(reason, t("why in words" if words else "why", choice=shown))

    def _with_words(
        self, row: Row, choice: str, code: str | None, why: str, note: str | None
    ) -> None:
        if note is not None:
            with self.attempting():
                self._take(row, choice, code, why, note)

    def _take(self, row: Row, choice: str, code: str | None, why: str, note: str) -> None:
        assert self.found is not None
        self.found.take(row.id, choice, code=code, reason=why, note=note)
        self.list_rows()
        at = next(
            (n for n, one in enumerate(self.rows) if one.number >= row.number), len(self.rows)
        )
        more = self.go_to_open(at - 1)
        self.did()
        if not more and all(one.decision is not None for one in self.rows):
            self.say(f"{self.status.text} · {t('all decided')}")

    def do_reopen_decision(self, _key: str) -> None:
        """Take the decision back."""
        row = self.row()
        if row is not None and self.found is not None:
            self.found.reopen(row.id)
            self.renew()
            self.did()

    # Many at once -----------------------------------------------------------------------------

    def do_by_rule(self, _key: str) -> None:
        """Decide all cases of extent alone by a rule, shown first."""
        if self.found is None:
            return
        if not any(row.extent_only and row.decision is None for row in self.found.rows()):
            self.say(t("rule nothing"))
            return
        choices = [(rule, t(f"rule {rule}")) for rule in RULES]
        self.app.push_screen(Choice(t("rule which"), choices), self._preview)

    def _preview(self, rule: str | None) -> None:
        if rule is None or self.found is None:
            return
        found = self.found
        apply = partial(
            found.by_rule, rule, code=self.filters.get("code"),
            document=self.filters.get("document"),
        )  # fmt: skip
        with self.attempting():
            made = apply(preview=True)
            texts = {s.name: s.text for s in found.comparison.reading.sources}
            lines = [self._line(one, texts[one.row.document]) for one in made]
            n = sum(one.takes is not None for one in made)
            question = t("rule would", n=number(n), total=number(len(made)), rule=t(f"rule {rule}"))

            def do(yes: bool | None) -> None:
                if yes and n:
                    with self.attempting():
                        apply()
                        self.renew()
                        self.go_to_open(self.at - 1)
                        self.did()

            self.app.push_screen(Shown(question, lines, t("enter does it")), do)

    def _line(self, one: Settled, text: str) -> str:
        where = f"{one.row.number} {display.safe(one.row.document)}"
        if one.takes is None:
            return f"{where}  {t('rule left')}"
        words = " … ".join(" ".join(text[a:z].split()) for _, a, z in one.takes)
        return f"{where}  {telling.called(one.takes[0][0], self.codes)}  {display.safe(words)}"

    # Words ------------------------------------------------------------------------------------

    def do_rule_to_draft(self, _key: str) -> None:
        """Add a line to the entry of a code in dispute."""
        row = self.row()
        if row is None:
            return
        listed = list(row.codes)
        if row.decision is not None:
            listed += [code for code, _, _ in row.decision.takes]
        listed = list(dict.fromkeys(listed))
        if len(listed) == 1:
            self._rule_field(row, listed[0])
            return
        choices = [(code, telling.called(code, self.codes)) for code in listed]
        self.app.push_screen(
            Choice(t("rule for which"), choices), lambda code: self._rule_field(row, code)
        )

    def _rule_field(self, row: Row, code: str | None) -> None:
        if code is None:
            return
        name = telling.called(code, self.codes)

        def words(field: str | None) -> None:
            if field is not None:
                self.app.push_screen(
                    Ask(t("rule words", code=name)), partial(self._rule, row, code, field)
                )

        choices = [(field, t(f"rule {field}")) for field in FIELDS]
        self.app.push_screen(Choice(t("rule field"), choices), words)

    def _rule(self, row: Row, code: str, field: str, text: str | None) -> None:
        if text and text.strip() and self.found is not None:
            with self.attempting():
                self.found.rule(text, id=row.id, code=code, field=field)
                self.renew()
                self.did()

    def do_memo(self, _key: str) -> None:
        """Write a memo on these words."""
        row = self.row()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(
                        text, about="document", name=row.document, start=row.start, end=row.end
                    )
                    self.did()

        title = t("memo on", what=display.safe(row.document))
        self.app.push_screen(Editor(title, row.text), keep)

    def do_reasons(self, _key: str) -> None:
        """Show why the coders differed, counted."""
        if self.found is None:
            return
        decided = [r.decision for r in self.found.rows() if r.decision is not None]
        if not decided:
            self.say(t("reasons none"))
            return
        lines = []
        for n, reason in enumerate(REASONS, 1):
            count = sum(one.reason == reason for one in decided)
            bar = "█" * round(30 * count / len(decided))
            name = display.pad(t(f"reason {reason}"), 12)
            lines.append(
                f"{n} {name} {number(count):>5}  {100 * count / len(decided):3.0f} %  {bar}"
            )
        self.app.push_screen(
            Shown(t("reasons title", n=number(len(decided))), lines, t("menu hint"))
        )
