"""What suggestions refuse and warn of, in the Chinese interface: raised for real."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from study import build as build_small
from suggesting import build, code_truly, name

import qualcode
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.suggest import bulk, faring, fits, judged, scoring
from qualcode.suggest.faring import Check
from qualcode.suggest.judged import Judged, OfCode
from qualcode.tui.i18n.errors import in_words


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    monkeypatch.setattr(scoring, "WITHHELD", 0)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Errors change nothing, so one study serves them all: 28 answers, 24 of them reviewed."""
    folder = tmp_path_factory.mktemp("refused")
    with build(folder / "s.qualcode", folder, 28) as made:
        code_truly(made, 1, 24)
        made.suggest.run()
        made.agreement.new_round("r1", coders=["Mia", "Lin"], origin="q8", sample=1)
        yield made


def blind(p: Project) -> str:
    return next(part.document for part in p.agreement.round_parts("r1", coder="Mia"))


REFUSED: list[tuple[Callable[[Project], object], str]] = [
    (lambda p: p.suggest.run(blind(p)), "独立编码"),
    (lambda p: p.suggest.accept("12345678"), "你没有待定的建议“12345678”。"),
    (
        lambda p: p.suggest.accept(p.suggest.rows()[0].suggestion, (9_000, 9_001)),
        "不相交",
    ),
    (lambda p: p.suggest.accept_all("safety"), "“safety”只能逐条接受：已看 "),
    (lambda p: p.suggest.rows(order="last"), "没有次序“last”。次序有：text、certain"),
    (lambda p: p.suggest.set_unit("word"), "没有单位“word”。"),
    (lambda p: p.suggest.evaluate("day"), "不能按“day”列出。"),
    (lambda p: p.suggest.codes(kind="talks"), "没有“talks”这类内容。"),
    (lambda p: p.suggest.evaluate(kind="interviews"), "已看访谈 0 段"),
    (lambda p: p.suggest.clusters(documents=[name(28)]), "不足以分组"),
]


@pytest.mark.parametrize(("act", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_a_refusal_is_said_in_chinese(
    project: Project, act: Callable[[Project], object], told: str
) -> None:
    with pytest.raises(QualcodeError) as refused:
        act(project)
    assert told in in_words(str(refused.value))


def test_an_interview_is_refused_in_chinese(tmp_path: Path) -> None:
    with (
        build_small(tmp_path / "s.qualcode", tmp_path) as made,
        pytest.raises(qualcode.NotAllowed) as refused,
    ):
        made.suggest.run("L03")
    assert in_words(str(refused.value)).startswith("L03是访谈，而访谈的建议已关闭")


def fit(reviewed: int = 200, **figures: float | dict[str, OfCode]) -> fits.Fit:
    """Return a model with such figures."""
    known = Judged(reviewed, reviewed, 0.9, 0.8, 0.5, 0.4, 0.1, {})
    for field, value in figures.items():
        setattr(known, field, value)
    return fits.Fit("answers", "d", {}, "t", reviewed, known, "now")


def test_each_reason_not_to_accept_many_has_chinese_words() -> None:
    sure, withheld = OfCode(sure=20, sure_right=19), [Check(1, "answers", False, False, True)] * 12
    reasons = [
        bulk.refusal(fit(99), "c", []),
        bulk.refusal(fit(hit3=0.4), "c", []),
        bulk.refusal(fit(), "c", []),
        bulk.refusal(fit(codes={"c": OfCode(sure=20, sure_right=9)}), "c", []),
        bulk.refusal(fit(codes={"c": sure}), "c", withheld),
    ]
    assert bulk.refusal(fit(codes={"c": sure}), "c", withheld[: judged.BULK_CASES - 1]) == ""
    assert not [one for one in reasons if not chinese_only(in_words(one))]


def test_each_warning_has_chinese_words() -> None:
    rows = [("accepted", 1.0)] * faring.LAST
    audit = [Check(1, "answers", False, True, True)] * 20
    told = [*faring.warnings(rows, faring.LAST, 2, 20), *faring.audits(audit, {1: "累"})]
    told += [f"Suggestions for {kind} are no better than the most frequent codes."
             for kind in ("answers", "interviews")]  # fmt: skip
    assert len(told) == 6
    assert not [one for one in told if not chinese_only(in_words(one))]


def chinese_only(said: str) -> bool:
    """Say whether a sentence holds no English words but names."""
    return not re.search(r"[a-z]{2,} [a-z]{2,}", said)
