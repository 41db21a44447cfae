"""What every test stands on: a clean environment, the two stores, and Hypothesis's manners.

A test that asks for `store_url` runs on SQLite and, where QUALCODE_TEST_POSTGRES names a server,
on PostgreSQL too; a test marked `postgres` runs only there. Without a server both are left out of
the run, not skipped, and its summary says so. Every test gets a store of its own.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import THERE as BROWSER
from copies import SERVER, databases
from hypothesis import HealthCheck, settings

# Timing belongs to the benchmarks; in CI the same examples are tried every time.
settings.register_profile(
    "qualcode",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("qualcode")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of the store once a kind of store."""
    if "store_url" in metafunc.fixturenames:
        only_postgres = metafunc.definition.get_closest_marker("postgres") is not None
        kinds = ([] if only_postgres else ["sqlite"]) + (["postgres"] if SERVER else [])
        metafunc.parametrize("store_url", kinds or ["postgres"], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a PostgreSQL server where there is none."""
    if SERVER:
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was not tested."""
    if not SERVER:
        terminalreporter.write_line(
            "PostgreSQL not found: the store's tests ran on SQLite only", yellow=True
        )
    if not BROWSER:
        terminalreporter.write_line(
            "Chromium or its driver not found: the interface was not tried in a browser",
            yellow=True,
        )


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what the person who runs the tests has set: project, coder, language, colours."""
    for name in list(os.environ):
        if name.startswith("QUALCODE_") or name in {"FORCE_COLOR", "LANGUAGE", "LC_ALL"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield an empty place for a project: the path of a file, or the URL of an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "study.qualcode")
        return
    name = uuid.uuid4().hex[:12]
    yield databases().create(name)
    databases().drop(name)
