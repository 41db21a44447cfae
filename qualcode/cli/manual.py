"""The form of the help: what stands for a value is written as in manuals, in capitals."""

from __future__ import annotations

from typing import Any

_KINDS = {"<str>": "TEXT", "<int>": "NUMBER", "<float>": "NUMBER", "<path>": "FILE"}


def show_as_in_manuals(command: Any) -> None:
    """Give every argument and option of a command, and of those below it, its word in capitals.

    Typer's own are Python's: `{file} <path>`, `--limit <int>`, `list[str]`.
    """
    for param in command.params:
        if param.param_type_name == "argument":
            _name_argument(param)
        elif param.metavar is None and not param.is_flag:
            kind = param.display_type(None)
            param.metavar = _KINDS.get(kind, kind.strip("<>") if "|" in kind else "TEXT")
    for below in getattr(command, "commands", {}).values():
        show_as_in_manuals(below)


def _name_argument(param: Any) -> None:
    word = (param.metavar or param.name.upper()).strip("[]")
    if param.nargs != 1 and not word.endswith("…"):
        word += "…"
    param.metavar = word
    usage = word if param.required else f"[{word}]"
    param.get_usage_pieces = lambda context: [usage]
    param.get_help_record = lambda context: (word, param.help or "")
