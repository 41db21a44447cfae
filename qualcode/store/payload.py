"""What an event says, as bytes: the rows of one table that a batch changed, column by column.

    {"n": 2, "uid": [...], "after": {"name": [...]}, "before": {"name": [...]}}

References to other tables stand as uids, so that a payload means the same in every copy. A column
of one value, or of few, is packed; the whole is deflated. The digest of an event is keyed by its
own random salt: a bare hash of a short answer would tell what it says.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Column = list[Any]


@dataclass
class Change:
    """What one batch did to some rows of one table, all the rows in the same way.

    operation: insert, update, delete or restore. scope: for `value`, the variable's uid.
    rows: uids of the rows (for `value`, of the cases). after: new values by field (insert,
    update); before: old values (update, delete). `restore` brings rows back as they were.
    """

    table: str
    operation: str
    rows: list[str]
    after: dict[str, Column] = field(default_factory=dict)
    before: dict[str, Column] = field(default_factory=dict)
    scope: str | None = None


def encode(change: Change) -> bytes:
    """Return the payload of a change."""
    said: dict[str, Any] = {"n": len(change.rows), "uid": change.rows}
    if change.scope is not None:
        said["scope"] = change.scope
    for side in ("after", "before"):
        columns = getattr(change, side)
        if columns:
            said[side] = {name: _pack(column) for name, column in columns.items()}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1 if len(text) > 4096 else 6)


def decode(table: str, operation: str, payload: bytes) -> Change:
    """Return the change that a payload says."""
    said = json.loads(zlib.decompress(payload).decode("utf-8", "surrogatepass"))
    n = said["n"]
    return Change(
        table,
        operation,
        said["uid"],
        {name: _unpack(column, n) for name, column in said.get("after", {}).items()},
        {name: _unpack(column, n) for name, column in said.get("before", {}).items()},
        said.get("scope"),
    )


def _pack(column: Column) -> Any:
    """Return a column as itself, as its one value, or as its few values and places among them."""
    n = len(column)
    if n < 8:
        return column
    first = column[0]
    if column.count(first) == n and len(set(map(type, column))) == 1:
        return {"all": first}
    if not isinstance(first, str):
        return column
    distinct = dict.fromkeys(column)
    if len(distinct) * 4 > n or not all(v is None or isinstance(v, str) for v in distinct):
        return column
    index = {v: i for i, v in enumerate(distinct)}
    return {"of": list(distinct), "at": [index[v] for v in column]}


def _unpack(column: Any, n: int) -> Column:
    if isinstance(column, list):
        return column
    if "all" in column:
        return [column["all"]] * n
    of = column["of"]
    return [of[i] for i in column["at"]]


def salt() -> bytes:
    """Return sixteen random bytes."""
    return os.urandom(16)


def event_digest(key: bytes, table: str, operation: str, revision: int, payload: bytes) -> bytes:
    """Return the keyed digest of an event (HMAC-SHA-256)."""
    head = f"{table}\n{operation}\n{revision}\n".encode()
    return hmac.new(key, head + payload, hashlib.sha256).digest()


def batch_digest(previous: bytes, header: Sequence[Any], events: Sequence[bytes]) -> bytes:
    """Return a batch's digest, which covers the chain before it, its header and its events."""
    said = json.dumps(list(header), ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(previous)
    digest.update(said.encode("utf-8", "surrogatepass"))
    for one in events:
        digest.update(one)
    return digest.digest()
