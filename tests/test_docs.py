"""The docs are true: every block of the README runs, made pages are fresh, commands are there."""

from __future__ import annotations

import os
import re
import runpy
import shlex
from pathlib import Path

import pytest
from study import SURVEY, ZH, cli

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"<!-- tour -->\n```(bash|python)\n(.*?)```", re.DOTALL)


def test_every_block_of_the_tour_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("interview.txt").write_text(ZH, encoding="utf-8")
    Path("survey.csv").write_text(SURVEY, encoding="utf-8")
    Path("codebook.yaml").write_bytes((ROOT / "codebooks/volunteers.yaml").read_bytes())
    blocks = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [language for language, _ in blocks] == ["bash", "python"]
    for line in blocks[0][1].strip().splitlines():
        program, *arguments = shlex.split(line)
        assert program == "qualcode"
        said = cli(capsys, *arguments)
        assert said.code == 0, f"{line}\n{said.err}"
    exec(compile(blocks[1][1], "README.md", "exec"), {})
    assert "Too many" in capsys.readouterr().out
    assert Path("report.docx").is_file()


@pytest.mark.parametrize("page", ["schema.md", "keys.md", "settings.md"])
def test_made_pages_are_fresh(page: str) -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make.py"))["PAGES"][page]()
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == made, "run: python docs/make.py"


def test_what_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in re.findall(r"`((?:docs|requirements)[/\\][\w./\\-]+)`|\((docs/[\w./-]+)\)", text):
        name = (path[0] or path[1]).replace("\\", os.sep)
        assert (ROOT / name).exists(), name
