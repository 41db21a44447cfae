"""A moment: reads that share one connection, so that what they say fits together.

A screen reads a project some forty times before it can be drawn. One connection for all of them
costs a fifth of the time, and no write of another program falls between two of its numbers. A
write of this session ends the moment's connection; what is read after it is read anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Moment:
    """The connection that reads share while a moment lasts, and what was read of it already.

    It belongs to the thread that began it.
    """

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._connect = connect
        self._thread = threading.get_ident()
        self._stack = ExitStack()
        self._connection: Connection | None = None
        self._known: dict[Callable[[Connection], Any], Any] = {}

    @property
    def here(self) -> bool:
        """Say whether this thread began the moment."""
        return self._thread == threading.get_ident()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield the connection; after an error the next read gets another."""
        if self._connection is None:
            self._connection = self._stack.enter_context(self._connect())
        try:
            yield self._connection
        except BaseException:
            self.end()
            raise

    def once(self, read: Callable[[Connection], T]) -> T:
        """Return what `read` returns, reading it the first time only."""
        if read not in self._known:
            with self.reading() as connection:
                self._known[read] = read(connection)
        found: T = self._known[read]
        return found

    def end(self) -> None:
        """Let go of the connection and of what was read."""
        self._known.clear()
        self._connection = None
        self._stack.close()
