"""Markdown: its text stays as written, marks included, so that offsets hold in the file itself."""

from __future__ import annotations

from qualcode.documents.readers.formats import txt
from qualcode.documents.readers.source import Source

EXTENSIONS = ("md", "markdown")


def looks_like(data: bytes) -> bool:
    """Say whether text opens with a Markdown heading."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith((b"# ", b"### "))


def read(data: bytes, *, encoding: str | None) -> Source:
    """Return all lines of a Markdown file, to the character."""
    return txt.read(data, encoding=encoding)
