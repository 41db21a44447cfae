"""Where the codebook ends: passages like nothing coded, groups among the uncoded, doubtful codings.

These are lists for a person to read, in an order that says what it rests on; nothing is applied.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.errors import NotEnoughData
from qualcode.suggest import judged, settings, training
from qualcode.suggest import passages as units
from qualcode.suggest.features import Terms, prepared
from qualcode.suggest.matching import COMMON
from qualcode.suggest.passages import Passage
from qualcode.suggest.scoring import Engine, Model
from qualcode.text.words import words

if TYPE_CHECKING:
    from qualcode.store.store import Store

Array = np.ndarray
UNLIKELY = 0.05
_WORDS = 5
_ROUNDS = 25
_AT_ONCE = 500


def uncoded(store: Store, engine: Engine, coder_id: int, keys: Sequence[int]) -> list[Passage]:
    """Return the passages of documents on which the coder has put no code."""
    with store.read() as connection:
        listed = units.load(connection, keys, settings.unit(connection))
        own = training.work(connection, coder_id, keys)
    bare = [
        one
        for one in listed
        if not any(
            units.carries(one.start, one.end, first, last)
            for first, last, _, _ in own.segments.get(one.document_id, ())
        )
    ]
    engine.encode([one.text for one in bare])
    return bare


def _rows(engine: Engine, texts: Sequence[str], terms: Terms) -> Array:
    """Return one vector of length one a text: its meaning, or its words without the extra."""
    listed = [prepared(text) for text in texts]
    if engine.encoder is not None:
        meaning: Array = engine.encoder.vectors(listed).astype(float)
        return meaning
    dense: Array = terms.rows(listed).toarray()
    length = np.linalg.norm(dense, axis=1, keepdims=True)
    unit: Array = np.divide(dense, length, out=np.zeros_like(dense), where=length > 0)
    return unit


def unlike(engine: Engine, bare: Sequence[Passage], limit: int) -> list[tuple[Passage, float]]:
    """Return the passages least like any coded one, with their similarity to the nearest.

    Raises: NotEnoughData where nothing is coded and reviewed yet.
    """
    taught = engine.training()
    engine.encode([one.text for one in taught.passages])
    coded = [one.text for one, has in zip(taught.passages, taught.codes, strict=True) if has]
    if not coded:
        raise NotEnoughData(
            "Nothing is coded and marked done yet, so nothing can be unlike it. See groups among "
            "uncoded answers with: qualcode suggest clusters"
        )
    terms = Terms([prepared(text) for text in coded])
    known = _rows(engine, coded, terms)
    found: list[tuple[Passage, float]] = []
    for at in range(0, len(bare), _AT_ONCE):
        some = bare[at : at + _AT_ONCE]
        nearest = (_rows(engine, [one.text for one in some], terms) @ known.T).max(1)
        found += [(one, round(float(s), 6)) for one, s in zip(some, nearest, strict=True)]
    found.sort(key=lambda item: (item[1], item[0].document_id, item[0].start))
    return found[:limit]


@dataclass(frozen=True)
class Cluster:
    """Passages alike in meaning: how many people's, typical words, the most central passages."""

    n: int
    words: tuple[str, ...]
    passages: tuple[Passage, ...]


def clusters(engine: Engine, bare: Sequence[Passage], count: int | None) -> list[Cluster]:
    """Return groups among uncoded passages, the largest first; texts that are the same go together.

    The same passages give the same groups. Raises: NotEnoughData for fewer than six different ones.
    """
    by_text: dict[str, list[Passage]] = {}
    for one in bare:
        by_text.setdefault(prepared(one.text), []).append(one)
    texts = sorted(by_text)
    if len(texts) < 6:
        raise NotEnoughData(
            f"{len(texts)} different uncoded answers make no groups; six at least are needed."
        )
    wanted = count or min(20, max(2, round(math.sqrt(len(texts) / 5))))
    rows = _rows(engine, texts, Terms(texts))
    weights = np.array([len(by_text[text]) for text in texts], float)
    members, centres = _grouped(rows, weights, min(wanted, len(texts) // 2))
    bags = [set(_plain(text)) for text in texts]
    total = Counter(word for bag in bags for word in bag)
    found = []
    for number in range(len(centres)):
        inside = np.flatnonzero(members == number)
        if not len(inside):
            continue
        nearest = sorted(inside, key=lambda at: (-float(rows[at] @ centres[number]), int(at)))
        own = Counter(word for at in inside for word in bags[at])
        typical = _typical(own, len(inside), total, len(texts))
        listed = tuple(one for at in nearest for one in by_text[texts[at]])
        found.append(Cluster(len(listed), typical, listed))
    return sorted(found, key=lambda c: (-c.n, c.passages[0].document_id, c.passages[0].start))


def _grouped(rows: Array, weights: Array, count: int) -> tuple[Array, Array]:
    """Return the group of each row and the groups' centres: k-means on the sphere.

    It starts from the row nearest to the mean, then from those farthest from all before.
    """
    start = [int(np.argmax(rows @ (weights @ rows)))]
    nearest = rows @ rows[start[0]]
    while len(start) < count:
        start.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, rows @ rows[start[-1]])
    centres = rows[start]
    members = np.full(len(rows), -1)
    for _ in range(_ROUNDS):
        now = np.argmax(rows @ centres.T, axis=1)
        if (now == members).all():
            break
        members = now
        for number in range(count):
            inside = members == number
            if inside.any():
                centre = weights[inside] @ rows[inside]
                centres[number] = centre / (np.linalg.norm(centre) or 1.0)
    return members, centres


def _plain(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def _typical(own: Counter[str], inside: int, total: Counter[str], all_: int) -> tuple[str, ...]:
    """Return the words that tell a group from the others: by weighted log odds.

    Monroe, Colaresi and Quinn (2008), with half a text added to each count.
    """
    outside = all_ - inside

    def weight(word: str) -> float:
        a, b = own[word] + 0.5, total[word] - own[word] + 0.5
        odds = math.log(a / (inside - own[word] + 0.5))
        odds -= math.log(b / (outside - total[word] + own[word] + 0.5))
        return odds / math.sqrt(1 / a + 1 / b)

    # Twice as common here as elsewhere at least: “the” and 的 stand everywhere.
    told = [
        word
        for word, times in own.items()
        if times > 1
        and word.lower() not in COMMON
        and times * outside > 2 * inside * (total[word] - times)
    ]
    return tuple(sorted(told, key=lambda word: (-weight(word), word))[:_WORDS])


@dataclass(frozen=True)
class Doubt:
    """A coding that the other codings speak against, or a missing one that they speak for."""

    passage: Passage
    code: str
    probability: float
    applied: bool


def doubts(model: Model, limit: int) -> list[Doubt]:
    """Return likely miscodings: applied where p ≤ .05, or not where p ≥ .8, by left-out models."""
    taught = model.training
    found: list[Doubt] = []
    for at, listed in enumerate(model.suggester.left_out()):
        for code, p in listed or ():
            applied = code in taught.codes[at]
            if (applied and p <= UNLIKELY) or (not applied and p >= judged.SURE):
                found.append(Doubt(taught.passages[at], code, p, applied))
    found.sort(
        key=lambda d: (
            d.probability if d.applied else 1 - d.probability,
            d.passage.document_id,
            d.passage.start,
            d.code,
        )
    )
    return found[:limit]


def confused(model: Model, limit: int) -> list[tuple[str, str, int, int]]:
    """Return codes that the model takes for others: code, taken for, times, of how many codings.

    Counted where the first suggestion for a left-out passage is a code that it does not carry.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    own: Counter[str] = Counter()
    for at, listed in enumerate(model.suggester.left_out()):
        has = model.training.codes[at]
        if listed:
            own.update(has)
            first, p = listed[0]
            if first not in has and p >= judged.LEAST_SHOWN:
                pairs.update((code, first) for code in has)
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(a, b, times, own[a]) for (a, b), times in ranked[:limit]]
