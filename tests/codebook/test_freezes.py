"""Freezes: the codebook under a name for good, and what differs between two, or from one to now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qualcode.errors import Conflict, NotFound, ProjectDamaged
from qualcode.project import Project

Undoable = Callable[..., None]
Unchanged = Callable[[Project, Callable[[], object]], None]


def lines(project: Project, first: str, second: str | None = None) -> list[tuple[str, ...]]:
    found = project.codebook.differences(first, second)
    return [(d.code, d.change, d.field, d.before, d.after) for d in found]


def test_a_freeze_does_not_change_with_the_codebook(study: Project, undoable: Undoable) -> None:
    undoable(study, lambda: study.codebook.freeze("v1", "for training"), "freeze codebook")
    [before] = study.codebook.freezes()
    assert (before.name, before.note, before.codes) == ("v1", "for training", 4)
    study.codebook.edit("a", definition="another")
    study.codebook.retire("d")
    assert study.codebook.freezes() == [before]
    assert lines(study, "v1", "v1") == []


def test_each_difference_of_two_freezes_is_one_line(study: Project) -> None:
    book = study.codebook
    book.freeze("v1")
    book.edit("a", alters=True, definition={"zh": "甲"}, examples=["one", "two", "three"])
    book.rename("b", "bee")
    book.move("c", "k")
    book.retire("d")
    book.group("second", ["c"])
    book.add("new", key="nn")
    book.freeze("v2")
    expected = [
        ("a", "changed", "definition_zh", "", "甲"),
        ("a", "changed", "examples", "one\ntwo", "one\ntwo\nthree"),
        ("a", "changed", "revision", "1", "2"),
        ("bee", "changed", "code", "b", "bee"),
        ("d", "changed", "retired", "", "true"),
        ("c", "changed", "parent", "a", "k"),
        ("c", "changed", "groups", "first", "first\nsecond"),
        ("new", "added", "", "", ""),
    ]
    assert lines(study, "v1", "v2") == lines(study, "v1") == expected
    back = [(c, w, f, a, b) for c, w, f, b, a in expected if w == "changed"]
    assert sorted(lines(study, "v2", "v1")) == sorted(
        [("b", *line[1:]) if line[0] == "bee" else line for line in back]
        + [("new", "removed", "", "", "")]
    )
    frame = book.diff("v1")
    assert list(frame.columns) == ["code", "change", "field", "before", "after", "uid"]
    assert len(frame) == len(expected)


def test_an_undone_change_leaves_no_difference(study: Project) -> None:
    study.codebook.freeze("v1")
    study.codebook.merge("a", "d")
    assert lines(study, "v1") != []
    study.history.undo()
    assert lines(study, "v1") == []


def test_a_freeze_is_found_by_its_name_and_its_name_is_used_once(
    study: Project, unchanged_by: Unchanged
) -> None:
    study.codebook.freeze("after training")

    def refused() -> None:
        with pytest.raises(Conflict, match="“After Training” already"):
            study.codebook.freeze("After Training")
        with pytest.raises(NotFound, match="Nearest: “after training”"):
            study.codebook.differences("after trainings")

    unchanged_by(study, refused)
    assert lines(study, "after") == []


def test_a_freeze_changed_behind_the_program_is_not_compared(study: Project) -> None:
    study.codebook.freeze("v1")
    with study.store.engine.begin() as connection:
        connection.info["in_batch"] = True
        connection.exec_driver_sql(
            "UPDATE codebook_freeze SET content = replace(content, 'of a', 'of b')"
        )
        connection.info.pop("in_batch")
    with pytest.raises(ProjectDamaged, match="“v1” is not what was frozen"):
        study.codebook.diff("v1")
