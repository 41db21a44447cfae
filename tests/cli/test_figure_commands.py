"""Figures on the command line: files in and out, and bars in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from study import cli
from tables import Person, survey

PEOPLE = [
    *[Person("Xihu", codes=("gap",))] * 12, *[Person("Xihu", age="old", answer="rice")] * 8,
    *[Person("Yuhang", codes=("gap", "tired"))] * 5, *[Person("Yuhang")] * 15,
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a coded survey."""
    folder = tmp_path_factory.mktemp("figures")
    survey(folder / "study.qualcode", folder, PEOPLE).close()
    return folder


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in that folder; take away what was written."""
    monkeypatch.chdir(place)
    before = set(place.iterdir())
    yield place
    for path in set(place.iterdir()) - before:
        path.unlink()


ASK = ("analysis", "crosstab", "district", "--question", "q8")


@pytest.mark.usefixtures("here")
def test_a_crosstab_as_bars_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    said = cli(capsys, *ASK, "--bars")
    lines = said.out.splitlines()
    assert lines[:7] == [
        "gap",
        "  Xihu    ██████████████████████████████████████████████████  60.0  [38.7, 78.1]",
        "  Yuhang  ████████████████████▉                               25.0  [11.2, 46.9]",
        "tired",
        "  Xihu                                                         0.0  [0.0, 16.1]",
        "  Yuhang  ████████████████████▉                               25.0  [11.2, 46.9]",
        "",
    ]
    assert lines[7].startswith("A full bar is 60 %. q8, layer final: 40 of 40 cases;")


def test_figures_are_written_and_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = [
        (*ASK, "--figure", "heat.svg", "--kind", "heat"),
        ("analysis", "saturation", "--question", "q8", "--figure", "saturation.png"),
        ("analysis", "trend", "rice", "--question", "q8", "--over", "age", "--figure", "t.svg"),
    ]
    for command in commands:
        name = command[command.index("--figure") + 1]
        said = cli(capsys, *command)
        assert (said.code, said.out, said.err) == (0, f"{name}\n", "")
        assert (here / name).read_bytes()[:4] in (b"<?xm", b"\x89PNG")
    said = cli(capsys, *ASK, "--figure", "x.gif")
    assert (said.code, said.out) == (2, "")
    assert "A figure is written as .svg or .png, not “.gif”." in said.err
    said = cli(capsys, "agreement", "round", "curve", "--figure", "x.svg")
    assert (said.code, said.err) == (
        1, "qualcode: There is nothing to draw: the table has no rows.\n",
    )  # fmt: skip
    assert not list(here.glob("x.*"))


@pytest.mark.usefixtures("here")
def test_a_trend_is_listed_and_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    ask = ("analysis", "trend", "rice", "--code", "gap", "--question", "q8", "--over", "age")
    said = cli(capsys, *ask, "--format", "json")
    rows = json.loads(said.out)
    assert [(r["what"], r["period"], r["n"], r["base"]) for r in rows] == [
        ("rice", "young", 0, 32), ("rice", "middle", 0, 0), ("rice", "old", 8, 8),
        ("gap", "young", 17, 32), ("gap", "middle", 0, 0), ("gap", "old", 0, 8),
    ]  # fmt: skip
    lines = cli(capsys, *ask, "--bars").out.splitlines()
    assert lines[:4] == [
        "rice",
        "  young                                                       0.00 % (0 of 32)",
        "  middle                                                      – (0 of 0)",
        "  old     ███████████████████████████████████████████████████ 100.00 % (8 of 8)",
    ]
