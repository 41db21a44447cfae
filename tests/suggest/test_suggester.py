"""The suggester's contract: what comes back, whatever goes in, and what may not matter."""

from __future__ import annotations

import csv
import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import UnreadableSource
from qualcode.suggest import Suggester
from qualcode.suggest import encoder as encoders
from qualcode.suggest.constants import CONSTANTS

DATA = Path(__file__).parent / "data"

CODEBOOK: list[dict[str, Any]] = [
    {
        "code": "trust",
        "name": {"zh": "信任", "en": "Trust"},
        "definition": {"zh": "居民相信社区工作者。", "en": "Residents believe in the workers."},
        "examples": ["大家都信得过她"],
        "keywords": {"zh": ["信任", "相信"], "en": ["trust"]},
    },
    {"code": "money", "name": {"en": "Money"}, "keywords": {"en": ["funding", "budget"]}},
    {"code": "老师", "name": {"zh": "老师"}, "keywords": {"zh": ["老师"]}},
]
TEXTS = [
    *("经费不够用", "we trust her", "老师上课很认真", "no budget for it", "大家相信她", "无"),
    *(
        "the funding ended",
        "老师来了",
        "they believe us",
        "钱的问题",
        "we never trusted them",
        "😀",
    ),
]
CODES = [
    *(["money"], ["trust"], ["老师"], ["money"], ["trust"], []),
    *(["money"], ["老师"], ["trust"], ["money"], ["trust"], []),
]


@pytest.fixture(params=["meaning", "words"])
def suggester(request: pytest.FixtureRequest) -> Suggester:
    """A suggester of the codebook, with the encoder and without."""
    return Suggester(CODEBOOK, encoder=None if request.param == "words" else sentence_encoder())


@cache
def sentence_encoder() -> encoders.SentenceEncoder:
    """Return the encoder, loaded once; skip where the extra is not installed."""
    if not encoders.installed():
        pytest.skip("needs the extra semantic")
    return encoders.SentenceEncoder()


def test_the_codebook_alone_ranks_codes(suggester: Suggester) -> None:
    suggester.fit([], [], [])
    best = [
        answer[0][0] for answer in suggester.suggest(["老师上课", "budget", "相信"], ["", "", ""])
    ]
    assert best == ["老师", "money", "trust"]


def test_every_code_of_the_codebook_comes_back_once_and_no_other(suggester: Suggester) -> None:
    suggester.fit(TEXTS, [[*codes, "retired"] for codes in CODES], ["q1"] * len(TEXTS))
    for answer in suggester.suggest(
        ["经费", "", "x" * 5000, "👍", "\ud800"], ["q1", "", "", "", ""]
    ):
        assert sorted(code for code, _ in answer) == sorted(entry["code"] for entry in CODEBOOK)
        values = [p for _, p in answer]
        assert values == sorted(values, reverse=True)
        assert all(0 <= p <= 1 for p in values)


def test_nothing_asked_is_nothing_answered(suggester: Suggester) -> None:
    assert suggester.suggest([], []) == []


@pytest.mark.parametrize(
    "codebook",
    [[], [{"code": "only"}], [{"code": "a", "name": ""}, {"code": "b", "examples": ["b"]}]],
)
def test_a_codebook_without_words_is_no_error(codebook: list[dict[str, Any]]) -> None:
    suggester = Suggester(codebook, encoder=None)
    texts = ["hello", "b", ""] * 5
    for answer in [suggester.suggest(texts), suggester.fit(texts, [[]] * 15).suggest(texts)]:
        assert [len(one) for one in answer] == [len(codebook)] * 15


def test_a_code_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'a' twice"):
        Suggester([{"code": "a"}, {"code": "a"}], encoder=None)


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="2 texts"):
        Suggester(CODEBOOK, encoder=None).fit(["a", "b"], [[]])


def test_it_works_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        encoders, "find_spec", lambda name: None if name == encoders.PACKAGE else real(name)
    )
    suggester = Suggester(CODEBOOK).fit(TEXTS, CODES)
    assert suggester.record()["encoder"] == ""
    assert suggester.suggest(["老师"])[0][0][0] == "老师"


def test_an_encoder_with_other_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    if not encoders.installed():
        pytest.skip("needs the extra semantic")
    monkeypatch.setitem(encoders.FILES, "sp.model", "0" * 64)
    with pytest.raises(UnreadableSource, match=r"sp\.model"):
        Suggester(CODEBOOK)


def test_importing_the_package_loads_no_library() -> None:
    script = (
        "import sys, qualcode.suggest; print(sorted({'numpy', 'spacy', 'scipy'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_same_input_gives_the_same_output_in_another_process(suggester: Suggester) -> None:
    semantic = suggester.record()["encoder"] != ""
    script = (
        "import json, sys\n"
        "from qualcode.suggest import Suggester\n"
        "book, texts, codes, semantic = json.load(sys.stdin)\n"
        "made = Suggester(book) if semantic else Suggester(book, encoder=None)\n"
        "print(json.dumps([made.fit(texts, codes).suggest(texts), made.record()['hash']]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([CODEBOOK, TEXTS, CODES, semantic]),
        capture_output=True,
        text=True,
        check=True,
    )
    suggester.fit(TEXTS, CODES)
    here = json.dumps([suggester.suggest(TEXTS), suggester.record()["hash"]])
    assert done.stdout.strip() == here


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(len(TEXTS))), cut=st.integers(1, len(TEXTS)))
def test_order_and_company_of_texts_do_not_matter(order: list[int], cut: int) -> None:
    straight = Suggester(CODEBOOK, encoder=None).fit(TEXTS, CODES).suggest(TEXTS)
    shuffled = Suggester(CODEBOOK, encoder=None).fit(
        [TEXTS[at] for at in order], [CODES[at] for at in order]
    )
    assert shuffled.suggest([TEXTS[at] for at in order[:cut]]) == [
        straight[at] for at in order[:cut]
    ]


def test_a_code_unknown_for_a_segment_is_not_a_no(suggester: Suggester) -> None:
    """The newest code is unknown for what was reviewed before it came."""
    texts, codes = TEXTS * 2, [[code for code in one if code != "老师"] for one in CODES] * 2
    asked = ["老师上课很认真"]
    denied = dict(suggester.fit(texts, codes).suggest(asked)[0])
    unknown = [["老师"]] * len(texts)
    left_open = dict(suggester.fit(texts, codes, unknown=unknown).suggest(asked)[0])
    assert left_open["老师"] > denied["老师"]
    assert left_open["老师"] > 0.5
    fitted = suggester.fitted
    assert fitted.base[2] == pytest.approx(fitted.rate / 3)
    assert np.abs(fitted.weights[: len(texts), 2]).max() == 0
    assert {code for answer in suggester.left_out() for code, _ in answer or []} == {
        "trust",
        "money",
    }


def test_what_a_segment_carries_cannot_be_unknown_for_it(suggester: Suggester) -> None:
    plain = suggester.fit(TEXTS, CODES).suggest(TEXTS)
    assert suggester.fit(TEXTS, CODES, unknown=CODES).suggest(TEXTS) == plain


def test_of_many_reviewed_the_newest_and_some_of_each_code_are_used() -> None:
    suggester = Suggester(CODEBOOK, encoder=None, constants=replace(CONSTANTS, most=10))
    texts = [f"text {number}" for number in range(60)]
    codes = [["trust"] if number == 3 else ["money"] for number in range(60)]
    suggester.fit(texts, codes)
    assert sorted(suggester.fitted.reviewed.places) == [3, *range(51, 60)]


def answers(split: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Return texts, codes and groups of the slice of real answers."""
    with (DATA / "problems.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    return (
        [row["text"] for row in rows],
        [row["codes"].split(";") for row in rows],
        [row["group"] for row in rows],
    )


def test_real_answers_are_suggested_for_better_than_by_frequency(suggester: Suggester) -> None:
    codebook = json.loads((DATA / "problems_codebook.json").read_text(encoding="utf-8"))
    semantic = suggester.record()["encoder"] != ""
    real = Suggester(codebook, encoder=sentence_encoder() if semantic else None)
    texts, codes, groups = answers("train")
    asked, truth, asked_groups = answers("dev")
    found = real.fit(texts, codes, groups).suggest(asked, asked_groups)
    counts: dict[str, int] = {}
    for one in codes:
        for code in one:
            counts[code] = counts.get(code, 0) + 1
    frequent = sorted(counts, key=lambda code: (-counts[code], code))[:3]

    def hits(best: list[list[str]]) -> int:
        return sum(bool(set(three) & set(true)) for three, true in zip(best, truth, strict=True))

    assert hits([[code for code, _ in answer[:3]] for answer in found]) >= 80
    assert hits([frequent] * len(truth)) < 50
