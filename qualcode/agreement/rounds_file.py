"""A round sent by file: a project that holds one coder's passages, masked, and the freeze only.

The file has the uids of this project, so that what is coded in it comes back with `history merge`.
Its texts are as long as here with blanks outside the passages: a span there is the same span here.
It begins with one batch that holds its rows. This project takes the same batch into its journal
with the payload withheld: it proves what was sent, changes nothing, and is not taken back in as
news. It stands first in the order of all batches, so that a copy which later meets this project's
own history reads the whole texts, whichever merges which.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from qualcode.agreement.rounds import Round
from qualcode.codebook import freezes
from qualcode.codebook.entry import LANGUAGES, Entry, as_json, from_mapping
from qualcode.coding.rounds import Assigned, assigned
from qualcode.documents import masking
from qualcode.documents.turns import current_turns
from qualcode.errors import Conflict, NotFound, ProjectExists, UsageError
from qualcode.store import engine as engines
from qualcode.store.coders import Coder
from qualcode.store.journal import Batch
from qualcode.store.keys import mark, select_in
from qualcode.store.rows import insert_returning
from qualcode.store.store import Store
from qualcode.store.tables import fields, metadata, references

LABEL = "send round by file"


def export(store: Store, one: Round, coder: Coder, path: Path) -> Path:
    """Write the project of one coder's part of a round; return its path.

    Raises: Conflict where the round is closed or a passage holds words of the vault, NotFound
    where the coder has no passage in it or the folder does not exist, ProjectExists, UsageError.
    """
    if path.suffix != ".qualcode":
        raise UsageError(f"{path.name}: a project file ends in .qualcode.")
    if path.exists():
        raise ProjectExists(f"{path} is there already. Choose another name.")
    if not path.parent.is_dir():
        raise NotFound(f"There is no folder {path.parent}. Create it first.")
    if one.closed is not None:
        raise Conflict(f"The round “{one.name}” is closed: there is nothing left to code in it.")
    with store.read(whole=True) as connection:
        listed = assigned(connection, rounds=[one.id], coder_id=coder.id)
    if not listed:
        raise NotFound(f"{coder.name} has no passage in the round “{one.name}”.")
    fresh = path.with_name(f".{path.stem}.{secrets.token_hex(4)}{path.suffix}")
    try:
        _write(store, one, coder, listed, fresh)
        engines.publish(fresh, path)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return path


def _write(store: Store, one: Round, coder: Coder, listed: Sequence[Assigned], path: Path) -> None:
    """Build the file, and note here what was sent: both or neither."""
    subject = f"{one.name} · {coder.name}"
    sent = Store.create(path, name=one.name)
    try:
        with store.read(whole=True) as connection:
            uid, name = connection.exec_driver_sql("SELECT uid, name FROM project").one()
            latest = connection.exec_driver_sql("SELECT max(lamport) FROM batch").scalar_one()
        with sent.engine.begin() as connection:
            m = mark(connection)
            connection.exec_driver_sql(f"UPDATE project SET uid = {m}, name = {m}", (uid, name))
        sent.coder = store.coder
        leaving = masking.leaving(store)
        with store.batch(LABEL, subject, kind="look") as here:
            with sent.batch(LABEL, subject, kind="merge") as batch:
                _Part(here.connection, batch, leaving).rows(one, coder, listed)
            # A second, empty one puts what is coded in the file after all that was done here.
            sent.writer().after = int(latest)
            sent.look(LABEL, subject)
            with sent.read() as there:
                _note(here.connection, there)
    finally:
        sent.close()


def _note(here: Connection, there: Connection) -> None:
    """Take the file's one chain into this journal, its payloads withheld."""
    keys: dict[str, dict[int, int]] = {"chain": {}, "batch": {}}
    for table, above in (("chain", None), ("batch", "chain"), ("event", "batch")):
        for row in there.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").mappings().all():
            values = {**row, "payload": None} if table == "event" else dict(row)
            one = int(values.pop("id"))
            if above is not None:
                values[f"{above}_id"] = keys[above][values[f"{above}_id"]]
            key = insert_returning(here, table, values)
            keys.setdefault(table, {})[one] = key


class _Part:
    """Puts rows of this project, cut to what a coder needs, into the file's first batch.

    A row keeps its uid, and whatever it refers to is put in before it.
    """

    def __init__(self, here: Connection, batch: Batch, leaving: Callable[[str], str]) -> None:
        self.here = here
        self.batch = batch
        self.leaving = leaving
        self._keys: dict[tuple[str, int], int] = {}

    def rows(self, one: Round, coder: Coder, listed: Sequence[Assigned]) -> None:
        """Put in the coder, the freeze with its codes, the passages, the round, the assignments."""
        self.put("coder", coder.id, database_role=None)
        freeze = self._codebook(one)
        passages: dict[int, list[tuple[int, int]]] = {}
        for part in listed:
            passages.setdefault(part.document_id, []).append((part.start, part.end))
        versions = {key: self._document(key, spans) for key, spans in passages.items()}
        said = {k: v for k, v in one.settings.items() if k not in ("key", "of")}
        settings = json.dumps(said, ensure_ascii=False)
        self.put("coding_round", one.id, freeze_id=freeze, settings=settings)
        for part in listed:
            start, end = (None, None) if part.whole else (part.start, part.end)
            version = versions[part.document_id]
            self.put("assignment", part.id, version_id=version, start_at=start, end_at=end)

    @property
    def mark(self) -> str:
        """The bound parameter of this project's store."""
        return mark(self.here)

    def put(self, table: str, key: int, **instead: Any) -> int:
        """Put a row in as it is here, but for some fields, given as the file has them."""
        done = self._keys.get((table, key))
        if done is not None:
            return done
        known = metadata.tables[table]
        sql = f"SELECT uid, {', '.join(fields(known))} FROM {table} WHERE id = {self.mark}"
        row = dict(self.here.exec_driver_sql(sql, (key,)).mappings().one())
        row |= instead
        for name, target in references(known).items():
            if name not in instead and row[name] is not None:
                row[name] = self.put(target, row[name])
        [made] = self.batch.insert(table, [row])
        self._keys[(table, key)] = made
        return made

    # The codebook -----------------------------------------------------------------------------

    def _codebook(self, one: Round) -> int | None:
        """Put in the codes of the freeze as it has them, and the freeze; return its key."""
        if one.freeze is None:
            return None
        freeze = freezes.find(self.here, one.freeze)
        content = freezes.content_of(self.here, freeze)
        frozen = [code for code in json.loads(content) if not code["retired"]]
        of_uid = {
            row[0]: row[1]
            for row in select_in(
                self.here, "SELECT uid, id FROM code WHERE uid IN ({})", [c["uid"] for c in frozen]
            )
        }
        by_name: dict[str, int] = {}
        for position, code in enumerate(frozen):  # in the order of the tree: parents come first
            if code["uid"] in of_uid:
                entry = from_mapping(code["entry"])
                by_name[entry.code] = self._code(
                    of_uid[code["uid"]], entry, code["revision"], position, by_name
                )
        said = as_json([{**c, "entry": self._left(c["entry"])} for c in frozen])
        return self.put(
            "codebook_freeze", freeze.id, content=said, digest=freezes.digest(said),
            note=self.leaving(freeze.note),
        )  # fmt: skip

    def _left(self, said: Any) -> Any:
        """Return a text, or texts in lists and mappings, with stand-ins for masked words."""
        if isinstance(said, str):
            return self.leaving(said)
        if isinstance(said, Mapping):
            return {name: self._left(one) for name, one in said.items()}
        return [self._left(one) for one in said] if isinstance(said, list) else said

    def _code(
        self, key: int, entry: Entry, revision: int, position: int, by_name: Mapping[str, int]
    ) -> int:
        parent = by_name.get(entry.parent) if entry.parent is not None else None
        said = {
            f"{column}_{language}": self.leaving(getattr(entry, f"{field}_{language}"))
            for column, field in _COLUMNS.items()
            for language in LANGUAGES
        }
        made = self.put(
            "code", key, name=entry.code, parent_id=parent, position=position,
            is_category=int(entry.category), color=entry.color, letters=entry.key, retired=0,
            revision=revision, extra=as_json(self._left(dict(entry.extra))),
            **said,
        )  # fmt: skip
        self._belonging("code_example", key, "content", entry.examples, segment_uid=None)
        self._belonging("code_keyword", key, "word", (*entry.keywords_zh, *entry.keywords_en))
        return made

    def _belonging(
        self, table: str, code: int, column: str, frozen: Iterable[str], **instead: Any
    ) -> None:
        """Put in the examples or keywords of a code that are here and in the freeze."""
        sql = f"SELECT id, {column} FROM {table} WHERE code_id = {self.mark} ORDER BY id"
        wanted = set(frozen)
        for key, said in self.here.exec_driver_sql(sql, (code,)).all():
            if said in wanted:
                self.put(table, key, **{column: self.leaving(said), **instead})

    # Documents --------------------------------------------------------------------------------

    def _document(self, key: int, spans: Sequence[tuple[int, int]]) -> int:
        """Put in a document of which the passages alone can be read; return its version's key."""
        name, version, case, variable, texts, text = self.here.exec_driver_sql(
            "SELECT d.shown, d.version_id, d.case_id, d.variable_id, t.id, t.content "
            "FROM document d JOIN version v ON v.id = d.version_id "
            f"JOIN texts t ON t.id = v.texts_id WHERE d.id = {self.mark}",
            (key,),
        ).one()
        said = within(text, spans)
        if self.leaving(said) != said or self.leaving(name) != name:
            raise Conflict(
                f"{self.leaving(name)} holds words of the vault in a passage of the round. Mask it "
                f"first: qualcode documents mask {self.leaving(name)}"
            )
        owner = question = None
        if variable is not None:  # an answer is shown as its case and question
            consent = dict.fromkeys(("quote_consent", "archive_consent", "share_consent"))
            owner = None if case is None else self.put("cases", case, **consent)
            question = self.put("variable", variable)
        made = self.put(
            "document", key, name=name, case_id=owner, variable_id=question, version_id=None,
            source_name="", source_digest="", source_settings="{}",
        )  # fmt: skip
        content = self.put(
            "texts", texts, content=said, digest=hashlib.sha256(said.encode()).hexdigest()
        )
        here = self.put(
            "version", version, document_id=made, parent_id=None, texts_id=content, edit_map="[]",
            reason="",
        )  # fmt: skip
        self.batch.update("document", {made: {"version_id": here}})
        self._turns(key, here, spans)
        return here

    def _turns(self, document: int, version: int, spans: Sequence[tuple[int, int]]) -> None:
        """Put in the turns that lie in the passages, where they stand in the current text."""
        turns = current_turns(self.here, [document]).get(document, [])
        kept = {
            turn.number: turn
            for turn in turns
            if any(turn.start < end and turn.end > start for start, end in spans)
        }
        rows = self.here.exec_driver_sql(
            "SELECT t.id, t.position, t.speaker_id FROM turn t "
            "JOIN version v ON v.id = t.version_id "
            f"WHERE v.document_id = {self.mark} AND t.version_id = (SELECT max(x.version_id) "
            f"FROM turn x JOIN version w ON w.id = x.version_id WHERE w.document_id = {self.mark})",
            (document, document),
        ).all()
        for key, position, speaker in rows:
            if position in kept:
                turn = kept[position]
                who = None if speaker is None else self._speaker(speaker)
                self.put(
                    "turn", key, version_id=version, start_at=turn.start, end_at=turn.end,
                    spans=json.dumps(turn.spans), speaker_id=who, place="",
                )  # fmt: skip

    def _speaker(self, key: int) -> int:
        label = self.here.exec_driver_sql(
            f"SELECT label FROM speaker WHERE id = {self.mark}", (key,)
        ).scalar_one()
        return self.put("speaker", key, label=self.leaving(label), case_id=None)


_COLUMNS = {
    "name": "name", "definition": "definition", "use_when": "when", "use_not": "when_not",
}  # fmt: skip
"""The columns of a code that hold a text in each language, and the fields of its entry."""


def within(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length that says only what stands in some spans."""
    said = [" "] * len(text)
    for start, end in spans:
        said[start:end] = text[start:end]
    return "".join(said)
