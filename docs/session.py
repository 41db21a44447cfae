"""A session of the interface in a real terminal, typed as a person would, then its pictures.

    python docs/session.py DEMO-FOLDER

It codes an interview and 30 cards, searches, gives a segment another code and takes that back. The
study in the folder stays as it is: the session works on a copy, and the pictures are taken of that.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal import Terminal

ROOT = Path(__file__).parents[1]
CARDS = 30


def play(shown: Terminal, *, pinned: tuple[str, str], word: str, coder: str) -> None:
    """Type the session and see each step on the screen; pinned: the codes of the digits 1 and 2."""
    shown.until("interviews")
    shown.send("gd")
    shown.until("Documents")
    shown.send("\r")
    shown.until("turn 1 of ")
    for n, digit in enumerate((1, 2, 1), 1):
        shown.send(f"\x1b[B{digit}")
        shown.until(f"· {n} segment")
    shown.send("D")
    shown.until(" done · 3 segments")
    shown.send("gk")
    shown.until("card 1 of ")
    for n in range(1, CARDS + 1):
        shown.send(f"{1 + n % 2}\r")
        shown.until(f" {n} of ")
    shown.until(f"{CARDS} of ")
    shown.send(f"gf/{word}\r")
    shown.until(" hits in ")
    shown.send("gs")
    shown.until("Segments")
    shown.send(f"/coder={coder}\r")
    shown.until(f"[1 coder={coder}]")
    shown.until(f"{CARDS + 3} of ")
    shown.send("R")
    shown.until("Recode 1 segment as")
    shown.send(f"{pinned[1]}\r")
    shown.until("recoded")
    shown.send("u")
    shown.until("undone")
    shown.send("\x11")


def main(folder: Path) -> None:
    """Play the session on a copy of the example study and take its pictures."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "docs")]
    from screenshots import take
    from terminal import terminal

    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "volunteers.qualcode"
        shutil.copyfile(folder / copy.name, copy)
        with terminal("--coder", "You", str(copy), folder=Path(made)) as shown:
            play(shown, pinned=("gap filling", "unmet need"), word="表格", coder="You")
            if shown.end():
                sys.exit(shown.text)
        asyncio.run(take(Path(made)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
