"""A small coded survey for the tests of tables: who said what, where they live, what they weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import qualcode
from qualcode.project import Project

HEADER = "id,district,age,hours,tasks,w,area,q8\n"
AGES = ("young", "middle", "old")


@dataclass(frozen=True)
class Person:
    """A respondent; codes: None where nobody looked at the answer; no answer where it is blank."""

    district: str = "Xihu"
    age: str = "young"
    hours: str = "1"
    tasks: str = "rice"
    weight: str = "1"
    area: str = "a"
    answer: str = "said"
    codes: tuple[str, ...] | None = ()


def survey(
    place: str | Path,
    folder: Path,
    people: Sequence[Person],
    codes: Sequence[str] = ("gap", "tired"),
) -> Project:
    """Build a project of coded answers to q8; case 001 is the first person, and so on."""
    rows = [
        f'{n:03},{p.district},{p.age},{p.hours},"{p.tasks}",{p.weight},{p.area},{p.answer}\n'
        for n, p in enumerate(people, 1)
    ]
    (folder / "people.csv").write_text(HEADER + "".join(rows), "utf-8")
    project = qualcode.create(place, coder="Mia")
    project.coders.add("Lin")
    for code in codes:
        project.codebook.add(code)
    kinds: Mapping[str, str] = {
        "district": "nominal", "age": "ordinal", "hours": "scale", "tasks": "multiple response",
        "area": "nominal",
    }  # fmt: skip
    project.cases.import_survey(
        folder / "people.csv", id="id", open_ended=["q8"], weight="w", kinds=kinds,
        levels={"age": AGES},
    )  # fmt: skip
    read = {f"{n:03} · q8": p for n, p in enumerate(people, 1) if p.answer and p.codes is not None}
    for code in codes:
        said = [document for document, p in read.items() if code in (p.codes or ())]
        if said:
            project.coding.toggle(said, code)
    if read:
        project.coding.finish(list(read))
    return project
