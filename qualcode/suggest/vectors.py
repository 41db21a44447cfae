"""Vectors of texts, kept in the project: float32, under a keyed hash of text and encoder.

The table is derived. The hash is keyed with the project's secret, as a bare hash of a short text
tells what was said; vectors that no text of the project needs any more are removed. One that is
damaged is made anew. Nothing is ever pickled.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, MutableMapping

import numpy as np

from qualcode.store import engine as engines
from qualcode.store.keys import mark, marks
from qualcode.store.store import Store
from qualcode.suggest.network import SIZE

_BYTES = 4 * SIZE
_AT_ONCE = 200


class KeptVectors(MutableMapping[str, np.ndarray]):
    """The vectors of a project; what is added is written in short transactions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.read() as connection:
            secret = connection.exec_driver_sql("SELECT secret FROM project").scalar_one()
            self._secret = bytes(secret)
            rows = connection.exec_driver_sql("SELECT digest, content FROM vector").all()
        self._known = {r[0]: bytes(r[1]) for r in rows if len(r[1]) == _BYTES}
        self._unread = [r[0] for r in rows if len(r[1]) != _BYTES]
        self._fresh: list[str] = []
        self._used: set[str] = set()

    def _name(self, key: str) -> str:
        return hmac.digest(self._secret, key.encode(), "sha256").hex()

    def __getitem__(self, key: str) -> np.ndarray:
        name = self._name(key)
        self._used.add(name)
        vector = np.frombuffer(self._known[name], "<f4")
        if not np.isfinite(vector).all():
            raise KeyError(key)
        return vector

    def __setitem__(self, key: str, vector: np.ndarray) -> None:
        name = self._name(key)
        self._used.add(name)
        self._known[name] = np.ascontiguousarray(vector, "<f4").tobytes()
        self._fresh.append(name)
        if len(self._fresh) >= _AT_ONCE:
            self.flush()

    def __delitem__(self, key: str) -> None:
        self._known.pop(self._name(key), None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def flush(self) -> None:
        """Write what is new."""
        if not self._fresh:
            return
        with engines.writing(self._store.engine) as connection:
            connection.exec_driver_sql(
                f"INSERT INTO vector (digest, content) VALUES ({marks(connection, 2)}) "
                "ON CONFLICT (digest) DO UPDATE SET content = excluded.content",
                [(name, self._known[name]) for name in self._fresh],
            )
        self._fresh.clear()

    def begin(self) -> None:
        """Forget what was asked for: what is from now on, is needed."""
        self._used.clear()

    def prune(self) -> None:
        """Remove the vectors that nothing asked for: texts corrected, masked or removed since.

        Those of another length too: they are damaged, or of an encoder before this one.
        """
        gone = [name for name in self._known if name not in self._used]
        gone += [name for name in self._unread if name not in self._known]
        if gone:
            with engines.writing(self._store.engine) as connection:
                connection.exec_driver_sql(
                    f"DELETE FROM vector WHERE digest = {mark(connection)}",
                    [(name,) for name in gone],
                )
        for name in gone:
            self._known.pop(name, None)
        self._unread.clear()
