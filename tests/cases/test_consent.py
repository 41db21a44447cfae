"""Consent through the API, the command line and reports: who said no is counted and not printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from study import Said, build, cli

import qualcode
from qualcode.cases.consent import Consent
from qualcode.project import Project


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Project]:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.cases.link("L03", "003", speaker="周")
        project.coding.apply("L03", code="trust", quote="最缺人。")
        project.coding.apply("001 · q8", code="fatigue", whole=True)
        yield project


def test_what_was_not_said_is_neither_yes_nor_no(study: Project) -> None:
    assert study.cases.consent("001") == Consent("001", None, None, None)
    assert study.cases.consent("001", quote=False, share=True) == Consent("001", False, None, True)
    assert study.cases.consents().values.tolist() == [["001", "no", "", "yes"]]
    assert study.cases.consent("001", quote=None) == Consent("001", None, None, True)
    study.history.undo()
    assert study.cases.consent("001").quote is False
    with pytest.raises(qualcode.UsageError, match="No consent to “film”"):
        study.cases.consent("001", film=True)


def test_who_does_not_want_to_be_quoted_is_in_no_quotation(study: Project, tmp_path: Path) -> None:
    answer = study.documents.text("001 · q8")
    before = study.report.write(tmp_path / "before.docx", what="segments")
    study.cases.consent("001", quote=False)
    after = study.report.write(tmp_path / "after.docx", what="segments")
    assert answer in _words(before)
    said = _words(after)
    assert answer not in said
    assert "最缺人。" in said
    assert "1 segment of people who did not consent to being quoted left out." in said


def test_in_a_table_the_segment_stays_without_its_words(study: Project, tmp_path: Path) -> None:
    study.cases.consent("003", quote=False)
    written = study.report.write(tmp_path / "t.csv", what="segments")
    frame = pd.read_csv(written, keep_default_na=False)
    found = dict(zip(frame["document"], frame["text"], strict=True))
    assert found == {"L03": "", "001 · q8": study.documents.text("001 · q8")}


def test_no_quotation_shows_a_silent_speaker_in_the_turns_around(
    study: Project, tmp_path: Path
) -> None:
    study.cases.consent("003", quote=False)
    for name in ("r.md", "r.csv"):
        found = study.analysis.retrieve("trust", context=2)
        study.report.write_segments(tmp_path / name, found)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "最缺人" not in text
        assert "最缺的是什么" not in text


def test_a_silent_speakers_words_become_no_example(study: Project) -> None:
    study.cases.consent("003", quote=False)
    [uid] = study.coding.segments(code="trust")["segment"]
    with pytest.raises(qualcode.QualcodeError, match="“003” did not consent to being quoted"):
        study.codebook.pick_example(uid)


def test_the_command_says_and_lists_it(
    study: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "s.qualcode")
    said = cli(
        capsys, "-p", path, "--coder", "Mia", "cases", "consent", "001", "--no-quote", "--archive"
    )
    assert (said.code, said.out) == (0, "001: quote no, archive yes, share not said.\n")
    assert consent(capsys, path, "--format", "csv").out.split() == [
        "case,quote,archive,share", "001,no,yes,",
    ]  # fmt: skip
    refused = consent(capsys, path, "--no-quote")
    assert refused.code == 2
    assert "Say whose consent it is" in refused.err


def consent(capsys: pytest.CaptureFixture[str], path: str, *arguments: str) -> Said:
    return cli(capsys, "-p", path, "--coder", "Mia", "cases", "consent", *arguments)


def _words(path: Path) -> str:
    return "\n".join(p.text for p in Document(str(path)).paragraphs)
