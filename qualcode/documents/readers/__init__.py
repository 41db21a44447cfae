"""Files to readings: the text as it would be stored, its turns, and what a preview shows.

Pure: no database, nothing kept, nothing written. Each format is a file in `formats`, found by its
name and loaded on first use. Invariants: any bytes give a Reading or one UnreadableSource that
names the file and what is wrong; `read(data, name=..., **reading.settings)` repeats a reading.
"""

from __future__ import annotations

import os
from pathlib import Path

from qualcode.documents.naming import in_message
from qualcode.documents.readers import registry
from qualcode.documents.readers.assembly import Choices, assemble
from qualcode.documents.readers.reading import Label, Note, Reading, Turn
from qualcode.errors import NotFound, UnreadableSource

__all__ = ["Label", "Note", "Reading", "Turn", "formats", "read"]

_LARGEST = 200 * 1024**2


def formats() -> list[str]:
    """Return the names of the formats that can be read, sorted."""
    return registry.names()


def read(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str | None = None,
    format: str | None = None,
    encoding: str | None = None,
    labels: dict[str, object] | None = None,
    questions: bool = False,
) -> Reading:
    """Return what a file, or its bytes, would be stored as.

    source:    a path, or the bytes themselves.
    name:      the file's name, for messages and for its ending; by default that of the path.
    format:    one of `formats()`; by default what the ending says, else what the bytes look like.
    encoding:  by default what the bytes fit best; only formats made of text have one.
    labels:    label as written → True (tick), False (untick), a name (rename; two labels given
               one name are merged), or {"accepted": bool, "name": str, "role": str}.
    questions: read a list of questions without speakers as turns of `question` and `answer`.

    Raises NotFound for a label that the file does not have, and UnreadableSource for a file that is
    missing, empty, damaged, or not what it says it is.
    """
    data, name = _bytes(source, name)
    choices = Choices.of(labels, questions=questions)
    try:
        form = registry.choose(name, data, format)
        if not data.strip():
            raise UnreadableSource("the file is empty.")
        found = registry.load(form).read(data, encoding=encoding)
        return assemble(found, data, name, form, choices)
    except UnreadableSource as error:
        raise UnreadableSource(in_message(f"{name}: {error}")) from error
    except NotFound as error:
        raise NotFound(in_message(f"{name}: {error}"), error.nearest) from error


def _bytes(source: str | os.PathLike[str] | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "text"
    path = Path(source)
    name = name or path.name
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise UnreadableSource(
                f"{in_message(path)}: {size:,} bytes; at most {_LARGEST:,} are read."
            )
        return path.read_bytes(), name
    except FileNotFoundError as error:
        raise UnreadableSource(f"{in_message(path)}: no such file.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableSource(f"{in_message(path)}: cannot be read: {reason}.") from error
