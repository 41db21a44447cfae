"""What is told of a code before it is changed: what would move, how it was used, its examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from study import build

import qualcode
from qualcode.codebook.preview import MergeMoves, Moves
from qualcode.codebook.use import Use
from qualcode.errors import Ambiguous, Conflict, NotFound, UsageError
from qualcode.project import Project

Undoable = Callable[..., None]
Unchanged = Callable[[Project, Callable[[], object]], None]


def test_a_merge_is_told_before_it_is_done(study: Project, unchanged_by: Unchanged) -> None:
    study.coding.apply("L1", 0, 4, "a", memo="why")
    study.coding.apply("L2", 0, 4, "a")
    study.coding.apply("L2", 5, 9, "a", memo="too")
    study.coding.apply("L2", 0, 4, "d")
    study.memos.add("on a", about="code", name="a")
    study.codebook.group("civic", ["a"])
    told: list[MergeMoves] = []
    unchanged_by(study, lambda: told.append(study.codebook.merge_preview("a", "d")))
    assert told == [
        MergeMoves(
            "a", "d", Moves(3, (("L2", 2), ("L1", 1)), (("Mia", 3),), 2),
            collapsed=1, children=("b", "c"), memos_on_code=1, examples=1, keywords=1,
            groups=("civic",),
        )
    ]  # fmt: skip
    done = study.codebook.merge("a", "d")
    assert (done.moved, done.collapsed) == (2, 1)
    assert sorted(m.subject for m in study.memos.rows()) == ["d", "d · L1", "d · L2"]


def test_a_split_is_told_before_it_is_done(study: Project, unchanged_by: Unchanged) -> None:
    one = study.coding.apply("L1", 0, 4, "a", memo="why")
    study.coding.apply("L1", 5, 9, "a")
    two = study.coding.apply("L2", 0, 4, "a")

    def told() -> None:
        parts, left = study.codebook.split_preview("a", [[one, two], []])
        assert parts == [
            Moves(2, (("L1", 1), ("L2", 1)), (("Mia", 2),), 1),
            Moves(0, (), (), 0),
        ]
        assert left == Moves(1, (("L1", 1),), (("Mia", 1),), 0)
        with pytest.raises(NotFound, match="no segment gone"):
            study.codebook.split_preview("a", [["gone"]])

    unchanged_by(study, told)


def test_segments_are_assigned_by_the_beginning_of_their_uid(study: Project) -> None:
    uids = [study.coding.apply("L1", at, at + 4, "a") for at in (0, 5)]
    alike = next(at for at in range(36) if uids[0][at] != uids[1][at])
    short, enough = uids[0][:alike], uids[0][: max(8, alike + 1)]
    for refused in (
        lambda: study.codebook.split_preview("a", [[short]]),
        lambda: study.codebook.split("a", ["a1"], {short: "a1"}),
    ):
        with pytest.raises(Ambiguous, match="2 of the segments of “a” begin so"):
            refused()
    with pytest.raises(UsageError, match="assigned twice"):
        study.codebook.split("a", ["a1", "a2"], {enough: "a1", uids[0]: "a2"})
    parts, left = study.codebook.split_preview("a", [[enough]], ["a1"])
    assert ([part.segments for part in parts], left.segments) == ([1], 1)
    done = study.codebook.split("a", ["a1"], {enough: "a1"})
    assert (done.moved, done.left) == (1, (uids[1],))


def test_a_split_that_would_be_refused_is_refused_when_it_is_told(
    study: Project, unchanged_by: Unchanged
) -> None:
    def told() -> None:
        for code, new, error in (
            ("a", ["d"], Conflict), ("a", ["x", "X"], Conflict), ("k", ["x"], UsageError),
        ):  # fmt: skip
            with pytest.raises(error):
                study.codebook.split_preview(code, [[] for _ in new], new)

    unchanged_by(study, told)


def test_use_is_counted_by_week_and_day_with_its_base(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    days = iter(
        f"2026-{day}T12:00:00.000Z" for day in ("03-02", "03-03", "03-08", "03-09", "03-25")
    )
    monkeypatch.setattr("qualcode.coding.apply.now", lambda: next(days))
    for at, code in enumerate(("a", "b", "d", "a", "b")):
        study.coding.apply("L1", at * 5, at * 5 + 4, code)
    assert study.codebook.use("a") == [
        Use("2026-03-02", 1, 3), Use("2026-03-09", 1, 1),
        Use("2026-03-16", 0, 0), Use("2026-03-23", 0, 1),
    ]  # fmt: skip
    assert study.codebook.use("a", "day", below=True) == [
        Use("2026-03-02", 1, 1), Use("2026-03-03", 1, 1), Use("2026-03-08", 0, 1),
        Use("2026-03-09", 1, 1), Use("2026-03-25", 1, 1),
    ]  # fmt: skip
    assert study.codebook.use("c") == []
    with pytest.raises(UsageError, match="week or day"):
        study.codebook.use("a", "month")


def test_the_words_of_a_segment_become_an_example(
    tmp_path: Path, undoable: Undoable, unchanged_by: Unchanged
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        uid = project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
        whole = project.coding.apply("L02", 0, 40, "trust")
        undoable(project, lambda: project.codebook.pick_example(uid), "pick example")
        assert project.codebook.pick_example(whole) == "Interviewer: Who came first? Moira: The"
        assert project.codebook.entry("trust").examples == (
            "They knew every stairwell.",
            "Interviewer: Who came first? Moira: The",
        )

        def refused() -> None:
            with pytest.raises(Conflict, match="example of “trust” already"):
                project.codebook.pick_example(uid)

        unchanged_by(project, refused)


def test_who_did_not_consent_to_quoting_is_no_example(
    tmp_path: Path, unchanged_by: Unchanged
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        uid = project.coding.apply("001 · q8", 0, 8, "trust")
        with project.store.batch("set value", "001") as batch:
            sql = "SELECT id FROM cases WHERE name = '001'"
            key = batch.connection.exec_driver_sql(sql).scalar_one()
            batch.update("cases", {key: {"quote_consent": 0}})

        def refused() -> None:
            with pytest.raises(qualcode.Conflict, match="“001” did not consent"):
                project.codebook.pick_example(uid)

        unchanged_by(project, refused)
