"""Variables that tell who a person is: they leave the project in no export unless that is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable

from qualcode.errors import UsageError
from qualcode.store.keys import mark
from qualcode.store.store import Store


def refuse(names: Iterable[str], asked: str = "") -> None:
    """Raise UsageError if there is such a variable among what is to leave the project.

    asked: how to have it all the same, as the end of a sentence.
    """
    for name in names:
        or_ask = f" {asked}" if asked else ""
        raise UsageError(
            f"“{name}” tells who a person is and is left out of what leaves the project.{or_ask} "
            f"If it tells nobody: qualcode cases personal '{name}' --not"
        )


def of_names(store: Store, names: Iterable[str]) -> list[str]:
    """Return which of these names are of such a variable."""
    wanted = set(names)
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, settings FROM variable ORDER BY id").all()
    return [r[0] for r in rows if r[0] in wanted and json.loads(r[1]).get("personal")]


def set_personal(store: Store, variable: int, name: str, *, personal: bool) -> None:
    """Say of a variable whether it tells who a person is, in one change."""
    label = "mark personal" if personal else "mark not personal"
    with store.batch(label, name) as batch:
        sql = f"SELECT settings FROM variable WHERE id = {mark(batch.connection)}"
        before = batch.connection.exec_driver_sql(sql, (variable,)).scalar_one()
        settings = {**json.loads(before), "personal": personal}
        kept = json.dumps(settings, ensure_ascii=False)
        if bool(json.loads(before).get("personal")) != personal:
            batch.update("variable", {variable: {"settings": kept}})
