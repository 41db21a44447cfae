"""Projects made once and copied since: a file copied, a database made with another as its template.

To make the small study takes a tenth of a second in a file and most of a second on PostgreSQL, a
copy a fraction of it; hundreds of tests begin with one.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from acts import make
from private_postgres import VARIABLE
from sqlalchemy import create_engine, make_url, text

SERVER = os.environ.get(VARIABLE)
"""The test server's URL; the tests themselves see no variable of ours."""

Make = Callable[[str], object]
"""What makes a project at a place and closes it; one function makes equal projects."""

SCHEMA = "study"
"""Where a project lies in each database: as a team may have it, not in the schema `public`."""


class Databases:
    """Databases of this process on the test server, each with an empty schema for a project."""

    def __init__(self, server: str) -> None:
        self._url = make_url(server).update_query_dict({"options": f"-csearch_path={SCHEMA}"})
        self._server = create_engine(server, isolation_level="AUTOCOMMIT")
        self._prefix = f"t_{uuid.uuid4().hex[:12]}"
        self._made = {"empty"}
        self._run("CREATE DATABASE {}", "empty")
        empty = create_engine(self.url("empty"), isolation_level="AUTOCOMMIT")
        with empty.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        empty.dispose()  # a database is no template while anybody is in it

    def _run(self, statement: str, *names: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement.format(*(f"{self._prefix}_{n}" for n in names))))

    def url(self, name: str) -> str:
        """Return the URL of the database of a name."""
        place = self._url.set(database=f"{self._prefix}_{name}")
        return place.render_as_string(hide_password=False)

    def name(self, url: str) -> str:
        """Return the name of the database at a URL."""
        return str(make_url(url).database).removeprefix(f"{self._prefix}_")

    def create(self, name: str, template: str = "empty") -> str:
        """Make a database as its template is, in place of the one of that name; return its URL."""
        self.drop(name)
        self._made.add(name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still in it."""
        if name in self._made:
            self._run("DROP DATABASE {} (FORCE)", name)
            self._made.discard(name)

    def close(self) -> None:
        """Remove what is left."""
        for name in sorted(self._made):
            self.drop(name)
        self._server.dispose()


@functools.cache
def databases() -> Databases:
    """Return the databases of this process, which go when it ends."""
    assert SERVER, "a test on PostgreSQL was collected without a server"
    made = Databases(SERVER)
    atexit.register(made.close)
    return made


@functools.cache
def _file(make: Make) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="qualcode-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make(str(folder / "made.qualcode"))
    return folder / "made.qualcode"


@functools.cache
def _template(make: Make) -> str:
    name = f"made_{uuid.uuid4().hex[:12]}"
    make(databases().create(name))
    return name


def put(place: str | Path, make: Make) -> None:
    """Put at a place what `make` makes at one; it is run once and copied from then on."""
    if "://" in str(place):
        databases().create(databases().name(str(place)), _template(make))
    else:
        shutil.copyfile(_file(make), place)


class Copies:
    """Copies of the project that histories start from: in a folder, or on the test server."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def copy(self, name: str) -> str:
        """Return where a fresh copy of that name stands, in place of the last."""
        place = str(self._folder / f"{name}.qualcode") if self._folder else databases().url(name)
        put(place, make)
        return place
