"""What is no project, locked, or on a full disk; and the program in a process of its own."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from refusals import Refused, content, names
from study import cli

import qualcode
from qualcode.store import engine as engines


def _sqlite(*statements: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return make


NO_PROJECTS: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda p: p.write_text("id,a\n"), "is no qualcode project. Name a .qualcode file."),
    "empty": (lambda p: p.touch(), "is no qualcode project. Name a .qualcode file."),
    "junk": (
        lambda p: p.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20),
        "is no qualcode project. Name a .qualcode file.",
    ),
    "folder": (lambda p: p.mkdir(), "is a folder, not a project. Name a .qualcode file in it."),
    "database": (_sqlite("CREATE TABLE notes (a)"), "holds no qualcode project. Create one: "),
    "newer": (_sqlite("UPDATE project SET revision = 99"), "was written by a newer qualcode (sche"),
    "half": (
        lambda p: os.truncate(p, p.stat().st_size // 2),
        "is damaged (database disk image is malformed).",
    ),
}


@pytest.mark.parametrize("kind", NO_PROJECTS)
@pytest.mark.parametrize(
    "command", [["documents", "list"], ["documents", "add", "good.txt"], ["history", "merge"]]
)
def test_what_is_no_project_of_this_version_is_neither_opened_nor_merged(
    kind: str, command: list[str], study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, reason = NO_PROJECTS[kind]
    other = Path("other.qualcode")
    if kind in ("newer", "half"):
        shutil.copy(study, other)
    make(other)
    was = other.read_bytes() if other.is_file() else b""
    before = content(study)
    if command == ["history", "merge"]:
        said = cli(capsys, "-p", "s.qualcode", "-c", "Mia", *command, "other.qualcode")
    else:
        said = cli(capsys, "-p", "other.qualcode", "-c", "Mia", *command)
    assert (said.out, said.code) == ("", 1)
    assert said.err.startswith(f"qualcode: other.qualcode {reason}")
    assert said.err.count("\n") == 1
    assert (other.read_bytes() if other.is_file() else b"") == was
    assert content(study) == before
    assert names() == ["good.txt", "other.qualcode", "s.qualcode"]


def test_a_project_held_by_another_writer_says_by_whom(
    study: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.05)
    holder = sqlite3.connect(study, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    line = refused("documents", "add", "good.txt")
    holder.close()
    assert line.startswith("s.qualcode is being written by Mia (process ")
    assert line.endswith("try again when that is finished, or close the other program.")


PROCESS = """
import sys
from qualcode.cli.app import run
run(sys.argv[1:])
"""


def process(*command: str, most_bytes: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, whose files may grow to so many bytes."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-c", PROCESS, "-p", "s.qualcode", "-c", "Mia", *command],
        capture_output=True, check=False, preexec_fn=limit,
    )  # fmt: skip


# The other cases call the same program within this process, which is ten times faster.
@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["documents", "add", "good.txt", "bad.docx"], "bad.docx: this is not a docx file: "),
        (["documents", "add", b"a\xff.txt".decode("utf-8", "surrogateescape")], "No file a␦.txt."),
        (["cases", "import", "bad.csv", "--id", "id"], "bad.csv, row 3: the id “1” stands in"),
    ],
)
def test_a_process_of_its_own_says_one_line_and_exits_1(
    command: list[str], line: str, study: Path
) -> None:
    Path("bad.docx").write_bytes(b"PK no archive")
    Path("bad.csv").write_text("id,a\n1,x\n1,y\n", encoding="utf-8")
    before = content(study)
    done = process(*command)
    assert (done.stdout, done.returncode) == (b"", 1)
    assert done.stderr.decode().startswith(f"qualcode: {line}")
    assert done.stderr.count(b"\n") == 1
    assert content(study) == before


def test_a_disk_that_takes_no_more_leaves_the_project_as_it_was(study: Path) -> None:
    Path("big.txt").write_text("A: " + "word " * 200_000 + "\nB: yes.\n", encoding="utf-8")
    before = content(study)
    done = process("documents", "add", "big.txt", most_bytes=study.stat().st_size + 50_000)
    assert (done.stdout, done.returncode) == (b"", 1)
    assert done.stderr.decode().startswith("qualcode: s.qualcode: the disk ")
    assert done.stderr.count(b"\n") == 1
    assert content(study) == before
    with qualcode.open(study, coder="Mia") as project:
        assert project.history.check().sound


def test_the_api_raises_one_family_of_errors_and_changes_nothing(study: Path) -> None:
    Path("bad.docx").write_bytes(b"PK no archive")
    Path("bad.yaml").write_text("- {code: x, parent: x}\n", encoding="utf-8")
    Path("bad.csv").write_text("id,a\n1,x\n1,y\n", encoding="utf-8")
    before = content(study)
    with qualcode.open(study, coder="Mia") as project:
        acts: list[tuple[type[Exception], Callable[[], object]]] = [
            (qualcode.UnreadableSource, lambda: project.documents.add(["good.txt", "bad.docx"])),
            (qualcode.UnreadableSource, lambda: project.documents.add(Path())),
            (qualcode.NotFound, lambda: project.documents.add(["good.txt", "none.txt"])),
            (qualcode.UsageError, lambda: project.documents.add([])),
            (qualcode.UnreadableSource, lambda: project.documents.edit("L03", "a\ud800")),
            (qualcode.UnreadableSource, lambda: project.documents.edit("L03", "\ufeff\r\n")),
            (qualcode.UsageError, lambda: project.documents.rename("L03", "a\ud800")),
            (qualcode.UsageError, lambda: project.documents.set_language("L03", "")),
            (qualcode.UnreadableSource, lambda: project.codebook.load("bad.yaml")),
            (qualcode.UnreadableSource, lambda: project.cases.import_survey("bad.csv", id="id")),
        ]
        for error, act in acts:
            with pytest.raises(error) as caught:
                act()
            assert isinstance(caught.value, qualcode.QualcodeError)
            assert str(caught.value).isprintable()
    assert content(study) == before
