"""The codes a coder has pinned to the digits: the same digit in Coding and on every card.

Kept in the project, one setting a coder; until one is chosen, the first nine codes are pinned.
"""

from __future__ import annotations

import json

from qualcode.project import Project
from qualcode.store import uids
from qualcode.store.keys import mark


def pinned(project: Project) -> dict[int, str]:
    """Return digit → uid of a code."""
    live = [row for row in project.codebook.rows() if not row.category]
    kept = _kept(project)
    if kept is None:
        return {n: row.uid for n, row in enumerate(live[:9], 1)}
    known = {row.uid for row in live}
    return {n: uid for n, uid in kept.items() if uid in known}


def _name(project: Project) -> str:
    return f"pins/{project.coder.uid if project.coder else ''}"


def _kept(project: Project) -> dict[int, str] | None:
    with project.store.read() as connection:
        row = connection.exec_driver_sql(
            f"SELECT content FROM setting WHERE name = {mark(connection)}", (_name(project),)
        ).first()
    return None if row is None else {int(n): uid for n, uid in json.loads(row[0]).items()}


def pin(project: Project, digit: int, code_uid: str, code: str) -> None:
    """Pin a code to a digit; another digit lets go of it."""
    pins = {n: uid for n, uid in pinned(project).items() if uid != code_uid}
    pins[digit] = code_uid
    content = json.dumps({str(n): pins[n] for n in sorted(pins)})
    name = _name(project)
    with project.store.batch("pin code", f"{code} · {digit}") as batch:
        row = batch.connection.exec_driver_sql(
            f"SELECT id FROM setting WHERE name = {mark(batch.connection)}", (name,)
        ).first()
        if row is None:
            uid = uids.named(project.store.project_uid, "setting", name)
            batch.insert("setting", [{"uid": uid, "name": name, "content": content}])
        else:
            batch.update("setting", {row[0]: {"content": content}})
