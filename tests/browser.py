"""A real browser without a window: Debian's Chromium, driven through its own WebDriver.

No library: the protocol is JSON over HTTP on this machine. Chromium is told to resolve no name, so
that nothing can be loaded from outside even if a page asked for it.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
THERE = bool(CHROMIUM and DRIVER)

KEEP_WHAT_COMES = """
window.came = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", async (event) => {
      const at = window.came.push("") - 1;
      if (typeof event.data === "string") return;
      const bytes = new Uint8Array(
        event.data instanceof Blob ? await event.data.arrayBuffer() : event.data);
      window.came[at] = Array.from(bytes);
    });
  }
};
"""
"""The page draws on a canvas: what it was given to draw is kept, to be read as a terminal would."""


class Browser:
    """One page."""

    def __init__(self, port: int, profile: Path) -> None:
        self._root = f"http://127.0.0.1:{port}"
        options = {
            "binary": CHROMIUM,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--window-size=1000,700", f"--user-data-dir={profile}",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        }  # fmt: skip
        asked = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self._session = self._call("POST", "/session", asked)["sessionId"]
        self.do(
            "/goog/cdp/execute",
            cmd="Page.addScriptToEvaluateOnNewDocument",
            params={"source": KEEP_WHAT_COMES},
        )

    def _call(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._root + path, data, {"Content-Type": "application/json"})
        request.method = method
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def do(self, path: str, **body: object) -> Any:
        """Send a command of the session."""
        return self._call("POST", f"/session/{self._session}{path}", body)

    def open(self, url: str) -> None:
        """Go to a page."""
        self.do("/url", url=url)

    def run(self, script: str) -> Any:
        """Return what a script in the page returns."""
        return self.do("/execute/sync", script=script, args=[])

    def type(self, keys: str) -> None:
        """Press keys, where the page has its focus."""
        self._strokes([(kind, key) for key in keys for kind in ("keyDown", "keyUp")])

    def type_with_ctrl(self, key: str) -> None:
        """Press a key while ctrl is held."""
        ctrl = "\ue009"
        self._strokes([("keyDown", ctrl), ("keyDown", key), ("keyUp", key), ("keyUp", ctrl)])

    def _strokes(self, strokes: list[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": key} for kind, key in strokes]
        self.do("/actions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def came(self, after: int) -> list[bytes]:
        """Return what the page was sent to draw, after so many messages."""
        return [bytes(one) for one in self.run(f"return window.came.slice({after})") if one]

    def count(self) -> int:
        """Return how many messages came."""
        return int(self.run("return window.came.length"))

    def loaded(self) -> list[str]:
        """Return the address of the page and of all that it loaded."""
        script = "return performance.getEntries().map(e => e.name).filter(n => n.includes(':'))"
        return [str(one) for one in self.run(script)]

    def picture(self) -> bytes:
        """Return what is seen, as PNG."""
        shown = self._call("GET", f"/session/{self._session}/screenshot")
        return base64.b64decode(shown)

    def close(self) -> None:
        """End it."""
        self._call("DELETE", f"/session/{self._session}")


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Yield a browser at work; it is ended in any case."""
    assert DRIVER
    driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        assert driver.stdout
        port = 0
        for line in driver.stdout:
            if "started successfully on port" in line:
                port = int(line.split("port")[-1].strip(" .\n"))
                break
        found = Browser(port, profile)
        try:
            yield found
        finally:
            found.close()
    finally:
        driver.terminate()
        driver.communicate()
