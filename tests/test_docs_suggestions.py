"""docs/suggestions.md is true: its commands run in their order, and its Python too."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from study import cli
from suggesting import build, code_truly

from qualcode.suggest import scoring

PAGE = Path(__file__).resolve().parent.parent / "docs" / "suggestions.md"
BLOCK = re.compile(r"```(bash|python)\n(.*?)```", re.DOTALL)


def test_every_block_about_suggestions_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "Mia")
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    # Without the extra: what is said here holds with it too, and takes longer.
    monkeypatch.setattr("qualcode.suggest.encoder.installed", lambda: False)
    with build("study.qualcode", tmp_path, 208) as project:
        code_truly(project, 1, 104)
    printed = {}
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert [language for language, _ in blocks] == [*["bash"] * 5, "python"]
    for line in "".join(text for language, text in blocks if language == "bash").splitlines():
        program, *arguments = shlex.split(line)
        assert program == "qualcode"
        said = cli(capsys, *arguments)
        assert said.code == 0, f"{line}\n{said.err}"
        printed[line] = said
    exec(compile(blocks[-1][1], str(PAGE), "exec"), {})
    assert "score, the sum of these" in capsys.readouterr().out
    accepted = printed["qualcode suggest accept --all resources"]
    assert accepted.out == printed["qualcode suggest accept --all resources --preview"].out
    assert "20 are left to be coded unaided." in accepted.err
    assert printed["qualcode history undo"].out.startswith("Undone: accept suggestions resources")
    assert "by the most frequent codes" in printed["qualcode suggest codes"].out
