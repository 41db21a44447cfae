"""A project's store: opened, read, written batch by batch, undone.

Invariant: a batch is committed whole, with its record in the journal, or not at all.
A store belongs to one thread; batches opened within a batch join it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, event, inspect

from qualcode.errors import (
    CoderNeeded,
    MigrationNeeded,
    NotAProject,
    ProjectExists,
    StorageFailed,
)
from qualcode.store import blind, closed, places, settle, uids, unseen
from qualcode.store import engine as engines
from qualcode.store.garbage import uncollected
from qualcode.store.guard import guard
from qualcode.store.journal import Batch, Made, Writer, now
from qualcode.store.keys import Keys, mark, marks
from qualcode.store.migrate import stamp, upgrade
from qualcode.store.moment import Moment
from qualcode.store.tables import REVISION, journalled, metadata
from qualcode.store.taking_back import TakingBack

T = TypeVar("T")
SILENT = ("look", "merge")
"""Kinds of batch that are recorded though they change no row."""


class Store(TakingBack):
    """The tables of one project and who is writing to them."""

    def __init__(self, engine: Engine, *, coder: tuple[str, str] | None = None) -> None:
        self.engine = engine
        self.coder = coder
        self._readers = blind.Readers(engine)
        self.keys = Keys()
        self.unnamed = ""
        self.last: Made | None = None
        self._writer: Writer | None = None
        self._batch: Batch | None = None
        self._open: Connection | None = None
        self._moment: Moment | None = None
        names = frozenset(journalled())

        @event.listens_for(engine, "before_cursor_execute")
        def _guard(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
            guard(names, statement, connection)

    # Opening ------------------------------------------------------------------------------

    @classmethod
    def create(cls, place: str | Path, *, name: str) -> Store:
        """Create an empty project at a path or URL that holds none.

        Raises: ProjectExists, StorageFailed.
        """
        if engines.is_url(place):
            store = cls(engines.connect(place))
            try:
                with engines.translated(store.engine):
                    there = inspect(store.engine).has_table("project")
                if there:
                    raise ProjectExists(
                        f"There is a project at {engines.describe(store.engine)} already. "
                        "Open it, or name another schema or database."
                    )
                _build(store.engine, name)
            except BaseException:
                store.close()
                raise
            return store
        path = Path(place)
        if engines.exists(path):
            raise ProjectExists(f"{path} is there already. Open it, or choose another name.")
        if not path.parent.is_dir():
            raise StorageFailed(f"The folder {path.parent} does not exist. Create it first.")
        if not os.access(path.parent, os.W_OK):
            raise StorageFailed(
                f"{path} cannot be created: its folder is read-only. Choose a folder of your own."
            )
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
        try:
            build = engines.connect(fresh)
            engines.choose_journal_mode(build)
            _build(build, name)
            build.dispose()
            engines.publish(fresh, path)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        return cls(engines.connect(path))

    @classmethod
    def open(cls, place: str | Path) -> Store:
        """Open a project.

        Raises: NotFound, NotAProject, MigrationNeeded, StorageFailed.
        """
        if not engines.is_url(place):
            engines.check_file(Path(place))
        store = cls(engines.connect(place))
        try:
            store._admit()
        except BaseException:
            store.close()
            raise
        return store

    def _admit(self) -> None:
        """Refuse what is no project or of a newer version; bring an older one up to date."""
        with self.read(whole=True) as connection:
            known = inspect(connection)
            there = known.has_table("project")
            columns = {c["name"] for c in known.get_columns("project")} if there else set()
            if not {"uid", "revision"} <= columns:
                raise NotAProject(
                    f"{self.where} holds no qualcode project. "
                    "Create one: qualcode new PATH --coder NAME"
                )
            revision = connection.exec_driver_sql("SELECT revision FROM project").scalar_one()
        if revision > REVISION:
            raise MigrationNeeded(
                f"{self.where} was written by a newer qualcode (schema "
                f"{revision}; this program knows {REVISION}). Update qualcode."
            )
        if revision < REVISION:
            upgrade(self)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
        self._readers.close()

    def remove(self) -> None:
        """Remove the file of a project that could not be finished."""
        if self.engine.dialect.name == "sqlite":
            Path(str(self.engine.url.database)).unlink(missing_ok=True)

    def aside(self) -> Store:
        """Return this store for another thread that only reads, while this one goes on."""
        other = copy(self)
        other._batch, other._open, other._writer, other.keys = None, None, None, Keys()
        other._moment = None
        return other

    @property
    def where(self) -> str:
        """The project's file, or its URL without password."""
        return engines.describe(self.engine)

    @property
    def short(self) -> str:
        """The project's file without its folder, or its database's name."""
        return Path(str(self.engine.url.database)).name

    @cached_property
    def project_uid(self) -> str:
        """The uid that all copies of this project share."""
        with self.read() as connection:
            return str(connection.exec_driver_sql("SELECT uid FROM project").scalar_one())

    # Reading and writing ------------------------------------------------------------------

    @contextmanager
    def read(self, *, whole: bool = False) -> Iterator[Connection]:
        """Yield a connection to read from; while something is written, the one that writes.

        Who codes in a blind round reads what `blind` leaves them; whole: all that is there, for
        what shows none of it, such as the checks of the journal.
        """
        if self._open is not None:
            yield self._open
            return
        if self._moment is not None and self._moment.here and not whole:
            with engines.translated(self.engine), self._moment.reading() as connection:
                yield connection
            return
        with self._readers.reading(None if whole else self.coder) as connection:
            yield connection

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Let what is read within be of one moment, as far as nothing is written within."""
        if self._moment is not None or self._open is not None:
            yield
            return
        self._moment = Moment(lambda: self._readers.reading(self.coder))
        try:
            yield
        finally:
            self._moment.end()
            self._moment = None

    def once(self, read: Callable[[Connection], T], connection: Connection | None = None) -> T:
        """Return what a function reads of the project; within a moment it is read once.

        What is returned is shared: it is not to be changed. connection: one that reads already.
        """
        if self._open is None and self._moment is not None and self._moment.here:
            with engines.translated(self.engine):
                return self._moment.once(read)
        if connection is not None:
            return read(connection)
        with self.read() as own:
            return read(own)

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Commit all batches opened within at once, or, after an error, none of them.

        Raises: CoderNeeded, ProjectLocked, StorageFailed.
        """
        if self._open is not None:
            yield self._open
            return
        if self._moment is not None and self._moment.here:
            self._moment.end()  # a reader of our own would stand in the way of the commit
        writer = self.writer()
        before = (writer.chain_id, writer.sequence, writer.digest)
        try:
            with uncollected(), engines.writing(self.engine) as connection:
                connection.info["in_batch"] = True
                self._open = connection
                try:
                    yield connection
                finally:
                    connection.info.pop("in_batch", None)
                    self._open = None
        except BaseException:
            self.keys.forget()
            writer.chain_id, writer.sequence, writer.digest = before
            raise

    @contextmanager
    def batch(self, label: str, subject: str = "", **more: Any) -> Iterator[Batch]:
        """Yield a batch to change the project with; leaving commits it, an error undoes it.

        label: what is done, as a verb phrase ('apply code'); subject: to what. After leaving,
        `batch.made` says what was recorded, or None if nothing changed.
        Raises: CoderNeeded, ProjectLocked, StorageFailed.
        """
        if self._batch is not None:
            yield self._batch
            return
        with self.together() as connection:
            batch = Batch(connection, self.keys, label=label, subject=subject, **more)
            self._batch = batch
            try:
                yield batch
                self._finish(batch, self.writer())
            finally:
                self._batch = None

    def _finish(self, batch: Batch, writer: Writer) -> None:
        changes = batch.net()
        if not changes and batch.kind not in SILENT:
            return
        if not writer.chain_id:
            self._require_there(batch.connection, writer)
            writer.begin(batch.connection)
        if batch.kind.startswith(("undo", "redo")):
            closed.refuse(batch.connection, changes)
            unseen.refuse(batch.connection, changes, writer.coder_uid)
        batch.made = self.last = batch.record(writer, changes)
        places.derive(batch.connection, changes)
        settle.after_batch(batch.connection, self.keys, {c.table for c, _, _ in changes})

    def _require_there(self, connection: Connection, writer: Writer) -> None:
        """Refuse the first change of a coder who was taken back since the project was opened."""
        sql = f"SELECT 1 FROM tombstone WHERE table_name = 'coder' AND uid = {mark(connection)}"
        if connection.exec_driver_sql(sql, (writer.coder_uid,)).first() is not None:
            raise CoderNeeded(
                f"{writer.coder_name} is no coder of {self.where} any more: their adding was taken "
                "back. Ask the lead, and open it again."
            )

    def writer(self) -> Writer:
        """Return who writes; the first batch that changes something starts their chain.

        Raises: CoderNeeded.
        """
        if self._writer is not None:
            return self._writer
        if self.coder is None:
            raise CoderNeeded(
                f"Nobody is named who codes in {self.where}. {self.unnamed} Say which: "
                "--coder NAME (in Python coder=NAME)."
            )
        self._writer = Writer(self.coder[0], self.coder[1], uids.one())
        return self._writer

    def look(self, label: str, subject: str) -> None:
        """Log that something was shown or looked at: in the trail, never on the undo stack."""
        with self.batch(label, subject, kind="look"):
            pass


def _build(engine: Engine, name: str) -> None:
    """Create the tables and the project's row, all in one transaction."""
    with engines.translated(engine), engine.begin() as connection:
        # A copy: creating on PostgreSQL marks constraints so that SQLite would leave them out.
        fresh = MetaData(naming_convention=metadata.naming_convention)
        for table in metadata.tables.values():
            table.to_metadata(fresh)
        fresh.create_all(connection)
        stamp(connection)
        connection.exec_driver_sql(
            "INSERT INTO project (id, uid, name, revision, secret, created_at) "
            f"VALUES ({marks(connection, 6)})",
            (1, uids.one(), name, REVISION, secrets.token_bytes(32), now()),
        )
