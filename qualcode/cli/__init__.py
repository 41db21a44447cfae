"""The command line: parse, call the project, print."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the way in of the `qualcode` program."""
    try:
        from qualcode.cli.app import run
    except KeyboardInterrupt:
        raise SystemExit(1) from None
    run()
