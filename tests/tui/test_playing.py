"""A turn with a time code opens its recording there, in the person's own player."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest
from harness import press
from study import build

from qualcode.project import Project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.playing import arguments
from qualcode.tui.settings import SETTINGS, Settings

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ann>Who came first?

00:12:30.500 --> 00:12:34.000
<v Bo>The old volunteers came.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = build(tmp_path / "s.qualcode", tmp_path)
    (tmp_path / "talk $(touch x); 谈话.vtt").write_text(VTT, encoding="utf-8")
    project.documents.add(tmp_path / "talk $(touch x); 谈话.vtt")
    return project


@pytest.fixture
def player(tmp_path: Path) -> str:
    """Return a player that writes down how it was called."""
    script = tmp_path / "player.py"
    script.write_text(
        "import json, pathlib, sys\n"
        "there = pathlib.Path(__file__).with_name('played.tmp')\n"
        "there.write_text(json.dumps(sys.argv[1:]))\n"
        "there.rename(there.with_name('played'))\n",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{script}" --start={{seconds}} {{file}}'


async def played(
    project: Project, document: str, given: dict[str, str], moves: tuple[str, ...] = ()
) -> str:
    """Press P in a document; return what the status says."""
    values = {one.name: one.default for one in SETTINGS} | given
    app = QualcodeApp(project, Settings(values=values, path=Path("mine.toml")))
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_document(document)
        await pilot.pause()
        await press(pilot, *moves, "P")
        return app.screen.status.text  # type: ignore[attr-defined, no-any-return]  # Coding


async def test_the_recording_is_played_from_the_turn_here(
    project: Project, player: str, tmp_path: Path
) -> None:
    name = "talk $(touch x); 谈话"
    recording = tmp_path / f"{name}.MP3"
    recording.write_bytes(b"")
    said = await played(project, name, {"player": player}, ("down",))
    assert said == f"playing {name}.MP3 from 0:12:30, turn 2"
    done = tmp_path / "played"
    for _ in range(3000):
        if done.exists():
            break
        await asyncio.sleep(0.01)
    assert json.loads(done.read_text("utf-8")) == ["--start=750.5", str(recording)]
    assert not Path("x").exists()


async def test_the_folder_of_recordings_is_a_setting(
    project: Project, player: str, tmp_path: Path
) -> None:
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "TALK $(touch x); 谈话.wav").write_bytes(b"")
    given = {"player": player, "recordings": "audio"}
    said = await played(project, "talk $(touch x); 谈话", given)
    assert said.endswith(".wav from 0:00:01, turn 1")


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("player", 'no player is set: put a line like  player = "mpv'),
        ("recording", "no recording of L03 in"),
        ("time", "no turn up to here has a time code"),
        ("program", "the player “no-such-player” cannot be started (No such file or directory)"),
    ],
)
async def test_what_is_missing_is_said_with_what_to_do(
    project: Project, tmp_path: Path, missing: str, said: str
) -> None:
    if missing != "recording":
        for name in ("L03", "talk $(touch x); 谈话"):
            (tmp_path / f"{name}.mp3").write_bytes(b"")
    document = "talk $(touch x); 谈话" if missing == "program" else "L03"
    given = {} if missing == "player" else {"player": "no-such-player {file}"}
    shown = await played(project, document, given)
    assert shown.startswith(said)
    assert ("mine.toml" in shown) is (missing != "time")


def test_a_file_name_with_braces_and_blanks_is_one_argument() -> None:
    command = arguments("mpv '--x y' --start={seconds} {file}", Path("a {seconds} {file}.mp3"), 3.0)
    assert command == ["mpv", "--x y", "--start=3", "a {seconds} {file}.mp3"]
