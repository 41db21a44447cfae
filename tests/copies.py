"""Copies of one project, as colleagues have them: of a file, or of a database made from another."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from acts import make
from private_postgres import VARIABLE
from sqlalchemy import create_engine, make_url, text


class Files:
    """A project in a file."""

    def __init__(self, folder: Path) -> None:
        self._base = folder / "base.qualcode"
        make(self._base)

    def copy(self, name: str) -> str:
        """Return where a fresh copy of that name stands."""
        path = self._base.with_name(f"{name}.qualcode")
        shutil.copy(self._base, path)
        return str(path)

    def close(self) -> None:
        """Remove the files: one example may leave backups by the dozen."""
        shutil.rmtree(self._base.parent)


class Databases:
    """A project in a database of its own; a copy is a database made from it as a template."""

    def __init__(self, server: str) -> None:
        self._url = make_url(server)
        self._server = create_engine(server, isolation_level="AUTOCOMMIT")
        self._made: set[str] = set()
        self._prefix = f"t_{uuid.uuid4().hex[:12]}"
        self._create("base", "template1")
        make(self._place("base"))

    def _place(self, name: str) -> str:
        return self._url.set(database=f"{self._prefix}_{name}").render_as_string(
            hide_password=False
        )

    def _create(self, name: str, template: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self._prefix}_{name} (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {self._prefix}_{name} TEMPLATE {template}"))
        self._made.add(name)

    def copy(self, name: str) -> str:
        """Return the URL of a fresh copy of that name."""
        self._create(name, f"{self._prefix}_base")
        return self._place(name)

    def close(self) -> None:
        """Remove the databases."""
        with self._server.connect() as connection:
            for name in self._made:
                connection.execute(text(f"DROP DATABASE IF EXISTS {self._prefix}_{name} (FORCE)"))
        self._server.dispose()


Copies = Files | Databases


def copies_of(kind: str, folder: Path) -> Iterator[Copies]:
    """Yield a project to copy, in a file or on the test server, and remove all of it after."""
    made = Files(folder) if kind == "sqlite" else Databases(os.environ[VARIABLE])
    yield made
    made.close()
