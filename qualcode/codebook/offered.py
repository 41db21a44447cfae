"""The codes that are offered where one codes: in a round those of its freeze, as frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qualcode.codebook import examples
from qualcode.codebook.entry import MEANING, Entry, from_mapping
from qualcode.codebook.rows import CodeRow
from qualcode.coding.frozen import codebook_of
from qualcode.store.store import Store


def offered(store: Store, rows: Sequence[CodeRow], round_id: int | None) -> list[CodeRow]:
    """Return those of the codes that can be applied in a round, with the meaning frozen for it.

    Their names, colours and keys are those of today.
    All of them where there is no round, or nothing was frozen for it. Categories stay.
    """
    with store.read() as connection:
        frozen = codebook_of(connection, round_id)
    if not frozen:
        return list(rows)
    read = examples.reading(store)
    found = []
    for row in rows:
        code: Any = frozen.get(row.uid)
        if code is not None and not code["retired"]:
            entry = _as_frozen(row.entry, read(from_mapping(code["entry"])))
            found.append(replace(row, revision=code["revision"], entry=entry))
        elif row.category:
            found.append(row)
    return found


def _as_frozen(now: Entry, frozen: Entry) -> Entry:
    return replace(now, **{name: getattr(frozen, name) for name in (*MEANING, "examples")})
