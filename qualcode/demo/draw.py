"""Chance that falls the same way on every machine and every Python.

Only `random.Random(seed).random` is used, the one method whose sequence Python promises to keep;
everything else is arithmetic on it. Logarithms and exponentials are avoided, because the last
bit of theirs is the C library's affair, and sums of fractions are `fsum`, because `sum` rounds
differently from Python 3.12 on. Invariant: the same seed and calls give the same draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """One stream of chance."""

    def __init__(self, seed: int) -> None:
        self.next = Random(seed).random

    def chance(self, p: float) -> bool:
        """Return True with probability p."""
        return self.next() < p

    def below(self, n: int) -> int:
        """Return a whole number of 0 … n - 1."""
        return int(self.next() * n)

    def between(self, low: int, high: int) -> int:
        """Return a whole number of low … high, both included."""
        return low + int(self.next() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, all alike likely."""
        return items[int(self.next() * len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, as likely as its weight says; order is the mapping's."""
        left = self.next() * fsum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return next(reversed(list(weights)))

    def several(self, weights: Mapping[T, float], k: int) -> list[T]:
        """Return k different keys (fewer if there are fewer), heavier ones sooner."""
        rest = dict(weights)
        taken = []
        for _ in range(min(k, len(rest))):
            key = self.weighted(rest)
            del rest[key]
            taken.append(key)
        return taken
