"""Plain text: the lines as they are, their ends made line feeds."""

from __future__ import annotations

from qualcode.documents.readers import encoding as encodings
from qualcode.documents.readers.source import Line, Source

EXTENSIONS = ("txt", "text")


def looks_like(data: bytes) -> bool:
    """Say no: text is what a file is read as when nothing else recognises it."""
    del data
    return False


def read(data: bytes, *, encoding: str | None) -> Source:
    """Return all lines of a text; joined by line feeds they are the text, to the character."""
    decoded = encodings.decode(data, encoding)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = tuple(
        Line(line, f"line {number}") for number, line in enumerate(text.split("\n"), start=1)
    )
    warnings = []
    if not decoded.sure:
        others = ", ".join(decoded.alternatives) or "none"
        warnings.append(f"encoding guessed: {decoded.encoding}; also possible: {others}")
    if lost := text.count("\ufffd") + text.count("锟斤拷"):
        warnings.append(f"{lost:,} characters were lost in an earlier conversion (�)")
    return Source(lines, decoded.encoding, decoded.alternatives, warnings=tuple(warnings))
