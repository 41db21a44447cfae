"""Queries kept by name, with their order, groups and context; kept and removed undoably."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis import retrieval
from qualcode.analysis.retrieval_context import check_context
from qualcode.errors import Ambiguous, CoderNeeded, Conflict, NotFound, UsageError, nearest_note
from qualcode.store.coders import Coders
from qualcode.store.journal import now
from qualcode.store.settle import fold_name
from qualcode.store.store import Store
from qualcode.text import names

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["name", "query", "unit", "sort", "group", "context", "coder", "created"]


@dataclass(frozen=True)
class QueryRow:
    """A kept query: unit, sort, group and context are None where nothing was said of them."""

    id: int
    uid: str
    name: str
    query: str
    unit: str | None
    sort: str | None
    group: str | None
    context: int | None
    coder: str
    created: str


class Queries:
    """The kept queries of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rows(self) -> list[QueryRow]:
        """Return the queries by name."""
        with self._store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT q.id, q.uid, q.shown, q.content, q.settings, k.name, q.created_at "
                "FROM query q JOIN coder k ON k.id = q.coder_id"
            ).all()
        found = []
        for key, uid, name, query, settings, coder, created in rows:
            said: dict[str, Any] = json.loads(settings)
            if "kind" in said:
                continue  # a kept table, which `analysis.kept` lists
            unit, sort, group = said.get("unit"), said.get("sort"), said.get("group")
            context = said.get("context")
            found.append(
                QueryRow(key, uid, name, query, unit, sort, group, context, coder, created)
            )
        return sorted(found, key=lambda q: fold_name(q.name))

    def frame(self) -> pd.DataFrame:
        """Return the queries: name, query, unit, sort, group, context, coder, created."""
        import pandas as pd

        rows = [[getattr(q, n) for n in COLUMNS] for q in self.rows()]
        made = pd.DataFrame(rows, columns=COLUMNS)
        made["context"] = made["context"].astype("Int64")
        return made

    def find(self, name: str) -> QueryRow:
        """Return the query of this name, unique beginning or uid. Raises: NotFound, Ambiguous."""
        listed = self.rows()
        for one in listed:
            if one.uid == name:
                return one
        match = names.find(name, {q.name: q for q in listed})
        if match.value is not None:
            return match.value
        if match.state == "ambiguous":
            shown = ", ".join(f"“{n}”" for n in match.names[:5])
            raise Ambiguous(f"“{name}” fits several queries: {shown}. Say more of the name.")
        raise NotFound(
            f"No query is kept as “{name}”.{nearest_note(match.names)} "
            "List them with: qualcode analysis queries",
            match.names,
        )

    def save(
        self,
        name: str,
        query: str,
        *,
        unit: str | None = None,
        sort: str | None = None,
        group: str | None = None,
        context: int | None = None,
        replace: bool = False,
    ) -> str:
        """Keep a query by name; return its uid. replace: in place of the one of that name.

        The query must make sense now. Raises: UsageError, NotFound, Ambiguous, Conflict where the
        name is taken, CoderNeeded.
        """
        name = name.strip()
        if not name or any(not c.isprintable() for c in name):
            raise UsageError("A query is kept under a name of printable characters.")
        asked = retrieval.request(self._store, query, unit=unit, sort=sort, group=group)
        check_context(context)
        how = {"unit": unit, "sort": asked.sort, "group": asked.group, "context": context}
        plain = {"sort": "made"}
        settings = {k: v for k, v in how.items() if v is not None and plain.get(k) != v}
        fields = {"content": query, "settings": json.dumps(settings, ensure_ascii=False)}
        same = [q for q in self.rows() if fold_name(q.name) == fold_name(name)]
        with self._store.read() as connection:
            taken = [r[0] for r in connection.exec_driver_sql("SELECT shown FROM query")]
        if not same and any(fold_name(one) == fold_name(name) for one in taken):
            raise Conflict(f"A table is kept as “{name}” already. Say another name.")
        if same and not replace:
            raise Conflict(
                f"A query is kept as “{same[0].name}” already. Replace it, or say another."
            )
        me = Coders(self._store).current()
        if me is None:
            self._store.writer()
            raise CoderNeeded("Say who keeps the query: --coder NAME.")
        with self._store.batch("edit query" if same else "save query", name) as batch:
            if same:
                batch.update("query", {same[0].id: fields})
                return same[0].uid
            row = {"name": name, **fields, "coder_id": me.id, "created_at": now()}
            [key] = batch.insert("query", [row])
            return self._store.keys.uids(batch.connection, "query", [key])[key]

    def remove(self, name: str) -> None:
        """Remove a kept query. Raises: NotFound, Ambiguous."""
        found = self.find(name)
        with self._store.batch("remove query", found.name) as batch:
            batch.delete("query", [found.id])
