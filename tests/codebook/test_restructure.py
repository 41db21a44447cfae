"""Merging, splitting, retiring: what moves, what stays, what is kept of it, and one undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import qualcode
from qualcode.codebook.restructure import Merged, Split
from qualcode.errors import Conflict, NotFound, UsageError
from qualcode.project import Project

Undoable = Callable[..., None]
Unchanged = Callable[[Project, Callable[[], object]], None]


def coded(project: Project) -> list[tuple[str, str, int, int]]:
    return sorted((r.document, r.code, r.start, r.end) for r in project.coding.rows())


def test_a_merge_takes_segments_children_examples_and_keywords(
    study: Project, undoable: Undoable
) -> None:
    study.coding.apply("L1", 0, 4, "a")
    study.coding.apply("L2", 0, 4, "a")
    study.coding.apply("L2", 0, 4, "d")
    done: list[Merged] = []
    undoable(study, lambda: done.append(study.codebook.merge("a", "d")), "merge codes")
    assert done == [Merged("a", "d", 1, 1)]
    assert [(r.code, r.parent) for r in study.codebook.rows()] == [
        ("d", None), ("b", "d"), ("c", "d"), ("k", None),
    ]  # fmt: skip
    assert coded(study) == [("L1", "d", 0, 4), ("L2", "d", 0, 4)]
    entry = study.codebook.entry("d")
    assert (entry.examples, entry.keywords_en) == (("two", "three", "one"), ("ay",))
    [line] = study.codebook.lineage("d")
    assert (line.kind, line.source, line.target) == ("merge", "a", "d")
    assert study.codebook.lineage("a") == study.codebook.lineage() == [line]
    assert study.codebook.entry("a").definition_en == "of a"
    with pytest.raises(Conflict, match="“a” is retired"):
        study.coding.apply("L1", 5, 9, "a")


def test_of_two_segments_alike_one_stays_with_the_memos_of_both(
    store_url: str, tmp_path: Path
) -> None:
    (tmp_path / "L1.txt").write_text("word " * 20, encoding="utf-8")
    with qualcode.create(store_url, coder="Mia") as project:
        project.documents.add(tmp_path / "L1.txt")
        project.coders.add("Lin")
        for code in ("a", "d"):
            project.codebook.add(code)
        gone = project.coding.apply("L1", 0, 4, "a", memo="mine on a")
        kept = project.coding.apply("L1", 0, 4, "d", memo="mine on d")
    with qualcode.open(store_url, coder="Lin") as project:
        hers = project.coding.apply("L1", 0, 4, "a", memo="Lin's")
        assert project.codebook.merge("a", "d") == Merged("a", "d", 1, 1)
        assert {(r.segment, r.coder, r.memo) for r in project.coding.rows()} == {
            (kept, "Mia", "mine on a\n\nmine on d"),
            (hers, "Lin", "Lin's"),
        }
        project.history.undo()
        assert {(r.segment, r.code, r.memo) for r in project.coding.rows()} == {
            (gone, "a", "mine on a"),
            (kept, "d", "mine on d"),
            (hers, "a", "Lin's"),
        }


def test_a_code_merged_into_what_lies_below_it_hands_its_place_down(study: Project) -> None:
    study.codebook.merge("a", "c")
    assert [(r.code, r.parent) for r in study.codebook.rows()] == [
        ("d", None), ("k", None), ("c", None), ("b", "c"),
    ]  # fmt: skip


def test_a_category_is_merged_only_without_segments(
    study: Project, unchanged_by: Unchanged, undoable: Undoable
) -> None:
    study.coding.apply("L1", 0, 4, "d")

    def refused() -> None:
        with pytest.raises(Conflict, match="takes no segments"):
            study.codebook.merge("d", "k")
        with pytest.raises(UsageError, match="itself"):
            study.codebook.merge("d", "d")

    unchanged_by(study, refused)
    study.codebook.add("k2", category=True)
    study.codebook.move("d", "k2")
    undoable(study, lambda: study.codebook.merge("k2", "k"), "merge codes")
    assert study.codebook.find("d").parent == "k"


def test_a_split_assigns_segments_and_leaves_the_others(study: Project, undoable: Undoable) -> None:
    one = study.coding.apply("L1", 0, 4, "a", memo="why")
    two = study.coding.apply("L1", 5, 9, "a")
    three = study.coding.apply("L2", 0, 4, "a")
    done: list[Split] = []
    undoable(
        study,
        lambda: done.append(
            study.codebook.split(
                "a", ["a1", {"code": "a2", "definition": "second"}], {one: "a2", three: "A1"}
            )
        ),
        "split code",
    )
    assert done == [Split("a", ("a1", "a2"), 2, (two,))]
    rows = {r.segment: (r.code, r.revision, r.memo) for r in study.coding.rows()}
    assert rows == {one: ("a2", 1, "why"), two: ("a", 1, None), three: ("a1", 1, None)}
    assert [(r.code, r.parent) for r in study.codebook.rows()] == [
        ("a", None), ("b", "a"), ("c", "a"), ("a1", None), ("a2", None), ("d", None), ("k", None),
    ]  # fmt: skip
    assert study.codebook.entry("a2").definition_en == "second"
    assert [(n.kind, n.source, n.target) for n in study.codebook.lineage("a")] == [
        ("split", "a", "a1"),
        ("split", "a", "a2"),
    ]


def test_a_split_begins_a_revision_of_the_code_that_is_left(study: Project) -> None:
    study.codebook.split("a", ["a1"])
    first, second = study.codebook.revisions("a")
    assert (first.revision, second.revision, second.note) == (1, 2, "split: “a1”")
    assert second.before == second.after == study.codebook.entry("a")


def test_what_was_reviewed_before_a_split_is_reviewed_after_it(study: Project) -> None:
    """Where the whole meaning was not found, no part of it is there either."""
    study.coding.done("L1")
    study.coding.done("L2")
    uid = study.coding.apply("L1", 0, 4, "a")
    before = study.analysis.matrix().fillna(-1)
    study.codebook.split("a", ["a1"], {uid: "a1"})
    after = study.analysis.matrix().fillna(-1)
    assert [before[c].tolist() for c in "ad"] == [[1, 0], [0, 0]]
    assert [after[c].tolist() for c in ("a1", "a", "d")] == [[1, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("new", "assign", "error", "message"),
    [
        ([], {}, UsageError, "Say which codes"),
        (["a1", "A1"], {}, Conflict, "same name"),
        (["d"], {}, Conflict, "“d” already"),
        (["a1"], {"nothing": "a1"}, NotFound, "no segment nothing"),
        (["a1"], {"SEGMENT": "a3"}, NotFound, "“a3” is none"),
        ([{"code": "a1", "key": "x"}, {"code": "a2", "key": "xy"}], {}, Conflict, "begin alike"),
        ([{"definition": "x"}], {}, UsageError, "its name"),
    ],
)
def test_a_split_that_cannot_be_changes_nothing(
    study: Project,
    unchanged_by: Unchanged,
    new: list[object],
    assign: dict[str, str],
    error: type[qualcode.QualcodeError],
    message: str,
) -> None:
    uid = study.coding.apply("L1", 0, 4, "a")
    given = {uid if one == "SEGMENT" else one: into for one, into in assign.items()}

    def refused() -> None:
        with pytest.raises(error, match=message):
            study.codebook.split("a", new, given)  # type: ignore[arg-type]

    unchanged_by(study, refused)


def test_a_retired_code_keeps_its_segments_and_comes_back(
    study: Project, undoable: Undoable
) -> None:
    study.coding.apply("L1", 0, 4, "d")
    undoable(study, lambda: study.codebook.retire("d"), "retire code")
    assert "d" not in [row.code for row in study.codebook.rows()]
    assert [(r.code, r.retired) for r in study.codebook.rows(retired=True)][3] == ("d", True)
    assert coded(study) == [("L1", "d", 0, 4)]
    with pytest.raises(Conflict, match="“d” is retired"):
        study.codebook.edit("d", definition="x")
    undoable(study, lambda: study.codebook.unretire("d"), "bring back code")
    assert study.codebook.find("d").key == "dd"


def test_a_retired_code_whose_name_or_key_was_taken(study: Project) -> None:
    old = study.codebook.find("d").uid
    study.codebook.retire("d")
    new = study.codebook.add("d", key="dd")
    with pytest.raises(Conflict, match="“d” already"):
        study.codebook.unretire("d")
    study.codebook.rename(new, "other")
    study.codebook.unretire("d")
    assert study.codebook.find("d").uid == old
    assert study.codebook.find("d").key not in ("", "dd")


def test_what_lay_below_a_retired_code_keeps_its_line(study: Project) -> None:
    """A code retired with its children retired first comes back where it was."""
    for name in ("b", "c", "a"):
        study.codebook.retire(name)
    study.codebook.unretire("b")
    assert [(r.code, r.parent) for r in study.codebook.rows()] == [
        ("b", None), ("d", None), ("k", None),
    ]  # fmt: skip
    study.codebook.unretire("a")
    assert study.codebook.find("b").parent == "a"
