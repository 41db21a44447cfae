"""Strategies that tests share: texts as they come, and edits of them.

`texts()` mixes what people type with what trips programs: Chinese and English, emoji and flags,
combining marks, ideographs outside the basic plane, CRLF, BOM, controls. `edits()` gives a text
and replacements in it; `spans(text)` a span of a text.
"""

from __future__ import annotations

from hypothesis import strategies as st

ZH = "我们街道办的志愿者，晚上把没送到的报回去。无"
EN = "the volunteers came, and we don't know why. Mr. U.S. e.g. 3.5 No"
PUNCTUATION = "。！？；：，、……——“”‘’（）《》【】.,!?;:\"'()[]-– \u3000\t"
EMOJI = ("😀", "👍🏽", "👩‍👩‍👧", "🇨🇳", "❤️", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f", "🇨", "☺")
MARKED = (
    "e\u0301",
    "é",
    "x\u0302",
    "葛\U000e0100",
    "ｶﾞ",
    "\u1112\u1161\u11ab",
    "क्ष",
    "กำ",
    "\u0301",
)
RARE = ("𠮷", "𪚥", "ＡＢＣ", "１２", "ﬁ", "①", "臺灣", "ß", "İ", "㍿", "の", "자원")
BREAKS = ("\n", "\n\n", "\r\n", "\r", "\n \n", "\u2028", "\u2029")
HOSTILE = (
    *("\x00", "\x1b[31m", "\x7f", "\x85", "\x9b", "\u200b", "\u200d", "\ufe0f", "\ufeff", "\u202e"),
    *("\u2066", "\u00ad", "\ud800", "\udfff", "\uffff", "\U000e0041", "\u3164"),
)

_FRAGMENTS = (
    st.text(alphabet=ZH, max_size=12),
    st.text(alphabet=EN, max_size=12),
    st.text(alphabet=PUNCTUATION, min_size=1, max_size=3),
    st.sampled_from(
        ("我们来了。", "Mr. Smith came at 10:30, e.g. in the U.S. ", "1,000 元", "L12")
    ),
    st.sampled_from(EMOJI),
    st.sampled_from(MARKED),
    st.sampled_from(RARE),
    st.sampled_from(BREAKS),
)


def texts(max_pieces: int = 12) -> st.SearchStrategy[str]:
    """Return texts such as a file may hold, lone surrogates and controls included."""
    pieces = st.one_of(*_FRAGMENTS, st.sampled_from(HOSTILE), st.text(max_size=3))
    return st.lists(pieces, max_size=max_pieces).map("".join)


def clean_texts(max_pieces: int = 12) -> st.SearchStrategy[str]:
    """Return texts as they are stored: UTF-8 can hold them, no BOM, line feeds alone."""
    pieces = st.lists(st.one_of(*_FRAGMENTS), max_size=max_pieces).map("".join)
    return pieces.map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n"))


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[int, int]:
    """Return a half-open span of a text, which may be empty."""
    start = draw(st.integers(0, len(text)))
    return start, draw(st.integers(start, len(text)))


@st.composite
def edits(draw: st.DrawFn, max_edits: int = 4) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a text and (start, end, new text) replacements in it, sorted, not overlapping."""
    text = draw(clean_texts())
    count = draw(st.integers(0, max_edits))
    places = sorted(
        draw(st.lists(st.integers(0, len(text)), min_size=2 * count, max_size=2 * count))
    )
    new = st.one_of(st.just(""), st.text(alphabet=ZH + EN, max_size=6))
    return text, [
        (start, end, draw(new)) for start, end in zip(places[::2], places[1::2], strict=True)
    ]
