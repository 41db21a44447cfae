"""Finding a thing by the name a person typed.

Exact, then alike but for case and width, then the only name that begins so; what fits several is
never guessed at. A beginning is not taken of a number, nor where it would cut one: 'L1' is not
'L12'. Pure: the caller turns a match into its error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, overload

from qualcode.text.shadow import fold

T = TypeVar("T")

_NEAREST = 3
# Of 100: below this a name is not like the one asked for.
_ALIKE = 55.0


@dataclass(frozen=True)
class Match(Generic[T]):
    """What a name leads to.

    state: 'found', 'ambiguous' or 'nothing'. name, value: of the one found, else None. names: the
    one found; all that fit; or at most three that are like it, nearest first.
    """

    state: Literal["found", "ambiguous", "nothing"]
    names: tuple[str, ...]
    name: str | None = None
    value: T | None = None


# A mapping is an iterable of its names too; the first signature that fits holds.
@overload
def find(name: str, candidates: Mapping[str, T]) -> Match[T]: ...  # type: ignore[overload-overlap]


@overload
def find(name: str, candidates: Iterable[str]) -> Match[str]: ...


def find(name: str, candidates: Mapping[str, T] | Iterable[str]) -> Match[T] | Match[str]:
    """Return what a name leads to among candidates (name to thing, or names alone)."""
    if isinstance(candidates, Mapping):
        return _find(name, candidates)
    return _find(name, {candidate: candidate for candidate in candidates})


def _find(name: str, things: Mapping[str, T]) -> Match[T]:
    for exact in (name, name.strip()):
        if exact in things:
            return Match("found", (exact,), exact, things[exact])
    wanted = fold(name).strip()
    folded = {candidate: fold(candidate).strip() for candidate in things}
    fitting = [candidate for candidate, other in folded.items() if wanted and other == wanted]
    if not fitting and any(map(str.isalpha, wanted)):
        fitting = [candidate for candidate, other in folded.items() if _begins(other, wanted)]
    if len(fitting) == 1:
        return Match("found", (fitting[0],), fitting[0], things[fitting[0]])
    if fitting:
        return Match("ambiguous", tuple(fitting))
    return Match("nothing", _nearest(wanted, folded))


def _begins(other: str, wanted: str) -> bool:
    if not other.startswith(wanted):
        return False
    rest = other[len(wanted) :]
    in_number = wanted[-1].isdigit() or (wanted[-1] in ".,:" and wanted[-2:-1].isdigit())
    cuts = rest[:1].isdigit() or (rest[:1] in {".", ",", ":"} and rest[1:2].isdigit())
    return not (in_number and cuts)


def _nearest(wanted: str, folded: Mapping[str, str]) -> tuple[str, ...]:
    if not wanted or not folded:
        return ()
    names = list(folded)
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        import difflib

        by_fold = {folded[name]: name for name in reversed(names)}
        close = difflib.get_close_matches(wanted, by_fold, n=_NEAREST, cutoff=_ALIKE / 100)
        return tuple(by_fold[other] for other in close)
    # Of names that differ in case or width alone, one is told.
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(folded[name], name)
    found = process.extract(
        wanted, list(first), scorer=fuzz.WRatio, limit=_NEAREST, score_cutoff=_ALIKE
    )
    return tuple(first[other] for other, _, _ in found)


def pinyin(name: str) -> tuple[str, str]:
    """Return a name in pinyin without tones, whole and by initials: '补缺口' is buquekou, bqk.

    Latin words and numbers keep their letters, lower case, and give their first; all else is left
    out. The dictionary takes some 100 MB: call it where codes are made, and store what it returns.
    """
    from pypinyin import Style, lazy_pinyin

    from qualcode.text.words import words

    shown = fold(name)
    syllables: list[str] = []
    for start, end in words(shown):
        syllables.extend(lazy_pinyin(shown[start:end], style=Style.NORMAL, v_to_u=False))
    syllables = [kept for item in syllables if (kept := "".join(filter(str.isalnum, item)))]
    return "".join(syllables), "".join(item[0] for item in syllables)
