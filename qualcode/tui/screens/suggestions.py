"""Suggestions: what is pending and how it fares, and lists of what the codebook may lack.

Six lists, each behind its digit: pending suggestions to decide on, figures by code, passages unlike
anything coded, groups of uncoded ones, doubtful codings, codes taken for others. Enter goes to the
passage. Nothing is ticked beforehand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rich.text import Text

from qualcode.project import Project
from qualcode.suggest.area import ORDERS
from qualcode.suggest.queue import Suggestion
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens import suggestions_rows as rows
from qualcode.tui.screens.suggestions_bulk import Bulk
from qualcode.tui.screens.suggestions_told import in_full
from qualcode.tui.screens.suggestions_view import INTERVIEWS, Lists
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.dialogs import Choice, Entry, Finder
from qualcode.tui.widgets.told import Told

EVERYWHERE = "\0all"


class Suggestions(Lists):
    """The screen, and its keys."""

    # Lists ------------------------------------------------------------------------------------

    def _turn_to(self, **changed: Any) -> None:
        if self.asking:
            self.do_back("")
        self.program.kept[self.screen_name] = self.kept = replace(self.kept, **changed)
        self.say("")
        self.renew()

    def do_choose(self, key: str) -> None:
        """Show the list of a digit."""
        if int(key) <= len(rows.VIEWS):
            self._turn_to(view=rows.VIEWS[int(key) - 1])

    def do_order(self, _key: str) -> None:
        """Choose in which order pending suggestions are read."""

        def take(order: str | None) -> None:
            if order is not None:
                self.kept.cursors.pop("pending", None)
                self._turn_to(view="pending", order=order)

        choices = [(one, t(f"order {one}")) for one in ORDERS]
        self.app.push_screen(Choice(t("order by which"), choices), take)

    def do_filter(self, _key: str) -> None:
        """Show one question's, or the interviews', or all."""
        entries = [Entry(EVERYWHERE, t("suggestions of all")), Entry(INTERVIEWS, t("interviews"))]
        entries += [Entry(q, display.safe(q)) for q in self.project.cases.questions()]

        def take(scope: str | None) -> None:
            if scope is not None:
                self.kept.cursors.clear()
                self._turn_to(scope=None if scope == EVERYWHERE else scope)

        self.app.push_screen(Finder(t("suggestions of which"), entries), take)

    def do_filter_code(self, _key: str) -> None:
        """Show one code's, or all codes'."""
        listed = [
            Entry(r.uid, rows.named(self.names, r.code), (r.code, r.pinyin))
            for r in self.by_name.values()
            if not r.category
        ]

        def take(uid: str | None) -> None:
            if uid is not None:
                self.kept.cursors.clear()
                self._turn_to(code=None if uid == EVERYWHERE else uid)

        entries = [Entry(EVERYWHERE, t("all codes")), *listed]
        self.app.push_screen(Finder(t("find code"), entries), take)

    # Acting -----------------------------------------------------------------------------------

    def at_hand(self) -> list[Suggestion]:
        """Return the suggestion marked."""
        at = self.table.cursor
        return self.pending[at : at + 1] if self.kept.view == "pending" else []

    def at_document(self) -> tuple[str, str, bool]:
        """Return no document: one is in a list."""
        return "", "", False

    def why_none(self) -> str:
        """Say where suggestions are decided on."""
        return t("suggestions first list") if self.kept.view != "pending" else super().why_none()

    def decided(self, segment: str = "") -> None:
        """Take the row away; what was decided can be undone."""
        del self.pending[self.table.cursor]
        self.kept.cursors["pending"] = self.table.cursor
        self.show_rows(len(self.pending), self.passages, self.why_empty())
        self.did()
        self.read_figures()

    def do_open(self, _key: str) -> None:
        """Go to the passage marked; of a code to its suggestions, of a group to its passages."""
        at, view = self.table.cursor, self.kept.view
        if not self.table.display or at >= self.table.count:
            return
        if view == "pending":
            self._go_to(self.pending[at])
        elif view == "codes":
            self.kept.cursors.pop("pending", None)
            self._turn_to(view="pending", code=self.codes_shown()[at].code_uid)
        elif view == "clusters":
            members = [rows.place(one) for one in self.found[at]["passages"]]
            self.kept.cursors.pop(rows.MEMBERS, None)
            self._turn_to(view=rows.MEMBERS, members=members)
        elif view == "confused":
            self.program.last_code = self.project.codebook.find(self.found[at]["code"]).uid
            self.program.go("codebook")
        else:
            of_group = view == rows.MEMBERS
            self._go_to(self.kept.members[at] if of_group else rows.place(self.found[at]))

    def _go_to(self, one: Suggestion | rows.Place) -> None:
        [row] = self.project.documents.of([self.project.documents.find(one.document).id])
        if row.question:
            self.program.cards[row.question] = row.id
            self.program.open_cards(row.question)
        else:
            self.program.open_document(row.document, (one.start, one.end))

    def do_back(self, key: str) -> None:
        """From the passages of a group to the groups; else stop what runs, or go back."""
        if self.kept.view == rows.MEMBERS and not self.asking:
            self._turn_to(view="clusters")
        else:
            super().do_back(key)

    def do_make(self, _key: str) -> None:
        """Have suggestions made anew for all that is shown."""
        scope = self.kept.scope

        def then(found: dict[str, Any]) -> None:
            self.renew()
            self.say(
                t("suggestions made", n=number(found["suggested"]), of=number(found["scored"]))
            )
            self._waiting = self.status.text

        def settled(_none: object) -> None:
            if scope == INTERVIEWS:
                uids = [row.uid for row in self.project.documents.of(self.project.documents.keys())]
                self.ask("run", then, t("making suggestions"), documents=uids)
            else:
                self.ask("run", then, t("making suggestions"), question=scope)

        self.work(lambda _progress: self.program.making.settle(), settled, t("making suggestions"))

    def do_bulk(self, _key: str) -> None:
        """Look at all sure suggestions of a code, to accept them at once."""
        code = self._code_here()
        if code is None:
            self.say(t("bulk which"))
            return

        def plan(_progress: Progress) -> Any:
            return Project(self.project.store.aside()).suggest.accept_all(code, preview=True)

        def look(made: Any) -> None:
            self.app.push_screen(Bulk(code, made))

        self.work(plan, look, t("reading suggestions"))

    def _code_here(self) -> str | None:
        """Return the code that the marked row is about."""
        at = self.table.cursor
        if self.kept.view == "codes":
            return self.codes_shown()[at].code if at < len(self.codes_shown()) else None
        if self.kept.view == "pending":
            return self.pending[at].code if at < len(self.pending) else None
        return None

    def do_interviews(self, _key: str) -> None:
        """Turn suggestions for interviews on or off; the lead does."""
        if self.project.suggest.interviews:
            self.project.suggest.turn_off()
        else:
            self.project.suggest.turn_on()
        self.told()

    def do_model(self, _key: str) -> None:
        """Tell all of the model: what it is and learned from, how it fares, what to beware of."""
        suggest = self.project.suggest
        said = in_full(
            self.figures, self.fares, self.names, interviews=suggest.interviews, unit=suggest.unit
        )
        self.app.push_screen(Told(t("about the model"), Text(said), t("told hint")))
