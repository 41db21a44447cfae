"""What a summary, a quote matrix or a display can be about: a code with those below it, or a theme.

A theme stands for its codes. A code that was merged into another stands for that one: its segments
are there now. One that was split stays what is left of it; whether the parts belong is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.analysis import named
from qualcode.analysis.tree import Tree, tree
from qualcode.coding.codes import find_code
from qualcode.errors import Ambiguous, NotFound, nearest_note
from qualcode.store.store import Store

CODE, THEME = "code", "theme"


@dataclass(frozen=True)
class Subject:
    """A code or theme: `about` says which; codes: the keys of all codes that it stands for.

    needed: those that a case must have been reviewed for before it can be said to have none.
    """

    about: str
    uid: str
    name: str
    codes: frozenset[int]
    needed: frozenset[int]


def find(store: Store, name: str, codebook: Tree | None = None) -> Subject:
    """Return the code or theme of a name; `code:NAME` and `theme:NAME` say which of the two.

    Raises: NotFound with the nearest names, Ambiguous.
    """
    codebook = codebook or tree(store)
    kind, colon, rest = name.partition(":")
    if colon and kind.strip().casefold() in (CODE, THEME):
        wanted = rest.strip()
        return (
            _theme(store, wanted, codebook)
            if kind.strip().casefold() == THEME
            else _code(store, wanted, codebook)
        )
    found: dict[str, Subject] = {}
    near: list[str] = []
    for about, look in ((CODE, _code), (THEME, _theme)):
        try:
            found[about] = look(store, name, codebook)
        except NotFound as error:
            near += error.nearest
    if len(found) == 1:
        return next(iter(found.values()))
    exact = [one for one in found.values() if name in (one.name, one.uid)]
    if len(exact) == 1:
        return exact[0]
    if found:
        raise Ambiguous(
            f"“{name}” is a code and a theme. Say which: “code:{name}” or “theme:{name}”.",
            tuple(one.name for one in found.values()),
        )
    raise NotFound(f"No code or theme “{name}”.{nearest_note(near)}", near)


def find_all(store: Store, given: Sequence[str] | None, codebook: Tree) -> list[Subject]:
    """Return codes and themes by name; without any the themes, or where there are none the codes.

    Of the codes those that can be applied, in the codebook's order. Raises: NotFound, Ambiguous.
    """
    if isinstance(given, str):
        given = [given]
    if given is not None:
        return list(dict.fromkeys(find(store, name, codebook) for name in given))
    themes = [_of_theme(one, codebook) for one in _themes(store)]
    if themes:
        return themes
    return [of_code(codebook, c.id) for c in codebook.codes if not (c.category or c.retired)]


def of_uid(store: Store, about: str, uid: str, codebook: Tree) -> Subject | None:
    """Return the code or theme of a uid, None where there is none any more."""
    if about == CODE:
        return next((of_code(codebook, c.id) for c in codebook.codes if c.uid == uid), None)
    return next((_of_theme(one, codebook) for one in _themes(store) if one.uid == uid), None)


def of_code(codebook: Tree, key: int) -> Subject:
    """Return a code by key as a subject: it, and what is below it."""
    [code] = [c for c in codebook.codes if c.id == key]
    return Subject(
        CODE, code.uid, code.code, frozenset(codebook.below[key]), frozenset(codebook.needed[key])
    )


def become(connection: Connection, keys: Sequence[int]) -> dict[int, int]:
    """Return what each code has become: one that was merged, and is retired, is its successor."""
    rows = connection.exec_driver_sql(
        "SELECT l.source_id, l.target_id FROM code_lineage l JOIN code c ON c.id = l.source_id "
        "WHERE l.kind = 'merge' AND c.retired = 1 ORDER BY l.id"
    )
    into: dict[int, int] = {r[0]: r[1] for r in rows}
    found = {}
    for key in keys:
        at, seen = key, {key}
        while at in into and into[at] not in seen:
            at = into[at]
            seen.add(at)
        found[key] = at
    return found


def codes_of(codebook: Tree, keys: Sequence[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the keys of codes with all below them, and of those that must have been reviewed."""
    below = [codebook.below[key] for key in keys if key in codebook.below]
    needed = [codebook.needed[key] for key in keys if key in codebook.needed]
    return frozenset[int]().union(*below), frozenset[int]().union(*needed)


def _code(store: Store, name: str, codebook: Tree) -> Subject:
    return of_code(codebook, find_code(store, name).id)


def _theme(store: Store, name: str, codebook: Tree) -> Subject:
    found = named.find(name, _themes(store), "theme")
    return _of_theme(found, codebook)


@dataclass(frozen=True)
class _Theme:
    uid: str
    name: str
    members: tuple[int, ...]


def _of_theme(theme: _Theme, codebook: Tree) -> Subject:
    return Subject(THEME, theme.uid, theme.name, *codes_of(codebook, theme.members))


def _themes(store: Store) -> list[_Theme]:
    """Return the themes in order, with the keys of what their codes have become."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT t.uid, t.shown, m.code_id FROM theme t "
            "LEFT JOIN theme_code m ON m.theme_id = t.id "
            "ORDER BY t.position, t.uid, m.position, m.uid"
        ).all()
        now = become(connection, [r[2] for r in rows if r[2] is not None])
    found: dict[str, tuple[str, list[int]]] = {}
    for uid, name, code in rows:
        _, members = found.setdefault(uid, (name, []))
        members += [] if code is None else [now[code]]
    return [_Theme(uid, name, tuple(dict.fromkeys(m))) for uid, (name, m) in found.items()]
