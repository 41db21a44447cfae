"""Write the pages that are made from the program: `docs/schema.md` and `docs/keys.md`.

python docs/make.py
"""

from __future__ import annotations

from pathlib import Path

from qualcode.store.tables import REVISION, metadata
from qualcode.tui import actions

HERE = Path(__file__).parent


def schema() -> str:
    """Return the tables of a project as Markdown."""
    parts = [
        "# The tables of a project\n\n"
        f"Schema revision {REVISION}. A project is one SQLite file, or a PostgreSQL schema; read "
        "it with any tool, and write it through qualcode alone: every change is journalled.\n"
        "Offsets (`start_at`, `end_at`) are code points, half-open. Times are ISO 8601 in UTC, "
        "flags 0 or 1, lists and mappings JSON.\n"
        "A *journalled* table changes through batches; a *derived* table or column is computed and "
        "can be rebuilt.\n"
    ]
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        kind = next((k for k in ("journal", "derived") if table.info.get(k)), "")
        said = {"journal": "journalled", "derived": "derived"}.get(kind, "journal")
        parts.append(f"## {name}\n\n{said}\n\n| column | type | refers to |\n|---|---|---|")
        for column in table.columns:
            refers = ", ".join(f"`{k.column.table.name}`" for k in column.foreign_keys)
            note = " (derived)" if column.info.get("derived") else ""
            parts.append(f"| `{column.name}`{note} | {column.type} | {refers} |")
        parts.append("")
    return "\n".join(parts)


def keys() -> str:
    """Return the keys of every screen as Markdown."""
    return "# Keys\n\nMade from the registry of actions.\n\n" + actions.markdown()


PAGES = {"schema.md": schema, "keys.md": keys}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
