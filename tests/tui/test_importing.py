"""The preview of an import, corrected by keys, and masking what was taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import paste, press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project

MESSY = """Project: streets
Interviewer: So tell me, Moira?
Moira: It was chaos. Call me on 13812345678.
Interviewer: And then?
Moirra: They never answered.
Interviewer: And then?
Moira: Nothing.
Moirra: Not a word.
Moirra: No.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = build(tmp_path / "s.qualcode", tmp_path)
    (tmp_path / "messy.txt").write_text(MESSY, encoding="utf-8")
    (tmp_path / "gbk.txt").write_bytes("问：谁先来？\n答：老志愿者。\n".encode("gbk"))
    return made


async def bring(pilot: Pilot[None], path: Path) -> None:
    await press(pilot, "I")
    await paste(pilot, str(path))
    await press(pilot, "enter")


def speakers(project: Project, name: str) -> list[tuple[str | None, str | None]]:
    return list(dict.fromkeys((t.speaker, t.role) for t in project.documents.turns(name)))


async def test_labels_are_renamed_merged_and_given_roles_before_anything_is_written(
    project: Project, tmp_path: Path
) -> None:
    async with running(project, (100, 30)) as (app, pilot):
        await bring(pilot, tmp_path / "messy.txt")
        shown = "\n".join(screen_text(app))
        assert "one person under two labels? Moira, Moirra" in shown
        assert "Moirra: Not a word." in shown
        await press(pilot, "down", "down", "R", *["backspace"] * 6, *"Moira", "enter")
        assert "Moirra: " not in "\n".join(screen_text(app))
        await press(pilot, "end", "K")
        assert "messy" not in {r.document for r in project.documents.rows()}
        await press(pilot, "enter")
        assert speakers(project, "messy") == [("Interviewer", "interviewer"), ("Moira", "other")]
        assert "taken in “messy” · u undoes" in screen_text(app)[-2]
        await press(pilot, "u")
        assert "messy" not in {r.document for r in project.documents.rows()}


async def test_a_label_unticked_is_no_speaker_and_esc_writes_nothing(
    project: Project, tmp_path: Path
) -> None:
    async with running(project, (100, 30)) as (app, pilot):
        await bring(pilot, tmp_path / "messy.txt")
        await press(pilot, "down", "down", "space")
        assert "✓ Moirra" not in "\n".join(screen_text(app))
        await press(pilot, "escape")
        assert "messy" not in {r.document for r in project.documents.rows()}
        await bring(pilot, tmp_path / "messy.txt")
        await press(pilot, "down", "down", "space", "enter")
        assert [s for s, _ in speakers(project, "messy")] == ["Interviewer", "Moira"]


async def test_the_next_encoding_is_one_key_and_several_files_are_gone_through(
    project: Project, tmp_path: Path
) -> None:
    async with running(project, (100, 30)) as (app, pilot):
        await bring(pilot, tmp_path / "[gm]*s*.txt")
        await press(pilot, "escape")
        await bring(pilot, tmp_path / "gbk.txt")
        assert "老志愿者" in "\n".join(screen_text(app))
        before = screen_text(app)[1]
        await press(pilot, "E")
        assert screen_text(app)[1] != before
        await press(pilot, "escape")
        await bring(pilot, tmp_path / "[mg][eb]*.txt")
        assert "(1/2)" in screen_text(app)[0]
        await press(pilot, "n")
        assert "(2/2)" in screen_text(app)[0]
        await press(pilot, "enter")
        assert {"gbk", "messy"} <= {r.document for r in project.documents.rows()}


async def test_names_are_masked_from_the_documents_screen_and_undone(
    project: Project, tmp_path: Path
) -> None:
    project.documents.add(tmp_path / "messy.txt")
    async with running(project, (100, 30)) as (app, pilot):
        await press(pilot, "g", "d", "end", "K")
        shown = "\n".join(screen_text(app))
        assert "13812345678" in shown
        assert "✓" not in shown, "nothing is ticked beforehand"
        row = next(n for n, line in enumerate(screen_text(app)[2:]) if "13812345678" in line)
        await press(pilot, *["down"] * row, "space", "enter")
        assert "13812345678" not in project.documents.text("messy")
        await press(pilot, "u")
        assert project.documents.text("messy") == MESSY


async def test_only_the_lead_sees_what_might_be_masked(project: Project) -> None:
    with qualcode.open(project.where, coder="Lin") as other:
        async with running(other) as (app, pilot):
            await press(pilot, "g", "d", "K")
            assert "lead" in "\n".join(screen_text(app)[-3:])
            assert "Masking" not in screen_text(app)[0]


async def test_what_is_there_already_is_said_and_long_files_come_in_beside_the_keys(
    project: Project, tmp_path: Path
) -> None:
    long = "A: " + "word " * 50_000 + "\nB: yes.\nA: so.\nB: no.\n"
    (tmp_path / "long.txt").write_text(long, encoding="utf-8")
    async with running(project, (100, 30)) as (app, pilot):
        await bring(pilot, tmp_path / "L02.txt")
        await press(pilot, "enter")
        assert "in the project already" in screen_text(app)[-2]
        await press(pilot, "escape")
        await bring(pilot, tmp_path / "long.txt")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "long (1/1)" in screen_text(app)[0]
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert project.documents.text("long") == long
        assert "taken in “long” · u undoes" in screen_text(app)[-2]


@pytest.mark.parametrize("typed", ['"{}"', "'{}'", "{}", "{escaped} "])
async def test_a_path_is_taken_as_a_terminal_or_file_manager_quotes_it(
    project: Project, tmp_path: Path, typed: str
) -> None:
    path = tmp_path / "round 2 notes.txt"
    path.write_text(MESSY, encoding="utf-8")
    given = typed.format(path, escaped=str(path).replace(" ", "\\ "))
    async with running(project) as (app, pilot):
        await press(pilot, "I")
        await paste(pilot, given)
        await press(pilot, "enter")
        assert "round 2 notes" in screen_text(app)[0]


async def test_a_path_that_was_refused_is_there_to_be_corrected(
    project: Project, tmp_path: Path
) -> None:
    async with running(project) as (app, pilot):
        await bring(pilot, tmp_path / "survey.csv")
        assert "qualcode cases import" in " ".join(screen_text(app)[-3:])
        await press(pilot, "I")
        assert "survey.csv" in "\n".join(screen_text(app))
        await press(pilot, "escape")
        await bring(pilot, tmp_path / "messy.txt")
        await press(pilot, "enter", "I")
        assert "messy.txt" not in "\n".join(screen_text(app))


async def test_a_file_that_cannot_be_read_is_told_and_the_others_come_in_when_agreed(
    project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.txt").write_text(MESSY, encoding="utf-8")
    (folder / "b.docx").write_bytes(b"no archive")
    (folder / "c.txt").write_bytes(b"")
    before = {r.document for r in project.documents.rows()}
    async with running(project) as (app, pilot):
        await bring(pilot, folder / "*")
        shown = "\n".join(screen_text(app))
        assert "a (1/3)" in screen_text(app)[0]
        assert "2 of 3 files cannot be read and will not be taken in" in shown
        assert "! b.docx: " in shown
        assert "! c.txt: the file is empty." in shown
        assert {r.document for r in project.documents.rows()} == before
        await press(pilot, "N")
        assert "c.txt (3/3)" in screen_text(app)[0]
        assert "! the file is empty." in "\n".join(screen_text(app))
        await press(pilot, "space", "K", "R", "E", "Q")
        assert "c.txt (3/3)" in screen_text(app)[0]
        await press(pilot, "enter")
        assert {r.document for r in project.documents.rows()} == before | {"a"}
        await press(pilot, "u")
        await bring(pilot, folder / "[bc]*")
        await press(pilot, "enter")
        assert "none of the files can be read" in screen_text(app)[-2]


async def test_another_encoding_after_a_speaker_was_named_reads_the_labels_anew(
    project: Project, tmp_path: Path
) -> None:
    said = "问：谁先来？\n答：老志愿者。\n问：然后？\n答：没有。\n"
    (tmp_path / "old.txt").write_bytes(said.encode("gbk"))
    async with running(project) as (app, pilot):
        await bring(pilot, tmp_path / "old.txt")
        await press(pilot, "R", *["backspace"], *"Mo", "enter")
        assert "✓ Mo" in "\n".join(screen_text(app))
        await press(pilot, "E")
        shown = "\n".join(screen_text(app))
        assert "windows-1252" in shown
        assert "read anew: what was chosen for the speakers is gone" in shown
        await press(pilot, "E")
        assert "✓ 问" in "\n".join(screen_text(app))
        assert "gb18030" in "\n".join(screen_text(app))


@pytest.mark.parametrize("keys", [("T",), ("g", "h")])
async def test_nothing_pressed_in_help_loses_a_preview(
    project: Project, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with running(project) as (app, pilot):
        await bring(pilot, tmp_path / "messy.txt")
        await press(pilot, "down", "down", "space", "?", *keys)
        assert "not finished and would be lost" in "\n".join(screen_text(app)[-4:])
        assert "tour 1" not in "\n".join(screen_text(app))
        await press(pilot, "escape")
        shown = "\n".join(screen_text(app))
        assert "messy (1/1)" in shown
        assert "✓ Moira" in shown
        assert "✓ Moirra" not in shown
