"""What a project decides about suggestions: in which units, and whether interviews have them.

For interviews they are off until the lead turns them on: open coding is not to be led. Both are
journalled, so the trail says from when on a coder could see suggestions.
"""

from __future__ import annotations

from sqlalchemy import Connection

from qualcode.errors import UsageError
from qualcode.store import uids
from qualcode.store.coders import Coders
from qualcode.store.keys import mark
from qualcode.store.store import Store

INTERVIEWS = "suggest/interviews"
UNIT = "suggest/unit"
UNITS = ("clause", "sentence", "turn")
ON, OFF = "on", "off"


def interviews(connection: Connection) -> bool:
    """Return whether suggestions are made for interviews."""
    return _content(connection, INTERVIEWS) == ON


def unit(connection: Connection) -> str:
    """Return what a suggestion is for in an interview: a clause, a sentence or a turn."""
    found = _content(connection, UNIT)
    return found if found in UNITS else "sentence"


def set_interviews(store: Store, on: bool) -> None:
    """Turn suggestions for interviews on or off. Raises: NotAllowed for all but the lead."""
    Coders(store).require_lead(f"turn suggestions for interviews {ON if on else OFF}")
    label = f"turn suggestions for interviews {ON if on else OFF}"
    _set(store, INTERVIEWS, ON if on else OFF, label)


def set_unit(store: Store, wanted: str) -> None:
    """Choose the unit of suggestions in interviews. Raises: UsageError, NotAllowed."""
    if wanted not in UNITS:
        raise UsageError(f"No unit “{wanted}”. Units are: {', '.join(UNITS)}.")
    Coders(store).require_lead("choose the unit of suggestions")
    _set(store, UNIT, wanted, f"suggest by {wanted}")


def _content(connection: Connection, name: str) -> str | None:
    sql = f"SELECT content FROM setting WHERE name = {mark(connection)}"
    found = connection.exec_driver_sql(sql, (name,)).scalar()
    return None if found is None else str(found)


def _set(store: Store, name: str, content: str, label: str) -> None:
    with store.batch(label, "") as batch:
        sql = f"SELECT id, content FROM setting WHERE name = {mark(batch.connection)}"
        row = batch.connection.exec_driver_sql(sql, (name,)).first()
        if row is None:
            uid = uids.named(store.project_uid, "setting", name)
            batch.insert("setting", [{"uid": uid, "name": name, "content": content}])
        elif row[1] != content:
            batch.update("setting", {row[0]: {"content": content}})
