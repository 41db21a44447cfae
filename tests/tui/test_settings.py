"""The settings file: what holds, what is said of the rest, and that the rest still works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build, cli

from qualcode.project import Project
from qualcode.tui import actions
from qualcode.tui import settings as kept
from qualcode.tui.app import QualcodeApp

WRONG = """theem = "light"
theme = "brown"
ambiguous_width = 2
player = "mpv"
recordings = 7
[keys]
undo = "f12"
repeat = "u"
foo = "q"
remove = "bakspace"
code_pinned = ["q", "w"]
[keys.coding]
larger = "€"
smaler = "-"
smaller = "n"
[keys.home]
strength = "ctrl+w"
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path / "s.qualcode", tmp_path)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "mine" / "settings.toml"))
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine" / "settings.toml"


@pytest.fixture(autouse=True)
def own_keys_afterwards() -> object:
    yield
    actions.rebind({})


def test_each_wrong_line_is_said_with_its_place_and_the_rest_holds(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(WRONG, encoding="utf-8")
    said = cli(capsys, "settings", "--format", "json")
    assert said.code == 0
    assert said.err.splitlines() == [
        f"{file}, line 1: no setting “theem”. Nearest: “theme”. It is left out.",
        f"{file}, line 2: theme is one of dark, light, contrast, none, not “brown”. "
        "It is left out.",
        f"{file}, line 4: player needs {{file}} where the recording goes, not “mpv”.",
        f"{file}, line 9: no action “foo”. It is left out.",
        f"{file}, line 10: no key “bakspace” for remove. Nearest: “backspace”. It keeps its own.",
        f"{file}, line 11: code_pinned needs nine keys, one a digit, not 2. It keeps its own.",
        f"{file}, line 14: no action “smaler”. Nearest: “smaller”. It is left out.",
        f"{file}, line 17: no action “strength” on a screen “home”; it is on coding.",
        f"{file}, line 15: n means “next” on coding already; coding.smaller keeps its own.",
    ]
    held = {row["setting"]: (row["value"], row["from"]) for row in json.loads(said.out)}
    assert held == {
        "theme": ("dark", "default"),
        "language": ("", "default"),
        "ambiguous_width": ("2", "file"),
        "player": ("", "default"),
        "recordings": ("7", "file"),
        "keys.undo": ("f12", "file"),
        "keys.repeat": ("u", "file"),
        "keys.coding.larger": ("€", "file"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'theme = "light\n', "is no TOML: Illegal character"),
        (b"theme = \xff\n", "is no text in UTF-8"),
        (b"theme = true\n", "line 1: theme is a text in quotes, not true."),
        (b"keys = 3\n", "line 1: keys is a table"),
        (b"[keys]\nundo = 3\n", "line 2: the keys of undo are a text"),
        (b"[keys]\nundo = []\n", "line 2: undo is given no key"),
    ],
)
def test_a_file_that_cannot_be_understood_is_said_in_one_line_and_nothing_else_changes(
    file: Path, text: bytes, said: str
) -> None:
    file.write_bytes(text)
    found = kept.read(file)
    problems = [*found.problems, *(found.wrong(*one) for one in actions.rebind(found.keys))]
    assert len(problems) == 1
    assert said in problems[0]
    assert "\n" not in problems[0]
    assert str(file) in problems[0]
    assert dict(found.values) == dict(kept.Settings().values)


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('theme = "light"\nlanguage = "zh"\n', encoding="utf-8")
    assert (kept.read(file)["theme"], kept.read(file)["language"]) == ("light", "zh")
    monkeypatch.setenv("NO_COLOR", "1")
    assert kept.read(file)["theme"] == "none"
    monkeypatch.setenv("QUALCODE_THEME", "contrast")
    monkeypatch.setenv("QUALCODE_LANGUAGE", "en")
    found = kept.read(file)
    assert (found["theme"], found.sources["theme"]) == ("contrast", "$QUALCODE_THEME")
    assert found["language"] == "en"


def test_the_file_that_is_written_changes_nothing_and_is_never_written_over(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert str(file) in cli(capsys, "settings", "--write").err
    assert kept.read(file).problems == ()
    assert dict(kept.read(file).values) == dict(kept.Settings().values)
    shown = file.read_text(encoding="utf-8")
    uncommented = "".join(
        line.removeprefix("# ") + "\n"
        for line in shown.splitlines()
        if line.startswith(("# [", *(f"# {s.name} =" for s in kept.SETTINGS), "# undo", "# larger"))
    )
    file.write_text(uncommented, encoding="utf-8")
    found = kept.read(file)
    assert (found.problems, actions.rebind(found.keys)) == ((), [])
    assert "left as it is" in cli(capsys, "settings", "--write").err.replace("was left", "left")
    assert file.read_text(encoding="utf-8") == uncommented


def test_keys_may_be_exchanged() -> None:
    assert actions.rebind({"larger": ("S",), "smaller": ("s",)}) == []
    larger, smaller = actions.find("coding", "S"), actions.find("coding", "s")
    assert (larger and larger.id, smaller and smaller.id) == ("larger", "smaller")


def test_of_two_lines_with_one_key_the_first_holds() -> None:
    wrong = actions.rebind({"larger": ("€",), "smaller": ("€",)})
    assert [name for name, _ in wrong] == ["smaller"]
    found, own = actions.find("coding", "€"), actions.find("coding", "S")
    assert (found and found.id, own and own.id) == ("larger", "smaller")


async def test_another_key_does_the_action_and_every_word_names_it(
    project: Project, file: Path
) -> None:
    file.write_text(
        '[keys]\nundo = "f12"\ncode_pinned = "€ ₤ ₩ ₪ ₫ ₭ ₮ ₱ ₲"\n',
        encoding="utf-8",
    )
    settings = kept.read(file)
    app = QualcodeApp(project, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "d", "enter", "down", "₤")
        assert [row.code for row in project.coding.rows()] == ["fatigue"]
        assert "· f12 undoes" in screen_text(app)[-2]
        assert "€-₲" in screen_text(app)[-1]
        await press(pilot, "f12")
        assert project.coding.rows() == []
        await press(pilot, "g", "h", "1")
        assert "Documents" in screen_text(app)[0]


async def test_what_is_wrong_with_the_file_is_said_at_home_and_stays(
    project: Project, file: Path
) -> None:
    file.write_text(WRONG, encoding="utf-8")
    app = QualcodeApp(project, kept.read(file))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = " ".join(line.strip() for line in screen_text(app)[-5:])
        assert "line 1: no setting “theem”" in shown.replace("  ", " ")
        assert "8 more: qualcode settings lists them." in shown
        await press(pilot, "g", "d", "enter", "down", "1")
        assert project.coding.count() == 1


async def test_without_a_file_the_program_asks_for_none(project: Project, file: Path) -> None:
    async with running(project) as (app, _pilot):
        assert app.settings.path is None
    assert not file.exists()
