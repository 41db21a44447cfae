"""Changing the shape of the codebook: moving, merging, splitting, retiring codes.

Each function works within the batch it is given and leaves the whole consistent: no circle, no
two codes in use of one name, no segment lost; what became of a code is kept as lineage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.codebook import move_segments, writing
from qualcode.codebook.entry import Entry
from qualcode.codebook.fields import in_order, unique
from qualcode.codebook.stock import Stock, Stored, read_stock
from qualcode.coding import reviews
from qualcode.errors import Conflict, NotFound, UsageError
from qualcode.store.journal import Batch, now
from qualcode.store.settle import fold_name
from qualcode.store.store import Store


@dataclass(frozen=True)
class Merged:
    """What a merge did: segments that moved, and those that collapsed with one alike."""

    source: str
    target: str
    moved: int
    collapsed: int


@dataclass(frozen=True)
class Split:
    """What a split did: the new codes, segments that moved, uids of those left on the old code."""

    source: str
    codes: tuple[str, ...]
    moved: int
    left: tuple[str, ...]


def refuse_taken(stock: Stock, name: str, but: Stored | None = None) -> None:
    """Refuse a name that another code in use has. Raises: Conflict."""
    there = stock.by_name.get(fold_name(name))
    if there is not None and (but is None or there.id != but.id):
        raise Conflict(
            f"There is a code “{there.entry.code}” already. Choose another name, or merge the two."
        )


def rename(batch: Batch, stock: Stock, code: Stored, name: str) -> None:
    """Give a code a clean, free name; its pinyin follows."""
    writing.change(batch, stock, [writing.Change(code, replace(code.entry, code=name))])


def move(
    batch: Batch, stock: Stock, code: Stored, parent: Stored | None, position: int | None
) -> None:
    """Put a code below a parent (None: at the top), at a place among its siblings or last.

    position: from 0; beyond the last is last; None keeps the place where the parent stays.
    Raises: Conflict where the parent is the code itself or below it.
    """
    above = None if parent is None else parent.id
    if above is not None and (above == code.id or above in stock.below(code.id)):
        assert parent is not None
        raise Conflict(
            f"“{parent.entry.code}” is “{code.entry.code}” or lies below it, so it cannot become "
            "its parent. Choose another parent."
        )
    if position is None and code.above == above and code.parent_id == above:
        return
    siblings = [one for one in stock.children(above) if one.id != code.id]
    place = len(siblings) if position is None else max(0, min(position, len(siblings)))
    ordered = [*siblings[:place], code, *siblings[place:]]
    rows: dict[int, dict[str, int | None]] = {
        one.id: {"position": at} for at, one in enumerate(ordered) if one.position != at
    }
    rows.setdefault(code.id, {})["parent_id"] = above
    batch.update("code", rows)


def merge(batch: Batch, stock: Stock, source: Stored, target: Stored) -> Merged:
    """Make one code of two: the target takes segments, children, memos, examples and keywords.

    The source is retired. Raises: UsageError for a code with itself, Conflict where a category
    would get segments.
    """
    if source.id == target.id:
        raise UsageError(f"“{source.entry.code}” cannot be merged with itself. Name another code.")
    if target.entry.category and move_segments.of_code(batch.connection, source.id):
        raise Conflict(
            f"“{target.entry.code}” is a category and takes no segments. Merge into a code."
        )
    if target.id in stock.below(source.id):
        above = None if source.above is None else stock.codes[source.above]
        move(batch, stock, target, above, None)
        stock = read_stock(batch.connection)
        source, target = stock.codes[source.id], stock.codes[target.id]
    for child in stock.children(source.id):
        move(batch, read_stock(batch.connection), child, target, None)
    moved, collapsed = move_segments.join(batch, source.id, target.id, target.revision)
    move_segments.hand_over(batch, {source.uid: target.uid}, "code")
    _carry_example_sources(batch, source, target)
    stock = read_stock(batch.connection)
    target = stock.codes[target.id]
    entry = replace(
        target.entry,
        keywords_zh=unique((*target.entry.keywords_zh, *source.entry.keywords_zh)),
        keywords_en=unique((*target.entry.keywords_en, *source.entry.keywords_en)),
    )
    writing.change(batch, stock, [writing.Change(target, entry)])
    batch.update("code", {source.id: {"retired": 1}})
    note_lineage(batch, "merge", [(source.id, target.id)])
    return Merged(source.entry.code, target.entry.code, moved, collapsed)


def _carry_example_sources(batch: Batch, source: Stored, target: Stored) -> None:
    """Give the target copies of the source's examples, each still knowing its segment."""
    there = {kept.content for kept in target.examples}
    place = 1 + max((kept.position for kept in target.examples), default=-1)
    fresh = [kept for kept in source.examples if kept.content not in there]
    rows = [
        {
            "code_id": target.id, "content": kept.content, "position": place + at,
            "segment_uid": kept.segment_uid,
        }
        for at, kept in enumerate(fresh)
    ]  # fmt: skip
    batch.insert("code_example", rows)


def split(
    store: Store,
    batch: Batch,
    stock: Stock,
    code: Stored,
    entries: Sequence[Entry],
    assign: Mapping[str, str],
) -> Split:
    """Make new codes beside one and give them the segments assigned (uid → name of a new code).

    The code itself stays with the segments that are left, in a new revision, so that they are in
    the recode queue. What was reviewed for the whole meaning is reviewed for each part of it.
    Raises: UsageError without a new code or for a category, Conflict for a name or key in use,
    NotFound for a segment or a new code that is not there.
    """
    refuse_split(stock, code, entries)
    names = {fold_name(entry.code): at for at, entry in enumerate(entries)}
    there = move_segments.of_code(batch.connection, code.id)
    chosen: list[list[int]] = [[] for _ in entries]
    assigned: dict[str, int] = {}
    for given, name in assign.items():
        uid = move_segments.meant(there, code.entry.code, given)
        at = names.get(fold_name(name))
        if at is None:
            new = ", ".join(f"“{entry.code}”" for entry in entries)
            raise NotFound(f"“{name}” is none of the new codes: {new}.", [e.code for e in entries])
        if uid in assigned:
            raise UsageError(f"The segment {uid} is assigned twice. Assign it to one new code.")
        assigned[uid] = at
        chosen[at].append(there[uid])
    fresh = [replace(entry, parent=code.entry.parent) for entry in entries]
    ids = writing.add(batch, stock, writing.dressed(stock, fresh))
    for one, segments in zip(ids, chosen, strict=True):
        move_segments.recode(batch, segments, one, 1)
    _stand_beside(batch, code, ids)
    reviewed = reviews.knowing(batch.connection, code.uid, code.revision)
    note = f"split: {', '.join(f'“{entry.code}”' for entry in fresh)}"
    writing.change(batch, stock, [writing.Change(code, code.entry, alters=True, note=note)])
    note_lineage(batch, "split", [(code.id, one) for one in ids])
    uids = batch.keys.uids(batch.connection, "code", ids)
    known = {code.uid: code.revision + 1, **{uids[one]: 1 for one in ids}}
    reviews.learn(batch, store, reviewed, known)
    left = tuple(uid for uid in there if uid not in assigned)
    return Split(code.entry.code, tuple(e.code for e in fresh), len(assign), left)


def refuse_split(stock: Stock, code: Stored, entries: Sequence[Entry]) -> None:
    """Refuse new codes that a code cannot be split into. Raises: UsageError, Conflict."""
    if code.entry.category:
        raise UsageError(
            f"“{code.entry.code}” is a category and has no segments to split. Add codes below it."
        )
    if not entries:
        raise UsageError(f"Say which codes “{code.entry.code}” is split into.")
    if len({fold_name(entry.code) for entry in entries}) < len(entries):
        raise Conflict("Two of the new codes have the same name. Give each its own.")
    for entry in entries:
        refuse_taken(stock, entry.code)


def _stand_beside(batch: Batch, code: Stored, ids: Sequence[int]) -> None:
    """Put the new codes right after the old one, in their order."""
    siblings = read_stock(batch.connection).children(code.above)
    new = set(ids)
    ordered = [one.id for one in siblings if one.id not in new]
    place = ordered.index(code.id) + 1
    ordered[place:place] = ids
    batch.update("code", {one: {"position": at} for at, one in enumerate(ordered)})


def retire(batch: Batch, stock: Stock, code: Stored) -> None:
    """Take a code out of use; it keeps its segments. Raises: Conflict where codes lie below it."""
    if code.retired:
        raise Conflict(f"“{code.entry.code}” is retired already.")
    below = [one.entry.code for one in stock.children(code.id)]
    if below:
        names = ", ".join(f"“{name}”" for name in below[:5])
        raise Conflict(
            f"“{code.entry.code}” has codes below it: {names}. Move or retire them first."
        )
    batch.update("code", {code.id: {"retired": 1}})


def unretire(batch: Batch, stock: Stock, code: Stored) -> None:
    """Put a retired code to use again. Raises: Conflict where its name is taken."""
    if not code.retired:
        raise Conflict(f"“{code.entry.code}” is in use already.")
    refuse_taken(stock, code.entry.code)
    writing.bring_back(batch, stock, [code])


def regroup(
    batch: Batch, stock: Stock, group: str, *, join: Sequence[Stored], leave: Sequence[Stored]
) -> None:
    """Put codes into a group and take others out of it."""
    changes = []
    for code in join:
        entry = replace(code.entry, groups=in_order((*code.entry.groups, group)))
        changes.append(writing.Change(code, entry))
    for code in leave:
        entry = replace(code.entry, groups=in_order(g for g in code.entry.groups if g != group))
        changes.append(writing.Change(code, entry))
    writing.change(batch, stock, changes)


def note_lineage(batch: Batch, kind: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Keep what became of codes: (source, target), kind `merge` or `split`."""
    made_at = now()
    batch.insert(
        "code_lineage",
        [
            {"kind": kind, "source_id": source, "target_id": target, "created_at": made_at}
            for source, target in pairs
        ],
    )
