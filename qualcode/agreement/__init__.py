"""Agreement between coders: coefficients, spans as units, intervals that resample documents.

The functions named here are pure: they know nothing of projects, files or screens. What is not
defined is NaN (None in a dict) with the reason beside it, never 0, 1 or a crash; input that cannot
be judged is refused with its place. Importing this package loads no heavy library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.agreement.coefficient import coefficients
    from qualcode.agreement.continuum import unitizing
    from qualcode.agreement.fourfold import two_by_two
    from qualcode.agreement.sets import set_alpha
    from qualcode.agreement.spans import character_table, match_spans

__all__ = [
    "character_table",
    "coefficients",
    "match_spans",
    "set_alpha",
    "two_by_two",
    "unitizing",
]

_PLACES = {
    "character_table": "spans",
    "coefficients": "coefficient",
    "match_spans": "spans",
    "set_alpha": "sets",
    "two_by_two": "fourfold",
    "unitizing": "continuum",
}


def __getattr__(name: str) -> Any:
    """Load a function when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
