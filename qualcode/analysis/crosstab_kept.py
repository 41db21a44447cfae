"""Cross-tabs kept by name: what was asked, and the numbers as they were then.

A kept table is a row of `query` whose settings say `"kind": "crosstab"`: its content is what was
asked, its settings the numbers. It holds counts alone, no case, so a consent that is withdrawn
leaves nothing behind in it that was about one person. It is journalled, and undone like any change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis.crosstab import Crosstab
from qualcode.analysis.crosstab_asked import Asked
from qualcode.analysis.crosstab_moved import moved
from qualcode.errors import (
    Ambiguous,
    CoderNeeded,
    Conflict,
    NotFound,
    QualcodeError,
    UsageError,
    nearest_note,
)
from qualcode.store import blind
from qualcode.store.coders import Coders
from qualcode.store.journal import now
from qualcode.store.settle import fold_name
from qualcode.store.store import Store
from qualcode.text import names

if TYPE_CHECKING:
    import pandas as pd

KIND = "crosstab"
COLUMNS = ["name", "field", "question", "codes", "layer", "base", "weight", "coder", "created",
           "stale"]  # fmt: skip
CHANGES = ["code", "level", "n_before", "n", "base_before", "base", "percent_before", "percent",
           "p_before", "p"]  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A kept table: the numbers are by code uid and level, (n, base, percent), and p by code uid.

    names: of the codes, by uid, as they were then.
    """

    id: int
    uid: str
    name: str
    asked: Asked
    cells: Mapping[tuple[str, str], tuple[int, int, float]]
    p: Mapping[str, float]
    names: Mapping[str, str]
    foot: str
    coder: str
    created: str


@dataclass(frozen=True)
class Compared:
    """A kept table beside today's. now: None where it cannot be made any more, and `note` says why.

    changes: a row a cell that differs. decisions: what was done since that concerns the codes and
    texts of the table, the newest last.
    """

    kept: Kept
    now: Crosstab | None
    note: str
    changes: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def stale(self) -> bool:
        """Whether today's numbers are others."""
        return self.now is None or not self.changes.empty

    @property
    def foot(self) -> str:
        """What is compared, in a sentence."""
        if self.now is None:
            return f"“{self.kept.name}” cannot be made as it was: {self.note}"
        many = len(self.changes)
        if not many:
            return f"“{self.kept.name}”, kept {self.kept.created[:10]}: nothing has changed."
        batches = len(self.decisions)
        return (
            f"“{self.kept.name}”, kept {self.kept.created[:10]}: {many:,} cell{'s' * (many != 1)} "
            f"differ{'s' * (many == 1)}, after {batches:,} decision{'s' * (batches != 1)} about "
            f"these codes and texts. Now: {self.now.foot}"
        )


def rows(store: Store) -> list[Kept]:
    """Return the kept tables by name; to a coder in a blind round only their own, as the numbers of
    others tell of their work.
    """
    with store.read() as connection:
        me = blind.hidden_from(connection)
        found = connection.exec_driver_sql(
            "SELECT q.id, q.uid, q.shown, q.content, q.settings, k.name, q.created_at "
            "FROM query q JOIN coder k ON k.id = q.coder_id"
            f"{'' if me is None else f' WHERE q.coder_id = {me}'}"
        ).all()
    listed = []
    for key, uid, name, content, settings, coder, created in found:
        said = json.loads(settings)
        if said.get("kind") == KIND:
            asked = json.loads(content)
            if asked["codes"] is not None:
                asked["codes"] = tuple(asked["codes"])
            listed.append(
                Kept(
                    key, uid, name, Asked(**asked),
                    {(c, level): (n, base, _number(v)) for c, level, n, base, v in said["cells"]},
                    {c: _number(p) for c, p in said["p"].items()}, said["names"], said["foot"],
                    coder, created,
                )
            )  # fmt: skip
    return sorted(listed, key=lambda k: fold_name(k.name))


def find(store: Store, name: str) -> Kept:
    """Return the kept table of a name, unique beginning or uid. Raises: NotFound, Ambiguous."""
    listed = rows(store)
    for one in listed:
        if one.uid == name:
            return one
    match = names.find(name, {k.name: k for k in listed})
    if match.value is not None:
        return match.value
    if match.state == "ambiguous":
        shown = ", ".join(f"“{n}”" for n in match.names[:5])
        raise Ambiguous(f"“{name}” fits several kept tables: {shown}. Say more of the name.")
    raise NotFound(
        f"No table is kept as “{name}”.{nearest_note(match.names)} "
        "List them with: qualcode analysis kept",
        match.names,
    )


def keep(store: Store, name: str, table: Crosstab, *, replace: bool = False) -> str:
    """Keep a table by name; return its uid.

    Raises: UsageError for a name that is none, Conflict where it is taken, CoderNeeded.
    """
    name = name.strip()
    if not name or any(not c.isprintable() for c in name):
        raise UsageError("A table is kept under a name of printable characters.")
    with store.read() as connection:
        taken = connection.exec_driver_sql("SELECT id, uid, shown, settings FROM query").all()
    same = [row for row in taken if fold_name(row[2]) == fold_name(name)]
    if same and not (replace and json.loads(same[0][3]).get("kind") == KIND):
        raise Conflict(f"“{same[0][2]}” is kept already. Replace it, or say another name.")
    me = Coders(store).current()
    if me is None:
        store.writer()
        raise CoderNeeded("Say who keeps the table: --coder NAME.")
    fields = {
        "content": json.dumps(asdict(table.asked), ensure_ascii=False),
        "settings": json.dumps(_numbers(table), ensure_ascii=False),
        "created_at": now(),
    }
    with store.batch("keep table", name) as batch:
        if same:
            batch.update("query", {same[0][0]: fields})
            return str(same[0][1])
        [key] = batch.insert("query", [{"name": name, **fields, "coder_id": me.id}])
        return store.keys.uids(batch.connection, "query", [key])[key]


def remove(store: Store, name: str) -> None:
    """Remove a kept table. Raises: NotFound, Ambiguous."""
    found = find(store, name)
    with store.batch("remove kept table", found.name) as batch:
        batch.delete("query", [found.id])


def _numbers(table: Crosstab) -> dict[str, Any]:
    uids = [code.uid for code in table.given.codes]
    rows_ = [(uid, level) for uid in uids for level in table.levels]
    return {
        "kind": KIND,
        "cells": [
            [uid, level, int(n), int(base), _plain(percent)]
            for (uid, level), n, base, percent in zip(
                rows_, table.cells["n"], table.cells["base"], table.cells["percent"], strict=True
            )
        ],
        "p": {uid: _plain(p) for uid, p in zip(uids, table.tests["p_adjusted"], strict=True)},
        "names": dict(zip(uids, table.codes, strict=True)),
        "foot": table.foot,
    }


def compare(store: Store, kept: Kept, tabulate: Callable[[Asked], Crosstab]) -> Compared:
    """Return a kept table beside today's, and the decisions that moved it."""
    import pandas as pd

    made: Crosstab | None = None
    note = ""
    try:
        made = tabulate(kept.asked)
    except QualcodeError as error:
        note = str(error)
    changes = pd.DataFrame(_changes(kept, made), columns=CHANGES)
    if made is None:
        changes = changes.iloc[:0]
    below: set[str] = set(kept.names)
    if made is not None:
        tree = made.given.source.tree
        keys = {key for code in made.given.codes for key in tree.below[code.id]}
        below |= {code.uid for code in tree.codes if code.id in keys}
    decisions = moved(store, kept.id, kept.asked, below)
    return Compared(kept, made, note, changes, decisions)


def differs(table: Crosstab, tabulate: Callable[[Asked], Crosstab]) -> bool:
    """Say whether a table that was made before would have other numbers now."""
    try:
        made = tabulate(table.asked)
    except QualcodeError:
        return True
    then, today = _numbers(table), _numbers(made)
    return any(then[part] != today[part] for part in ("cells", "p"))


def _changes(kept: Kept, made: Crosstab | None) -> list[list[Any]]:
    if made is None:
        return []
    after = _numbers(made)
    cells = {(c, level): (n, base, _number(v)) for c, level, n, base, v in after["cells"]}
    p = {c: _number(v) for c, v in after["p"].items()}
    called = {**kept.names, **after["names"]}
    found = []
    for key in dict.fromkeys([*kept.cells, *cells]):
        code, level = key
        then, today = kept.cells.get(key, _NONE), cells.get(key, _NONE)
        if not _alike(then, today):
            found.append([
                called[code], level, then[0], today[0], then[1], today[1], then[2], today[2],
                kept.p.get(code, np.nan), p.get(code, np.nan),
            ])  # fmt: skip
    return found


_NONE = (0, 0, np.nan)


def _alike(then: tuple[int, int, float], today: tuple[int, int, float]) -> bool:
    return then[:2] == today[:2] and bool(
        np.isclose(then[2], today[2], rtol=1e-9, atol=1e-9, equal_nan=True)
    )


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
