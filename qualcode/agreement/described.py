"""What a comparison rests on, as tables: who did how much of it, and every setting by name."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from qualcode.agreement.reduction import NOT_JUDGED
from qualcode.agreement.sides import OUTSIDE

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.compared import Comparison


def coverage(one: Comparison) -> pd.DataFrame:
    """Return a row a coder: coder, documents, n_units, n_judged, n_missing, n_coded, segments.

    documents: done by this coder. n_units: judged by two coders at least, for some code (characters
    where those are the unit); of them n_judged by this one, n_coded with a code of any kind.
    """
    import pandas as pd

    table = one.table
    judged = table.values != NOT_JUDGED
    base = (judged.sum(axis=1) >= 2).any(axis=1)
    rows = []
    for n, coder in enumerate(one.coders):
        looked, coded = judged[:, n].any(axis=1), (table.values[:, n] == 1).any(axis=1)
        units = [int(table.weights[base & which].sum()) for which in (base, looked, coded)]
        done = sum(coder in source.when for source in one.reading.sources)
        rows.append(
            (coder, done, units[0], units[1], units[0] - units[1], units[2],
             one.reading.segments.get(coder, 0))
        )  # fmt: skip
    columns = ["coder", "documents", "n_units", "n_judged", "n_missing", "n_coded", "segments"]
    return pd.DataFrame(rows, columns=columns)


def settings(one: Comparison) -> pd.DataFrame:
    """Return what the figures rest on, as rows of setting and value, both texts."""
    import pandas as pd

    how, who = one.options, one.who
    keys = dict.fromkeys(key for side in who.sides for key in sorted(side.rounds, key=str))
    used = [who.rounds[key] for key in keys if key is not None]
    times = sorted(time for source in one.reading.sources for time in source.when.values())
    said = {
        "coders": ", ".join(one.coders),
        "rounds": ", ".join(OUTSIDE if k is None else who.rounds[k].name for k in keys),
        "codebook": ", ".join(dict.fromkeys(f"freeze {r.freeze}" for r in used if r.freeze))
        or "as each coder knew it when done",
        "codes": f"{len(one.codes)}",
        "texts": ", ".join(one.sources),
        "unit": how.unit,
        "cover, percent of a unit": f"{how.percent}" if how.unit in ("sentence", "turn") else "",
        "share of matched spans": f"{how.threshold:g}" if how.unit == "matched" else "",
        "interviewers' turns": "counted" if how.interviewers else "left out",
        "categories": "rolled up" if how.categories else "codes alone",
        "intervals": how.interval if how.draws else "none",
        "draws": f"{how.draws}" if how.draws else "",
        "seed": f"{how.seed}" if how.draws else "",
        "level": f"{how.level:g}" if how.draws else "",
        "first done": times[0],
        "last done": times[-1],
        "qualcode": version("qualcode"),
    }
    return pd.DataFrame([(k, v) for k, v in said.items() if v], columns=["setting", "value"])
