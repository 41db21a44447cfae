"""Codebook: the tree of codes with the whole entry beside it, changed by keys, all undoable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.codebook.freezes import FreezeRow
from qualcode.codebook.rows import CodeRow
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui import pins
from qualcode.tui.i18n import counted, t
from qualcode.tui.naming import shown_name, shown_names
from qualcode.tui.screens import codebook_split, codebook_told, codebook_tree
from qualcode.tui.screens.codebook_form import EntryForm, as_words
from qualcode.tui.screens.codebook_moving import MovingCodes
from qualcode.tui.screens.panel import name_of, terms, told
from qualcode.tui.widgets.dialogs import Ask, Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.table import Column, Table
from qualcode.tui.widgets.told import Told, wrapped

TODAY = "\0today"
"""What the finder returns for the codebook as it is now; no freeze has this uid."""
MOST = 500
"""So many segments are offered as examples."""


class Codebook(MovingCodes):
    """Codes and categories."""

    screen_name = "codebook"

    def __init__(self) -> None:
        super().__init__()
        self.entry = Static("", markup=False)
        self._beside = 0

    def columns(self) -> Sequence[Column]:
        """Name in the tree, letters, digit, segments."""
        return codebook_tree.columns()

    def body(self) -> Iterable[Widget]:
        """Yield the tree, the entry beside it, and what stands there while it is empty."""
        yield Horizontal(self.table, VerticalScroll(self.entry, id="entry", can_focus=False))
        yield self.nothing

    def on_resize(self, _event: events.Resize) -> None:
        """Give the tree and the entry their room."""
        if self.is_current:
            self._lay_out()
            self._tell()

    def _lay_out(self) -> None:
        """Fill the tree, and give the entry beside it its room."""
        digits = {uid: n for n, uid in pins.pinned(self.project, self.codes).items()}
        found = codebook_tree.layout(self.codes, digits, self.app.size.width)
        self.table.columns, self._beside = found.columns, found.entry
        entry = self.query_one("#entry")
        entry.display = found.entry > 0
        entry.styles.width = found.entry
        self.fill(found.rows, t("codebook empty"))
        self.query_one(Horizontal).display = bool(found.rows)

    def load(self) -> None:
        """Read the codes."""
        marked = self._marked()
        self.codes = self.project.codebook.rows()
        self._lay_out()
        if marked is not None:
            self._mark(marked.uid)
        self._tell()

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell of the code now marked."""
        self._tell()

    def _tell(self) -> None:
        row = self._marked()
        if row is None:
            self.entry.update("")
            return
        text = Text()
        text.append("▌", style=row.color or "")
        text.append(f"{display.safe(name_of(row))}\n", style="bold")
        about = t("category") if row.category else counted(row.segments, "segment")
        text.append(f"{about}\n", style="dim")
        if not told(row, "definition"):
            text.append(f"\n{t('no definition')}\n", style="dim")
        for field, words in (("definition", "definition"), ("when", "when")):
            if told(row, field):
                text.append(f"\n{t(words)}\n", style="bold")
                text.append(f"{display.safe(told(row, field))}\n")
        if told(row, "when_not"):
            text.append(f"\n{t('when not')}\n", style="bold")
            text.append(f"{display.safe(told(row, 'when_not'))}\n", style="italic")
        if row.entry.examples:
            text.append(f"\n{t('examples')}\n", style="bold")
            for example in row.entry.examples:
                text.append(f"“{display.safe(example)}”\n")
        keywords = (*row.entry.keywords_zh, *row.entry.keywords_en)
        for title, listed in (("keywords", keywords), ("groups", row.entry.groups)):
            if listed:
                text.append(f"\n{t(title)}\n", style="bold")
                text.append(f"{display.safe(', '.join(listed))}\n")
        self.entry.update(wrapped(text, max(8, self._beside - codebook_tree.FRAME)))

    # Changing ---------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Show the segments of the marked code."""
        row = self._marked()
        if row is not None:
            self.program.code = row.uid
            self.program.go("segments")

    def do_add_code(self, _key: str) -> None:
        """Add a code under the category marked, or beside the code marked."""
        row = self._marked()
        parent = None if row is None else (row.code if row.category else row.parent)

        def take(name: str | None) -> None:
            if name and name.strip():
                with self.attempting():
                    self.project.codebook.add(name, parent=parent)
                    self._changed()

        self.app.push_screen(Ask(t("name of new")), take)

    def do_rename(self, _key: str) -> None:
        """Rename the marked code."""
        row = self._marked()
        if row is None:
            return

        def take(name: str | None) -> None:
            if name and name.strip() and name != row.code:
                with self.attempting():
                    self.project.codebook.rename(row.uid, name)
                    self._changed()

        self.app.push_screen(Ask(t("new name"), row.code), take)

    def do_edit_entry(self, _key: str) -> None:
        """Edit the whole entry in a form."""
        row = self._marked()
        if row is None:
            return
        in_use = row.segments > 0 or "done" in self.project.coding.states().values()

        def kept(yes: bool | None) -> None:
            if yes:
                self._changed()

        self.app.push_screen(EntryForm(self.project, row, in_use=in_use), kept)

    def do_pick_example(self, _key: str) -> None:
        """Make the words of one of the code's segments an example."""
        row = self._marked()
        if row is None:
            return
        found = self.project.coding.rows(code=row.uid, descendants=False, limit=MOST)
        if not found:
            self.say(t("no segments of", code=shown_name(row)))
            return

        def take(uid: str | None) -> None:
            if uid is not None:
                with self.attempting():
                    self.project.codebook.pick_example(uid)
                    self._changed()

        choices = [
            Entry(r.segment, display.safe(f"{' '.join(r.text.split())[:200]} · {r.document}"))
            for r in found
        ]
        self.app.push_screen(Finder(t("example from", code=shown_name(row)), choices), take)

    # Merging and splitting --------------------------------------------------------------------

    def do_merge(self, _key: str) -> None:
        """Merge the marked code into another; what moves is told first."""
        row = self._marked()
        if row is None:
            return

        def choose(uid: str | None) -> None:
            if uid is not None:
                with self.attempting():
                    told = self.project.codebook.merge_preview(row.uid, uid)
                    names = shown_names(self.project)
                    target = names.get(told.target, told.target)
                    title = t("merge told", code=shown_name(row), target=target)
                    self.app.push_screen(
                        Told(title, codebook_told.merge(told, names), t("told agree"), agree=True),
                        lambda yes: merge(uid) if yes else None,
                    )

        def merge(uid: str) -> None:
            with self.attempting():
                self.project.codebook.merge(row.uid, uid)
                self._changed()
                self._mark(uid)

        choices = [Entry(c.uid, display.safe(name_of(c)), terms(c), c.color, c.key)
                   for c in self.codes
                   if c.uid != row.uid and not (c.category and row.segments)]  # fmt: skip
        self.app.push_screen(Finder(t("merge into", code=shown_name(row)), choices), choose)

    def do_split(self, _key: str) -> None:
        """Split the marked code: name the new ones, say which segments go where, see, agree."""
        row = self._marked()
        if row is None or row.category:
            self.say(self._nothing_to_split(row))
            return

        def named(given: str | None) -> None:
            names = as_words(given or "", ())
            if len(names) > codebook_split.MOST:
                self.say(t("split too many", n=codebook_split.MOST), error=True)
            elif names and row.segments:
                assigning = codebook_split.Assigning(self.project, row, names)
                self.app.push_screen(assigning, lambda chosen: preview(names, chosen))
            elif names:
                preview(names, {})

        def preview(names: list[str], chosen: dict[str, str] | None) -> None:
            if chosen is None:
                return
            with self.attempting():
                into = [[u for u, name in chosen.items() if name == one] for one in names]
                parts, left = self.project.codebook.split_preview(row.uid, into)
                text = codebook_told.split(shown_name(row), names, parts, left)
                self.app.push_screen(
                    Told(t("split told", code=shown_name(row)), text, t("told agree"), agree=True),
                    lambda yes: split(names, chosen) if yes else None,
                )

        def split(names: list[str], chosen: dict[str, str]) -> None:
            with self.attempting():
                self.project.codebook.split(row.uid, names, chosen)
                self._changed()

        self.app.push_screen(Ask(t("split into", code=shown_name(row))), named)

    def _nothing_to_split(self, row: CodeRow | None) -> str:
        """Say what can be split, where a category is marked or nothing."""
        if row is None:
            return t("split no code")
        below = [r for r in self.codes if r.parent_id == row.id and not r.category]
        if not below:
            return t("split a code", code=shown_name(row))
        return t("split below", code=shown_name(row), codes=", ".join(map(shown_name, below)))

    def do_retire(self, _key: str) -> None:
        """Retire the marked code."""
        row = self._marked()
        if row is not None:
            self.project.codebook.retire(row.uid)
            self._changed()

    def do_pin(self, key: str) -> None:
        """Pin the marked code to a digit."""
        row = self._marked()
        if row is not None and not row.category:
            pins.pin(self.project, int(key), row.uid, row.code)
            self._changed()

    def do_bring_back(self, _key: str) -> None:
        """Bring a retired code back."""
        gone = [row for row in self.project.codebook.rows(retired=True) if row.retired]
        if not gone:
            self.say(t("none retired"))
            return

        def take(uid: str | None) -> None:
            if uid is not None:
                with self.attempting():
                    self.project.codebook.unretire(uid)
                    self._changed()
                    self._mark(uid)

        choices = [Entry(c.uid, display.safe(name_of(c)), terms(c), c.color) for c in gone]
        self.app.push_screen(Finder(t("bring back which"), choices), take)

    # Looking ----------------------------------------------------------------------------------

    def do_use(self, _key: str) -> None:
        """Show the code's segments by week, or by day."""
        row = self._marked()
        if row is None:
            return
        book, below = self.project.codebook, row.category
        views = {
            key: codebook_told.use(book.use(row.uid, by, below=below), row.color)
            for key, by in (("w", "week"), ("d", "day"))
        }
        title = t("use title", code=shown_name(row))
        self.app.push_screen(Told(title, views["w"], t("use keys"), views=views))

    def do_freeze(self, _key: str) -> None:
        """Freeze the codebook under a name."""

        def take(name: str | None) -> None:
            if name and name.strip():
                with self.attempting():
                    self.project.codebook.freeze(name)
                    self._changed()

        self.app.push_screen(Ask(t("freeze name")), take)

    def do_compare(self, _key: str) -> None:
        """Show what differs between two freezes, or between a freeze and today."""
        freezes = self.project.codebook.freezes()[::-1]
        if not freezes:
            self.say(t("no freezes"))
            return

        def first(uid: str | None) -> None:
            if uid is None:
                return
            others = [f for f in choices if f.value != uid]
            today = Entry(TODAY, t("today"))
            self.app.push_screen(
                Finder(t("compare with"), [today, *others]), lambda other: show(uid, other)
            )

        def show(one: str, other: str | None) -> None:
            if other is None:
                return
            with self.attempting():
                # The older one first, in whatever order they were chosen.
                at = {TODAY: -1, **{f.uid: n for n, f in enumerate(freezes)}}
                newer, older = sorted((one, other), key=lambda uid: at[uid])
                found = self.project.codebook.differences(older, None if newer == TODAY else newer)
                names = {TODAY: t("today"), **{f.uid: _dated(f) for f in freezes}}
                title = t("compared", older=names[older], newer=names[newer])
                told = codebook_told.differences(found, shown_names(self.project))
                self.app.push_screen(Told(title, told, t("told keys")))

        choices = [Entry(f.uid, display.safe(_dated(f))) for f in freezes]
        self.app.push_screen(Finder(t("compare which"), choices), first)

    def do_queue(self, _key: str) -> None:
        """Go to the recode queue."""
        self.program.go("queue")

    def do_memo(self, _key: str) -> None:
        """Write a memo on the marked code."""
        row = self._marked()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="code", name=row.uid)
                    self._changed()

        self.app.push_screen(Editor(t("memo on", what=display.safe(shown_name(row)))), keep)


def _dated(freeze: FreezeRow) -> str:
    return f"{freeze.name} · {local(freeze.created)[:10]}"
