"""Documents: interviews and answers; taking them in, reading, correcting and masking them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.documents import intake, listing, masking, unmasked, versions
from qualcode.documents.intake import Incoming, Progress, Unread
from qualcode.documents.listing import DocumentRow, ListedRow
from qualcode.documents.naming import checked_language, checked_name
from qualcode.documents.turns import TurnRow, current_turns
from qualcode.documents.versions import Look
from qualcode.errors import Conflict, UsageError
from qualcode.store.settle import fold_name
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("interview", "focus group", "field notes", "other")
COLUMNS = [
    "document", "kind", "language", "case", "question", "characters", "segments", "coders",
]  # fmt: skip
ADDED = [
    "document", "file", "state", "format", "encoding", "language", "turns", "speakers",
    "characters", "masks", "note", "warnings",
]  # fmt: skip
LOOK = ["segment", "document", "code", "coder", "state", "before", "after", "start", "end"]
UNMASKED = ["what", "where", "words", "times"]


class Documents:
    """The documents of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Taking in ------------------------------------------------------------------------------

    def files(self, paths: str | Path | Sequence[str | Path]) -> list[Path]:
        """Return the files that paths and patterns name. Raises: NotFound, UnreadableSource."""
        return intake.files(paths)

    def read(
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        name: str | None = None,
        encoding: str | None = None,
        labels: Mapping[str, Any] | None = None,
        questions: bool = False,
        unreadable: list[Unread] | None = None,
        progress: Progress | None = None,
    ) -> list[Incoming]:
        """Read files as they would be stored; nothing is written. See `add`.

        unreadable: a list that takes up the files that cannot be read, where the others are wanted.
        """
        how: dict[str, Any] = {"encoding": encoding, "labels": labels, "questions": questions}
        found = intake.files(paths)
        return intake.read_all(
            self._store, found, name=name, unreadable=unreadable, progress=progress, **how
        )

    def add(
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        name: str | None = None,
        kind: str = "interview",
        case: str | None = None,
        language: str | None = None,
        encoding: str | None = None,
        labels: Mapping[str, Any] | None = None,
        questions: bool = False,
        preview: bool = False,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Take in files (paths or patterns): all of them in one batch, or none.

        case: whose documents they are. language, encoding: where the guess is wrong. labels: how
        to treat speakers' labels (see `documents.readers.read`). preview: write nothing. Returns
        a row a file: document, file, state (new, already there), format, encoding, language,
        turns, speakers, characters, masks (words proposed for masking), note, warnings.
        Raises: NotFound, UnreadableSource naming file and place, UsageError.
        """
        if kind not in KINDS:
            raise UsageError(f"No kind of document “{kind}”. Kinds are: {', '.join(KINDS)}.")
        if language is not None:
            checked_language(language)
        if case is not None:
            intake.find_case(self._store, case)
        incoming = self.read(
            paths, name=name, encoding=encoding, labels=labels, questions=questions,
            progress=progress,
        )  # fmt: skip
        if not preview:
            self.take_in(incoming, kind=kind, language=language, case=case, progress=progress)
        known = masking.vault(self._store) if masking.may_read(self._store) else ()
        return _added(incoming, language, known)

    def take_in(
        self,
        incoming: Sequence[Incoming],
        *,
        kind: str = "interview",
        language: str | None = None,
        case: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write what `read` has read, as the preview showed it."""
        intake.take_in(
            self._store, incoming, kind=kind, language=language, case=case, progress=progress
        )

    # Listing and reading --------------------------------------------------------------------

    def rows(self, *, kind: str | None = None, question: str | None = None) -> list[ListedRow]:
        """Return the documents as plain rows, of one kind or question if asked."""
        return listing.rows(self._store, kind=kind, question=question)

    def keys(self, question: str | None = None, *, answers: bool = False) -> list[int]:
        """Return the keys of the interviews, or of the answers to a question, in their order.

        answers: the interviews, then all answers.
        """
        return listing.keys(self._store, question, answers=answers)

    def of(self, keys: Sequence[int]) -> list[ListedRow]:
        """Return the documents of some keys as plain rows, in the order given."""
        return listing.of(self._store, keys)

    def frame(self, *, kind: str | None = None, question: str | None = None) -> pd.DataFrame:
        """Return the documents: document, kind, language, case, question, characters, segments,
        coders (names joined by ', ').
        """
        import pandas as pd

        rows = self.rows(kind=kind, question=question)
        made = pd.DataFrame([[getattr(r, n) for n in COLUMNS] for r in rows], columns=COLUMNS)
        made["coders"] = [", ".join(r.coders) for r in rows]
        numbers = ("characters", "segments")
        return made.astype({name: "int64" if name in numbers else "str" for name in COLUMNS})

    def find(self, name: str) -> DocumentRow:
        """Return one document by name, unique beginning or uid. Raises: NotFound, Ambiguous."""
        return listing.find(self._store, name)

    def text(self, name: str) -> str:
        """Return a document's current text; offsets of segments are code points of it."""
        return listing.text(self._store, self.find(name))

    def turns(self, name: str) -> list[TurnRow]:
        """Return a document's turns in its current text."""
        found = self.find(name)
        with self._store.read() as connection:
            return current_turns(connection, [found.id]).get(found.id, [])

    # Changing -------------------------------------------------------------------------------

    def edit(self, name: str, corrected: str) -> pd.DataFrame:
        """Replace a document's text by a corrected one; segments stay on their words.

        Returns the segments to look at again, whose words the correction touched: segment,
        document, code, coder, state (changed, lost), before, after, start, end.
        """
        return look_frame(self.correct(name, corrected))

    def correct(self, name: str, corrected: str) -> list[Look]:
        """Do what `edit` does; return the segments to look at again as plain rows."""
        return versions.edit(self._store, self.find(name), corrected)

    def to_look_at(self, name: str | None = None) -> pd.DataFrame:
        """Return the segments that do not stand on the words they were applied to."""
        found = None if name is None else self.find(name)
        return look_frame(versions.to_look_at(self._store, found))

    def rename(self, name: str, new: str) -> None:
        """Rename a document. Raises: NotFound, Conflict, UsageError."""
        found = self.find(name)
        new = checked_name(new)
        taken = [r.document for r in self.rows() if r.id != found.id]
        if any(fold_name(t) == fold_name(new) for t in taken):
            raise Conflict(f"There is a document “{new}” already.")
        with self._store.batch("rename document", f"{found.document} → {new}") as batch:
            batch.update("document", {found.id: {"name": new}})

    def set_language(self, name: str, language: str) -> None:
        """Say which language a document is in (zh, en, …). Raises: NotFound, UsageError."""
        found = self.find(name)
        language = checked_language(language)
        with self._store.batch("set language", f"{found.document} · {language}") as batch:
            batch.update("document", {found.id: {"language": language}})

    def remove(self, name: str) -> None:
        """Remove a document with your own segments on it; undo brings all back.

        Raises: NotFound, Conflict where others have coded it.
        """
        from qualcode.documents.removal import remove

        found = self.find(name)
        intake.refuse_used(self._store, found)
        remove(self._store, found)

    # Masking --------------------------------------------------------------------------------

    def propose_masks(self, name: str) -> list[masking.Proposal]:
        """Return words of a document that may tell who somebody is. Raises: NotAllowed."""
        labels = dict.fromkeys(t.speaker for t in self.turns(name) if t.speaker)
        return masking.propose(self.text(name), masking.vault(self._store), labels)

    def mask(self, name: str, replacements: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Replace words (original → replacement, else all of the vault) in a new version.

        The document's name and its speakers' labels are masked with it. The lead alone may.
        Returns the segments whose words changed, as `edit` does; its `attrs["unmasked"]` lists
        where words of the vault still stand, as `unmasked` does, a dict a place. Raises:
        NotAllowed, NotFound for words that stand nowhere in it, UsageError.
        """
        look = look_frame(masking.mask(self._store, self.find(name), replacements))
        look.attrs["unmasked"] = [asdict(one) for one in unmasked.find(self._store)]
        return look

    def unmasked(self) -> pd.DataFrame:
        """Return where words of the vault still stand, in this project's texts, memos, codes and
        fields: what, where, words, times. Raises: NotAllowed for anybody but the lead.
        """
        import pandas as pd

        rows = [asdict(one) for one in unmasked.find(self._store)]
        return pd.DataFrame(rows, columns=UNMASKED).astype(
            {name: "int64" if name == "times" else "str" for name in UNMASKED}
        )

    def vault(self) -> list[masking.Pseudonym]:
        """Return the vault of pseudonyms. Raises: NotAllowed for anybody but the lead."""
        return masking.vault(self._store)


def look_frame(found: Sequence[Look]) -> pd.DataFrame:
    """Return segments to look at again as a frame."""
    import pandas as pd

    made = pd.DataFrame([[getattr(r, n) for n in LOOK] for r in found], columns=LOOK)
    return made.astype({n: "int64" if n in ("start", "end") else "str" for n in LOOK})


def _added(
    incoming: Sequence[Incoming], language: str | None, known: Sequence[masking.Pseudonym]
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for one in incoming:
        reading = one.reading
        labels = dict.fromkeys(t.label for t in reading.turns if t.label)
        masks = masking.propose(reading.text, known, labels)
        rows.append(
            [
                one.name, str(one.path), one.state, reading.format, reading.encoding,
                language or reading.language, len(reading.turns), ", ".join(labels),
                len(reading.text), ", ".join(m.original for m in masks), one.note,
                "; ".join((*reading.warnings, *reading.losses)),
            ]
        )  # fmt: skip
    return pd.DataFrame(rows, columns=ADDED)
