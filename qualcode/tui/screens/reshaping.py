"""Changing one's own segments in the text: code, extent, strength, cut in two, made one."""

from __future__ import annotations

from collections.abc import Callable

from qualcode.documents.listing import DocumentRow
from qualcode.errors import NotFound
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.screens.applying import Applying
from qualcode.tui.widgets.dialogs import Ask, Choice
from qualcode.tui.widgets.reader.model import Mark


class Reshaping(Applying):
    """A screen on a document whose segments can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.document: DocumentRow | None = None

    def changed(self, *segments: str) -> None:
        """Show segments anew, or no more, and say what was done."""
        raise NotImplementedError

    def stale(self) -> bool:
        """Say whether the document has another text by now."""
        shown = self.document
        if shown is None:
            return False
        try:
            return self.project.documents.find(shown.uid).version_id != shown.version_id
        except NotFound:
            raise NotFound(t("document gone", document=shown.document)) from None

    def own_here(self, then: Callable[[Mark], None]) -> None:
        """Go on with this coder's segment under the cursor; of several, the one that is chosen."""
        own = [mark for mark in self.reader.here() if mark.kind == "own"]
        if not own:
            self.say(t("no segment here"))
        elif len(own) == 1:
            then(own[0])
        else:
            by_key = {mark.key: mark for mark in own}
            text = self.reader.source.text
            choices = [
                (m.key, display.ellipsis(f"{m.label}  {text[m.start : m.end]}", 62)) for m in own
            ]

            def take(key: str | None) -> None:
                if key is not None:
                    with self.attempting():
                        then(by_key[key])

            self.app.push_screen(Choice(t("which segment"), choices), take)

    def do_remove(self, _key: str) -> None:
        """Remove the segment under the cursor."""

        def remove(mark: Mark) -> None:
            self.project.coding.remove(mark.key)
            self.changed(mark.key)

        self.own_here(remove)

    def do_recode(self, _key: str) -> None:
        """Give the segment under the cursor another code."""

        def recode(mark: Mark) -> None:
            def take(uid: str) -> None:
                self.project.coding.change(mark.key, code=uid)
                self.changed(mark.key)

            self.choose_code(take)

        self.own_here(recode)

    def do_extent(self, _key: str) -> None:
        """Let the segment under the cursor run as the selection does."""
        start, end = self.reader.selection.span

        def resize(mark: Mark) -> None:
            self.check_text()
            self.project.coding.change(mark.key, start=start, end=end)
            self.changed(mark.key)

        self.own_here(resize)

    def do_strength(self, _key: str) -> None:
        """Set the strength of the segment under the cursor; nothing typed takes it away."""

        def ask(mark: Mark) -> None:
            def take(given: str | None) -> None:
                if given is None:
                    return
                typed = given.strip()
                if typed and not typed.isdecimal():
                    self.say(t("strength is a number"), error=True)
                    return
                with self.attempting():
                    self.project.coding.change(
                        mark.key, strength=int(typed) if typed else None, clear_strength=not typed
                    )
                    self.changed(mark.key)

            self.app.push_screen(Ask(t("strength is")), take)

        self.own_here(ask)

    def do_split(self, _key: str) -> None:
        """Cut the segment under the cursor in two where the selection begins."""
        at = self.reader.selection.start

        def split(mark: Mark) -> None:
            self.check_text()
            second = self.project.coding.split(mark.key, at)
            self.changed(mark.key, second)

        self.own_here(split)

    def do_merge_segments(self, _key: str) -> None:
        """Make one of the segments of one code in the selection."""
        by_code: dict[str, list[Mark]] = {}
        for mark in self.reader.here():
            if mark.kind == "own":
                by_code.setdefault(mark.code, []).append(mark)
        several = {code: marks for code, marks in by_code.items() if len(marks) > 1}

        def merge(code: str | None) -> None:
            if code is not None:
                with self.attempting():
                    keys = [mark.key for mark in several[code]]
                    self.project.coding.merge(keys)
                    self.changed(*keys)

        if not several:
            self.say(t("nothing to merge"))
        elif len(several) == 1:
            merge(next(iter(several)))
        else:
            choices = [(c, f"{marks[0].label} {len(marks)}") for c, marks in several.items()]
            self.app.push_screen(Choice(t("merge which"), choices), merge)
