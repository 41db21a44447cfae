"""The codings of the example study: YAML files by hand, applied through the same door as anybody's.

A file holds what one coder did to one interview: `- {code: …, quote: …, nth: …, memo: …}`; and one
file a coder holds coded answers: `- {case: …, question: …, codes: […]}`. An interview or answer
that has an entry was looked at as a whole, and is marked done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.project import Project


@dataclass(frozen=True)
class Coded:
    """What one coder did: files by interview, and the file of answers if there is one."""

    coder: str
    interviews: tuple[Path, ...]
    answers: Path | None


def found(folder: Path) -> Iterator[Coded]:
    """Yield what each coder did, by the names of the folders."""
    for own in sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else ():
        files = sorted(own.glob("L*.yaml"))
        answers = own / "answers.yaml"
        yield Coded(own.name, tuple(files), answers if answers.is_file() else None)


def apply(project: Project, coded: Coded) -> None:
    """Apply one coder's work, as that coder, in one batch a file."""
    for path in coded.interviews:
        with project.store.batch("code document", path.stem):
            for entry in _read(path):
                project.coding.apply(
                    path.stem,
                    code=entry["code"],
                    quote=entry["quote"],
                    nth=entry.get("nth"),
                    strength=entry.get("strength"),
                    memo=entry.get("memo"),
                )
            project.coding.done(path.stem)
    if coded.answers is not None:
        with project.store.batch("code answers", coded.answers.parent.name):
            for entry in _read(coded.answers):
                answer = f"{entry['case']} · {entry['question']}"
                for code in entry["codes"]:
                    project.coding.apply(answer, code=code, whole=True)
                project.coding.done(answer)


def _read(path: Path) -> list[dict[str, Any]]:
    from ruamel.yaml import YAML

    listed: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(path.read_text("utf-8")) or []
    return listed
