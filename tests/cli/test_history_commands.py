"""The history at the command line: undo across processes, show, merge, backup, check."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from study import cli

import qualcode

Capture = pytest.CaptureFixture[str]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def test_undo_and_redo_reach_over_processes(study: Path, program: Run) -> None:
    def said(*arguments: str) -> tuple[str, str, int]:
        done = program("-c", "Mia", *arguments)
        return done.stdout.decode(), done.stderr.decode(), done.returncode

    with qualcode.open(study, coder="Mia") as project:
        project.codebook.rename("trust", "信任")
        project.coding.apply("L03", 0, 4, "信任")
        project.history.undo()
    assert said("history", "undo") == ("Undone: rename code trust → 信任\n", "", 0)
    with qualcode.open(study, coder="Mia") as project:
        project.history.redo()
    assert said("history", "redo") == ("Done again: apply code 信任 · L03\n", "", 0)
    nothing = "qualcode: Nothing undone is left to do again.\n"
    assert said("history", "redo") == ("", nothing, 1)


def test_a_change_is_undone_by_its_number_and_another_coders_is_not(
    study: Path, capsys: Capture
) -> None:
    cli(capsys, "-c", "Lin", "codebook", "add", "hope")
    cli(capsys, "-c", "Mia", "codebook", "add", "fear")
    rows = json.loads(cli(capsys, "history", "log", "-f", "json").out)
    assert [(r["coder"], r["what"], r["subject"], r["stands"]) for r in rows[:2]] == [
        ("Mia", "add code", "fear", True), ("Lin", "add code", "hope", True),
    ]  # fmt: skip
    number = str(rows[1]["number"])
    refused = cli(capsys, "-c", "Mia", "history", "undo", number)
    assert (refused.out, refused.code) == ("", 1)
    assert cli(capsys, "-c", "Lin", "history", "undo", number).out == "Undone: add code hope\n"
    rows = json.loads(cli(capsys, "history", "log", "--by", "lin", "-f", "json").out)
    assert [(r["kind"], r["stands"]) for r in rows] == [("undo", True), ("change", False)]
    missing = cli(capsys, "-c", "Mia", "history", "undo", "999")
    assert (missing.out, missing.code) == ("", 1)


def test_a_change_is_shown_in_names(study: Path, capsys: Capture) -> None:
    cli(capsys, "-c", "Mia", "cases", "set", "001", "hours", "5")
    cli(capsys, "-c", "Mia", "codebook", "move", "trust", "gaps")
    rows = json.loads(cli(capsys, "history", "log", "--limit", "2", "-f", "json").out)
    moved, set_ = (
        json.loads(cli(capsys, "history", "show", str(r["number"]), "-f", "json").out) for r in rows
    )
    assert [(r["table"], r["name"], r["field"], r["before"], r["after"]) for r in set_] == [
        ("value", "001 · hours", "number", 3, 5)
    ]
    parent = next(r for r in moved if r["field"] == "parent_id")
    assert (parent["name"], parent["before"], parent["after"]) == ("trust", None, "gaps")


def test_a_colleagues_copy_is_merged_after_a_backup_and_collisions_are_listed(
    study: Path, capsys: Capture
) -> None:
    shutil.copy(study, "lin.qualcode")
    mine = ["-p", "study.qualcode", "-c", "Mia"]
    theirs = ["-p", "lin.qualcode", "-c", "Lin"]
    cli(capsys, *mine, "codebook", "rename", "trust", "faith")
    cli(capsys, *theirs, "codebook", "rename", "trust", "belief")
    cli(capsys, *mine, "codebook", "add", "hope")
    cli(capsys, *theirs, "codebook", "add", "hope")
    cli(capsys, *theirs, "coding", "apply", "L03", "fatigue", "--quote", "最缺人。")
    merged = cli(capsys, *mine, "history", "merge", "lin.qualcode", "-f", "json")
    assert merged.code == 0
    assert merged.err.startswith("3 changes of Lin taken over.\nAs it was before: study.backup-")
    kinds = {row["kind"]: row for row in json.loads(merged.out)}
    assert sorted(kinds) == ["concurrent", "name"]
    assert kinds["concurrent"]["name"] in ("faith", "belief")
    assert re.fullmatch(
        r"set to “belief” and “faith” in different copies; “(belief|faith)” stands",
        kinds["concurrent"]["note"],
    )
    assert kinds["concurrent"]["name"] in kinds["concurrent"]["note"].split(";")[1]
    again = cli(capsys, *mine, "history", "merge", "lin.qualcode", "-f", "json")
    assert again.err == "Nothing new in that copy.\n"
    listed = cli(capsys, *mine, "history", "collisions", "-f", "json").out
    assert again.out == listed == merged.out
    [backup] = Path().glob("study.backup-*.qualcode")
    with qualcode.open(backup) as before:
        assert [row.code for row in before.codebook.rows()].count("faith") == 1
        assert before.coding.segments().empty


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("study.qualcode", "is this project itself"),
        ("nowhere.qualcode", "No project at nowhere.qualcode"),
        ("survey.csv", "is no qualcode project"),
        ("other.qualcode", "is another project"),
        ("altered.qualcode", "does not prove itself"),
    ],
)
def test_what_is_no_sound_copy_is_refused_and_leaves_nothing(
    study: Path, capsys: Capture, other: str, said: str
) -> None:
    qualcode.create("other.qualcode", coder="Mia").close()
    shutil.copy(study, "altered.qualcode")
    alter("altered.qualcode")
    before, files = study.read_bytes(), sorted(Path().iterdir())
    refused = cli(capsys, "-p", "study.qualcode", "-c", "Mia", "history", "merge", other)
    assert (refused.out, refused.code) == ("", 1)
    assert said in refused.err
    assert refused.err.count("\n") == 1
    assert study.read_bytes() == before
    assert sorted(Path().iterdir()) == files


def alter(path: str) -> None:
    """Change what a batch says of itself, as somebody with a database tool might."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE batch SET subject = 'nothing' WHERE id = 2")
    connection.close()


def test_a_backup_is_a_whole_project_and_never_overwrites(study: Path, capsys: Capture) -> None:
    assert cli(capsys, "history", "backup", "friday.qualcode").out == "friday.qualcode\n"
    with qualcode.open("friday.qualcode") as kept, qualcode.open(study) as project:
        assert kept.history.log().equals(project.history.log())
    beside = cli(capsys, "-p", "study.qualcode", "history", "backup").out.strip()
    assert re.fullmatch(r"study\.backup-[\d-]+\.qualcode", beside)
    before = Path("friday.qualcode").read_bytes()
    taken = cli(capsys, "-p", "study.qualcode", "history", "backup", "friday.qualcode")
    assert (taken.out, taken.code) == ("", 1)
    assert Path("friday.qualcode").read_bytes() == before
    nowhere = cli(capsys, "-p", "study.qualcode", "history", "backup", "nowhere/b.qualcode")
    assert (nowhere.out, nowhere.code) == ("", 1)
    assert nowhere.err == "qualcode: There is no folder nowhere. Create it first.\n"


def test_a_sound_project_proves_itself_and_counts_who_wrote(study: Path, capsys: Capture) -> None:
    changes = len(json.loads(cli(capsys, "history", "log", "--limit", "0", "-f", "json").out))
    cli(capsys, "-c", "Mia", "coding", "apply", "L03", "nowhere", "--whole")
    said = cli(capsys, "history", "check")
    assert (said.err, said.code) == ("", 0)
    assert re.fullmatch(
        rf"Sound: 1 sessions, {changes} changes, \d+ events, 0 withheld. "
        r"The tables equal the replay of the journal.\n",
        said.out,
    )


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE batch SET subject = 'nothing' WHERE id = 2", "batch 2 was altered"),
        ("DELETE FROM batch WHERE id = (SELECT max(id) FROM batch)", "last batches are missing"),
        ("UPDATE event SET payload = x'00' WHERE id = 1", "an event of batch 1 was altered"),
        ("UPDATE code SET name = 'other' WHERE name = 'trust'", "table code: 0 rows"),
        ("DELETE FROM memo", "table memo: 0 rows that the journal does not know, 1 that are"),
    ],
)
def test_a_project_that_was_tampered_with_is_told_in_one_line(
    study: Path, capsys: Capture, harm: str, said: str
) -> None:
    cli(capsys, "-c", "Mia", "memos", "add", "why")
    with sqlite3.connect(study) as connection:
        connection.execute(harm)
    connection.close()
    found = cli(capsys, "history", "check")
    assert (found.out, found.code) == ("", 1)
    assert found.err.startswith(f"qualcode: {study.name} does not prove itself: ")
    assert said in found.err
    assert found.err.count("\n") == 1


def test_going_back_says_how_many_changes_and_rows_it_takes_back(
    study: Path, capsys: Capture
) -> None:
    number = json.loads(cli(capsys, "history", "log", "-f", "json").out)[0]["number"]
    cli(capsys, "-c", "Mia", "codebook", "add", "fear")
    with qualcode.open(study, coder="Mia") as project:
        uids = [project.coding.apply("L03", at, at + 3, "trust") for at in range(4)]
        project.coding.recode(uids, "fear")
    back = ["-c", "Mia", "history", "undo", "--to", str(number), "-f", "json"]
    told = cli(capsys, *back, "--preview")
    rows = [(step["what"], step["rows"]) for step in json.loads(told.out)]
    assert rows == [("recode segment", 4), *[("apply code", 1)] * 4, ("add code", 2)]
    counted = "6 of 6 changes of yours after number {} {}: 10 rows of the tables.\n"
    assert told.err == counted.format(number, "would be taken back")
    assert len(json.loads(cli(capsys, "coding", "list", "-f", "json").out)) == 4
    done = cli(capsys, *back)
    assert done.out == told.out
    assert done.err.startswith(counted.format(number, "taken back"))
    assert json.loads(cli(capsys, "coding", "list", "-f", "json").out) == []
