"""Consent: what a person agreed to, and what no report prints because they did not.

A case consents to being quoted, to its data being archived, to their being shared with others; each
is yes, no, or not said. Who said no to being quoted is counted everywhere and printed nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.errors import UsageError
from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

WHAT = ("quote", "archive", "share")
"""What one consents to, in the order of the table's columns."""


@dataclass(frozen=True)
class Consent:
    """What a case agreed to: True, False, or None where nothing was said."""

    case: str
    quote: bool | None
    archive: bool | None
    share: bool | None


class Consenting:
    """What people agreed to; part of `Cases`."""

    _store: Store

    if TYPE_CHECKING:

        def _find(self, case: str) -> tuple[int, str]: ...

    def consent(self, case: str, **given: bool | None) -> Consent:
        """Say what a case agreed to, and return all it did.

        given: quote, archive or share, each True, False, or None for not said; what is not given
        stays. Raises: NotFound, Ambiguous, UsageError.
        """
        key, name = self._find(case)
        if wrong := sorted(set(given) - set(WHAT)):
            raise UsageError(f"No consent to “{wrong[0]}”. There is: {', '.join(WHAT)}.")
        if given:
            fields = {f"{what}_consent": _kept(said) for what, said in given.items()}
            with self._store.batch("consent", f"{name} · {_told(given)}") as batch:
                batch.update("cases", {key: fields})
        columns = ", ".join(f"{what}_consent" for what in WHAT)
        with self._store.read() as connection:
            sql = f"SELECT {columns} FROM cases WHERE id = {mark(connection)}"
            row = connection.exec_driver_sql(sql, (key,)).one()
        return Consent(name, *(None if said is None else bool(said) for said in row))

    def consents(self) -> pd.DataFrame:
        """Return the cases that said something: case, quote, archive, share, each yes, no, ''."""
        import pandas as pd

        columns = [f"{what}_consent" for what in WHAT]
        sql = (
            f"SELECT name, {', '.join(columns)} FROM cases "
            f"WHERE coalesce({', '.join(columns)}) IS NOT NULL ORDER BY id"
        )
        with self._store.read() as connection:
            rows = connection.exec_driver_sql(sql).all()
        said = {None: "", 0: "no", 1: "yes"}
        return pd.DataFrame([[r[0], *(said[c] for c in r[1:])] for r in rows],
                            columns=["case", *WHAT])  # fmt: skip


def unquotable(store: Store) -> dict[str, frozenset[str] | None]:
    """Return the documents with words of people who are not to be quoted.

    Each with the labels of the speakers these are; None where all its words are theirs.
    """
    found: dict[str, frozenset[str] | None] = {}
    with store.read() as connection:
        spoken = connection.exec_driver_sql(
            "SELECT d.shown, s.label FROM speaker s JOIN cases c ON c.id = s.case_id "
            "JOIN document d ON d.id = s.document_id WHERE c.quote_consent = 0 ORDER BY s.id"
        ).all()
        written = connection.exec_driver_sql(
            "SELECT d.shown FROM document d JOIN cases c ON c.id = d.case_id "
            "WHERE c.quote_consent = 0"
        ).all()
    for document, label in spoken:
        found[document] = (found.get(document) or frozenset()) | {label}
    return found | dict.fromkeys((r[0] for r in written), None)


def _kept(said: bool | None) -> int | None:
    return None if said is None else int(said)


def _told(given: Mapping[str, Any]) -> str:
    words = {True: "yes", False: "no", None: "not said"}
    return ", ".join(f"{what} {words[given[what]]}" for what in WHAT if what in given)
