"""What a search takes and says on the command line beside its hits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.coding.autocode import Plan


def pairs(given: Sequence[str] | None) -> dict[str, str]:
    """Return conditions on cases, written FIELD=VALUE. Raises: UsageError."""
    found: dict[str, str] = {}
    for one in given or ():
        name, sign, value = one.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"“{one}” is no condition. Write FIELD=VALUE: district=Guqiao")
        found[name.strip()] = value.strip()
    return found


def planned(made: Plan) -> pd.DataFrame:
    """Return the passages of a plan as a frame."""
    import pandas as pd

    rows = [[p.document, p.start, p.end, p.text, made.code.code, p.there] for p in made.passages]
    columns = ["document", "start", "end", "text", "code", "coded_before"]
    return pd.DataFrame(rows, columns=columns)


def coded(made: Plan, preview: bool) -> str:
    """Return what was coded, or would be, and how to take it back."""
    new, code = len(made.new), made.code.code
    said = f"{new:,} of {len(made.passages):,} passages ({made.unit}) "
    there = len(made.passages) - new
    left = f"; {there:,} were within your segments of it already" if there else ""
    if preview:
        return f"{said}would be coded “{code}”{left}. Nothing was written."
    back = " Take it back with: qualcode history undo" if new else ""
    return f"{said}coded “{code}”, origin auto{left}.{back}"
