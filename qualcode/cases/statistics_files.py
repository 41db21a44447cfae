"""SPSS (.sav) and Stata (.dta) files: their own labels, missing codes and levels of measurement.

pyreadstat reads them, with the codes that a user declared missing kept apart: asked for otherwise
they would come back as plain blanks, and the reason would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qualcode.cases.layout import Layout, Part
from qualcode.cases.scales import why_missing
from qualcode.cases.sheet import Rows
from qualcode.errors import UnreadableSource

_ITEM = re.compile(r"(.+?)_?(\d+)")
_RELEASES = {"114": "10", "115": "12", "117": "13", "118": "14", "119": "15"}


def read(path: Path, *, encoding: str | None = None) -> tuple[Rows, Layout]:
    """Read a file of SPSS or Stata: its rows as texts, and what its columns are.

    Raises: UnreadableSource where the library is not installed.
    """
    import pyreadstat as library

    stata = path.suffix.lower() == ".dta"
    reader = library.read_dta if stata else library.read_sav
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"ENCRYPTEDSAV"):
        raise UnreadableSource(f"{path.name} is encrypted. Save it in SPSS without a password.")
    try:
        frame, meta = reader(
            str(path), user_missing=True, apply_value_formats=False, encoding=encoding
        )
    except (
        library.ReadstatError, library.PyreadstatError, UnicodeError, OSError, ValueError,
        MemoryError, OverflowError,
    ) as error:  # fmt: skip
        raise UnreadableSource(
            f"{path.name} cannot be read as a file of {'Stata' if stata else 'SPSS'}: {error}. "
            "Open it there and save it again, or name its encoding."
        ) from error
    columns = {name: [_cell(v) for v in frame[name].tolist()] for name in meta.column_names}
    parts = _parts(meta, columns)
    rows = [list(meta.column_names), *(list(row) for row in zip(*columns.values(), strict=True))]
    tool = f"Stata {_release(start)}".strip() if stata else "SPSS"
    layout = Layout(tool, 1, parts, grouping="choices")
    return Rows(path.name, rows, str(meta.file_encoding or "")), layout


def _cell(value: Any) -> str:
    """Return a value as a text: whole numbers without decimals, nothing for a blank."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _release(start: bytes) -> str:
    match = re.search(rb"<release>(\d+)</release>", start)
    number = match[1].decode() if match else str(start[0]) if start else ""
    return _RELEASES.get(number, "")


def _parts(meta: Any, columns: Mapping[str, Sequence[str]]) -> list[Part]:
    sets = {
        name: declared["label"] or group.lstrip("$")
        for group, declared in (meta.mr_sets or {}).items()
        for name in declared.get("variable_list", ())
    }
    stems: dict[str, list[str]] = {}
    for name in meta.column_names:
        if match := _ITEM.fullmatch(name):
            stems.setdefault(match[1], []).append(name)
    parts = []
    for at, name in enumerate(meta.column_names):
        label = meta.column_names_to_labels.get(name) or ""
        codes = {
            _cell(code): str(text)
            for code, text in (meta.variable_value_labels.get(name) or {}).items()
        }
        declared = _declared(meta, name, columns[name], codes)
        match = _ITEM.fullmatch(name)
        group = sets.get(name) or (match[1] if match and len(stems[match[1]]) > 1 else "")
        question, item = label, ""
        if group:
            question, sign, item = _parted(label)
            question, item = (question, item) if sign else ("", label)
        parts.append(
            Part(
                at, name, question, item, group,
                labels={c: t for c, t in codes.items() if c not in declared},
                missing=declared, measure=meta.variable_measure.get(name, ""),
            )
        )  # fmt: skip
    return parts


def _parted(label: str) -> tuple[str, str, str]:
    """Part a label into question and choice: `用途：写作`, `Uses: writing`."""
    match = re.fullmatch(r"(.+?)\s*([:：]|\s-\s|—)\s*(.+)", label)
    return (match[1], match[2], match[3]) if match else ("", "", label)


def _declared(
    meta: Any, name: str, cells: Sequence[str], codes: Mapping[str, str]
) -> dict[str, str]:
    """Return the cells that the file declares missing, with the reason that their label gives."""
    found: dict[str, str] = {}
    ranges = (meta.missing_ranges or {}).get(name) or []
    letters = {str(v) for v in (meta.missing_user_values or {}).get(name) or []}
    for cell in {*cells, *codes} - {""}:
        if cell in letters or any(_within(cell, one["lo"], one["hi"]) for one in ranges):
            found[cell] = why_missing(codes.get(cell, "")) or "empty"
    return found


def _within(cell: str, low: Any, high: Any) -> bool:
    if isinstance(low, str) or isinstance(high, str):
        return cell.rstrip() in (str(low).rstrip(), str(high).rstrip())
    try:
        return bool(low <= float(cell) <= high)
    except ValueError:
        return False
