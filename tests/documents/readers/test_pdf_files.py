"""Printed lines become paragraphs again, and what a page adds is set aside."""

from __future__ import annotations

from transcript_files import pdf

from qualcode.documents.readers import Reading, read


def printed(*pages: list[str]) -> Reading:
    return read(pdf(*pages), name="talk.pdf")


def said(reading: Reading) -> list[tuple[str | None, str]]:
    return [
        (turn.label, " / ".join(reading.text[start:end] for start, end in turn.spans))
        for turn in reading.turns
    ]


def test_english_lines_are_joined_with_a_space_and_behind_a_hyphen_without() -> None:
    reading = printed(
        [
            "Interviewer: How did you come to this long-",
            "standing group, and what did you find when you",
            "came there?",
            "Participant: By chance.",
        ]
    )
    assert said(reading) == [
        (
            "Interviewer",
            "How did you come to this long-standing group, and what did you find when you came "
            "there?",
        ),
        ("Participant", "By chance."),
    ]


def test_chinese_lines_are_joined_without_a_space_until_a_short_one_ends_a_sentence() -> None:
    reading = printed(
        [
            "访谈员：你们是什么时候开始做这件事情的呢，当时的情况",
            "是怎么样的？",
            "受访者：是二〇〇八年地震以后，我们几个人一起去了灾区",
            "帮忙。",
            "后来回来了，就觉得在自己的城市里面也有很多事情可以做",
            "，所以留下来了。",
        ]
    )
    assert said(reading) == [
        ("访谈员", "你们是什么时候开始做这件事情的呢，当时的情况是怎么样的？"),
        (
            "受访者",
            "是二〇〇八年地震以后，我们几个人一起去了灾区帮忙。\n"
            "后来回来了，就觉得在自己的城市里面也有很多事情可以做，所以留下来了。",
        ),
    ]


def test_page_numbers_do_not_part_a_turn_that_runs_over_the_page() -> None:
    reading = printed(
        ["I: What happened then, in that year of all years, to", "1/2"],
        ["all the others?", "P: Nothing.", "2/2"],
    )
    assert said(reading)[0] == (
        "I",
        "What happened then, in that year of all years, to all the others?",
    )
    assert [(note.kind, note.text) for note in reading.notes] == [
        ("page number", "1/2"),
        ("page number", "2/2"),
    ]
    assert all(note.start == note.end for note in reading.notes)


def test_lone_numbers_that_count_the_pages_and_running_lines_are_set_aside() -> None:
    pages = [
        ["River study", f"I: question {n} is about something else, is it?", "P: it is.", f"{n + 6}"]
        for n in range(3)
    ]
    reading = printed(*pages)
    assert "River study" not in reading.text
    assert len(reading.turns) == 6
    kinds = [note.kind for note in reading.notes]
    assert (kinds.count("page number"), kinds.count("footer")) == (3, 3)


def test_a_number_that_somebody_says_stays() -> None:
    reading = printed(["I: How many?", "P: I would say", "12"], ["I: Really?", "P: Yes."])
    assert said(reading)[1] == ("P", "I would say 12")


def test_pages_without_text_are_pointed_out() -> None:
    reading = printed(["I: one?", "P: two."], [], ["I: three?"])
    assert reading.warnings == ("1 page without text (pictures?): 2",)
    assert [turn.place for turn in reading.turns] == ["page 1", "page 1", "page 3"]
