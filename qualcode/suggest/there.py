"""Whether a project has suggestions at all: what a start asks before it loads anything of them."""

from __future__ import annotations

from qualcode.store.store import Store


def any_fitted(store: Store) -> bool:
    """Say whether a model was ever fitted here."""
    with store.read() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM fitted LIMIT 1").first() is not None
