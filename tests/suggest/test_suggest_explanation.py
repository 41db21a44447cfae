"""Explanations: parts that add up to the score, and are those of the model."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts

from qualcode.errors import NotFound
from qualcode.suggest import Suggester
from qualcode.suggest import encoder as encoders
from qualcode.suggest.constants import CONSTANTS
from qualcode.suggest.keywords import Hit

CODEBOOK: list[dict[str, Any]] = [
    {
        "code": "trust",
        "name": {"zh": "信任", "en": "Trust"},
        "definition": {"zh": "居民相信社区工作者。", "en": "Residents believe in the workers."},
        "keywords": {"zh": ["相信"], "en": ["trust"]},
    },
    {"code": "money", "name": {"en": "Money"}, "keywords": {"en": ["funding", "budget"]}},
    {"code": "bare"},
]
TEXTS = [
    *("经费不够用", "we trust her", "信任最重要", "no budget for it", "大家相信她", "无"),
    *("the funding ended", "邻居相信我们", "they believe us", "钱的问题", "we never trusted", "😀"),
]
CODES = [
    *(["money"], ["trust"], ["trust"], ["money"], ["trust"], []),
    *(["money"], ["trust", "bare"], ["trust"], ["money"], ["trust"], []),
]
GROUPS = ["q1", "q2"] * 6


@cache
def fitted(semantic: bool, reviewed: int = len(TEXTS)) -> Suggester:
    """Return a suggester that learned from the first of the texts."""
    suggester = Suggester(CODEBOOK) if semantic else Suggester(CODEBOOK, encoder=None)
    return suggester.fit(TEXTS[:reviewed], CODES[:reviewed], GROUPS[:reviewed])


MODELS = [
    (semantic, reviewed)
    for semantic in ([False, True] if encoders.installed() else [False])
    for reviewed in (0, 5, len(TEXTS))
]


@settings(max_examples=60, deadline=None)
@given(
    model=st.sampled_from(MODELS),
    text=st.one_of(st.sampled_from(TEXTS), texts()),
    code=st.sampled_from(["trust", "money", "bare"]),
    group=st.sampled_from(["", "q1", "q3"]),
)
def test_parts_add_up_to_the_score(
    model: tuple[bool, int], text: str, code: str, group: str
) -> None:
    suggester = fitted(*model)
    explained = suggester.explain(text, code, group)
    assert abs(sum(part.value for part in explained.parts) - explained.score) < 1e-9
    assert explained.probability == dict(suggester.suggest([text], [group])[0])[code]


@pytest.mark.parametrize("model", MODELS)
def test_with_every_word_and_segment_shown_nothing_is_left_over(
    model: tuple[bool, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is what was not shown, not what was not understood."""
    from qualcode.suggest import explanation

    monkeypatch.setattr(explanation, "_EXAMPLES", 1000)
    monkeypatch.setattr(explanation, "_WORDS", 1000)
    for text in [*TEXTS, "the trust of 邻居 in funding 1,000"]:
        for code in ("trust", "money", "bare"):
            parts = fitted(*model).explain(text, code, "q1").parts
            assert parts[-1].kind == "rest"
            assert abs(parts[-1].value) < 1e-9


def test_without_reviewed_segments_only_the_codebook_speaks() -> None:
    suggester = Suggester(CODEBOOK, encoder=None)
    explained = suggester.explain("We don't trust them", "trust")
    assert explained.hits == (Hit("trust", "trust", 9, 14, True),)
    assert {part.kind for part in explained.parts} <= {
        *("word", "entry", "rivals", "likeness", "keywords", "rest")
    }
    assert explained.nearest_entry == "trust: trust"
    values = {part.kind: part.value for part in explained.parts}
    assert values["keywords"] == pytest.approx(CONSTANTS.keyword / 2)
    assert suggester.explain("x", "bare").nearest_entry is None


@pytest.mark.skipif(not encoders.installed(), reason="needs the extra semantic")
def test_likeness_counts_beyond_what_is_usual_of_reviewed_segments() -> None:
    def likeness(suggester: Suggester) -> float:
        parts = suggester.explain("we trust her", "trust").parts
        return next(part.value for part in parts if part.kind == "likeness")

    alone = likeness(fitted(True, 0))
    fade = CONSTANTS.fade / (CONSTANTS.fade + 1)
    beyond = 1 - 1 / (1 + CONSTANTS.usual)
    learned = Suggester(CODEBOOK).fit(["we trust her"], [["trust"]])
    assert likeness(learned) == pytest.approx(alone * fade * beyond)


def test_the_segments_shown_are_those_given() -> None:
    explained = fitted(False).explain("大家相信她", "trust", "q1")
    shown = [part.segment for part in explained.parts if part.kind == "segment"]
    assert shown[0] == 4


def test_a_word_that_only_one_code_had_speaks_for_it() -> None:
    def words(code: str) -> dict[str, float]:
        parts = fitted(False).explain("funding 相信", code).parts
        return {part.label: part.value for part in parts if part.kind == "word"}

    assert words("money")["funding"] > 0 > words("trust")["funding"]
    assert words("trust")["相信"] > 0 > words("money")["相信"]


def test_a_code_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="trsut") as caught:
        fitted(False).explain("x", "trsut")
    assert caught.value.nearest[0] == "trust"


def test_left_out_suggestions_come_in_the_order_given() -> None:
    straight = fitted(False).left_out()
    back = Suggester(CODEBOOK, encoder=None).fit(TEXTS[::-1], CODES[::-1], GROUPS[::-1])
    assert back.left_out() == straight[::-1]
    seen = fitted(False).suggest(TEXTS, GROUPS)
    known = [dict(answer)["money"] for answer in seen]
    blind = [dict(answer or [])["money"] for answer in straight]
    assert [known[at] > blind[at] for at in (0, 3, 6, 9)] == [True] * 4


def test_parts_come_segments_first_then_words_then_the_codebook() -> None:
    explained = fitted(False).explain("we trust the budget 相信", "trust", "q2")
    wanted = ["segment"] * 3 + ["word"] * 5 + ["entry", "rivals", "likeness", "keywords", "rest"]
    assert [part.kind for part in explained.parts] == wanted
