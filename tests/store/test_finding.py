"""A segment or memo by the beginning of its uid: what fits several is never guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import build

import qualcode


def shared(one: str, two: str) -> int:
    """Return how many characters two uids begin with alike."""
    return next(at for at in range(36) if one[at] != two[at])


def test_a_beginning_that_fits_several_is_answered_with_how_many(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        segments = [project.coding.apply("L03", n, 9, "trust") for n in range(2)]
        memos = [project.memos.add(f"memo {n}") for n in range(2)]
        for uids, remove, what in (
            (segments, project.coding.remove, "segments"),
            (memos, project.memos.remove, "memos"),
        ):
            alike = shared(*uids)
            with pytest.raises(qualcode.Ambiguous) as refused:
                remove(uids[0][:alike])
            assert str(refused.value) == (
                f"“{uids[0][:alike]}” fits 2 {what}: {uids[0]}, {uids[1]} … Give more of it."
            )
            assert refused.value.matches == tuple(uids)
            remove(uids[0][: alike + 1].upper())
        assert [row.segment for row in project.coding.rows()] == segments[1:]
        assert [row.memo for row in project.memos.rows()] == memos[1:]


@pytest.mark.parametrize("given", ["%", "_" * 8, "", "zz", "0" * 8, "0" * 40])
def test_what_begins_no_uid_finds_none(store_url: str, tmp_path: Path, given: str) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", 0, 9, "trust")
        project.memos.add("memo")
        for remove in (project.coding.remove, project.memos.remove):
            with pytest.raises(qualcode.NotFound, match="List"):
                remove(given)


def test_too_short_a_beginning_is_not_taken_though_it_fits_one(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        uid = project.coding.apply("L03", 0, 9, "trust")
        with pytest.raises(qualcode.Ambiguous, match=f"“{uid[:7]}” is too short .* at least 8"):
            project.coding.remove(uid[:7])
        project.coding.remove(uid[:8])
        assert project.coding.rows() == []
