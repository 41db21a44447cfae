"""`events.yaml`: how an event log is reduced, so that it can be done again.

One entry a decision, in the words of the command line. What an argument says goes before the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from qualcode.cases import survey_settings
from qualcode.errors import UnreadableSource, UsageError


@dataclass(frozen=True)
class Recipe:
    """What an event log is reduced by: columns of the file, and what is asked of them."""

    id: str = ""
    """The column that says whose event it is."""
    time: str = ""
    """The column that says when it was."""
    dates: str = ""
    """The form of its dates, where it can be doubted."""
    sum: tuple[str, ...] = ()
    mean: tuple[str, ...] = ()
    share: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of kinds, and the kinds wanted of each; none: all."""
    hours: tuple[int, ...] = ()
    """The hours at which the parts of the day begin."""
    visits: int = 0
    """Minutes without an event that end a visit; 0: visits are not counted."""
    missing: tuple[str, ...] = ()
    """Cells that say nothing, as a blank one."""
    leave_out: bool = False
    """Whether rows that cannot be read are left out."""
    zero: tuple[str, ...] = ()
    """Kinds of cases that had no event where the log has none of them."""
    known_only: bool = False
    """Whether people who are no cases here are left out."""
    join: str = ""
    prefix: str = ""
    id_prefix: str = ""
    kind: str = ""
    sheet: str = ""
    encoding: str = ""

    def with_said(self, **said: Any) -> Recipe:
        """Return the recipe with what an argument says in place of what it held."""
        held = {f.name: getattr(self, f.name) for f in fields(self)}
        return Recipe(**{**held, **{k: v for k, v in said.items() if v}})

    def checked(self) -> Recipe:
        """Return the recipe if it can be followed. Raises: UsageError."""
        if not self.id:
            raise UsageError("Say which column tells whose event a row is: --id COLUMN.")
        wrong = [h for h in self.hours if not 0 <= h <= 23]
        if wrong or len(self.hours) == 1 or len(set(self.hours)) < len(self.hours):
            raise UsageError(
                "The parts of a day begin at two or more different hours from 0 to 23, as 6, 12, "
                "18, 22."
            )
        if self.visits < 0:
            raise UsageError(f"{self.visits} minutes end no visit: give 1 or more.")
        return self


def read(path: Path) -> Recipe:
    """Read a recipe. Raises: NotFound, UnreadableSource naming file and entry."""
    names = ("file", *(f.name for f in fields(Recipe)))
    said = survey_settings.mapping(path, "the file", survey_settings.loaded(path) or {}, names)
    found: dict[str, Any] = {}
    for f in fields(Recipe):
        value = said.get(f.name)
        if value is None:
            continue
        found[f.name] = _entry(path, f.name, value)
    return Recipe(**found)


_LISTS = ("sum", "mean", "hours", "missing", "zero")


def _entry(path: Path, name: str, value: Any) -> Any:
    where = f"{path.name}, “{name}”"
    if name == "share":
        kinds = survey_settings.mapping(path, "share", value)
        return {column: _texts(f"{where}, “{column}”", of or []) for column, of in kinds.items()}
    if name == "hours":
        if not isinstance(value, list) or not all(type(h) is int for h in value):
            raise UnreadableSource(f"{where}: a list of hours was expected, as [6, 12, 18, 22].")
        return tuple(value)
    if name in _LISTS:
        return _texts(where, value)
    if name in ("leave_out", "known_only"):
        if not isinstance(value, bool):
            raise UnreadableSource(f"{where}: yes or no was expected.")
        return value
    if name == "visits":
        if type(value) is not int:
            raise UnreadableSource(f"{where}: a whole number of minutes was expected.")
        return value
    if isinstance(value, list | Mapping):
        raise UnreadableSource(f"{where}: one name was expected.")
    return str(value)


def _texts(where: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UnreadableSource(f"{where}: a list was expected.")
    return tuple(str(one) for one in value)


def write(path: Path, file: str, recipe: Recipe) -> None:
    """Write a recipe, without what it does not say. Raises: StorageFailed."""
    said: dict[str, Any] = {"file": file}
    for name, value in asdict(recipe).items():
        if isinstance(value, Mapping):
            value = {column: list(of) for column, of in value.items()}
        elif isinstance(value, Sequence) and not isinstance(value, str):
            value = list(value)
        if value:
            said[name] = value
    survey_settings.dump(path, said)
