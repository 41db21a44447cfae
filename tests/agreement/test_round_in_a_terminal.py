"""A round of three coders, two at terminals: from the sample to the consensus and the report."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from study import build

import qualcode

if sys.platform == "win32":
    pytest.skip("a terminal of our own takes a pty", allow_module_level=True)

from terminal import Terminal, terminal

DOWN, TAB, SAVE, QUIT = "\x1b[B", "\t", "\x13", "\x11"


def codes(person: Terminal, digit: str) -> None:
    """Code the first answer of L03 by a digit, and mark both interviews done."""
    person.send("gd\r")
    person.until("turn 1 of 4 · new, D when done · 0 segments")  # whoever was here before
    person.send(f"{DOWN}{digit}")
    person.until("u undoes")
    person.send("D")
    person.until("done · 1 segment")
    person.send(f"gd{DOWN}\r")
    person.until("Coding › L02")
    person.send("D")
    person.until("done · 0 segments")


def test_three_coders_go_from_a_sample_to_a_consensus_and_a_report(tmp_path: Path) -> None:
    path = str(tmp_path / "s.qualcode")
    with build(path, tmp_path) as project:
        project.coders.add("Ann")
    with terminal("--coder", "Mia", path, folder=tmp_path) as mia:
        mia.until("2 interviews")
        mia.send("gr")
        mia.until("A opens a round")
        mia.send(f"Ar1{TAB}{TAB}Mia, Lin, Ann{SAVE}")
        mia.until("round opened “r1”")
        mia.until("0 of 6")
        codes(mia, "1")
        with terminal("--coder", "Lin", path, folder=tmp_path) as lin:
            lin.until("2 interviews")
            codes(lin, "2")
            lin.send(QUIT)
            assert lin.end() == 0
        with qualcode.open(path, coder="Ann") as ann:  # the third one writes a script
            ann.coding.apply("L03", code="gap filling", quote="最缺人。")
            ann.coding.done("L03")
            ann.coding.done("L02")
        mia.send("gr")
        mia.until("6 of 6")
        mia.send("C")
        mia.until("round closed “r1”")
        mia.send("\r")
        mia.until("Mia, Lin, Ann · 2 documents · by sentence")
        mia.until("90.5")
        mia.send("R")
        mia.until("disagreement 1 of 1")
        mia.send("13")
        mia.until("all of these are decided")
        mia.send("X1")
        mia.until("written")
        mia.send(QUIT)
        assert mia.end() == 0
    [report] = tmp_path.glob("*.docx")
    with zipfile.ZipFile(report) as archive:
        said = archive.read("word/document.xml").decode()
    assert "3 coders (Mia, Lin, Ann) independently coded 2 interviews (1 in zh, 1 in en)" in said
    assert "1 of 1 disagreements (100.0 %) were settled, by Mia" in said
    with qualcode.open(path, coder="Mia") as project:
        assert [(r.code, r.text) for r in project.coding.rows() if r.coder == "consensus"] == [
            ("gap filling", "最缺人。")
        ]
        percent = project.agreement.figures("r1").set_index("code")["percent"]
        assert dict(percent.round(3)) == {"gap filling": 0.905, "fatigue": 0.905, "trust": 1.0}
        assert project.history.check().sound
