"""Write the pages that are made from the program: `docs/schema.md` and `docs/keys.md`.

python docs/make.py
"""

from __future__ import annotations

from pathlib import Path

from qualcode.store.tables import REVISION, metadata
from qualcode.tui import actions
from qualcode.tui import settings as kept

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


def settings() -> str:
    """Return the settings as Markdown."""
    rows = [
        f"| `{one.name}` | {', '.join(f'`{v}`' for v in one.values) or 'any text'} "
        f"| {f'`{one.default}`' if one.default else ''} "
        f"| {f'`${one.variable}`' if one.variable else ''} | {one.help} |"
        for one in kept.SETTINGS
    ]
    return (
        "# Settings\n\n"
        "One file of your own, in TOML, for all projects; `qualcode settings` says where it is and "
        "what holds, `qualcode settings --write` makes one to begin with. It stands in "
        "`~/.config/qualcode/settings.toml` (macOS: `~/Library/Application Support/qualcode`; "
        f"Windows: `%APPDATA%\\qualcode`), or where `${kept.VARIABLE}` says; never in a project. "
        "What cannot be understood is said in one line, with the line of the file and the nearest "
        "name that is known, and left out; the rest holds.\n\n"
        "| setting | values | without it | goes before the file | what |\n"
        "|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
        "## Keys\n\n"
        "An action has a name ([keys.md](keys.md)). Under `[keys]` it gets other keys on every "
        "screen that has it, under `[keys.coding]` on that screen. A key that means something else "
        "on the screen already is refused, and said; two actions may exchange their keys. Keys are "
        "characters, `f1` to `f12`, `ctrl+` and a letter, `enter`, `escape`, `backspace`, `space`, "
        "`tab`, `insert`, `delete`. What stands on nine digits takes nine keys. Arrows stay.\n\n"
        "The file as `--write` makes it:\n\n"
        f"```toml\n{kept.example()}```\n\n"
        "## Recordings\n\n"
        "`P` in Coding plays the recording of the document from the time code of the turn here. A "
        "recording has the document's name (`L03.mp3` for `L03`) and lies in the folder "
        "`recordings`, or beside the project.\n\n"
        "## Screen readers\n\n"
        "`qualcode open --plain` is the same interface line by line: the same screens, keys and "
        "actions, without frames, margin or control sequences. After each key the lines that are "
        "new are printed: the sentence or row you are at first, then what is coded there, what "
        "happened last. What you type is printed letter by letter. `?` lists the keys, `)` says "
        "the whole definition of the codes here, `ctrl+q` leaves.\n\n"
        "## In a browser\n\n"
        "`qualcode serve` shows the same interface at `http://127.0.0.1:8000`, to this machine "
        "alone; `--port` takes another port. The page loads nothing from outside. Whoever else "
        "works on this machine under another account can reach that address too while it runs.\n"
    )


PAGES = {"schema.md": schema, "keys.md": keys, "settings.md": settings}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
