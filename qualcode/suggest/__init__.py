"""Suggestions: which codes a passage may carry, by the codebook and by what was reviewed.

`Suggester` is the model alone: texts and codes in, probabilities out, without a project. Importing
this package is cheap; the model's libraries are loaded when `Suggester` is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.suggest.suggester import Suggester

__all__ = ["Suggester"]


def __getattr__(name: str) -> Any:
    if name == "Suggester":
        from qualcode.suggest.suggester import Suggester

        return Suggester
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
