"""Suggestions measured on one's own codings, and what is found where the codebook ends."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suggesting import answers, build, code_truly, name

import qualcode
from qualcode.project import Project
from qualcode.suggest import judged


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Yield 60 answers, 48 of them reviewed."""
    with build(tmp_path / "s.qualcode", tmp_path) as made:
        code_truly(made, 1, 48)
        yield made


def test_an_evaluation_leaves_respondents_out_and_stands_beside_frequent(project: Project) -> None:
    frame: Any = project.suggest.evaluate()
    rows = frame.set_index("code")
    assert list(rows.index) == ["fatigue", "safety", "resources", "trust", "all"]
    assert rows["own"].tolist() == [12, 12, 12, 0, 36]
    assert rows.loc["trust", "suggested"] >= 0
    assert math.isnan(rows.loc["trust", "recall"])
    assert rows.loc["all", "recall"] > 0.8
    assert "by the most frequent codes 1.00" in frame.attrs["foot"]
    language: Any = project.suggest.evaluate(by="language").set_index("language")
    assert set(language.index) == {"en", "zh", "all"}
    assert language.loc["all", "reviewed"] == 48
    assert language.loc[["en", "zh"], "coded"].sum() == 36
    assert language.loc["all", "first"] > language.loc["all", "frequent_first"] + 0.02
    with pytest.raises(qualcode.UsageError, match="Choose: code"):
        project.suggest.evaluate(by="colour")


def test_too_little_reviewed_is_not_evaluated(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path, 12) as project:
        code_truly(project, 1, 12)
        with pytest.raises(qualcode.NotEnoughData, match="12 passages in answers, of 12"):
            project.suggest.evaluate()


def test_likely_miscodings_name_the_codings_that_the_others_speak_against(
    project: Project,
) -> None:
    before = {(r.document, r.code) for r in project.suggest.likely_miscodings().itertuples()}
    project.coding.toggle(name(1), "fatigue")
    project.coding.toggle(name(1), "resources")
    found: Any = project.suggest.likely_miscodings().iloc[0]
    assert (found["document"], found["code"], found["applied"]) == (name(1), "resources", True)
    assert (name(1), "resources") not in before
    assert found["probability"] < 0.05


def test_codes_taken_for_each_other_are_counted_of_their_codings(project: Project) -> None:
    told = answers(48)
    with project.store.together():
        for at, (_, code) in enumerate(told, 1):
            if code == "safety" and at % 8 == 2:
                project.coding.toggle(name(at), "safety")
                project.coding.toggle(name(at), "trust")
    frame: Any = project.suggest.confused()
    pair = frame[(frame["code"] == "trust") & (frame["taken_for"] == "safety")].iloc[0]
    assert pair["codings"] == 6
    assert pair["share"] == pair["n"] / 6
    assert pair["n"] >= 1


def test_passages_unlike_anything_coded_come_first_and_have_no_code(
    tmp_path: Path,
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        with pytest.raises(qualcode.NotEnoughData, match="Nothing is coded"):
            project.suggest.unlike()
        code_truly(project, 1, 24)
        (tmp_path / "more.csv").write_text("id,q9\n001,quantum zebra flute\n", encoding="utf-8")
        project.cases.import_survey(tmp_path / "more.csv", id="id", open_ended=["q9"])
        frame: Any = project.suggest.unlike(limit=5)
        assert frame["document"].iloc[0] == "001 · q9"
        assert frame["similarity"].iloc[0] < 0.2
        assert frame["similarity"].is_monotonic_increasing
        coded = set(project.coding.segments()["document"])
        assert coded.isdisjoint(project.suggest.unlike(limit=99)["document"])


def test_groups_of_uncoded_answers_have_typical_words_and_hold_each_answer_once(
    tmp_path: Path,
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        frame: Any = project.suggest.clusters("q8", count=6)
        listed = [document for documents in frame["documents"] for document in documents]
        assert sorted(listed) == [name(at) for at in range(1, 61)]
        assert frame["n"].tolist() == sorted(map(len, frame["documents"]), reverse=True)
        assert project.suggest.clusters("q8", count=6).equals(frame)
        masks = next(r for r in frame.itertuples() if name(2) in r.documents)
        assert {"masks", "dangerous"} & {word.lower() for word in masks.words}
        code_truly(project, 1, 56)
        with pytest.raises(qualcode.NotEnoughData, match="six at least"):
            project.suggest.clusters("q8", documents=[name(60)])


# The counts behind the figures ------------------------------------------------------------------

CASES = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abc")),
        st.permutations("abc"),
        st.lists(st.floats(0, 1), min_size=3, max_size=3),
        st.sets(st.sampled_from("abc")),
    ),
    max_size=25,
)


@given(CASES)
def test_unknown_pairs_are_in_no_count(
    cases: list[tuple[set[str], list[str], list[float], set[str]]],
) -> None:
    codes = [has - lacks for has, _, _, lacks in cases]
    unknown = [lacks for _, _, _, lacks in cases]
    listed = [
        [(c, p) for c, p in zip(order, sorted(ps, reverse=True), strict=True) if c not in lacks]
        for _, order, ps, lacks in cases
    ]
    made = judged.judge(listed, codes, unknown, "abc")
    for code, counts in made.codes.items():
        assert counts.n == sum(code not in lacks for lacks in unknown)
        assert counts.own == sum(code in has for has in codes)
        assert 0 <= counts.sure_right <= counts.right <= min(counts.own, counts.suggested)
    assert made.coded == sum(bool(has) for has in codes)
    assert judged.read(made.as_mapping()).as_mapping().keys() == made.as_mapping().keys()


def test_the_interval_is_wilsons() -> None:
    # Newcombe (1998), table I: 81 of 263, method 3.
    assert judged.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert judged.wilson(17, 22) == pytest.approx((0.566, 0.899), abs=5e-4)
    assert all(math.isnan(x) for x in judged.wilson(0, 0))


def test_probabilities_that_hold_have_no_calibration_error() -> None:
    listed = [[("a", 0.75)]] * 4
    made = judged.judge(listed, [{"a"}, {"a"}, {"a"}, set()], [set()] * 4, "a")
    assert made.ece == pytest.approx(0)
    assert made.codes["a"].precision == 0.75
    assert judged.judge(listed, [set()] * 4, [set()] * 4, "a").ece == pytest.approx(0.75)
