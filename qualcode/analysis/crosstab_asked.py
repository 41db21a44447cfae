"""What a cross-tab is asked for: light to import, as a screen does so before it has numbers."""

from __future__ import annotations

from dataclasses import dataclass

BASES = ("reviewed", "answered", "asked", "all", "coded")
OF_INTERVIEWS = ("reviewed", "answered", "coded")
"""The bases that interviews have: nobody was asked a question in them."""
ADJUST = {"holm": "Holm", "bh": "Benjamini & Hochberg"}


@dataclass(frozen=True)
class Asked:
    """What a table was asked for, by names; as it is kept and asked again."""

    field: str
    by: str | None = None
    question: str | None = None
    interviews: bool = False
    codes: tuple[str, ...] | None = None
    layer: str = "final"
    base: str = "reviewed"
    weight: str | None = None
    strata: str | None = None
    adjust: str = "holm"
    draws: int = 0
    seed: int = 0
    interviewers: bool = False
