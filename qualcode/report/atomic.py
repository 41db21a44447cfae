"""Writing a file whole or not at all: to a neighbour first, then renamed over the target."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from qualcode.errors import StorageFailed


def write(path: Path, make: Callable[[Path], None]) -> None:
    """Let `make` write a file beside `path`, then give it that name.

    Raises: StorageFailed where the folder is missing, read-only or full, or `path` a folder.
    """
    fresh = path.with_name(f".{path.stem}.{secrets.token_hex(4)}{path.suffix}")
    try:
        if not path.parent.is_dir():
            raise StorageFailed(f"The folder {path.parent} does not exist. Create it first.")
        if path.is_dir():
            raise StorageFailed(f"{path} cannot be written: it is a folder. Choose another name.")
        fresh.touch(exist_ok=False)  # what cannot be written here is refused before it is made
        make(fresh)
        fresh.replace(path)
    except OSError as error:
        raise StorageFailed(
            f"{path} cannot be written: {error.strerror or error}. Choose another folder."
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
