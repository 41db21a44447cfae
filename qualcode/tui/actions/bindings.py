"""Keys that a person gives to actions in place of ours; none may mean two things on a screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qualcode.tui.actions.action import Action
from qualcode.tui.keys import fold
from qualcode.tui.settings import nearest

NAMED = (
    "enter", "escape", "backspace", "space", "tab", "insert", "delete",
    *(f"f{n}" for n in range(1, 13)),
)  # fmt: skip
_CTRL = re.compile(r"ctrl\+[a-z]")


def rebound(
    known: Sequence[Action], wanted: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Action, ...], list[tuple[str, str]]]:
    """Return the actions with the keys asked for, and (name, what is wrong) where that cannot be.

    wanted: action or screen.action → keys. What clashes keeps its own keys; the rest holds.
    """
    wrong: list[tuple[str, str]] = []
    asked: dict[str, tuple[str, ...]] = {}
    for name, keys in wanted.items():
        said = _refused(known, name, keys)
        if said:
            wrong.append((name, said))
        else:
            asked[name] = tuple(fold(k) if len(k) == 1 else _ALIASES.get(k, k) for k in keys)
    while True:
        changed = _changed(known, asked)
        clash = _clash(changed, asked)
        if clash is None:
            return tuple(changed), wrong
        wrong.append(clash)
        del asked[clash[0]]


_ALIASES = {"esc": "escape", "return": "enter", "⌫": "backspace", "del": "delete"}


def _refused(known: Sequence[Action], name: str, keys: tuple[str, ...]) -> str:
    """Say what is wrong with a line by itself; nothing where all is well."""
    screen, _, action = name.rpartition(".")
    ids = sorted({a.id for a in known})
    if action not in ids:
        return f"no action “{action}”.{nearest(action, ids)} It is left out."
    meant = [a for a in known if a.id == action and (not screen or screen in a.screens)]
    if not meant:
        screens = sorted({s for a in known if a.id == action for s in a.screens})
        return f"no action “{action}” on a screen “{screen}”; it is on {', '.join(screens)}."
    if not keys:
        return f"{name} is given no key. It keeps its own."
    if any(len(a.keys) == 9 and len(keys) != 9 for a in meant):
        return f"{name} needs nine keys, one a digit, not {len(keys)}. It keeps its own."
    for key in keys:
        good = len(key) == 1 and key.isprintable() and fold(key) not in ("han", "space")
        if not good and _ALIASES.get(key, key) not in NAMED and not _CTRL.fullmatch(key):
            near = nearest(key, [*NAMED, *_ALIASES])
            return f"no key “{key}” for {name}.{near} It keeps its own."
    return ""


def _changed(known: Sequence[Action], asked: Mapping[str, tuple[str, ...]]) -> list[Action]:
    """Return the actions with other keys; one that is changed on a single screen becomes two."""
    found: list[Action] = []
    for action in known:
        own = [s for s in action.screens if f"{s}.{action.id}" in asked]
        rest = tuple(s for s in action.screens if s not in own)
        everywhere = asked.get(action.id)
        if rest:
            one = replace(action, screens=rest)
            found.append(_with(one, everywhere) if everywhere else one)
        found += [_with(replace(action, screens=(s,)), asked[f"{s}.{action.id}"]) for s in own]
    return found


def _with(action: Action, keys: tuple[str, ...]) -> Action:
    return replace(action, keys=keys, ours=action.ours or action.keys)


def _clash(
    actions: Sequence[Action], asked: Mapping[str, tuple[str, ...]]
) -> tuple[str, str] | None:
    """Return the last line whose key means something else already, and what is said of it."""
    for name, keys in reversed(list(asked.items())):
        screen, _, id = name.rpartition(".")
        for action in actions:
            if action.id == id:
                continue
            shared = set(action.screens) & ({screen} if screen else _screens(actions, name))
            key = next((k for k in keys if k in action.keys), None)
            if shared and key is not None:
                where = min(shared)
                return name, f"{key} means “{action.id}” on {where} already; {name} keeps its own."
    return None


def _screens(actions: Sequence[Action], name: str) -> set[str]:
    return {s for a in actions if a.id == name and a.ours for s in a.screens}
