"""`survey.yaml`: what was decided of a survey file, so that the import can be repeated.

One entry a question, under its name: `type`, `order` (the lowest first), `missing` (cell: reason).
What an argument says goes before what the file says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.cases.survey_plan import Column, Plan, Stated
from qualcode.errors import NotFound, StorageFailed, UnreadableSource

_TOP = (
    "file",
    "tool",
    "id",
    "id_prefix",
    "weight",
    "prefix",
    "kind",
    "sheet",
    "encoding",
    "columns",
)
_OF_COLUMN = ("type", "order", "missing")
LARGEST = 5_000_000
"""Bytes of a settings file."""


@dataclass(frozen=True)
class Settings:
    """What a settings file says."""

    top: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, dict[str, str]] = field(default_factory=dict)


def loaded(path: Path) -> Any:
    """Return what a YAML file of settings holds. Raises: NotFound, UnreadableSource."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableSource(f"{path.name} is larger than {LARGEST:,} bytes. Is it one?")
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"No file {path}.") from error
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}.") from error
    except (YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UnreadableSource(f"{path.name}{where} is no YAML. Look at it.") from error


def read(path: Path) -> Settings:
    """Read a settings file. Raises: NotFound, UnreadableSource naming file and entry."""
    top = mapping(path, "the file", loaded(path) or {}, _TOP)
    columns = mapping(path, "columns", top.pop("columns", None) or {})
    settings = Settings({k: str(v) for k, v in top.items() if v is not None})
    for name, said in columns.items():
        entry = mapping(path, f"“{name}”", said or {}, _OF_COLUMN)
        if entry.get("type"):
            settings.types[name] = str(entry["type"])
        if entry.get("order"):
            if not isinstance(entry["order"], list):
                raise UnreadableSource(f"{path.name}, “{name}”: order is a list, the lowest first.")
            settings.order[name] = [str(one) for one in entry["order"]]
        if entry.get("missing"):
            cells = mapping(path, f"“{name}”, missing", entry["missing"])
            settings.missing[name] = {cell: str(reason) for cell, reason in cells.items()}
    return settings


def mapping(path: Path, where: str, value: Any, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a mapping by names. Raises: UnreadableSource for what is none, or an unknown name."""
    if not isinstance(value, Mapping):
        raise UnreadableSource(f"{path.name}, {where}: names and what they are were expected.")
    found = {str(key): one for key, one in value.items()}
    if wrong := [key for key in found if known and key not in known]:
        raise UnreadableSource(
            f"{path.name}, {where}: unknown entry “{wrong[0]}”. Entries are: {', '.join(known)}."
        )
    return found


def write(path: Path, plan: Plan, stated: Stated, kind: str, encoding: str | None) -> None:
    """Write what was decided of a file. Raises: StorageFailed."""
    top = {
        "file": plan.sheet.name, "tool": plan.sheet.layout.tool, "id": plan.ids.column,
        "id_prefix": stated.id_prefix, "prefix": stated.prefix, "kind": kind,
        "encoding": encoding or "",
    }  # fmt: skip
    columns = {}
    for column in plan.columns:
        if column.type != "id" and not _made(column):
            columns[column.column] = _entry(column, stated.missing.get(column.column, {}))
    if "*" in stated.missing:
        columns["*"] = {"missing": dict(stated.missing["*"])}
    dump(path, {**{k: v for k, v in top.items() if v}, "columns": columns})


def dump(path: Path, said: Mapping[str, Any]) -> None:
    """Write settings as YAML. Raises: StorageFailed."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 100
    writer.allow_unicode = True
    try:
        with path.open("w", encoding="utf-8") as stream:
            writer.dump(dict(said), stream)
    except OSError as error:
        raise StorageFailed(f"{path} cannot be written: {error.strerror}.") from error


def _made(column: Column) -> bool:
    """Say whether a question was made beside another: it is made again with it."""
    return any(p.hint == "other_text" and p.derived for w in column.written for p in w.parts)


def _entry(column: Column, missing: Mapping[str, str]) -> dict[str, Any]:
    word = column.type
    if word == "meta" and column.personal:
        word = "personal"
    if word == "open_text" and not column.open_ended:
        word = "text"
    ordered = "ordinal" in (word, column.item_type)
    entry: dict[str, Any] = {"type": "skip" if word == "empty" else word}
    if ordered:
        entry["order"] = list(column.levels)
    if missing:
        entry["missing"] = dict(missing)
    return entry
