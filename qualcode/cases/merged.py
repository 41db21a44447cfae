"""Header cells of a workbook that are merged over several columns: a name for each of these.

Where a second row names the columns below a merged cell, both are the header: `Trust: police`.
Else the columns are numbered: `Trust_1`. What is merged over all columns is a title.
"""

from __future__ import annotations

from pathlib import Path


def filled(path: Path, sheet: str, rows: list[list[str]]) -> list[list[str]]:
    """Return a sheet's rows with one header row, each of its columns named where cells tell it."""
    if not rows or not _gaps(rows):
        return rows
    spans = _merged(path, sheet)
    if not spans:
        return rows
    width = max(map(len, rows[:2]))
    head = rows[0] + [""] * (width - len(rows[0]))
    second = (rows[1] if len(rows) > 1 else []) + [""] * width
    if spans[0] == (0, width - 1) and len(rows) > 1:
        return [rows[1], [], *rows[2:]]  # over all columns: a title, and the header is below it
    below = {at for first, last in spans for at in range(first, last + 1)}
    apart = [at for at in range(width) if at not in below]
    two = all(second[at].strip() for at in below if at < width) and not any(
        second[at].strip() for at in apart
    )
    for first, last in spans:
        name = head[first].strip()
        for n, at in enumerate(range(first, min(last + 1, width)), 1):
            head[at] = f"{name}: {second[at].strip()}" if two else f"{name}_{n}"
    # A blank row in the place of the second: the others keep their numbers.
    return [head, [], *rows[2:]] if two else [head, *rows[1:]]


def _gaps(rows: list[list[str]]) -> bool:
    """Say whether a header leaves a column without a name, before its end or after it."""
    head = rows[0]
    return any(not c.strip() for c in head) or any(len(r) > len(head) for r in rows[1:3])


def _merged(path: Path, sheet: str) -> list[tuple[int, int]]:
    """Return which columns of the first row are merged, from the first to the last."""
    import openpyxl

    # Only a book that is read whole tells what is merged in it.
    book = openpyxl.load_workbook(path)
    try:
        ranges = book[sheet].merged_cells.ranges
        return sorted(
            (one.min_col - 1, one.max_col - 1)
            for one in ranges
            if one.min_row == 1 and one.max_col > one.min_col
        )
    finally:
        book.close()
