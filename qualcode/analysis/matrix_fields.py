"""Fields and weights beside the case × code matrix, and the dictionary that says what each is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.analysis.crosstab_fields import variable
from qualcode.analysis.crosstab_settings import hidden_below
from qualcode.cases.area import Cases, VariableRow
from qualcode.coding.codes import all_codes, find_code
from qualcode.errors import UsageError
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

DICTIONARY = [
    "column", "kind", "label", "values", "n", "missing", "missing_means", "definition_en",
    "definition_zh",
]  # fmt: skip
_CODE = "1 applied; 0 reviewed and not applied"
_UNKNOWN = "not reviewed for this code"


def joined(
    store: Store, frame: pd.DataFrame, fields: Sequence[str], weight: str | None
) -> pd.DataFrame:
    """Return a matrix with fields of its cases as further columns, the weight last.

    A field that is called as a code is has ` (field)` behind its name. `attrs["fields"]` names the
    columns and their variables. Raises: NotFound, Ambiguous, UsageError.
    """
    chosen = [variable(store, name) for name in fields]
    if weight is not None:
        of = variable(store, weight, "weight")
        if of.kind not in ("weight", "scale"):
            raise UsageError(f"“{of.name}” is {of.kind}: a weight is a variable of numbers.")
        chosen.append(of)
    chosen = list(dict.fromkeys(chosen))
    if not chosen:
        return frame
    people = Cases(store).frame([v.name for v in chosen])
    columns = dict(zip(map(str, people.columns[2:]), chosen, strict=True))
    people = people.drop_duplicates("case").set_index("case").drop(columns="kind")
    made = frame.copy()
    named: dict[str, str] = {}
    for column, of in columns.items():
        name = of.name if of.name not in frame.columns else f"{of.name} (field)"
        made[name] = people[column].reindex(frame.index)
        named[name] = of.name
    made.attrs = {**frame.attrs, "fields": named, "weight": chosen[-1].name if weight else None}
    if (told := _alone(store, made, list(named))) and frame.attrs.get("foot"):
        made.attrs["foot"] = f"{frame.attrs['foot']} {told}"
    return made


def _alone(store: Store, frame: pd.DataFrame, names: Sequence[str]) -> str:
    """Return what is to be known of cases that few others are like: whoever knows them finds them.

    A matrix is a row a case, for another program to repeat every number: nothing of it is hidden.
    """
    with store.read() as connection:
        least = hidden_below(connection)
    if not least or not names:
        return ""
    sizes = frame.groupby(list(names), dropna=False, observed=True).size().to_numpy()
    few = int(sizes[sizes < least].sum())
    if not few:
        return ""
    listed = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
    return (
        f"{few:,} of {len(frame):,} cases share what they have of {listed} with fewer than "
        f"{least - 1} others: who knows that of them can find them here."
    )


def dictionary(store: Store, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what each column of a matrix is: a row a column, with the columns of DICTIONARY.

    values: of a code what 1 and 0 say, of a field its levels in their order; n and missing: cases.
    """
    import pandas as pd

    named: dict[str, str] = frame.attrs.get("fields", {})
    known = {v.name: v for v in Cases(store).variables()}
    paths = _paths(store)
    rows: list[list[Any]] = [
        ["case", "id", "the case's name", "", len(frame), 0, "", None, None],
    ]
    definitions = _definitions(store)
    for name in map(str, frame.columns):
        column = frame[name]
        there = int(column.notna().sum())
        missing = len(frame) - there
        if name in named:
            of = known[named[name]]
            weight = frame.attrs.get("weight") == of.name
            kind = "weight" if weight else of.kind
            levels = "; ".join(_levels(of, column))
            rows.append([name, kind, of.name, levels, there, missing, "no value", None, None])
        else:
            code = find_code(store, name)
            en, zh = definitions[code.id]
            rows.append([name, "code", paths[code.id], _CODE, there, missing, _UNKNOWN, en, zh])
    made = pd.DataFrame(rows, columns=DICTIONARY)
    made.attrs["foot"] = frame.attrs.get("foot", "")
    return made


def _levels(of: VariableRow, column: pd.Series[Any]) -> Collection[str]:
    if hasattr(column, "cat"):
        return [str(level) for level in column.cat.categories]
    return of.levels


def _paths(store: Store) -> dict[int, str]:
    codes = {code.id: code for code in all_codes(store)}
    found = {}
    for key, code in codes.items():
        line = [code.code]
        while code.parent_id in codes and len(line) <= len(codes):
            code = codes[code.parent_id]
            line.append(code.code)
        found[key] = " / ".join(reversed(line))
    return found


def _definitions(store: Store) -> dict[int, tuple[str | None, str | None]]:
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, definition_en, definition_zh FROM code")
        return {r[0]: (r[1], r[2]) for r in rows}
