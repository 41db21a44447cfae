"""Which rows of a file, and which documents, belong to which cases: told before they are joined.

Keys are compared without outer blanks, full-width forms and capitals; leading zeros count. What
stands twice on a side is joined to nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.cases.sheet import Sheet
from qualcode.documents import listing
from qualcode.errors import Ambiguous, Conflict, NotFound
from qualcode.store.keys import mark
from qualcode.store.store import Store

MATCHED, ONLY_FILE, ONLY_PROJECT = "matched", "only in the file", "only in the project"
TWICE_FILE, TWICE_PROJECT = "twice in the file", "twice in the project"
CASE = "case"


@dataclass(frozen=True)
class Pair:
    """A key of a file, its row, the case it belongs to, and how it was found."""

    key: str
    row: int | None
    case: str
    state: str


@dataclass(frozen=True)
class Link:
    """A document, or one of its speakers, and the case it belongs to."""

    document: str
    speaker: str
    case: str
    state: str


def normal(key: str) -> str:
    """Return a key as it is compared."""
    return unicodedata.normalize("NFKC", key).strip().casefold()


def keys_of_cases(connection: Connection, variable: int | None) -> dict[str, str]:
    """Return the key of each case by its name: the name itself, or its value of a variable."""
    if variable is None:
        rows = connection.exec_driver_sql("SELECT name, name FROM cases ORDER BY id").all()
        return {r[0]: r[1] for r in rows}
    rows = connection.exec_driver_sql(
        "SELECT c.name, v.number, v.content FROM value v JOIN cases c ON c.id = v.case_id "
        f"WHERE v.variable_id = {mark(connection)} AND v.missing IS NULL ORDER BY c.id",
        (variable,),
    ).all()
    return {r[0]: r[2] if r[2] is not None else f"{r[1]:.15g}" for r in rows}


def pairs(keys: Sequence[tuple[str, int]], cases: Mapping[str, str]) -> list[Pair]:
    """Match keys of a file, with their rows, to the keys of cases."""
    ours: dict[str, list[str]] = {}
    for name, key in cases.items():
        ours.setdefault(normal(key), []).append(name)
    theirs = Counter(normal(key) for key, _ in keys)
    found = []
    for key, row in keys:
        names = ours.get(normal(key), [])
        if theirs[normal(key)] > 1:
            state = TWICE_FILE
        elif len(names) > 1:
            state = TWICE_PROJECT
        else:
            state = MATCHED if names else ONLY_FILE
        found.append(Pair(key, row, names[0] if state == MATCHED else "", state))
    rest = [name for key, names in ours.items() if key not in theirs for name in names]
    return [*found, *(Pair(cases[name], None, name, ONLY_PROJECT) for name in rest)]


def joined(file: str, found: Sequence[Pair], cases: Mapping[str, str]) -> list[str]:
    """Return the names of the cases that a file's rows belong to; a key without one is its own.

    Raises: Conflict with the row for a key that stands twice, or that is another case's name.
    """
    names = []
    for one in found:
        if one.state == ONLY_PROJECT:
            continue
        if one.state in (TWICE_FILE, TWICE_PROJECT):
            raise Conflict(
                f"{file}, row {one.row}: the key “{one.key}” stands {one.state}. Make it fit one "
                "case; list all with: qualcode cases match"
            )
        if one.state == ONLY_FILE and one.key in cases:
            raise Conflict(
                f"{file}, row {one.row}: no case has the key “{one.key}”, and another case has it "
                "as its name. Give the file's cases a prefix: --id-prefix"
            )
        names.append(one.case or one.key)
    return names


def table(
    store: Store, sheet: Sheet, find_case: Callable[[str], tuple[int, str]]
) -> list[tuple[Link, int, int]]:
    """Read a link table: document, case and, where it has the column, speaker.

    Returns each link with the keys of its document and case, 0 where there is none.
    """
    column = {name.casefold(): name for name in sheet.columns}
    documents = sheet.column(column.get("document", sheet.columns[0]))
    cases = sheet.column(column.get("case", (*sheet.columns, sheet.columns[0])[1]))
    speakers = sheet.column(column["speaker"]) if "speaker" in column else [""] * len(documents)
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT document_id, label FROM speaker").all()
    labels = {(r[0], r[1]) for r in rows}
    seen = Counter((normal(d), s.strip()) for d, s in zip(documents, speakers, strict=True))
    found = []
    for document, case, speaker in zip(documents, cases, speakers, strict=True):
        state, ids = MATCHED, (0, 0)
        try:
            one = listing.find(store, document.strip())
            key, name = find_case(case.strip())
            ids, document, case = (one.id, key), one.document, name
            if speaker.strip() and (one.id, speaker.strip()) not in labels:
                raise NotFound(f"{document} has no speaker “{speaker.strip()}”.")
        except (NotFound, Ambiguous) as error:
            state, ids = str(error), (0, 0)
        if seen[normal(document), speaker.strip()] > 1:
            state, ids = TWICE_FILE, (0, 0)
        found.append((Link(document, speaker.strip(), case, state), *ids))
    return found
