"""Finding a row by its uid, or by a beginning of it as a person types it."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from qualcode.errors import Ambiguous
from qualcode.store.keys import mark

LEAST = 8
"""With fewer characters a beginning is not taken: what is made next may begin so too."""
WHOLE = 36
"""Characters of a uid."""
_BEGINNING = re.compile(r"[0-9a-f][0-9a-f-]{0,35}")


def by_beginning(connection: Connection, table: str, uid: str, what: str) -> int | None:
    """Return the key of the row whose uid begins so, None where none does.

    what: what such a row is called. Raises: Ambiguous where several begin so, or too little of it
    is given.
    """
    wanted = uid.strip().lower()
    if _BEGINNING.fullmatch(wanted) is None:
        return None
    m = mark(connection)
    # A whole uid is looked up in the index; no index serves a beginning on both stores.
    test, bound = ("=", wanted) if len(wanted) == WHOLE else ("LIKE", f"{wanted}%")
    sql = f"SELECT id, uid FROM {table} WHERE uid {test} {m} ORDER BY uid LIMIT 6"
    rows = connection.exec_driver_sql(sql, (bound,)).all()
    fits = tuple(str(row[1]) for row in rows)
    if len(rows) > 1:
        several = str(len(rows)) if len(rows) < 6 else "more than 5"
        raise Ambiguous(
            f"“{uid}” fits {several} {what}s: {', '.join(fits[:2])} … Give more of it.", fits
        )
    if rows and len(wanted) < LEAST:
        raise Ambiguous(
            f"“{uid}” is too short for a {what}'s uid: others may soon begin so. Give more of it, "
            f"at least {LEAST} characters.",
            fits,
        )
    return int(rows[0][0]) if rows else None
