"""The program as a person runs it: in a process of its own, in a pipe or in a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from study import build

PROGRAM = [sys.executable, "-m", "qualcode"]
# A shell starts background work with ctrl+c ignored, and a child inherits that.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from qualcode.cli import main; main()"
)
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Shown = Callable[..., str]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the small study's file, the only project of the current folder; Mia and Lin code."""
    monkeypatch.chdir(tmp_path)
    build("study.qualcode", tmp_path).close()
    return tmp_path / "study.qualcode"


@pytest.fixture
def program() -> Run:
    """Return a function that runs the program in pipes to its end."""

    def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [*PROGRAM, *arguments], **{"capture_output": True, "timeout": 60, **more}
        )

    return run


@pytest.fixture
def started() -> Callable[..., subprocess.Popen[bytes]]:
    """Return a function that starts the program in pipes, heeding ctrl+c."""

    def start(*arguments: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", HEEDING, *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr)

    return start


@pytest.fixture
def in_terminal() -> Shown:
    """Return a function that runs the program in a terminal; it returns what was written there."""

    def run(*arguments: str, columns: int = 80) -> str:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        process = subprocess.Popen(
            [*PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        written = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            if not data:
                break
            written += data
        os.close(ours)
        process.wait(60)
        return written.decode().replace("\r\n", "\n")

    return run
