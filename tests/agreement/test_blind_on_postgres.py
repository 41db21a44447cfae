"""Blind rounds on PostgreSQL: what a coder's own database role can read by plain SQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool
from study import build

import qualcode
from qualcode.project import Project

pytestmark = pytest.mark.postgres


@pytest.fixture
def role(store_url: str) -> Iterator[str]:
    """Yield a role of the server that may log in and no more."""
    name = f"r_{uuid.uuid4().hex}"
    server = create_engine(store_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
    yield name
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")
    server.dispose()


@pytest.fixture
def project(store_url: str, role: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the study with Ann, who connects as a role of her own, in a round with Mia on L03."""
    with build(store_url, tmp_path) as made:
        made.coders.add("Ann", database_role=role)
        uid = made.coding.apply("L03", code="trust", quote="熟门熟路")
        made.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
        made.memos.add("on the document", about="document", name="L03")
        memo = made.memos.add("on a segment", about="segment", name=uid)
        made.memos.link(memo, "segment", uid)
        made.memos.add("on a code", about="code", name="trust")
        made.coding.done("L03")
        made.analysis.themes.add("old hands", "They knew the way.")
        made.analysis.displays.add("integration")
        made.analysis.displays.add_row("integration", "Old hands")
        made.analysis.displays.text("integration", 1, "They knew the way.")
        made.analysis.summaries.set("L03", "trust", "They knew the way.")
        made.analysis.summaries.set("L02", "fatigue", "No sleep.")
        made.agreement.new_round(
            "round 1", kind="training", key="Mia", coders=["Ann"], origin="documents", sample=None
        )
        yield made


def as_role(store_url: str, role: str) -> str:
    """Return the place as the role reaches it."""
    return make_url(store_url).set(username=role).render_as_string(hide_password=False)


def rows(engine: Engine, sql: str) -> list[object]:
    """Return the first column of what a query gives."""
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(sql)]


SEEN = {
    "SELECT c.name FROM segment s JOIN code c ON c.id = s.code_id": (["fatigue"], 2),
    "SELECT segment_id FROM place": ([2], 2),
    "SELECT content FROM memo ORDER BY id": (["on a code"], 3),
    "SELECT kind FROM link": ([], 1),
    "SELECT label FROM batch WHERE label IN ('apply code', 'write memo')": ([], 5),
    "SELECT id FROM event WHERE table_name IN ('segment', 'memo', 'link')": ([], 6),
    "SELECT event_id FROM event_row WHERE table_name = 'segment'": ([], 2),
    "SELECT claim FROM theme": ([], 1),
    "SELECT name FROM display": ([], 1),
    "SELECT topic FROM display_row": ([], 1),
    "SELECT asked FROM display_cell": ([], 1),
    "SELECT content FROM summary ORDER BY id": (["No sleep."], 2),
    "SELECT label FROM batch WHERE label IN ('add theme', 'write summary')": ([], 3),
}
"""What the role reads by a query while the round is open, and how many rows when it is closed."""


def test_a_coders_role_reads_nothing_of_others_by_sql_while_a_blind_round_is_open(
    project: Project, store_url: str, role: str
) -> None:
    engine = create_engine(as_role(store_url, role))
    try:
        for sql, (seen, _) in SEEN.items():
            assert rows(engine, sql) == seen, sql
        for sql in (
            "UPDATE coding_round SET closed_at = 'now'", "DELETE FROM assignment",
            "UPDATE coder SET database_role = NULL",
            "ALTER TABLE segment DISABLE ROW LEVEL SECURITY",
        ):  # fmt: skip
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                rows(engine, sql)
        project.agreement.close("round 1", anyway=True)
        for sql, (_, n) in SEEN.items():
            assert len(rows(engine, sql)) == n, sql
    finally:
        engine.dispose()


def test_a_coder_works_under_her_role_in_the_round_and_the_project_stays_sound(
    project: Project, store_url: str, role: str
) -> None:
    with qualcode.open(as_role(store_url, role), coder="Ann") as ann:
        uid = ann.coding.apply("L03", code="fatigue", quote="最缺人。")
        ann.coding.apply("L03", code="trust", quote="最缺人。")
        ann.history.undo()
        ann.memos.add("mine", about="segment", name=uid)
        ann.coding.done("L03")
        assert list(ann.coding.segments(document="L03")["segment"]) == [uid]
        assert list(ann.coding.segments(document="L03")["round"]) == ["round 1"]
        assert [(b.coder, b.left) for b in ann.agreement.board("round 1")] == [("Ann", 0)]
        with pytest.raises(qualcode.NotAllowed, match="You code blind"):
            ann.history.check()
    assert project.history.check().sound
    project.agreement.close("round 1")
    with qualcode.open(as_role(store_url, role), coder="Ann") as ann:
        assert sorted(ann.coding.segments(document="L03")["coder"]) == ["Ann", "Mia"]
        assert ann.history.check().sound


def test_a_project_of_an_older_schema_gets_the_rules_of_the_newer_tables(
    project: Project, store_url: str, role: str
) -> None:
    newer = ("display_cell", "display_row", "display", "summary", "theme_evidence", "theme_code",
             "theme")  # fmt: skip
    engine = create_engine(store_url)
    with engine.begin() as connection:
        for table in newer:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE project SET revision = 3")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    engine.dispose()
    project.close()
    with qualcode.open(store_url, coder="Mia") as mia:
        mia.analysis.themes.add("upgraded")
    engine = create_engine(as_role(store_url, role))
    try:
        assert rows(engine, "SELECT name FROM theme") == []
        assert rows(engine, "SELECT label FROM batch WHERE label = 'add theme'") == []
    finally:
        engine.dispose()


def test_a_role_that_the_server_does_not_have_is_refused(project: Project) -> None:
    with pytest.raises(qualcode.NotFound, match="no role “nobody-here”"):
        project.coders.add("Zoe", database_role="nobody-here")
    assert "Zoe" not in [c.name for c in project.coders.list()]
