"""Models, what they suggested and a person decided; vectors and pending suggestions, derived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "model",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("reviewed", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        _refers("model", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("id", name="pk_model"),
        sa.UniqueConstraint("uid", name="uq_model_uid"),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer()),
        sa.Column("end_at", sa.Integer()),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Float()),
        sa.Column("place_in_list", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("segment_uid", sa.String(length=36)),
        sa.Column("seconds", sa.Float()),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        _refers("suggestion", "model_id", "model"),
        _refers("suggestion", "version_id", "version"),
        _refers("suggestion", "code_id", "code"),
        _refers("suggestion", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
        sa.UniqueConstraint("uid", name="uq_suggestion_uid"),
    )
    for column in ("model", "version", "code", "coder"):
        op.create_index(f"ix_suggestion_{column}", "suggestion", [f"{column}_id"], unique=False)
    op.create_table(
        "pending",
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("code_revision", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Float()),
        sa.Column("matches", sa.Text(), nullable=False),
        sa.Column("place_in_list", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_pending"),
    )
    op.create_index("ix_pending_document", "pending", ["coder_id", "document_id"], unique=False)
    op.create_table(
        "fitted",
        sa.Column("coder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("coder_id", "kind", name="pk_fitted"),
    )
    op.create_table(
        "vector",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_vector"),
    )
