"""Which codes are compared, each alone or rolled up, and who knew them when they were done.

Two coders are compared on a code where both knew it in the same meaning when they marked the words
done, which need not be today's: figures of finished work stay when a definition is sharpened
later. Where they knew it in different meanings, who knew the older one is not compared. A code
into which another was merged is what both were: who knew the one alone, where another coder knew
both, did not judge it; where all knew the one alone, they are compared on that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.codebook.stock import Stock
from qualcode.coding import codes as finding
from qualcode.errors import UsageError
from qualcode.store.store import Store

Knew = Mapping[str, int]
"""Code uid → revision, as a codebook state has it."""


@dataclass
class Rows:
    """The rows of a comparison, in order.

    names:   of a code, or of a category or parent that stands for all codes below it.
    of:      code key → the rows it counts for.
    members: row → the uids of the codes in it.
    above:   pairs of rows, the first above the second in the codebook.
    current: uid → today's revision.
    """

    names: tuple[str, ...]
    of: dict[int, tuple[str, ...]]
    members: dict[str, frozenset[str]]
    above: frozenset[tuple[str, str]]
    current: dict[str, int]
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Uid → the uids of codes that were merged into it, each with the time."""
    earlier: set[str] = field(default_factory=set)
    """Rows that were compared in an earlier meaning than today's."""
    _unknown: dict[frozenset[int], dict[int, frozenset[str]]] = field(default_factory=dict)

    def with_merged(self, knew: Mapping[int, Knew], since: Mapping[int, str]) -> dict[int, Knew]:
        """Return what states knew with the codes that a code they knew had taken in by then.

        since: state → when it was first reviewed under. A state without a code may be of before it
        was there, or of after it was merged into another; only the time tells.
        """
        found = {state: dict(known) for state, known in knew.items()}
        for target, sources in self.merged.items():
            for state, known in found.items():
                taken_in = [s for s, time in sources.items() if time <= since.get(state, "")]
                if target in known:
                    known.update({s: self.current[s] for s in taken_in if s not in known})
        return {**found}

    def unknown(
        self, states: Collection[int], knew: Mapping[int, Knew]
    ) -> dict[int, frozenset[str]]:
        """Return by codebook state the rows it did not know, among states that are compared."""
        key = frozenset(states)
        found = self._unknown.get(key)
        if found is None:
            best: dict[str, int] = {}
            for state in key:
                for uid, revision in knew[state].items():
                    best[uid] = max(revision, best.get(uid, 0))
            self.earlier |= {
                name
                for name, uids in self.members.items()
                if any(0 < best.get(uid, 0) < self.current[uid] for uid in uids)
            }
            found = {state: self._not_known(knew[state], best) for state in key}
            self._unknown[key] = found
        return found

    def _not_known(self, knew: Knew, best: Knew) -> frozenset[str]:
        missing = set()
        for name, uids in self.members.items():
            whole = uids.union(*(self.merged.get(uid, ()) for uid in uids))
            needed = [uid for uid in whole if uid in best]
            if not needed or any(knew.get(uid, 0) < best[uid] for uid in needed):
                missing.add(name)
        return frozenset(missing)


def rows(store: Store, stock: Stock, wanted: Sequence[str] | None, categories: bool) -> Rows:
    """Return the rows asked for: the codes in use; codes by name; or rolled up.

    wanted: names of codes, each alone, and of categories, which stand for what is below them.
    categories: roll every row up; without `wanted`, rows are those that have codes below them, and
    the codes that stand at the top of the codebook alone.
    Raises: NotFound, Ambiguous, UsageError.
    """
    if isinstance(wanted, str):
        raise UsageError("codes is a list of names.")
    children = {code.above for code in stock.live()}
    if wanted is not None:
        keys = list(dict.fromkeys(finding.find_code(store, name).id for name in wanted))
    elif categories:
        keys = [c.id for c in stock.live() if c.id in children or c.above is None]
    else:
        keys = [c.id for c in stock.live() if not c.entry.category]
    taken: dict[int, list[str]] = {}
    members: dict[str, frozenset[str]] = {}
    for key in keys:
        code = stock.codes[key]
        under = {key}
        if categories or code.entry.category:
            under |= {k for k in stock.below(key) if not stock.codes[k].retired}
        uids = {stock.codes[k].uid for k in under if not stock.codes[k].entry.category}
        if not uids:
            continue
        name = code.entry.code
        members[name] = frozenset(uids)
        for one in under:
            taken.setdefault(one, []).append(name)
    if not members:
        raise UsageError("There are no codes to compare. Add some with: qualcode codebook add")
    names = {key: stock.codes[key].entry.code for key in keys}
    above = frozenset((names[a], names[b]) for a in keys for b in keys if b in stock.below(a))
    return Rows(
        tuple(members),
        {key: tuple(of) for key, of in taken.items()},
        members,
        above,
        {code.uid: code.revision for code in stock.codes.values()},
        _merged(store),
    )


def _merged(store: Store) -> dict[str, dict[str, str]]:
    """Return by uid of a code what was merged into it, or into that, is retired since, and when."""
    with store.read() as connection:
        pairs = connection.exec_driver_sql(
            "SELECT t.uid, s.uid, l.created_at FROM code_lineage l "
            "JOIN code s ON s.id = l.source_id JOIN code t ON t.id = l.target_id "
            "WHERE l.kind = 'merge' AND s.retired = 1"
        ).all()
    into: dict[str, dict[str, str]] = {}
    for target, source, time in pairs:
        into.setdefault(target, {})[source] = time
    for found in into.values():
        queue = list(found)
        while queue:
            above = queue.pop()
            for source, time in into.get(above, {}).items():
                if source not in found:
                    found[source] = max(time, found[above])
                    queue.append(source)
    return into
