"""Themes with their codes and evidence, summaries of cases, joint displays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_theme_code_code", "theme_code", "code_id"),
    ("ix_theme_code_theme", "theme_code", "theme_id"),
    ("ix_theme_evidence_theme", "theme_evidence", "theme_id"),
    ("ix_summary_subject", "summary", "subject_uid"),
    ("ix_display_row_display", "display_row", "display_id"),
    ("ix_display_cell_row", "display_cell", "display_row_id"),
)


def _create(table: str, *columns: sa.Column[int] | sa.Column[str], refers: dict[str, str]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=f"fk_{table}_{column}",
                deferrable=True,
                initially="DEFERRED",
            )
            for column, target in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("uid", name=f"uq_{table}_uid"),
    )


def upgrade() -> None:
    """Create the tables."""
    _create(
        "theme",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        refers={"coder_id": "coder"},
    )
    _create(
        "theme_code",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        refers={"theme_id": "theme", "code_id": "code"},
    )
    _create(
        "theme_evidence",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about_table", sa.String(length=32), nullable=False),
        sa.Column("about_uid", sa.String(length=36), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        refers={"theme_id": "theme", "coder_id": "coder"},
    )
    _create(
        "summary",
        sa.Column("about_table", sa.String(length=32), nullable=False),
        sa.Column("about_uid", sa.String(length=36), nullable=False),
        sa.Column("subject_table", sa.String(length=32), nullable=False),
        sa.Column("subject_uid", sa.String(length=36), nullable=False),
        sa.Column("question_uid", sa.String(length=36)),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        refers={"coder_id": "coder"},
    )
    _create(
        "display",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        refers={"coder_id": "coder"},
    )
    _create(
        "display_row",
        sa.Column("display_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("fit", sa.String(length=16), nullable=False),
        sa.Column("inference", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        refers={"display_id": "display"},
    )
    _create(
        "display_cell",
        sa.Column("display_row_id", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        refers={"display_row_id": "display_row", "coder_id": "coder"},
    )
    for name, table, column in INDEXES:
        op.create_index(name, table, [column], unique=False)
