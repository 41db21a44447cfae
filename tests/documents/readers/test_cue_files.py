"""Subtitle files become paragraphs a turn, times beside them."""

from __future__ import annotations

import pytest

from qualcode.documents.readers import Reading, read

TIME = "00:00:0{0}.000 --> 00:00:0{1}.500"


def vtt(*cues: str, head: str = "WEBVTT\n\n", name: str = "talk.vtt") -> Reading:
    made = (f"{TIME.format(n, n)}\n{cue}\n" for n, cue in enumerate(cues))
    return read((head + "\n".join(made)).encode(), name=name)


def said(reading: Reading) -> list[tuple[str | None, str]]:
    return [
        (turn.label, " / ".join(reading.text[start:end] for start, end in turn.spans))
        for turn in reading.turns
    ]


def test_two_voices_in_one_cue_are_two_turns() -> None:
    reading = vtt("<v Dana>so</v> <v.loud Li Ming>yes</v>", "<v Li Ming>and <i>no</i> &amp; ok")
    assert said(reading) == [("Dana", "so"), ("Li Ming", "yes and no & ok")]
    assert reading.text == "Dana: so\nLi Ming: yes and no & ok"


def test_names_inside_cues_are_read_as_in_zoom() -> None:
    reading = vtt("Dana Reed: Hello", "Dana Reed: to all", "李明：你好", "李明：大家")
    assert said(reading) == [("Dana Reed", "Hello to all"), ("李明", "你好大家")]


def test_the_first_line_numbers_and_hours_may_be_missing() -> None:
    cues = ["1", "00:01.000 --> 00:02.250", "<v Dana>one", "", "2", "00:03.000 --> 00:04.000"]
    data = "\r\n".join([*cues, "<v Lee>two"]).encode()
    turns = read(data, name="a.vtt").turns
    assert [(turn.label, turn.seconds_start, turn.seconds_end) for turn in turns] == [
        ("Dana", 1.0, 2.25),
        ("Lee", 3.0, 4.0),
    ]


def test_srt_takes_a_point_for_a_comma_and_cues_without_blank_lines() -> None:
    cues = ["1", "00:00:01,000 --> 00:00:02.000", "I: one", "two"]
    cues += ["2", "00:00:03.500 --> 00:00:04,000", "P: three"]
    data = "\n".join(cues).encode()
    assert said(read(data, name="a.srt")) == [("I", "one two"), ("P", "three")]


def test_cues_without_speakers_keep_their_times_and_invent_nobody() -> None:
    reading = vtt("我们", "开始")
    assert [(turn.label, turn.place, turn.seconds_end) for turn in reading.turns] == [
        (None, "cue 1", 0.5),
        (None, "cue 2", 1.5),
    ]
    assert reading.text == "我们\n开始"
    assert reading.labels == ()
    assert "no speakers found: the lines are kept as paragraphs" in reading.warnings


def test_comments_and_styles_are_counted_and_left_out() -> None:
    reading = vtt("<v Dana>one", head="WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\n")
    assert reading.text == "Dana: one"
    assert reading.losses == ("1 NOTE block left out", "1 STYLE block left out")


def test_repeated_cues_of_a_recogniser_are_flagged_and_kept() -> None:
    reading = vtt("谢谢观看谢谢", "谢谢观看谢谢", "好")
    assert "1 line equal to the line before: a recogniser's error?" in reading.warnings
    assert len(reading.turns) == 3


@pytest.mark.parametrize("codec", ["gb18030", "utf-16", "utf-8-sig"])
def test_cues_in_another_encoding_are_read(codec: str) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 李明>我们这个时候都在说什么\n"
    assert said(read(text.encode(codec), name="a.vtt")) == [("李明", "我们这个时候都在说什么")]


def test_the_end_of_one_cue_in_another_does_not_shorten_a_turn() -> None:
    data = b"1\n00:00:01,000 --> 00:00:09,000\nI: one\n\n2\n00:00:02,000 --> 00:00:04,000\ntwo\n"
    turn = read(data, name="a.srt").turns[0]
    assert (turn.seconds_start, turn.seconds_end) == (1.0, 9.0)
