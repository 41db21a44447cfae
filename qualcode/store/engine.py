"""Connecting to a project's database: one SQLite file, or PostgreSQL.

SQLite: full durability, foreign keys on, and the rollback journal where WAL is not known to be
safe. A writer takes the write lock at once (`BEGIN IMMEDIATE`) and waits for it; whoever waits
too long is told who holds it. Every driver error that a user can meet leaves here as one of ours.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError

from qualcode.errors import (
    NotAProject,
    NotFound,
    ProjectDamaged,
    ProjectExists,
    ProjectLocked,
    QualcodeError,
    StorageFailed,
    UsageError,
)

WAIT_SECONDS = 5.0
"""How long a writer waits for another before it says who holds the project."""

WAL_SAFE = (3, 51, 3)
"""The first SQLite whose WAL mode has the fix for lost resets."""


def is_url(place: str | Path) -> bool:
    """Say whether `place` is a database URL rather than a path."""
    return "://" in str(place)


def connect(place: str | Path, *, wait: float | None = None) -> Engine:
    """Return an engine for a file or URL; nothing is opened yet.

    Raises: NotFound where the PostgreSQL driver is not installed.
    """
    wait = WAIT_SECONDS if wait is None else wait
    if is_url(place) and not str(place).startswith("sqlite:"):
        return _postgres(str(place), wait)
    path = Path(place_of(str(place)).database or "") if is_url(place) else Path(place)
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": wait, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def beside(engine: Engine) -> Engine:
    """Return an engine for the same place with connections of its own."""
    if engine.dialect.name == "sqlite":
        return connect(str(engine.url.database))
    return connect(engine.url.render_as_string(hide_password=False))


def _postgres(url: str, wait: float) -> Engine:
    parts = place_of(url)
    if parts.get_backend_name() != "postgresql":
        raise UsageError(
            f"“{parts.get_backend_name()}” is no database that projects are kept in. Use a file, "
            "or postgresql+psycopg://USER@HOST/DATABASE."
        )
    try:
        engine = create_engine(parts)
    except ModuleNotFoundError as error:
        raise NotFound(
            f"The database {parts.render_as_string(hide_password=True)} needs the driver "
            f"“{error.name}”, which is not installed. Install it: pip install 'qualcode[postgres]'."
        ) from error

    @event.listens_for(engine, "connect")
    def _limit(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
        connection.commit()

    return engine


def _on_sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA mmap_size = 268435456")


def _on_sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def choose_journal_mode(engine: Engine) -> None:
    """Set WAL where this SQLite has it safe, the rollback journal elsewhere; done at creation."""
    if engine.dialect.name != "sqlite":
        return
    mode = "WAL" if sqlite3.sqlite_version_info >= WAL_SAFE else "DELETE"
    with translated(engine), engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(f"PRAGMA journal_mode = {mode}")
        connection.exec_driver_sql("BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection inside a read transaction; driver errors leave as ours."""
    with translated(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection inside the one write transaction of the project."""
    with (
        translated(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE batch IN EXCLUSIVE MODE")
        yield connection


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into an error that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(engine, error) from error
    except UnicodeEncodeError as error:
        broken = str(error.object)[error.start : error.end].encode("unicode_escape").decode()
        raise UsageError(
            f"The text holds {broken} at position {error.start}, half of a character, which "
            "cannot be stored. Remove it. Nothing was changed."
        ) from error


def place_of(url: str) -> URL:
    """Return a database URL in its parts. Raises: UsageError."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise UsageError(
            f"“{url}” is no database URL. Write postgresql+psycopg://USER@HOST/DATABASE, or name "
            "a file."
        ) from error


def exists(path: Path) -> bool:
    """Say whether there is something at a path. Raises: StorageFailed for an impossible name."""
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise StorageFailed(f"No project can be at “{str(path)[:60]}…”: {said}.") from error


def _ours(engine: Engine, error: DBAPIError) -> QualcodeError:
    where = describe(engine)
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
    low = said.lower()
    if "locked" in low or "lock timeout" in low:
        return ProjectLocked(
            f"{where} is being written by {_holder(engine)}. Nothing was changed; try again "
            "when that is finished, or close the other program."
        )
    if "disk is full" in low or "disk full" in low or "no space left" in low:
        return StorageFailed(f"{where}: the disk is full. Nothing was changed; make room first.")
    if "readonly" in low or "read-only" in low:
        return StorageFailed(
            f"{where} cannot be written: the file or its folder is read-only. Nothing was "
            "changed; copy it to a folder of your own or change its permissions."
        )
    if "not a database" in low:
        return NotAProject(f"{where} is no qualcode project. Name a .qualcode file.")
    if "malformed" in low or "corrupt" in low:
        return ProjectDamaged(
            f"{where} is damaged ({said}). Restore the newest backup beside it, or run "
            "`qualcode history check`."
        )
    if "unable to open" in low:
        return StorageFailed(f"{where} cannot be opened. Check that its folder can be written.")
    if "foreign key" in low:
        return ProjectDamaged(f"{where}: the change would leave a broken reference ({said}).")
    if isinstance(error, DatabaseError) and "i/o error" in low:
        return StorageFailed(f"{where}: the disk failed ({said}). Nothing was changed.")
    return StorageFailed(f"{where}: the database said “{said}”. Nothing was changed.")


def _holder(engine: Engine) -> str:
    """Say who wrote to the project last, which is who most likely holds it now."""
    try:
        with engine.connect() as connection:
            row = connection.exec_driver_sql(
                "SELECT coder_name, process, host FROM chain ORDER BY id DESC LIMIT 1"
            ).first()
    except DBAPIError:
        return "another program"
    return f"{row[0]} (process {row[1]} on {row[2]})" if row else "another program"


def describe(engine: Engine) -> str:
    """Return the project's place as a user knows it: the file, or the URL without password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


def check_file(path: Path) -> None:
    """Refuse, before SQLite is asked, what is plainly no project file.

    Raises: NotFound, NotAProject, StorageFailed.
    """
    if not exists(path):
        beside = (
            sorted(p.name for p in path.parent.glob("*.qualcode")) if path.parent.is_dir() else []
        )
        hint = f" In its folder: {', '.join(beside[:5])}." if beside else ""
        raise NotFound(
            f"No project at {path}.{hint} Create one: qualcode new {path} --coder NAME", beside
        )
    if path.is_dir():
        raise NotAProject(f"{path} is a folder, not a project. Name a .qualcode file in it.")
    if not os.access(path, os.R_OK):
        raise StorageFailed(f"{path} cannot be read: check its permissions.")
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise NotAProject(f"{path} is no qualcode project. Name a .qualcode file.")


def publish(fresh: Path, path: Path) -> None:
    """Give a finished file its name, unless something has taken it meanwhile."""
    try:
        os.link(fresh, path)
    except FileExistsError as error:
        raise ProjectExists(f"{path} is there already. Open it, or choose another name.") from error
    except OSError:
        fresh.rename(path)
