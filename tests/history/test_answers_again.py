"""Answers that come, go and come again, in one copy and in two, leave a sound project."""

from __future__ import annotations

import shutil
from pathlib import Path

from study import build

import qualcode
from qualcode.history import replay
from qualcode.project import Project

SURVEY = 'id,q8\n001,"{}"\n002,none\n'


def bring(project: Project, folder: Path, words: str) -> None:
    file = folder / "again.csv"
    file.write_text(SURVEY.format(words), encoding="utf-8")
    project.cases.import_survey(file, id="id", open_ended=["q8"])


def test_an_answer_removed_and_imported_again_is_the_same_answer(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    build(path, tmp_path).close()
    before = {}
    with qualcode.open(path, coder="Mia") as project:
        before = {r.document: r.uid for r in project.documents.rows()}
        project.coding.apply("002 · q8", code="trust", whole=True)
        project.coding.remove([r.segment for r in project.coding.rows()])
        project.documents.remove("001 · q8")
    with qualcode.open(path, coder="Mia") as project:
        bring(project, tmp_path, "Too many platforms asked for the same data, on paper.")
        assert {r.document: r.uid for r in project.documents.rows()} == before
        assert replay.differences(project.store) == []
    for _ in range(2):
        with qualcode.open(path, coder="Mia") as project:
            project.history.undo()
            assert replay.differences(project.store) == []
    for _ in range(2):
        with qualcode.open(path, coder="Mia") as project:
            project.history.redo()
            assert replay.differences(project.store) == []
            assert project.history.check().sound


def test_copies_that_imported_different_answers_to_one_question_merge(tmp_path: Path) -> None:
    mine, copy = tmp_path / "s.qualcode", tmp_path / "lin.qualcode"
    with qualcode.create(mine, coder="Mia") as project:
        project.coders.add("Lin")
        project.codebook.add("trust")
    shutil.copy(mine, copy)
    quotes = {"Mia": "the same data", "Lin": "again on paper"}
    for path, coder, words in (
        (mine, "Mia", "Everybody asked for the same data."),
        (copy, "Lin", "Everybody asked for data and again on paper."),
    ):
        with qualcode.open(path, coder=coder) as project:
            bring(project, tmp_path, words)
            project.coding.apply("001 · q8", code="trust", quote=quotes[coder])
    seen = []
    for ours, theirs, coder in ((mine, copy, "Mia"), (copy, mine, "Lin")):
        with qualcode.open(ours, coder=coder) as project:
            project.history.merge(theirs)
            seen.append(
                (project.documents.text("001 · q8"),
                 sorted((r.coder, r.text, r.state) for r in project.coding.rows()))
            )  # fmt: skip
            assert replay.differences(project.store) == []
            assert project.history.check().sound
            for row in project.coding.rows():
                if row.state == "exact":
                    assert row.text == quotes[row.coder]
    assert seen[0] == seen[1]
    assert {state for _, _, state in seen[0][1]} == {"exact", "lost"}
