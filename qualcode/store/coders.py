"""Who codes: people, and the named procedures beside them.

A coder comes to be by `add` alone, never by a misspelling. The lead is who creates the project,
or who was added as lead.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    UsageError,
    fits_several,
    nearest_note,
)
from qualcode.store import row_security, uids
from qualcode.store.journal import now
from qualcode.store.settle import fold_name
from qualcode.store.store import Store
from qualcode.text import names

ROLES = ("lead", "coder", "reader")


@dataclass(frozen=True)
class Coder:
    """One coder: kind is human, model, consensus or imported; role is lead, coder or reader."""

    id: int
    uid: str
    name: str
    kind: str
    role: str


class Coders:
    """The coders of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> list[Coder]:
        """Return all coders in the order they joined."""
        return list(self._store.once(_listed))

    def find(self, name: str) -> Coder:
        """Return the coder of this name, unique beginning or uid.

        Raises: NotFound, Ambiguous.
        """
        listed = self.list()
        by_uid = next((c for c in listed if c.uid == name), None)
        if by_uid is not None:
            return by_uid
        match = names.find(name, {c.name: c for c in listed})
        if match.state == "ambiguous":
            raise fits_several(name, "coders", match.names)
        if match.value is None:
            raise NotFound(
                f"No coder “{name}” in this project.{nearest_note(match.names)} "
                "Add one with: qualcode coders add NAME",
                match.names,
            )
        return match.value

    def add(
        self,
        name: str,
        *,
        role: str = "coder",
        kind: str = "human",
        database_role: str | None = None,
    ) -> Coder:
        """Add a coder.

        database_role: on PostgreSQL, the role this coder connects as: it is let in, and kept from
        others' work in blind rounds by the database itself.

        Raises: UsageError for an empty name or unknown role, Conflict where the name is taken,
        NotAllowed where somebody other than the lead adds a lead.
        """
        name = name.strip()
        if not name or any(not c.isprintable() for c in name):
            raise UsageError("A coder needs a name of printable characters.")
        if role not in ROLES:
            raise UsageError(f"No role “{role}”. Roles are: {', '.join(ROLES)}.")
        listed = self.list()
        if any(fold_name(c.name) == fold_name(name) for c in listed):
            raise Conflict(f"There is a coder “{name}” already. Choose another name.")
        if role == "lead" and listed:
            self.require_lead("add a lead")
        uid = uids.named(self._store.project_uid, "coder", name)
        row = {
            "uid": uid, "name": name, "kind": kind, "role": role,
            "database_role": database_role, "created_at": now(),
        }  # fmt: skip
        if database_role is not None and self._store.engine.dialect.name != "postgresql":
            raise UsageError("Database roles belong to projects on PostgreSQL; this is a file.")
        with self._store.batch("add coder", name) as batch:
            [key] = batch.insert("coder", [row])
            if database_role is not None:
                row_security.admit(batch.connection, database_role, lead=role == "lead")
        return Coder(key, uid, name, kind, role)

    def current(self) -> Coder | None:
        """Return who writes in this session, if that is known."""
        if self._store.coder is None:
            return None
        uid = self._store.coder[0]
        return next((c for c in self.list() if c.uid == uid), None)

    def require_lead(self, what: str) -> None:
        """Refuse what only the lead may do. Raises: NotAllowed."""
        current = self.current()
        if current is None or current.role != "lead":
            lead = ", ".join(c.name for c in self.list() if c.role == "lead")
            raise NotAllowed(f"Only the lead ({lead}) may {what}.")

    def resolve(self, name: str | None) -> Coder | None:
        """Return who codes: the one named, else `$QUALCODE_CODER`, else the only person, else None.

        Raises: NotFound for a name that no coder has, Ambiguous for a beginning that several have.
        """
        name = name or os.environ.get("QUALCODE_CODER") or None
        if name is not None:
            found = self.find(name)
            if found.kind != "human":
                raise NotAllowed(
                    f"“{found.name}” is no person but a coder of kind {found.kind}: nobody codes "
                    "under that name. Choose your own."
                )
            return found
        people = [c for c in self.list() if c.kind == "human"]
        return people[0] if len(people) == 1 else None


def _listed(connection: Connection) -> tuple[Coder, ...]:
    sql = "SELECT id, uid, name, kind, role FROM coder ORDER BY id"
    return tuple(Coder(*row) for row in connection.exec_driver_sql(sql))
