"""A PostgreSQL server for one run of the tests: `private_postgres.py COMMAND ARGUMENT...`.

Its data, and what the command writes to temporary files, stay in memory where that has the room.

The command runs with the server's URL in QUALCODE_TEST_POSTGRES. A URL that is already there is
used as it is; where no server can be had the command runs without, and the tests say so. The
server listens on a socket in a folder that only its owner enters, never on the network, and is
gone, with its data, when the command ends, however it ends. It refuses to run as root, so root
lends it to an ordinary user.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

VARIABLE = "QUALCODE_TEST_POSTGRES"
"""The environment variable that carries the server's URL to the tests."""

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps each version's server programs, outside PATH."""

SOCKET_LIMIT = 80
"""Characters that a socket's folder may have; the system allows 107 with the socket's name."""

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory."""

ROOM = 2 << 30
"""Bytes that a run of the tests may need there, many times what it does."""

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Durability that data of a few minutes do not need."""


def folder() -> str:
    """Return where to write what lasts minutes: in memory, else where the system has it."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return tempfile.gettempdir()
    # A container may forbid to run a program there, which tests of the installed one do.
    runs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return str(MEMORY) if runs and shutil.disk_usage(MEMORY).free > ROOM else tempfile.gettempdir()


def find_programs() -> Path | None:
    """Return the folder with the newest initdb and pg_ctl of this machine, or None."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else []
    versions = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdecimal()]
    found += sorted(versions, key=lambda path: -int(path.parent.name))
    return next((path for path in found if (path / "initdb").exists()), None)


def ordinary_user() -> str | None:
    """Return whom root lends the server to; None for anybody else, who runs it themselves."""
    import pwd  # not on Windows, where the tests that need no server still import this module

    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def as_user(user: str | None, command: Iterable[object]) -> list[str]:
    """Return the command line that runs `command` as `user`, or as oneself."""
    return [*(["runuser", "-u", user, "--"] if user else []), *map(str, command)]


@contextmanager
def private_server() -> Iterator[str | None]:
    """Yield the URL of a server of our own, stopped and erased on leaving; None if there is none.

    Raises: CalledProcessError where the programs are there and do not start.
    """
    programs = find_programs()
    if programs is None or os.name == "nt":
        yield None
        return
    user = ordinary_user()
    parent = folder()
    home = Path(
        tempfile.mkdtemp(prefix="qualcode-", dir=parent if len(parent) < SOCKET_LIMIT else "/tmp")
    )
    if user:
        shutil.chown(home, user)
    try:
        _start(programs, user, home)
        yield f"postgresql+psycopg://tests@/postgres?host={quote(str(home), safe='')}"
    finally:
        stop = [programs / "pg_ctl", "stop", "-m", "immediate", "-D", home / "data", "-s"]
        subprocess.run(as_user(user, stop), cwd=home, check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)


def _start(programs: Path, user: str | None, home: Path) -> None:
    data = home / "data"
    initdb = [programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8"]
    initdb += ["--locale=C", "--no-sync"]
    described = subprocess.run([programs / "initdb", "--help"], capture_output=True, check=True)
    if b"--icu-locale" in described.stdout:  # a team's server sorts text by language, so ours does
        initdb += ["--locale-provider=icu", "--icu-locale=en-US"]
    settings = {"listen_addresses": "", "unix_socket_directories": str(home), **FAST}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    start = [programs / "pg_ctl", "start", "-w", "-s", "-D", data]
    start += ["-l", home / "log", "-o", options]
    for command in (initdb, start):
        done = subprocess.run(
            as_user(user, command), cwd=home, capture_output=command is initdb, check=False
        )
        if done.returncode:
            log = home / "log"
            print(log.read_text() if log.exists() else done.stderr.decode(), file=sys.stderr)
            done.check_returncode()


def _leave(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exit, so that the server is stopped on the way out."""
    sys.exit(128 + number)


def main(command: Sequence[str]) -> int:
    """Run `command` with a server in its environment; return the command's exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    environment = {**os.environ, "TMPDIR": folder()}
    if environment.get(VARIABLE):
        return _run(command, environment)
    with private_server() as url:
        return _run(command, environment | ({VARIABLE: url} if url else {}))


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run `command`; an interrupt is left to it, as the terminal has sent it one too."""
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()
        except SystemExit:
            process.terminate()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
