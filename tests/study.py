"""A small study to test on: two interviews, a codebook, a survey; and the command line, called."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from copies import put

import qualcode
from qualcode.cli.app import run
from qualcode.project import Project

ZH = """访谈员：那时候社区里最缺的是什么？
周：最缺人。街道办只有六个工作人员，要管两万多户。我们的老志愿者第二天就来了，熟门熟路。
访谈员：他们和街道办怎么配合？
周：早上七点街道办把名单发到群里，我们分楼栋。
"""
EN = """Interviewer: Who came first?
Moira: The old volunteers came on day two. They knew every stairwell.
Interviewer: And then?
Moira: Then nobody slept.
"""
SURVEY = """id,district,hours,w,q8
001,Xihu,3,0.5,"Too many platforms asked for the same data, and again on paper."
002,Yuhang,12,1.5,无
003,Xihu,,1.0,
"""


def empty(place: str | Path) -> Project:
    """Put a copy of a project that holds nothing at a place; it is open, as its only coder, Mia."""
    put(place, _make_empty)
    return qualcode.open(place, coder="Mia")


def _make_empty(place: str) -> None:
    qualcode.create(place, coder="Mia", name="study").close()


def build(place: str | Path, folder: Path) -> Project:
    """Put a copy of the small study at a place, its files in a folder; it is open, as Mia."""
    _write_files(folder)
    put(place, _make)
    return qualcode.open(place, coder="Mia")


def build_anew(place: str | Path, folder: Path) -> Project:
    """Build the small study at a place as a user would; the project stays open, as Mia."""
    _write_files(folder)
    project = qualcode.create(place, coder="Mia", name="Volunteers")
    project.coders.add("Lin")
    project.documents.add([folder / "L03.txt", folder / "L02.txt"])
    project.codebook.add("gaps", category=True)
    project.codebook.add("gap filling", parent="gaps", name={"zh": "补位", "en": "gap filling"})
    project.codebook.add("fatigue", name={"zh": "疲惫"})
    project.codebook.add("trust")
    project.cases.import_survey(folder / "survey.csv", id="id", open_ended=["q8"], weight="w")
    return project


def _write_files(folder: Path) -> None:
    (folder / "L03.txt").write_text(ZH, encoding="utf-8")
    (folder / "L02.txt").write_text(EN, encoding="utf-8")
    (folder / "survey.csv").write_text(SURVEY, encoding="utf-8")


def _make(place: str) -> None:
    with TemporaryDirectory() as folder:
        build_anew(place, Path(folder)).close()


FAR_ZONES = ("Etc/GMT-14", "Etc/GMT+12")
"""Zones of which at any moment at least one has another day than UTC."""


@contextmanager
def living_in(zone: str) -> Iterator[None]:
    """Have the clock of this process stand in a zone."""
    kept = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if kept is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = kept
        time.tzset()


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int


def cli(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """Call the command line; return what it printed."""
    capsys.readouterr()
    code = 0
    try:
        run(list(arguments))
    except SystemExit as stop:
        code = int(stop.code or 0)
    printed = capsys.readouterr()
    return Said(printed.out, printed.err, code)
