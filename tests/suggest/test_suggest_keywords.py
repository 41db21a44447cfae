"""Keywords in texts: Chinese by characters, English whatever the ending, negation marked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts

from qualcode.suggest.entries import read
from qualcode.suggest.features import prepared
from qualcode.suggest.keywords import Hit, Keywords

KEYWORDS = Keywords(
    read(
        [
            {
                "code": "school",
                "name": {"zh": "学校", "en": "School"},
                "keywords": {"zh": ["老师", "上课"], "en": ["teacher", "health insurance"]},
            },
            {
                "code": "work",
                "keywords": {"zh": ["上课"], "en": ["unemployment", "vote", "studying"]},
            },
        ]
    )
)


def hit(text: str, keyword: str, *, negated: bool = False, code: str = "school") -> list[Hit]:
    """Return the one hit that the words between the marks ‹ › are."""
    start, end = text.index("‹"), text.index("›") - 1
    return [Hit(code, keyword, start, end, negated)]


@pytest.mark.parametrize(
    ("marked", "keyword"),
    [
        ("‹老师›节到了", "老师"),
        ("我们的数学‹老师›", "老师"),
        ("‹老师›ABC", "老师"),
        ("no ‹health insurances›", "health insurance"),
        ("My ‹Teachers› left.", "teacher"),
        ("ＭＹ ‹ＴＥＡＣＨＥＲＳ›", "teacher"),
        ("👩‍👩‍👧 the ‹schools›", "school"),
        ("é de\u0301 ‹school›", "school"),
    ],
)
def test_a_keyword_is_found_where_it_stands(marked: str, keyword: str) -> None:
    text = marked.replace("‹", "").replace("›", "")
    assert KEYWORDS.hits(text, "school") == hit(marked, keyword, negated=marked.startswith("no "))


@pytest.mark.parametrize("text", ["", "老帅", "preschooled", "insurance of health", "😀", "\ud800"])
def test_what_is_no_keyword_is_not_found(text: str) -> None:
    assert KEYWORDS.hits(text, "school") == []


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("我不喜欢老师", True),
        ("没有老师", True),
        ("我没见过老师", True),
        ("特别好的老师", False),
        ("别人的老师", False),
        ("不同老师", False),
        ("不。老师来了", False),
        ("不是说学生们和老师", False),
        ("no teacher", True),
        ("I don't like the teacher", True),
        ("never had good teachers", True),
        ("No. The teacher came", False),
        ("nothing but a teacher", False),
        ("not that we ever had any teacher", False),
    ],
)
def test_a_negation_up_to_three_before_marks_the_hit(text: str, negated: bool) -> None:
    assert [found.negated for found in KEYWORDS.hits(text, "school")] == [negated]


def test_a_typing_error_is_a_hit_that_says_so() -> None:
    assert KEYWORDS.hits("unenmployment", "work") == [
        Hit("work", "unemployment", 0, 13, False, exact=False)
    ]


def test_keywords_count_once_shared_ones_for_less_near_ones_for_less() -> None:
    weights = KEYWORDS.weights(["老师上课，老师", "unemploymnet", "nothing", "teacher teachers"])
    school, work = 1 + 1 / 2, 1 / 2
    assert weights.tolist() == [
        [school / (1 + school), work / (1 + work)],
        [0.0, pytest.approx(0.7 / 1.7)],
        [0.0, 0.0],
        [0.5, 0.0],
    ]


@settings(max_examples=50, deadline=None)
@given(before=texts(), after=texts())
def test_a_keyword_of_characters_is_found_in_any_company(before: str, after: str) -> None:
    text = f"{before}\n老师\n{after}"
    at = len(before) + 1
    spans = {(found.start, found.end) for found in KEYWORDS.hits(text, "school")}
    assert (at, at + 2) in spans
    assert all(0 <= start < end <= len(text) for start, end in spans)


@settings(max_examples=50, deadline=None)
@given(text=st.one_of(texts(), st.sampled_from(["teachers 上课", "votes, voted, voting"])))
def test_hits_and_weights_agree(text: str) -> None:
    weights = KEYWORDS.weights([prepared(text)])[0]
    found = [bool(KEYWORDS.hits(prepared(text), code)) for code in ("school", "work")]
    assert [bool(weight) for weight in weights] == found
