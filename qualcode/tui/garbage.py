"""Collections of garbage kept short, so that none of them holds the keys.

Python looks now and then through everything alive for circles that nobody needs any more. With the
words of a study read for a search that is a quarter of a second, again and again. So what has
outlived such a look, where it is much, is set aside, and the next look passes over it. What is set
aside still goes as soon as the last that needs it goes; only circles within it stay, and screens,
which are circles, are far fewer things than are set aside at once.

A screen that was left is some 20,000 things in circles. They are looked for once the next screen is
drawn, so that Python need not do it in the midst of drawing one.
"""

from __future__ import annotations

import gc
from typing import Any

from textual._styles_cache import StylesCache

MUCH = 50_000
"""So many things alive are looked through in about 20 ms; two screens are 40,000."""
REST = 0.1
"""So many seconds after a screen came into view what the one before it left behind is removed."""
_ALL = 2
"""The generation that is everything alive."""
_SELDOM = 20
"""Python looks through everything alive after so many looks through the younger; 10 is its own."""


def keep_short() -> None:
    """Keep collections short from now on."""
    if _look not in gc.callbacks:
        gc.callbacks.append(_look)
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _SELDOM)


def sweep() -> None:
    """Remove the circles that nobody needs any more, now that nobody waits."""
    gc.collect()


def _look(phase: str, about: dict[str, Any]) -> None:
    if about["generation"] != _ALL:
        return
    if phase == "start":
        # Textual remembers colours by widget, and with it each line it drew, left or not.
        StylesCache.get_inner_outer.cache_clear()
    # In one step of the interpreter: a thread's half-made tuple must not be held between two.
    elif next(map(len, map(gc.get_objects, (_ALL,)))) > MUCH:
        gc.freeze()
