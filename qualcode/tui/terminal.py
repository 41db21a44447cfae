"""What this terminal does with characters of ambiguous width, and drawing that goes by it.

Some terminals of East Asia give … — “ ” two cells, most give them one. Where the cursor stands
after printing them tells; a terminal that does not answer in time is taken to give one.
"""

from __future__ import annotations

import os
import re
import sys
import time

from qualcode.text import display

PROBE = "…—“"
SECONDS = 0.4
"""How long the answer may take; a distant terminal answers within this, a mute one costs it."""
_ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")


def measured() -> tuple[int, str]:
    """Return the cells that this terminal gives a character of ambiguous width, 1 or 2.

    And what was typed meanwhile, for the interface to take as its first keys. Nothing stays on the
    screen. An answer that comes too late the interface takes for what it is: it is no key.
    """
    if sys.platform == "win32" or os.environ.get("TERM", "dumb") == "dumb":
        return 1, ""
    stdin, stdout = sys.__stdin__, sys.__stdout__
    if stdin is None or stdout is None or not (stdin.isatty() and stdout.isatty()):
        return 1, ""
    said = _answer_after(PROBE, stdin.fileno(), stdout.fileno())
    found = _ANSWER.search(said)
    typed = _ANSWER.sub(b"", said).decode("utf-8", "replace")
    # Terminals that tell the three apart are taken for what they do with most of them.
    wide = found is not None and int(found[1]) - 1 > len(PROBE) * 1.5
    return 2 if wide else 1, typed


def _answer_after(text: str, stdin: int, stdout: int) -> bytes:
    """Print a text at the start of the line, ask where the cursor is, and take the text away."""
    import select
    import termios
    import tty

    said = b""
    try:
        before = termios.tcgetattr(stdin)
    except termios.error:
        return said
    try:
        tty.setcbreak(stdin, termios.TCSANOW)
        os.write(stdout, f"\r{text}\x1b[6n".encode())
        until = time.monotonic() + SECONDS
        while (left := until - time.monotonic()) > 0:
            if not select.select([stdin], [], [], left)[0]:
                break
            some = os.read(stdin, 256)
            if not some:
                break
            said += some
            if _ANSWER.search(said):
                break
    finally:
        os.write(stdout, b"\r\x1b[K")
        termios.tcsetattr(stdin, termios.TCSANOW, before)
    return said


def draw_for(ambiguous: int) -> None:
    """Make all that draws go by the width: texts, Textual's own widgets, frames, scroll bars."""
    display.set_ambiguous(ambiguous)
    if ambiguous == 2:
        _measure_wide()
        _frames_in_ascii()


def _measure_wide() -> None:
    """Teach the library that Textual measures texts with what this terminal does.

    Rich 15 has no setting for it: its table of widths is given back with the ambiguous ranges in.
    """
    import unicodedata

    from rich import cells
    from rich._unicode_data import load as load_cell_table

    plain = load_cell_table("auto")
    if cells.cell_len("…") == 2:
        return
    wide = [
        point
        for point in range(0xA1, 0x20000)
        if unicodedata.east_asian_width(chr(point)) == "A"
        and not unicodedata.combining(chr(point))
        and cells.get_character_cell_size(chr(point)) == 1
    ]
    spans = sorted([*plain.widths, *((point, point, 2) for point in wide)])
    table = plain._replace(widths=spans)
    vars(cells)["load_cell_table"] = lambda unicode_version="auto": table
    cells._is_single_cell_widths = frozenset(map(chr, range(0x20, 0x7F))).issuperset
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()


def _frames_in_ascii() -> None:
    """Draw every frame with + - |, and scroll bars without block characters at their ends."""
    from textual import _border
    from textual.scrollbar import ScrollBarRender

    for name in _border.BORDER_CHARS:
        if name not in ("", "none", "hidden", "blank"):
            _border.BORDER_CHARS[name] = _border.BORDER_CHARS["ascii"]
            _border.BORDER_LOCATIONS[name] = _border.BORDER_LOCATIONS["ascii"]
    _border.get_box.cache_clear()
    ScrollBarRender.VERTICAL_BARS = [" "] * len(ScrollBarRender.VERTICAL_BARS)
    ScrollBarRender.HORIZONTAL_BARS = [" "] * len(ScrollBarRender.HORIZONTAL_BARS)
