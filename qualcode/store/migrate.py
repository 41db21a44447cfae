"""Bringing a project of an older version to today's schema, after a backup.

Tables are altered by Alembic; events are never rewritten, their payloads are lifted as they are
read (`store.lifts`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from qualcode.store import engine as engines
from qualcode.store import row_security
from qualcode.store.keys import mark
from qualcode.store.tables import REVISION

if TYPE_CHECKING:
    from qualcode.store.store import Store

HEAD = "0004"
"""Alembic's name for today's schema."""


def run(connection: Connection, target: str = "head") -> None:
    """Run Alembic's migrations on a connection, up to `target`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "qualcode.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def stamp(connection: Connection) -> None:
    """Note that a new project has today's schema."""
    m = mark(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ({m})", (HEAD,))


def upgrade(store: Store) -> Path | None:
    """Bring a project to today's schema; return where its backup is (None on PostgreSQL)."""
    backup = None
    if store.engine.dialect.name == "sqlite":
        stamp_of_now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        own = Path(store.where)
        backup = own.with_name(f"{own.stem}.before-upgrade-{stamp_of_now}{own.suffix}")
        copy(store.engine, backup)
    with engines.writing(store.engine) as connection:
        connection.info["in_batch"] = True
        try:
            run(connection)
            row_security.renew(connection)
            m = mark(connection)
            connection.exec_driver_sql(f"UPDATE project SET revision = {m}", (REVISION,))
        finally:
            connection.info.pop("in_batch", None)
    return backup


def copy(engine: Engine, target: Path) -> None:
    """Write a whole and compact copy of a SQLite project."""
    with engines.translated(engine), engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
        connection.exec_driver_sql("BEGIN")
