"""Acting on what was found: coding it, writing it to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, cast

from qualcode.analysis.search import Hits
from qualcode.coding.area import Coding
from qualcode.coding.autocode import Plan
from qualcode.errors import Conflict, QualcodeError
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.searching import Searching
from qualcode.tui.widgets.dialogs import Choice

FORMS = ("csv", "xlsx", "docx", "md")
UNITS = ("sentence", "match", "turn")


class SearchActing(Searching):
    """A screen with hits to act on."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: Hits | None = None
        self._busy = False

    def press(self, key: str) -> None:
        """Do what a key says, but for while hits are being coded."""
        if not self._busy:
            super().press(key)

    def beside_keys(self, work: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Do some work while keys go on; the next of its group takes its place."""
        self.run_worker(cast(Any, _started(work)), group=group, exclusive=True)

    def do_code_hits(self, _key: str) -> None:
        """Code what was found: choose a code, look at the counts, one key does it."""
        if self.asked.listing or self.hits is None or not len(self.hits):
            self.say(t("search code first"))
            return
        hits = self.hits

        def take(uid: str | None) -> None:
            if uid is not None:
                self.beside_keys(lambda: self._plan(uid, hits), "plan")

        self.choose_code([], take)

    async def _plan(self, uid: str, hits: Hits) -> None:
        coding = Coding(self.project.store.aside())

        def plans() -> list[Plan]:
            self._check(hits)
            return [coding.autocode(uid, hits.places(), unit=u, preview=True) for u in UNITS]

        try:
            made = await asyncio.to_thread(plans)
        except QualcodeError as error:
            self._refused(error)
            return
        code = made[0].code.code
        if not any(plan.new for plan in made):
            self.say(t("search none new", code=code))
            return

        def take(unit: str | None) -> None:
            if unit is not None:
                self._busy = True
                self.beside_keys(lambda: self._code(uid, hits, unit), "code")

        self.app.push_screen(
            Choice(
                t("search code how", code=display.safe(code)),
                [(plan.unit, _offer(plan)) for plan in made],
            ),
            take,
        )

    async def _code(self, uid: str, hits: Hits, unit: str) -> None:
        def code() -> None:
            self._check(hits)
            self.project.coding.autocode(uid, hits.places(), unit=unit)

        try:
            await asyncio.to_thread(code)
        except QualcodeError as error:
            self._refused(error)
            return
        finally:
            self._busy = False
        self.did()

    def _check(self, hits: Hits) -> None:
        """Refuse to code places in texts that have changed since. Raises: Conflict."""
        if hits.outdated(self.project.store.aside()):
            raise Conflict(t("search outdated"))

    def _refused(self, error: QualcodeError) -> None:
        """Search anew where the hits are out of date, and say what was refused."""
        if isinstance(error, Conflict):
            self.renew()
        self.say(str(error), error=True)

    def do_export(self, _key: str) -> None:
        """Write the hits or the words to a file beside the project."""

        def take(form: str | None) -> None:
            if form is not None:
                self.beside_keys(lambda: self._write(form), "export")

        self.app.push_screen(Choice(t("search export as"), [(f, f) for f in FORMS]), take)

    async def _write(self, form: str) -> None:
        asked = self.asked
        folder = Path(self.project.where).parent if "://" not in self.project.where else Path.cwd()
        plain = "words" if asked.listing else asked.line
        name = "".join(c if c.isalnum() or c in "-_ " else "-" for c in plain).strip("- ")[:60]
        path, n = folder / f"{name or 'search'}.{form}", 2
        while path.exists():
            path, n = folder / f"{name or 'search'} {n}.{form}", n + 1

        scope, ask = vars(asked.scope), self.program.helper.ask
        try:
            if asked.listing:
                job = ask(
                    "write_words", path=str(path), scope=scope, common=asked.common, title=plain
                )  # fmt: skip
            else:
                query = asked.query()
                how = {
                    "regex": query.regex, "near": asked.near or None, "whole": query.whole,
                    "sort": asked.order, **scope,
                }  # fmt: skip
                job = ask(
                    "write_hits", path=str(path), words=query.words, asked=how, title=plain
                )  # fmt: skip
            self.say(t("exported", path=await job))
        except QualcodeError as error:
            self.say(str(error), error=True)


def _started(
    work: Callable[[], Coroutine[None, None, None]],
) -> Callable[[], Coroutine[None, None, None]]:
    """Return work as a coroutine function: one that never begins is not missed by anybody."""

    async def started() -> None:
        await work()

    return started


def _offer(plan: Plan) -> str:
    there = len(plan.passages) - len(plan.new)
    said = t("search there", n=number(there)) if there else ""
    return t(f"search by {plan.unit}", new=number(len(plan.new)), there=said)
