"""Codebook: codes, categories and groups, their entries, freezes and files.

Thin: it finds what names mean, opens a batch and leaves the work to modules of one idea each.
Every change is one batch, so one undo takes it back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.codebook import (
    arguments,
    examples,
    files,
    finding,
    history,
    intake,
    preview,
    recode_queue,
    use,
    writing,
)
from qualcode.codebook import restructure as shape
from qualcode.codebook import rows as listing
from qualcode.codebook.entry import Entry
from qualcode.codebook.fields import name_of_code
from qualcode.codebook.freezing import Freezing
from qualcode.codebook.groups import GroupRow, find_group, group_rows
from qualcode.codebook.history import Lineage, Revision
from qualcode.codebook.intake import Arrival
from qualcode.codebook.preview import MergeMoves, Moves
from qualcode.codebook.recoding import Recoding
from qualcode.codebook.restructure import Merged, Split
from qualcode.codebook.rows import CodeRow
from qualcode.codebook.stock import Stock, Stored, read_stock
from qualcode.codebook.use import Use
from qualcode.coding import apply as applying
from qualcode.coding import segments
from qualcode.errors import Conflict
from qualcode.store.store import Store
from qualcode.text.interface import language

if TYPE_CHECKING:
    import pandas as pd


class Codebook(Recoding, Freezing):
    """The codebook of a project. Codes are named by name (also zh or en), beginning or uid."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Looking ----------------------------------------------------------------------------------

    def rows(self, *, retired: bool = False) -> list[CodeRow]:
        """Return the codes in use, with `retired` all, in the order of the tree, counted."""
        with self._store.read() as connection:
            stock, counted = self._store.once(read_stock, connection), listing.counts(connection)
        codes = stock.codes.values() if retired else stock.live()
        read = examples.reading(self._store)
        return [listing.row(stock, code, counted, read(code.entry)) for code in codes]

    def tree(self) -> list[CodeRow]:
        """Return the codes in use depth first, siblings by position; `depth` says how deep."""
        return self.rows()

    def frame(self, *, retired: bool = False) -> pd.DataFrame:
        """Return the codebook as a frame, one row a code in use; with `retired` also the others.

        Columns: code, parent, path, category, definition (of the interface's language, else the
        other), each field by language, examples, keywords, color, segments, documents, key,
        groups, revision, retired, uid. Lists are texts.
        """
        import pandas as pd

        said = language()
        records = [listing.flat(one, said) for one in self.rows(retired=retired)]
        made = pd.DataFrame(records, columns=list(listing.FRAME))
        return made.astype({name: listing.FRAME_TYPES.get(name, "str") for name in listing.FRAME})

    def find(self, name: str) -> CodeRow:
        """Return the code in use that a name means, without counts; a retired one by its uid.

        Raises: NotFound with the nearest names, Ambiguous, Conflict for a retired code's name.
        """
        stock = self._store.once(read_stock)
        code = finding.find(stock, name)
        return listing.row(stock, code, {}, examples.reading(self._store)(code.entry))

    def entry(self, name: str) -> Entry:
        """Return the full entry of a code, in use or retired. Raises: NotFound, Ambiguous."""
        with self._store.read() as connection:
            found = finding.find_any(self._store.once(read_stock, connection), name).entry
        return examples.reading(self._store)(found)

    def revisions(self, name: str) -> list[Revision]:
        """Return the meanings a code has had, the first first. Raises: NotFound, Ambiguous."""
        with self._store.read() as connection:
            code = finding.find_any(self._store.once(read_stock, connection), name)
            return history.revisions(connection, code.id)

    def lineage(self, name: str | None = None) -> list[Lineage]:
        """Return what was merged and split, of one code or of all. Raises: NotFound, Ambiguous."""
        with self._store.read() as connection:
            code = (
                finding.find_any(self._store.once(read_stock, connection), name)
                if name is not None
                else None
            )
            return history.lineage(connection, None if code is None else code.id)

    def use(self, name: str, by: str = "week", *, below: bool = False) -> list[Use]:
        """Return a code's segments by the week or day they were made, each with its base.

        below: those of the codes below it too. Raises: NotFound, Ambiguous, UsageError.
        """
        with self._store.read() as connection:
            stock = self._store.once(read_stock, connection)
            code = finding.find_any(stock, name)
            codes = {code.id, *(stock.below(code.id) if below else ())}
            return use.over_time(connection, codes, by)

    # Files ------------------------------------------------------------------------------------

    def load(
        self, path: str | Path, *, preview: bool = False, alters: bool | None = None
    ) -> pd.DataFrame:
        """Take in a codebook file (YAML, CSV or xlsx); return what came in, or would.

        alters: whether changes of definition, when and when not alter the meaning of codes that
        are there; None treats them as not altering and says in `note` where to ask.
        Columns: code, change (added, brought back, changed, kept, unchanged), field, before,
        after, note. Raises: UsageError, UnreadableSource naming file and place.
        """
        import pandas as pd

        arrivals = self.load_rows(path, preview=preview, alters=alters)
        columns = [one.name for one in dataclass_fields(Arrival)]
        return pd.DataFrame([asdict(one) for one in arrivals], columns=columns)

    def load_rows(
        self, path: str | Path, *, preview: bool = False, alters: bool | None = None
    ) -> list[Arrival]:
        """Do what `load` does; return plain rows."""
        path = Path(path)
        raws = files.read(path)
        if preview:
            return self._plan(path, raws, alters)[1].arrivals
        with self._store.batch("import codebook", path.name) as batch:
            stock, plan = self._plan(path, raws, alters)
            intake.carry_out(batch, stock, plan)
        return plan.arrivals

    def _plan(
        self, path: Path, raws: list[intake.Raw], alters: bool | None
    ) -> tuple[Stock, intake.Plan]:
        with self._store.read() as connection:
            stock, used = self._store.once(read_stock, connection), listing.segments(connection)
        return stock, intake.plan(path.name, raws, stock, alters=alters, used=used)

    def save(self, path: str | Path) -> Path:
        """Write the codes in use to a file that `load` reads (YAML, CSV or xlsx); return its path.

        Examples leave without the words that masking replaces.
        Raises: UsageError for another ending, Conflict for a text too long for Excel,
        StorageFailed.
        """
        with self._store.read() as connection:
            entries = [code.entry for code in self._store.once(read_stock, connection).live()]
        files.write(Path(path), examples.leaving(self._store, entries))
        return Path(path)

    # Codes ------------------------------------------------------------------------------------

    def add(
        self, name: str, /, *, parent: str | None = None, category: bool = False, **fields: Any
    ) -> str:
        """Add a code, or a category, which is not applied itself; return its uid.

        fields: definition, when, when_not, examples, keywords … as in a file; `extra={...}` for
        fields of one's own. Without key and color it gets some.
        Raises: UsageError, Conflict for a name or key in use, NotFound for the parent.
        """
        with self._store.batch("add code", name) as batch:
            stock = read_stock(batch.connection)
            above = None if parent is None else self._live(stock, parent).entry.code
            given = {**fields, "category": category, "parent": above}
            entry = arguments.new_entry(stock, name, given)
            shape.refuse_taken(stock, entry.code)
            [one] = writing.add(batch, stock, writing.dressed(stock, [entry]))
            return read_stock(batch.connection).codes[one].uid

    def edit(self, name: str, /, *, alters: bool = False, note: str = "", **fields: Any) -> CodeRow:
        """Change fields of a code's entry; return the code.

        alters: the change alters the meaning: the code gets a new revision, its entry before and
        after are kept with the note, and what was reviewed before is unknown for it.
        Raises: NotFound, Ambiguous, UsageError, Conflict.
        """
        with self._store.batch("edit code", name) as batch:
            stock = read_stock(batch.connection)
            code = self._live(stock, name)
            batch.subject = code.entry.code
            segments = listing.segments(batch.connection).get(code.id, 0)
            given = examples.as_kept(self._store, code.entry, fields)
            entry = arguments.edited(stock, code, given, segments)
            change = writing.Change(code, entry, alters, note)
            writing.change(batch, stock, writing.dressed_changes(stock, [change]))
            return self.find(code.uid)

    def rename(self, name: str, new: str) -> None:
        """Give a code another name. Raises: NotFound, Ambiguous, UsageError, Conflict."""
        with self._store.batch("rename code", name) as batch:
            stock = read_stock(batch.connection)
            code = self._live(stock, name)
            clean = name_of_code(new)
            shape.refuse_taken(stock, clean, code)
            batch.subject = f"{code.entry.code} → {clean}"
            shape.rename(batch, stock, code, clean)

    def move(self, name: str, parent: str | None, position: int | None = None) -> None:
        """Put a code below a parent (None: at the top), at a place from 0 or last.

        Raises: NotFound, Ambiguous, Conflict for a parent that lies below the code.
        """
        with self._store.batch("move code", name) as batch:
            stock = read_stock(batch.connection)
            code = self._live(stock, name)
            batch.subject = code.entry.code
            above = None if parent is None else self._live(stock, parent)
            shape.move(batch, stock, code, above, position)

    def merge(self, source: str, target: str) -> Merged:
        """Make one code of two: the target takes segments, children, memos, examples and keywords.

        Of two segments alike (one coder, round and anchor) one stays, with the memos of both. The
        source is retired. Raises: NotFound, Ambiguous, UsageError, Conflict.
        """
        with self._store.batch("merge codes", source) as batch:
            stock = read_stock(batch.connection)
            one, other = self._live(stock, source), self._live(stock, target)
            batch.subject = f"{one.entry.code} → {other.entry.code}"
            return shape.merge(batch, stock, one, other)

    def merge_preview(self, source: str, target: str) -> MergeMoves:
        """Return what `merge` would move. Raises: NotFound, Ambiguous, Conflict."""
        with self._store.read() as connection:
            stock = self._store.once(read_stock, connection)
            one, other = self._live(stock, source), self._live(stock, target)
            return preview.merge(connection, stock, one, other)

    def split(
        self,
        name: str,
        new: Sequence[str | Mapping[str, Any] | Entry],
        assign: Mapping[str, str] | None = None,
    ) -> Split:
        """Make new codes beside one; return where its segments are.

        new: names, fields with `code`, or entries; assign: uid of a segment → name of a new code,
        the others stay on the old code and are listed.
        Raises: NotFound, Ambiguous, UsageError, Conflict.
        """
        with self._store.batch("split code", name) as batch:
            stock = read_stock(batch.connection)
            code = self._live(stock, name)
            batch.subject = code.entry.code
            entries = arguments.new_entries(stock, new)
            return shape.split(self._store, batch, stock, code, entries, assign or {})

    def split_preview(
        self, name: str, parts: Sequence[Collection[str]], new: Sequence[str] = ()
    ) -> tuple[list[Moves], Moves]:
        """Return what each new code would get (uids of segments), and what would stay.

        new: the names they would have. Raises: NotFound, Ambiguous, UsageError, Conflict.
        """
        with self._store.read() as connection:
            stock = self._store.once(read_stock, connection)
            code = self._live(stock, name)
            if new:
                shape.refuse_split(stock, code, arguments.new_entries(stock, new))
            return preview.split(connection, code, parts)

    def pick_example(self, segment: str) -> str:
        """Make the words of a segment an example of its code; return them.

        Raises: NotFound, Conflict where they are one already or may not be quoted.
        """
        [ref] = applying.find(self._store, [segment])
        with self._store.batch("pick example", ref.code) as batch:
            [row] = segments.rows(self._store, segments.Filter(segments=[ref.id]))
            examples.refuse_unquotable(self._store, row)
            stock = read_stock(batch.connection)
            _, code, _ = recode_queue.place_of(batch.connection, ref.id)
            return examples.add(batch, stock.codes[code], ref.uid, row.text)

    def retire(self, name: str) -> None:
        """Take a code out of use; it keeps its segments. Raises: NotFound, Ambiguous, Conflict."""
        with self._store.batch("retire code", name) as batch:
            stock = read_stock(batch.connection)
            code = finding.find(stock, name)
            batch.subject = code.entry.code
            shape.retire(batch, stock, code)

    def unretire(self, name: str) -> None:
        """Put a retired code to use again. Raises: NotFound, Ambiguous, Conflict."""
        with self._store.batch("bring back code", name) as batch:
            stock = read_stock(batch.connection)
            code = finding.find_retired(stock, name)
            batch.subject = code.entry.code
            shape.unretire(batch, stock, code)

    # Groups -----------------------------------------------------------------------------------

    def groups(self) -> list[GroupRow]:
        """Return the groups by name, each with its codes in use."""
        with self._store.read() as connection:
            return group_rows(connection, self._store.once(read_stock, connection))

    def group(self, name: str, codes: Sequence[str] = ()) -> None:
        """Put codes into a group, which is made if it is not there.

        Raises: NotFound, Ambiguous, UsageError.
        """
        clean = name_of_code(name, "group")
        with self._store.batch("group codes", clean) as batch:
            stock = read_stock(batch.connection)
            joining = [self._live(stock, code) for code in codes]
            [spelled] = intake.spelled_groups(stock.groups, [clean])
            if spelled not in stock.groups:
                [stock.groups[spelled]] = batch.insert(
                    "code_group", [{"name": spelled, "note": None}]
                )
            shape.regroup(batch, stock, spelled, join=joining, leave=[])

    def ungroup(self, name: str, codes: Sequence[str] | None = None) -> None:
        """Take codes out of a group; without codes, dissolve it. Raises: NotFound, Ambiguous."""
        with self._store.batch("ungroup codes", name) as batch:
            stock = read_stock(batch.connection)
            group = find_group(stock, name)
            batch.subject = group
            if codes is None:
                members = [c for c in stock.codes.values() if group in c.entry.groups]
                shape.regroup(batch, stock, group, join=[], leave=members)
                batch.delete("code_group", [stock.groups[group]])
            else:
                leaving = [finding.find(stock, code) for code in codes]
                shape.regroup(batch, stock, group, join=[], leave=leaving)

    # Within -----------------------------------------------------------------------------------

    def _live(self, stock: Stock, name: str) -> Stored:
        code = finding.find(stock, name)
        if code.retired:
            raise Conflict(f"“{code.entry.code}” is retired. Bring it back first.")
        return code
