"""A study in a folder of its own, and a command that must fail cleanly on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from refusals import GOOD, Refused, content, names
from study import build, cli


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small study, built once; tests work on copies."""
    folder = tmp_path_factory.mktemp("template")
    with build(folder / "s.qualcode", folder) as project:
        project.coding.apply("L03", code="trust", quote="最缺人。")
    return folder / "s.qualcode"


@pytest.fixture
def study(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the study, in a folder of its own that is the current one."""
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(GOOD, encoding="utf-8")
    return Path(shutil.copy(template, tmp_path / "s.qualcode"))


@pytest.fixture
def refused(study: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Return a function that runs a command which must fail cleanly, and returns its line."""

    def run(*command: str, code: int = 1, coder: str = "Mia") -> str:
        before, files = content(study), names()
        said = cli(capsys, "-p", "s.qualcode", "--coder", coder, *command)
        assert (said.out, said.code) == ("", code)
        assert said.err.startswith("qualcode: ")
        assert said.err.endswith("\n")
        line = said.err.removeprefix("qualcode: ").removesuffix("\n")
        assert line.isprintable()
        assert "should not have happened" not in line
        assert content(study) == before
        assert names() == files
        return line

    return run
