"""Completion in a shell: names of codes, documents, coders and questions, from the project."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

import typer

from qualcode.cli.session import place

if TYPE_CHECKING:
    from qualcode.project import Project

_VARIABLE = "_QUALCODE_COMPLETE"
_SPECIAL = re.compile(r"([\s\"'\\$`()&;|<>*?!#~\[\]{}])")


def complete(
    list_names: Callable[[Project], list[str]],
) -> Callable[[typer.Context, str], list[str]]:
    """Return a shell completion that offers names from the project, or nothing on any trouble."""

    def offer(context: typer.Context, incomplete: str) -> list[str]:
        import qualcode

        params = context.find_root().params
        try:
            with qualcode.open(place(params.get("project"))) as project:
                names = list_names(project)
        except qualcode.QualcodeError:
            return []
        return [n for n in names if n.startswith(incomplete)]

    return offer


def codes(project: Project) -> list[str]:
    """Return the names of all live codes."""
    return [row.code for row in project.codebook.rows()]


def documents(project: Project) -> list[str]:
    """Return the names of the interviews."""
    return [row.document for row in project.documents.rows() if row.kind != "answer"]


def coders(project: Project) -> list[str]:
    """Return the names of the coders."""
    return [coder.name for coder in project.coders.list()]


def questions(project: Project) -> list[str]:
    """Return the questions that have answers."""
    return project.cases.questions()


def freezes(project: Project) -> list[str]:
    """Return the names of the codebook's freezes."""
    return [freeze.name for freeze in project.codebook.freezes()]


@contextmanager
def escaped_for_bash() -> Iterator[None]:
    """Escape what bash is offered: it would take the words of `gap filling` for two arguments."""
    if os.environ.get(_VARIABLE) != "complete_bash" or _quoted():
        yield
        return
    offered = io.StringIO()
    try:
        with redirect_stdout(offered):
            yield
    finally:
        sys.stdout.write(_escape(offered.getvalue()))


def _escape(offered: str) -> str:
    return "\n".join(_SPECIAL.sub(r"\\\1", line) for line in offered.split("\n"))


def _quoted() -> bool:
    """Say whether the word to be completed begins with a quotation mark."""
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = int(os.environ.get("COMP_CWORD", "0"))
    return at < len(words) and words[at][:1] in ("'", '"')
