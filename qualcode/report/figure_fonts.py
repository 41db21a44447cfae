"""Fonts for the texts of a figure, found on this machine by the characters that they have.

Never by name alone: what a machine calls its Chinese font is anybody's guess. Names only rank the
fonts that serve: forms of the mainland before those of Japan, upright and even strokes before
serifs. Latin text needs no font of the machine, as matplotlib brings one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from qualcode.errors import NotFound

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry

LATIN = "DejaVu Sans"
"""The family that comes with matplotlib."""
NO_GLYPH = "\u25a1"
"""What stands for a character that no font has, where it is no Chinese one."""
_SIMPLIFIED = ("sc", "cn", "gb", "hans", "yahei", "pingfang", "wenquanyi", "heiti", "simhei")

_BLOCKS = (
    ("\u2e80", "\u9fff"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)  # fmt: skip
_BOXES = ("last resort", "lastresort", "emoji")
"""Fonts that have a box for everything, or pictures that are not drawn."""


def families(texts: Iterable[str]) -> tuple[list[str], frozenset[str]]:
    """Return the families that draw these texts, and the characters that none of them has.

    Raises: NotFound where one of these is Chinese.
    """
    said = "".join(texts)
    wanted = frozenset(said) - frozenset(" \n")
    left = wanted - _characters(*_latin())
    if not left:
        return [LATIN], frozenset()
    found: list[str] = []
    faces = _faces()
    while left and faces:
        best = _best(left, faces)
        if best is None:
            break
        found.append(best.name)
        left -= _characters(best.fname, best.index)
    if lost := "".join(c for c in dict.fromkeys(said) if c in left and _chinese(c)):
        raise NotFound(
            f"No font on this machine has the characters “{lost[:12]}”. Install one, such "
            "as Noto Sans CJK (Debian: fonts-noto-cjk), or put its file in ~/.local/share/fonts."
        )
    # One font for a whole label looks better than two in turn, so the Chinese one goes first.
    return [*found, LATIN], left


def _best(left: frozenset[str], faces: Iterable[FontEntry]) -> FontEntry | None:
    """Return the first font that has all of the characters, else the one that has most."""
    best, most = None, 0
    for face in faces:
        has = len(left & _characters(face.fname, face.index))
        if has > most:
            best, most = face, has
        if most == len(left):
            break
    return best


def _chinese(character: str) -> bool:
    """Say whether a character is Han, kana, hangul, or a sign that is set among them."""
    return any(first <= character <= last for first, last in _BLOCKS)


def _latin() -> tuple[str, int]:
    from matplotlib import get_data_path

    return f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf", 0


def _faces() -> list[FontEntry]:
    """Return a regular face a family, those that serve Chinese text best first."""
    from matplotlib.font_manager import fontManager

    regular: dict[str, FontEntry] = {}
    for face in fontManager.ttflist:
        best = regular.get(face.name)
        if any(word in face.name.lower() for word in _BOXES):
            continue
        if face.style == "normal" and (best is None or _weight(face) < _weight(best)):
            regular[face.name] = face
    return sorted(regular.values(), key=_rank)


def _weight(face: FontEntry) -> int:
    """Return how far a face is from the regular weight."""
    return abs(face.weight - 400) if isinstance(face.weight, int) else 1000


def _rank(face: FontEntry) -> tuple[bool, bool, bool, str]:
    words = face.name.lower().replace("-", " ").split()
    return (
        not any(mark in word for word in words for mark in _SIMPLIFIED if word.startswith(mark)),
        any(word in ("serif", "song", "ming", "kai") for word in words),
        "mono" in words,
        face.name,
    )


@lru_cache(maxsize=512)
def _characters(path: str, index: int) -> frozenset[str]:
    """Return the characters that a face has; of a file that is no font any more none."""
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(map(chr, FT2Font(path, face_index=index).get_charmap()))
    except (OSError, RuntimeError):
        return frozenset()
