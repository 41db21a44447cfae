"""Suggestions in a document: dotted in its margin, decided on where the selection is."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.documents.listing import ANSWER
from qualcode.suggest.queue import Suggestion
from qualcode.tui.i18n import counted, t
from qualcode.tui.screens.playing import Playing
from qualcode.tui.screens.suggesting import Suggesting
from qualcode.tui.widgets.reader.model import Mark


class Offering(Suggesting, Playing):
    """A screen on a document that has suggestions."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, Mark] = {}
        self.offers: list[Suggestion] = []
        self._shown: set[str] = set()

    @property
    def done(self) -> bool:
        """True where this coder is done with the document."""
        return False

    def describe(self) -> None:
        """Say what lies under the cursor."""
        raise NotImplementedError

    def set_marks(self) -> None:
        """Show the segments, and the suggestions dotted."""
        dotted = [self._dotted(one) for one in self.offers]
        self.reader.set_marks([*self.marks.values(), *dotted])

    def pending_here(self) -> list[Suggestion]:
        """Return the suggestions of the document."""
        assert self.document is not None
        uid = self.document.uid
        return self.quietly(lambda: self.project.suggest.marks(uid))

    def _dotted(self, one: Suggestion) -> Mark:
        row = self.by_name.get(one.code)
        return Mark(
            f"?{one.suggestion}", one.start, one.end, one.color, row.key if row else "",
            f"{self.said_of_suggestion(one)} ?", "suggestion", code=one.code,
        )  # fmt: skip

    def want(self) -> None:
        """Have suggestions made beside the keys, where the document may have some."""
        assert self.document is not None
        uid, name, interview = self.at_document()
        off = interview and not self.project.suggest.interviews
        if not off and self.project.coding.blind_round(uid) is None:
            self.program.making.want("document", name)

    def at_document(self) -> tuple[str, str, bool]:
        """Return the document one is in."""
        if self.document is None:
            return "", "", False
        return self.document.uid, self.document.document, self.document.kind != ANSWER

    def at_hand(self) -> list[Suggestion]:
        """Return the suggestions that the selection meets."""
        start, end = self.reader.selection.span
        return [one for one in self.offers if one.start < end and start < one.end]

    def extent(self, one: Suggestion) -> tuple[int, int] | None:
        """Return the selection, where it meets the passage."""
        self.check_text()
        start, end = self.reader.selection.span
        return (start, end) if start < one.end and one.start < end else None

    def decided(self, segment: str = "") -> None:
        """Show the segment that a suggestion has become, or that it is gone."""
        self.renew_suggestions()
        if segment:
            self.changed(segment)
        else:
            self.did()

    def renew_suggestions(self) -> None:
        """Show the suggestions as they are now."""
        if self.document is None:
            return
        found = self.pending_here()
        if found != self.offers:
            self.offers = found
            self.set_marks()
        self.describe()

    def do_next_suggestion(self, _key: str) -> None:
        """Go to the next passage with a suggestion; its words are selected."""
        found = self.reader.next_mark(1, suggestions=True)
        if found is not None:
            self.reader.select(found.start, found.end)
        else:
            why = self.why_none()
            self.say(t("no suggestions left") if why == t("no suggestion") else why)

    def log_shown(self, found: Iterable[Suggestion]) -> None:
        """Log that suggestions stand before a person's eyes, once each."""
        assert self.document is not None
        uid = self.document.uid
        fresh = [one for one in found if one.suggestion not in self._shown]
        for start, end in {(one.start, one.end) for one in fresh}:
            self.quietly(lambda a=start, z=end: self.project.suggest.here(uid, a, z))  # type: ignore[misc]
        self._shown |= {one.suggestion for one in fresh}

    def offers_told(self) -> str:
        """Return how many suggestions the document has, or that they are being made."""
        if self.program.making.computing:
            return t("computing suggestions")
        return counted(len(self.offers), "suggestion") if self.offers else ""

    def tell_held_back(self) -> None:
        """Say of a document that is done what was suggested and not shown until then."""
        if not self.done or self.document is None:
            return
        applied = {mark.code for mark in self.marks.values() if mark.kind == "own"}
        held = self.held_back(self.document.uid, applied)
        if held:
            self.say(f"{self.status.text} · {held}")
