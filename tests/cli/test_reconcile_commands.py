"""The command line of reconciling: from the list to the reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import Said, build, cli
from team import Team


@pytest.fixture
def study(tmp_path: Path) -> str:
    """Return the file of the small study, coded by two who differ twice on L02."""
    with build(tmp_path / "s.qualcode", tmp_path) as made:
        place = made.where
    team = Team(place)
    team.code("Mia", "L02", ("trust", "They knew every stairwell."),
              ("fatigue", "Then nobody slept."))  # fmt: skip
    team.code("Lin", "L02", ("trust", "knew every stairwell."), ("trust", "Then nobody slept."))
    return place


def test_disagreements_are_listed_decided_reopened_and_counted(
    study: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def qc(*said: str) -> Said:
        return cli(capsys, "-p", study, "-c", "Mia", "agreement", "reconcile", *said)

    listed = json.loads(qc("list", "-f", "json").out)
    assert [(r["number"], r["kind"], r["A"], r["B"], r["state"]) for r in listed] == [
        (1, "different extent", ["trust"], ["trust"], "open"),
        (2, "different code", ["fatigue"], ["trust"], "open"),
    ]
    shown = qc("list", "--names").out
    assert shown.endswith(
        "0 of 2 disagreements decided; 0 of 1 documents reconciled; 0 segments alike. "
        "A is Mia, B is Lin\n"
    )
    assert "Mia" not in qc("list").out
    assert qc("take", "2", "A") == Said(
        "", "qualcode: Say why the coders differed: --reason "
        "slip|boundary|definition|context|ambiguous.\n", 2,
    )  # fmt: skip
    place = "2 L02 "
    assert qc("take", "2", "B", "--reason", "definition", "--note", "asked Lin").out.endswith(
        ": trust enters the consensus. 1 left.\n"
    )
    assert [r["number"] for r in json.loads(qc("list", "--open", "-f", "json").out)] == [1]
    assert qc("reopen", "2").out.startswith(place)
    assert qc("take", listed[1]["id"], "none", "--reason", "slip").out.endswith(
        ": nothing enters the consensus. 1 left.\n"
    )
    preview = qc("rule", "longer", "--preview").out
    assert preview.endswith("Would decide 1 of 1 cases of extent alone by “longer”.\n")
    assert "trust “They knew every stairwell.”" in preview
    assert qc("rule", "shorter").out.endswith(
        "Decided 1 of 1 cases of extent alone by “shorter”.\n"
    )
    reasons = json.loads(qc("list", "--reasons", "-f", "json").out)
    assert {r["reason"]: (r["n"], r["percent"]) for r in reasons} == {
        "slip": (1, 50.0), "boundary": (1, 50.0), "definition": (0, 0.0), "context": (0, 0.0),
        "ambiguous": (0, 0.0),
    }  # fmt: skip
    segments = json.loads(cli(capsys, "-p", study, "coding", "list", "-f", "json").out)
    assert [(s["code"], s["text"]) for s in segments if s["coder"] == "consensus"] == [
        ("trust", "knew every stairwell.")
    ]
    assert (
        qc("list")
        .out.rstrip()
        .endswith("2 of 2 disagreements decided; 1 of 1 documents reconciled; 0 segments alike.")
    )


def test_a_rule_goes_to_the_draft(study: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = cli(capsys, "-p", study, "-c", "Mia", "agreement", "reconcile", "draft", "2",
               "sleepless nights are fatigue", "--code", "trust")  # fmt: skip
    assert said.out == "Added to “trust”, when not. The freezes stay as they are.\n"
    entry = cli(capsys, "-p", study, "codebook", "show", "trust", "-f", "json").out
    assert "sleepless nights are fatigue" in entry
