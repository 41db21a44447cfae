"""Alembic's scripts: one a schema revision, the first of them creating all tables."""
