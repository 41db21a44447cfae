"""A code by its letters: asked for key by key, with the codes that the next one can mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.base import Base


def ask_letters(
    screen: Base, codes: Sequence[CodeRow], then: Callable[[str], None], so_far: str = ""
) -> None:
    """Take the letters of a code's key one after the other; go on with the uid of the code."""
    usable = [row for row in codes if not row.category]

    def more(key: str) -> None:
        if key == "escape":
            screen.say("")
            return
        typed = so_far + key.lower()
        exact = next((row.uid for row in usable if row.key == typed), None)
        if exact is not None:
            screen.say("")
            then(exact)
        elif any(row.key.startswith(typed) for row in usable):
            ask_letters(screen, usable, then, typed)
        else:
            fits = _fitting(usable, so_far, screen.size.width, 1)
            screen.say(f"{t('no such key', keys=typed)} · {fits}")

    fits = _fitting(usable, so_far, screen.size.width, 3)
    screen.expect(more, f"{t('key so far', keys=so_far)} · {fits}")


def _fitting(codes: Sequence[CodeRow], so_far: str, width: int, rows: int) -> str:
    """Return the codes whose key begins so, as many as fit in some rows of the screen."""
    fits = sorted((row.key, shown_name(row)) for row in codes if row.key.startswith(so_far))
    told = "  ".join(f"{key} {display.ellipsis(display.safe(name), 24)}" for key, name in fits)
    return display.ellipsis(told, max(20, rows * (width - 2) - 24))
