"""The tables of a project, on SQLite and PostgreSQL alike.

A table marked `journal` changes only through `store.journal`; its columns marked `derived` are
computed and never journalled, as are the tables marked `derived` as a whole. Names of tables and
columns are no reserved words, so that anybody can query the file by hand.
Times are ISO 8601 texts in UTC, flags the integers 0 and 1, lists and mappings JSON texts.

The module is long for one reason: it is one list, the schema in one place.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

REVISION = 4
"""The schema revision that events of this program carry."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _refers(name: str, target: str, *, nullable: bool = True, alter: bool = False) -> Column[Any]:
    """Return an integer column that refers to the id of another table, checked at commit."""
    return Column(
        name,
        Integer,
        ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED", use_alter=alter),
        nullable=nullable,
    )


def _journalled(name: str, *columns: Any, uid_index: bool = True) -> Table:
    """Return a journalled table with an integer key inside and a uid for what leaves."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("uid", String(36), nullable=False, unique=uid_index),
        *columns,
        info={"journal": True},
    )


def _shown() -> Column[Any]:
    return Column("shown", Text, nullable=False, info={"derived": True})


# Identity and journal ---------------------------------------------------------------------------

project = Table(
    "project",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("uid", String(36), nullable=False),
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", String(32), nullable=False),
)

chain = Table(
    "chain",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("coder_uid", String(36), nullable=False),
    Column("coder_name", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("head_sequence", Integer, nullable=False),
    Column("cited_sequence", Integer, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chain_id", Integer, ForeignKey("chain.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("lamport", Integer, nullable=False, index=True),
    Column("coder_uid", String(36), nullable=False, index=True),
    Column("made_at", String(32), nullable=False),
    Column("round_uid", String(36)),
    Column("kind", String(16), nullable=False),
    Column("label", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("undoes", String(60), index=True),
    Column("seen", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("chain_id", "sequence"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", Integer, ForeignKey("batch.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("table_name", String(32), nullable=False),
    Column("operation", String(8), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("batch_id", "position"),
)

event_row = Table(
    "event_row",
    metadata,
    Column("event_id", Integer, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("table_name", String(32), nullable=False),
    Column("scope", Integer, nullable=False),
    Column("first_row", Integer, nullable=False),
    Column("last_row", Integer, nullable=False),
    Index("ix_event_row_place", "table_name", "scope", "first_row"),
    Index(
        "ix_event_row_range",
        "table_name",
        "scope",
        "last_row",
        sqlite_where=text("last_row > first_row"),
        postgresql_where=text("last_row > first_row"),
    ),
)

row_counter = Table(
    "row_counter",
    metadata,
    Column("table_name", String(32), primary_key=True),
    Column("last_row", Integer, nullable=False),
    info={"derived": True},
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("table_name", String(32), primary_key=True),
    Column("uid", String(36), primary_key=True),
    Column("row_id", Integer, nullable=False),
    info={"derived": True},
)

collision = Table(
    "collision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("table_name", String(32), nullable=False),
    Column("row_uid", String(80), nullable=False),
    Column("field", Text, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("kind", "table_name", "row_uid", "field"),
    info={"derived": True},
)

setting = _journalled(
    "setting", Column("name", Text, nullable=False), Column("content", Text, nullable=False)
)

# People -----------------------------------------------------------------------------------------

coder = _journalled(
    "coder",
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("database_role", Text),
    Column("created_at", String(32), nullable=False),
)

# Cases ------------------------------------------------------------------------------------------

cases = _journalled(
    "cases",
    Column("name", Text, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("quote_consent", Integer),
    Column("archive_consent", Integer),
    Column("share_consent", Integer),
)

variable = _journalled(
    "variable",
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("levels", Text, nullable=False),
    Column("settings", Text, nullable=False),
)

value = Table(
    "value",
    metadata,
    Column(
        "variable_id",
        Integer,
        ForeignKey("variable.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "case_id",
        Integer,
        ForeignKey("cases.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("number", Float),
    Column("content", Text),
    Column("missing", Text),
    Index("ix_value_case", "case_id"),
    info={"journal": True},
    sqlite_with_rowid=False,
)

# Documents --------------------------------------------------------------------------------------

document = _journalled(
    "document",
    Column("name", Text, nullable=False),
    _shown(),
    Column("kind", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    _refers("case_id", "cases"),
    _refers("variable_id", "variable"),
    _refers("version_id", "version", alter=True),
    Column("source_name", Text, nullable=False),
    Column("source_digest", String(64), nullable=False),
    Column("source_settings", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_document_case", "case_id"),
    Index("ix_document_variable", "variable_id"),
    Index("ix_document_name", "name"),
    Index("ix_document_shown", "shown"),
    Index("ix_document_version", "version_id"),
)

texts = _journalled(
    "texts",
    Column("content", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)

version = _journalled(
    "version",
    _refers("document_id", "document", nullable=False),
    _refers("parent_id", "version"),
    _refers("texts_id", "texts", nullable=False),
    Column("edit_map", Text, nullable=False),
    Column("masked", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_version_document", "document_id"),
    Index("ix_version_parent", "parent_id"),
    Index("ix_version_texts", "texts_id"),
)

speaker = _journalled(
    "speaker",
    _refers("document_id", "document", nullable=False),
    Column("label", Text, nullable=False),
    Column("role", String(16), nullable=False),
    _refers("case_id", "cases"),
    Index("ix_speaker_document", "document_id"),
    Index("ix_speaker_case", "case_id"),
)

turn = _journalled(
    "turn",
    _refers("version_id", "version", nullable=False),
    Column("position", Integer, nullable=False),
    Column("start_at", Integer, nullable=False),
    Column("end_at", Integer, nullable=False),
    Column("spans", Text, nullable=False),
    _refers("speaker_id", "speaker"),
    Column("seconds_start", Float),
    Column("seconds_end", Float),
    Column("place", Text, nullable=False),
    Index("ix_turn_version", "version_id", "position"),
    Index("ix_turn_speaker", "speaker_id"),
)

pseudonym = _journalled(
    "pseudonym",
    Column("original", Text, nullable=False),
    Column("replacement", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    _refers("case_id", "cases"),
    Index("ix_pseudonym_case", "case_id"),
)

# Codebook ---------------------------------------------------------------------------------------

code = _journalled(
    "code",
    Column("name", Text, nullable=False),
    _shown(),
    _refers("parent_id", "code"),
    Column("position", Integer, nullable=False),
    Column("is_category", Integer, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("definition_zh", Text, nullable=False),
    Column("definition_en", Text, nullable=False),
    Column("use_when_zh", Text, nullable=False),
    Column("use_when_en", Text, nullable=False),
    Column("use_not_zh", Text, nullable=False),
    Column("use_not_en", Text, nullable=False),
    Column("color", String(16), nullable=False),
    Column("letters", String(8), nullable=False),
    Column("pinyin", Text, nullable=False),
    Column("retired", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("extra", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

code_example = _journalled(
    "code_example",
    _refers("code_id", "code", nullable=False),
    Column("content", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("segment_uid", String(36)),
    Index("ix_code_example_code", "code_id"),
)

code_keyword = _journalled(
    "code_keyword",
    _refers("code_id", "code", nullable=False),
    Column("language", String(8), nullable=False),
    Column("word", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_code_keyword_code", "code_id"),
)

code_group = _journalled(
    "code_group", Column("name", Text, nullable=False), _shown(), Column("note", Text)
)

code_member = _journalled(
    "code_member",
    _refers("group_id", "code_group", nullable=False),
    _refers("code_id", "code", nullable=False),
    Index("ix_code_member_group", "group_id"),
    Index("ix_code_member_code", "code_id"),
)

code_revision = _journalled(
    "code_revision",
    _refers("code_id", "code", nullable=False),
    Column("revision", Integer, nullable=False),
    Column("entry", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_code_revision_code", "code_id"),
)

code_lineage = _journalled(
    "code_lineage",
    Column("kind", String(8), nullable=False),
    _refers("source_id", "code", nullable=False),
    _refers("target_id", "code", nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_code_lineage_source", "source_id"),
    Index("ix_code_lineage_target", "target_id"),
)

codebook_freeze = _journalled(
    "codebook_freeze",
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
)

codebook_state = _journalled("codebook_state", Column("content", Text, nullable=False))

# Coding -----------------------------------------------------------------------------------------

coding_round = _journalled(
    "coding_round",
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("blind", Integer, nullable=False),
    _refers("freeze_id", "codebook_freeze"),
    Column("settings", Text, nullable=False),
    Column("opened_at", String(32), nullable=False),
    Column("closed_at", String(32)),
)

assignment = _journalled(
    "assignment",
    _refers("round_id", "coding_round", nullable=False),
    _refers("coder_id", "coder", nullable=False),
    _refers("version_id", "version", nullable=False),
    Column("start_at", Integer),
    Column("end_at", Integer),
    Index("ix_assignment_round", "round_id", "coder_id"),
    Index("ix_assignment_version", "version_id"),
)

segment = _journalled(
    "segment",
    _refers("version_id", "version", nullable=False),
    Column("start_at", Integer),
    Column("end_at", Integer),
    _refers("code_id", "code", nullable=False),
    Column("code_revision", Integer, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    _refers("round_id", "coding_round"),
    Column("strength", Integer),
    Column("origin", String(12), nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_segment_code", "code_id"),
    Index("ix_segment_version", "version_id"),
)

ANCHOR = ("version_id", "start_at", "end_at")
"""The columns of a segment that are one value: the version it was coded on, and its span there."""

place = Table(
    "place",
    metadata,
    Column("segment_id", Integer, primary_key=True, autoincrement=False),
    Column("document_id", Integer, nullable=False),
    Column("start_at", Integer, nullable=False),
    Column("end_at", Integer, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Index("ix_place_document", "document_id", "reach", "start_at"),
    info={"derived": True},
)

review = _journalled(
    "review",
    _refers("version_id", "version", nullable=False),
    Column("start_at", Integer),
    Column("end_at", Integer),
    _refers("coder_id", "coder", nullable=False),
    _refers("round_id", "coding_round"),
    _refers("codebook_state_id", "codebook_state", nullable=False),
    Column("done", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_review_version", "version_id"),
)

decision = _journalled(
    "decision",
    _refers("round_id", "coding_round"),
    _refers("version_id", "version", nullable=False),
    Column("start_at", Integer),
    Column("end_at", Integer),
    _refers("coder_id", "coder", nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_decision_version", "version_id"),
)

# Memos ------------------------------------------------------------------------------------------

memo = _journalled(
    "memo",
    Column("kind", String(12), nullable=False),
    Column("content", Text, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("about_table", String(32), nullable=False),
    Column("about_uid", String(36)),
    _refers("version_id", "version"),
    Column("start_at", Integer),
    Column("end_at", Integer),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Index("ix_memo_about", "about_table", "about_uid"),
    Index("ix_memo_version", "version_id"),
)

link = _journalled(
    "link",
    Column("kind", Text, nullable=False),
    Column("source_table", String(32), nullable=False),
    Column("source_uid", String(36), nullable=False),
    Column("target_table", String(32), nullable=False),
    Column("target_uid", String(36), nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_link_source", "source_table", "source_uid"),
    Index("ix_link_target", "target_table", "target_uid"),
)

# Analysis ---------------------------------------------------------------------------------------

query = _journalled(
    "query",
    Column("name", Text, nullable=False),
    _shown(),
    Column("content", Text, nullable=False),
    Column("settings", Text, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
)

theme = _journalled(
    "theme",
    Column("name", Text, nullable=False),
    _shown(),
    Column("claim", Text, nullable=False),
    Column("memo", Text, nullable=False),
    Column("position", Integer, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
)

theme_code = _journalled(
    "theme_code",
    _refers("theme_id", "theme", nullable=False),
    _refers("code_id", "code", nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_theme_code_theme", "theme_id"),
    Index("ix_theme_code_code", "code_id"),
)

theme_evidence = _journalled(
    "theme_evidence",
    _refers("theme_id", "theme", nullable=False),
    Column("kind", String(12), nullable=False),
    Column("about_table", String(32), nullable=False),
    Column("about_uid", String(36), nullable=False),
    Column("note", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_theme_evidence_theme", "theme_id"),
)

summary = _journalled(
    "summary",
    Column("about_table", String(32), nullable=False),
    Column("about_uid", String(36), nullable=False),
    Column("subject_table", String(32), nullable=False),
    Column("subject_uid", String(36), nullable=False),
    Column("question_uid", String(36)),
    Column("content", Text, nullable=False),
    Column("seen", Text, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Index("ix_summary_subject", "subject_uid"),
)

display = _journalled(
    "display",
    Column("name", Text, nullable=False),
    _shown(),
    Column("kind", String(24), nullable=False),
    Column("note", Text, nullable=False),
    Column("settings", Text, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
)

display_row = _journalled(
    "display_row",
    _refers("display_id", "display", nullable=False),
    Column("topic", Text, nullable=False),
    Column("fit", String(16), nullable=False),
    Column("inference", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_display_row_display", "display_id"),
)

display_cell = _journalled(
    "display_cell",
    _refers("display_row_id", "display_row", nullable=False),
    Column("column_name", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("asked", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("position", Integer, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("ix_display_cell_row", "display_row_id"),
)

# Suggestions ------------------------------------------------------------------------------------

model = _journalled(
    "model",
    Column("digest", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("reviewed", Integer, nullable=False),
    Column("figures", Text, nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("created_at", String(32), nullable=False),
)

suggestion = _journalled(
    "suggestion",
    _refers("model_id", "model", nullable=False),
    _refers("version_id", "version", nullable=False),
    Column("start_at", Integer),
    Column("end_at", Integer),
    _refers("code_id", "code", nullable=False),
    _refers("coder_id", "coder", nullable=False),
    Column("probability", Float),
    Column("place_in_list", Integer, nullable=False),
    Column("withheld", Integer, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("segment_uid", String(36)),
    Column("seconds", Float),
    Column("created_at", String(32), nullable=False),
    Index("ix_suggestion_model", "model_id"),
    Index("ix_suggestion_version", "version_id"),
    Index("ix_suggestion_code", "code_id"),
    Index("ix_suggestion_coder", "coder_id"),
)

pending = Table(
    "pending",
    metadata,
    Column("uid", String(36), primary_key=True),
    Column("coder_id", Integer, nullable=False),
    Column("document_id", Integer, nullable=False),
    Column("version_id", Integer, nullable=False),
    Column("start_at", Integer, nullable=False),
    Column("end_at", Integer, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("code_id", Integer, nullable=False),
    Column("code_revision", Integer, nullable=False),
    Column("probability", Float),
    Column("matches", Text, nullable=False),
    Column("place_in_list", Integer, nullable=False),
    Column("withheld", Integer, nullable=False),
    Column("reviewed", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_pending_document", "coder_id", "document_id"),
    info={"derived": True},
)

fitted = Table(
    "fitted",
    metadata,
    Column("coder_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), primary_key=True),
    Column("content", Text, nullable=False),
    info={"derived": True},
)

vector = Table(
    "vector",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    info={"derived": True},
)


def journalled() -> dict[str, Table]:
    """Return the tables that only the journal may write, by name."""
    return {name: t for name, t in metadata.tables.items() if t.info.get("journal")}


def fields(table: Table) -> list[str]:
    """Return the columns of a journalled table that events carry: all but keys and derived ones."""
    keys = {"id", "uid", "variable_id", "case_id"} if table is value else {"id", "uid"}
    return [c.name for c in table.columns if c.name not in keys and not c.info.get("derived")]


def references(table: Table) -> dict[str, str]:
    """Return the columns of a table that refer to another, with the name of that table."""
    found = {}
    for column in table.columns:
        for key in column.foreign_keys:
            found[column.name] = key.column.table.name
    return found
