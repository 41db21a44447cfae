"""What a coder may read while a blind round runs: on its documents, only their own work of it.

Held in one place, under every reader: on the connections that such a coder reads from, temporary
views stand before the tables of the same names. So lists, counts, memos, retrieval, tables and
reports all see the same, and none can forget. Whoever writes reads the tables themselves, on other
connections, as do the checks of the journal (`Store.read(whole=True)`).

Others' segments, reviews, decisions and memos on the round's documents are hidden, as are their
evidence for themes and their summaries there, and all suggestions, those on its passages and those
elsewhere in the same document alike; of the coder's own work, what lies on an assigned passage and
belongs to no open blind round of theirs: a round is a pass of its own. Themes and displays of
others, which say what the coding came to, are hidden as a whole. What the history tells of others
is kept back by `history.veil`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection, Engine

from qualcode.store import engine as engines
from qualcode.store.keys import mark

OPEN = "r.blind = 1 AND r.closed_at IS NULL"
"""The condition that a round `r` is blind and running."""

_WORK = f"""
SELECT r.id AS round_id, v.document_id AS document_id, a.start_at AS start_at, a.end_at AS end_at,
  a.version_id AS version_id, d.version_id AS current_id, d.uid AS document_uid,
  d.case_id AS case_id
FROM {{real}}coding_round r JOIN {{real}}assignment a ON a.round_id = r.id
JOIN {{real}}version v ON v.id = a.version_id JOIN {{real}}document d ON d.id = v.document_id
WHERE a.coder_id = {{me}} AND {OPEN}"""

_HERE = "(SELECT document_id FROM blind_work)"
# A passage of an older text may stand anywhere in the current one: then all of the document is it.
_MEETS = (
    "(b.start_at IS NULL OR b.version_id <> b.current_id OR {start} IS NULL "
    "OR ({start} < b.end_at AND {end} > b.start_at))"
)
_OTHER_ROUND = "(x.round_id IS NULL OR x.round_id NOT IN (SELECT round_id FROM blind_work))"

_SEGMENT = f"""
SELECT x.* FROM {{real}}segment x WHERE NOT EXISTS (
  SELECT 1 FROM {{real}}place q WHERE q.segment_id = x.id AND q.document_id IN {_HERE}
  AND (x.coder_id <> {{me}} OR ({_OTHER_ROUND} AND EXISTS (
    SELECT 1 FROM blind_work b WHERE b.document_id = q.document_id
    AND {_MEETS.format(start="q.start_at", end="q.end_at")}))))"""

_REVIEW = f"""
SELECT x.* FROM {{real}}review x WHERE NOT EXISTS (
  SELECT 1 FROM {{real}}version w WHERE w.id = x.version_id AND w.document_id IN {_HERE}
  AND (x.coder_id <> {{me}} OR ({_OTHER_ROUND} AND EXISTS (
    SELECT 1 FROM blind_work b WHERE b.document_id = w.document_id
    AND (b.version_id <> x.version_id
         OR {_MEETS.format(start="x.start_at", end="x.end_at")})))))"""

_DECISION = f"""
SELECT x.* FROM {{real}}decision x WHERE NOT EXISTS (
  SELECT 1 FROM {{real}}version w WHERE w.id = x.version_id AND w.document_id IN {_HERE})"""

_SUGGESTED = f"""
SELECT x.* FROM {{real}}suggestion x WHERE NOT EXISTS (
  SELECT 1 FROM {{real}}version w WHERE w.id = x.version_id AND w.document_id IN {_HERE})"""

_MEMO = f"""
SELECT x.* FROM {{real}}memo x WHERE
  (x.about_table <> 'segment' OR EXISTS (SELECT 1 FROM segment s WHERE s.uid = x.about_uid)
   OR (x.coder_id = {{me}} AND NOT EXISTS (
     SELECT 1 FROM {{real}}segment g WHERE g.uid = x.about_uid)))
  AND (x.coder_id = {{me}} OR (x.about_table <> 'memo'
    AND (x.about_table <> 'segment' OR NOT EXISTS (
      SELECT 1 FROM {{real}}segment g JOIN {{real}}version w ON w.id = g.version_id
      WHERE g.uid = x.about_uid AND w.document_id IN {_HERE}))
    AND (x.about_table <> 'document' OR x.about_uid NOT IN (SELECT document_uid FROM blind_work))
    AND (x.about_table <> 'cases' OR x.about_uid NOT IN (
      SELECT c.uid FROM {{real}}cases c JOIN blind_work b ON b.case_id = c.id))
    AND NOT EXISTS (SELECT 1 FROM {{real}}version w
      WHERE w.id = x.version_id AND w.document_id IN {_HERE})))"""

_LINK = """
SELECT x.* FROM {real}link x WHERE
  (x.source_table <> 'segment' OR EXISTS (SELECT 1 FROM segment s WHERE s.uid = x.source_uid))
  AND (x.target_table <> 'segment' OR EXISTS (SELECT 1 FROM segment s WHERE s.uid = x.target_uid))
  AND (x.source_table <> 'memo' OR EXISTS (SELECT 1 FROM memo m WHERE m.uid = x.source_uid))
  AND (x.target_table <> 'memo' OR EXISTS (SELECT 1 FROM memo m WHERE m.uid = x.target_uid))"""

_EVIDENCE = """
SELECT x.* FROM {real}theme_evidence x WHERE x.coder_id = {me} OR (
  (x.about_table <> 'segment' OR EXISTS (SELECT 1 FROM segment s WHERE s.uid = x.about_uid)
   OR NOT EXISTS (SELECT 1 FROM {real}segment g WHERE g.uid = x.about_uid))
  AND (x.about_table <> 'document' OR x.about_uid NOT IN (SELECT document_uid FROM blind_work))
  AND (x.about_table <> 'cases' OR x.about_uid NOT IN (
    SELECT c.uid FROM {real}cases c JOIN blind_work b ON b.case_id = c.id)))"""

_SUMMARY = """
SELECT x.* FROM {real}summary x WHERE x.coder_id = {me} OR (
  (x.about_table <> 'document' OR x.about_uid NOT IN (SELECT document_uid FROM blind_work))
  AND (x.about_table <> 'cases' OR x.about_uid NOT IN (
    SELECT c.uid FROM {real}cases c JOIN blind_work b ON b.case_id = c.id)))"""

VIEWS = {
    "blind_work": _WORK,
    "segment": _SEGMENT,
    "place": "SELECT x.* FROM {real}place x WHERE EXISTS "
    "(SELECT 1 FROM segment s WHERE s.id = x.segment_id)",
    "review": _REVIEW,
    "decision": _DECISION,
    "suggestion": _SUGGESTED,
    "memo": _MEMO,
    "link": _LINK,
    "theme": "SELECT x.* FROM {real}theme x WHERE x.coder_id = {me}",
    "theme_evidence": _EVIDENCE,
    "summary": _SUMMARY,
    "display": "SELECT x.* FROM {real}display x WHERE x.coder_id = {me}",
    "collision": "SELECT x.* FROM {real}collision x "
    "WHERE x.table_name NOT IN ('segment', 'review', 'decision', 'memo', 'link', "
    "'theme', 'theme_evidence', 'summary', 'display')",
}
"""What stands before each table, in the order in which one needs another."""


class Readers:
    """The connections that a store reads from."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self, coder: tuple[str, str] | None) -> Iterator[Connection]:
        """Yield a connection on which this coder (uid and name) reads no more than they may."""
        with engines.reading(self._engine) as connection:
            me = None if coder is None else coder_in_blind_round(connection, coder[0])
            if me is None:
                yield connection
                return
        with engines.reading(self._blinded) as connection:
            hide(connection, me)
            yield connection

    @cached_property
    def _blinded(self) -> Engine:
        """Connections of their own, as views that hide would stand in a writer's way."""
        return engines.beside(self._engine)

    def close(self) -> None:
        """Let go of the connections that hide."""
        if "_blinded" in self.__dict__:
            self._blinded.dispose()


def coder_in_blind_round(connection: Connection, coder_uid: str) -> int | None:
    """Return the key of a coder who codes in an open blind round, None of one who does not."""
    key = connection.exec_driver_sql(
        "SELECT a.coder_id FROM coding_round r JOIN assignment a ON a.round_id = r.id "
        f"JOIN coder k ON k.id = a.coder_id WHERE {OPEN} AND k.uid = {mark(connection)} LIMIT 1",
        (coder_uid,),
    ).scalar()
    return None if key is None else int(key)


def hidden_from(connection: Connection) -> int | None:
    """Return the key of the coder from whom a blind round hides things on this connection."""
    found: int | None = connection.info.get("blind")
    return found


def hide(connection: Connection, coder_id: int) -> None:
    """Have views of what this coder may read stand before the tables, on this connection."""
    if connection.info.get("blind") == coder_id:
        return
    if connection.dialect.name == "sqlite":
        real = "main."
    else:
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        real = f"{schema}."
    for name in reversed(VIEWS) if "blind" in connection.info else ():
        connection.exec_driver_sql(f"DROP VIEW {name}")
    connection.info.pop("blind", None)
    for name, sql in VIEWS.items():
        said = sql.format(real=real, me=int(coder_id))
        connection.exec_driver_sql(f"CREATE TEMP VIEW {name} AS {said}")
    connection.info["blind"] = coder_id
