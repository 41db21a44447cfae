"""Training: a coder's finished passages beside the key's; and how much of an audit was suggested.

The key is what the lead, or who is named, has coded on the same passages outside of rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from qualcode.agreement import rounds as standing
from qualcode.agreement.rounds import DONE, Part, Round
from qualcode.documents import listing
from qualcode.errors import CoderNeeded, UsageError
from qualcode.store.coders import Coders
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["document", "start", "end", "text", "code", "said"]
AGREED, EXTENT, MISSED, EXTRA = "agreed", "different extent", "missed", "extra"


class Span(NamedTuple):
    """A segment in the current text: code by name, half-open."""

    code: str
    start: int
    end: int


class Told(NamedTuple):
    """A segment of the key, or one that the key has not, and what is said of it.

    yours: where the extent differs, the words that you have instead.
    """

    document: str
    start: int
    end: int
    text: str
    code: str
    said: str
    yours: tuple[str, ...] = ()


def feedback(store: Store, one: Round, document: str | None) -> pd.DataFrame:
    """Return what the coder of this session did beside the key, on passages they are done with."""
    import pandas as pd

    return pd.DataFrame([row[: len(COLUMNS)] for row in told(store, one, document)],
                        columns=COLUMNS)  # fmt: skip


def told(store: Store, one: Round, document: str | None) -> list[Told]:
    """Return the same as plain rows, in the order of the texts.

    Raises: NotFound, CoderNeeded, UsageError for a round of another kind, and where the key is not
    here, as in a project that was sent by file.
    """
    if one.kind != "training":
        raise UsageError(
            f"“{one.name}” is a round of {one.kind}; feedback after each passage is for training."
        )
    me = Coders(store).current()
    if me is None:
        raise CoderNeeded("Say whose feedback: --coder NAME.")
    if not one.settings.get("key"):
        raise UsageError(
            f"The key of “{one.name}” is not in this file: feedback comes when it is merged back."
        )
    key = Coders(store).find(str(one.settings["key"]))
    shown = None if document is None else listing.find(store, document).document
    rows: list[Told] = []
    with store.read(whole=True) as connection:
        for part in standing.parts(connection, [one]):
            if part.coder != me.name or part.state != DONE or shown not in (None, part.document):
                continue
            mine = _spans(connection, part, me.id, one.id)
            theirs = _spans(connection, part, key.id, None)
            text = _text(connection, part.document)
            rows += [
                Told(part.document, span.start, span.end, text[span.start : span.end], span.code,
                     said, tuple(text[m.start : m.end] for m in met))
                for span, said, met in compared(mine, theirs)
            ]  # fmt: skip
    return rows


def compared(mine: Sequence[Span], key: Sequence[Span]) -> list[tuple[Span, str, list[Span]]]:
    """Return each segment of the key, agreed, of another extent or missed, and those too many.

    With those of another extent, which are mine.
    """
    found: list[tuple[Span, str, list[Span]]] = []
    used: set[Span] = set()
    for span in key:
        met = [m for m in mine if m.code == span.code and m.start < span.end and m.end > span.start]
        used.update(met)
        said = AGREED if span in met else EXTENT if met else MISSED
        found.append((span, said, met if said == EXTENT else []))
    found += [(span, EXTRA, []) for span in mine if span not in used]
    return sorted(found, key=lambda row: (row[0].start, row[0].end, row[0].code))


def suggested_share(store: Store, one: Round) -> dict[str, float | int]:
    """Return how many of the audited coder's segments on the sample began as suggestions."""
    if one.kind != "audit":
        raise UsageError(f"“{one.name}” is a round of {one.kind}, no audit of aided work.")
    if not one.settings.get("of"):
        raise UsageError(f"Whose work “{one.name}” recodes is not said in this file.")
    audited = Coders(store).find(str(one.settings["of"]))
    passages = {}
    origins: dict[str, str] = {}
    with store.read(whole=True) as connection:
        for part in standing.parts(connection, [one]):
            passages[(part.document, part.start, part.end)] = part
        for part in passages.values():
            origins |= _origins(connection, part, audited.id)
    n, taken = len(origins), sum(origin == "suggested" for origin in origins.values())
    return {"segments": n, "suggested": taken, "share": taken / n if n else float("nan")}


_ON = (
    "FROM place p JOIN segment s ON s.id = p.segment_id JOIN code c ON c.id = s.code_id "
    "JOIN document d ON d.id = p.document_id WHERE p.state <> 'lost' "
)


def _spans(connection: Connection, part: Part, coder: int, round_id: int | None) -> list[Span]:
    m = mark(connection)
    here = "s.round_id IS NULL" if round_id is None else f"s.round_id = {m}"
    bound: tuple[object, ...] = () if round_id is None else (round_id,)
    rows = connection.exec_driver_sql(
        f"SELECT c.shown, p.start_at, p.end_at {_ON}AND d.shown = {m} AND s.coder_id = {m} "
        f"AND p.start_at < {m} AND p.end_at > {m} AND {here} ORDER BY p.start_at, p.end_at, s.id",
        (part.document, coder, part.end, part.start, *bound),
    )
    return [Span(*row) for row in rows]


def _origins(connection: Connection, part: Part, coder: int) -> dict[str, str]:
    m = mark(connection)
    rows = connection.exec_driver_sql(
        f"SELECT s.uid, s.origin {_ON}AND d.shown = {m} AND s.coder_id = {m} "
        f"AND p.start_at < {m} AND p.end_at > {m} AND s.round_id IS NULL",
        (part.document, coder, part.end, part.start),
    )
    return {row[0]: row[1] for row in rows}


def _text(connection: Connection, document: str) -> str:
    m = mark(connection)
    key = connection.exec_driver_sql(
        f"SELECT id FROM document WHERE shown = {m}", (document,)
    ).scalar_one()
    [row] = select_in(
        connection,
        "SELECT t.content FROM document d JOIN version v ON v.id = d.version_id "
        "JOIN texts t ON t.id = v.texts_id WHERE d.id IN ({})",
        [key],
    )
    return str(row[0])
