"""Undoing an import that later work stands on leaves what that work needs, whole."""

from __future__ import annotations

from pathlib import Path

from study import EN, build

import qualcode
from qualcode.history import replay


def test_a_document_that_was_coded_stays_with_its_turns(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    build(path, tmp_path).close()
    for name in ("N1", "N2"):
        (tmp_path / f"{name}.txt").write_text(f"{EN}{name}\n", encoding="utf-8")
    with qualcode.open(path, coder="Mia") as project:
        project.documents.add([tmp_path / "N1.txt", tmp_path / "N2.txt"])
        turns = project.documents.turns("N1")
        assert len(turns) == 4
        imported = project.history.rows()[0].batch
        project.coding.apply("N1", code="trust", quote="They knew every stairwell.")
        project.store.undo(imported)
        assert [r.document for r in project.documents.rows()][:2] != []
        names = {r.document for r in project.documents.rows()}
        assert "N1" in names
        assert "N2" not in names
        assert project.documents.turns("N1") == turns
        assert project.coding.segments()["speaker"].tolist() == ["Moira"]
        assert replay.differences(project.store) == []
        project.history.redo()
        assert {r.document for r in project.documents.rows()} >= {"N1", "N2"}
        assert replay.differences(project.store) == []


def test_what_is_left_is_said_once_in_plain_words(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        (tmp_path / "N1.txt").write_text(f"{EN}N1\n", encoding="utf-8")
        project.documents.add(tmp_path / "N1.txt")
        project.codebook.load(_codebook(tmp_path))
        loaded = project.history.rows()[0].batch
        project.coding.apply("N1", code="grief", quote="They knew every stairwell.")
        made = project.store.undo(loaded)
        assert [text for text in made.left if "code" in text] == [
            "a code that later work stands on"
        ]
        row = next(r for r in project.codebook.rows() if r.code == "grief")
        assert row.entry.examples == ("He wept.",)
        assert "joy" not in [r.code for r in project.codebook.rows()]
        assert replay.differences(project.store) == []


def _codebook(folder: Path) -> Path:
    path = folder / "more.yaml"
    path.write_text(
        "- {code: grief, examples: [He wept.]}\n- {code: joy, examples: [Ha!]}\n", "utf-8"
    )
    return path
