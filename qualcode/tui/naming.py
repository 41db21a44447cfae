"""The name of a code where the interface shows one: one rule for every screen."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.codebook.rows import CodeRow
from qualcode.text.interface import language


def shown_name(row: CodeRow) -> str:
    """Return a code's Chinese name where the interface is Chinese and there is one, else its name.

    As it is kept: what is drawn passes through `display.safe` first.
    """
    return (row.entry.name_zh if language() == "zh" else "") or row.code


def shown_subject(subject: str, by_name: Mapping[str, CodeRow]) -> str:
    """Return what a change was made to, where it names codes by the names that are shown."""
    for between in (" → ", ", "):
        parts = subject.split(between)
        if all(part in by_name for part in parts):
            return between.join(shown_name(by_name[part]) for part in parts)
    return subject
