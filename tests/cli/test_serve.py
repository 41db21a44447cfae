"""The interface in a browser: on this machine only, from nowhere else, and usable."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest
from browser import THERE, Browser, browser
from study import build, cli

import qualcode


@pytest.fixture
def path(tmp_path: Path) -> str:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        return str(project.where)


@contextmanager
def served(path: str, *more: str) -> Iterator[int]:
    """Yield the port at which a project is served."""
    command = [sys.executable, "-m", "qualcode", "serve", path, "--port", "0", *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.fullmatch(
            r"qualcode is at http://127\.0\.0\.1:(\d+)  \(ctrl\+c ends it\)\n", line
        )
        assert found, line
        yield int(found[1])
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()


def asked(port: int, path: str = "/", **headers: str) -> tuple[int, str, str]:
    """Return the status of a page, its text, and what it may load."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text, answer.headers.get("Content-Security-Policy") or ""


def test_the_page_is_for_this_machine_and_loads_nothing_from_outside(path: str) -> None:
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }  # fmt: skip
    with served(path, "--coder", "Mia") as port:
        status, page, policy = asked(port)
        assert status == 200
        assert "<title>Volunteers – qualcode</title>" in page
        loaded = re.findall(r"""(?:src|href)="([^"]+)"|url\("([^"]+)"\)""", page)
        assert {a or b for a, b in loaded} == {
            "data:,", "/", "/static/css/xterm.css", "/static/js/textual.js",
            "/static/fonts/RobotoMono-VariableFont_wght.ttf",
        }  # fmt: skip
        for one in ("/static/css/xterm.css", "/static/js/textual.js"):
            assert asked(port, one)[0] == 200
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert asked(port, Host=f"evil.example:{port}")[0] == 403
        assert asked(port, "/ws", Origin="http://evil.example", **upgrade)[0] == 403
        assert asked(port, "/ws", **upgrade)[0] == 403
        with socket.socket() as other, pytest.raises(ConnectionRefusedError):
            # Another address of this very machine.
            other.connect(("127.0.0.2", port))


def test_what_cannot_be_served_is_said_in_one_line(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = cli(capsys, "serve", path, "--port", str(port))
    assert said.code == 1
    assert said.err.startswith(f"qualcode: Port {port} is taken by another program. Choose another")
    assert cli(capsys, "serve", path, "--port", "70000").code == 2
    assert "No project at" in cli(capsys, "serve", str(tmp_path / "none.qualcode")).err
    assert "Nobody" in cli(capsys, "serve", path, "--coder", "Nobody").err


class Page:
    """What the page shows, read as a terminal would read what it was sent."""

    def __init__(self, at: Browser) -> None:
        self._at = at
        cells = at.run("const t = document.querySelector('.xterm-screen'); return t ? 1 : 0")
        assert cells
        self.screen = pyte.Screen(200, 60)
        self._stream = pyte.ByteStream(self.screen)
        self._read = 0

    def until(self, words: str) -> None:
        """Read until the page shows these words."""
        for _ in range(600):
            count = self._at.count()
            for data in self._at.came(self._read):
                self._stream.feed(data)
            self._read = count
            if words in "\n".join(self.screen.display):
                return
            self._at.run("return 0")
        raise AssertionError(f"“{words}” never came:\n" + "\n".join(self.screen.display))


@pytest.mark.skipif(not THERE, reason="chromium or chromedriver is not installed")
def test_a_passage_is_coded_in_a_browser(path: str, tmp_path: Path) -> None:
    with served(path, "--coder", "Mia") as port, browser(tmp_path / "profile") as at:
        at.open(f"http://127.0.0.1:{port}/")
        page = Page(at)
        page.until("2 interviews")
        before = at.picture()
        at.run("document.querySelector('.xterm-helper-textarea').focus()")
        at.type("gd")
        page.until("Documents")
        at.type("\ue007")
        page.until("turn 1 of 4")
        at.type("\ue015")
        page.until("turn 2 of 4")
        at.type("1")
        page.until("coded “gap filling” · u undoes")
        assert at.picture() != before
        origins = {re.match(r"[a-z]+://[^/]*", one)[0] for one in at.loaded() if "://" in one}  # type: ignore[index]
        assert origins == {f"http://127.0.0.1:{port}"}
        assert at.run("return document.fonts.check('16px \"Roboto Mono\"')")
        at.type_with_ctrl("q")
        for _ in range(600):
            if at.run("return document.body.classList.contains('-closed')"):
                break
        assert "All that was confirmed is kept." in at.run("return document.body.innerText")
    with qualcode.open(path, coder="Mia") as project:
        [row] = project.coding.rows()
        assert (row.text, row.code) == ("最缺人。", "gap filling")
