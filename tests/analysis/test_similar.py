"""Similar answers: likeness is the cosine of TF-IDF, told alike in both scripts."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.similar import Similar, Stopped, features

TEXTS = st.lists(st.text("名单不准人手缺 ab，.", max_size=12), min_size=1, max_size=8)


def plainly(texts: list[str], one: int, other: int) -> float:
    """Return the cosine by the definition, feature by feature."""
    bags = [Counter(features(text)) for text in texts]
    n = len(texts)

    def weights(at: int) -> dict[str, float]:
        return {
            f: (1 + math.log(tf)) * (math.log((1 + n) / (1 + sum(f in b for b in bags))) + 1)
            for f, tf in bags[at].items()
        }

    first, second = weights(one), weights(other)
    norm = math.hypot(*first.values()) * math.hypot(*second.values())
    return sum(w * second.get(f, 0) for f, w in first.items()) / norm if norm else 0.0


@given(TEXTS)
def test_likeness_is_the_cosine_by_its_definition(texts: list[str]) -> None:
    similar = Similar(range(100, 100 + len(texts)), texts)
    for one in range(len(texts)):
        found = similar.likeness(100 + one)
        for other in range(len(texts)):
            if one != other:
                assert found[other] == pytest.approx(plainly(texts, one, other), abs=1e-5)


def test_the_most_alike_come_first_and_the_text_itself_never() -> None:
    texts = ["名单不准，人手不够", "名单不准", "weather", "名单不准，人手也不够"]
    similar = Similar([7, 8, 9, 10], texts)
    assert [key for key, _ in similar.to(7)] == [10, 8]
    assert [key for key, _ in similar.to(7, most=1)] == [10]
    assert similar.to(9) == []
    assert similar.to(999) == []


def test_script_width_case_and_punctuation_do_not_matter() -> None:
    texts = ["名單不準。", "名单不准", "The List, was WRONG!", "ｔｈｅ list was wrong"]
    similar = Similar([1, 2, 3, 4], texts)
    assert dict(similar.to(1)) == pytest.approx({2: 1.0})
    assert dict(similar.to(3)) == pytest.approx({4: 1.0})


def test_chinese_is_told_by_pairs_and_the_rest_by_words() -> None:
    assert features("缺口罩") == ["缺口", "口罩"]
    assert features("无") == ["无"]
    assert features("don't 用WeChat群2次") == ["don't", "用", "wechat", "群", "2", "次"]
    assert features("……！ \x1b") == []


def test_the_work_stops_when_told_and_says_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []

    def go_on(done: int, of: int) -> bool:
        told.append((done, of))
        return done < 200

    with pytest.raises(Stopped):
        Similar(range(500), ["名单不准"] * 500, go_on)
    assert told == [(0, 500), (200, 500)]
