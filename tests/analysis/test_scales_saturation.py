"""Codes against numbers of the cases; codes that are new with each further case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tables import Person, survey

from qualcode.analysis import statistics
from qualcode.analysis.saturation import curve
from qualcode.errors import NotEnoughData, NotFound, UsageError

HOURS = [3, 5, 8, 9, 12, 14, 20, 21, 22, 30, 1, 2, 3, 4, 4, 5, 6, 7, 8, 10, 11, 12]
PEOPLE = [
    Person(age=("young", "middle", "old")[h % 3], hours=str(h), codes=("tired",) if at < 10 else ())
    for at, h in enumerate(HOURS)
] + [Person(hours="", codes=("tired",)), Person(hours="50", codes=None)]


def test_those_with_a_code_stand_beside_those_without(store_url: str, tmp_path: Path) -> None:
    with survey(store_url, tmp_path, PEOPLE) as project:
        found = project.analysis.scales("hours", question="q8")
        gap, row = found.to_dict("records")
        assert gap["note"] == "not tested: none of the cases known have it"
        assert np.isnan(gap["p"])
        ours, theirs = HOURS[:10], HOURS[10:]
        names = (
            "n_with",
            "n_without",
            "mean_with",
            "mean_without",
            "median_with",
            "median_without",
        )
        assert [row[n] for n in names] == [10, 12, 14.4, np.mean(theirs), 13.0, 5.5]
        assert [row["minimum_with"], row["q1_with"], row["q3_with"], row["maximum_with"]] == [
            3, np.quantile(ours, 0.25), np.quantile(ours, 0.75), 30,
        ]  # fmt: skip
        assert row["sd_with"] == pytest.approx(np.std(ours, ddof=1))
        rank = statistics.two_samples(ours, theirs)
        assert [row["u"], row["p"], row["rank_biserial"]] == pytest.approx(
            [rank["u_x"], rank["p_two_sided"], rank["rank_biserial"]]
        )
        assert row["rank_biserial_low"] < row["rank_biserial"] < row["rank_biserial_high"]
        point = statistics.point_biserial(HOURS, [1.0] * 10 + [0.0] * 12)
        assert row["point_biserial"] == pytest.approx(point["r"])
        shift = statistics.hodges_lehmann(ours, theirs)
        assert row["shift"] == np.median(np.subtract.outer(ours, theirs))
        assert [row["shift_low"], row["shift_high"]] == shift["ci95"]
        assert "1 without a value are left out" in found.attrs["foot"]
        rho = statistics.spearman_interval([1] * 10 + [0] * 12, HOURS)
        low, high = rho["ci95"]
        assert (
            f"Number of codes and hours: Spearman’s rho {rho['rho']:.2f} [{low:.2f}, {high:.2f}] "
            "(2,000 resamples), of the 22 cases known for all of these codes."
        ) in found.attrs["foot"]
        ordinal = project.analysis.scales("age", question="q8", codes=["tired"])
        assert "ordinal: 1, 2, … stand for its levels" in ordinal.attrs["foot"]
        with pytest.raises(UsageError, match="Make a cross-tab of it"):
            project.analysis.scales("district", question="q8")


def test_the_ratio_is_that_of_guest_namey_and_chen() -> None:
    # Twenty codes: 10, 14, 16, 18 in the base of four; then 1, 0, 1, 0, 0, 0 new ones.
    first = [range(10), range(14), range(10, 16), range(14, 18)]
    later = [[18], [3], [19], [5], [0, 1], [2]]
    has = np.array([[code in row for code in range(20)] for row in [*first, *later]])
    cases = [f"i{at}" for at in range(1, 11)]
    made = curve(has, cases, base=4, run=2, threshold=0.05, draws=200, seed=1)
    assert made.new.tolist() == [10, 4, 2, 2, 1, 0, 1, 0, 0, 0]
    assert made.total.tolist() == [10, 14, 16, 18, 19, 19, 20, 20, 20, 20]
    assert made.base_codes == 18
    assert made.run_new.tolist()[5:] == [1, 1, 1, 0, 0]
    assert made.ratio[5] == pytest.approx(1 / 18)
    assert made.reached == 7, "the run 8 and 9 brings nothing"
    assert curve(has, cases, base=4, run=2, threshold=0.06, draws=0).reached == 4
    assert (made.low <= made.median).all()
    assert (made.median <= made.high).all()
    assert (made.low[-1], made.high[-1]) == (20, 20)
    again = curve(has, cases, base=4, run=2, threshold=0.05, draws=200, seed=1)
    assert made.high.tolist() == again.high.tolist()


def test_order_changes_the_curve_and_few_cases_are_refused(store_url: str, tmp_path: Path) -> None:
    people = [
        Person(codes=("gap",)), Person(), Person(codes=("gap", "tired")), Person(codes=None),
        Person(codes=("tired",)), Person(codes=("other",)),
    ]  # fmt: skip
    with survey(store_url, tmp_path, people, codes=("gap", "tired", "other")) as project:
        how: dict[str, Any] = {"question": "q8", "base": 2, "run": 1, "draws": 0}
        found = project.analysis.saturation(**how)
        assert found["case"].tolist() == ["001", "002", "003", "005", "006"]
        assert found["new"].tolist() == [1, 0, 1, 0, 1]
        assert "5 of 6 cases" in found.attrs["foot"]
        assert "reached after 3 (the 1 after bring 5% or less" in found.attrs["foot"]
        turned = project.analysis.saturation(["006", "005", "003", "001"], **how)
        assert turned["new"].tolist() == [1, 1, 1, 0]
        with pytest.raises(NotFound, match="No case “004” in this base"):
            project.analysis.saturation(["004"], **how)
        with pytest.raises(
            NotEnoughData, match="5 cases are fewer than a base of 4 and a run of 2"
        ):
            project.analysis.saturation(question="q8")
        with pytest.raises(NotEnoughData, match="No case was reviewed for every code"):
            project.analysis.saturation(question="q8", layer="Lin")
