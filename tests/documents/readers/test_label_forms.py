"""The forms that speakers' labels take, and what only looks like a label."""

from __future__ import annotations

import pytest

from qualcode.documents.readers import Reading, read
from qualcode.errors import NotFound, UsageError

EN_HEADER = """Composed for the qualcode example study; not the study's data.
interview: L09
interviewee: Wei Lan
organisation: River Keepers
date: 2025-03-01

"""
ZH_HEADER = """为 qualcode 示例研究编写，并非真实研究资料。
编号：L03
访谈员：林悦
受访者：周岚
日期：2025-03-01

"""
ASKED = [("Mia", "How long?"), ("Wei Lan", "Five years, at 10:30."), ("Mia", "And then?")]
ASKED_ZH = [("林悦", "多久了？"), ("周岚", "五年，十点：到十一点。"), ("林悦", "后来呢？")]


def text(source: str, *, name: str = "talk.txt", **choices: object) -> Reading:
    return read(source.encode(), name=name, **choices)  # type: ignore[arg-type]


def said(reading: Reading) -> list[tuple[str | None, str]]:
    return [
        (turn.label, " / ".join(reading.text[start:end] for start, end in turn.spans))
        for turn in reading.turns
    ]


FORMS = {
    "inline": "{name}: {words}\n",
    "inline, wide colon": "{name}：{words}\n",
    "heading": "### {name}：\n{words}\n\n",
    "bold": "**{name}:** {words}\n\n",
    "bold, colon outside": "**{name}**：{words}\n\n",
    "time before": "[00:0{n}:05] {name}: {words}\n",
    "bare time before": "00:0{n}:05 {name}: {words}\n",
    "time on the label's line": "{name}  0{n}:05\n{words}\n\n",
    "time in brackets on the label's line": "{name} [00:0{n}:05]\n{words}\n\n",
    "time in round brackets": "{name}(00:0{n}:05): {words}\n",
    "time after": "{name}: [00:0{n}:05] {words}\n",
    "number before": "1.{n} {name}: {words}\n",
    "alone on its line": "{name}:\n{words}\n",
    "wide space before": "\u3000\xa0{name}：{words}\n",
    "brackets": "【{name}】{words}\n",
}


@pytest.mark.parametrize("header", ["", "with header"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("talk", [ASKED, ASKED_ZH], ids=["en", "zh"])
def test_every_form_gives_the_same_turns(
    talk: list[tuple[str, str]], form: str, header: str
) -> None:
    # Twice, so that each speaker's name recurs.
    spoken = [*talk, (talk[1][0], "嗯。" if talk is ASKED_ZH else "Yes."), *talk]
    head = (ZH_HEADER if talk is ASKED_ZH else EN_HEADER) if header else ""
    lines = [
        FORMS[form].format(name=name, words=words, n=n)
        for n, (name, words) in enumerate(spoken, start=1)
    ]
    reading = text(head + "".join(lines))
    assert said(reading) == spoken
    assert [turn.role for turn in reading.turns][:3] == [
        "interviewer",
        "participant",
        "interviewer",
    ]
    if "time" in form:
        assert [turn.seconds_start for turn in reading.turns] == [
            n * 60 + 5 for n in range(1, len(spoken) + 1)
        ]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("问", "答"),
        ("Q", "A"),
        ("I", "P10"),
        ("Interviewer", "Interviewee"),
        ("Moderator", "P1"),
        ("Host", "Guest"),
        ("访谈员", "受访者"),
        ("主持人", "嘉宾2"),
        ("訪談員", "受訪者A"),
        ("Researcher 1", "Participant 3"),
    ],
)
def test_a_word_for_a_speaker_needs_to_occur_only_once(asks: str, answers: str) -> None:
    reading = text(f"{asks}：好吗\n{answers}：好？好？\n")
    assert [(turn.label, turn.role) for turn in reading.turns] == [
        (asks, "interviewer"),
        (answers, "participant"),
    ]


def test_a_note_behind_the_label_and_a_number_before_it_are_kept_beside_the_turn() -> None:
    reading = text(
        "1.1 访谈员：多久？\n1.2 受访者：五年\n1.3 访谈员（追问）：真的？\n1.4 受访者：对。\n"
    )
    assert [(turn.label, turn.number, turn.note) for turn in reading.turns] == [
        ("访谈员", "1.1", None),
        ("受访者", "1.2", None),
        ("访谈员", "1.3", "追问"),
        ("受访者", "1.4", None),
    ]


def test_bracketed_ids_are_labels_only_if_several_recur() -> None:
    assert said(text("[id1] hello\n[id2] hi\n[id1] so?\n[id2] fine (laughs)\n")) == [
        ("id1", "hello"),
        ("id2", "hi"),
        ("id1", "so?"),
        ("id2", "fine (laughs)"),
    ]
    assert text("[laughs] hello\nyes\n[laughs] so\n[redacted] fine\n").turns == ()


def test_header_lines_are_notes_even_where_their_keys_are_speakers_words() -> None:
    reading = text(ZH_HEADER + "访谈员：您好？\n受访者：您好。\n访谈员：多久了？\n受访者：五年。\n")
    assert [note.kind for note in reading.notes] == ["title", *["header"] * 4]
    assert said(reading)[0] == ("访谈员", "您好？")
    assert reading.turns[0].place == "line 7"


def test_header_lines_without_a_blank_line_after_them_are_notes() -> None:
    reading = text("Interview 7\nDate: 3 May\nInterviewer: Lin\nInterviewer: Hello?\nAnna: hello.\n"
                   "Interviewer: Ok?\nAnna: yes.\n")  # fmt: skip
    assert said(reading) == [
        ("Interviewer", "Hello?"),
        ("Anna", "hello."),
        ("Interviewer", "Ok?"),
        ("Anna", "yes."),
    ]


def test_section_headings_that_recur_are_no_speakers() -> None:
    part = "主题一：\n访谈员：您好？\n受访者：好。\n开场：\n访谈员：在？\n受访者：在。\n结束：\n"
    reading = text(part * 4)
    assert {turn.label for turn in reading.turns} == {"访谈员", "受访者"}
    assert "开场：" not in "".join(words for _, words in said(reading))
    refused = {label.name: label.reason for label in reading.labels if not label.accepted}
    assert refused == dict.fromkeys(["主题一", "开场", "结束"], "a section heading")


@pytest.mark.parametrize("stamp", ["[{0}.000 --> {0}.900]", "[{0}]", "{0}"])
def test_words_before_colons_in_lines_without_speakers_make_none(stamp: str) -> None:
    clocks = [stamp.format(f"{n // 60:02}:{n % 60:02}") for n in range(300)]
    lines = [f"{clock} 我们那时候就这样做了\n" for clock in clocks]
    for at in (13, 24, 37, 46):
        lines[at] = lines[at].replace("我们", "王总：我们")
        lines[at - 1] = lines[at - 1].replace("我们", "意思是：我们")
    reading = text("".join(lines))
    assert {turn.label for turn in reading.turns} == {None}
    assert len(reading.turns) == 300
    assert {(label.name, label.reason) for label in reading.labels} == {
        ("王总", "most lines have no such word before them"),
        ("意思是", "most lines have no such word before them"),
    }


def test_one_speaker_alone_is_found_and_pointed_out() -> None:
    reading = text("Dana: We began in spring, all of us.\nDana: It was wet and very cold.\n" * 3)
    assert {turn.label for turn in reading.turns} == {"Dana"}
    assert "one label only: Dana" in reading.warnings


def test_a_key_in_mid_turn_is_talk() -> None:
    asked, more = "访谈员：帮谁？\n", "访谈员：好？\n受访者：好。\n"
    talk = "受访者：我说两点。\n对象：老人。\n时间：周末。\n"
    assert said(text(asked + talk + more))[1] == (
        "受访者",
        "我说两点。\n对象：老人。\n时间：周末。",
    )
    bare = "受访者：两点\n对象：老人\n时间：周末\n\n"
    assert said(text(asked + bare + more))[1] == ("受访者", "两点\n对象：老人\n时间：周末")


def test_a_list_inside_one_turn_is_no_speaker() -> None:
    talk = "Interviewer: So?\nAnna: Three.\nPrice: low\nPrice: middle\nPrice: high\n"
    reading = text(talk + "Interviewer: Yes?\nAnna: Yes.\nInterviewer: Ok?\nAnna: Ok.\n")
    assert {turn.label for turn in reading.turns} == {"Interviewer", "Anna"}
    assert said(reading)[1] == ("Anna", "Three.\nPrice: low\nPrice: middle\nPrice: high")


@pytest.mark.parametrize("word", ["注", "例如", "第一", "Note", "PS", "https", "10", "e.g"])
def test_remarks_are_never_labels_unless_ticked(word: str) -> None:
    source = f"{word}: some words here\nAnna: and others\n" * 4
    labels = {label.name: label.accepted for label in text(source).labels}
    assert labels.get(word, False) is False
    if word in labels:
        ticked = text(source, labels={word: True})
        assert {turn.label for turn in ticked.turns} == {word, "Anna"}


@pytest.mark.parametrize(
    "line",
    ["See http://example.org: it", "at 10:30 we met", "C:\\data\\talk", "what I mean is this: no"],
)
def test_colons_inside_talk_make_no_label(line: str) -> None:
    reading = text(f"Anna: hi\n{line}\nBob: ho\n{line}\nAnna: hi\n{line}\nBob: ho\n{line}\n")
    assert said(reading)[0] == ("Anna", f"hi\n{line}")
    assert [label.name for label in reading.labels if label.accepted] == ["Anna", "Bob"]


def test_a_clock_in_a_sentence_is_talk_and_one_in_brackets_a_mark() -> None:
    reading = text("I: We met [00:04:10] at 10:30 and left.\nP: At (10:30)? Yes.\n")
    assert said(reading) == [("I", "We met / at 10:30 and left."), ("P", "At (10:30)? Yes.")]
    assert [(note.kind, note.text) for note in reading.notes] == [("time", "[00:04:10]")]


def test_what_was_said_beside_the_words_stays() -> None:
    words = (
        "I (laughs) mean （笑） //Other: yes// [redacted] XXX (12 seconds pause) (unintelligible)"
    )
    assert said(text(f"I: {words}\nP: ok\n"))[0] == ("I", words)


def test_blocks_under_a_heading_run_on_and_labelled_lines_do_not() -> None:
    headed = text("### 甲一：\n一。\n### 甲一：\n二。\n### 乙二：\n三？\n### 乙二：\n四？\n")
    assert said(headed) == [("甲一", "一。 / 二。"), ("乙二", "三？ / 四？")]
    inline = text("I: one\nI: two\nP: three\n")
    assert said(inline) == [("I", "one"), ("I", "two"), ("P", "three")]


def test_raw_recogniser_lines_have_times_and_no_speaker() -> None:
    reading = text(
        "[00:15.000 --> 00:19.000] 我们开始\n[00:19.000 --> 00:22.000] 我们开始\n"
        "[00:22.000 --> 01:00:24.500] 好的\n"
    )
    assert [
        (turn.label, turn.role, turn.seconds_start, turn.seconds_end) for turn in reading.turns
    ] == [
        (None, None, 15.0, 19.0),
        (None, None, 19.0, 22.0),
        (None, None, 22.0, 3624.5),
    ]
    assert [words for _, words in said(reading)] == ["我们开始", "我们开始", "好的"]
    assert any("no speakers found" in warning for warning in reading.warnings)


def test_a_question_list_is_read_as_turns_only_if_asked() -> None:
    source = "1、你多大？\n二十。\n2、做什么？\n教书。\n很久了。\n"
    plain = text(source)
    assert plain.turns == ()
    assert any("2 lines read like a list of questions" in warning for warning in plain.warnings)
    assert said(text(source, questions=True)) == [
        ("question", "1、你多大？"),
        ("answer", "二十。"),
        ("question", "2、做什么？"),
        ("answer", "教书。\n很久了。"),
    ]


def test_several_interviews_in_one_file_are_pointed_out() -> None:
    talk = "Interviewer: Hi?\nAnna: hello\nInterviewer: ok?\nAnna: yes\n\n"
    reading = text(("Interview: 1\nDate: 3 May\n\n" + talk) * 3)
    assert "a header block occurs 3 times: this file may hold 3 interviews" in reading.warnings
    assert len(reading.turns) == 12


def test_the_preview_names_what_to_look_at() -> None:
    source = (
        "访谈对象：王芳\n\n访谈员：好？\n李明：好。\n访谈员：\n李敏：好的。\n李敏：嗯嗯。\n" * 2
    )
    warnings = text(source).warnings
    assert "王芳 stands in the header (访谈对象) and never as a label" in warnings
    assert "one person under two labels? 李明, 李敏" in warnings
    assert "2 labels with no words after it" in warnings


TALK = "Dana: What now?\nDanna: One.\nLee: Two.\nDana: And?\nDanna: Three.\nLee: Four.\n" * 2


def test_labels_are_renamed_merged_and_given_roles() -> None:
    reading = text(TALK, labels={"Danna": "Lee", "Dana": {"name": "D", "role": "other"}})
    assert {(turn.label, turn.role) for turn in reading.turns} == {
        ("D", "other"),
        ("Lee", "participant"),
    }
    assert reading.text == TALK
    assert [label.name for label in reading.labels] == ["D", "Lee"]


def test_an_unticked_label_is_talk_of_the_speaker_before() -> None:
    reading = text(TALK, labels={"Danna": False})
    assert said(reading)[0] == ("Dana", "What now?\nDanna: One.")
    assert {label.name: label.reason for label in reading.labels if not label.accepted} == {
        "Danna": "unticked"
    }


def test_a_choice_about_a_label_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="no line begins with a label “Dane”") as caught:
        text(TALK, labels={"Dane": True})
    assert caught.value.nearest[0] == "Dana"


@pytest.mark.parametrize("choice", [3, None, {"colour": "red"}, {"role": "queen"}])
def test_a_choice_of_another_form_is_refused(choice: object) -> None:
    with pytest.raises(UsageError, match="label “Dana”"):
        text(TALK, labels={"Dana": choice})
