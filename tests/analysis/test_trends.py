"""Words and codes over time: cases in periods worked by hand, and interviews in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from study import build

import qualcode
from qualcode.analysis.statistics import proportion
from qualcode.errors import NotEnoughData, NotFound, UsageError
from qualcode.project import Project

ANSWERS = [
    ("2020-01-30", "low", "口罩不够"), ("2020-01-31", "low", "没有口罩"),
    ("2020-01-31", "high", "masks, masks"), ("2020-03-02", "high", "天气好"),
    ("2020-03-31", "high", "口罩 and masks"), ("2020-03-05", "", "累"), ("", "low", "口罩"),
    ("2020-02-10", "low", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return answers with dates; the first five were reviewed for the code, two have it."""
    folder = tmp_path_factory.mktemp("trends")
    rows = [f"{n},{day},{hours},{said}" for n, (day, hours, said) in enumerate(ANSWERS, 1)]
    quoted = [r.replace("masks, masks", '"masks, masks"') for r in rows]
    (folder / "s.csv").write_text("id,joined,effort,q8\n" + "\n".join(quoted) + "\n", "utf-8")
    with qualcode.create(folder / "s.qualcode", coder="Mia") as project:
        project.codebook.add("shortage")
        project.cases.import_survey(
            folder / "s.csv", id="id", open_ended=["q8"],
            kinds={"joined": "date", "effort": "ordinal"},
            levels={"effort": ["low", "high"]},
        )  # fmt: skip
        project.coding.toggle(["1 · q8", "5 · q8"], "shortage")
        project.coding.finish([f"{n} · q8" for n in range(1, 6)])
        yield project


def counts(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return what, period, n and base of each row."""
    return list(frame[["what", "period", "n", "base"]].itertuples(index=False, name=None))


def test_cases_that_say_a_word_are_counted_once_in_their_period(study: Project) -> None:
    frame = study.analysis.trend(
        ["口罩", "masks"], codes="shortage", over="joined", step="month", question="q8"
    )
    assert counts(frame) == [
        ("口罩", "2020-01", 2, 3), ("口罩", "2020-02", 0, 0), ("口罩", "2020-03", 1, 3),
        ("masks", "2020-01", 1, 3), ("masks", "2020-02", 0, 0), ("masks", "2020-03", 1, 3),
        ("shortage", "2020-01", 1, 3), ("shortage", "2020-02", 0, 0), ("shortage", "2020-03", 1, 2),
    ]  # fmt: skip
    assert list(frame["kind"]) == ["word"] * 6 + ["code"] * 3
    low, high = proportion(2, 3)["ci95"]
    shown = frame.iloc[0][["percent", "low", "high"]].astype(float)
    assert list(shown) == pytest.approx([200 / 3, 100 * low, 100 * high])
    assert frame.iloc[1][["percent", "low", "high"]].isna().all(), "nobody: not 0 %"
    assert frame.attrs["foot"] == (
        "q8: 6 cases, by month of joined. 1 without a value of it are left out. Words: cases that "
        "say it, of those with words of their own. Codes: cases with it, of those reviewed for it, "
        "layer final. Intervals are Wilson's, 95 %."
    )
    assert (frame.attrs["unit"], frame.attrs["threshold"]) == ("cases", 5)


@pytest.mark.parametrize(
    ("step", "periods"),
    [
        ("week", ["2020-01-27", "2020-02-03", "2020-02-10", "2020-02-17", "2020-02-24",
                  "2020-03-02", "2020-03-09", "2020-03-16", "2020-03-23", "2020-03-30"]),
        ("quarter", ["2020 Q1"]),
        ("year", ["2020"]),
    ],
)  # fmt: skip
def test_a_date_is_cut_in_steps_that_leave_no_gap(
    study: Project, step: str, periods: list[str]
) -> None:
    frame = study.analysis.trend("口罩", over="joined", step=step, question="q8")
    assert list(frame["period"]) == periods
    assert (frame["n"].sum(), frame["base"].sum()) == (3, 6)
    fitting = study.analysis.trend("口罩", over="joined", question="q8")
    assert (list(fitting["period"]) == periods) == (step == "week")


def test_a_field_of_levels_is_followed_in_their_order(study: Project) -> None:
    frame = study.analysis.trend("口罩", over="effort", question="q8")
    assert counts(frame) == [("口罩", "low", 3, 3), ("口罩", "high", 1, 3)]


def test_interviews_are_followed_in_order_by_share_of_their_words(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        frame = project.analysis.trend(["志愿者", "volunteers"])
        # Moira: The old volunteers came on day two. They knew every stairwell. Then nobody slept.
        assert counts(frame[frame["what"] == "volunteers"]) == [
            ("volunteers", "L03", 0, frame["base"][0]), ("volunteers", "L02", 1, 14),
        ]  # fmt: skip
        assert frame["n"][0] == 1
        assert frame["low"].isna().all(), "a share of one text has no interval"
        assert frame.attrs["unit"] == "words"
        asked = project.analysis.trend("volunteers", interviewers=True, order=["L02", "L03"])
        assert counts(asked)[0] == ("volunteers", "L02", 1, 19)
        project.coding.apply("L02", code="trust", quote="The old volunteers")
        project.coding.apply("L02", code="fatigue", quote="nobody slept")
        project.coding.done("L02")
        codes = project.analysis.trend(codes=["trust", "gaps"])
        assert counts(codes) == [
            ("trust", "L03", 0, 0), ("trust", "L02", 1, 2), ("gaps", "L03", 0, 0),
            ("gaps", "L02", 0, 2),
        ]  # fmt: skip
        assert codes["percent"].isna().tolist() == [True, False, True, False]
        assert "not reconciled" not in codes.attrs["foot"]
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as project:
        project.coding.done("L02")
        # Two were done with it and did not agree: it has no segments that count, and it is said.
        left = project.analysis.trend(codes=["trust"])
        assert left["base"].tolist() == [0, 0]
        assert left.attrs["foot"].endswith(
            " 1 case coded by several and not reconciled is left out."
        )


def test_what_cannot_be_followed_says_why(study: Project, tmp_path: Path) -> None:
    trend = study.analysis.trend
    refused: list[tuple[type[Exception], str, dict[str, Any]]] = [
        (UsageError, "Nothing to follow", {}),
        (UsageError, "no order to follow", {"words": "a", "question": "q8"}),
        (UsageError, "steps belong to a date", {"words": "a", "over": "effort", "step": "day"}),
        (UsageError, "No step “fortnight”", {"words": "a", "over": "joined", "step": "fortnight"}),
        (UsageError, "An order is that of interviews",
         {"words": "a", "over": "joined", "order": ["1"]}),
        (NotFound, "No field “left”", {"words": "a", "over": "left"}),
        (NotFound, "No code “nix”", {"codes": "nix", "over": "joined"}),
    ]  # fmt: skip
    for kind, why, how in refused:
        with pytest.raises(kind, match=why):
            trend(**{"question": "q8", **how})
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        with pytest.raises(UsageError, match="ask for one of them"):
            project.analysis.trend("a", codes="trust")
        with pytest.raises(NotEnoughData, match="No case in the base has a value of district"):
            project.analysis.trend("a", over="district", interviews=True)
