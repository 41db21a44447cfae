"""Drawing the passages of a round: at random or by strata, the same again for the same seed.

Pure: it knows nothing of projects. Invariant: a sample depends on the units, their strata, the
number and the seed alone, not on the order in which units are given.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """What may be drawn: a document by uid, or a passage of it; strata: what it is counted under.

    document_id, version_id: its keys in the project; start is None for a whole document.
    """

    document: str
    start: int | None
    end: int | None
    strata: tuple[str, ...] = ()
    document_id: int = 0
    version_id: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What tells units apart, the same in every copy of a project."""
        return self.document, -1 if self.start is None else self.start


def shares(n: int, sizes: Mapping[str, int], *, equal: bool = False) -> dict[str, int]:
    """Return how many of n are drawn from groups of these sizes.

    In proportion to size (largest remainders), or the same from each; at least one from each group
    where n reaches that far, never more than it holds. n is at most the sum of sizes.
    """
    total = sum(sizes.values())
    n = min(n, total)
    least = 1 if n >= len(sizes) else 0
    given = dict.fromkeys(sizes, least)
    while n > sum(given.values()):
        open_ = [name for name in sizes if given[name] < sizes[name]]
        wanted = {
            name: (n / len(sizes) if equal else n * sizes[name] / total) - given[name]
            for name in open_
        }
        # One at a time to whoever lacks most: the largest remainder, and no group overrun.
        given[min(open_, key=lambda one: (-wanted[one], one))] += 1
    return given


def draw(units: Sequence[Unit], n: int, seed: int, *, each_document: bool = False) -> list[Unit]:
    """Return n of the units, in proportion to their strata, in the order of documents and text.

    each_document: within a stratum as evenly from its documents as can be, so that with enough
    units every document has one. Fewer units than n: all of them.
    """
    pool = sorted(units, key=lambda unit: unit.key)
    dice = random.Random(seed)
    groups: dict[str, list[Unit]] = {}
    for unit in pool:
        groups.setdefault(" · ".join(unit.strata), []).append(unit)
    groups = dict(sorted(groups.items()))
    found: list[Unit] = []
    for name, wanted in _allotted(groups, n, each_document).items():
        found += _from_group(groups[name], wanted, dice, each_document)
    return sorted(found, key=lambda unit: unit.key)


def _allotted(groups: Mapping[str, Sequence[Unit]], n: int, each_document: bool) -> dict[str, int]:
    """Return how many to draw from each stratum: by its documents where each is to have one."""
    sizes = {name: len(listed) for name, listed in groups.items()}
    if not each_document:
        return shares(n, sizes)
    documents = {name: len({unit.document for unit in listed}) for name, listed in groups.items()}
    if n < sum(documents.values()):
        return shares(n, documents)
    rest = {name: sizes[name] - documents[name] for name in sizes}
    more = shares(n - sum(documents.values()), {k: v for k, v in rest.items() if v})
    return {name: documents[name] + more.get(name, 0) for name in sizes}


def _from_group(
    units: Sequence[Unit], n: int, dice: random.Random, each_document: bool
) -> list[Unit]:
    if not each_document:
        return dice.sample(list(units), n)
    within: dict[str, list[Unit]] = {}
    for unit in units:
        within.setdefault(unit.document, []).append(unit)
    # Which documents give one more, or any at all, is chance and not their order.
    order = dice.sample(sorted(within), len(within))
    left = {name: dice.sample(listed, len(listed)) for name, listed in sorted(within.items())}
    found: list[Unit] = []
    while len(found) < n:
        for name in order:
            if left[name] and len(found) < n:
                found.append(left[name].pop())
    return found
