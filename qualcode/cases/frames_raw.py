"""The cells that a variable was read from, had back from its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qualcode.cases.reading import cell_of
from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd


def raw_frame(store: Store, variable: int) -> pd.DataFrame:
    """Return one row a case: `case`, and the cell in each column that the variable came from."""
    import pandas as pd

    with store.read() as connection:
        m = mark(connection)
        settings, name = connection.exec_driver_sql(
            f"SELECT settings, name FROM variable WHERE id = {m}", (variable,)
        ).one()
        rows = connection.exec_driver_sql(
            "SELECT c.name, v.number, v.content, v.missing FROM cases c "
            f"LEFT JOIN value v ON v.case_id = c.id AND v.variable_id = {m} ORDER BY c.id",
            (variable,),
        ).all()
    found: dict[str, list[str]] = {"case": [r[0] for r in rows]}
    for column, kept in (json.loads(settings).get("raw") or {name: {}}).items():
        found[column] = [cell_of(kept, r[0], (r[1], r[2], r[3])) for r in rows]
    return pd.DataFrame(found, dtype="str")
