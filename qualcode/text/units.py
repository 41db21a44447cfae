"""The units a coder selects by: paragraph, sentence, clause, word.

Rules, not a model, so that two coders on two machines see the same units. Spans are half-open code
points of the text given. Invariants: sentences tile the text but for the white space between them;
clauses tile the sentences in the same way; no unit crosses a paragraph (see `lines`) or cuts a
grapheme cluster; every unit but a lone mark's holds a letter, digit or ideograph.

Sentence ends: 。！？!? and …… anywhere; a full stop where English ends one, not after Mr., e.g.,
U.S. or an initial unless a word follows that starts sentences. Closing quotes and brackets belong
to the sentence before. Clause ends: ，、；：— and , ; : – outside numbers, times and addresses.
Limits: a hesitation written …… ends a Chinese sentence; a full stop inside brackets or a quotation
ends one too.
"""

from __future__ import annotations

import re

from qualcode.text import graphemes
from qualcode.text.lines import Span, paragraphs, stripped
from qualcode.text.words import words

__all__ = ["Span", "clauses", "paragraphs", "sentences", "words"]

_CLOSERS = r"\"'”’）)」』】》〉\]］｝}»｠"
_END = re.compile(rf"(?P<marks>[。！？!?｡．.…]+)(?P<closers>[{_CLOSERS}]*)")
_STRONG = re.compile("[。！？!?｡]|……")
_BRACKETS = frozenset("）)］]｝}》〉】")
_GOES_ON = re.compile(r"\s*[，、；：,;:]")
_EAST = re.compile(
    "[\u2e80-\u2fff\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd]"
)
_TOKEN = re.compile(r"[^\s\"'“”‘’（(\[【「『《]*$")
# How far the rules look from an end mark, for a word and for the quote that opens a quotation:
# bounds on their cost.
_AHEAD = 40
_QUOTATION = 4000
_SOLID = re.compile(r"[^\W_]")
_GLUED = re.compile(r"[A-Z][a-z]+[\s,]")
_NUMBERING = re.compile(r"[(（]?(?:\d{1,3}|[A-Za-z])$")
_CLAUSE = re.compile(
    rf"(?:[，、；：]|,(?!\d)|(?<!\d),|;|:(?![\d/\\])|(?<!\d):(?![/\\\d])|[—⸺]+|(?<=\s)[–-]+(?=\s))[，、；：,;:—]*"
    rf"[{_CLOSERS}]*"
)

# After these a full stop never ends a sentence: a name, number or example follows.
_NAME_FOLLOWS = """
    mr mrs ms mx dr prof st rev hon gen col lt capt sgt gov sen rep pres messrs mme fr e.g i.e eg ie
    cf viz vs v approx ca fig figs eq ed eds pp vol vols ch sec para
"""
_BEFORE_NAMES = frozenset(_NAME_FOLLOWS.split())
# After these it does if the next word starts sentences.
_SHORTENED = """
    etc al jr sr inc ltd co corp dept govt univ assn assoc est min max hr hrs yr yrs mo tel ext jan
    feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun a.m p.m u.s u.k u.n e.u
    d.c u.s.a p.r.c ph.d m.a b.a m.d b.c a.d no nos p
"""
_SHORT = frozenset(_SHORTENED.split())
_FIRST_WORDS = """
    a about after all also although an and another any anyway are as at because before both but by
    can could did do does during each even every few first for from had has have he her here his how
    however i if in instead is it it's its just last later let like many maybe more most my next no
    nobody not nothing now of often on once one only or other our people perhaps she since so some
    sometimes still such than that that's the their then there there's these they they're this those
    though to today until we we're well were what when where which while who why will with without
    would yes yet you your
"""
_STARTERS = frozenset(_FIRST_WORDS.split())


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the spans of the sentences of text[start:end]; only white space lies between them."""
    return [
        span
        for paragraph in paragraphs(text, start, end)
        for span in _split(text, *paragraph, _sentence_ends(text, *paragraph))
    ]


def clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the spans of the clauses of text[start:end]; only white space lies between them."""
    return [
        span
        for sentence in sentences(text, start, end)
        for span in _split(
            text, *sentence, [match.end() for match in _CLAUSE.finditer(text, *sentence)]
        )
    ]


def _split(text: str, start: int, end: int, ends: list[int]) -> list[Span]:
    """Return the parts of a span; a part without a letter or digit goes with its neighbour."""
    parts: list[Span] = []
    at, solid_before = start, False
    for stop in [*ends, end]:
        stop = graphemes.ceil(text, stop)
        if stop <= at or stop > end:
            continue
        part = stripped(text, at, stop)
        at = stop
        if part is None:
            continue
        solid = _SOLID.search(text, *part) is not None
        if parts and not (solid and solid_before):
            parts[-1] = (parts[-1][0], part[1])
        else:
            parts.append(part)
            solid_before = False
        solid_before = solid_before or solid
    return parts


def _sentence_ends(text: str, start: int, end: int) -> list[int]:
    ends: list[int] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if match.start() < begin:
            continue
        stop = _closed_at(text, begin, match)
        if _ends_sentence(text, begin, end, match, stop):
            ends.append(stop)
            begin = stop
    return ends


def _closed_at(text: str, begin: int, match: re.Match[str]) -> int:
    """Return where the closers after an end mark stop; a straight quote may open the next one."""
    stop = match.end("marks")
    for char in match["closers"]:
        if char == '"' and text.count('"', max(begin, stop - _QUOTATION), stop) % 2 == 0:
            break
        stop += 1
    return stop


def _ends_sentence(text: str, begin: int, end: int, match: re.Match[str], stop: int) -> bool:
    if stop >= end:
        return True
    following, marks = text[stop], match["marks"]
    if _GOES_ON.match(text, stop, end):
        return False
    closers = text[match.end("marks") : stop]
    gap = following.isspace()
    after = text[stop : min(end, stop + _AHEAD)].lstrip()[:1] if gap else following
    if closers and not gap and _BRACKETS.issuperset(closers) and _opened_inside(text, begin, match):
        return False
    if _STRONG.search(marks):
        if closers or marks.endswith("…"):
            return not after.islower()
        return gap or not _latin(following) or not marks.isascii()
    hesitates = "…" in marks or len(marks) > 1
    if after.islower() and (closers or hesitates):
        return False
    if hesitates:
        return gap or (len(marks) >= 6 and _EAST.match(following) is not None)
    return _full_stop_ends(text, begin, end, match, stop)


def _full_stop_ends(text: str, begin: int, end: int, match: re.Match[str], stop: int) -> bool:
    at = match.start()
    before = text[at - 1] if at > begin else ""
    if at - begin < 8 and _NUMBERING.match(text[begin:at].strip()):
        return False
    gap = text[stop].isspace()
    if not gap:
        if _EAST.match(text, stop):
            return not before.isdigit()
        # 'good.But' is a slip of the space bar; 'example.com' and '3.5' are not.
        glued = _GLUED.match(text, stop, end) is not None
        return glued and text[max(begin, at - 3) : at].islower()
    if _EAST.match(before):
        return True
    found = _TOKEN.search(text[max(begin, at - _AHEAD) : at])
    token = found[0].lower() if found else ""
    rest = text[stop : min(end, stop + _AHEAD)].split(maxsplit=1)
    word = rest[0].strip("\"'“”‘’(.,;:!?") if rest else ""
    if token in _BEFORE_NAMES:
        return False
    if token in {"no", "nos", "p"}:
        return not word[:1].isdigit()
    initial = len(token) == 1 and before.isupper()
    if token in _SHORT or initial or re.fullmatch(r"(?:\w\.)+\w", token):
        return word[:1].isupper() and word.lower() in _STARTERS
    return True


def _opened_inside(text: str, begin: int, match: re.Match[str]) -> bool:
    """Return whether the bracket closed after an end mark is in mid-sentence, or a title's."""
    opener = {"）": "（", ")": "(", "］": "［", "]": "[", "｝": "｛", "}": "{"}
    closer = match["closers"][-1]
    if closer in "》〉":
        return True
    place = text.rfind(opener.get(closer, "【"), begin, match.start())
    return place > begin and _SOLID.search(text, begin, place) is not None


def _latin(char: str) -> bool:
    return char.isalnum() and not _EAST.match(char)
