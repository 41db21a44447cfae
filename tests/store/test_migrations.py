"""Migrations: what Alembic builds is what the program creates, and a newer project is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

import qualcode
from qualcode.store import lifts, migrate
from qualcode.store.payload import Change
from qualcode.store.store import Store
from qualcode.store.tables import metadata


def _schema(engine: Any) -> dict[str, Any]:
    seen = inspect(engine)
    found: dict[str, Any] = {}
    for table in sorted(seen.get_table_names()):
        found[table] = (
            [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
            sorted((i["name"], tuple(i["column_names"])) for i in seen.get_indexes(table)),
            sorted(
                (k["constrained_columns"], k["referred_table"])
                for k in seen.get_foreign_keys(table)
            ),
            seen.get_pk_constraint(table)["constrained_columns"],
        )
    return found


def test_alembic_builds_the_schema_that_the_program_creates(store_url: str) -> None:
    store = Store.create(store_url, name="study")
    created = _schema(store.engine)
    with store.engine.begin() as connection:
        connection.info["in_batch"] = True
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with store.engine.begin() as connection:
        migrate.run(connection)
    assert _schema(store.engine) == created
    store.close()


def test_every_table_and_column_can_be_selected_unquoted(store_url: str) -> None:
    store = Store.create(store_url, name="study")
    with store.read() as connection:
        for table, (columns, *_rest) in _schema(store.engine).items():
            names = ", ".join(c[0] for c in columns)
            assert connection.exec_driver_sql(f"SELECT {names} FROM {table}").keys()
    store.close()


def test_a_project_of_a_newer_qualcode_is_refused(store_url: str) -> None:
    project = qualcode.create(store_url, coder="Mia")
    with project.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE project SET revision = 99")
    project.close()
    with pytest.raises(qualcode.MigrationNeeded, match="newer qualcode"):
        qualcode.open(store_url)


def test_a_project_of_an_older_schema_is_upgraded_after_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "study.qualcode"
    project = qualcode.create(path, coder="Mia")
    with project.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE project SET revision = 0")
    project.close()
    with qualcode.open(path) as project:
        assert project.coder is not None
        assert project.coder.name == "Mia"
    backups = list(path.parent.glob("study.before-upgrade-*.qualcode"))
    assert len(backups) == 1
    engine = create_engine(f"sqlite:///{backups[0]}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT revision FROM project").scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize("revision", [1, 3])
def test_a_project_saved_by_an_older_schema_opens_and_goes_on(
    tmp_path: Path, revision: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "study.qualcode"
    (tmp_path / "L1.txt").write_text("Q: Who?\nA: The old ones.\n", "utf-8")
    monkeypatch.setattr("qualcode.store.journal.REVISION", revision)
    with qualcode.create(path, coder="Mia") as project:
        project.documents.add(tmp_path / "L1.txt")
        project.codebook.add("trust")
        segment = project.coding.apply("L1", code="trust", quote="The old ones.")
    monkeypatch.undo()
    _as_saved_by(path, revision)
    with qualcode.open(path, coder="Mia") as project:
        with project.store.read() as connection:
            sql = "SELECT DISTINCT revision FROM event"
            assert connection.exec_driver_sql(sql).scalars().all() == [revision]
        project.analysis.themes.add("old hands", codes=["trust"])
        project.analysis.themes.quote("old hands", segment)
        project.analysis.queries.save("mine", "trust")
        assert project.history.check().sound
        for _ in range(4):
            project.history.undo()
        assert project.coding.rows() == []
        assert project.history.check().sound
    with qualcode.open(path) as project:
        created = _schema(Store.create(tmp_path / "new.qualcode", name="new").engine)
        assert _schema(project.store.engine) == created


def _as_saved_by(path: Path, revision: int) -> None:
    """Make of a project one that a program of that schema saved: its tables, its events."""
    engine = create_engine(f"sqlite:///{path}")
    bare = create_engine(f"sqlite:///{path.with_suffix('.bare')}")
    with bare.begin() as connection:
        migrate.run(connection, f"{revision:04}")
    then = _schema(bare)
    with engine.begin() as connection:
        now = _schema(engine)
        for table in now.keys() - then.keys():
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for table, (_, indexes, *_rest) in then.items():
            for name, _ in set(now[table][1]) - set(indexes):
                connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(f"UPDATE project SET revision = {revision}")
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision:04}'")
        assert _schema(engine) == then
    engine.dispose()
    bare.dispose()


def test_an_older_payload_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(change: Change) -> Change:
        change.after["name"] = change.after.pop("title")
        return change

    monkeypatch.setattr(lifts, "REVISION", 3)
    monkeypatch.setitem(lifts.LIFTS, 1, rename)
    monkeypatch.setitem(lifts.LIFTS, 2, lambda change: change)
    change = Change("code", "insert", ["u"], {"title": ["trust"]})
    assert lifts.lift(change, 1).after == {"name": ["trust"]}
    with pytest.raises(qualcode.MigrationNeeded, match="Update qualcode"):
        lifts.lift(change, 4)
