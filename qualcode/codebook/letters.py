"""The letters that apply a code: short, easy to guess from the name, and prefix-free.

Invariant: no code's letters begin those of another, so a code is applied as soon as its last
letter is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from string import ascii_lowercase

from qualcode.codebook.entry import Entry


class Taken:
    """The letters in use, and whether others may join them."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys: dict[str, None] = {}
        self._beginnings: set[str] = set()
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        """Note letters in use; empty ones are none."""
        if key:
            self._keys[key] = None
            self._beginnings.update(key[:n] for n in range(1, len(key) + 1))

    def clash(self, key: str) -> str | None:
        """Return the letters that these would collide with: equal, or one beginning the other."""
        for n in range(1, len(key) + 1):
            if key[:n] in self._keys:
                return key[:n]
        if key in self._beginnings:
            return next(other for other in self._keys if other.startswith(key))
        return None

    def pick(self, entry: Entry, pinyin: str) -> str:
        """Return free letters for an entry and take them; empty if none of three are left.

        pinyin: the code's stored spelling, whose last word holds initials.
        """
        for key in _candidates(entry, pinyin):
            if self.clash(key) is None:
                self.add(key)
                return key
        return ""


def _candidates(entry: Entry, pinyin: str) -> Iterator[str]:
    """Yield letters from the likeliest on: initials, then the first letter and others."""
    words = re.findall(r"[a-z]+", entry.code.lower()) or re.findall(r"[a-z]+", pinyin)[-1:]
    words = words or re.findall(r"[a-z]+", entry.name_en.lower())
    if words:
        first = words[0][0]
        yield from (first + word[0] for word in words[1:])
        yield from (first + letter for word in words for letter in word[1:])
        yield from (first + letter for letter in ascii_lowercase)
    yield from ("".join(pair) for pair in product(ascii_lowercase, repeat=2))
    yield from ("".join(three) for three in product(ascii_lowercase, repeat=3))
