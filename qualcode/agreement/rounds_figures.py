"""The figures of a closed round: those it had when it was closed, whatever is done later.

Its work is closed too, but a merge of codes or a corrected text would still move a figure that is
computed anew; so what was found at the end is kept with the round.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.compared import Comparison

KEY = "figures"
TABLES = ("overall", "by_code")


def taken(found: Comparison) -> dict[str, Any]:
    """Return the figures of a comparison as they are kept: records a table, and the foot."""
    kept: dict[str, Any] = {"foot": found.foot}
    for name in TABLES:
        frame: pd.DataFrame = getattr(found, name)
        kept[name] = [
            {str(k): None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}
            for row in frame.to_dict("records")
        ]
    return kept


def foot(settings: Mapping[str, Any]) -> str:
    """Return the foot that was kept with a round, and that it was."""
    return f"{settings[KEY]['foot']} Figures by code and over all are those of when it was closed."


def table(settings: Mapping[str, Any], name: str) -> pd.DataFrame:
    """Return a table that was kept with a round (overall, by_code), its foot in `attrs`."""
    import pandas as pd

    kept = settings[KEY]
    frame = pd.DataFrame(kept[name])
    texts = {"code", "coefficient", "note"}
    frame = frame.astype({n: "str" if n in texts else "float64" for n in frame.columns})
    whole = [n for n in frame.columns if n.startswith("n_")]
    frame = frame.astype(dict.fromkeys(whole, "int64"))
    frame.attrs["foot"] = foot(settings)
    return frame
