"""Blind rounds on PostgreSQL: a coder's database role cannot read others' work by SQL either.

Row-level security hides, while a blind round of that role's coder is open, others' segments and
their places, memos, decisions and links on its documents, and what others wrote into the journal
since, with its rows. Reviews stay: that somebody is done steers nobody, and the board of a round
counts them. The owner of the tables, who runs the project, is under no such rule; nor may a role
open or close rounds, assign, or change who is who.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from qualcode.errors import NotFound
from qualcode.store.blind import OPEN

HIDDEN = (
    "segment", "memo", "decision", "link", "theme", "theme_code", "theme_evidence", "summary",
    "display", "display_row", "display_cell",
)  # fmt: skip
"""Tables whose events are hidden with the rows."""
READ_ONLY = ("coder", "coding_round", "assignment", "project", "alembic_version")
"""Tables that the role of a lead alone may write: who is who, and who is blind."""
CLOCK = "journal_clock"

_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION blind_coder() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {{schema}} AS $$
  SELECT a.coder_id FROM coding_round r JOIN assignment a ON a.round_id = r.id
  JOIN coder k ON k.id = a.coder_id
  WHERE {OPEN} AND k.database_role = session_user::text LIMIT 1 $$;
CREATE OR REPLACE FUNCTION blind_document(wanted integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {{schema}} AS $$
  SELECT EXISTS (SELECT 1 FROM coding_round r JOIN assignment a ON a.round_id = r.id
    JOIN version v ON v.id = a.version_id
    WHERE {OPEN} AND a.coder_id = blind_coder() AND v.document_id = wanted) $$;
CREATE OR REPLACE FUNCTION blind_version(wanted integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {{schema}} AS $$
  SELECT coalesce((SELECT blind_document(document_id) FROM version WHERE id = wanted), false) $$;
CREATE OR REPLACE FUNCTION blind_memo(about text, wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {{schema}} AS $$
  SELECT CASE about
    WHEN 'memo' THEN true
    WHEN 'segment' THEN coalesce(
      (SELECT blind_version(version_id) FROM segment WHERE uid = wanted), true)
    WHEN 'document' THEN coalesce(
      (SELECT blind_document(id) FROM document WHERE uid = wanted), true)
    WHEN 'cases' THEN EXISTS (SELECT 1 FROM document d JOIN cases c ON c.id = d.case_id
      WHERE c.uid = wanted AND blind_document(d.id))
    ELSE false END $$;
CREATE OR REPLACE FUNCTION blind_batch(wanted integer, author text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {{schema}} AS $$
  SELECT author <> (SELECT uid FROM coder WHERE id = blind_coder()) AND EXISTS (
    SELECT 1 FROM event WHERE batch_id = wanted
    AND table_name IN ({", ".join(f"'{name}'" for name in HIDDEN)})) $$;
CREATE OR REPLACE FUNCTION {CLOCK}() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {{schema}} AS $$
  SELECT coalesce(max(lamport), 0) FROM batch $$;
"""

_OTHERS = "blind_coder() IS NOT NULL AND coder_id <> blind_coder()"
_LINKED = "({side}_table <> '{table}' OR EXISTS (SELECT 1 FROM {table} x WHERE x.uid = {side}_uid))"
_POLICIES = {
    "segment": f"NOT ({_OTHERS} AND blind_version(version_id))",
    "place": "EXISTS (SELECT 1 FROM segment s WHERE s.id = segment_id)",
    "memo": f"NOT ({_OTHERS} AND (blind_memo(about_table, about_uid) "
    "OR (version_id IS NOT NULL AND blind_version(version_id))))",
    "decision": "NOT (blind_coder() IS NOT NULL AND blind_version(version_id))",
    "link": " AND ".join(
        _LINKED.format(side=side, table=table)
        for side in ("source", "target")
        for table in ("segment", "memo")
    ),
    "theme": f"NOT ({_OTHERS})",
    "theme_code": "EXISTS (SELECT 1 FROM theme t WHERE t.id = theme_id)",
    "display": f"NOT ({_OTHERS})",
    "display_row": "EXISTS (SELECT 1 FROM display d WHERE d.id = display_id)",
    "display_cell": "EXISTS (SELECT 1 FROM display_row r WHERE r.id = display_row_id)",
    "theme_evidence": f"NOT ({_OTHERS} AND blind_memo(about_table, about_uid))",
    "summary": f"NOT ({_OTHERS} AND blind_memo(about_table, about_uid))",
    "batch": "blind_coder() IS NULL OR NOT blind_batch(id, coder_uid)",
    "event": "blind_coder() IS NULL OR EXISTS (SELECT 1 FROM batch b WHERE b.id = batch_id)",
    "event_row": "blind_coder() IS NULL OR EXISTS (SELECT 1 FROM event e WHERE e.id = event_id)",
}
"""Which rows of a table a role may read; what it writes is not looked at."""


def admit(connection: Connection, role: str, *, lead: bool = False) -> None:
    """Let a database role work in this project, blind where its coder is.

    Raises: NotFound where the server has no such role.
    """
    known = connection.exec_driver_sql(
        "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = %s", (role,)
    ).scalar()
    if known is None:
        raise NotFound(
            f"The server has no role “{role}”. Have it made first: CREATE ROLE {role} LOGIN"
        )
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for statement in _statements(str(known), str(schema), lead):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def renew(connection: Connection) -> None:
    """Bring the rules of a project that has roles up to today's tables, as a migration left it."""
    if connection.dialect.name != "postgresql":
        return
    there = connection.exec_driver_sql("SELECT to_regproc('blind_coder') IS NOT NULL").scalar_one()
    if there:
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        for statement in _rules(str(schema)):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def _rules(schema: str) -> Iterator[str]:
    yield _FUNCTIONS.format(schema=schema)
    for table, seen in _POLICIES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS blind ON {table}"
        yield f"CREATE POLICY blind ON {table} USING ({seen}) WITH CHECK (true)"


def _statements(role: str, schema: str, lead: bool) -> Iterator[str]:
    yield from _rules(schema)
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
    yield (
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} "
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"
    )
    for table in () if lead else READ_ONLY:
        yield f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}"


def withheld(connection: Connection) -> bool:
    """Say whether the database keeps rows of the journal from this session."""
    if connection.dialect.name != "postgresql":
        return False
    there = connection.exec_driver_sql(f"SELECT to_regproc('{CLOCK}') IS NOT NULL").scalar_one()
    return bool(
        there and connection.exec_driver_sql("SELECT blind_coder() IS NOT NULL").scalar_one()
    )


def clock(connection: Connection) -> int:
    """Return the latest Lamport time of the project, of batches that are hidden too."""
    sql = "SELECT coalesce(max(lamport), 0) FROM batch"
    if withheld(connection):
        sql = f"SELECT {CLOCK}()"
    return int(connection.exec_driver_sql(sql).scalar_one())
