"""What a refused command must leave as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

GOOD = "I: Who came first?\nP: The neighbours.\n"
Refused = Callable[..., str]


def content(path: Path) -> list[str]:
    """Return all a project holds, but for the note that a session has begun (table chain)."""
    connection = sqlite3.connect(path)
    try:
        lines = [line for line in connection.iterdump() if not line.startswith('INSERT INTO "chai')]
    finally:
        connection.close()
    return lines


def names() -> list[str]:
    """Return what lies in the current folder."""
    return sorted(path.name for path in Path().iterdir())
