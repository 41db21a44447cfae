"""Codes against a field: numbers by hand or by the pure functions, and the base of each."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from study import build
from tables import AGES, Person, survey

from qualcode import QualcodeError
from qualcode.analysis import statistics
from qualcode.analysis.crosstab import Crosstab
from qualcode.errors import NotEnoughData, NotFound, UsageError
from qualcode.project import Project


def cells(table: Crosstab, *names: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return some columns of the cells by code and level."""
    return {
        (row["code"], row["level"]): tuple(row[n] for n in names)
        for row in table.cells.to_dict("records")
    }


def people(*groups: tuple[int, Person]) -> list[Person]:
    """Return so many of each."""
    return [person for many, person in groups for _ in range(many)]


GAP, NONE = ("gap",), ()
TWO = people(
    (12, Person("Xihu", codes=GAP)), (8, Person("Xihu", codes=NONE)),
    (3, Person("Yuhang", codes=GAP)), (17, Person("Yuhang", codes=NONE)),
)  # fmt: skip


def test_cells_and_test_of_two_levels_are_those_worked_by_hand(
    store_url: str, tmp_path: Path
) -> None:
    with survey(store_url, tmp_path, TWO) as project:
        table = project.analysis.crosstab("district", question="q8", codes=["gap"])
        assert cells(table, "n", "base", "percent", "small") == {
            ("gap", "Xihu"): (12, 20, 60.0, False),
            ("gap", "Yuhang"): (3, 20, 15.0, True),
        }
        # X² = 40 (12·17 - 8·3)² / (20·20·15·25) = 8.64; Wilson's limits of 12 of 20; Newcombe's.
        [test] = table.tests.to_dict("records")
        assert (test["test"], test["df"], test["measure"]) == ("chi-square", 1, "difference")
        assert test["statistic"] == pytest.approx(8.64)
        assert test["p"] == pytest.approx(math.erfc(math.sqrt(8.64 / 2)))
        assert test["effect"] == pytest.approx(0.45)
        low, high = statistics.difference(12, 20, 3, 20)["ci95"]
        assert (test["effect_low"], test["effect_high"]) == pytest.approx((low, high))
        row = cells(table, "low", "high", "residual", "marked")["gap", "Xihu"]
        assert row[:2] == pytest.approx((38.66, 78.12), abs=0.01)
        assert row[2] == pytest.approx(math.sqrt(8.64))
        assert row[3]
        assert table.totals.to_dict("records")[0]["n"] == 15
        assert table.table.loc["gap"].to_dict() == {"Xihu": 60.0, "Yuhang": 15.0}


def test_not_looked_at_is_in_no_base_whichever_is_asked_for(store_url: str, tmp_path: Path) -> None:
    given = [
        *TWO,
        *people((2, Person("Xihu", codes=None)), (3, Person("Yuhang", answer=""))),
    ]
    with survey(store_url, tmp_path, given) as project:
        found = {
            base: cells(
                project.analysis.crosstab("district", question="q8", codes=["gap"], base=base),
                "n", "base",
            )
            for base in ("reviewed", "answered", "asked", "all", "coded")
        }  # fmt: skip
        reviewed = {("gap", "Xihu"): (12, 20), ("gap", "Yuhang"): (3, 20)}
        silent = {("gap", "Xihu"): (12, 20), ("gap", "Yuhang"): (3, 23)}
        coded = {("gap", "Xihu"): (12, 12), ("gap", "Yuhang"): (3, 3)}
        assert found == {
            "reviewed": reviewed, "answered": reviewed, "asked": silent, "all": silent,
            "coded": coded,
        }  # fmt: skip
        foot = project.analysis.crosstab("district", question="q8", codes=["gap"]).foot
        assert "40 of 42 cases; base reviewed" in foot
        assert "2 with an answer were not reviewed for any of these codes: unknown" in foot


def test_a_code_added_half_way_has_the_base_of_those_reviewed_since(tmp_path: Path) -> None:
    with survey(tmp_path / "s.qualcode", tmp_path, TWO) as project:
        project.codebook.add("late")
        for n in (1, 2, 21):
            project.coding.apply(f"{n:03} · q8", code="late", whole=True)
        for n in (*range(1, 13), *range(21, 33)):
            project.coding.done(f"{n:03} · q8")
        table = project.analysis.crosstab("district", question="q8", codes=["gap", "late"])
        assert cells(table, "n", "base") == {
            ("gap", "Xihu"): (12, 20), ("gap", "Yuhang"): (3, 20),
            ("late", "Xihu"): (2, 12), ("late", "Yuhang"): (1, 12),
        }  # fmt: skip
        assert table.joint.n == 24, "those known for both codes"


def test_a_category_counts_a_person_with_two_of_its_codes_once(tmp_path: Path) -> None:
    given = people(
        (6, Person("Xihu", codes=("gap", "tired"))), (5, Person("Xihu", codes=("tired",))),
        (9, Person("Xihu")), (20, Person("Yuhang")),
    )  # fmt: skip
    with survey(tmp_path / "s.qualcode", tmp_path, given) as project:
        project.codebook.add("burden", category=True)
        for code in ("gap", "tired"):
            project.codebook.move(code, "burden")
        table = project.analysis.crosstab(
            "district", question="q8", codes=["burden", "gap", "tired"]
        )
        assert cells(table, "n", "base") == {
            ("burden", "Xihu"): (11, 20), ("burden", "Yuhang"): (0, 20),
            ("gap", "Xihu"): (6, 20), ("gap", "Yuhang"): (0, 20),
            ("tired", "Xihu"): (11, 20), ("tired", "Yuhang"): (0, 20),
        }  # fmt: skip
        assert len(table.quotes("burden", "Xihu")) == 17
        assert set(table.quotes("burden", "Xihu")["case"]) == {f"{n:03}" for n in range(1, 12)}


def random_people(n: int = 240) -> list[Person]:
    """Return people of three districts who differ in what they say, weigh and do."""
    draw = np.random.default_rng(3)
    found = []
    for at in range(n):
        district = ("Xihu", "Yuhang", "Binjiang")[at % 3]
        often = (0.5, 0.2, 0.15)[at % 3]
        codes = [c for c, p in (("gap", often), ("tired", 0.3)) if draw.random() < p]
        age = AGES[int(draw.integers(3))]
        hours = f"{draw.integers(0, 40) + 6 * ('tired' in codes)}"
        tasks = "; ".join(t for t in ("rice", "masks", "calls") if draw.random() < 0.4) or "none"
        found.append(
            Person(
                district, age, hours, tasks, f"{draw.gamma(3, 0.4):.3f}",
                ("a", "b")[int(draw.integers(2))], codes=tuple(codes),
            )
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a coded survey of 240, read by several tests."""
    folder = tmp_path_factory.mktemp("survey")
    return survey(folder / "s.qualcode", folder, random_people())


def frame(project: Project) -> pd.DataFrame:
    """Return what was coded beside the fields, by way of the matrix and the cases."""
    matrix = project.analysis.matrix(question="q8").astype("float")
    return matrix.join(project.cases.frame().set_index("case"))


def test_a_nominal_field_has_the_numbers_of_the_pure_functions(study: Project) -> None:
    data = frame(study)
    table = study.analysis.crosstab("district", question="q8")
    pure = statistics.code_table(data[["gap", "tired"]], data["district"])
    assert table.levels == pure.levels
    wide = {
        "n": pure.counts, "base": pure.bases, "percent": 100 * pure.share, "low": 100 * pure.low,
        "high": 100 * pure.high, "residual": pure.residual,
    }  # fmt: skip
    for name, expected in wide.items():
        np.testing.assert_allclose(table.cells[name], expected.ravel())
    np.testing.assert_allclose(table.tests["p"], pure.p)
    np.testing.assert_allclose(table.tests["effect"], pure.cramers_v)
    np.testing.assert_allclose(table.tests["effect_low"], pure.v_low)
    np.testing.assert_allclose(table.tests["p_adjusted"], statistics.adjust(pure.p)["holm"])
    pair = statistics.multiple_response(data[["gap", "tired"]], groups=data["district"], draws=0)
    assert (table.joint.p, table.joint.df) == pytest.approx((pair["rs2_p"], pair["rs2_df"]))


def test_a_cell_is_marked_only_in_a_row_that_passes_and_where_it_passes_itself(
    study: Project,
) -> None:
    table = study.analysis.crosstab("district", question="q8", adjust="bh")
    residual = table.cells["residual"].to_numpy().reshape(2, 3)
    p = 2 * (1 - np.array([[0.5 * (1 + math.erf(abs(v) / math.sqrt(2))) for v in r]
                           for r in residual]))  # fmt: skip
    own = np.array(statistics.adjust(p.ravel())["bh"]).reshape(2, 3) < 0.05
    rows = (table.tests["p_adjusted"] < 0.05).to_numpy()
    assert table.cells["marked"].to_numpy().reshape(2, 3).tolist() == (own & rows[:, None]).tolist()
    assert rows.tolist() == [True, False]
    assert table.cells["marked"].any()


def test_an_ordinal_field_has_the_trend_test_and_a_scale_the_rank_test(study: Project) -> None:
    data = frame(study)
    table = study.analysis.crosstab("age", question="q8", codes=["tired"])
    counts = pd.crosstab(data["tired"], data["age"]).to_numpy()
    trend = statistics.ordinal(counts.tolist())
    [test] = table.tests.to_dict("records")
    assert (test["test"], test["measure"]) == ("linear-by-linear", "r")
    assert (test["statistic"], test["p"]) == pytest.approx((trend["m2"], trend["p_m2"]))
    assert test["effect"] == pytest.approx(trend["pearson_r_scores"])
    assert test["effect_low"] < test["effect"] < test["effect_high"]
    table = study.analysis.crosstab("hours", question="q8", codes=["tired"])
    has = data["tired"] == 1
    rank = statistics.two_samples(data["hours"][has], data["hours"][~has])
    [test] = table.tests.to_dict("records")
    assert test["test"] == "Mann-Whitney"
    assert (test["statistic"], test["p"], test["effect"]) == pytest.approx(
        (rank["u_x"], rank["p_two_sided"], rank["rank_biserial"])
    )
    assert table.cells["base"].sum() == 240, "quarters of the hours take everybody"


def test_the_interval_of_the_rank_effect_is_that_of_the_placements(study: Project) -> None:
    data = frame(study)
    first = data["hours"][data["tired"] == 1].to_numpy()
    second = data["hours"][data["tired"] == 0].to_numpy()
    wins = (first[:, None] > second).astype(float) + 0.5 * (first[:, None] == second)
    area = wins.mean()
    error = math.sqrt(
        wins.mean(1).var(ddof=1) / len(first) + wins.mean(0).var(ddof=1) / len(second)
    )
    middle, reach = math.log(area / (1 - area)), 1.959964 * error / (area * (1 - area))
    limits = [2 / (1 + math.exp(-(middle + side * reach))) - 1 for side in (-1, 1)]
    [test] = study.analysis.crosstab("hours", question="q8", codes=["tired"]).tests.to_dict(
        "records"
    )
    assert [test["effect_low"], test["effect_high"]] == pytest.approx(limits, rel=1e-6)


def test_several_answers_a_person_are_tested_together(study: Project) -> None:
    data = frame(study)
    choices = ("calls", "masks", "none", "rice")
    chosen = pd.DataFrame(
        {c: data["tasks"].str.split("; ").map(lambda v, c=c: c in v) for c in choices}
    )
    table = study.analysis.crosstab("tasks", question="q8")
    for (code, level), (n, base) in cells(table, "n", "base").items():
        assert base == chosen[level].sum()
        assert n == (chosen[level] & (data[code] == 1)).sum()
    order = chosen[table.levels].astype(float)
    pure = statistics.multiple_response(order, groups=data["gap"], draws=0)
    assert table.tests["p"][0] == pytest.approx(pure["rs2_p"])
    both = statistics.multiple_response(data[["gap", "tired"]], other=order, draws=0)
    assert table.joint.p == pytest.approx(both["rs2_p"])


def test_weights_give_design_intervals_and_rao_scott_and_no_joint_test(study: Project) -> None:
    data = frame(study)
    table = study.analysis.crosstab("district", question="q8", weight="w", strata="area")
    pure = statistics.weighted_code_table(
        data[["gap", "tired"]], data["district"], data["w"], data["area"]
    )
    wide = {
        "n": pure.counts, "base": pure.bases, "percent": 100 * pure.share, "low": 100 * pure.low,
        "high": 100 * pure.high, "residual": pure.residual, "weighted_n": pure.weighted_counts,
    }  # fmt: skip
    for name, expected in wide.items():
        np.testing.assert_allclose(table.cells[name], expected.ravel())
    np.testing.assert_allclose(table.tests["p"], pure.p)
    assert set(table.tests["test"]) == {"Rao-Scott F"}
    assert not table.joint.available
    assert "not available" in table.joint.note
    kish = (data["w"].sum() ** 2) / (data["w"] ** 2).sum()
    assert f"effective n (Kish) {kish:,.1f}" in table.foot
    share = statistics.weighted_share(data["gap"], data["w"], data["area"])
    row = table.totals.to_dict("records")[0]
    assert row["percent"] == pytest.approx(100 * share["share_yes"])
    assert [row["low"], row["high"]] == pytest.approx([100 * v for v in share["ci95_logit"]])


def test_two_fields_crossed_count_each_pair(study: Project) -> None:
    data = frame(study)
    table = study.analysis.crosstab("district", by="age", question="q8", codes=["gap"])
    for (_, level), (n, base) in cells(table, "n", "base").items():
        district, age = level.split(" × ")
        there = (data["district"] == district) & (data["age"] == age)
        assert (n, base) == ((there & (data["gap"] == 1)).sum(), there.sum())
    assert len(table.levels) == 9


def test_quotes_behind_a_cell_are_those_of_the_cases_it_counts(study: Project) -> None:
    table = study.analysis.crosstab("district", question="q8")
    for (code, level), (n,) in cells(table, "n").items():
        found = table.quotes(code, level)
        assert len(found) == n
        assert set(found["code"]) <= {code}
    assert list(table.quotes("gap", "Xihu").columns[:3]) == ["segment", "document", "case"]
    assert len(table.quotes("gap")) == table.totals["n"][0]
    with pytest.raises(NotFound, match=r"no level “Xiahu”\. Nearest: “Xihu”"):
        table.quotes("gap", "Xiahu")


def test_few_cases_are_counts_without_p(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", code="fatigue", quote="六个工作人员")
        for name, case in (("L03", "Zhou"), ("L02", "Moira")):
            project.cases.add(case)
            project.cases.link(name, case)
            project.coding.done(name)
            project.cases.set(case, "district", "Xihu" if name == "L03" else "Yuhang")
        table = project.analysis.crosstab("district", interviews=True, codes=["fatigue", "trust"])
        assert table.table.to_dict("index")["fatigue"] == {"Xihu": 1, "Yuhang": 0}
        assert table.tests["p"].isna().all()
        assert not table.cells["marked"].any()
        assert table.tests["note"].tolist() == ["not tested: fewer than 20 cases known"] * 2
        assert "nothing is tested below 20 cases" in table.foot
        with pytest.raises(UsageError, match="share no base"):
            project.analysis.crosstab("district", question="q8", interviews=True)
        with pytest.raises(UsageError, match="no base “asked”"):
            project.analysis.crosstab("district", interviews=True, base="asked")


@pytest.mark.parametrize(
    ("how", "kind", "said"),
    [
        ({"field": "distrct"}, NotFound, "No field “distrct”. Nearest: “district”"),
        ({"field": "q8"}, UsageError, "has no levels to compare"),
        ({"field": "district", "base": "done"}, UsageError, "No base “done”"),
        ({"field": "district", "weight": "age"}, UsageError, "“age” is ordinal"),
        ({"field": "district", "adjust": "none"}, UsageError, "No correction “none”"),
        ({"field": "district", "strata": "area"}, UsageError, "say the weight too"),
        ({"field": "tasks", "by": "age"}, UsageError, "takes several answers a person"),
        ({"field": "tasks", "weight": "w"}, UsageError, "no valid test"),
        ({"field": "district", "codes": ["gpa"]}, NotFound, "Nearest: “gap”"),
        ({"field": "district", "layer": "Lin"}, NotEnoughData, "was reviewed for these codes"),
    ],
)
def test_what_cannot_be_tabulated_is_refused_with_what_to_do(
    study: Project, how: dict[str, Any], kind: type[QualcodeError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        study.analysis.crosstab(**{"question": "q8", **how})


def test_codes_that_the_field_decides_have_no_joint_test(tmp_path: Path) -> None:
    given = [*[Person("Xihu", codes=("gap", "tired"))] * 12, *[Person("Yuhang")] * 12]
    with survey(tmp_path / "s.qualcode", tmp_path, given) as project:
        table = project.analysis.crosstab("district", question="q8", draws=9)
    assert (table.joint.available, table.joint.n) == (False, 24)
    assert table.joint.note == "not available: within the levels no code varies"


def test_who_weighs_nothing_takes_no_part(tmp_path: Path) -> None:
    given = [*TWO, Person(weight="0", codes=GAP), Person(weight="", codes=GAP)]
    with survey(tmp_path / "s.qualcode", tmp_path, given) as project:
        table = project.analysis.crosstab("district", question="q8", weight="w", codes=["gap"])
        assert table.tests["n"].tolist() == [40]
        assert "2 without a weight above 0 are left out" in table.foot
        assert table.bases["cases"].tolist() == [20, 20]
        assert table.report().iloc[0].tolist()[:4] == ["base: reviewed", "20", "20", "40"]
        [test] = table.tests.to_dict("records")
        assert (test["measure"], test["note"]) == ("difference", "difference: Xihu less Yuhang")
        pure = statistics.weighted_difference(
            [1] * 12 + [0] * 8 + [1] * 3 + [0] * 17, [1] * 20 + [0] * 20, [1] * 40
        )
        assert test["effect"] == pytest.approx(0.45)
        assert [test["effect_low"], test["effect_high"]] == pytest.approx(pure["ci95"])
