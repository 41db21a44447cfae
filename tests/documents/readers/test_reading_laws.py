"""Laws of every reading: spans lie in the text, ascend, and hold words alone."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from transcript_files import docx, paragraph, pdf

from qualcode.documents.readers import Reading, formats, read
from qualcode.errors import UnreadableSource

NAMES = ("Dana Reed", "李明", "Interviewer", "受访者", "P10", "王芳")
SAID = ("yes", "no", "why?", "we went there", "我们", "去了", "那里，后来", "（笑）", "(laughs)")
WORDS = st.lists(
    st.sampled_from([*SAID, "at 10:30", "and [redacted]", "don’t", "👩‍🌾", "é"]),
    min_size=1,
    max_size=12,
).map(" ".join)
FORM = st.sampled_from(
    [
        "{name}: {words}\n",
        "{name}：{words}\n\n",
        "**{name}:** {words}\n",
        "### {name}：\n{words}\n",
        "[00:{n:02}:05] {name}: {words}\n",
        "{name} (00:{n:02}:05): {words}\n",
        "{name}  00:{n:02}:05\n{words}\n",
        "\u3000{name}: [00:{n:02}:05] {words} [00:{n:02}:09] {words}\r\n",
    ]
)
TALK = st.lists(st.tuples(st.sampled_from(NAMES), WORDS), min_size=4, max_size=14)
MARKS = (":", "：", "\n", "\r\n", "**", "#", " ", "\u3000", "[", "]", "(", ")", "?", "|", "\t")
ODD = (
    "\x85",
    "\u2028",
    "\ufeff",
    "-->",
    "---\n",
    "===\n",
    "1\n",
    "WEBVTT\n\n",
    "<v A>",
    "【",
    "】",
)
TALKED = (
    "Dana",
    "李明",
    "00:01",
    "02:05",
    "Date: 3\n",
    "时间：周一\n",
    "I: ",
    "答：",
    "text",
    "文。",
)
PIECES = st.lists(st.sampled_from([*MARKS, *ODD, *TALKED]), max_size=60).map("".join)


def lawful_error(error: UnreadableSource, start: str) -> None:
    """Assert what holds of every error."""
    message = str(error)
    assert message.startswith(start)
    assert "\n" not in message


def check(reading: Reading) -> None:
    """Assert what holds of every reading."""
    end = 0
    for turn in reading.turns:
        assert turn.spans
        assert (turn.start, turn.end) == (turn.spans[0][0], turn.spans[-1][1])
        for first, last in turn.spans:
            assert end <= first < last <= len(reading.text)
            words = reading.text[first:last]
            assert words == words.strip()
            end = last
    for note in reading.notes:
        if note.start < note.end:
            assert reading.text[note.start : note.end] == note.text
            assert not any(
                first < note.end and note.start < last
                for turn in reading.turns
                for first, last in turn.spans
            )
    named = {turn.label for turn in reading.turns} - {None}
    assert named == {label.name for label in reading.labels if label.accepted}
    for label in reading.labels:
        turns = [turn for turn in reading.turns if turn.label == label.name]
        if label.accepted:
            assert label.turns == len(turns)
            assert label.characters == sum(
                last - first for turn in turns for first, last in turn.spans
            )


@given(TALK, FORM, st.booleans())
def test_coded_text_never_holds_a_label_or_a_time(
    talk: list[tuple[str, str]], form: str, header: bool
) -> None:
    spoken = [*talk, *talk, *talk]
    source = "Talk\nDate: 3 May\nPlace: here\n\n" if header else ""
    source += "".join(
        form.format(name=name, words=words, n=n) for n, (name, words) in enumerate(spoken)
    )
    reading = read(source.encode(), name="talk.md")
    check(reading)
    label = re.compile(
        "(?:" + "|".join(map(re.escape, NAMES)) + r")\*{0,2}\s?[:：(]|\d\d:\d\d:\d\d"
    )
    for turn in reading.turns:
        for start, end in turn.spans:
            assert not label.search(reading.text[start:end])
    if len({name for name, _ in talk}) > 1:
        said = re.sub(
            r"\s", "", "".join(reading.text[a:b] for t in reading.turns for a, b in t.spans)
        )
        twice = 2 if "{words} [" in form else 1
        assert said == re.sub(r"\s", "", "".join(words * twice for _, words in spoken))


@given(PIECES, st.sampled_from(["txt", "md", "vtt", "srt"]), st.booleans())
@settings(max_examples=300)
def test_any_text_gives_a_lawful_reading_or_one_error(
    source: str, form: str, questions: bool
) -> None:
    try:
        reading = read(source.encode(), name=f"a.{form}", questions=questions)
    except UnreadableSource as error:
        lawful_error(error, "a.")
        return
    check(reading)
    if form in {"txt", "md"}:
        expected = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        assert reading.text == expected


@given(st.lists(PIECES, min_size=1, max_size=6))
def test_any_word_document_gives_a_lawful_reading_or_one_error(texts: list[str]) -> None:
    try:
        reading = read(
            docx(*(paragraph(f"<w:r>{run_of(text)}</w:r>") for text in texts)), name="a.docx"
        )
    except UnreadableSource as error:
        lawful_error(error, "a.docx: ")
        return
    check(reading)


def run_of(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\x85", " ")
    return "<w:t>" + escaped.replace("\r\n", "\n").replace("\n", "</w:t><w:br/><w:t>") + "</w:t>"


HEADS = st.sampled_from(
    [b"", b"PK\x03\x04", b"%PDF-1.4\n", b"WEBVTT\n\n", b"\xff\xfe", b"\xef\xbb\xbf", b"I: "]
)


@given(HEADS, st.binary(max_size=300), st.sampled_from(["", *formats(), "dat"]))
@settings(max_examples=400)
def test_any_bytes_give_a_lawful_reading_or_one_error(
    head: bytes, tail: bytes, ending: str
) -> None:
    try:
        reading = read(head + tail, name=f"a.{ending}")
    except UnreadableSource as error:
        lawful_error(error, "a.")
        return
    check(reading)


@given(st.integers(0, 1_500), st.binary(min_size=1, max_size=4), st.booleans())
def test_a_damaged_word_document_gives_a_reading_or_one_error(
    at: int, junk: bytes, cut: bool
) -> None:
    data = docx(paragraph("I: one"), paragraph("P: two"))
    at %= len(data)
    damaged = data[:at] if cut else data[:at] + junk + data[at + len(junk) :]
    try:
        reading = read(damaged, name="a.docx")
    except UnreadableSource as error:
        lawful_error(error, "a.docx: ")
        return
    check(reading)


@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=6), st.booleans())
def test_a_damaged_pdf_gives_a_reading_or_one_error(at: int, junk: bytes, cut: bool) -> None:
    data = pdf(["I: one", "P: two"], ["I: three"])
    at %= len(data)
    damaged = data[:at] if cut else data[:at] + junk + data[at + len(junk) :]
    try:
        reading = read(damaged, name="a.pdf")
    except UnreadableSource as error:
        lawful_error(error, "a.pdf: ")
        return
    check(reading)
