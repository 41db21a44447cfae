"""Bytes become the text they were written as, or one clear error."""

from __future__ import annotations

import re

import pytest
from transcript_files import TRANSCRIPTS

from qualcode.documents.readers import read
from qualcode.documents.readers.encoding import decode
from qualcode.errors import UnreadableSource

SIMPLIFIED = (
    "我们这个社区的志愿者大多是退休的老人，他们每个星期来两次，说是来帮忙，其实也是想有人说说话。"
    "政府后来也来找我们，问我们能不能把这个事情做到别的街道去，我说可以，但是你们要给我们一点时间。"
)


def traditional() -> str:
    source = (TRANSCRIPTS / "zh_md_tv_interview.md").read_text(encoding="utf-8")
    return re.sub(r"[^一-鿿，。？！、]", "", source)[:4000]


@pytest.mark.parametrize("length", [6, 10, 20, 40, 90])
def test_short_simplified_text_in_gbk_is_read_as_written(length: int) -> None:
    slices = [SIMPLIFIED[at : at + length] for at in range(len(SIMPLIFIED) - length + 1)]
    assert [decode(text.encode("gbk")).text for text in slices] == slices


@pytest.mark.parametrize("length", [10, 20, 40, 100, 1000])
def test_short_traditional_text_in_big5_is_read_as_written(length: int) -> None:
    text = traditional()
    slices = [text[at : at + length] for at in range(0, len(text) - length, 37)]
    written = [piece for piece in slices if piece == piece.encode("big5", "ignore").decode("big5")]
    assert len(written) >= len(slices) // 2
    assert [decode(piece.encode("big5")).text for piece in written] == written


def test_an_english_interview_with_three_han_characters_is_chinese_in_gbk() -> None:
    text = "Interviewer: So how did you come to the 志愿者 group?\nP1: A friend told me about it.\n"
    decoded = decode(text.encode("gbk"))
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


@pytest.mark.parametrize(
    "text",
    [
        "Dana: I’m not sure that’s “right” – you’d have to ask…",
        "Dana: I’m fine.",
        "Zoë: déjà vu à la carte, señor – très bien, où êtes-vous allés hier soir?",
    ],
)
def test_windows_1252_is_not_taken_for_chinese(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize(
    "text", ["Interviewer: yes, why?\n", SIMPLIFIED + "\nok\n"], ids=["en", "zh"]
)
def test_unicode_is_read_with_its_mark_and_without(codec: str, text: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_a_guess_shows_what_else_the_bytes_could_be() -> None:
    reading = read(SIMPLIFIED.encode("gbk"), name="a.txt")
    assert reading.encoding == "gb18030"
    decoded = decode("I’m".encode("cp1252"))
    assert (decoded.encoding, decoded.sure, "gb18030" in decoded.alternatives) == (
        "windows-1252",
        False,
        True,
    )


def test_the_encoding_can_be_named() -> None:
    assert read(SIMPLIFIED.encode("gbk"), name="a.txt", encoding="gbk").text == SIMPLIFIED
    assert read("“yes”".encode("cp1252"), name="a.txt", encoding="windows-1252").text == "“yes”"


def test_gbk_named_utf_8_is_refused_at_the_byte() -> None:
    with pytest.raises(UnreadableSource, match=r"^a\.txt: byte 4 is not utf-8: .*gb18030"):
        read("I：好".encode("gbk").replace(b"I", b"Abcd"), name="a.txt", encoding="utf-8")


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64", "undefined"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(UnreadableSource, match=encoding):
        read(b"Dana: hello", name="a.txt", encoding=encoding)


def test_damaged_text_is_refused_and_never_replaced() -> None:
    whole = SIMPLIFIED.encode()
    mixed = whole + b"\x81\xff\xff\x9d" + SIMPLIFIED.encode("gbk")
    with pytest.raises(UnreadableSource, match=rf"a\.txt: byte {len(whole)} is not UTF-8, and no "):
        read(mixed, name="a.txt")
    with pytest.raises(
        UnreadableSource, match=rf"a\.txt: byte {len(whole) - 3} is not .* cut short"
    ):
        read(whole[:-1], name="a.txt")


def test_characters_lost_earlier_are_pointed_out() -> None:
    reading = read("I: 我们\ufffd\ufffd来\n".encode(), name="a.txt")
    assert "2 characters were lost in an earlier conversion (�)" in reading.warnings


def test_only_the_mark_and_the_line_ends_of_a_text_change() -> None:
    text = "\t I: a\u2028b\x0bc\x85d \r\n\rP: \u3000e\n\n"
    reading = read(b"\xef\xbb\xbf" + text.encode(), name="a.txt")
    assert reading.text == "\t I: a\u2028b\x0bc\x85d \n\nP: \u3000e\n\n"
