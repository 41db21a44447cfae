"""Quotes: segments that somebody chose, as they now read, and whether they may be printed.

A chosen segment may be gone, have lost its words or have others since; whose words they are may not
have consented to being quoted, or have taken the consent back: then its words are not given, and
the quote says why. Who codes blind is given none of others' work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qualcode.analysis.evidence import keyed
from qualcode.coding import apply
from qualcode.coding import segments as coded
from qualcode.coding.segments import SegmentRow
from qualcode.documents import masking
from qualcode.errors import Conflict, InvalidSegment, NotFound, fits_several, nearest_note
from qualcode.store.keys import select_in
from qualcode.store.store import Store
from qualcode.text import names

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    "segment", "document", "case", "speaker", "start", "end", "text", "code", "coder", "state",
]  # fmt: skip
STATES = ("", "changed", "lost", "gone", "hidden", "no consent")
"""What is to be said of a quote: nothing; it has other words since it was chosen; its words, or the
segment itself, are gone; it is another's work where one codes blind; it may not be printed."""


@dataclass(frozen=True)
class Quote:
    """A chosen segment as it is today. text: empty where it cannot, or may not, be given."""

    segment: str
    state: str
    row: SegmentRow | None = None
    text: str = ""
    digest: str = field(default="", repr=False)

    def since(self, digest: str) -> Quote:
        """Return the quote, changed where its words are not those of a digest any more."""
        if self.usable and digest and digest != self.digest:
            return replace(self, state="changed")
        return self

    @property
    def usable(self) -> bool:
        """Whether its words can be printed."""
        return bool(self.text)


def read(store: Store, segments: Iterable[str]) -> list[Quote]:
    """Return segments by uid as they are today, in this order."""
    wanted = list(dict.fromkeys(segments))
    rows = rows_of(store, wanted)
    silent = withheld(store, {row.case for row in rows.values() if row.case})
    lost = [uid for uid in wanted if uid not in rows]
    hidden = _existing(store, lost) if lost else set[str]()
    digest = keyed(store)
    found = []
    for uid in wanted:
        row = rows.get(uid)
        if row is None:
            found.append(Quote(uid, "hidden" if uid in hidden else "gone"))
            continue
        now = digest(row.text)
        if row.case in silent:
            found.append(Quote(uid, "no consent", row, "", now))
        elif row.state == "lost" or not row.text.strip():
            found.append(Quote(uid, "lost", row, "", now))
        else:
            found.append(Quote(uid, "", row, " ".join(row.text.split()), now))
    return found


def rows_of(store: Store, uids: Sequence[str]) -> dict[str, SegmentRow]:
    """Return segments by uid as this session may read them; those that are gone are left out."""
    read = masking.reading(store)
    with store.read() as connection:
        sql = "SELECT id FROM segment WHERE uid IN ({})"
        keys = [r[0] for r in select_in(connection, sql, list(dict.fromkeys(uids)))]
        rows = coded.dress(connection, coded.raw_of(connection, keys), read=read)
    return {row.segment: row for row in rows}


def digests(store: Store, keys: Iterable[int]) -> dict[str, str]:
    """Return the digest of each segment's words, by uid, of segments by key."""
    digest = keyed(store)
    with store.read() as connection:
        found = coded.columns_of(connection, coded.raw_of(connection, list(keys)))
    return {uid: digest(text) for uid, text in zip(found["segment"], found["text"], strict=True)}


def withheld(store: Store, cases: Iterable[str] | None = None) -> frozenset[str]:
    """Return the cases, of some or all, that did not consent to being quoted."""
    with store.read() as connection:
        if cases is None:
            sql = "SELECT name FROM cases WHERE quote_consent = 0"
            return frozenset(r[0] for r in connection.exec_driver_sql(sql))
        sql = "SELECT name FROM cases WHERE quote_consent = 0 AND name IN ({})"
        return frozenset(r[0] for r in select_in(connection, sql, sorted(cases)))


def choose(store: Store, segments: Sequence[str]) -> list[Quote]:
    """Return segments, by uid or a beginning of it, that may be quoted.

    Raises: NotFound, Ambiguous, InvalidSegment without words, Conflict without consent.
    """
    uids = [row.uid for row in apply.find(store, list(segments))]
    found = read(store, uids)
    for one in found:
        if one.state == "no consent" and one.row is not None:
            raise Conflict(
                f"“{one.row.case}” did not consent to being quoted. Choose another segment."
            )
        if not one.usable:
            raise InvalidSegment(
                f"The segment {one.segment} has no words in the text any more. Choose another."
            )
    return found


def frame(quotes: Sequence[Quote]) -> pd.DataFrame:
    """Return quotes as a frame with the columns of `COLUMNS`; a row says its state."""
    import pandas as pd

    rows: list[list[Any]] = []
    for one in quotes:
        row = one.row
        if row is None:
            rows.append([one.segment, *[None] * (len(COLUMNS) - 2), one.state])
        else:
            rows.append(
                [one.segment, row.document, row.case, row.speaker, row.start, row.end, one.text,
                 row.code, row.coder, one.state]
            )  # fmt: skip
    made = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return made.astype({"start": "Int64", "end": "Int64"})


def source(row: SegmentRow) -> str:
    """Return whose words they are: the case, else the document; with the speaker if that differs.

    A person's answer is named by the case and question.
    """
    who = row.case or row.document
    if row.case and row.document.startswith(f"{row.case} · "):
        who = row.document
    return who if not row.speaker or row.speaker in who else f"{who}, {row.speaker}"


def _existing(store: Store, uids: Sequence[str]) -> set[str]:
    """Return which segments there are though this session reads none of them."""
    with store.read(whole=True) as connection:
        sql = "SELECT uid FROM segment WHERE uid IN ({})"
        return {r[0] for r in select_in(connection, sql, list(uids))}


def case_of(store: Store, name: str) -> tuple[str, str, str]:
    """Return what a case's name means: case or document, its uid, its name.

    A document of no case stands for itself. Raises: NotFound with the nearest names, Ambiguous.
    """
    sql = (
        "SELECT 'case', uid, name, id FROM cases UNION ALL SELECT 'document', uid, shown, id "
        "FROM document WHERE case_id IS NULL ORDER BY 1, 4"
    )
    with store.read() as connection:
        rows = [(r[0], r[1], r[2]) for r in connection.exec_driver_sql(sql)]
    known: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        if name == row[1]:
            return row
        known.setdefault(row[2], row)
    match = names.find(name, known)
    if match.state == "ambiguous":
        raise fits_several(name, "cases", match.names)
    if match.value is None:
        raise NotFound(f"No case “{name}”.{nearest_note(match.names)}", match.names)
    return match.value
