"""Codes one at a time: adding, naming, editing, moving, grouping; each act undone by one undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode
from qualcode.codebook.entry import Entry
from qualcode.codebook.palette import COLORS
from qualcode.errors import Ambiguous, Conflict, NotFound, UsageError
from qualcode.project import Project

Undoable = Callable[..., None]
Unchanged = Callable[[Project, Callable[[], object]], None]


def shape(project: Project) -> list[tuple[str, str | None]]:
    return [(row.code, row.parent) for row in project.codebook.rows()]


def test_a_code_is_added_whole(project: Project, undoable: Undoable) -> None:
    project.codebook.add("side", category=True)
    undoable(
        project,
        lambda: project.codebook.add(
            "gap filling",
            parent="side",
            name={"zh": "补位"},
            definition={"zh": "补上缺口", "en": "closes a gap"},
            when="no one else does it",
            when_not={"zh": "缺钱"},
            examples=["We simply did it.", "没人管，我们管。"],
            keywords={"zh": ["缺口"], "en": ["gap"]},
            color="#ABC",
            key="GF",
            groups=["citizen side"],
            extra={"owner": "Lin"},
        ),
        "add code",
    )
    row = project.codebook.find("gap filling")
    assert row.entry == Entry(
        code="gap filling", parent="side", name_zh="补位",
        definition_zh="补上缺口", definition_en="closes a gap",
        when_en="no one else does it", when_not_zh="缺钱",
        examples=("We simply did it.", "没人管，我们管。"),
        keywords_zh=("缺口",), keywords_en=("gap",),
        color="#aabbcc", key="gf", groups=("citizen side",), extra={"owner": "Lin"},
    )  # fmt: skip
    assert (row.path, row.depth, row.revision, row.retired) == ("side / gap filling", 1, 1, False)


def test_a_code_without_colour_and_key_gets_its_own(project: Project) -> None:
    for name in ("gap filling", "gender", "疲惫", "a", "able"):
        project.codebook.add(name)
    rows = project.codebook.rows()
    assert [row.color for row in rows] == list(COLORS[:5])
    keys = [row.key for row in rows]
    assert all(keys)
    assert [
        (one, other) for one in keys for other in keys if one != other and other.startswith(one)
    ] == []
    assert len(set(keys)) == 5


def test_a_category_has_no_key_and_is_never_applied(study: Project) -> None:
    assert study.codebook.find("k").key == ""
    with pytest.raises(UsageError, match="category"):
        study.codebook.add("k2", category=True, key="kk")
    with pytest.raises(Conflict, match=r"“k” is a category"):
        study.coding.apply("L1", 0, 4, "k")
    uid = study.coding.apply("L1", 0, 4, "d")
    with pytest.raises(Conflict, match=r"“k” is a category"):
        study.coding.change(uid, code="k")
    with pytest.raises(Conflict, match="1 segments"):
        study.codebook.edit("d", category=True)
    study.codebook.edit("b", category=True)
    assert (study.codebook.find("b").category, study.codebook.find("b").key) == (True, "")
    study.codebook.edit("b", category=False)
    assert study.codebook.find("b").key != ""


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (lambda b: b.add("a"), Conflict, "“a” already"),
        (lambda b: b.add("Ａ "), Conflict, "“a” already"),
        (lambda b: b.add(""), UsageError, "empty"),
        (lambda b: b.add("x" * 101), UsageError, "101 characters"),
        (lambda b: b.add("x\x1by"), UsageError, r"U\+001B at 1"),
        (lambda b: b.add("x\u202ey"), UsageError, "do not print"),
        (lambda b: b.add("new", parent="nowhere"), NotFound, "nowhere"),
        (lambda b: b.add("new", key="aa"), Conflict, "“aa” of “a”"),
        (lambda b: b.add("new", key="a"), Conflict, "no key may begin another"),
        (lambda b: b.add("new", key="aab"), Conflict, "no key may begin another"),
        (lambda b: b.add("new", color="red"), UsageError, "#d1375c"),
        (lambda b: b.add("new", definitoin="x"), UsageError, "did you mean “definition”"),
        (lambda b: b.add("new", definition=3), UsageError, "must be text"),
        (lambda b: b.rename("a", "B"), Conflict, "“b” already"),
        (lambda b: b.rename("zz", "new"), NotFound, "zz"),
        (lambda b: b.edit("a", code="new"), UsageError, "rename the code"),
        (lambda b: b.edit("a", parent="d"), UsageError, "move the code"),
        (lambda b: b.edit("a", key="bb"), Conflict, "“bb” of “b”"),
        (lambda b: b.edit("a", definition={"fr": "x"}), UsageError, "zh and en"),
        (lambda b: b.edit("a", extra={"key": "x"}), UsageError, "field of its own"),
        (lambda b: b.move("a", "a"), Conflict, "lies below it"),
        (lambda b: b.move("a", "b"), Conflict, "lies below it"),
        (lambda b: b.group("g", ["a", "zz"]), NotFound, "zz"),
        (lambda b: b.ungroup("nowhere"), NotFound, "nowhere"),
        (lambda b: b.retire("a"), Conflict, "“b”, “c”"),
        (lambda b: b.unretire("a"), NotFound, "No retired code"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    study: Project,
    unchanged_by: Unchanged,
    act: Callable[[Any], object],
    error: type[qualcode.QualcodeError],
    message: str,
) -> None:
    def refused() -> None:
        with pytest.raises(error, match=message):
            act(study.codebook)

    unchanged_by(study, refused)


def test_renaming_keeps_the_code(study: Project, undoable: Undoable) -> None:
    uid = study.coding.apply("L1", 0, 4, "c")
    before = study.codebook.find("c")
    undoable(study, lambda: study.codebook.rename("c", "志愿"), "rename code")
    after = study.codebook.find("志愿")
    assert (after.uid, after.revision, after.parent) == (before.uid, 1, "a")
    assert {"zhiyuan", "zy"} <= set(after.pinyin.split())
    assert [(r.segment, r.code) for r in study.coding.rows()] == [(uid, "志愿")]
    assert study.codebook.find("丙").code == "志愿"
    study.codebook.rename("志愿", "志愿 ")  # the same name is no change
    assert study.store.last is not None
    assert study.store.last.label == "rename code"


def test_a_code_is_found_by_each_of_its_names_and_never_guessed(project: Project) -> None:
    project.codebook.add("resource need", name={"zh": "资源"})
    project.codebook.add("resource use", name={"zh": "资源利用", "en": "use of means"})
    find = project.codebook.find
    assert find("RESOURCE NEED").code == "resource need"
    assert find("资源").code == "resource need"
    assert find("use of").code == "resource use"
    with pytest.raises(Ambiguous, match="2 codes"):
        find("resource")
    with pytest.raises(NotFound, match="Nearest: “resource use”"):
        find("resourse uses")


def test_a_change_that_does_not_alter_keeps_the_revision(
    study: Project, undoable: Undoable
) -> None:
    study.coding.apply("L1", 0, 4, "a")
    undoable(study, lambda: study.codebook.edit("a", definition="of a, said better"), "edit code")
    row = study.codebook.find("a")
    assert (row.revision, row.entry.definition_en) == (1, "of a, said better")
    assert row.entry.examples == ("one", "two")
    assert [r.revision for r in study.codebook.revisions("a")] == [1]


def test_a_change_that_alters_begins_a_revision_with_both_entries(
    study: Project, undoable: Undoable
) -> None:
    study.coding.done("L1")
    study.coding.apply("L1", 0, 4, "a")
    before = study.codebook.entry("a")
    undoable(
        study,
        lambda: study.codebook.edit("a", alters=True, note="narrower", definition={"zh": "甲"}),
        "edit code",
    )
    first, second = study.codebook.revisions("a")
    assert (first.revision, first.before, first.after) == (1, None, before)
    assert (second.revision, second.note, second.before) == (2, "narrower", before)
    assert second.after == study.codebook.entry("a")
    assert (second.after.definition_en, second.after.definition_zh) == ("of a", "甲")
    assert [r.revision for r in study.coding.rows()] == [1]
    study.coding.apply("L1", 5, 9, "a")
    assert [r.revision for r in study.coding.rows(document="L1")] == [1, 2]


def test_an_edit_to_what_is_there_is_no_change(study: Project, unchanged_by: Unchanged) -> None:
    entry = study.codebook.entry("a")
    unchanged_by(
        study, lambda: study.codebook.edit("a", definition=entry.definition_en, key=entry.key)
    )


def test_an_emptied_field_is_empty_but_colour_and_key_stay(study: Project) -> None:
    study.codebook.edit("d", definition={"zh": ""}, examples=[], color="", key="")
    entry = study.codebook.entry("d")
    assert (entry.definition_zh, entry.definition_en, entry.examples) == ("", "of d", ())
    assert (entry.key, entry.color != "") == ("dd", True)


@pytest.mark.parametrize(
    ("parent", "position", "expected"),
    [
        (None, 0, ["b", "a", "c", "d", "k"]),
        (None, 2, ["a", "c", "d", "b", "k"]),
        (None, None, ["a", "c", "d", "k", "b"]),
        ("d", None, ["a", "c", "d", "b", "k"]),
        ("a", 1, ["a", "c", "b", "d", "k"]),
        ("a", 99, ["a", "c", "b", "d", "k"]),
    ],
)
def test_a_code_is_moved_to_its_place(
    study: Project,
    undoable: Undoable,
    parent: str | None,
    position: int | None,
    expected: list[str],
) -> None:
    undoable(study, lambda: study.codebook.move("b", parent, position), "move code")
    assert [row.code for row in study.codebook.rows()] == expected
    assert study.codebook.find("b").parent == parent


def test_moving_a_code_takes_what_lies_below_with_it(study: Project) -> None:
    study.codebook.move("a", "k")
    assert shape(study) == [("d", None), ("k", None), ("a", "k"), ("b", "a"), ("c", "a")]
    assert study.codebook.find("c").path == "k / a / c"


@given(moves=st.lists(st.tuples(*[st.sampled_from("abcdk")] * 2, st.integers(0, 5)), max_size=12))
@settings(max_examples=30)
def test_no_moves_make_a_cycle_or_lose_a_code(
    moves: list[tuple[str, str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with qualcode.create(tmp_path_factory.mktemp("m") / "s.qualcode", coder="Mia") as project:
        for name in "abcdk":
            project.codebook.add(name)
        for code, parent, position in moves:
            above = {row.code: row.path.split(" / ") for row in project.codebook.rows()}
            if code in above[parent]:
                with pytest.raises(Conflict):
                    project.codebook.move(code, parent, position)
            else:
                project.codebook.move(code, parent, position)
        rows = project.codebook.rows()
        assert sorted(row.code for row in rows) == list("abcdk")
        assert all(row.path.split(" / ")[-1] == row.code for row in rows)


def test_groups_gather_codes_across_the_tree(study: Project, undoable: Undoable) -> None:
    book = study.codebook
    undoable(study, lambda: book.group("civic", ["b", "d"]), "group codes")
    book.group("CIVIC", ["c"])
    assert [(g.name, g.codes) for g in book.groups()] == [
        ("civic", ("b", "c", "d")),
        ("first", ("c",)),
    ]
    undoable(study, lambda: book.ungroup("civic", ["d"]), "ungroup codes")
    undoable(study, lambda: book.ungroup("first"), "ungroup codes")
    assert [(g.name, g.codes) for g in book.groups()] == [("civic", ("b", "c"))]
    assert book.entry("c").groups == ("civic",)


def test_the_frame_says_the_definition_in_the_language_of_the_interface(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.coding.apply("L1", 0, 4, "d")
    study.coding.apply("L2", 0, 4, "d")
    study.coding.apply("L2", 5, 9, "d")
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    frame = study.codebook.frame().set_index("code")
    assert list(frame["definition"]) == ["of a", "", "", "丁的", ""]
    monkeypatch.setenv("QUALCODE_LANGUAGE", "en")
    frame = study.codebook.frame().set_index("code")
    assert list(frame["definition"]) == ["of a", "", "", "of d", ""]
    assert tuple(frame.loc["d", ["segments", "documents"]]) == (3, 2)
    assert tuple(frame.loc["c", ["parent", "path", "name_zh"]]) == ("a", "a / c", "丙")
