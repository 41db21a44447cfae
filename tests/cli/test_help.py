"""Help that is whole and true, and completion in a shell."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from study import cli

import qualcode
from qualcode.cli.app import program as commands

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command that does something."""
    below = getattr(command, "commands", {})
    if not below:
        yield path
    for name, one in below.items():
        yield from leaves(one, (*path, name))


LEAVES = sorted(leaves(commands))
SPINE = """demo new open
coders add list
documents add list show edit mask remove
cases import list show set
codebook load save add list show edit move merge split retire freeze diff
coding apply remove list done
analysis retrieve frequencies matrix
report write
history log undo redo show merge backup check"""


def test_the_commands_of_the_spine_are_there() -> None:
    wanted: set[tuple[str, ...]] = {(name,) for name in SPINE.splitlines()[0].split()}
    for line in SPINE.splitlines()[1:]:
        group, *names = line.split()
        wanted |= {(group, name) for name in names}
    assert wanted - set(LEAVES) == set()


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_help_has_an_example_that_the_program_takes(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = cli(capsys, *words, "--help")
    assert (said.err, said.code) == ("", 0)
    body = said.out.split("\n\n", 1)[1].replace("\\\n", " ")
    examples = [line.strip() for line in body.splitlines() if line.startswith("  qualcode ")]
    assert examples
    assert words in [parse(commands, re.split(r" > |    \(", one)[0]) for one in examples]


def parse(command: Any, line: str) -> tuple[str, ...]:
    """Parse a command line to its end, without running it; return the command's words."""
    arguments = shlex.split(line)[1:]
    context = command.make_context("qualcode", arguments)
    reached: list[str] = []
    while getattr(context.command, "commands", None):
        name, below, rest = context.command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        reached.append(str(name))
        context = below.make_context(name, rest, parent=context)
    return tuple(reached)


@pytest.mark.parametrize("words", [(), *sorted({leaf[:1] for leaf in LEAVES})], ids=" ".join)
def test_help_cuts_no_line_and_shows_nothing_of_python(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = cli(capsys, *words, "--help").out
    assert "..." not in shown.split("\n", 1)[1]
    for leaf in LEAVES:
        if leaf[: len(words)] == words:
            text = cli(capsys, *leaf, "--help").out
            assert re.findall(r"<\w+>|list\[|\{\w+\}", text) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_comes_out(program: Run, shell: str) -> None:
    done = program(env={**os.environ, "_QUALCODE_COMPLETE": f"source_{shell}"})
    assert done.returncode == 0
    assert f"complete_{shell}" in done.stdout.decode()


def completed(program: Run, *words: str) -> list[str]:
    """Return what bash would be offered for the last of these words."""
    asked = {"COMP_WORDS": "\n".join(["qualcode", *words]), "COMP_CWORD": str(len(words))}
    done = program(env={**os.environ, "_QUALCODE_COMPLETE": "complete_bash", **asked})
    assert done.stderr == b""
    return done.stdout.decode().strip("\n").splitlines()


def test_names_of_the_project_are_completed_as_bash_needs_them(study: Path, program: Run) -> None:
    with qualcode.open(study, coder="Mia") as project:
        project.codebook.add("“old” hands & co", parent="gaps")
        project.codebook.add("gap: other")
    assert completed(program, "coding", "apply", "L") == ["L03", "L02"]
    assert completed(program, "coding", "apply", "L03", "gap\\ f") == ["gap\\ filling"]
    assert completed(program, "coding", "apply", "L03", '"gap f') == ["gap filling"]
    assert completed(program, "coding", "apply", "L03", "“") == ["“old”\\ hands\\ \\&\\ co"]
    assert completed(program, "-p", "nowhere.qualcode", "coding", "apply", "L") == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_itself_completes_a_name_with_a_blank(study: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "qualcode"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m qualcode "$@"\n')
    command.chmod(0o755)
    script = (
        "source <(_QUALCODE_COMPLETE=source_bash qualcode); "
        'COMP_WORDS=(qualcode coding apply L03 "gap\\\\ f"); COMP_CWORD=4; '
        '_qualcode_completion qualcode; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert (done.stdout, done.stderr) == ("gap\\ filling\n", "")
