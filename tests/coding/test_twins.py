"""Two segments alike become one wherever a change would make them, with what was said of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from acts import places, snapshot
from study import EN, build, cli

from qualcode.project import Project


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    with build(store_url, tmp_path) as made:
        yield made


def codes(project: Project) -> dict[str, str]:
    """Return the code of each segment by its uid."""
    return {row.segment: row.code for row in project.coding.rows()}


def test_a_segment_changed_to_one_that_is_there_leaves_that_one_with_what_was_said_of_both(
    project: Project,
) -> None:
    coding, memos = project.coding, project.memos
    stays = coding.apply("L02", code="trust", quote="every stairwell", strength=40, memo="one")
    goes = coding.apply("L02", code="fatigue", quote="every stairwell", strength=90, memo="two")
    idea = memos.add("an idea", kind="theory")
    memos.link(idea, "segment", goes)
    memos.link(stays, "segment", goes, source="segment")
    before = (snapshot(project), places(project))
    assert coding.change(goes, code="trust") == stays
    [row] = coding.rows()
    assert (row.segment, row.code, row.strength, row.memo) == (stays, "trust", 40, "one\n\ntwo")
    assert [(one.about, one.uid) for one in memos.link_rows(idea)] == [("segment", stays)]
    assert memos.link_rows(stays, about="segment")[0].uid == idea, "and none to itself"
    after = (snapshot(project), places(project))
    project.history.undo()
    assert (snapshot(project), places(project)) == before
    project.history.redo()
    assert (snapshot(project), places(project)) == after


def test_a_strength_given_with_the_change_is_that_of_the_segment_that_stays(
    project: Project,
) -> None:
    stays = project.coding.apply("L02", 0, 5, "trust", strength=40)
    goes = project.coding.apply("L02", 0, 5, "fatigue")
    assert project.coding.change(goes, code="trust", strength=70) == stays
    assert [row.strength for row in project.coding.rows()] == [70]


def test_of_segments_recoded_together_that_become_alike_the_first_made_stays(
    project: Project,
) -> None:
    first = project.coding.apply("L02", 0, 5, "trust")
    second = project.coding.apply("L02", 0, 5, "gap filling")
    whole = project.coding.apply("L02", 0, len(EN), "trust")
    document = project.coding.apply("L02", code="trust", whole=True)
    before = snapshot(project)
    assert project.coding.recode([second, first, whole, document], "fatigue") == 4
    assert codes(project) == {first: "fatigue", whole: "fatigue", document: "fatigue"}
    assert project.history.undo().label == "recode segment"
    assert snapshot(project) == before


def test_what_another_coder_has_there_is_no_twin(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        mine = project.coding.apply("L02", 0, 5, "trust")
    with Project.open(store_url, coder="Lin") as project:
        hers = project.coding.apply("L02", 0, 5, "fatigue")
        assert project.coding.change(hers, code="trust") == hers
        assert codes(project) == {mine: "trust", hers: "trust"}


@pytest.mark.parametrize("way", ["change", "recode", "merge codes"])
def test_a_correction_elsewhere_between_the_two_makes_no_difference(
    project: Project, way: str
) -> None:
    old = project.coding.apply("L02", code="trust", quote="every stairwell")
    project.documents.edit("L02", EN.replace("Who came", "Who was it that came"))
    new = project.coding.apply("L02", code="fatigue", quote="every stairwell")
    if way == "change":
        assert project.coding.change(new, code="trust") == old
    elif way == "recode":
        project.coding.recode([new], "trust")
    else:
        assert project.codebook.merge_preview("fatigue", "trust").collapsed == 1
        assert project.codebook.merge("fatigue", "trust").collapsed == 1
    assert codes(project) == {old: "trust"}
    project.history.undo()
    assert codes(project) == {old: "trust", new: "fatigue"}


def test_the_command_says_which_of_the_two_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "s.qualcode")
    with build(path, tmp_path) as project:
        stays = project.coding.apply("L02", 0, 5, "trust")
        goes = project.coding.apply("L02", 0, 9, "trust")
    said = cli(capsys, "-p", path, "-c", "Mia", "coding", "change", goes, "--span", "0:5")
    assert said.out == f"You had the same there already: {stays} stays, with the memos of both.\n"
    assert said.code == 0
    said = cli(capsys, "-p", path, "-c", "Mia", "coding", "change", stays, "--strength", "5")
    assert said.out == "Changed.\n"
