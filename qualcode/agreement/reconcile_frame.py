"""Disagreements with what is decided on them, and why coders differed, as frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.agreement.disagreements import KINDS
from qualcode.agreement.reconcile import REASONS, Row
from qualcode.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "id", "number", "document", "start", "end", "text", "kind", "codes", "state", "choice", "takes",
    "reason", "note", "rule", "decided_by", "decided",
)  # fmt: skip


def disagreements(rows: Sequence[Row], letters: Sequence[str]) -> pd.DataFrame:
    """Return a row a disagreement; see `Reconciliation.frame`."""
    import pandas as pd

    listed = []
    for row in rows:
        said = row.decision
        decided = (
            ["", (), "", "", "", "", ""]
            if said is None
            else [said.choice, tuple(dict.fromkeys(code for code, _, _ in said.takes)),
                  said.reason, said.note, said.rule, said.coder, said.created]
        )  # fmt: skip
        listed.append(
            [row.id, row.number, row.document, row.start, row.end, row.text, ", ".join(row.kinds),
             row.codes, row.state, *decided, *(one.codes for one in row.layers)]
        )  # fmt: skip
    return pd.DataFrame(listed, columns=[*COLUMNS, *letters])


def reasons(rows: Sequence[Row], codes: Sequence[str], by: str) -> pd.DataFrame:
    """Return a row a reason; see `Reconciliation.reasons`. Raises: UsageError."""
    import pandas as pd

    if by not in ("kind", "code"):
        raise UsageError("Reasons are tabulated by kind or by code.")
    decided = [(row, row.decision) for row in rows if row.decision is not None]
    columns: Sequence[str] = KINDS
    if by == "code":
        columns = [code for code in codes if any(code in row.codes for row, _ in decided)]
    listed = []
    for reason in REASONS:
        fitting = [row for row, said in decided if said.reason == reason]
        parts = [row.kinds if by == "kind" else row.codes for row in fitting]
        percent = 100 * len(fitting) / len(decided) if decided else float("nan")
        listed.append(
            [reason, len(fitting), percent, *(sum(c in part for part in parts) for c in columns)]
        )
    return pd.DataFrame(listed, columns=["reason", "n", "percent", *columns])
