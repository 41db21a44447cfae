"""What changed between two texts, as a person who edits would tell it.

In steps from coarse to fine, each inside what the step before left open: equal beginnings and
endings; pieces (a clause or a line) that occur once in both; pieces in order; words, a Han
character being one; letters of one corrected word. Short equal stretches between changes are taken
into them, for they match by accident, and an insertion is slid to where a line, sentence or word
starts. Invariant: outside the hunks the two texts are equal, in order, whatever the heuristics do.

Cost: the tables of the ordered steps are capped, so texts with nothing in common come back as one
hunk instead of taking minutes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

Hunk = tuple[int, int, int, int]

_PIECE = re.compile(r"[^\n，。！？；：,.!?;:]*[\n，。！？；：,.!?;:]+|[^\n，。！？；：,.!?;:]+")
_HAN = "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_WORD = re.compile(rf"(?:(?![{_HAN}])\w)+|.", re.DOTALL)
_WORD_CHAR = re.compile(rf"(?![{_HAN}])\w")
# Bits of the table that an ordered comparison may fill: 2 x 25 MB at most, some 50 ms.
_TABLE = 200_000_000
_SLIDE = 400


def hunks(old: str, new: str) -> list[Hunk]:
    """Return (old_start, old_end, new_start, new_end) of what changed, sorted and apart."""
    if old == new:
        return []
    found = list(_changes(old, new))
    return _slid(old, new, _without_accidents(old, new, found))


def _changes(old: str, new: str) -> Iterator[Hunk]:
    head = _common_start(old, new)
    tail = _common_end(old[head:], new[head:])
    head, tail = _to_word_edges(old, new, head, tail)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    old_pieces, new_pieces = _PIECE.findall(a), _PIECE.findall(b)
    old_at, new_at = _offsets(old_pieces), _offsets(new_pieces)
    for a0, a1, b0, b1 in _by_anchors(old_pieces, new_pieces):
        x0, x1, y0, y1 = old_at[a0], old_at[a1], new_at[b0], new_at[b1]
        for c0, c1, d0, d1 in _by_words(a[x0:x1], b[y0:y1]):
            yield head + x0 + c0, head + x0 + c1, head + y0 + d0, head + y0 + d1


def _common_start(a: str, b: str) -> int:
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle - 1)
    return low


def _common_end(a: str, b: str) -> int:
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        same = a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]
        low, high = (middle, high) if same else (low, middle - 1)
    return low


def _to_word_edges(old: str, new: str, head: int, tail: int) -> tuple[int, int]:
    """Return the lengths of the common ends, without the part of a word that goes on."""
    while head > 0 and (_joined(old, head) or _joined(new, head)):
        head -= 1
    while tail > 0 and (_joined(old, len(old) - tail) or _joined(new, len(new) - tail)):
        tail -= 1
    return head, tail


def _joined(text: str, at: int) -> bool:
    return (
        0 < at < len(text)
        and _WORD_CHAR.match(text[at - 1]) is not None
        and _WORD_CHAR.match(text[at]) is not None
    )


def _offsets(pieces: Sequence[Sequence[str]]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return offsets


def _by_anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[Hunk]:
    """Yield what lies between the pieces that occur once in both, in the longest common order."""
    once = {piece for piece, count in Counter(a).items() if count == 1}
    place = {piece: at for at, piece in enumerate(a) if piece in once}
    seen = Counter(b)
    pairs = [(place[p], at) for at, p in enumerate(b) if p in place and seen[p] == 1]
    edges = [(-1, -1), *_longest_rise(pairs), (len(a), len(b))]
    for (a0, b0), (a1, b1) in pairwise(edges):
        for c0, c1, d0, d1 in _in_order(a[a0 + 1 : a1], b[b0 + 1 : b1]):
            yield a0 + 1 + c0, a0 + 1 + c1, b0 + 1 + d0, b0 + 1 + d1


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs (sorted by the second) whose first rises as well."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (place, _) in enumerate(pairs):
        rank = bisect_left(tops, place)
        before.append(ends[rank - 1] if rank else -1)
        if rank == len(tops):
            tops.append(place)
            ends.append(at)
        else:
            tops[rank], ends[rank] = place, at
    rise: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]


def _in_order(a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[Hunk]:
    """Yield the changes between two short sequences; one change if they are too long to compare."""
    if not a or not b or len(a) * len(b) > _TABLE:
        if a or b:
            yield 0, len(a), 0, len(b)
        return
    from rapidfuzz.distance import Indel

    a0 = b0 = 0
    for op in Indel.opcodes(a, b):
        if op.tag != "equal":
            continue
        if (a0, b0) != (op.src_start, op.dest_start):
            yield a0, op.src_start, b0, op.dest_start
        a0, b0 = op.src_end, op.dest_end
    if (a0, b0) != (len(a), len(b)):
        yield a0, len(a), b0, len(b)


def _by_words(a: str, b: str) -> Iterator[Hunk]:
    old_words, new_words = _WORD.findall(a), _WORD.findall(b)
    old_at, new_at = _offsets(old_words), _offsets(new_words)
    if len(old_words) * len(new_words) <= _TABLE:
        found = _in_order(old_words, new_words)
    else:
        found = _by_chunks(old_words, new_words)
    for a0, a1, b0, b1 in found:
        yield old_at[a0], old_at[a1], new_at[b0], new_at[b1]


def _by_chunks(a: list[str], b: list[str]) -> Iterator[Hunk]:
    """Yield the changes between long lists of words that no punctuation divides.

    A chunk ends after a word that its own bytes choose, so an edit moves no other chunk's ends.
    """
    old_chunks, new_chunks = _chunks(a), _chunks(b)
    old_at, new_at = _offsets(old_chunks), _offsets(new_chunks)
    for a0, a1, b0, b1 in _by_anchors(old_chunks, new_chunks):
        x, y = old_at[a0], new_at[b0]
        for c0, c1, d0, d1 in _in_order(a[x : old_at[a1]], b[y : new_at[b1]]):
            yield x + c0, x + c1, y + d0, y + d1


def _chunks(words: list[str]) -> list[tuple[str, ...]]:
    ends = [
        at for at, word in enumerate(words, 1) if crc32(word.encode("utf-8", "replace")) % 16 == 0
    ]
    edges = [0, *ends, len(words)]
    return [tuple(words[first:last]) for first, last in pairwise(edges) if first < last]


def _without_accidents(old: str, new: str, found: list[Hunk]) -> list[Hunk]:
    """Return the hunks with those made one that only an accidental match keeps apart.

    That is, blanks and marks that are shorter than the changes on both sides, or at most two
    characters between changes of four and more.
    """
    joined: list[Hunk] = []
    for hunk in found:
        if joined:
            a0, a1, b0, b1 = joined[-1]
            between = old[a1 : hunk[0]]
            least = min(max(a1 - a0, b1 - b0), max(hunk[1] - hunk[0], hunk[3] - hunk[2]))
            if _accidental(between, least):
                joined[-1] = (a0, hunk[1], b0, hunk[3])
                continue
        joined.append(hunk)
    return [_trimmed(old, new, hunk) for hunk in joined]


def _accidental(between: str, least: int) -> bool:
    solid = sum(map(str.isalnum, between))
    return "\n" not in between and (
        (solid == 0 and len(between) < least) or (len(between) <= 2 and least >= 4)
    )


def _trimmed(old: str, new: str, hunk: Hunk) -> Hunk:
    """Return a hunk without what is equal at its ends: a correction inside a word, not another."""
    a0, a1, b0, b1 = hunk
    a, b = old[a0:a1], new[b0:b1]
    head = _common_start(a, b)
    tail = _common_end(a[head:], b[head:])
    if (head + tail) * 2 < max(len(a), len(b)):
        head, tail = _to_word_edges(a, b, head, tail)
    return a0 + head, a1 - tail, b0 + head, b1 - tail


def _slid(old: str, new: str, found: list[Hunk]) -> list[Hunk]:
    """Return the hunks with insertions and deletions moved, among equal places, to a good one."""
    slid: list[Hunk] = []
    for number, (a0, a1, b0, b1) in enumerate(found):
        if (a0 == a1) != (b0 == b1):
            text, start, end = (new, b0, b1) if a0 == a1 else (old, a0, a1)
            floor = slid[-1][1] + 1 if slid else 0
            ceiling = found[number + 1][0] - 1 if number + 1 < len(found) else len(old)
            by = _best_slide(text, start, end, max(0, a0 - floor), max(0, ceiling - a1))
            a0, a1, b0, b1 = a0 + by, a1 + by, b0 + by, b1 + by
        slid.append((a0, a1, b0, b1))
    return slid


def _best_slide(text: str, start: int, end: int, left: int, right: int) -> int:
    best, best_score = 0, _edge(text, start) + _edge(text, end)
    for direction, room in ((1, min(right, _SLIDE)), (-1, min(left, _SLIDE))):
        for step in range(1, room + 1):
            by = direction * step
            gone, come = (start + by - 1, end + by - 1) if by > 0 else (end + by, start + by)
            if not (0 <= come < len(text)) or text[gone] != text[come]:
                break
            score = _edge(text, start + by) + _edge(text, end + by)
            if score > best_score:
                best, best_score = by, score
    return best


def _edge(text: str, at: int) -> int:
    """Return how good a place is for a change to begin or end, 0 (inside a word) to 5."""
    if at in (0, len(text)) or text[at - 1] == "\n":
        return 5
    before, after = text[at - 1], text[at]
    if before in "。！？!?”’」』" or (before == " " and text[max(at - 2, 0)] in ".!?"):
        return 4
    if before in "，；：、" or (before == " " and text[max(at - 2, 0)] in ",;:"):
        return 3
    if before.isspace():
        return 2
    return 0 if _joined(text, at) else 1 if after.isalnum() else 0
