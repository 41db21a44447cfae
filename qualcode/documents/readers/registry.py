"""Which formats there are, and which one a file has.

The names come from the folder's listing, without importing anything; a module is loaded when its
format is first needed.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from qualcode.documents.readers import formats
from qualcode.documents.readers.encoding import magic
from qualcode.documents.readers.source import Source
from qualcode.documents.readers.vocabulary import words
from qualcode.errors import UnreadableSource

_KEPT_OUT = words(
    "odt|rtf|html|htm|json|otr|xml|csv|tsv|xls|xlsx|ods|ppt|pptx|epub|eaf|textgrid|cha|ass|"
    "wav|mp3|m4a|mp4|ogg|zip|png|jpg|jpeg"
)
"""Endings that are not read even where their bytes are legal text."""
_TABLES = words("csv|tsv|xlsx")
"""Endings of tables, which hold cases and answers, not a transcript."""


class Format(Protocol):
    """What a file in `formats` offers."""

    EXTENSIONS: tuple[str, ...]

    def looks_like(self, data: bytes) -> bool:
        """Say whether bytes begin like this format."""

    def read(self, data: bytes, *, encoding: str | None) -> Source:
        """Return the lines of the file."""


@cache
def names() -> list[str]:
    """Return the names of all formats, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(formats.__path__))


def load(name: str) -> Format:
    """Return the reader of a format."""
    return cast(Format, importlib.import_module(f"{formats.__name__}.{name}"))


def choose(name: str, data: bytes, wanted: str | None) -> str:
    """Return the format asked for, or that of the ending, or what the bytes look like.

    Raises UnreadableSource for a format or ending that is not read.
    """
    known = ", ".join(names())
    if wanted is not None:
        if wanted not in names():
            raise UnreadableSource(f"not read: the format “{wanted}”. Read are: {known}.")
        return wanted
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if ending in names():
        return ending
    for form in names():
        if ending in load(form).EXTENSIONS:
            return form
    if ending == "doc":
        raise UnreadableSource("not read: the old Word format. Save it as docx, then add that.")
    if ending in _TABLES:
        raise UnreadableSource(
            f"not read: {ending}. A survey is taken in with: qualcode cases import FILE --id COLUMN"
        )
    if ending in _KEPT_OUT:
        raise UnreadableSource(f"not read: {ending}. Save it as one of: {known}.")
    for form in names():
        if load(form).looks_like(data):
            return form
    if kind := magic(data):
        raise UnreadableSource(f"not read: {kind}. Read are: {known}.")
    return "txt"
