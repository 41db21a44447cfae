"""Use of a code over time: the segments there are now, by when they were made, with their base.

Days are those of the reader's clock; a week is named by its Monday. The base is every segment of
the same period, so that a busy week is not taken for a busy code.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from qualcode.errors import UsageError
from qualcode.store.keys import mark

Period = Literal["day", "week"]
PERIODS = ("week", "day")


@dataclass(frozen=True)
class Use:
    """A period (its first day, ISO), the code's segments made in it, and all made in it."""

    period: str
    segments: int
    of: int


def over_time(
    connection: Connection, codes: Collection[int], by: str, coder: int | None = None
) -> list[Use]:
    """Return each period from the first segment to the last, empty ones too where by week.

    by: week or day; days without any segment are left out. coder: whose, None for everybody's.
    Raises: UsageError.
    """
    if by not in PERIODS:
        raise UsageError(f"Use is counted by {' or '.join(PERIODS)}, not by “{by}”.")
    m = mark(connection)
    who, bound = ("", ()) if coder is None else (f" WHERE coder_id = {m}", (coder,))
    sql = (
        f"SELECT code_id, substr(created_at, 1, 16), count(*) FROM segment{who} "
        "GROUP BY code_id, substr(created_at, 1, 16)"
    )
    own: dict[date, int] = {}
    base: dict[date, int] = {}
    for code, minute, n in connection.exec_driver_sql(sql, bound):
        day = datetime.fromisoformat(f"{minute}:00+00:00").astimezone().date()
        first = day - timedelta(days=day.weekday()) if by == "week" else day
        base[first] = base.get(first, 0) + n
        if code in codes:
            own[first] = own.get(first, 0) + n
    if not own:
        return []
    if by == "week":
        at = min(base)
        while at < max(base):
            at += timedelta(days=7)
            base.setdefault(at, 0)
    return [Use(one.isoformat(), own.get(one, 0), base[one]) for one in sorted(base)]
