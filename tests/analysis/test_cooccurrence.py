"""Codes that meet: in a case by hand, in segments and windows against a count pair by pair."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from study import build
from tables import Person, survey

import qualcode
from qualcode.analysis import statistics
from qualcode.analysis.cooccurrence import of_segments
from qualcode.analysis.cooccurrence_places import Places
from qualcode.errors import UsageError


def test_a_pair_in_cases_is_the_fourfold_table_of_those_known_for_both(
    store_url: str, tmp_path: Path
) -> None:
    people = [
        *[Person(codes=("gap", "tired"))] * 6, *[Person(codes=("gap",))] * 4,
        *[Person(codes=("tired",))] * 3, *[Person()] * 7, Person(codes=None),
    ]  # fmt: skip
    with survey(store_url, tmp_path, people) as project:
        [row] = project.analysis.cooccurrence(question="q8").to_dict("records")
        assert [row[n] for n in ("n12", "n1", "n2", "n")] == [6, 10, 9, 20]
        assert row["jaccard"] == pytest.approx(6 / 13)
        assert row["lift"] == pytest.approx(6 * 20 / 90)
        assert row["phi"] == pytest.approx((6 * 7 - 4 * 3) / (10 * 10 * 9 * 11) ** 0.5)
        pure = statistics.two_by_two([[6, 4], [3, 7]])
        assert row["odds_ratio"] == pytest.approx(pure["odds_ratio"])
        limits = [row["odds_ratio_low"], row["odds_ratio_high"]]
        assert limits == pytest.approx(pure["odds_ratio_ci95_wald_log"])
        foot = project.analysis.cooccurrence(question="q8").attrs["foot"]
        assert foot.startswith("q8, layer final: 20 of 21 cases")


def test_segments_meet_where_words_of_one_coder_overlap_in_reviewed_passages(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        text = project.documents.text("L03")
        at = text.index("最缺人")
        project.coding.apply("L03", at, at + 10, "trust")
        project.coding.apply("L03", at + 9, at + 20, "fatigue")
        project.coding.apply("L03", at + 24, at + 30, "gap filling")
        project.coding.apply("L02", code="trust", whole=True)
        assert project.analysis.cooccurrence("segment")["n12"].sum() == 0, "nothing is reviewed"
        project.coding.done("L03")

        def met(**how: Any) -> dict[tuple[str, str], tuple[int, int]]:
            frame = project.analysis.cooccurrence(**how)
            rows = frame[frame["n12"] > 0].to_dict("records")
            return {(r["code"], r["with"]): (r["n12"], r["n21"]) for r in rows}

        assert met(unit="segment") == {("fatigue", "trust"): (1, 1)}
        assert met(unit="window", window=3) == {("fatigue", "trust"): (1, 1)}
        assert met(unit="window", window=4) == {
            ("fatigue", "trust"): (1, 1), ("gap filling", "fatigue"): (1, 1),
        }  # fmt: skip
        assert met(unit="segment", codes=["gaps", "trust"]) == {}
        with pytest.raises(UsageError, match="No unit “page”"):
            project.analysis.cooccurrence("page")
        with pytest.raises(UsageError, match="belong to the unit window"):
            project.analysis.cooccurrence("segment", window=5)
        project.close()
        with qualcode.open(store_url, coder="Lin") as other:
            other.coding.apply("L03", at, at + 60, "gap filling")
            assert other.analysis.cooccurrence("segment", layer="Mia")["n12"].sum() == 1


@pytest.mark.parametrize("window", [0, 1, 5])
def test_meeting_segments_are_those_found_pair_by_pair(window: int) -> None:
    for seed in range(20):
        draw = random.Random(seed)
        rows = [
            (
                draw.randrange(4),
                draw.randrange(3),
                draw.randrange(2),
                start,
                start + draw.randrange(9),
            )
            for start in (draw.randrange(60) for _ in range(60))
        ]
        places = Places(*(np.array(column) for column in zip(*rows, strict=True)))
        found = {(r[0], r[1]): (r[2], r[3]) for r in of_segments(places, "abcd", window)}

        def meets(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
            if one[1:3] != two[1:3]:
                return False
            ends = max(one[4], one[3] + 1), max(two[4], two[3] + 1)
            if window:
                return max(one[3], two[3]) - min(ends) <= window
            return one[3] < ends[1] and two[3] < ends[0]

        expected = {}
        for a in range(4):
            for b in range(a + 1, 4):
                ours, theirs = ([r for r in rows if r[0] == code] for code in (a, b))
                expected["abcd"[a], "abcd"[b]] = (
                    sum(any(meets(r, s) for s in theirs) for r in ours),
                    sum(any(meets(r, s) for s in ours) for r in theirs),
                )
        assert found == expected
