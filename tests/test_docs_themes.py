"""docs/themes.md is true: its commands run in their order, and its Python too."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from study import EN, ZH, cli
from tables import Person, survey

PAGE = Path(__file__).resolve().parent.parent / "docs" / "themes.md"
BLOCK = re.compile(r"```(bash|python)\n(.*?)```", re.DOTALL)
PEOPLE = [
    *[Person("Xihu", codes=("gap filling",), hours="3")] * 12, *[Person("Xihu", hours="1")] * 8,
    *[Person("Yuhang", codes=("gap filling", "fatigue"), hours="4")] * 5,
    *[Person("Yuhang", hours="2")] * 15,
]  # fmt: skip


def test_every_block_about_themes_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "Mia")
    Path("L03.txt").write_text(ZH, encoding="utf-8")
    Path("L02.txt").write_text(EN, encoding="utf-8")
    with survey("study.qualcode", tmp_path, PEOPLE, ("gap filling", "fatigue")) as project:
        project.documents.add(["L03.txt", "L02.txt"])
        project.coding.apply("L03", code="gap filling", quote="最缺人。")
        for document in ("L03", "L02"):
            project.coding.done(document)
    printed = {}
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert [language for language, _ in blocks] == [*["bash"] * 5, "python"]
    for line in "".join(text for language, text in blocks if language == "bash").splitlines():
        program, *arguments = shlex.split(line)
        assert program == "qualcode"
        said = cli(capsys, *arguments)
        assert said.code == 0, f"{line}\n{said.err}"
        printed[line] = said.out
    exec(compile(blocks[-1][1], str(PAGE), "exec"), {})
    told = capsys.readouterr().out
    assert "Six clerks for twenty thousand homes." in told
    shown = printed["qualcode analysis display show integration"]
    assert "Filling gaps" in shown
    assert "gap filling by district Xihu: 12 of 20 (60.0 %)" in shown
    assert "confirms Both show it, in Xihu most." in " ".join(shown.split())
    assert {path.name for path in tmp_path.glob("*.docx")} == {
        "themes.docx", "integration.docx", "report.docx",
    }  # fmt: skip
