"""Cases as one frame: read variable by variable, each typed by its kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.cases.area import VariableRow

_VALUES = "SELECT case_id, number, content FROM value WHERE missing IS NULL AND variable_id"
_ANSWERS = (
    "SELECT d.case_id, NULL, t.content FROM document d JOIN version v ON v.id = d.version_id "
    "JOIN texts t ON t.id = v.texts_id WHERE d.case_id IS NOT NULL AND d.variable_id"
)


def cases_frame(store: Store, variables: Sequence[VariableRow]) -> pd.DataFrame:
    """Return one row a case: `case`, `kind` and the variables, blank where there is no value."""
    import numpy as np
    import pandas as pd

    with store.read() as connection:
        m = mark(connection)
        cases = connection.exec_driver_sql("SELECT id, name, kind FROM cases ORDER BY id").all()
        keys = np.array([r[0] for r in cases], dtype=np.int64)
        columns: dict[str, Any] = {
            "case": pd.array([r[1] for r in cases], dtype="str"),
            "kind": pd.Categorical(pd.array([r[2] for r in cases], dtype="str")),
        }
        questions = {
            r[0]
            for r in connection.exec_driver_sql(
                "SELECT DISTINCT variable_id FROM document WHERE case_id IS NOT NULL"
            )
        }
        for variable in variables:
            sql = _ANSWERS if variable.id in questions else _VALUES
            rows = _rows(connection, f"{sql} = {m}", variable.id)
            at = np.searchsorted(keys, np.array([r[0] for r in rows], dtype=np.int64))
            name = variable.name if variable.name not in columns else f"{variable.name} (variable)"
            columns[name] = _column(variable, len(keys), at, rows)
    return pd.DataFrame(columns)


def _rows(connection: Connection, sql: str, variable: int) -> Sequence[Any]:
    """Return a variable's rows as the driver gives them: to dress them would take twice as long."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, (variable,))
        return cursor.fetchall()
    finally:
        cursor.close()


def _column(variable: VariableRow, n: int, at: Any, rows: Sequence[Any]) -> Any:
    """Return a variable's column of `n` rows, with its values at the places `at`."""
    import numpy as np
    import pandas as pd

    if variable.kind in ("scale", "weight"):
        numbers = np.full(n, np.nan)
        numbers[at] = [r[1] for r in rows]
        return numbers
    if variable.kind in ("nominal", "ordinal"):
        known: list[str] = list(dict.fromkeys([*variable.levels, *(r[2] for r in rows)]))
        index = {level: i for i, level in enumerate(known)}
        codes = np.full(n, -1, dtype=np.int32)
        codes[at] = [index[r[2]] for r in rows]
        return pd.Categorical.from_codes(
            codes, pd.Index(known, dtype=object), ordered=variable.kind == "ordinal"
        )
    texts = np.full(n, None, dtype=object)
    if variable.kind == "multiple response":
        texts[at] = ["; ".join(json.loads(r[2])) for r in rows]
    else:
        texts[at] = [r[2] for r in rows]
    if variable.kind == "date":
        # Of blanks alone pandas would choose another unit.
        return pd.to_datetime(pd.Series(texts), format="ISO8601").astype("datetime64[us]")
    return pd.array(texts, dtype="str")
