"""Undo and redo, as the store's methods for them: one's own batches taken back, or done again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.errors import Conflict
from qualcode.store import steps
from qualcode.store import undo as undoing

if TYPE_CHECKING:
    from qualcode.store.journal import Batch, Made, Writer

Progress = Callable[[int, int], None]


class TakingBack:
    """Undo and redo; part of `Store`."""

    last: Made | None

    if TYPE_CHECKING:

        def read(self) -> AbstractContextManager[Connection]: ...
        def together(self) -> AbstractContextManager[Connection]: ...
        def batch(
            self, label: str, subject: str = "", **more: Any
        ) -> AbstractContextManager[Batch]: ...
        def writer(self) -> Writer: ...

    def waiting(self, kind: str) -> int:
        """Return how many rows the next `undo` or `redo` touches: whether it may take a while."""
        with self.read() as connection:
            return steps.waiting(connection, self.writer().coder_uid, kind)

    def undo(self, uid: str | None = None, progress: Progress | None = None) -> Made:
        """Take back this coder's latest standing change, or the one named.

        progress: called with how much is done, and of how much; what it raises stops the undo.
        Raises: Conflict where there is nothing to take back, or nothing of it can be.
        """
        coder = self.writer().coder_uid
        with self.read() as connection:
            step = steps.find(connection, coder, uid) if uid else steps.next_undo(connection, coder)
            if step is not None:
                lines = steps.Lines(connection)
                if not lines.stands(step.uid):
                    raise Conflict(f"“{step.label} {step.subject}” is taken back already.")
                step = steps.Step(
                    lines.tip(step.uid), step.kind, step.label, step.subject, step.made_at
                )
        return self._take_back(step, "undo", "Nothing of yours is left to undo.", progress)

    def undo_to(
        self, uid: str, *, rehearse: bool = False, progress: Progress | None = None
    ) -> list[steps.Taken]:
        """Bring this coder's changes to where they stood after a batch, the newest first.

        All in one transaction, as batches that one redo brings back together. rehearse: find out
        what would be taken back, and change nothing. An error raised by `progress` stops it.
        """
        coder = self.writer().coder_uid
        taken: list[steps.Taken] = []
        last = self.last
        try:
            with self.together() as connection:
                lines = steps.Lines(connection)
                listed = steps.steps_to(connection, lines, coder, uid)
                end = steps.TO
                for done, step in enumerate(listed):
                    if progress is not None:
                        progress(done, len(listed))
                    one = self._take_back_in(connection, step, f"{step.kind}{end}", lines)
                    taken.append(one)
                    end = steps.ALSO if one.made is not None else end
                if rehearse:
                    raise _Rehearsed
        except _Rehearsed:
            self.last = last
        return taken

    def _take_back_in(
        self, connection: Connection, step: steps.Step, kind: str, lines: steps.Lines
    ) -> steps.Taken:
        """Take one step back within an open transaction, or say why it cannot be."""
        try:
            with (
                connection.begin_nested(),
                self.batch(step.label, step.subject, kind=kind, undoes=step.uid) as batch,
            ):
                undoing.revert(batch, step.uid, lines)
        except Conflict as error:
            return steps.Taken(step, None, (), str(error))
        if batch.made is not None:
            lines.add(batch.made.uid, step.uid)
        return steps.Taken(step, batch.made, tuple(batch.left), "")

    def redo(self, progress: Progress | None = None) -> Made:
        """Do again what this coder undid last; of changes taken back together, all.

        progress: as for `undo`. Raises: Conflict where nothing was undone since the last change.
        """
        with self.read() as connection:
            listed = steps.next_redo(connection, self.writer().coder_uid)
        if not listed:
            raise Conflict("Nothing undone is left to do again.")
        if len(listed) == 1:
            return self._take_back(listed[0], "redo", "", progress)
        with self.together() as connection:
            lines = steps.Lines(connection)
            done = [self._take_back_in(connection, step, "redo", lines) for step in listed]
        made = [one.made for one in done if one.made is not None]
        if not made:
            raise Conflict(done[0].why or "Nothing undone is left to do again.")
        left = [what for one in done for what in (*one.left, *([one.why] if one.why else []))]
        rows = sum(one.rows for one in made)
        return replace(made[-1], left=tuple(left), touched=None, batches=len(made), rows=rows)

    def _take_back(
        self,
        step: steps.Step | None,
        kind: str,
        nothing: str,
        progress: Progress | None,
    ) -> Made:
        if step is None:
            raise Conflict(nothing)
        with self.batch(step.label, step.subject, kind=kind, undoes=step.uid) as batch:
            undoing.revert(batch, step.uid, progress=progress)
        if batch.made is None:
            raise Conflict(f"“{step.label} {step.subject}” has nothing left to take back.")
        return batch.made


class _Rehearsed(Exception):
    """Leaves a transaction that was only to show what it would do."""
