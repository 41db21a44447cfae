"""What of the past a coder may not read: what masking took out, and, while blind, others' work.

Where names are masked, whoever is not the lead reads every old text with the words of the vault
replaced, and fields that hold a name by itself not at all. Who codes blind does not see what other
coders do until the round is closed, nor their own earlier work on the passages.
"""

from __future__ import annotations

import re

from qualcode.coding.rounds import blind_round
from qualcode.documents import masking
from qualcode.store import unseen
from qualcode.store.coders import Coders
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text.edits import EditMap

BLIND = "(blind round)"
"""What stands for the work of others while one codes blind."""


class Veil:
    """What one coder may read of the past; get it anew for each reading."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._me = Coders(store).current()
        self._vault: dict[str, str] = {}
        with store.read() as connection:
            if not masking.may_read(store):
                rows = connection.exec_driver_sql("SELECT original, replacement FROM pseudonym")
                self._vault = {r[0]: r[1] for r in rows}
            row = None
            if self._me is not None:
                row = connection.exec_driver_sql(
                    "SELECT 1 FROM coding_round r JOIN assignment a ON a.round_id = r.id WHERE "
                    f"a.coder_id = {mark(connection)} AND r.blind = 1 AND r.closed_at IS NULL",
                    (self._me.id,),
                ).first()
            self._blind = row is not None
            own: dict[int, str] = {}
            if self._blind and self._me is not None:
                own = unseen.batches(connection, self._me.uid)
            self._own, self._own_uids = frozenset(own), frozenset(own.values())
        self._any = re.compile("|".join(re.escape(o) for o in self._vault)) if self._vault else None

    @property
    def names(self) -> bool:
        """Say whether names are kept from this coder."""
        return bool(self._vault)

    def text(self, said: str) -> str:
        """Return a text as this coder may read it."""
        return self.mapped(said)[0]

    def mapped(self, said: str) -> tuple[str, EditMap]:
        """Return a text as this coder may read it, and the map from the one to the other."""
        if self._any is None or self._any.search(said) is None:
            return said, EditMap()
        return masking.replaced(said, self._vault)

    def blind_to(self, coder_uid: str) -> bool:
        """Say whether this coder must not see now what that one does."""
        return self._blind and self._me is not None and coder_uid != self._me.uid

    def hides(self, coder_uid: str, batch: int | str) -> bool:
        """Say whether this coder must not see a batch now, by key or uid: another's, or their own
        work of before on what they code anew.
        """
        return self.blind_to(coder_uid) or batch in self._own or batch in self._own_uids

    def blind_in(self, document_id: int) -> bool:
        """Say whether this coder codes this document blind."""
        return (
            self._me is not None and blind_round(self._store, document_id, self._me.id) is not None
        )

    def rounds(self) -> frozenset[str]:
        """Return the uids of the open blind rounds in which this coder codes."""
        if self._me is None:
            return frozenset()
        with self._store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT r.uid FROM coding_round r JOIN assignment a ON a.round_id = r.id "
                f"WHERE a.coder_id = {mark(connection)} AND r.blind = 1 AND r.closed_at IS NULL",
                (self._me.id,),
            )
            return frozenset(row[0] for row in rows)
