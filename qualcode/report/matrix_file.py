"""The case × code matrix for other programs: csv, SPSS and Parquet, with its data dictionary.

Numbers stay numbers and what is unknown stays empty, so that every result can be repeated there.
Of a csv and a Parquet file the dictionary stands beside it, as NAME.dictionary.csv; an SPSS file
holds labels and levels itself, and gets the dictionary too, for the definitions.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import StorageFailed, UsageError
from qualcode.report import atomic
from qualcode.report.plain import BOM, csv_text

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".sav", ".parquet")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_LABEL = 256
"""Characters that SPSS keeps of a label."""


def write(path: Path, frame: pd.DataFrame, dictionary: pd.DataFrame) -> tuple[Path, Path]:
    """Write a matrix (index: case) and its dictionary; return both paths.

    Raises: UsageError for another ending, StorageFailed, also where a library is missing.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"A matrix is written as {', '.join(FORMATS)}, not “{suffix}”.")
    whole = frame.copy()
    whole.insert(0, "case", list(map(str, frame.index)), allow_duplicates=True)
    whole = whole.reset_index(drop=True)
    if suffix == ".csv":
        atomic.write(path, lambda fresh: _csv(fresh, whole))
    elif suffix == ".sav":
        names = _names(whole)
        dictionary = dictionary.assign(name=names)
        atomic.write(path, lambda fresh: _sav(fresh, whole, dictionary, names))
    else:
        atomic.write(path, lambda fresh: _parquet(fresh, whole))
    beside = path.with_name(f"{path.stem}.dictionary.csv")
    atomic.write(beside, lambda fresh: _csv(fresh, dictionary))
    return path, beside


def _csv(path: Path, frame: pd.DataFrame) -> None:
    path.write_bytes((BOM + csv_text(frame)).encode())


def _names(frame: pd.DataFrame) -> list[str]:
    """Return a name that SPSS takes for each column: its own, or v and its number."""
    found: list[str] = []
    for at, name in enumerate(map(str, frame.columns)):
        fits = _NAME.fullmatch(name) and name.lower() not in {n.lower() for n in found}
        found.append(name if fits else f"v{at:03}")
    return found


def _sav(path: Path, frame: pd.DataFrame, dictionary: pd.DataFrame, names: list[str]) -> None:
    try:
        import pyreadstat
    except ImportError:
        raise StorageFailed(
            f"{path.suffix} needs pyreadstat. Install it with: pip install pyreadstat"
        ) from None
    made, labels = _coded(frame, list(dictionary["kind"]), names)
    pyreadstat.write_sav(
        made,
        str(path),
        column_labels=[
            label[:_LABEL] if kind == "code" else str(column)[:_LABEL]
            for column, label, kind in zip(
                frame.columns, dictionary["label"], dictionary["kind"], strict=True
            )
        ],
        variable_value_labels=labels,
        variable_measure={
            name: _MEASURES.get(kind, "nominal")
            for name, kind in zip(names, dictionary["kind"], strict=True)
        },
    )


_MEASURES = {"ordinal": "ordinal", "scale": "scale", "weight": "scale"}


def _coded(
    frame: pd.DataFrame, kinds: list[str], names: list[str]
) -> tuple[pd.DataFrame, dict[str, dict[int | float, str]]]:
    """Return a frame of numbers and texts alone, and what the numbers of levels stand for."""
    import pandas as pd

    columns: dict[str, Any] = {}
    labels: dict[str, dict[int | float, str]] = {}
    for at, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        column = frame.iloc[:, at]
        if kind == "code":
            columns[name] = column.astype("float64")
            labels[name] = {1: "applied", 0: "not applied"}
        elif isinstance(column.dtype, pd.CategoricalDtype):
            codes = column.cat.codes.astype("float64") + 1
            columns[name] = codes.where(codes > 0)
            labels[name] = {n: str(v) for n, v in enumerate(column.cat.categories, 1)}
        elif column.dtype.kind in "iuf":
            columns[name] = column.astype("float64")
        elif column.dtype.kind == "M":
            columns[name] = column
        else:
            columns[name] = column.astype(object).where(column.notna(), "")
    return pd.DataFrame(columns), labels


def _parquet(path: Path, frame: pd.DataFrame) -> None:
    try:
        import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: F401
    except ImportError:
        raise StorageFailed(
            f"{path.suffix} needs pyarrow. Install it with: pip install 'qualcode[parquet]'"
        ) from None
    if frame.columns.has_duplicates:
        frame = frame.rename(columns={})
        frame.columns = [
            name if name not in list(frame.columns[:at]) else f"{name} (code)"
            for at, name in enumerate(frame.columns)
        ]
    frame.attrs = {}
    frame.to_parquet(path, index=False)
