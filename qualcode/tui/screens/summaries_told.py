"""What is told of summaries: a cell as it is shown, the line on the marked one, the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.tui.i18n import counted, number, t

if TYPE_CHECKING:
    from qualcode.analysis.evidence import Change
    from qualcode.analysis.summary_cells import Cell, SummaryMatrix

STALE = "✱"


def shown(cell: Cell) -> str:
    """Return a cell of the grid: the summary, or what is there instead."""
    if cell.summary is not None:
        return f"{STALE} {cell.summary.text}" if cell.stale else cell.summary.text
    if cell.state == "coded":
        return t("cell lacking", n=number(cell.segments))
    said = t(f"cell {cell.state}")
    return f"{said}{t('cell so far', n=number(cell.open))}" if cell.open else said


def told(cell: Cell, subject: str) -> str:
    """Return the line on a cell: its place, what stands behind it, what changed since."""
    if cell.state == "coded":
        said = t("cell behind", n=counted(cell.segments, "segment"))
    else:
        said = t("cell none", why=t(f"cell {cell.state}"))
    if cell.open:
        said += t("cell open", n=number(cell.open))
    parts = [f"{cell.case} · {subject}{t('colon')}{said}"]
    if cell.stale:
        parts.append(f"{STALE} {t('cell since', what=change(cell.change))}")
    if cell.summary is not None:
        parts.append(cell.summary.coder)
    return " · ".join(parts)


def change(found: Change) -> str:
    """Return what happened to segments, in words."""
    pairs = (("added", found.added), ("removed", found.removed), ("changed", found.changed))
    return t("cell between").join(t(f"cell {what}", n=number(n)) for what, n in pairs if n)


def foot(matrix: SummaryMatrix) -> str:
    """Return how much of a matrix is written, and why the rest is not."""
    cells = [cell for row in matrix.rows for cell in row]
    written = sum(cell.summary is not None for cell in cells)
    said = t(
        "summaries foot", cases=counted(len(matrix.rows), "case"), n=number(written),
        of=counted(len(cells), "cell"),
    )  # fmt: skip
    counts = [
        ("stale", sum(cell.stale for cell in cells)),
        ("lacking", sum(cell.summary is None and cell.state == "coded" for cell in cells)),
        *(
            (state, sum(cell.summary is None and cell.state == state for cell in cells))
            for state in ("nothing coded", "not reviewed", "no material")
        ),
    ]  # fmt: skip
    parts = [t(f"summaries {what}", n=number(n)) for what, n in counts if n]
    return t("summaries between").join([said, *parts])
