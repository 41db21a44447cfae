"""Freezes: the codebook at a moment under a name, never changed after; and what differs.

A snapshot is a list of codes with uid, revision, whether retired, and entry; its digest is the
SHA-256 of its one JSON form. Codes are told apart by uid, so a renamed code differs in its name
and is not another code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.codebook.entry import as_json, as_mapping, as_texts, from_mapping
from qualcode.codebook.stock import Stock
from qualcode.errors import NotFound, ProjectDamaged, fits_several, nearest_note
from qualcode.store.keys import mark
from qualcode.text import names


@dataclass(frozen=True)
class FreezeRow:
    """A freeze: its name and note, how many codes in use it holds, the digest of its content."""

    id: int
    uid: str
    name: str
    note: str
    codes: int
    digest: str
    created: str


@dataclass(frozen=True)
class Difference:
    """One field of one code that differs; `field` is empty where the code was added or removed.

    change: added, removed or changed.
    """

    code: str
    change: str
    field: str
    before: str
    after: str
    uid: str


def snapshot(stock: Stock) -> str:
    """Return the codebook as the JSON that a freeze keeps."""
    return as_json(
        [
            {
                "uid": code.uid, "revision": code.revision, "retired": code.retired,
                "entry": as_mapping(code.entry),
            }
            for code in stock.codes.values()
        ]
    )  # fmt: skip


def digest(content: str) -> str:
    """Return the digest of a snapshot."""
    return hashlib.sha256(content.encode()).hexdigest()


def rows(connection: Connection) -> list[FreezeRow]:
    """Return the freezes in the order they were made."""
    sql = "SELECT id, uid, name, note, content, digest, created_at FROM codebook_freeze"
    found = []
    for one, uid, name, note, content, said, created in connection.exec_driver_sql(sql).all():
        codes = sum(
            not code["retired"] and not code["entry"].get("category", False)
            for code in json.loads(content)
        )
        found.append(FreezeRow(one, uid, name, note, codes, said, created))
    return sorted(found, key=lambda freeze: (freeze.created, freeze.uid))


def find(connection: Connection, name: str) -> FreezeRow:
    """Return the freeze of this name, unique beginning or uid. Raises: NotFound, Ambiguous."""
    return named(rows(connection), name)


def named(listed: Sequence[FreezeRow], name: str) -> FreezeRow:
    """Return of some freezes the one of this name, unique beginning or uid.

    Raises: NotFound, Ambiguous.
    """
    known = {freeze.name: freeze for freeze in listed}
    by_uid = next((freeze for freeze in listed if freeze.uid == name), None)
    match = names.find(name, known)
    found = by_uid or match.value
    if found is None and match.state == "ambiguous":
        raise fits_several(name, "freezes", match.names)
    if found is None:
        raise NotFound(
            f"No freeze “{name}”.{nearest_note(match.names or tuple(known)[-3:])} "
            "Make one with: qualcode codebook freeze NAME",
            match.names,
        )
    return found


def content_of(connection: Connection, freeze: FreezeRow) -> str:
    """Return a freeze's snapshot. Raises: ProjectDamaged where it is not what was frozen."""
    sql = f"SELECT content FROM codebook_freeze WHERE id = {mark(connection)}"
    content = str(connection.exec_driver_sql(sql, (freeze.id,)).scalar_one())
    if digest(content) != freeze.digest:
        raise ProjectDamaged(
            f"The freeze “{freeze.name}” is not what was frozen: its digest does not fit. Restore "
            "a backup and compare."
        )
    return content


def differences(before: str, after: str) -> list[Difference]:
    """Return what differs between two snapshots, in the order of the later, removed codes last."""
    old, new = _by_uid(before), _by_uid(after)
    found = []
    for uid, (name, texts) in new.items():
        if uid not in old:
            found.append(Difference(name, "added", "", "", "", uid))
            continue
        was = old[uid][1]
        found += [
            Difference(name, "changed", field, was.get(field, ""), texts.get(field, ""), uid)
            for field in dict.fromkeys((*texts, *was))
            if was.get(field, "") != texts.get(field, "")
        ]
    gone = [uid for uid in old if uid not in new]
    return found + [Difference(old[uid][0], "removed", "", "", "", uid) for uid in gone]


def changed(before: str, after: str) -> set[str]:
    """Return the uids of the codes that differ between two snapshots."""
    if before == after:
        return set()
    old, new = ({code["uid"]: code for code in json.loads(one)} for one in (before, after))
    return {uid for uid in {*old, *new} if old.get(uid) != new.get(uid)}


def _by_uid(content: str) -> dict[str, tuple[str, dict[str, str]]]:
    found = {}
    for code in json.loads(content):
        entry = from_mapping(code["entry"])
        texts = as_texts(entry)
        texts["revision"] = str(code["revision"])
        texts["retired"] = "true" if code["retired"] else ""
        found[code["uid"]] = (entry.code, texts)
    return found
