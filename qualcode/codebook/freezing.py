"""Freezing the codebook and comparing freezes, as the codebook's methods for it."""

from __future__ import annotations

from dataclasses import astuple
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING

from qualcode.codebook import freezes
from qualcode.codebook.fields import name_of_code
from qualcode.codebook.freezes import Difference, FreezeRow
from qualcode.codebook.stock import read_stock
from qualcode.errors import Conflict
from qualcode.store.journal import now
from qualcode.store.settle import fold_name
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd


class Freezing:
    """States of the codebook kept under a name; part of `Codebook`."""

    _store: Store

    def freeze(self, name: str, note: str = "") -> FreezeRow:
        """Keep the codebook as it is now under a name. Raises: UsageError, Conflict."""
        clean = name_of_code(name, "freeze")
        with self._store.batch("freeze codebook", clean) as batch:
            there = freezes.rows(batch.connection)
            if any(fold_name(one.name) == fold_name(clean) for one in there):
                raise Conflict(f"There is a freeze “{clean}” already. Choose another name.")
            content = freezes.snapshot(read_stock(batch.connection))
            row = {
                "name": clean, "note": note, "content": content, "created_at": now(),
                "digest": freezes.digest(content),
            }  # fmt: skip
            [one] = batch.insert("codebook_freeze", [row])
            return next(row for row in freezes.rows(batch.connection) if row.id == one)

    def freezes(self) -> list[FreezeRow]:
        """Return the freezes in the order they were made."""
        return list(self._store.once(freezes.rows))

    def changed_since(self, name: str) -> int:
        """Return how many codes are not as they were in a freeze: changed, added or removed.

        Raises: NotFound, ProjectDamaged where the freeze is not what was frozen.
        """
        with self._store.read() as connection:
            freeze = freezes.named(self._store.once(freezes.rows, connection), name)
            before = freezes.content_of(connection, freeze)
            after = freezes.snapshot(self._store.once(read_stock, connection))
        return len(freezes.changed(before, after))

    def differences(self, a: str, b: str | None = None) -> list[Difference]:
        """Return what differs from one freeze to another, or to the codebook as it is now.

        Raises: NotFound, ProjectDamaged where a freeze is not what was frozen.
        """
        with self._store.read() as connection:
            before = freezes.content_of(connection, freezes.find(connection, a))
            if b is None:
                after = freezes.snapshot(read_stock(connection))
            else:
                after = freezes.content_of(connection, freezes.find(connection, b))
        return freezes.differences(before, after)

    def diff(self, a: str, b: str | None = None) -> pd.DataFrame:
        """Return the differences of two freezes, or of one and now, as a frame.

        Columns: code, change (added, removed, changed), field, before, after, uid.
        Raises: NotFound, ProjectDamaged.
        """
        import pandas as pd

        columns = [one.name for one in dataclass_fields(Difference)]
        return pd.DataFrame([astuple(d) for d in self.differences(a, b)], columns=columns)
