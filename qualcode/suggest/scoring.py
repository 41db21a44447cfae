"""Fitting a coder's model and scoring what that coder has not reviewed.

This is what the worker does, and the API and the command line within their own process. It reads
the project and writes derived tables alone, in short transactions: no person's layer, no journal.
Documents that the coder codes blind are not scored at all.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.coding.rounds import blind_documents
from qualcode.documents import listing, masking
from qualcode.errors import NotFound
from qualcode.store import engine as engines
from qualcode.store import uids
from qualcode.store.journal import now
from qualcode.store.keys import chunks, mark, marks, select_in
from qualcode.store.store import Store
from qualcode.suggest import book as books
from qualcode.suggest import encoder as encoders
from qualcode.suggest import fits, judged, settings, training
from qualcode.suggest import passages as units
from qualcode.suggest.book import Book
from qualcode.suggest.encoder import SentenceEncoder
from qualcode.suggest.features import prepared
from qualcode.suggest.fits import Fit
from qualcode.suggest.matching import Matches
from qualcode.suggest.passages import Passage
from qualcode.suggest.suggester import Suggester
from qualcode.suggest.training import Training, Work
from qualcode.suggest.vectors import KeptVectors

if TYPE_CHECKING:
    from qualcode.suggest.explanation import Explanation
    from qualcode.suggest.queue import Suggestion
    from qualcode.suggest.telling import Told

    Tell = Callable[[Suggestion, "Model", Explanation, Sequence[str], dict[str, str]], Told]

Progress = Callable[[int, int], None]
ENCODED = 100
DOCUMENTS = 400
WITHHELD = 0.1


@dataclass(frozen=True)
class Ran:
    """What a run did: the models by kind, how many passages were scored, how many have suggestions.

    damaged: whether a model that was kept could not be read, and was fitted anew.
    """

    fits: dict[str, Fit]
    scored: int
    suggested: int
    damaged: bool

    @property
    def fit(self) -> Fit:
        """The model of answers, or of interviews where there was nothing else to score."""
        return next(self.fits[kind] for kind in training.KINDS if kind in self.fits)


@dataclass
class Model:
    """A model at work."""

    suggester: Suggester
    book: Book
    training: Training
    fit: Fit
    secret: bytes
    matches: Matches
    places: dict[str, int]


class Engine:
    """The models of one coder; kept from one request to the next while nothing is taught anew."""

    def __init__(self, store: Store, coder_id: int, coder_uid: str, *, semantic: bool) -> None:
        self._store = store
        self.semantic = semantic
        self._coder = coder_id
        self._coder_uid = coder_uid
        self.vectors = KeptVectors(store) if semantic and encoders.installed() else None
        self.encoder = None if self.vectors is None else SentenceEncoder(self.vectors)
        self._models: dict[str, tuple[str, Model]] = {}

    def training(self) -> Training:
        """Return what the coder's reviews teach now."""
        return self._read()[1]

    def _read(self) -> tuple[Book, Training, bytes]:
        blind = blind_documents(self._store, self._coder)
        with self._store.read() as connection:
            book = books.read(connection)
            unit = settings.unit(connection)
            taught = training.read(connection, self._coder, unit, book, blind)
            secret = connection.exec_driver_sql("SELECT secret FROM project").scalar_one()
        return book, taught, bytes(secret)

    def model(self, kind: str, progress: Progress | None = None) -> Model:
        """Return the coder's model of answers or interviews, as reviews and codebook are now."""
        book, everything, secret = self._read()
        taught = everything.of(kind)
        key = f"{taught.digest} {book.entries}"
        kept = self._models.get(kind)
        if kept is not None and kept[0] == key:
            return replace(kept[1], training=taught)
        self.encode([one.text for one in taught.passages], progress)
        suggester = fitted(book, taught, self.encoder)
        record = suggester.record()
        figures = judged.judge(
            suggester.left_out() or [None] * len(taught.passages),
            taught.codes,
            taught.unknown,
            suggester.codes,
        )
        digest = fits.digest_of(record, taught.digest)
        fit = Fit(kind, digest, record, taught.digest, len(taught.passages), figures, now())
        places = {code: at for at, code in enumerate(suggester.codes)}
        matches = Matches(book.entries)
        made = Model(suggester, book, taught, fit, secret, matches, places)
        self._models[kind] = (key, made)
        return made

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> None:
        """Make the vectors of texts that have none; those made stay if it is stopped."""
        if self.encoder is None or self.vectors is None:
            return
        listed = list(dict.fromkeys(prepared(text) for text in texts))
        try:
            for at in range(0, len(listed), ENCODED):
                if progress is not None:
                    progress(at, len(listed))
                self.encoder.vectors(listed[at : at + ENCODED])
        finally:
            self.vectors.flush()

    def scope(self, documents: Collection[int] | None, question: str | None) -> list[int]:
        """Return the keys of the documents to score: those given, or all that may be."""
        if documents is not None:
            wanted = list(documents)
        elif question is not None:
            wanted = listing.keys(self._store, question)
        else:
            wanted = listing.keys(self._store, answers=True)
        with self._store.read() as connection:
            allowed = settings.interviews(connection)
            kinds = {
                r[0]: r[1]
                for r in select_in(
                    connection, "SELECT id, kind FROM document WHERE id IN ({})", wanted
                )
            }
        blind = blind_documents(self._store, self._coder)
        return [
            key
            for key in wanted
            if key not in blind and (allowed or kinds.get(key) == listing.ANSWER)
        ]

    def run(
        self,
        documents: Collection[int] | None = None,
        question: str | None = None,
        progress: Progress | None = None,
    ) -> Ran:
        """Fit, score what is not reviewed, and keep what is suggested as pending."""
        with self._store.read() as connection:
            _, damaged = fits.load(connection, self._coder)
        everything = documents is None and question is None
        keys = self.scope(documents, question)
        of_kind = self._by_kind(keys) or {training.ANSWERS: []}
        models = {kind: self.model(kind, progress) for kind in of_kind}
        if everything:
            self._begin(models.values())
        done = scored = suggested = 0
        for kind, own in of_kind.items():
            model = models[kind]
            fits.keep(self._store, self._coder, model.fit)
            for part in chunks(own, DOCUMENTS):
                if progress is not None:
                    progress(done, len(keys))
                some = self._score(model, part)
                scored, suggested = scored + some[0], suggested + some[1]
                done += len(part)
        if everything and self.vectors is not None:
            self.vectors.prune()
        if progress is not None:
            progress(len(keys), len(keys))
        return Ran({kind: m.fit for kind, m in models.items()}, scored, suggested, damaged)

    def _by_kind(self, keys: Sequence[int]) -> dict[str, list[int]]:
        sql = "SELECT id, kind FROM document WHERE id IN ({})"
        with self._store.read() as connection:
            answers = {r[0] for r in select_in(connection, sql, keys) if r[1] == listing.ANSWER}
        found: dict[str, list[int]] = {}
        for key in keys:
            kind = training.ANSWERS if key in answers else training.INTERVIEWS
            found.setdefault(kind, []).append(key)
        return found

    def _score(self, model: Model, part: Sequence[int]) -> tuple[int, int]:
        """Suggest for some documents; return how many passages were scored, how many have some."""
        with self._store.read() as connection:
            listed = units.load(connection, part, settings.unit(connection))
            own = training.work(connection, self._coder, part)
        open_ones = [o for o in listed if not own.reviewed(o.document_id, o.start, o.end)]
        self.encode([one.text for one in open_ones])
        rows = self._rows(model, open_ones, own, set(model.fit.figures.not_found()))
        self._write(part, rows, own)
        return len(open_ones), len({(row[2], row[4]) for row in rows})

    def _begin(self, models: Iterable[Model]) -> None:
        """Begin to note which vectors are needed, those of the models first."""
        if self.vectors is None:
            return
        self.vectors.begin()
        for model in models:
            entries = model.suggester.fitted.reader.entries
            self.encode([*entries.texts, *entries.keywords])
        self.encode([one.text for one in self.training().passages])

    def explain(self, one: Suggestion, tell: Tell, names: dict[str, str]) -> Told:
        """Return why a code is suggested, told with the words this session may read."""
        model = self.model(training.ANSWERS if one.whole else training.INTERVIEWS)
        code = model.book.by_id[one.code_id]
        with self._store.read() as connection:
            listed = units.load(connection, [one.document_id], settings.unit(connection))
        here = next((p for p in listed if (p.start, p.end) == (one.start, one.end)), None)
        if here is None:
            raise NotFound(
                "The text or the unit has changed since this was suggested. Make suggestions anew "
                "with: qualcode suggest run"
            )
        found = model.suggester.explain(here.text, code.uid, here.group)
        read = masking.reading(self._store)
        return tell(one, model, found, [read(p.text) for p in model.training.passages], names)

    def _rows(
        self, model: Model, listed: Sequence[Passage], own: Work, hidden: Collection[str]
    ) -> list[tuple[object, ...]]:
        """Return the rows of the suggestions for some passages, without those decided already."""
        early = model.fit.reviewed < judged.WITHOUT_PROBABILITY
        answers = model.suggester.suggest(
            [one.text for one in listed], [one.group for one in listed]
        )
        words = [prepared(one.text) for one in listed]
        hits = model.suggester.fitted.reader.keywords.weights(words)
        rows: list[tuple[object, ...]] = []
        for at, (one, answer) in enumerate(zip(listed, answers, strict=True)):
            held = int(withheld(model.secret, self._coder_uid, one.key))
            place = 0
            for code_uid, p in answer if early else judged.shown(answer, hidden):
                code = model.book.by_uid[code_uid]
                strength = hits[at, model.places[code_uid]]
                matches = self._matches(model, one.text, code_uid, bool(strength))
                if early and not matches:
                    continue
                place += 1
                if place > judged.MOST_SHOWN:
                    break
                if own.coded(one.document_id, one.start, one.end, code.id):
                    continue
                uid = uids.named(
                    self._store.project_uid, "suggestion", self._coder_uid, one.key, code_uid,
                    str(code.revision),
                )  # fmt: skip
                rows.append(
                    (
                        uid, self._coder, one.document_id, one.version_id, one.start, one.end,
                        int(one.whole), code.id, code.revision, None if early else p, matches,
                        place, held, model.fit.reviewed, model.fit.digest,
                    )
                )  # fmt: skip
        return rows

    def _matches(self, model: Model, text: str, code_uid: str, has_keyword: bool) -> str:
        keyword = ""
        if has_keyword:
            hits = model.suggester.fitted.reader.keywords.hits(text, code_uid)
            keyword = next((text[hit.start : hit.end] for hit in hits), "")
        return model.matches.of(text, code_uid, keyword)

    def _write(
        self, documents: Sequence[int], rows: Sequence[tuple[object, ...]], own: Work
    ) -> None:
        """Replace the pending suggestions of documents, but those of passages reviewed since.

        What was suggested for these is still to be recorded with what the coder did.
        """
        with engines.writing(self._store.engine) as connection:
            sql = (
                "SELECT uid, document_id, start_at, end_at FROM pending WHERE coder_id = ? "
                "AND document_id IN ({})"
            )
            there = list(select_in(connection, sql, list(documents), self._coder))
            fresh = {row[0] for row in rows}
            gone = [r[0] for r in there if r[0] not in fresh and not own.reviewed(r[1], r[2], r[3])]
            if gone:
                connection.exec_driver_sql(
                    f"DELETE FROM pending WHERE uid = {mark(connection)}", [(u,) for u in gone]
                )
            if rows:
                connection.exec_driver_sql(_UPSERT.format(marks(connection, 15)), list(rows))


_COLUMNS = (
    "uid", "coder_id", "document_id", "version_id", "start_at", "end_at", "whole", "code_id",
    "code_revision", "probability", "matches", "place_in_list", "withheld", "reviewed", "digest",
)  # fmt: skip
_UPSERT = (
    f"INSERT INTO pending ({', '.join(_COLUMNS)}) VALUES ({{}}) ON CONFLICT (uid) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
)


def fitted(book: Book, taught: Training, encoder: SentenceEncoder | None) -> Suggester:
    """Return a suggester taught by reviewed passages."""
    return Suggester(book.entries, encoder=encoder).fit(
        [one.text for one in taught.passages],
        taught.codes,
        [one.group for one in taught.passages],
        unknown=taught.unknown,
    )


def withheld(secret: bytes, coder_uid: str, key: str) -> bool:
    """Say whether a passage is of the tenth in which suggestions come after the decision.

    Drawn by a keyed hash: the same each time, and nobody can tell beforehand which ones they are.
    """
    drawn = hmac.digest(secret, f"withheld\x1f{coder_uid}\x1f{key}".encode(), "sha256")
    return int.from_bytes(drawn[:8], "big") < WITHHELD * 2**64
