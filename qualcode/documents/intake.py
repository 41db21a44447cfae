"""Taking files in: read all, show what was read, write all in one batch or nothing.

A file that is in the project already, byte for byte, is listed and left; a second document of a
name is named after its folder, and listed.
"""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.documents import listing, versions
from qualcode.documents.naming import checked_name, in_message, name_of_file
from qualcode.documents.readers import read
from qualcode.documents.readers.reading import Reading
from qualcode.errors import (
    Ambiguous,
    Conflict,
    NotFound,
    UnreadableSource,
    UsageError,
    nearest_note,
)
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.text import names

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Incoming:
    """A file as read, and the name its document gets; `state` is new or already there."""

    path: Path
    name: str
    reading: Reading
    state: str
    note: str


@dataclass(frozen=True)
class Unread:
    """A file that cannot be read, and why."""

    path: Path
    why: str


def files(paths: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return the files that paths and patterns name, each once, in their order.

    Raises: NotFound, UnreadableSource for a folder, UsageError.
    """
    listed = [paths] if isinstance(paths, (str, Path)) else list(paths)
    if not listed:
        raise UsageError("Say which files to add.")
    found: dict[Path, None] = {}
    for one in listed:
        path = Path(one)
        if os.path.isfile(path):  # noqa: PTH113 (False, not an error, for a name too long)
            found[path] = None
        elif os.path.isdir(path):  # noqa: PTH112
            raise UnreadableSource(
                f"{in_message(path)} is a folder. Name its files, for instance "
                f"{in_message(path / '*.docx')}"
            )
        else:
            hits = sorted(p for p in glob.glob(str(one)) if os.path.isfile(p))  # noqa: PTH113, PTH207
            if not hits:
                raise NotFound(f"No file {in_message(one)}.")
            found.update((Path(hit), None) for hit in hits)
    return list(found)


def read_all(
    store: Store,
    paths: Iterable[Path],
    *,
    name: str | None,
    unreadable: list[Unread] | None = None,
    progress: Progress | None = None,
    **how: Any,
) -> list[Incoming]:
    """Read files and decide on their documents' names; nothing is written.

    unreadable: takes up the files that cannot be read. Without it the first of them is raised.
    Raises: UnreadableSource, UsageError.
    """
    listed = list(paths)
    if name is not None and len(listed) > 1:
        raise UsageError("One name fits one file; add the files one by one to name them.")
    given = None if name is None else checked_name(name)
    with store.read() as connection:
        there = {
            r[0]: r[1]
            for r in connection.exec_driver_sql(
                "SELECT source_digest, shown FROM document WHERE source_digest <> ''"
            )
        }
    found: list[Incoming] = []
    taken: list[str] = []
    for done, path in enumerate(listed):
        if progress is not None:
            progress(done, len(listed))
        try:
            reading = read(path, **how)
        except UnreadableSource as error:
            if unreadable is None:
                raise
            unreadable.append(Unread(path, str(error)))
            continue
        if reading.sha256 in there:
            note = f"in the project already, as “{there[reading.sha256]}”"
            found.append(Incoming(path, there[reading.sha256], reading, "already there", note))
            continue
        wanted = given or name_of_file(path.stem, path)
        free = listing.free_name(store, wanted, in_message(path.resolve().parent.name), taken)
        there[reading.sha256] = free
        taken.append(free)
        note = "" if free == wanted else f"there is a “{wanted}” already"
        found.append(Incoming(path, free, reading, "new", note))
    return found


def take_in(
    store: Store,
    incoming: Sequence[Incoming],
    *,
    kind: str,
    language: str | None,
    case: str | None,
    progress: Progress | None = None,
) -> None:
    """Write documents with their texts, speakers and turns, in one batch."""
    fresh = [one for one in incoming if one.state == "new"]
    if not fresh:
        return
    case_id = None if case is None else find_case(store, case)
    subject = fresh[0].name if len(fresh) == 1 else f"{len(fresh)} documents"
    with store.batch("import documents", subject) as batch:
        for done, one in enumerate(fresh):
            if progress is not None:
                progress(done, len(fresh))
            versions.check_text(one.reading.text, in_message(one.path))
            _add(batch, one, kind, language or one.reading.language, case_id)


def find_case(store: Store, name: str) -> int:
    """Return the key of a case by name, unique beginning or uid. Raises: NotFound, Ambiguous."""
    with store.read() as connection:
        m = mark(connection)
        row = connection.exec_driver_sql(
            f"SELECT id FROM cases WHERE name = {m} OR uid = {m}", (name, name)
        ).first()
        if row is not None:
            return int(row[0])
        listed = connection.exec_driver_sql("SELECT name, id FROM cases ORDER BY id").all()
    known: dict[str, int] = {str(r[0]): int(r[1]) for r in listed}
    match = names.find(name, known)
    if match.value is not None:
        return match.value
    shown = in_message(name)
    if match.state == "ambiguous":
        raise Ambiguous(
            f"“{shown}” fits {len(match.names)} cases: {', '.join(match.names[:5])}. Say more.",
            match.names,
        )
    raise NotFound(
        f"No case “{shown}”.{nearest_note(match.names)} Add it first: qualcode cases add “{shown}”",
        match.names,
    )


def _add(batch: Batch, one: Incoming, kind: str, language: str, case_id: int | None) -> None:
    reading = one.reading
    [document] = batch.insert(
        "document",
        [
            {
                "name": one.name, "kind": kind, "language": language, "case_id": case_id,
                "variable_id": None, "version_id": None, "source_name": in_message(reading.name),
                "source_digest": reading.sha256,
                "source_settings": json.dumps(reading.settings, ensure_ascii=False),
                "created_at": now(),
            }
        ],
    )  # fmt: skip
    version = versions.add_version(batch, document, reading.text)
    roles = {t.label: t.role for t in reading.turns if t.label is not None}
    speakers: Mapping[str, int] = {}
    if roles:
        keys = batch.insert(
            "speaker",
            [
                {"document_id": document, "label": label, "role": role or "other", "case_id": None}
                for label, role in roles.items()
            ],
        )
        speakers = dict(zip(roles, keys, strict=True))
    if reading.turns:
        n = len(reading.turns)
        batch.insert_columns(
            "turn",
            {
                "version_id": [version] * n,
                "position": list(range(1, n + 1)),
                "start_at": [t.start for t in reading.turns],
                "end_at": [t.end for t in reading.turns],
                "spans": [json.dumps(t.spans, separators=(",", ":")) for t in reading.turns],
                "speaker_id": [speakers.get(t.label or "") for t in reading.turns],
                "seconds_start": [t.seconds_start for t in reading.turns],
                "seconds_end": [t.seconds_end for t in reading.turns],
                "place": [t.place for t in reading.turns],
            },
        )


def refuse_used(store: Store, document: listing.DocumentRow) -> None:
    """Refuse to remove a document on which others have worked. Raises: Conflict."""
    me = store.coder[1] if store.coder else ""
    with store.read() as connection:
        sql = (
            "SELECT DISTINCT k.name FROM review r JOIN version v ON v.id = r.version_id "
            "JOIN coder k ON k.id = r.coder_id WHERE r.done = 1 AND v.document_id IN ({}) "
            "ORDER BY k.name"
        )
        reviewers = [r[0] for r in select_in(connection, sql, [document.id])]
    for what, people in (("segments", listing.coders(store, document.id)), ("reviews", reviewers)):
        others = [c for c in people if c != me]
        if others:
            raise Conflict(
                f"{document.document} carries {what} of {', '.join(others)}. Ask them to take "
                "them back first; nothing was removed."
            )
