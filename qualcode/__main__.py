"""`python -m qualcode` is the `qualcode` program."""

from __future__ import annotations

from qualcode.cli import main

main()
