"""End to end, in a real terminal: start the program, code by keys, quit, read it back."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pyte
from study import build

import qualcode


class Terminal:
    """A program in a terminal of 80×24, and what its screen shows."""

    def __init__(self, *arguments: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.seen = b""
        pid, self._fd = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", QUALCODE_LANGUAGE="en", COLUMNS="80")
            os.execv(sys.executable, [sys.executable, "-m", "qualcode", *arguments])
        self._pid = pid
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, words: str) -> None:
        """Read until the screen shows these words."""
        while words not in "\n".join(self.screen.display):
            ready, _, _ = select.select([self._fd], [], [], 30)
            assert ready, f"“{words}” never came:\n" + "\n".join(self.screen.display)
            data = os.read(self._fd, 65536)
            self.seen += data
            self._stream.feed(data)

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def end(self) -> int:
        """Wait until the program has ended; return its exit code."""
        while True:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                break
            if not data:
                break
            self.seen += data
        _, status = os.waitpid(self._pid, 0)
        os.close(self._fd)
        return os.waitstatus_to_exitcode(status)


def test_a_passage_coded_by_keys_is_there_after_quitting(tmp_path: Path) -> None:
    path = str(tmp_path / "s.qualcode")
    project = build(path, tmp_path)
    evil = "A: one \x1b[31mred\x1b[0m \u202egnorw two.\nB: ok.\nA: x.\nB: y.\n"
    (tmp_path / "L01.txt").write_text(evil, encoding="utf-8")
    project.documents.add(tmp_path / "L01.txt")
    project.close()
    terminal = Terminal("--coder", "Mia", path)
    terminal.until("3 interviews")
    terminal.send("gd")
    terminal.until("Documents")
    terminal.send("\r")
    terminal.until("turn 1 of 4")
    terminal.send("\x1b[B")
    terminal.until("turn 2 of 4")
    terminal.send("1")
    terminal.until("u undoes")
    terminal.send("\x1b[B2")
    terminal.until("“fatigue")
    terminal.send("u")
    terminal.until("undone")
    terminal.send("gd\x1b[F\r")
    terminal.until("L01")
    terminal.send("\x11")
    assert terminal.end() == 0
    assert "\u202e".encode() not in terminal.seen
    assert b"\x1b[31mred" not in terminal.seen
    listed = subprocess.run(
        [sys.executable, "-m", "qualcode", "-p", path, "coding", "list", "-f", "json"],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    [row] = json.loads(listed.stdout)
    assert (row["text"], row["code"], row["coder"]) == ("最缺人。", "gap filling", "Mia")


def test_keys_typed_ahead_reach_the_screens_they_were_meant_for(tmp_path: Path) -> None:
    path = str(tmp_path / "s.qualcode")
    build(path, tmp_path).close()
    terminal = Terminal("--coder", "Mia", path)
    terminal.until("2 interviews")
    terminal.send("gd\r\x1b[Bcfatigue\rcnewly\r\x1b[B1mthought\x13gsgh")
    terminal.until("segments   3 by Mia 3")
    terminal.send("\x11")
    assert terminal.end() == 0
    with qualcode.open(path) as project:
        coded = sorted((row.code, row.text) for row in project.coding.rows())
        assert coded == [
            ("fatigue", "最缺人。"),
            ("gap filling", "街道办只有六个工作人员，要管两万多户。"),
            ("newly", "最缺人。"),
        ]
        assert [memo.text for memo in project.memos.rows()] == ["thought"]
