"""The shadows of many texts, found in together: one search for all of a project's short answers.

Texts are put together in runs, with a character between them that joins nothing, so that each
keeps the shadow it has by itself; most runs then need no map of places at all.
Invariant: what is found in a text is what `Shadow(text, simplified=True)` finds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from qualcode.text.shadow import Shadow, Span

_APART = "\0"
# Characters of a run: few enough that one rare character does not cost a map of all texts.
_ROOM = 2_000

Found = tuple[int, int, int]
"""The number of a text, and a span of it."""


class _Run:
    """Some texts in a row: the number of the first, where each begins, their shadow in one."""

    def __init__(self, first: int, texts: Sequence[str]) -> None:
        self.first = first
        self.begins = [0]
        for text in texts:
            self.begins.append(self.begins[-1] + len(text) + 1)
        self.shadow = Shadow(_APART.join(texts), simplified=True)


class Shadows:
    """The shadows of texts, by their numbers from 0."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._runs: list[_Run] = []
        at = 0
        while at < len(texts):
            stop, length = at + 1, len(texts[at])
            while stop < len(texts) and length + len(texts[stop]) < _ROOM:
                length += len(texts[stop]) + 1
                stop += 1
            self._runs.append(_Run(at, texts[at:stop]))
            at = stop
        self._firsts = [run.first for run in self._runs]

    def find(self, needle: str) -> Iterator[Found]:
        """Yield where a needle reads, text by text, left to right, none overlapping."""
        if _APART in needle:
            return
        for run in self._runs:
            for start, end in run.shadow.find(needle):
                at = bisect_right(run.begins, start) - 1
                begin = run.begins[at]
                yield run.first + at, start - begin, end - begin

    def matches(
        self, text: int, start: int, end: int, search: Callable[[str], Iterable[Span]]
    ) -> Iterator[Span]:
        """Yield what a search finds in the shadow of a stretch, as spans of whole clusters."""
        run, begin = self._of(text)
        first, last = run.shadow.place(begin + start), run.shadow.place(begin + end)
        for a, z in search(run.shadow.text[first:last]):
            one, other = run.shadow.original(first + a, first + z)
            yield one - begin, other - begin

    def reads(self, text: int, start: int, end: int) -> str:
        """Return how a stretch of whole clusters reads."""
        run, begin = self._of(text)
        return run.shadow.text[run.shadow.place(begin + start) : run.shadow.place(begin + end)]

    def _of(self, text: int) -> tuple[_Run, int]:
        run = self._runs[bisect_right(self._firsts, text) - 1]
        return run, run.begins[text - run.first]
