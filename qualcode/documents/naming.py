"""What a document may be called, and how a name from outside stands in a message.

A name is one line that prints: it is shown in lists, typed on a command line and written to
reports, where a control character would steer the terminal or hide.
"""

from __future__ import annotations

import re

from qualcode.errors import UnreadableSource, UsageError
from qualcode.text.display import safe

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}|other")


def in_message(words: object) -> str:
    """Return a name or path as it may stand in a message: one line in which all is visible."""
    return safe(str(words)).replace("\n", "␊")


def checked_name(name: str) -> str:
    """Return a document's name without the blanks around it. Raises: UsageError."""
    name = name.strip()
    if not name:
        raise UsageError("A document needs a name.")
    if in_message(name) != name:
        raise UsageError(
            f"The name “{in_message(name)}” holds characters that do not print. Take them out."
        )
    return name


def name_of_file(stem: str, path: object) -> str:
    """Return the name that a file gives its document. Raises: UnreadableSource."""
    try:
        return checked_name(stem)
    except UsageError as error:
        raise UnreadableSource(
            f"{in_message(path)}: the file's name holds characters that do not print. Rename the "
            "file, or name its document with --name (in Python name=)."
        ) from error


def checked_language(language: str) -> str:
    """Return a language as documents state it: zh, en, …, or other. Raises: UsageError."""
    if _LANGUAGE.fullmatch(language) is None:
        raise UsageError(
            f"“{in_message(language)}” names no language. Write zh, en, another code of two or "
            "three letters, or other."
        )
    return language
