"""What docs/figures.md says to type does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from matplotlib import font_manager
from study import EN, cli

import qualcode

PAGE = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
BLOCK = re.compile(r"```(bash|python)\n(.*?)```", re.DOTALL)


def test_every_block_of_the_page_on_figures_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not any("CJK" in face.name for face in font_manager.fontManager.ttflist):
        pytest.skip("the page is about a machine that has a Chinese font")
    monkeypatch.chdir(tmp_path)
    rows = [f"{n},{'AB'[n % 2]},2020-0{1 + n % 3}-05,masks 口罩" for n in range(1, 31)]
    Path("s.csv").write_text("id,district,joined,q8\n" + "\n".join(rows) + "\n", "utf-8")
    Path("L02.txt").write_text(EN, "utf-8")
    with qualcode.create("study.qualcode", coder="Mia") as project:
        project.documents.add("L02.txt")
        project.codebook.add("shortage")
        project.codebook.add("trust")
        kinds = {"district": "nominal", "joined": "date"}
        project.cases.import_survey("s.csv", id="id", open_ended=["q8"], kinds=kinds)
        answers = [f"{n} · q8" for n in range(1, 31)]
        project.coding.toggle(answers[:12], "shortage")
        project.coding.finish(answers)
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    for language, text in blocks:
        if language == "python":
            exec(compile(text, PAGE.name, "exec"), {})
            continue
        for line in text.strip().splitlines():
            program, *arguments = shlex.split(line)
            assert program == "qualcode"
            said = cli(capsys, *arguments)
            assert said.code == 0, f"{line}\n{said.err}"
    made = {path.name for path in tmp_path.iterdir() if path.suffix in (".svg", ".png", ".docx")}
    named = set(re.findall(r"[\w-]+\.(?:svg|png|docx)\b", "".join(text for _, text in blocks)))
    assert made == named
