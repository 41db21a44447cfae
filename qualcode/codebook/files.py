"""Codebook files, by the ending of their name: YAML, CSV, Excel.

A file is read whole before anything is looked at, and written to a neighbour that takes its name
when it is complete, so that neither can leave half of anything behind.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qualcode.codebook import table_file, yaml_file
from qualcode.codebook.entry import Entry
from qualcode.codebook.intake import Raw
from qualcode.documents.readers.encoding import decode
from qualcode.errors import StorageFailed, UnreadableSource, UsageError

YAML = (".yaml", ".yml")
ENDINGS = (*YAML, ".csv", ".xlsx")
LARGEST = 20_000_000
"""Bytes of a file."""


def read(path: Path) -> list[Raw]:
    """Return the entries of a codebook file.

    Raises: UsageError for another ending, UnreadableSource naming file and place.
    """
    ending = _ending(path)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableSource(
                f"{path.name} has {size:,} bytes; a codebook has at most {LARGEST:,}. Is it one?"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableSource(f"There is no file {path}. Look at folder and name.") from error
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}. Look at it.") from error
    if ending == ".xlsx":
        return table_file.read_xlsx(path.name, data)
    try:
        text = decode(data).text
    except UnreadableSource as error:
        raise UnreadableSource(f"{path.name}: {error}") from error
    return (yaml_file.read if ending in YAML else table_file.read_csv)(path.name, text)


def write(path: Path, entries: Sequence[Entry]) -> None:
    """Write entries to a file, in place of one that is there.

    Raises: UsageError for another ending, Conflict for a text that a cell cannot hold,
    StorageFailed.
    """
    ending = _ending(path)
    if ending in YAML:
        data = yaml_file.write(entries).encode()
    elif ending == ".csv":
        data = table_file.write_csv(entries)
    else:
        data = table_file.write_xlsx(entries)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with fresh.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError as error:
        raise StorageFailed(f"{path} cannot be written: {error.strerror}. Look at it.") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path.name}: a codebook file ends in {', '.join(ENDINGS)}.")
    return ending
