"""The name of a code where the interface shows one: one rule for every screen."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.codebook.rows import CodeRow, chinese_names
from qualcode.project import Project
from qualcode.text.interface import language
from qualcode.tui.i18n import said

OF_CODES = frozenset(
    (
        "accept suggestion", "accept suggestions", "add code", "apply code", "bring back code",
        "change segment", "code anew", "code hits",
        "edit code", "keep segment", "look for code", "merge codes", "merge segments",
        "move code", "pick example", "pin code", "recode segment", "reconcile disagreement",
        "remove code", "rename code", "reopen disagreement", "repeat codes", "resize segment",
        "retire code", "rule to codebook", "set strength", "split code", "split segment",
    )
)  # fmt: skip
"""What was done to codes: the subject of these names them, before the document if there is one."""


def shown_name(row: CodeRow) -> str:
    """Return a code's Chinese name where the interface is Chinese and there is one, else its name.

    As it is kept: what is drawn passes through `display.safe` first.
    """
    return (row.entry.name_zh if language() == "zh" else "") or row.code


def shown_names(project: Project) -> dict[str, str]:
    """Return name → the name shown, of the codes that are not shown by their own; retired too."""
    if language() != "zh":
        return {}
    return chinese_names(project.store)


def shown_subject(subject: str, by_name: Mapping[str, CodeRow]) -> str:
    """Return what a change was made to, where it names codes by the names that are shown."""
    return renamed(subject, {name: shown_name(row) for name, row in by_name.items()})


def said_of(label: str, subject: str, names: Mapping[str, str]) -> str:
    """Return what a batch did, in words; names: what `shown_names` returns."""
    return said(label, renamed(subject, names) if label in OF_CODES else subject)


def renamed(subject: str, names: Mapping[str, str]) -> str:
    """Return codes, and after them perhaps a document, by the names that are shown."""
    if subject in names:
        return names[subject]
    codes, apart, rest = subject.partition(" · ")
    for between in (" → ", ", "):
        codes = between.join(names.get(one, one) for one in codes.split(between))
    return f"{codes}{apart}{rest}"
