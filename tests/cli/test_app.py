"""The program's own words: a project in the wrong place, names that fit several or none."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from study import cli

import qualcode

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("study.qualcode documents list", "--project study.qualcode documents list"),
        ("'my study.qualcode' documents list", "--project 'my study.qualcode' documents list"),
        (
            "--coder Mia study.qualcode coding list --code 'a b'",
            "--project study.qualcode --coder Mia coding list --code 'a b'",
        ),
        ("study.qualcode -c Mia history log", "--project study.qualcode -c Mia history log"),
        ("study.qualcode docments list", "--project study.qualcode docments list"),
        ("postgresql+psycopg://u:secret@h/s coding list", "--project URL coding list"),
    ],
)
def test_a_project_before_the_command_is_answered_with_what_to_type(
    study: Path, capsys: Capture, typed: str, told: str
) -> None:
    said = cli(capsys, *shlex.split(typed))
    assert (said.out, said.code) == ("", 2)
    assert said.err == (
        "qualcode: The project goes before the command as an option. Type: "
        f"qualcode {told}\n"
    )  # fmt: skip


@pytest.mark.parametrize("more", [["--coder", "coding"], ["-c", "coding"], ["--plain"], []])
def test_a_project_alone_is_opened_whoever_codes(
    study: Path, capsys: Capture, more: list[str]
) -> None:
    said = cli(capsys, "study.qualcode", *more)
    assert said.err == "qualcode: The interface needs a terminal. In a pipe, use the commands.\n"
    assert said.code == 2


def test_a_beginning_that_fits_several_names_them(study: Path, capsys: Capture) -> None:
    with qualcode.open(study, coder="Mia") as project:
        project.coders.add("Linda")
        project.coders.add("Linus")
        project.cases.add("Zhou")
        project.cases.add("Zhang")
        project.codebook.freeze("after training")
        project.codebook.freeze("after round 2")
    for arguments, told in (
        (["-c", "Li", "coding", "list"], "“Li” fits 3 coders: “Lin”, “Linda”, “Linus”."),
        (["-c", "Mia", "cases", "show", "Zh"], "“Zh” fits 2 cases: “Zhou”, “Zhang”."),
        (
            ["-c", "Mia", "codebook", "diff", "after"],
            "“after” fits 2 freezes: “after training”, “after round 2”.",
        ),
    ):
        said = cli(capsys, *arguments)
        assert (said.out, said.code) == ("", 1)
        assert said.err == f"qualcode: {told} Say more of the name.\n"
    assert cli(capsys, "-c", "Lin", "coding", "list").code == 0, "a whole name is that one"


def test_a_name_is_offered_once_of_those_nearest(study: Path, capsys: Capture) -> None:
    with qualcode.open(study, coder="Mia") as project:
        project.codebook.edit("trust", name={"en": "Trust", "zh": "ＴＲＵＳＴ"})
        for n in range(8):
            project.codebook.add(f"trust of kind {n}")
    said = cli(capsys, "-c", "Mia", "coding", "list", "--code", "trsut")
    assert said.code == 1
    offered = said.err.partition("Nearest: ")[2].partition(". List")[0].split(", ")
    assert offered[0] == "“trust”"
    assert len(offered) == len({one.casefold() for one in offered}) <= 5
    assert "“Trust”" not in offered
