"""Who speaks where, and the texts: what a list of segments reads of the documents they are in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from qualcode.documents import listing
from qualcode.documents.turns import TurnRow, current_turns


class Speakers:
    """Who speaks at a place of a document."""

    def __init__(self, connection: Connection, documents: Iterable[int]) -> None:
        self._starts: dict[int, list[int]] = {}
        self._turns: dict[int, list[TurnRow]] = {}
        self.read(connection, documents)

    def read(self, connection: Connection, documents: Iterable[int]) -> None:
        """Read the turns of more documents, or of some anew."""
        for document, turns in current_turns(connection, list(documents)).items():
            self._starts[document] = [t.start for t in turns]
            self._turns[document] = turns

    def at(self, document: int, offset: int) -> str | None:
        """Return the label of the speaker at an offset, None between turns."""
        turn = self.turn(document, offset)
        return turn.speaker if turn else None

    def role(self, document: int, offset: int) -> str | None:
        """Return the role of the speaker at an offset: interviewer, participant, other or None."""
        turn = self.turn(document, offset)
        return turn.role if turn else None

    def turn(self, document: int, offset: int) -> TurnRow | None:
        """Return the turn at an offset, None between turns; its case is who the speaker is."""
        starts = self._starts.get(document)
        if not starts:
            return None
        turn = self._turns[document][max(0, bisect_right(starts, offset) - 1)]
        return turn if turn.start <= offset < turn.end else None


class Known:
    """The texts and speakers of the documents a list has looked at, as their versions are."""

    MOST = 2_000_000
    """Characters that are kept; what one page needs is read whatever it is."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self._speakers: Speakers | None = None
        self._versions: dict[int, int] = {}

    @property
    def speakers(self) -> Speakers:
        """Who speaks in the documents read."""
        assert self._speakers is not None
        return self._speakers

    def read(self, connection: Connection, versions: Mapping[int, int]) -> None:
        """Read what is not known of documents, given with their versions."""
        if sum(map(len, self.texts.values())) > self.MOST:
            self.texts, self._versions, self._speakers = {}, {}, None
        wanted = [d for d, version in versions.items() if self._versions.get(d) != version]
        self.texts.update(listing.texts(connection, wanted))
        self._versions.update({d: versions[d] for d in wanted})
        if self._speakers is None:
            self._speakers = Speakers(connection, wanted)
        else:
            self._speakers.read(connection, wanted)
