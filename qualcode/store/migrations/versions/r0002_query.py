"""Queries that are kept by name; indexes by which rows are found and their undoing is checked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_document_shown", "document", "shown"),
    ("ix_document_version", "document", "version_id"),
    ("ix_version_parent", "version", "parent_id"),
    ("ix_version_texts", "version", "texts_id"),
    ("ix_speaker_case", "speaker", "case_id"),
    ("ix_turn_speaker", "turn", "speaker_id"),
    ("ix_pseudonym_case", "pseudonym", "case_id"),
    ("ix_value_case", "value", "case_id"),
    ("ix_memo_version", "memo", "version_id"),
    ("ix_assignment_version", "assignment", "version_id"),
)


def upgrade() -> None:
    """Create the table of queries, and the indexes."""
    op.create_table(
        "query",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder_id"],
            ["coder.id"],
            name="fk_query_coder_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_query"),
        sa.UniqueConstraint("uid", name="uq_query_uid"),
    )
    for name, table, column in INDEXES:
        op.create_index(name, table, [column], unique=False)
