"""Survey tools: one file a tool, found by looking; a new one is one more file.

Each has `layout(rows)`: the Layout of a file of that tool, None where the rows are none of its.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from qualcode.cases.layout import Layout


def recognised(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of the tool that wrote these rows, None where none is known to."""
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        layout: Layout | None = module.layout(rows)
        if layout is not None:
            return layout
    return None
