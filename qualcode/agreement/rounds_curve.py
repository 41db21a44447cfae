"""Agreement over rounds: whether the next one was better. Training is no round of the curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qualcode.agreement.rounds import Round
from qualcode.errors import NotEnoughData

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ["coefficient", "value", "low", "high", "note"]
COLUMNS = ["round", "kind", "closed", *FIGURES]


def curve(rounds: Sequence[Round], overall: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Return the coefficients over all codes of each closed round, a row a round and coefficient.

    overall: a round's figures by its name. A round that two did not code says so in its note.
    """
    import pandas as pd

    rows: list[list[object]] = []
    for one in rounds:
        if one.closed is None or one.kind == "training":
            continue
        head: list[object] = [one.name, one.kind, one.closed]
        try:
            found = overall(one.name)[FIGURES].values.tolist()
        except NotEnoughData as error:
            found = [["", None, None, None, str(error)]]
        rows += [[*head, *row] for row in found]
    made = pd.DataFrame(rows, columns=COLUMNS)
    return made.astype(dict.fromkeys(("value", "low", "high"), "float64"))
