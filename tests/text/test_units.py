import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.text import graphemes
from qualcode.text.units import Span, clauses, paragraphs, sentences, words


def cut(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "parts",
    [
        ["最缺人。", "街道办只有六个工作人员，要管两万多户！", "是吗？！", "好；行。"],
        ["“走吧！”，他说。", "“好。”", "她说。"],
        ["他（真好！）来了。", "《为什么？》一书。"],
        ["我想……", "就这样吧。", "他们…没来"],
        ["很好.", "我们走.", "第2.5版"],
        ['他说"我们走。"', '然后"好。"', "她笑。"],
        ["什么?", "没有!", "好"],
        ["太好了！", "😊我们走。"],
        ["我们用 Zoom 开会。", "OK？", "行！"],
    ],
)
def test_chinese_sentences_end_at_their_marks(parts: list[str]) -> None:
    text = "".join(parts)
    assert cut(text, sentences(text)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Smith came at 3.5 p.m.", "He met Dr. J. Wang, e.g. in the U.S.", "We left."],
        ["The U.S. Government paid.", "Inc. and Ltd. firms did not."],
        ["Really?!", "Yes... maybe.", '"Why?" she asked.', "'Go!'", "I said."],
        ["no money.", "no people.", "bad"],
        ["Plan B.", "We did.", "So did I.", "Then no. 5 came."],
        ["See example.com and 3.14 here.", "(It was.)", "He said (it was bad.) and left."],
        ["1. First item.", "2. Second."],
        ["“Help us.”", "They did.", "Thanks! 😊"],
    ],
)
def test_english_sentences_do_not_end_at_abbreviations(parts: list[str]) -> None:
    text = " ".join(parts)
    assert cut(text, sentences(text)) == parts


def test_a_missing_space_after_a_full_stop_still_ends_the_sentence() -> None:
    text = "It was good.But we left."
    assert cut(text, sentences(text)) == ["It was good.", "But we left."]


def test_a_hard_wrapped_turn_keeps_its_sentences() -> None:
    text = (
        "Interviewee: I drive a truck. Long haul, mostly Midwest to West Coast runs.\n"
        "I have been driving for twenty two years. The last nine I have been with\n"
        "Acme as an owner operator with my own rig, before that I drove for two\n"
        "carriers.\n"
        "\n"
        "Interviewer: Thanks\n"
    )
    assert cut(text, paragraphs(text)) == [text[: text.index("\n\n")], "Interviewer: Thanks"]
    assert cut(text, sentences(text)) == [
        "Interviewee: I drive a truck.",
        "Long haul, mostly Midwest to West Coast runs.",
        "I have been driving for twenty two years.",
        "The last nine I have been with\nAcme as an owner operator with my own rig, before that I "
        "drove for two\ncarriers.",
        "Interviewer: Thanks",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["缺人", "缺钱", "没有支持"],
        ["No money", "Not enough people", "Too many platforms asked for the same data"],
        ["我们第一天就去了。", "街道办只有六个工作人员，要管两万多户，忙不过来。", "后来好了。"],
        ["The list:", "- masks", "- food", "1) water"],
    ],
)
def test_lines_of_their_own_stay_paragraphs_and_sentences(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert cut(text, paragraphs(text)) == lines
    assert cut(text, sentences(text)) == lines


def test_a_short_line_that_goes_on_in_lower_case_is_one_sentence() -> None:
    text = "We went to the\nmarket. Then home."
    assert cut(text, sentences(text)) == ["We went to the\nmarket.", "Then home."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "早上七点，街道办把名单发到群里：我们、他们——分楼栋；10:30 到，共1,000元。好！",
            [
                *("早上七点，", "街道办把名单发到群里：", "我们、", "他们——", "分楼栋；"),
                *("10:30 到，", "共1,000元。", "好！"),
            ],
        ),
        (
            "First, 1,000 people; at 10:30 – yes — no, see http://a.b/c: ok, 3–5.",
            [
                *("First,", "1,000 people;", "at 10:30 –", "yes —", "no,"),
                *("see http://a.b/c:", "ok,", "3–5."),
            ],
        ),
        ("，。", ["，。"]),
    ],
)
def test_clauses_end_outside_numbers_times_and_addresses(text: str, parts: list[str]) -> None:
    assert cut(text, clauses(text)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("街道办把名单发到群里，", ["街道办", "把", "名单", "发到", "群里"]),
        ("Mr. O'Neil's 1,000.50元 at 10:30", ["Mr", "O'Neil's", "1,000.50", "元", "at", "10:30"]),
        (
            "cafe\u0301 葛\U000e0100城 state-of-the-art 3.5%",
            ["cafe\u0301", "葛\U000e0100城", "state-of-the-art", "3.5%"],
        ),
        ("👩‍👩‍👧 ok 자원 봉사", ["ok", "자원", "봉사"]),
    ],
)
def test_words_are_latin_words_numbers_and_segmented_han(text: str, parts: list[str]) -> None:
    assert cut(text, words(text)) == parts


@given(strategies.texts())
def test_sentences_and_clauses_tile_all_but_white_space(text: str) -> None:
    for units in (paragraphs, sentences, clauses):
        spans = units(text)
        edges = [0, *(edge for span in spans for edge in span), len(text)]
        assert edges == sorted(edges)
        assert all(start < end for start, end in spans)
        gaps = "".join(text[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True))
        assert gaps.strip() == ""


@given(strategies.texts())
def test_units_cut_no_grapheme_cluster(text: str) -> None:
    edges = {0, *(end for _, end in graphemes.clusters(text))}
    for units in (paragraphs, sentences, clauses, words):
        assert {edge for span in units(text) for edge in span} <= edges


@given(strategies.texts())
def test_each_unit_lies_in_one_of_the_next_larger(text: str) -> None:
    for small, large in ((sentences, paragraphs), (clauses, sentences)):
        wholes = large(text)
        for start, end in small(text):
            assert any(first <= start and end <= last for first, last in wholes)


@given(strategies.texts())
def test_units_of_a_range_are_units_of_its_text(text: str) -> None:
    frame = f"Before. {text} 之后。"
    start, end = 8, 8 + len(text)
    for units in (paragraphs, sentences, clauses, words):
        assert units(frame, start, end) == [(a + 8, b + 8) for a, b in units(text)]


@given(
    st.text(alphabet=strategies.ZH + "𠮷", min_size=1).map(
        lambda t: t.replace("，", "").replace("。", "")
    )
)
def test_words_tile_a_run_of_han(run: str) -> None:
    assert "".join(cut(run, words(run))) == run
