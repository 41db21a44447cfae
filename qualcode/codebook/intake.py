"""Taking in a codebook file: its entries checked against each other and the project, then written.

All or nothing: `plan` refuses the whole file at the first thing that cannot be, naming the place;
`carry_out` writes a plan that has passed. The same name is the same code, so an entry for a code
that is there updates the fields it speaks of; a retired code is brought back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.codebook import fields, writing
from qualcode.codebook.entry import MEANING, Entry, as_texts
from qualcode.codebook.letters import Taken
from qualcode.codebook.stock import Stock, Stored, read_stock
from qualcode.errors import UnreadableSource, UsageError, nearest_note
from qualcode.store.journal import Batch
from qualcode.store.settle import fold_name
from qualcode.text import names

ASK = "changed: does it alter the meaning?"


@dataclass(frozen=True)
class Raw:
    """One entry as a file has it: where it begins (`line 12`, `row 3`), and its fields."""

    place: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Arrival:
    """One line of what an import does; `field` is empty where it is about the code as a whole.

    change: added, brought back, changed, kept (an unknown field) or unchanged.
    """

    code: str
    change: str
    field: str
    before: str
    after: str
    note: str


@dataclass
class Plan:
    """What a file would do: entries of new codes, and of those that are there."""

    new: list[Entry] = field(default_factory=list)
    revived: list[Stored] = field(default_factory=list)
    changed: list[writing.Change] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)


@dataclass(frozen=True)
class _Read:
    place: str
    patch: fields.Patch
    there: Stored | None
    entry: Entry


def plan(
    source: str,
    raws: Sequence[Raw],
    stock: Stock,
    *,
    alters: bool | None,
    used: Mapping[int, int],
) -> Plan:
    """Return what the entries of a file would do to the codebook.

    source: the file's name; used: segments by key of code; alters: whether changes of definition,
    when and when not alter the meaning, None to ask. Raises: UnreadableSource.
    """
    read = _read_all(source, raws, stock)
    _check_names(source, read)
    _check_categories(source, read, used)
    read = _spelled(source, read, stock)
    _check_tree(source, read, stock)
    _check_keys(source, read, stock)
    return _planned(read, stock, alters, used)


def _refuse(source: str, place: str, code: str, message: str) -> UnreadableSource:
    named = f" (“{fields.shown(code)}”)" if code else ""
    return UnreadableSource(f"{source}, {place}{named}: {message}")


def _read_all(source: str, raws: Sequence[Raw], stock: Stock) -> list[_Read]:
    found = []
    for raw in raws:
        said = raw.fields.get("code")
        name = said if isinstance(said, str) else ""
        try:
            patch = fields.read(raw.fields)
        except UsageError as error:
            raise _refuse(source, raw.place, name, str(error)) from error
        if "code" not in patch.known:
            raise _refuse(source, raw.place, name, "an entry needs the field “code”. Name it.")
        folded = fold_name(patch.known["code"])
        there = stock.by_name.get(folded) or stock.retired_by_name.get(folded)
        if there is None:
            entry = Entry(patch.known["code"]).patched(patch.known, patch.extra)
        else:
            patch.known["code"] = there.entry.code
            entry = there.entry.patched(patch.known, patch.extra)
            if (entry.category or there.retired) and not patch.known.get("key"):
                entry = replace(entry, key="")
        found.append(_Read(raw.place, patch, there, entry))
    return found


def _check_names(source: str, read: Sequence[_Read]) -> None:
    seen: dict[str, str] = {}
    for one in read:
        name = fold_name(one.entry.code)
        if name in seen:
            text = f"the code is there already, {seen[name]}. Give each code its own name."
            raise _refuse(source, one.place, one.entry.code, text)
        seen[name] = one.place


def _check_categories(source: str, read: Sequence[_Read], used: Mapping[int, int]) -> None:
    for one in read:
        if not one.entry.category:
            continue
        if one.entry.key:
            text = "a category is not applied itself, so it has no “key”. Take the key out."
            raise _refuse(source, one.place, one.entry.code, text)
        if one.there is not None and used.get(one.there.id):
            text = (
                f"it has {used[one.there.id]} segments, so it cannot become a category. Merge it "
                "into another code first."
            )
            raise _refuse(source, one.place, one.entry.code, text)


def _spelled(source: str, read: Sequence[_Read], stock: Stock) -> list[_Read]:
    """Return the entries with parents and groups spelled as the codes and groups they name."""
    codes = {name: code.entry.code for name, code in stock.by_name.items()}
    codes.update({fold_name(one.entry.code): one.entry.code for one in read})
    found = []
    groups = dict(stock.groups)
    for one in read:
        entry = replace(one.entry, groups=spelled_groups(groups, one.entry.groups))
        groups.update(dict.fromkeys(entry.groups, 0))
        if entry.parent is not None:
            parent = codes.get(fold_name(entry.parent))
            if parent is None:
                near = names.find(entry.parent, codes.values()).names
                text = (
                    f"its parent “{fields.shown(entry.parent)}” is neither in the file nor in the "
                    f"project.{nearest_note(near)} Add an entry for it, or correct the name."
                )
                raise _refuse(source, one.place, entry.code, text)
            entry = replace(entry, parent=parent)
        found.append(replace(one, entry=entry))
    return found


def spelled_groups(known: Mapping[str, Any], groups: Sequence[str]) -> tuple[str, ...]:
    """Return names of groups as the groups that are there spell them."""
    spelled = {fold_name(name): name for name in known}
    return fields.in_order(spelled.setdefault(fold_name(name), name) for name in groups)


def _check_tree(source: str, read: Sequence[_Read], stock: Stock) -> None:
    parents = {code.entry.code: code.entry.parent for code in stock.live()}
    parents.update({one.entry.code: one.entry.parent for one in read})
    for one in read:
        line = [one.entry.code]
        at = one.entry.parent
        while at is not None and at not in line:
            line.append(at)
            at = parents[at]
        if at == one.entry.code:
            circle = " → ".join(f"“{fields.shown(name)}”" for name in (*line, at))
            text = f"the parents go in a circle: {circle}. Take one of them out."
            raise _refuse(source, one.place, one.entry.code, text)


def _check_keys(source: str, read: Sequence[_Read], stock: Stock) -> None:
    """Refuse letters that are taken, in the file or by codes the file does not speak of."""
    spoken = {one.there.id for one in read if one.there is not None}
    owners = {c.entry.key: c.entry.code for c in stock.live() if c.id not in spoken}
    taken = Taken(owners)
    for one in read:
        key = one.entry.key
        if not key:
            continue
        clash = taken.clash(key)
        if clash is not None:
            text = (
                f"its key “{key}” collides with “{clash}” of “{fields.shown(owners[clash])}”. "
                "No key may begin another; choose another."
            )
            raise _refuse(source, one.place, one.entry.code, text)
        taken.add(key)
        owners[key] = one.entry.code


def _planned(
    read: Sequence[_Read], stock: Stock, alters: bool | None, used: Mapping[int, int]
) -> Plan:
    found = Plan()
    for one in read:
        extra = [
            Arrival(one.entry.code, "kept", name, "", fields.shown(str(value)), "unknown field")
            for name, value in one.patch.extra.items()
        ]
        if one.there is None:
            found.new.append(one.entry)
            what = "category" if one.entry.category else "code"
            found.arrivals.append(Arrival(one.entry.code, "added", "", "", "", what))
        else:
            _plan_change(found, one, one.there, alters, used)
            before = one.there.entry.extra
            extra = [line for line in extra if line.field not in before]
        found.arrivals += extra
    return found


def _plan_change(
    found: Plan, one: _Read, there: Stored, alters: bool | None, used: Mapping[int, int]
) -> None:
    entry = one.entry
    if there.retired:
        found.revived.append(there)
        note = "was retired; the file has it in use"
        found.arrivals.append(Arrival(entry.code, "brought back", "", "", "", note))
    before, after = as_texts(there.entry), as_texts(entry)
    differing = [name for name in after if after[name] != before.get(name, "")]
    if there.retired and not entry.key and not entry.category:
        differing = [name for name in differing if name != "key"]  # it gets its own, or a free one
    if not differing:
        if not there.retired:
            found.arrivals.append(Arrival(entry.code, "unchanged", "", "", "", ""))
        return
    meaning = any(name in MEANING for name in differing)
    found.changed.append(writing.Change(there, entry, bool(alters) and meaning, "import"))
    for name in differing:
        note = ""
        if name in MEANING and alters:
            note = "alters the meaning"
        elif name in MEANING and alters is None and used.get(there.id):
            note = ASK
        line = Arrival(entry.code, "changed", name, before.get(name, ""), after[name], note)
        found.arrivals.append(line)


def carry_out(batch: Batch, stock: Stock, made: Plan) -> None:
    """Write a plan."""
    writing.bring_back(batch, stock, made.revived)
    stock = read_stock(batch.connection)
    reserved = [one.entry.key for one in made.changed]
    writing.add(batch, stock, writing.dressed(stock, made.new, reserved))
    stock = read_stock(batch.connection)
    writing.change(batch, stock, writing.dressed_changes(stock, made.changed))
