"""docs/agreement.md is true: its commands and its Python run, in order, on a small study."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from study import build, cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "agreement.md"
BLOCK = re.compile(r"```(bash|python)\n(.*?)```", re.DOTALL)


def test_every_block_of_the_page_on_agreement_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    build(tmp_path / "study.qualcode", tmp_path).close()
    said: dict[str, str] = {}
    for language, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(block, "agreement.md", "exec"), {})
            assert "definition" in capsys.readouterr().out
            continue
        for line in block.strip().splitlines():
            program, *arguments = shlex.split(line)
            assert program == "qualcode"
            told = cli(capsys, *arguments)
            assert told.code == 0, f"{line}\n{told.err}"
            said[line.split("agreement ")[-1]] = told.out
    assert "missed" in said["round feedback training"]
    assert "gap filling" in said['compare --round "round 1"']
    assert "u_alpha" in said['compare --round "round 1" --unit matched']
    assert all(Path(name).is_file() for name in ("round-1.docx", "round-1.xlsx", "again.html"))


def test_the_columns_that_the_page_explains_are_there() -> None:
    from qualcode.agreement.comparison import figures
    from qualcode.agreement.reduction import Document, Done, reduce

    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("| column |") : text.index("`–` or an empty cell")]
    named = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines()
                                               if line.startswith("|"))))  # fmt: skip
    done = {c: [Done(0, 4)] for c in "AB"}
    found = figures(reduce([Document("D", 4, [(0, 4)], {}, done)], "AB", ["a"]), draws=0)
    there = {*found.by_code.columns, *found.overall["coefficient"], "u_alpha"}
    assert named - there == set()
