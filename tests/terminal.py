"""The program in a real terminal of our own, which answers as terminals do.

`ambiguous` is what this terminal gives … — “ and their like; `late`: it says where its cursor is
only when told to.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pyte
import pyte.screens

_wcwidth = pyte.screens.wcwidth


def _wide(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) == "A" else int(_wcwidth(char))


class Terminal:
    """A program of 80×24 in a terminal, what its screen shows, and every byte it sent."""

    def __init__(
        self, *arguments: str, ambiguous: int = 1, late: bool = False, folder: Path | None = None,
        environment: Mapping[str, str] = {},
    ) -> None:  # fmt: skip
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._ambiguous = ambiguous
        self._late = late
        self._kept: list[bytes] = []
        self.seen = b""
        self.patience = 12
        """Seconds of silence after which what was awaited never comes."""
        pid, self._fd = pty.fork()
        if pid == 0:
            os.environ.pop("NO_COLOR", None)
            os.environ.update(TERM="xterm-256color", QUALCODE_LANGUAGE="en")
            os.environ.update(environment)
            if folder is not None:
                os.environ["QUALCODE_SETTINGS"] = str(folder / "settings.toml")
            os.execv(sys.executable, [sys.executable, "-m", "qualcode", *arguments])
        self._pid = pid
        self.screen.write_process_input = self._answer  # type: ignore[method-assign]
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def _answer(self, data: str) -> None:
        if self._late:
            self._kept.append(data.encode())
        else:
            os.write(self._fd, data.encode())

    def answer_now(self) -> None:
        """Give the answers that were held back."""
        for data in self._kept:
            os.write(self._fd, data)

    @property
    def rows(self) -> list[str]:
        """The rows of the screen; the second cell of a wide character holds nothing."""
        lines = (self.screen.buffer[y] for y in range(self.screen.lines))
        return ["".join(line[x].data for x in range(self.screen.columns)) for line in lines]

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self.rows)

    @property
    def said(self) -> str:
        """All that was sent, as text."""
        return self.seen.decode("utf-8", "replace")

    def read(self) -> bool:
        """Read once; False where the program has ended."""
        ready, _, _ = select.select([self._fd], [], [], self.patience)
        assert ready, f"nothing came:\n{self.text}"
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.seen += data
        with patch.object(pyte.screens, "wcwidth", _wide if self._ambiguous == 2 else _wcwidth):
            self._stream.feed(data)
        return bool(data)

    def until(self, words: str) -> None:
        """Read until the screen shows these words."""
        while words not in self.text:
            assert self.read(), f"“{words}” never came:\n{self.text}"

    def until_gone(self, words: str) -> None:
        """Read until the screen shows these words no more."""
        while words in self.text:
            assert self.read(), f"“{words}” never went:\n{self.text}"

    def until_said(self, words: str, after: int = 0) -> int:
        """Read until these words were sent, past a place; return the place behind them."""
        while (at := self.said.find(words, after)) < 0:
            assert self.read(), f"“{words}” never came:\n{self.said[after:]}"
        return at + len(words)

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def end(self) -> int:
        """Wait until the program has ended; return its exit code."""
        while self.read():
            pass
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the program if it runs."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._fd)


@contextmanager
def terminal(
    *arguments: str, ambiguous: int = 1, late: bool = False, folder: Path | None = None,
    environment: Mapping[str, str] = {},
) -> Iterator[Terminal]:  # fmt: skip
    """Yield the program at work in a terminal; it is ended in any case."""
    found = Terminal(
        *arguments, ambiguous=ambiguous, late=late, folder=folder, environment=environment
    )  # fmt: skip
    try:
        yield found
    finally:
        found.close()
