"""The values of a condition: names, numbers and dates, found or refused with their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import MAXYEAR, date, timedelta
from typing import Any, TypeVar

from qualcode.analysis.retrieval_language import fault
from qualcode.analysis.retrieval_nodes import Bounds, Condition, Place
from qualcode.cases.kinds import day, number
from qualcode.coding.segments import Where
from qualcode.errors import Ambiguous, NotFound, UsageError, nearest_note
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names
from qualcode.text.shadow import fold

T = TypeVar("T")

NONE = {"none", "无"}
ANY = {"any", "有"}

NEVER = Where("1 = 0")


class Values:
    """Reading the values of the conditions of one query on one project."""

    def __init__(self, store: Store, query: str) -> None:
        self._store = store
        self._query = query
        with store.read() as connection:
            self._m = mark(connection)

    def _like(self, part: str) -> Where:
        """Return the test that a value holds a text; capitals of ASCII count as small."""
        like = part.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Where(f"lower(v.content) LIKE {self._m} ESCAPE '\\'", (f"%{like}%",))

    def _numeric(self, one: Condition, column: str, *, empty: bool = True) -> Where:
        parts = []
        for value, place in zip(one.values, one.places, strict=False):
            if isinstance(value, str) and fold(value) in NONE | ANY:
                if empty:
                    some = "NOT " if fold(value) in ANY else ""
                    parts.append(Where(f"{column} IS {some}NULL"))
                continue
            if isinstance(value, Bounds):
                low = self._number(value.low, place) if value.low else None
                high = self._number(value.high, place) if value.high else None
                tests = [(">=", low), ("<=", high)]
            else:
                tests = [("=" if one.sign == "!=" else one.sign, self._number(value, place))]
            used = [(s, n) for s, n in tests if n is not None]
            sql = " AND ".join(f"{column} {s} {self._m}" for s, _ in used)
            parts.append(Where(f"({column} IS NOT NULL AND {sql})", tuple(n for _, n in used)))
        return Where.either(parts)

    def _number(self, text: str, place: Place) -> float:
        found = number(fold(text))
        if found is None:
            raise self._usage(place, f"“{text}” is no number.")
        return found

    def _dated(
        self, one: Condition, column: str, *, empty: bool = True, begins: Callable[[str], str] = str
    ) -> Where:
        """Return a condition on dates; begins: how the column writes where a day begins."""
        parts = []
        for value, place in zip(one.values, one.places, strict=False):
            if isinstance(value, str) and fold(value) in NONE | ANY:
                if empty:
                    parts.append(Where("1 = 0" if fold(value) in NONE else "1 = 1"))
                continue
            if isinstance(value, Bounds):
                low = self._days(value.low, place)[0] if value.low else None
                high = self._days(value.high, place)[1] if value.high else None
            else:
                first, after = self._days(value, place)
                low, high = {
                    ">": (after, None), ">=": (first, None), "<": (None, first),
                    "<=": (None, after),
                }.get(one.sign, (first, after))  # fmt: skip
            used = [(s, begins(d)) for s, d in ((">=", low), ("<", high)) if d is not None]
            sql = " AND ".join(f"{column} {s} {self._m}" for s, _ in used)
            parts.append(Where(f"({column} IS NOT NULL AND {sql})", tuple(d for _, d in used)))
        return Where.either(parts)

    def _days(self, text: str, place: Place) -> tuple[str, str]:
        """Return the first day that a year, month or day names, and the first after it."""
        said = fold(text)
        for more, months in (("", 0), ("-01", 1), ("-01-01", 12)):
            first = day(f"{said}{more}") if len(said) + len(more) == len("2020-01-01") else None
            if first is not None and "T" not in first:
                begins = date.fromisoformat(first)
                if begins.year == MAXYEAR:
                    break
                if not months:
                    return first, (begins + timedelta(days=1)).isoformat()
                after = begins.replace(day=1) + timedelta(days=31 * months - 2 * (months == 12))
                return first, after.replace(day=1).isoformat()
        raise self._usage(place, f"“{text}” is no date. Write 2020, 2020-03 or 2020-03-31.")

    def _texts(self, one: Condition) -> list[str]:
        return [f"{v.low}..{v.high}" if isinstance(v, Bounds) else v for v in one.values]

    def _named(self, one: Condition, known: Mapping[str, T], what: str) -> list[T]:
        return [
            self._one(name, place, known, what)
            for name, place in zip(self._texts(one), one.places, strict=True)
        ]

    def _one(self, name: str, place: Place, known: Mapping[str, T], what: str) -> T:
        match = names.find(name, known)
        if match.state == "found":
            return known[match.names[0]]
        if match.state == "ambiguous":
            raise self._ambiguous(name, place, match.names, f"{what}s")
        near = match.names or tuple(list(known)[:5])
        text = f"there is no {what} “{name}”.{nearest_note(near)}"
        raise NotFound(fault(self._query, place, text), near)

    def _at(self, place: Place, find: Callable[[], T]) -> T:
        """Find something, with its place in the query before what cannot be found."""
        try:
            return find()
        except NotFound as error:
            text = str(error).split(" List ")[0]
            raise NotFound(fault(self._query, place, text), error.nearest) from error
        except Ambiguous as error:
            raise Ambiguous(fault(self._query, place, str(error)), error.matches) from error

    def _with_none(self, known: Mapping[str, T]) -> dict[str, T | None]:
        free: dict[str, T | None] = dict.fromkeys(NONE - set(known))
        return {**known, **free}

    def _in(self, column: str, values: Iterable[Any]) -> Where:
        listed = tuple(sorted(values))
        if not listed:
            return NEVER
        return Where(f"{column} IN ({', '.join([self._m] * len(listed))})", listed)

    def _rows(self, sql: str, *bound: Any) -> list[Sequence[Any]]:
        with self._store.read() as connection:
            return list(connection.exec_driver_sql(sql, bound).all())

    def _usage(self, place: Place, what: str) -> UsageError:
        return UsageError(fault(self._query, place, what))

    def _ambiguous(self, name: str, place: Place, fits: Sequence[str], what: str) -> Ambiguous:
        shown = ", ".join(f"“{n}”" for n in fits[:5])
        text = f"“{name}” fits {len(fits)} {what}: {shown}. Say more of the name."
        return Ambiguous(fault(self._query, place, text), fits)
