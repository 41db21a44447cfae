"""The codes on a coder's digits: the same digit in Coding and on every card, whatever changes.

A coder pins codes to digits. The digits they left alone hold the first codes of the codebook, and
keep them once the coder has seen them in use: a code that is moved keeps its digit, a code merged
into another gives its digit to that one, the digit of a retired code stays empty, and a code made
later takes a digit only where none was given yet. Both are kept in the project, one setting each a
coder; what was given is no step of the coder's, so undo passes over it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import Connection

from qualcode.codebook.rows import CodeRow
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store import uids
from qualcode.store.journal import Batch
from qualcode.store.keys import mark

DIGITS = range(1, 10)


def pinned(project: Project, codes: Sequence[CodeRow] | None = None) -> dict[int, str]:
    """Return digit → uid of a code; codes: those in use, where they were read already."""
    live = _live(project, codes)
    with project.store.read() as connection:
        chosen, given = _kept(connection, project, "pins"), _kept(connection, project, "digits")
        return _held(connection, chosen, _given(connection, chosen, given, live), live)


def keep(project: Project, codes: Sequence[CodeRow] | None = None) -> None:
    """Let the digits keep the codes they hold by now, as the coder is about to code by them."""
    live = _live(project, codes)
    if project.coder is None or not live:
        return
    with project.store.read() as connection:
        chosen, given = _kept(connection, project, "pins"), _kept(connection, project, "digits")
        now = _given(connection, chosen, given, live)
    if now == given:
        return
    last = project.store.last
    # A project that cannot be written to is read by the same digits.
    with suppress(QualcodeError):
        with project.store.batch("keep digits", ", ".join(map(str, sorted(now))), kind="look") as b:
            _write(b, project, "digits", now)
        project.store.last = last


def pin(project: Project, digit: int, code_uid: str, code: str) -> None:
    """Pin a code to a digit; another digit lets go of it."""
    keep(project)
    with project.store.batch("pin code", f"{code} · {digit}") as batch:
        kept = _kept(batch.connection, project, "pins")
        pins = {n: uid for n, uid in kept.items() if uid != code_uid}
        _write(batch, project, "pins", {**pins, digit: code_uid})


def _live(project: Project, codes: Sequence[CodeRow] | None) -> list[str]:
    rows = project.codebook.rows() if codes is None else codes
    return [row.uid for row in rows if not row.category]


def _given(
    connection: Connection, chosen: dict[int, str], given: dict[int, str], live: Sequence[str]
) -> dict[int, str]:
    """Return what the digits were given, and give those that hold nothing to codes without one.

    A code whose making was taken back is in the project no more: its digit is free again.
    """
    found = {n: uid for n, uid in given.items() if uid in live or _there(connection, uid)}
    taken = {*found.values(), *chosen.values(), *_held(connection, chosen, found, live).values()}
    fresh = [uid for uid in live if uid not in taken]
    free = [n for n in DIGITS if n not in found and n not in chosen]
    return {**found, **dict(zip(free, fresh, strict=False))}


def _held(
    connection: Connection, chosen: dict[int, str], given: dict[int, str], live: Sequence[str]
) -> dict[int, str]:
    """Return the code in use of each digit: the one pinned, else the one given."""
    wanted = {**{n: uid for n, uid in given.items() if uid not in chosen.values()}, **chosen}
    held = {n: uid for n, uid in wanted.items() if uid in live}
    gone = {n: uid for n, uid in sorted(wanted.items()) if uid not in live}
    for n, uid in gone.items():
        survivor = _survivor(connection, uid)
        if survivor in live and survivor not in held.values():
            held[n] = survivor
    return dict(sorted(held.items()))


def _there(connection: Connection, code: str) -> bool:
    """Say whether a code is in the project, in use or not."""
    sql = f"SELECT 1 FROM code WHERE uid = {mark(connection)}"
    return connection.exec_driver_sql(sql, (code,)).first() is not None


def _survivor(connection: Connection, code: str) -> str:
    """Return the code that one was merged into at last."""
    seen = set()
    while code not in seen:
        seen.add(code)
        row = connection.exec_driver_sql(
            "SELECT t.uid FROM code_lineage l JOIN code s ON s.id = l.source_id "
            "JOIN code t ON t.id = l.target_id "
            f"WHERE l.kind = 'merge' AND s.uid = {mark(connection)} ORDER BY l.id DESC",
            (code,),
        ).first()
        code = code if row is None else str(row[0])
    return code


def _name(project: Project, kind: str) -> str:
    return f"{kind}/{project.coder.uid if project.coder else ''}"


def _kept(connection: Connection, project: Project, kind: str) -> dict[int, str]:
    row = connection.exec_driver_sql(
        f"SELECT content FROM setting WHERE name = {mark(connection)}", (_name(project, kind),)
    ).first()
    return {} if row is None else {int(n): uid for n, uid in json.loads(row[0]).items()}


def _write(batch: Batch, project: Project, kind: str, digits: dict[int, str]) -> None:
    name = _name(project, kind)
    content = json.dumps({str(n): digits[n] for n in sorted(digits)})
    row = batch.connection.exec_driver_sql(
        f"SELECT id FROM setting WHERE name = {mark(batch.connection)}", (name,)
    ).first()
    if row is not None:
        batch.update("setting", {row[0]: {"content": content}})
        return
    uid = uids.named(project.store.project_uid, "setting", name)
    batch.insert("setting", [{"uid": uid, "name": name, "content": content}])
