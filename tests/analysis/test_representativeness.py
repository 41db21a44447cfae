"""The surveyed against all: every figure beside one computed another way, and what leaves."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from study import cli

import qualcode
from qualcode.project import Project

N, SURVEYED = 400, 120


def people() -> pd.DataFrame:
    """Return 400 volunteers of whom the first 120 answered: older, busier, of fewer districts."""
    random = np.random.default_rng(7)
    has = np.arange(N) < SURVEYED
    district = np.where(random.random(N) < np.where(has, 0.6, 0.35), "Xihu", "Yuhang").astype(str)
    district[[3, 200, 201, 202, 203, 204, 205]] = "Lin'an"
    age = np.minimum(2, (random.random(N) * np.where(has, 4, 3)).astype(int))
    hours = np.round(random.exponential(np.where(has, 8, 5)), 1)
    tasks = [";".join(t for t, on in zip(("food", "calls"), random.random(2) < 0.4, strict=True)
                      if on) for _ in range(N)]  # fmt: skip
    frame = pd.DataFrame({
        "id": [f"v{n:03}" for n in range(N)], "district": district,
        "age": np.array(["young", "middle", "old"])[age], "hours": hours, "tasks": tasks,
        "mail": [f"p{n}@x.org" for n in range(N)],
    })  # fmt: skip
    frame.loc[[5, 6, 210], "hours"] = np.nan
    return frame


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with 120 respondents among 400 volunteers."""
    folder = tmp_path_factory.mktemp("people")
    people().to_csv(folder / "all.csv", index=False)
    with (folder / "survey.csv").open("w", newline="") as stream:
        rows = [(f"v{n:03}", 0.5 + n % 4 / 2, "said", n % 3) for n in range(SURVEYED)]
        csv.writer(stream).writerows([("id", "w", "q8", "only"), *rows])
    with qualcode.create(folder / "s.qualcode", coder="Mia") as project:
        project.cases.import_survey(folder / "survey.csv", id="id", weight="w", open_ended=["q8"])
        project.cases.import_survey(
            folder / "all.csv", id="id", kind="volunteer",
            kinds={"age": "ordinal", "tasks": "multiple response"},
            levels={"age": ["young", "middle", "old"]},
        )  # fmt: skip
        project.cases.add("L01 leader")
    return folder / "s.qualcode"


@pytest.fixture
def project(place: Path) -> Iterator[Project]:
    """Return the project, opened to read."""
    with qualcode.open(place) as opened:
        yield opened


def test_each_figure_is_that_of_another_way(project: Project) -> None:
    frame = people()
    has = np.arange(N) < SURVEYED
    found = project.analysis.representativeness(weight="w")
    rows: Any = found.fields.set_index("field").to_dict("index")
    assert list(rows) == ["district", "age", "hours", "tasks"], "no mail: it tells who one is"
    assert "120 surveyed of 400 (30.0 %), set against the 280 others" in found.foot
    assert "Not known of both groups, so not compared: 1 (only)" in found.foot
    table = pd.crosstab(has, frame["district"]).to_numpy()[::-1]
    test = stats.chi2_contingency(table, correction=False)
    row = rows["district"]
    assert [row["statistic"], row["df"], row["p"]] == pytest.approx(
        [test.statistic, test.dof, test.pvalue]
    )
    assert row["effect"] == pytest.approx(stats.contingency.association(table))
    share = table / table.sum(1, keepdims=True)
    assert row["total_variation"] == pytest.approx(np.abs(share[0] - share[1]).sum() / 2)
    cut = share[:, 1:]
    spread = sum(np.diag(s) - np.outer(s, s) for s in cut) / 2
    apart = cut[0] - cut[1]
    assert row["smd"] == pytest.approx(np.sqrt(apart @ np.linalg.inv(spread) @ apart))
    assert row["note"].startswith("sparse")
    hours = frame["hours"].to_numpy()
    one, two = (hours[side & ~np.isnan(hours)] for side in (has, ~has))
    test = stats.mannwhitneyu(one, two, method="asymptotic")
    row = rows["hours"]
    assert [row["n_surveyed"], row["missing_surveyed"]] == [118, 2]
    assert [row["n_others"], row["missing_others"]] == [279, 1]
    assert [row["statistic"], row["p"]] == pytest.approx([test.statistic, test.pvalue])
    assert row["effect"] == pytest.approx(2 * test.statistic / (one.size * two.size) - 1)
    [number] = found.numbers.to_dict("records")
    welch = stats.ttest_ind(one, two, equal_var=False)
    limits = welch.confidence_interval()
    assert [number["difference"], number["low"], number["high"]] == pytest.approx(
        [one.mean() - two.mean(), limits.low, limits.high]
    )
    pooled = np.sqrt((one.var(ddof=1) + two.var(ddof=1)) / 2)
    assert row["smd"] == pytest.approx((one.mean() - two.mean()) / pooled)
    assert number["shift"] == pytest.approx(np.median(np.subtract.outer(one, two)))
    ages = frame["age"].map({"young": 1, "middle": 2, "old": 3}).to_numpy()
    test = stats.mannwhitneyu(ages[has], ages[~has], method="asymptotic")
    assert rows["age"]["p"] == pytest.approx(test.pvalue)
    assert rows["tasks"]["test"] == "joint, second order"
    p = sorted(row["p"] for row in rows.values())
    holm = np.maximum.accumulate([min(1, v * (4 - at)) for at, v in enumerate(p)])
    assert sorted(row["p_adjusted"] for row in rows.values()) == pytest.approx(list(holm))


def test_after_weighting_the_surveyed_are_set_against_all(project: Project) -> None:
    frame = people()
    weights = np.array([0.5 + n % 4 / 2 for n in range(SURVEYED)])
    found = project.analysis.representativeness(["district", "hours"], weight="w")
    level = found.levels.set_index("level").loc["Xihu"]
    own = (frame["district"][:SURVEYED] == "Xihu").to_numpy()
    share, all_ = weights @ own / weights.sum(), (frame["district"] == "Xihu").mean()
    assert level["percent_weighted"] == pytest.approx(100 * share)
    assert level["difference_weighted"] == pytest.approx(100 * (share - all_))
    assert level["weighted_low"] < 100 * share < level["weighted_high"]
    hours = frame["hours"].to_numpy()
    there = ~np.isnan(hours[:SURVEYED])
    mean = np.average(hours[:SURVEYED][there], weights=weights[there])
    [number] = found.numbers.to_dict("records")
    assert number["mean_weighted"] == pytest.approx(mean)
    known = hours[~np.isnan(hours)]
    row = found.fields.set_index("field").loc["hours"]
    assert row["smd_weighted"] == pytest.approx((mean - known.mean()) / known.std())
    assert row["smd_all"] == pytest.approx(
        (hours[:SURVEYED][there].mean() - known.mean()) / known.std()
    )
    kish = weights.sum() ** 2 / (weights**2).sum()
    assert f"effective n {kish:,.0f}" in found.foot


def test_the_surveyed_are_those_with_an_answer_where_that_is_said(project: Project) -> None:
    by_kind = project.analysis.representativeness()
    by_answer = project.analysis.representativeness(surveyed="q8")
    pd.testing.assert_frame_equal(by_kind.fields, by_answer.fields)
    refused: list[tuple[str, Any]] = [
        ("nobody is organisation: there is nothing to compare", {"surveyed": "organisation"}),
        ("everybody has a value of district", {"surveyed": "district"}),
        ("No field “dist”|No kind of case “helper”", {"among": ["helper"]}),
        ("No correction “none”", {"adjust": "none"}),
        ("“district” is nominal: a weight is a variable of numbers", {"weight": "district"}),
        ("“q8” is of the kind text and cannot be compared", {"fields": ["q8"]}),
        ("No field “hous”.*hours", {"fields": ["hous"]}),
    ]
    for said, how in refused:
        with pytest.raises(qualcode.QualcodeError, match=said):
            project.analysis.representativeness(**how)


def test_small_cells_and_what_gives_them_away_are_hidden_outside(project: Project) -> None:
    found = project.analysis.representativeness(["district", "age"])
    fields, levels, _ = found.outside
    inside = found.levels.set_index("level").loc["Lin'an"]
    assert [inside["n_surveyed"], inside["n_others"]] == [1, 6]
    shown = levels[levels["field"] == "district"]
    assert shown["n_surveyed"].isna().sum() == 2, "a lone hidden cell would follow from the sum"
    hidden = shown[shown["n_surveyed"].isna()].drop(columns=["field", "level"])
    assert hidden.isna().all(axis=None)
    assert levels[levels["field"] == "age"]["n_surveyed"].notna().all()
    row = fields.set_index("field").loc["district"]
    assert np.isnan(row["statistic"])
    assert np.isnan(row["total_variation"])
    assert row["note"] == "not shown: small cells are hidden"


def test_four_forms_and_a_file(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ("-p", str(place), "analysis", "represent", "--field", "district, hours")
    said = cli(capsys, *ask)
    assert said.out.splitlines()[0].split() == [
        "field", "n_surveyed", "missing_surveyed", "n_others", "missing_others", "smd", "test",
        "p_adjusted", "measure", "effect", "effect_low", "effect_high", "note",
    ]  # fmt: skip
    rows = json.loads(cli(capsys, *ask, "-f", "json").out)
    assert [r["field"] for r in rows] == ["district", "hours"]
    assert rows[0]["n_others"] == 280
    said = cli(capsys, *ask, "--show", "levels", "--weight", "w", "-f", "csv")
    assert said.out.splitlines()[0].endswith("percent_weighted,weighted_low,weighted_high,"
                                             "difference_weighted")  # fmt: skip
    assert said.err.startswith("120 surveyed of 400")
    assert cli(capsys, *ask, "--show", "numbers", "-f", "md").out.startswith("| field | n_surv")
    path = tmp_path / "levels.csv"
    assert cli(capsys, *ask, "--show", "levels", "-o", str(path)).out == f"{path}\n"
    [_, *cells] = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert [c[2] for c in cells].count("") == 2
    assert cli(capsys, *ask, "--show", "all").code == 2
