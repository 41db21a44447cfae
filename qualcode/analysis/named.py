"""What analyses that are kept by name share: finding one, a name that can be read, who writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from qualcode.errors import CoderNeeded, Conflict, NotFound, UsageError, fits_several, nearest_note
from qualcode.store.coders import Coders
from qualcode.store.settle import fold_name
from qualcode.store.store import Store
from qualcode.text import names


class Named(Protocol):
    """A thing with a name and a uid."""

    @property
    def uid(self) -> str:
        """Its uid."""

    @property
    def name(self) -> str:
        """Its name."""


class Placed(Protocol):
    """A thing with a key, that has its place in an order."""

    @property
    def id(self) -> int:
        """Its key."""


T = TypeVar("T", bound=Named)


def find(name: str, things: Sequence[T], thing: str) -> T:
    """Return the one of a name, unique beginning, uid or number in the list, from 1.

    thing: what one is called. Raises: NotFound with the nearest names, Ambiguous.
    """
    for one in things:
        if name == one.uid:
            return one
    match = names.find(name, {one.name: one for one in things})
    if match.value is not None:
        return match.value
    if match.state == "ambiguous":
        raise fits_several(name, f"{thing}s", match.names)
    if name.isdecimal() and 0 < int(name) <= len(things):
        return things[int(name) - 1]
    raise NotFound(
        f"No {thing} “{name}”.{nearest_note(match.names)} "
        f"List them with: qualcode analysis {thing} list",
        match.names,
    )


def named(name: str, what: str) -> str:
    """Return a name as it is kept. Raises: UsageError for one that cannot be read."""
    name = name.strip()
    if not name or any(not c.isprintable() for c in name):
        raise UsageError(f"{what} has a name of printable characters.")
    return name


def moved(
    things: Sequence[Placed], one: Placed, number: int, what: str
) -> dict[int, dict[str, int]]:
    """Return the positions, by key, once one of these things has another place, from 1.

    Beyond the last is last. what: what they are called. Raises: UsageError.
    """
    if number < 1:
        raise UsageError(f"{what} are numbered from 1; there is no place {number}.")
    others = [other for other in things if other.id != one.id]
    ordered = [*others[: number - 1], one, *others[number - 1 :]]
    return {other.id: {"position": at} for at, other in enumerate(ordered)}


def refuse_taken(store: Store, name: str, thing: str, own: int = 0) -> None:
    """Refuse a name that a theme or display has already, also one that is not to be seen now.

    own: the key of the one that is to have it. Raises: Conflict.
    """
    with store.read(whole=True) as connection:
        rows = connection.exec_driver_sql(f"SELECT id, shown FROM {thing}").all()
    for key, shown in rows:
        if key != own and fold_name(shown) == fold_name(name):
            raise Conflict(f"There is a {thing} “{shown}” already. Say another name.")


def me(store: Store, does: str) -> int:
    """Return the key of who writes. Raises: CoderNeeded."""
    current = Coders(store).current()
    if current is None:
        store.writer()
        raise CoderNeeded(f"Say who {does}: --coder NAME.")
    return current.id
