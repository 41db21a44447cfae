"""Taking files in: read all, show what was read, write all in one batch or nothing.

A file that is in the project already, byte for byte, is listed and left; a second document of a
name is named after its folder, and listed.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.documents import listing, versions
from qualcode.documents.readers import read
from qualcode.documents.readers.reading import Reading
from qualcode.errors import Conflict, NotFound, UsageError
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark
from qualcode.store.store import Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Incoming:
    """A file as read, and the name its document gets; `state` is new or already there."""

    path: Path
    name: str
    reading: Reading
    state: str
    note: str


def files(paths: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return the files that paths and patterns name, each once, in their order.

    Raises: NotFound, UsageError.
    """
    listed = [paths] if isinstance(paths, (str, Path)) else list(paths)
    if not listed:
        raise UsageError("Say which files to add.")
    found: dict[Path, None] = {}
    for one in listed:
        path = Path(one)
        if path.is_file():
            found[path] = None
        elif path.is_dir():
            raise UsageError(f"{path} is a folder. Name its files, for instance {path / '*.docx'}")
        else:
            hits = sorted(Path(p) for p in glob.glob(str(one)) if Path(p).is_file())  # noqa: PTH207 (an absolute pattern)
            if not hits:
                raise NotFound(f"No file {one}.")
            found.update(dict.fromkeys(hits))
    return list(found)


def read_all(
    store: Store,
    paths: Iterable[Path],
    *,
    name: str | None,
    progress: Progress | None = None,
    **how: Any,
) -> list[Incoming]:
    """Read files and decide on their documents' names; nothing is written.

    Raises: UnreadableSource for the first file that cannot be read.
    """
    listed = list(paths)
    if name is not None and len(listed) > 1:
        raise UsageError("One name fits one file; add the files one by one to name them.")
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
        reading = read(path, **how)
        if reading.sha256 in there:
            note = f"in the project already, as “{there[reading.sha256]}”"
            found.append(Incoming(path, there[reading.sha256], reading, "already there", note))
            continue
        there[reading.sha256] = path.stem
        wanted = name or path.stem
        free = listing.free_name(store, wanted, path.resolve().parent.name, taken)
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
    subject = fresh[0].name if len(fresh) == 1 else f"{len(fresh)} documents"
    with store.batch("import documents", subject) as batch:
        case_id = None if case is None else find_case(batch, case)
        for done, one in enumerate(fresh):
            if progress is not None:
                progress(done, len(fresh))
            versions.check_text(one.reading.text, str(one.path))
            _add(batch, one, kind, language or one.reading.language, case_id)


def find_case(batch: Batch, name: str) -> int:
    """Return the key of a case by name. Raises: NotFound."""
    m = mark(batch.connection)
    row = batch.connection.exec_driver_sql(
        f"SELECT id FROM cases WHERE name = {m} OR uid = {m}", (name, name)
    ).first()
    if row is None:
        raise NotFound(f"No case “{name}”. Add it first: qualcode cases add “{name}”")
    return int(row[0])


def _add(batch: Batch, one: Incoming, kind: str, language: str, case_id: int | None) -> None:
    reading = one.reading
    [document] = batch.insert(
        "document",
        [
            {
                "name": one.name, "kind": kind, "language": language, "case_id": case_id,
                "variable_id": None, "version_id": None, "source_name": reading.name,
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
    """Refuse to remove a document that others have coded. Raises: Conflict."""
    me = store.coder[1] if store.coder else ""
    others = [c for c in document.coders if c != me]
    if others:
        raise Conflict(
            f"{document.document} carries segments of {', '.join(others)}. Ask them to remove "
            "them first; nothing was removed."
        )
