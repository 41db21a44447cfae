"""Who hears how far a comparison is, and may stop it by raising an error of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]
"""Is told what is done and of how much; what it raises stops the work."""


class Watch:
    """Passes on how far the work is to whoever listens at the moment; to nobody by default."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        """Tell it; between two such words the work can be stopped."""
        if self._progress is not None:
            self._progress(done, total)

    @contextmanager
    def heard(self, progress: Progress | None) -> Iterator[None]:
        """Have this one listen for a while."""
        before, self._progress = self._progress, progress
        try:
            yield
        finally:
            self._progress = before
