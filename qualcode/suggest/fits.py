"""The model fitted for one coder, as it is kept: its identity, its figures, what it is good for.

The row is derived: a damaged one is as none, and the next run fits anew and says so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.store import engine as engines
from qualcode.store.keys import mark, marks
from qualcode.store.store import Store
from qualcode.suggest import judged
from qualcode.suggest.judged import Judged


@dataclass(frozen=True)
class Fit:
    """A fitted model's identity.

    kind: answers or interviews, which have a model each; digest: over all
    that its suggestions depend on, the training set included; training:
    identity of the training set; made_at: when it was fitted.
    """

    kind: str
    digest: str
    record: dict[str, Any]
    training: str
    reviewed: int
    figures: Judged
    made_at: str

    @property
    def name(self) -> str:
        """The first characters of the digest, as it is shown."""
        return self.digest[:8]

    def content(self) -> str:
        """Return it as text, with a hash by which damage is seen."""
        body = json.dumps(
            {
                "kind": self.kind, "digest": self.digest, "record": self.record,
                "training": self.training, "reviewed": self.reviewed,
                "figures": self.figures.as_mapping(), "made_at": self.made_at,
            }
        )  # fmt: skip
        return f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}"


def digest_of(record: dict[str, Any], training: str) -> str:
    """Return the identity of a model: what `Suggester.record` says, and the training set."""
    said = json.dumps([record, training], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def load(connection: Connection, coder_id: int) -> tuple[dict[str, Fit], bool]:
    """Return the models kept for a coder by kind, and whether one that was kept is damaged."""
    sql = f"SELECT kind, content FROM fitted WHERE coder_id = {mark(connection)} ORDER BY kind"
    rows = connection.exec_driver_sql(sql, (coder_id,)).all()
    read = {str(r[0]): _read(str(r[1])) for r in rows}
    return {kind: fit for kind, fit in read.items() if fit is not None}, None in read.values()


def _read(kept: str) -> Fit | None:
    digest, _, body = kept.partition("\n")
    try:
        if hashlib.sha256(body.encode()).hexdigest() != digest:
            return None
        fields = json.loads(body)
        return Fit(**{**fields, "figures": judged.read(fields["figures"])})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def keep(store: Store, coder_id: int, fit: Fit) -> None:
    """Keep a model as the coder's."""
    with engines.writing(store.engine) as connection:
        connection.exec_driver_sql(
            f"INSERT INTO fitted (coder_id, kind, content) VALUES ({marks(connection, 3)}) "
            "ON CONFLICT (coder_id, kind) DO UPDATE SET content = excluded.content",
            (coder_id, fit.kind, fit.content()),
        )
