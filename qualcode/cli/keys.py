"""Single keys from the terminal, without enter; what is typed ahead is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """Yield a function that waits for a key; '' where the terminal is gone. ctrl+c interrupts."""
    try:
        import termios
        import tty
    except ImportError:  # Windows
        yield typer.getchar
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)

    def key() -> str:
        return os.read(terminal, 1).decode("ascii", "replace")

    # Drained, not flushed: the default drops what was typed ahead.
    tty.setcbreak(terminal, termios.TCSADRAIN)
    try:
        yield key
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
