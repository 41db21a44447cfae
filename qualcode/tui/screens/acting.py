"""What is done with the segments of a list: ordered, grouped, marked, recoded, copied, written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, cast

from qualcode.analysis import retrieval
from qualcode.analysis.retrieval import Listing
from qualcode.analysis.retrieval_fields import FIELDS
from qualcode.analysis.retrieval_order import Head
from qualcode.analysis.retrieval_writing import joined
from qualcode.coding.segments import SegmentRow
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.screens.filtering import Filtering, View
from qualcode.tui.screens.panel import entries
from qualcode.tui.widgets.dialogs import NEW, Choice, Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.menu import Item, Menu

BY = {
    "m": "made", "d": "document", "k": "case", "c": "code", "b": "coder", "p": "speaker",
    "D": "date", "s": "strength", "R": "round", "O": "origin", "v": "variable",
}  # fmt: skip
"""Key → what a list is ordered and grouped by; the letters of the filter menu."""

MANY = 200
"""Changing more segments than these is done beside the keys."""
MOST_COPIED = 500
FORMS = ("csv", "xlsx", "docx", "md")


class Acting(Filtering):
    """A list of segments to act on; what is shown and where the cursor is are its own."""

    def __init__(self) -> None:
        super().__init__()
        self.writing = False
        self.listing: Listing | None = None
        self._export: Event | None = None

    def line(self, at: int) -> SegmentRow | Head | None:
        """Return what stands in a line of the list."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw the rows anew."""
        raise NotImplementedError

    def press(self, key: str) -> None:
        """Take no key while many segments are being changed."""
        if not self.writing:
            super().press(key)

    def beside(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Do something while keys are taken; what else of its group runs is let go."""
        # As a function: a coroutine whose worker never began would warn that nobody awaited it.
        self.run_worker(cast(Any, work), group=group, exclusive=True)

    def here(self) -> SegmentRow | None:
        """Return the segment at the cursor."""
        row = self.line(self.table.cursor)
        return row if isinstance(row, SegmentRow) else None

    # Order and groups -------------------------------------------------------------------------

    def by(self, name: str) -> str:
        """Return what a list is ordered or grouped by, in words."""
        plain = name.removeprefix("-")
        if plain == "made":
            shown = t("by made")
        else:
            known = FIELDS.get(plain)
            shown = known.names[1 if language() == "zh" else 0] if known else display.safe(plain)
        return f"↓{shown}" if name.startswith("-") else shown

    def do_group(self, _key: str) -> None:
        """Group the list."""
        items = [Item(k, n, self._by_label(n)) for k, n in BY.items() if n != "made"]
        menu = Menu(t("group by what"), [Item("n", "", t("no groups")), *items])
        self.app.push_screen(menu, lambda name: self._arrange(name, self._group))

    def do_order(self, _key: str) -> None:
        """Order the list."""
        items = [Item(k, n, self._by_label(n)) for k, n in BY.items()]
        menu = Menu(t("order by what"), [*items, Item("-", "-", t("downwards"))])
        self.app.push_screen(menu, lambda name: self._arrange(name, self._order))

    def _by_label(self, name: str) -> str:
        return t("by variable") if name == "variable" else self.by(name)

    def _arrange(self, name: str | None, then: Callable[[str], None]) -> None:
        if name is None:
            return
        if name != "variable":
            then(name)
            return

        def take(chosen: str | None) -> None:
            if chosen is not None:
                then(chosen)

        asked = set(self.project.cases.questions())
        known = [v.name for v in self.project.cases.variables() if v.name not in asked]
        listed = [Entry(n, display.safe(n)) for n in known]
        self.app.push_screen(Finder(t("which field"), listed), take)

    def _group(self, name: str) -> None:
        self.view.group = name or None
        self.table.go(0)
        self.changed()

    def _order(self, name: str) -> None:
        sort = self.view.sort
        if name == "-":
            name = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
        self.view.sort = name
        self.table.go(0)
        self.changed()

    def do_next(self, _key: str) -> None:
        """Go to the next group."""
        self._to_group(1)

    def do_previous(self, _key: str) -> None:
        """Go to the group before."""
        self._to_group(-1)

    def _to_group(self, step: int) -> None:
        lines = (self.listing.entries if self.listing else None) or []
        at = self.table.cursor + step
        while 0 <= at < len(lines):
            if isinstance(lines[at], Head):
                self.table.go(at)
                return
            at += step
        if self.view.group is None:
            self.say(t("no groups here"))

    # Marks ------------------------------------------------------------------------------------

    def do_mark(self, _key: str) -> None:
        """Mark the segment, or all of the group, or take the mark away; go on."""
        at = self.table.cursor
        row = self.line(at)
        if row is None or self.listing is None:
            return
        if isinstance(row, Head):
            listed = (self.listing.entries or [])[at + 1 : at + 1 + row.n]
            chosen = {key for key in listed if isinstance(key, int)}
        else:
            chosen = {row.id}
        self._mark(chosen)
        self.table.move(1)

    def do_mark_all(self, _key: str) -> None:
        """Mark all that is shown, or none."""
        if self.listing is None:
            return
        if self.listing.entries is None:
            self.say(t("too many to mark", n=number(self.listing.count)))
            return
        self._mark({key for key in self.listing.entries if isinstance(key, int)})

    def _mark(self, chosen: set[int]) -> None:
        marked = self.view.marked
        if chosen <= marked:
            marked -= chosen
        else:
            marked |= chosen
        self.redraw()

    def chosen(self) -> list[int]:
        """Return the keys of what is marked, in the list's order, else of the one at the cursor."""
        marked = self.view.marked
        if marked and self.listing is not None:
            if self.listing.entries is None:
                return sorted(marked)
            return [k for k in self.listing.entries if isinstance(k, int) and k in marked]
        row = self.here()
        return [row.id] if row is not None else []

    # Changing ---------------------------------------------------------------------------------

    def _yours(self) -> tuple[list[str], int]:
        """Return the uids of one's own segments among the chosen, and how many are others'."""
        whose = retrieval.whose(self.project.store, self.chosen())
        me = self.project.coder
        own = [uid for uid, coder in whose if me is not None and coder == me.id]
        return own, len(whose) - len(own)

    def _change(self, change: Callable[[], object], n: int, others: int) -> None:
        """Do a change of n segments, beside the keys where they are many."""

        def done(changed: object) -> None:
            self.view.marked.clear()
            self.renew()
            if changed == 0:
                self.say(t("already so"))
                return
            self.did()
            if others:
                self.say(self.status.text + t("others left", n=number(others)))

        async def change_all() -> None:
            try:
                changed = await asyncio.to_thread(change)
            except QualcodeError as error:
                self.writing = False
                self.say(str(error), error=True)
                return
            self.writing = False
            with self.attempting():
                done(changed)

        if n <= MANY:
            done(change())
            return
        self.writing = True
        self.say(t("writing many", n=number(n)))
        self.beside(change_all, "write")

    def do_recode(self, _key: str) -> None:
        """Give the chosen segments another code."""
        own, others = self._yours()
        if not own:
            if others:
                self.say(t("none yours"), error=True)
            return

        def take(uid: str | None) -> None:
            if uid is None:
                return
            with self.attempting():
                code = self.project.codebook.find(uid).uid
                self._change(partial(self.project.coding.recode, own, code), len(own), others)

        question = t("recode marked", n=counted(len(own), "segment"))
        self.app.push_screen(Finder(question, entries(self.project.codebook.rows())), take)

    def do_remove(self, _key: str) -> None:
        """Remove the chosen segments that are one's own."""
        own, others = self._yours()
        if own:
            self._change(partial(self.project.coding.remove, own), len(own), others)
        elif others:
            self.say(t("none yours"), error=True)

    def do_memo(self, _key: str) -> None:
        """Write a memo on the segment at the cursor."""
        row = self.here()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="segment", name=row.segment)
                    self.renew()
                    self.did()

        what = t("memo on", what=display.safe(self.shown(row.code)))
        self.app.push_screen(Editor(what, row.text), keep)

    def do_open(self, _key: str) -> None:
        """Open the passage in its document."""
        row = self.here()
        if row is not None:
            self.program.kept["coding"] = row.coder  # whose segment Coding is to show
            self.program.open_document(row.document, (row.start, max(row.end, row.start + 1)))

    # Out --------------------------------------------------------------------------------------

    def do_copy(self, _key: str) -> None:
        """Copy the chosen quotes with their sources to the clipboard."""
        chosen = self.chosen()
        if len(chosen) > MOST_COPIED:
            self.say(t("too many to copy", n=number(len(chosen))))
            return
        rows = self.project.analysis.segments(chosen)
        if rows:
            self.app.copy_to_clipboard("\n\n".join(self._as_copied(row) for row in rows))
            self.say(t("copied", n=number(len(rows))))

    def _as_copied(self, row: SegmentRow) -> str:
        """Return a quote with its source, as it is pasted elsewhere."""
        who = [one for one in (row.document, row.speaker, f"{row.start}–{row.end}") if one]
        code = self.shown(row.code)
        return t("as copied", text=row.text, source=f"{', '.join(who)}; {code}, {row.coder}")

    def do_export(self, _key: str) -> None:
        """Write what is shown to a file beside the project, in a form that is asked for."""

        def take(form: str | None) -> None:
            if form is not None and self.listing is not None:
                path = self._free_path(form)
                listing, stop = self.listing, Event()
                self._export = stop
                self.say(t("exporting", path=path.name))

                async def write() -> None:
                    await self._write(listing, path, stop)

                self.beside(write, "export")

        if self.listing is not None:
            self.app.push_screen(Choice(t("export as"), [(f, f) for f in FORMS]), take)

    def _free_path(self, form: str) -> Path:
        here = "://" not in self.project.where
        folder = Path(self.project.where).parent if here else Path.cwd()
        with self.attempting():
            plain = joined(self.parts()).replace('"', "")
            name = "".join(c if c.isalnum() or c in "-_ " else "-" for c in plain).strip("- ")[:60]
            path = folder / f"{name or 'segments'}.{form}"
            n = 2
            while path.exists():
                path = folder / f"{name or 'segments'} {n}.{form}"
                n += 1
            return path
        return folder / f"segments.{form}"

    async def _write(self, listing: Listing, path: Path, stop: Event) -> None:
        context = self.view.context or None

        def write() -> bool:
            project = Project(self.project.store.aside())
            frame = listing.frame(project.store, context=context)
            return project.report.write_segments(path, frame, stop=stop.is_set)

        try:
            written = await asyncio.to_thread(write)
        except QualcodeError as error:
            self.say(str(error), error=True)
            return
        finally:
            self._export = None
        self.say(t("exported", path=path) if written else t("not exported"))

    def stop_work(self) -> bool:
        """Stop an export that runs; say whether one did."""
        if self._export is None:
            return False
        self._export.set()
        return True

    # Kept queries -----------------------------------------------------------------------------

    def do_queries(self, _key: str) -> None:
        """List the kept queries; a new name keeps the one shown."""
        kept = self.project.analysis.queries.rows()

        def take(value: str | None) -> None:
            if value is None:
                return
            with self.attempting():
                if value.startswith(NEW):
                    self._keep(value.removeprefix(NEW), replace=False)
                    return
                name = next(q.name for q in kept if q.uid == value)
                choices = [(w, t(f"query {w}")) for w in ("show", "replace", "remove")]
                title = t("query what", name=display.safe(name))
                self.app.push_screen(Choice(title, choices), lambda what: self._kept(value, what))

        listed = [Entry(q.uid, display.safe(f"{q.name}  {q.query}"), (q.name,)) for q in kept]
        self.app.push_screen(Finder(t("saved queries"), listed, t("keep query")), take)

    def _kept(self, uid: str, what: str | None) -> None:
        with self.attempting():
            if what is None:
                return
            one = self.project.analysis.queries.find(uid)
            if what == "replace":
                self._keep(one.name, replace=True)
            elif what == "remove":
                self.project.analysis.queries.remove(uid)
                self.did()
            else:
                query = one.query
                if one.unit is not None:
                    query = retrieval.added(self.project.store, query, f"unit={one.unit}")
                self.view.group, self.view.sort = one.group, one.sort or "made"
                self.view.context = min(3, one.context or 0)
                self.ask(query)

    def _keep(self, name: str, *, replace: bool) -> None:
        view: View = self.view
        self.project.analysis.queries.save(
            name, view.query, sort=view.sort, group=view.group, context=view.context or None,
            replace=replace,
        )  # fmt: skip
        self.did()
