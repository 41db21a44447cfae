"""The project as it was at any batch, against what it was when that batch was made."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from acts import act, make
from hypothesis import given, settings
from hypothesis import strategies as st
from study import build

import qualcode
from qualcode.errors import NotFound
from qualcode.history.past import Past
from qualcode.project import Project


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("past") / "base.qualcode"
    make(path)
    return path


def now(project: Project) -> tuple[Any, ...]:
    """Return codes, documents and segments as the project gives them today."""
    rows = project.coding.rows()
    segments = sorted(
        (r.segment, r.document, r.start, r.end, r.text, r.code, r.coder, r.strength, r.state)
        for r in rows
    )
    codes = [(r.code, r.parent, r.category, r.retired) for r in project.codebook.rows(retired=True)]
    documents = [(r.document, r.segments, r.coders) for r in project.documents.rows()]
    return sorted(codes, key=str), sorted(documents), segments


def then(past: Past) -> tuple[Any, ...]:
    """Return the same of a look back."""
    segments = sorted(
        (s.segment, s.document, s.start, s.end, s.text, s.code, s.coder, s.strength, s.state)
        for s in past.spans
    )
    codes = [(c.code, c.parent, c.category, c.retired) for c in past.codes]
    documents = [(d.document, d.segments, d.coders) for d in past.papers]
    return sorted(codes, key=str), sorted(documents), segments


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32))
def test_a_look_back_shows_what_there_was(base: Path, seed: int) -> None:
    draw = random.Random(seed)
    path = base.with_name("look.qualcode")
    shutil.copy(base, path)
    with qualcode.open(path, coder="Mia") as project:
        seen: dict[str, tuple[Any, ...]] = {}
        for _ in range(10):
            act(project, draw)
            seen[project.history.rows(limit=1)[0].batch] = now(project)
        for batch, state in seen.items():
            assert then(project.history.at(batch)) == state


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32))
def test_the_latest_look_of_merged_copies_is_today(base: Path, seed: int) -> None:
    draw = random.Random(seed)
    paths = [base.with_name(f"{name}.qualcode") for name in ("mine", "theirs")]
    for path, coder in zip(paths, ("Mia", "Lin"), strict=True):
        shutil.copy(base, path)
        with qualcode.open(path, coder=coder) as project:
            for _ in range(6):
                act(project, draw)
    with qualcode.open(paths[0], coder="Mia") as project:
        project.history.merge(paths[1])
        cycles = set(project.history.collisions()["kind"]) & {"cycle", "kept"}
        if not cycles:
            assert then(project.history.at(len(project.history.rows()))) == now(project)


def test_the_frames_name_what_was_coded_before_a_correction(tmp_path: Path) -> None:
    project = build(tmp_path / "s.qualcode", tmp_path)
    project.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
    number = project.history.rows(limit=1)[0].number
    project.documents.edit("L02", project.documents.text("L02").replace("slept", "rested"))
    project.codebook.rename("fatigue", "tiredness")
    past = project.history.at(number, document="L02")
    assert past.segments()[["document", "text", "code"]].to_numpy().tolist() == [
        ["L02", "Then nobody slept.", "fatigue"]
    ]
    assert "fatigue" in set(past.codebook()["code"])
    assert set(past.documents()["document"]) == {"L02", "L03", "001 · q8", "002 · q8"}
    assert project.history.at(number, document="L03").segments().empty


def test_a_document_that_was_not_there_yet_is_refused(tmp_path: Path) -> None:
    project = build(tmp_path / "s.qualcode", tmp_path)
    with pytest.raises(NotFound, match="was not in the project at number 1"):
        project.history.at(1, document="L03")


class Stopped(Exception):
    """Raised by a progress that has had enough."""


def test_a_look_back_can_be_stopped(tmp_path: Path) -> None:
    project = build(tmp_path / "s.qualcode", tmp_path)

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        project.history.at(5, progress=stop)
    assert project.history.check().sound


def test_a_look_back_before_masking_gives_names_to_the_lead_alone(tmp_path: Path) -> None:
    project = build(tmp_path / "s.qualcode", tmp_path)
    project.documents.rename("L03", "L03 周桂芬")
    project.documents.edit("L03 周桂芬", "周桂芬：我叫周桂芬，缺人。")
    project.coding.apply("L03 周桂芬", code="fatigue", quote="桂芬，缺人")
    number = project.history.rows(limit=1)[0].number
    project.documents.mask("L03 周桂芬", {"周桂芬": "[P1]"})
    [own] = project.history.at(number, document="L03").spans
    assert (own.document, own.text) == ("L03 周桂芬", "桂芬，缺人")
    project.close()
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
        [seen] = other.history.at(number, document="L03 [P1]").spans
        assert (seen.document, seen.text) == ("L03 [P1]", "，缺人")
        said = other.history.log().to_csv() + other.history.show(number).to_csv()
        said += other.history.show(number - 1).to_csv() + other.history.show(number - 2).to_csv()
        assert "周桂芬" not in said
        assert "L03 [P1]" in said
