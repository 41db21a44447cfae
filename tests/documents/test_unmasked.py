"""Where words of the vault still stand: what masking tells the lead, and what others read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from study import build, cli

import qualcode
from qualcode.project import Project

LEFT = [
    ("document", "L03", "街道办", 3),
    ("memo", "memo", "街道办", 2),
    ("code", "trust", "街道办", 2),
    ("example", "trust", "街道办", 1),
    ("keyword", "fatigue", "街道办", 1),
    ("case", "街道办主任", "街道办", 1),
    ("field", "001 · district", "街道办", 1),
]


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study, open as Mia, with a name all over it that one document masks."""
    with build(store_url, tmp_path) as made:
        fill(made, tmp_path)
        yield made


def fill(project: Project, folder: Path) -> str:
    """Write a name wherever people write; return the uid of the memo that holds it."""
    (folder / "L05.txt").write_text("I: Who?\nP: 街道办。\n", encoding="utf-8")
    project.documents.add(folder / "L05.txt")
    uid = project.coding.apply("L03", code="trust", quote="街道办", nth=1)
    memo = project.memos.add("街道办 said no, 街道办 again", about="segment", name=uid)
    project.codebook.edit("trust", definition={"zh": "信街道办"}, when={"zh": "说到街道办"})
    project.codebook.pick_example(uid)
    project.codebook.edit("fatigue", keywords={"zh": ["街道办"]})
    project.cases.add("街道办主任")
    project.cases.set("001", "district", "街道办")
    return memo


def test_masking_a_document_lists_where_its_words_still_stand(project: Project) -> None:
    look = project.documents.mask("L05", {"街道办": "[O1]"})
    [memo] = [row.memo for row in project.memos.rows()]
    wanted = [(what, memo if where == "memo" else where, *rest) for what, where, *rest in LEFT]
    assert [tuple(one.values()) for one in look.attrs["unmasked"]] == wanted
    listed = project.documents.unmasked()
    assert [tuple(row) for row in listed.itertuples(index=False)] == wanted
    project.documents.mask("L03")
    assert list(project.documents.unmasked()["what"]) == [what for what, *_ in LEFT[1:]]
    project.history.undo()
    project.history.undo()
    assert project.documents.unmasked().empty


def test_the_command_lists_the_places_beside_the_segments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "s.qualcode")
    with build(path, tmp_path) as project:
        memo = fill(project, tmp_path)
    said = cli(capsys, "-p", path, "-c", "Mia", "documents", "mask", "L05", "-r", "街道办=[O1]")
    assert said.err.splitlines()[-8:] == [
        "Words of the vault still stand in 7 places; masking does not reach them:",
        "  document L03: “街道办”, 3 times",
        f"  memo {memo}: “街道办”, 2 times",
        "  code trust: “街道办”, 2 times",
        "  example trust: “街道办”",
        "  keyword fatigue: “街道办”",
        "  case 街道办主任: “街道办”",
        "  field 001 · district: “街道办”",
    ]
    refused = cli(capsys, "-p", path, "-c", "Lin", "documents", "vault", "--where")
    assert (refused.out, refused.code) == ("", 1)
    assert "街道办" not in refused.err


def read(project: Project) -> dict[str, Any]:
    """Return what the doors show of memos and of examples."""
    coding, codebook = project.coding, project.codebook
    [memo] = project.memos.rows()
    return {
        "memo": memo.text,
        "memos": list(project.memos.frame()["text"]),
        "segment": coding.segments()["memo"].tolist(),
        "row": [row.memo for row in coding.rows()],
        "window": [row.memo for row in coding.in_window("L03", 0, 99)],
        "retrieved": project.analysis.retrieve("trust")["memo"].tolist(),
        "example": codebook.entry("trust").examples[0],
        "found": codebook.find("trust").entry.examples[0],
        "frame": codebook.frame().set_index("code").loc["trust", "examples"],
    }


def test_others_than_the_lead_read_memos_and_examples_with_stand_ins(
    store_url: str, tmp_path: Path
) -> None:
    said, stands = "街道办 said no, 街道办 again", "[O1] said no, [O1] again"
    memos = ["memo", "memos", "segment", "row", "window", "retrieved"]
    with build(store_url, tmp_path) as project:
        fill(project, tmp_path)
        project.documents.mask("L05", {"街道办": "[O1]"})
        lead = read(project)
        assert [lead[one] for one in memos] == [said, *[[said]] * 5]
        assert {lead[one] for one in ("example", "found", "frame")} == {"街道办"}
    for coder in ("Lin", None):
        with qualcode.open(store_url, coder=coder) as project:
            other = read(project)
            assert [other[one] for one in memos] == [stands, *[[stands]] * 5]
            assert {other[one] for one in ("example", "found", "frame")} == {"[O1]"}
            assert project.memos.rows(search="街道办") == []
            assert len(project.memos.rows(search="[O1] said")) == 1


def contents(project: Project) -> list[str]:
    """Return the texts of the memos as they are stored."""
    with project.store.read() as connection:
        return [r[0] for r in connection.exec_driver_sql("SELECT content FROM memo ORDER BY id")]


def test_what_is_given_back_as_it_was_shown_keeps_its_words(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        fill(project, tmp_path)
        project.documents.mask("L05", {"街道办": "[O1]"})
    with qualcode.open(store_url, coder="Lin") as project:
        memo = project.memos.add("街道办, says Lin")
        before = contents(project)
        shown = project.memos.find(memo).text
        assert shown == "[O1], says Lin"
        project.memos.edit(memo, shown, kind="method")
        project.codebook.edit("trust", examples=[*project.codebook.entry("trust").examples, "new"])
        assert contents(project) == before
    with qualcode.open(store_url, coder="Mia") as project:
        assert project.codebook.entry("trust").examples == ("街道办", "new")
