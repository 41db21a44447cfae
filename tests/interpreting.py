"""A study with something to make of it: interviews coded by Mia, cases, consent."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from study import build

import qualcode
from qualcode.project import Project


@dataclass(frozen=True)
class Coded:
    """The small study, its interviews coded and done, and its segments by what they are called."""

    project: Project
    segments: dict[str, str]


def coded(place: str | Path, folder: Path) -> Coded:
    """Build it: Zhou (L03) says gaps twice, Moira (L02) fatigue once, 001 answers with trust.

    L03 and L02 are done but for trust's answer; nobody is done with 001's.
    """
    project = build(place, folder)
    for case, document in (("Zhou", "L03"), ("Moira", "L02")):
        project.cases.add(case)
        project.cases.link(document, case)
    said = {
        "clerks": ("L03", "gap filling", "街道办只有六个工作人员，要管两万多户。"),
        "lists": ("L03", "gap filling", "早上七点街道办把名单发到群里"),
        "slept": ("L02", "fatigue", "Then nobody slept."),
        "stairwell": ("L02", "trust", "They knew every stairwell."),
        "platforms": ("001 · q8", "fatigue", "Too many platforms"),
    }
    segments = {
        name: project.coding.apply(document, code=code, quote=quote)
        for name, (document, code, quote) in said.items()
    }
    for document in ("L03", "L02"):
        project.coding.done(document)
    return Coded(project, segments)


@cache
def _made() -> tuple[Path, dict[str, str]]:
    """Return the study built once, and its segments: a copy is made in no time."""
    folder = Path(tempfile.mkdtemp(prefix="qualcode-coded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = coded(folder / "s.qualcode", folder)
    made.project.close()
    return folder / "s.qualcode", made.segments


def copied(place: Path) -> Coded:
    """Return a copy of the study at a place, open as Mia."""
    study, segments = _made()
    shutil.copy(study, place)
    return Coded(qualcode.open(place, coder="Mia"), segments)


def consent(project: Project, case: str, given: int) -> None:
    """Write whether a case may be quoted."""
    with project.store.batch("set value", case) as batch:
        rows = batch.connection.exec_driver_sql("SELECT id, name FROM cases").all()
        [key] = [r[0] for r in rows if r[1] == case]
        batch.update("cases", {key: {"quote_consent": given}})
