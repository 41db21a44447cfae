"""The recode queue: what fills it, what empties it, and what it makes known to analyses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from study import build

import qualcode
from qualcode.errors import Conflict, NotAllowed, NotFound
from qualcode.project import Project

Undoable = Callable[..., None]
Unchanged = Callable[[Project, Callable[[], object]], None]


def waiting(project: Project) -> list[tuple[str, str, int, int, str]]:
    return [(r.document, r.code, r.start, r.revision, r.why) for r in project.codebook.queue_rows()]


@pytest.fixture
def altered(study: Project) -> Project:
    """Return the study with three segments of a and one of d, after a's meaning was altered."""
    study.coding.apply("L2", 0, 4, "a")
    study.coding.apply("L1", 5, 9, "a")
    study.coding.apply("L1", 0, 4, "a")
    study.coding.apply("L1", 0, 4, "d")
    study.codebook.edit("a", definition="of a, better said")
    assert study.codebook.queue_rows() == []
    study.codebook.edit("a", alters=True, note="narrower", definition="a, narrower")
    return study


def test_a_change_of_meaning_queues_the_segments_by_their_place(altered: Project) -> None:
    assert waiting(altered) == [
        ("L1", "a", 0, 2, "altered"),
        ("L1", "a", 5, 2, "altered"),
        ("L2", "a", 0, 2, "altered"),
    ]
    frame = altered.codebook.queue("a")
    assert frame["note"].tolist() == ["narrower"] * 3
    assert frame["applied"].tolist() == [1] * 3
    assert frame["text"].tolist() == ["word", "word", "said"]
    assert len(altered.codebook.queue("d")) == 0
    said = altered.codebook.meanings("a", 1)
    assert (said.then.definition_en, said.now.definition_en) == ("of a, better said", "a, narrower")
    assert said.split_off == ()


def test_each_decision_takes_one_out_and_undo_puts_it_back(
    altered: Project, undoable: Undoable
) -> None:
    first, second, third = altered.codebook.queue_rows()
    book = altered.codebook
    undoable(altered, lambda: book.keep(first.segment), "keep segment")
    undoable(altered, lambda: book.recode(second.segment, "b"), "recode segment")
    undoable(altered, lambda: book.take_off(third.segment), "remove code")
    assert waiting(altered) == []
    assert (
        sorted((r.segment, r.code, r.revision) for r in altered.coding.rows(document="L1"))[:2]
        != []
    )
    found = {r.segment: (r.code, r.revision) for r in altered.coding.rows()}
    assert (found[first.segment], found[second.segment]) == (("a", 2), ("b", 1))
    assert third.segment not in found
    altered.history.undo()
    assert [r.segment for r in book.queue_rows()] == [third.segment]


def test_progress_is_kept_across_sessions(store_url: str, tmp_path: Path) -> None:
    (tmp_path / "L1.txt").write_text("word " * 20, encoding="utf-8")
    with qualcode.create(store_url, coder="Mia") as project:
        project.documents.add(tmp_path / "L1.txt")
        project.codebook.add("a")
        for start in (0, 5, 10):
            project.coding.apply("L1", start, start + 4, "a")
        project.codebook.edit("a", alters=True, definition="x")
        project.codebook.keep(project.codebook.queue_rows()[0].segment)
    with qualcode.open(store_url, coder="Mia") as project:
        assert [row[2] for row in waiting(project)] == [5, 10]
        project.history.undo()
        assert [row[2] for row in waiting(project)] == [0, 5, 10]


def test_a_second_change_of_meaning_queues_what_was_kept(altered: Project) -> None:
    for row in altered.codebook.queue_rows():
        altered.codebook.keep(row.segment)
    altered.codebook.edit("a", alters=True, definition="a, narrower still")
    assert [(r.applied, r.revision) for r in altered.codebook.queue_rows()] == [(2, 3)] * 3
    assert altered.codebook.meanings("a", 2).then.definition_en == "a, narrower"
    assert altered.codebook.meanings("a", 1).then.definition_en == "of a, better said"


def test_a_split_queues_what_it_left(study: Project) -> None:
    uids = [study.coding.apply("L1", at, at + 4, "a") for at in (0, 5, 10)]
    study.codebook.split("a", ["a1", "a2"], {uids[1]: "a2"})
    assert waiting(study) == [("L1", "a", 0, 2, "split"), ("L1", "a", 10, 2, "split")]
    assert study.codebook.meanings("a", 1).split_off == ("a1", "a2")
    study.codebook.edit("a", alters=True, definition="what is left")
    assert [row[4] for row in waiting(study)] == ["altered", "altered"]
    study.history.undo()
    study.history.undo()
    assert waiting(study) == []


def test_a_retired_codes_segments_wait_until_it_is_back(altered: Project) -> None:
    altered.codebook.merge("b", "c")
    altered.codebook.move("c", None)
    altered.codebook.retire("a")
    assert waiting(altered) == []
    altered.codebook.unretire("a")
    assert len(waiting(altered)) == 3


def test_what_is_not_in_the_queue_is_not_kept(altered: Project, unchanged_by: Unchanged) -> None:
    [segment] = [r.segment for r in altered.coding.rows() if r.code == "d"]

    def refused() -> None:
        with pytest.raises(Conflict, match="not in the queue"):
            altered.codebook.keep(segment)
        with pytest.raises(NotFound, match="No segment"):
            altered.codebook.keep("nothing at all")
        with pytest.raises(Conflict, match="category"):
            altered.codebook.recode(altered.codebook.queue_rows()[0].segment, "k")

    unchanged_by(altered, refused)


def test_each_coder_has_a_queue_of_their_own(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", code="trust", quote="最缺人。")
    with qualcode.open(store_url, coder="Lin") as project:
        project.coding.apply("L03", code="trust", quote="熟门熟路")
        project.codebook.edit("trust", alters=True, definition="x")
        assert [r.text for r in project.codebook.queue_rows()] == ["熟门熟路"]
        both = project.codebook.queue_rows(everyone=True)
        assert [(r.coder, r.text) for r in both] == [("Mia", "最缺人。"), ("Lin", "熟门熟路")]
        with pytest.raises(NotAllowed, match="another coder's"):
            project.codebook.keep(both[0].segment)


def test_what_was_reviewed_before_a_code_existed_is_unseen_for_it(
    study: Project, undoable: Undoable
) -> None:
    study.coding.done("L1")
    study.coding.done("L2", 5, 19)
    study.codebook.add("late")
    study.coding.done("L2", 20, 29)
    rows = study.codebook.unseen_rows("late")
    assert [(r.document, r.start, r.end, r.whole, r.knew, r.revision) for r in rows] == [
        ("L1", 0, 100, True, 0, 1),
        ("L2", 5, 19, False, 0, 1),
    ]
    late = study.codebook.find("late").uid
    assert study.codebook.unseen_counts() == {late: 2}
    undoable(study, lambda: study.codebook.looked(rows[0].review, "late"), "look for code")
    assert study.codebook.unseen("late")["review"].tolist() == [rows[1].review]
    cell = study.analysis.matrix().fillna(-1)["late"].tolist()
    assert cell[0] == 0
    with pytest.raises(NotFound, match="No review"):
        study.codebook.looked("nothing", "late")
    with pytest.raises(Conflict, match="category"):
        study.codebook.unseen("k")


def test_nobody_looks_for_another(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.done("L03")
        project.codebook.add("late")
    with qualcode.open(store_url, coder="Lin") as project:
        assert project.codebook.unseen_rows("late") == []
        [row] = project.codebook.unseen_rows("late", everyone=True)
        with pytest.raises(NotAllowed, match="another coder"):
            project.codebook.looked(row.review, "late")


def test_an_answer_decided_in_the_queue_is_looked_at_for_the_code(
    tmp_path: Path, undoable: Undoable
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        answers = ["001 · q8", "002 · q8"]
        project.coding.apply(answers[0], 0, 8, "trust")
        project.coding.apply(answers[0], 9, 18, "trust")
        for name in (*answers, "L03"):
            project.coding.done(name)
        kept_in_talk = project.coding.apply("L03", code="trust", quote="最缺人。")
        project.codebook.edit("trust", alters=True, definition="x")
        assert [r.document for r in project.codebook.unseen_rows("trust")] == ["L03", *answers]

        def cells() -> list[int]:
            return [int(x) for x in project.analysis.matrix(question="q8")["trust"].fillna(-1)]

        assert cells() == [-1, -1]
        one, two = [r.segment for r in project.codebook.queue_rows() if r.document == answers[0]]
        project.codebook.take_off(one)
        assert cells() == [-1, -1]
        undoable(project, lambda: project.codebook.keep(two), "keep segment")
        assert cells() == [1, -1]
        project.codebook.keep(kept_in_talk)
        assert [r.document for r in project.codebook.unseen_rows("trust")] == ["L03", answers[1]]
        project.codebook.looked(project.codebook.unseen_rows("trust")[1].review, "trust")
        assert cells() == [1, 0]
