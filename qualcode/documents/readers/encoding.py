"""Bytes to text: which encoding, and how sure.

A byte-order mark decides; then strict UTF-8; then the scores of the Chinese encodings: the share of
common characters among those outside ASCII, less the share of what Chinese talk does not hold. "The
first codec that does not fail" would be wrong: GB18030 decodes almost any Big5 text. A Chinese
answer needs a positive score, because `I’m` in Windows-1252 is legal GBK. Without one, chardet is
asked, and Windows-1252 is the last resort. Nothing is ever decoded with replacements.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass
from functools import cache

from qualcode.errors import UnreadableSource

_COMMON = frozenset(
    "的一是不了在人有我他这個们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过"
    "发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样"
    "這们來為國說時會對過發後裡種經麼學現當沒動還進樣們个什吗呢吧啊嗯很什做想"
)
"""Characters that nearly every stretch of Chinese talk holds, in both scripts."""
_MARKS = frozenset("，。？！、；：“”（）《》…—　「」")
_CHINESE = ("gb18030", "big5", "big5hkscs")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a zip archive (docx, odt, xlsx …)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"RIFF", "a recording or video (wav, avi)"),
    (b"OggS", "a recording (ogg)"),
    (b"{\\rtf", "an RTF document"),
)
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "cp1252": "windows-1252"}
_SAMPLE = 65_536
_LEAST = 0.05
"""The score above which UTF-16 without its mark is believed."""
_CONFIDENT = 0.15
"""The confidence from which chardet is believed before Windows-1252."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its bytes were read."""

    text: str
    """The text without byte-order mark, its line ends as they were."""
    encoding: str
    """The encoding used."""
    alternatives: tuple[str, ...]
    """Other encodings under which the bytes are legal, the likeliest first."""
    sure: bool
    """Whether the bytes leave no reasonable doubt."""


def magic(data: bytes) -> str | None:
    """Return what kind of binary file the bytes begin like, None if like none known."""
    if data[4:8] == b"ftyp":
        return "a recording or video (m4a, mp4)"
    return next((kind for start, kind in _MAGIC if data.startswith(start)), None)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Return the text of `data`, in the encoding named or in the one that fits.

    Raises UnreadableSource if the bytes are no text, are not in the encoding named, or fit none.
    """
    if not data.strip():
        raise UnreadableSource("the file is empty.")
    if kind := magic(data):
        raise UnreadableSource(f"this is {kind}, not text. Give it the ending of its format.")
    decoded = _named(data, encoding) if encoding else _guessed(data)
    _refuse_binary(decoded.text)
    return decoded


def _named(data: bytes, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        raise UnreadableSource(
            f"no encoding is named “{encoding}”. Try utf-8, gb18030, big5, utf-16, windows-1252."
        ) from error
    name = _ALIASES.get(codec.name, codec.name)
    name = _ALIASES.get(encoding.casefold(), name)
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"byte {error.start:,} is not {encoding}: {error.reason}. "
            f"Legal here: {', '.join(_legal(data)) or 'none of those tried'}."
        ) from error
    except (LookupError, UnicodeError, ValueError) as error:
        raise UnreadableSource(f"“{encoding}” does not decode this file: {error}.") from error
    if not isinstance(text, str):
        raise UnreadableSource(f"“{encoding}” is no encoding of text.")
    others = () if data.isascii() else tuple(other for other in _legal(data) if other != name)
    return Decoded(text.removeprefix("\ufeff"), name, others, sure=True)


def _guessed(data: bytes) -> Decoded:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _named(data, name)
    if b"\x00" in data:
        return _without_mark(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error)
    others = () if text.isascii() else tuple(name for name in _legal(data) if name != "utf-8")
    return Decoded(text, "utf-8", others, sure=True)


def _without_mark(data: bytes) -> Decoded:
    """Read UTF-16 that lacks its mark: NULs on one side of the pairs, or common Chinese."""
    nulls = {"utf-16-be": data[0::2].count(0), "utf-16-le": data[1::2].count(0)}
    fits: dict[str, float] = {}
    for name, count in nulls.items() if len(data) % 2 == 0 else ():
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        fits[name] = max(0.0, score(text)) + (count * 10 >= len(data) * 3)
    best = max(fits, key=lambda name: fits[name], default="")
    if not best or fits[best] <= _LEAST:
        raise UnreadableSource(
            f"byte {data.index(0):,} is NUL: this is a binary file, not text. Export it as text."
        )
    return Decoded(data.decode(best), best, (), sure=False)


def score(text: str, codec: str = "") -> float:
    """Return how much a text looks like Chinese: about -1 to 1, from what is outside ASCII.

    codec: a Chinese encoding that the text was read in. The characters of its first level, the
           frequent ones, then count a little: they tell Chinese where no common one occurs.
    """
    counts = Counter(text[:_SAMPLE])
    total = good = bad = frequent = 0
    first = _first_level(codec)
    for character, count in counts.items():
        if character < "\x80":
            continue
        total += count
        frequent += count * (character in first)
        if character in _COMMON or character in _MARKS:
            good += count
        elif _is_foreign(ord(character)):
            bad += count
    return (good - bad + 0.05 * frequent) / total if total else 0.0


@cache
def _first_level(codec: str) -> frozenset[str]:
    """Return the characters of the first level of GB 2312 or Big5: those sorted for daily use."""
    if codec not in _CHINESE:
        return frozenset()
    leads = range(0xB0, 0xD8) if codec == "gb18030" else range(0xA4, 0xC7)
    trails = range(0xA1, 0xFF) if codec == "gb18030" else (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    name = "gb2312" if codec == "gb18030" else "big5"
    level = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset(level.decode(name, "ignore"))


def _is_foreign(point: int) -> bool:
    """Say whether a code point is private, kana, Cyrillic, Greek, box-drawing or a C1 control."""
    return (
        0x80 <= point < 0xA0
        or 0x370 <= point < 0x530
        or 0x2500 <= point < 0x25A0
        or 0x3040 <= point < 0x3130
        or 0xE000 <= point < 0xF900
        or point >= 0xF0000
    )


def _legal(data: bytes) -> list[str]:
    """Return the encodings on offer under which the bytes are legal."""
    found = []
    for name in ("utf-8", *_CHINESE, "windows-1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        found.append(name)
    return found


def _legacy(data: bytes, failure: UnicodeDecodeError) -> Decoded:
    """Choose among the encodings from before Unicode."""
    _refuse_damaged(data, failure)
    legal = _legal(data)
    scores = {name: score(data.decode(name), name) for name in legal if name in _CHINESE}
    best = max(scores, key=lambda name: scores[name], default=None)
    opinion, confidence = _second_opinion(data)
    if best and scores[best] > 0:
        choice, sure = best, opinion in {best, None} or scores[best] > 0.2
    elif opinion and opinion not in _CHINESE and confidence >= _CONFIDENT:
        choice, sure = opinion, False
    elif "windows-1252" in legal:
        choice, sure = "windows-1252", False
    else:
        raise UnreadableSource(
            f"byte {failure.start:,} is not UTF-8, and no other encoding tried fits the whole "
            "file. It may be damaged or mix encodings; name one (gb18030), or save it as UTF-8."
        )
    others = sorted(
        ({*legal, opinion} - {choice, None}), key=lambda name: -scores.get(str(name), -0.5)
    )
    return Decoded(data.decode(choice), choice, tuple(str(name) for name in others), sure)


def _refuse_damaged(data: bytes, failure: UnicodeDecodeError) -> None:
    """Raise if nearly all of the bytes are UTF-8: another encoding would garble them all."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    counts = Counter(text)
    beyond = sum(count for character, count in counts.items() if character > "\x7f")
    if bad * 10 < beyond - bad:
        raise UnreadableSource(
            f"byte {failure.start:,} is not UTF-8, and nearly all others are: the file is damaged "
            "or cut short. Save it as UTF-8 again."
        )


def _second_opinion(data: bytes) -> tuple[str | None, float]:
    """Return chardet's answer, if the whole file is legal under it, and its confidence."""
    import chardet

    answer = chardet.detect(data[:_SAMPLE])
    encoding = answer["encoding"]
    if not encoding:
        return None, 0.0
    name = _ALIASES.get(encoding.casefold(), encoding.casefold())
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError):
        return None, 0.0
    return (None, 0.0) if "\x00" in text else (name, float(answer["confidence"] or 0.0))


def _refuse_binary(text: str) -> None:
    """Raise for a text that holds NUL, or many control characters."""
    if "\x00" in text:
        raise UnreadableSource(
            f"character {text.index(chr(0)):,} is NUL: a binary file, or another encoding."
        )
    counts = Counter(text[:_SAMPLE])
    control = sum(
        count
        for character, count in counts.items()
        if character < " " and character not in "\t\n\v\f\r"
    )
    if control > 2 and control * 50 > min(len(text), _SAMPLE):
        raise UnreadableSource(
            f"{control:,} control characters: this is a binary file, or in another encoding."
        )
