"""A study to suggest on: many answers to one question, of four codes that words can tell apart."""

from __future__ import annotations

from pathlib import Path

import qualcode
from qualcode.project import Project

SAID = {
    "fatigue": [
        "We were tired and worn out after {} nights",
        "No sleep for {} days, exhausted",
        "连续{}天没睡，太累了",
    ],
    "safety": [
        "Going out without masks was dangerous {} times",
        "I feared the infection on floor {}",
        "没有口罩，{}号楼很危险",
    ],
    "resources": [
        "There was no money for {} boxes of supplies",
        "Supplies ran out in week {}",
        "物资不够，只有{}箱",
    ],
    "": ["Nothing, lunch number {} was good", "It was fine on day {}", "没什么，第{}天都好"],
}
"""What is said where a code applies; '' where none does."""


def answers(n: int) -> list[tuple[str, str]]:
    """Return n answers, each with the code it is to have."""
    codes = list(SAID)
    found = []
    for at in range(n):
        code = codes[at % len(codes)]
        lines = SAID[code]
        found.append((lines[at // len(codes) % len(lines)].format(at + 2), code))
    return found


def build(place: str | Path, folder: Path, n: int = 60) -> Project:
    """Build the study; it stays open, as Mia, with words alone."""
    rows = [f'{at:03},"{text}"' for at, (text, _) in enumerate(answers(n), 1)]
    (folder / "survey.csv").write_text("id,q8\n" + "\n".join(rows) + "\n", encoding="utf-8")
    project = qualcode.create(place, coder="Mia")
    project.coders.add("Lin")
    project.codebook.add(
        "fatigue", name={"zh": "疲惫"}, definition={"en": "tired people, without sleep"}
    )
    project.codebook.add("safety", keywords={"en": ["masks"], "zh": ["口罩"]})
    project.codebook.add("resources", definition={"en": "money, supplies", "zh": "物资不够"})
    project.codebook.add("trust", definition={"en": "believing each other"})
    project.cases.import_survey(folder / "survey.csv", id="id", open_ended=["q8"])
    project.suggest.semantic = False
    return project


def name(at: int) -> str:
    """Return the name of the answer of this number, counted from 1."""
    return f"{at:03} · q8"


def code_truly(project: Project, first: int, last: int) -> None:
    """Code answers first to last as they are to be, and mark them done."""
    told = answers(last)
    with project.store.together():
        for at in range(first, last + 1):
            code = told[at - 1][1]
            if code:
                project.coding.toggle(name(at), code)
            project.coding.finish(name(at))
