"""What the lists of Suggestions show: their columns, and a row of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.suggest.by_code import CodeFares
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.widgets.table import Column

VIEWS = ("pending", "codes", "unlike", "clusters", "miscodings", "confused")
MEMBERS = "members"
"""The passages of one group, over the list of groups."""
WIDE = 110


@dataclass(frozen=True)
class Place:
    """A passage of a document, with its words."""

    document: str
    start: int
    end: int
    text: str


def columns(view: str, cells: int) -> Sequence[Column]:
    """Return the columns of a list on a screen so wide."""
    wide = cells >= WIDE
    name = 24 if wide else 14
    code = 28 if wide else 18
    document, text = Column(t("col document"), name), Column(t("col passage"), 0)
    if view == "codes":
        return (
            Column(t("col code"), 32 if wide else 0), Column(t("col left out"), 9, right=True),
            Column(t("col precision"), 6, right=True), Column(t("col recall"), 6, right=True),
            Column(t("col withheld"), 20, right=True), Column(t("col accepted"), 9, right=True),
            Column(t("col at once"), 0 if wide else 8),
        )  # fmt: skip
    if view == "unlike":
        return (document, text, Column(t("col similarity"), 6, right=True))
    if view == "clusters":
        return (
            Column("n", 5, right=True), Column(t("col words"), 44 if wide else 30),
            Column(t("col example"), 0),
        )  # fmt: skip
    if view == "miscodings":
        return (
            document, text, Column(t("col code"), code), Column(t("col doubt"), 9),
            Column("p", 5, right=True),
        )  # fmt: skip
    if view == "confused":
        return (
            Column(t("col code"), 0), Column(t("col taken for"), 30 if wide else 24),
            Column(t("col times"), 12, right=True), Column(t("col share"), 6, right=True),
        )  # fmt: skip
    if view == MEMBERS:
        return (document, text)
    return (document, text, Column(t("col suggested"), code), Column("p", 5, right=True))


def of_code(one: CodeFares, name: str) -> Sequence[str]:
    """Return the row of a code; why many may not be accepted at once is cut where it is narrow."""
    found = one.left_out
    many = t("not at once", why=in_words(one.bulk)) if one.bulk else t("may at once")
    return (
        name, f"{number(found.right)}/{number(found.suggested)}", share(found.precision),
        share(found.recall), checked(one), f"{number(one.accepted)}/{number(one.decided)}",
        t("code not found") if found.not_found else many,
    )  # fmt: skip


def checked(one: CodeFares) -> str:
    """Return the blind check of a code: 17/22 [.57, .90]."""
    if not one.checked:
        return "–"
    low, high = map(share, one.interval)
    return f"{number(one.agreed)}/{number(one.checked)} [{low}, {high}]"


def share(value: float) -> str:
    """Return a share as it is read: .79; a dash where there is none."""
    if math.isnan(value):
        return "–"
    return f"{value:.2f}".removeprefix("0")


def of_found(view: str, row: dict[str, Any], names: dict[str, str]) -> Sequence[str]:
    """Return the row of what the worker found."""
    if view == "clusters":
        words = display.safe(" ".join(row["words"]))
        return (number(row["n"]), words, display.safe(row["example"]))
    if view == "confused":
        return (
            named(names, row["code"]), named(names, row["taken_for"]),
            t("of codings", n=number(row["n"]), of=number(row["codings"])), share(row["share"]),
        )  # fmt: skip
    document, text = display.safe(row["document"]), display.safe(row["text"])
    if view == "unlike":
        return (document, text, share(row["similarity"]))
    doubt = t("doubt applied" if row["applied"] else "doubt missing")
    return (document, text, named(names, row["code"]), doubt, share(row["probability"]))


def named(names: dict[str, str], code: str) -> str:
    """Return a code as it is shown."""
    return display.safe(names.get(code, code))


def place(row: dict[str, Any]) -> Place:
    """Return the passage that a row of the worker is about."""
    return Place(row["document"], row["start"], row["end"], row["text"])
