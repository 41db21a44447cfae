"""A person's settings: one TOML file of their own, never inside a project.

It stands in the platform's folder for settings, or where `$QUALCODE_SETTINGS` says. What cannot be
understood is said in one line each, in `problems`, and left out; all else holds. An environment
variable goes before the file, the file before the default.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qualcode.errors import StorageFailed, nearest_note

VARIABLE = "QUALCODE_SETTINGS"
DEFAULT, FILE = "default", "file"


@dataclass(frozen=True)
class Setting:
    """One setting: its values (empty: any text), the variable that goes before it, what it does."""

    name: str
    default: str
    values: tuple[str, ...]
    variable: str
    help: str


SETTINGS = (
    Setting("theme", "dark", ("dark", "light", "contrast", "none"), "QUALCODE_THEME",
            "Colours of the interface. `none` uses no colour at all, and so does $NO_COLOR."),
    Setting("language", "", ("en", "zh"), "QUALCODE_LANGUAGE",
            "Language of the interface; without it, that of the locale."),
    Setting("ambiguous_width", "measured", ("1", "2", "measured"), "",
            "Cells that characters such as … — “ take: measured at start, or given."),
    Setting("player", "", (), "",
            "Program that plays recordings, such as `mpv --start={seconds} {file}`."),
    Setting("recordings", "", (), "",
            "Folder with the recordings; without it, the folder of the project."),
)  # fmt: skip
"""Every setting but the keys, in the order of the docs."""

KEYS = "keys"
_ASSIGNED = re.compile(r"""\s*(?:[\w.-]+\.)?["']?([\w-]+)["']?\s*=""")


@dataclass(frozen=True)
class Settings:
    """What holds: values by name, and where each is from."""

    values: Mapping[str, str] = field(
        default_factory=lambda: {one.name: one.default for one in SETTINGS}
    )
    sources: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action, or screen.action → its keys."""
    problems: tuple[str, ...] = ()
    path: Path | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    """Name → the line of the file it stands on."""

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def wrong(self, name: str, said: str) -> str:
        """Return what is wrong with something in the file, as one line that names the place."""
        return f"{self.place(name)}: {said}"

    def place(self, name: str) -> str:
        """Return the file, and the line where a name stands if it is known."""
        line = self.lines.get(name.rpartition(".")[2])
        return f"{self.path}, line {line}" if line else str(self.path)


def path() -> Path:
    """Return where the settings are kept, whether the file is there or not."""
    given = os.environ.get(VARIABLE)
    return Path(given).expanduser() if given else _folder() / "settings.toml"


def _folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "qualcode"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "qualcode"
    # A relative XDG folder counts as none, says the specification.
    given = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    return (given if given.is_absolute() else home / ".config") / "qualcode"


def read(where: Path | None = None) -> Settings:
    """Return what holds: the file (none where it is not there), and the environment."""
    if where is None:
        return _with_environment(Settings())
    text, trouble = _text(where)
    lines = {
        found[1]: number
        for number, line in reversed(list(enumerate(text.split("\n"), 1)))
        if (found := _ASSIGNED.match(line))
    }
    settings = Settings(path=where, lines=lines)
    table: dict[str, Any] = {}
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        trouble = f"{where} is no TOML: {error}. None of its settings hold."
    problems = [trouble] if trouble else []
    values = dict(settings.values)
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        if name == KEYS:
            keys, bad = _keys(value)
            problems += [settings.wrong(at, said) for at, said in bad]
            continue
        try:
            values[name] = _value(name, value)
        except ValueError as error:
            problems.append(settings.wrong(name, str(error)))
    sources = {name: FILE for name in table if values.get(name) == _plain(table[name])}
    return _with_environment(
        replace(settings, values=values, sources=sources, keys=keys, problems=tuple(problems))
    )


def _text(where: Path) -> tuple[str, str]:
    """Return the file's text and what kept it from being read."""
    try:
        return where.read_text(encoding="utf-8-sig"), ""
    except FileNotFoundError:
        return "", ""
    except UnicodeDecodeError:
        return "", f"{where} is no text in UTF-8. None of its settings hold."
    except OSError as error:
        return "", f"{where} cannot be read: {error.strerror}. None of its settings hold."


def _plain(value: object) -> object:
    """Return a number as the text it stands for: ambiguous_width = 2 is "2"."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _value(name: str, value: object) -> str:
    """Return a setting's value. Raises: ValueError that says what is wrong."""
    known = {one.name: one for one in SETTINGS}
    if name not in known:
        raise ValueError(f"no setting “{name}”.{nearest(name, [*known, KEYS])} It is left out.")
    setting, given = known[name], _plain(value)
    if not isinstance(given, str):
        raise ValueError(f"{name} is a text in quotes, not {json.dumps(given, default=str)}.")
    if setting.values and given not in setting.values:
        listed = ", ".join(setting.values)
        near = nearest(given, setting.values)
        raise ValueError(f"{name} is one of {listed}, not “{given}”.{near} It is left out.")
    if name == "player" and given and "{file}" not in given:
        raise ValueError(f"player needs {{file}} where the recording goes, not “{given}”.")
    return given


def _keys(given: object) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Return the keys that are asked for, and (name, what is wrong)."""
    wanted: dict[str, tuple[str, ...]] = {}
    wrong: list[tuple[str, str]] = []

    def take(name: str, value: object) -> None:
        if isinstance(value, dict):
            for inner, below in value.items():
                take(f"{name}.{inner}" if name else inner, below)
        elif isinstance(value, str):
            wanted[name] = tuple(value.split())
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            wanted[name] = tuple(value)
        else:
            wrong.append((name, f"the keys of {name} are a text, or a list of texts."))

    if isinstance(given, dict):
        take("", given)
    else:
        wrong.append((KEYS, 'keys is a table: [keys], and below it lines such as undo = "f12".'))
    return wanted, wrong


def _with_environment(settings: Settings) -> Settings:
    """Return settings with what the environment says put before them."""
    values, sources = dict(settings.values), dict(settings.sources)
    problems = list(settings.problems)
    if os.environ.get("NO_COLOR"):
        values["theme"], sources["theme"] = "none", "$NO_COLOR"
    for one in SETTINGS:
        given = os.environ.get(one.variable, "") if one.variable else ""
        if not given:
            continue
        if one.name == "theme" and given not in one.values:
            listed = ", ".join(one.values)
            problems.append(f"${one.variable} is one of {listed}, not “{given}”.")
            continue
        values[one.name], sources[one.name] = given, f"${one.variable}"
    return replace(settings, values=values, sources=sources, problems=tuple(problems))


def nearest(name: str, known: Any) -> str:
    """Return ' Nearest: “a”.' where a known name is like this one."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return nearest_note([found[0]] if found else [])


# The file as it is first written, and what was shown once -----------------------------------------


def example() -> str:
    """Return a settings file that changes nothing and says what can be changed."""
    parts = ["# Settings of qualcode. Take the # away from a line to make it hold.\n"]
    for one in SETTINGS:
        values = f" One of: {', '.join(one.values)}." if one.values else ""
        value = one.default or (one.values[0] if one.values else "")
        if one.name == "player":
            value = "mpv --start={seconds} {file}"
        parts.append(f"# {one.help}{values}\n# {one.name} = {json.dumps(value)}\n")
    parts.append(
        "# Keys of actions by their names (docs/keys.md): on every screen, or on one.\n"
        '# [keys]\n# undo = "f12"\n# [keys.coding]\n# larger = ["€", "f11"]\n'
    )
    return "\n".join(parts)


def write_example(where: Path) -> bool:
    """Write the example where there is no file yet; say whether it was. Raises: StorageFailed."""
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with where.open("x", encoding="utf-8") as file:
            file.write(example())
    except FileExistsError:
        return False
    except OSError as error:
        raise StorageFailed(
            f"{where} cannot be written: {error.strerror}. Name another place in ${VARIABLE}."
        ) from error
    return True


def seen(what: str) -> bool:
    """Say whether something that is shown once was shown."""
    try:
        kept = json.loads(_state().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(kept, list) and what in kept


def see(what: str) -> None:
    """Remember that something was shown; where that cannot be kept, it is shown again."""
    where = _state()
    if seen(what):
        return
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        kept = json.loads(where.read_text(encoding="utf-8")) if where.exists() else []
        where.write_text(json.dumps([*kept, what]), encoding="utf-8")
    except (OSError, ValueError, TypeError):
        return


def _state() -> Path:
    return path().with_name("seen.json")
