"""The program among others: pipes that close, full disks, ctrl+c, locales, terminals."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from study import ZH

import qualcode

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Start = Callable[..., "subprocess.Popen[bytes]"]
Shown = Callable[..., str]


def test_a_reader_that_has_had_enough_is_no_error(study: Path, started: Start) -> None:
    with qualcode.open(study, coder="Mia") as project:
        Path("many.csv").write_text("id\n" + "".join(f"{n}{'x' * 400}\n" for n in range(400)))
        project.cases.import_survey("many.csv", id="id")
    with started("cases", "list", "-f", "csv") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"case,kind,district,hours,w,q8\n"
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["coders", "list"], ["--help"]])
def test_output_that_cannot_be_written_is_said(
    study: Path, program: Run, arguments: list[str]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = program(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b"qualcode: The output cannot be written: No space left on device.\n"


def test_closed_streams_do_not_keep_a_command_from_its_work(study: Path) -> None:
    run = f"exec '{sys.executable}' -m qualcode -c Mia"
    script = f"{run} codebook add one <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", script], check=False).returncode == 0
    refused = f"{run} codebook add one <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", refused], check=False).returncode == 1
    with qualcode.open(study) as project:
        assert project.codebook.find("one").code == "one"


def test_ctrl_c_stops_long_work_with_one_line_and_changes_nothing(
    study: Path, started: Start
) -> None:
    for n in range(200):
        Path(f"many{n}.txt").write_text(ZH, encoding="utf-8")
    ours, theirs = pty.openpty()
    with started("-c", "Mia", "documents", "add", "many*.txt", stderr=theirs) as process:
        os.close(theirs)
        written = b""
        while b"reading: 0 of 200" not in written:
            written += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        written += rest(ours)
        assert process.stdout is not None
        assert process.stdout.read() == b""
    os.close(ours)
    assert process.returncode == 1
    said = written.decode().replace("\r\n", "\n").rsplit("\x1b[K", 1)[1]
    assert said == "\nqualcode: stopped. What was not finished is not kept.\n"
    with qualcode.open(study) as project:
        assert [row.document for row in project.documents.rows(kind="interview")] == ["L03", "L02"]


def rest(terminal: int) -> bytes:
    """Return what is still written to a terminal until the program has let go of it."""
    written = b""
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other side is closed
            return written
        if not data:
            return written
        written += data


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "gbk"}], ids=["C", "gbk"],
)  # fmt: skip
def test_chinese_comes_out_as_utf_8_in_any_locale(
    study: Path, program: Run, locale: dict[str, str]
) -> None:
    environment = {**os.environ, **locale}
    shown = program("documents", "show", "L03", env=environment)
    assert shown.stdout.decode("utf-8") == ZH
    wrong = program("documents", "show", "访谈", env=environment)
    assert wrong.stderr.decode("utf-8").startswith("qualcode: No document “访谈”.")
    corrected = ZH.replace("最缺人", "最缺的是人")
    edited = program(
        "-c", "Mia", "documents", "edit", "L03", "-", env=environment, input=corrected.encode()
    )
    assert edited.returncode == 0, edited.stderr.decode()
    with qualcode.open(study) as project:
        assert project.documents.text("L03") == corrected


def test_standard_input_that_is_not_utf_8_is_refused(study: Path, program: Run) -> None:
    done = program("-c", "Mia", "documents", "edit", "L03", "-", input=ZH.encode("gb18030"))
    assert done.returncode == 1
    said = done.stderr.decode()
    assert said == "qualcode: standard input is not UTF-8 at byte 0. Save it as UTF-8.\n"
    with qualcode.open(study) as project:
        assert project.documents.text("L03") == ZH


def test_text_from_a_file_cannot_steer_the_terminal(study: Path, in_terminal: Shown) -> None:
    evil = "A: one \x1b[31mred \u202egnorw \x9b5m two.\nB: ok.\n"
    with qualcode.open(study, coder="Mia") as project:
        Path("evil.txt").write_text(evil, encoding="utf-8")
        project.documents.add("evil.txt")
        project.coding.apply("evil", 3, 20, "trust")
    listing = ("coding", "list", "--format")
    for arguments in ((*listing, "csv"), (*listing, "json"), ("documents", "show", "evil")):
        shown = in_terminal(*arguments)
        assert "red" in shown
        assert [c for c in shown if c in "\x1b\u202e\x9b"] == []


def test_long_work_shows_how_far_it_is_on_a_terminal_and_takes_the_line_away(
    study: Path, program: Run, in_terminal: Shown
) -> None:
    shown = in_terminal("-c", "Mia", "documents", "add", "L02.txt", "--preview")
    assert "reading: 0 of 1" in shown
    assert shown.rindex("\x1b[K") < shown.index("document")
    piped = program("-c", "Mia", "documents", "add", "L02.txt", "--preview")
    assert b"reading" not in piped.stderr


def test_the_interface_asks_for_a_terminal(study: Path, program: Run) -> None:
    for arguments in (["open"], ["study.qualcode"]):
        done = program(*arguments, stdin=subprocess.DEVNULL)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"needs a terminal" in done.stderr
