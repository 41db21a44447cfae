"""Starting the interface on a project."""

from __future__ import annotations

from pathlib import Path


def start(where: str | Path, coder: str | None = None) -> None:
    """Open a project and run the interface until it is left."""
    import qualcode
    from qualcode.tui.app import QualcodeApp

    with qualcode.open(where, coder=coder) as project:
        QualcodeApp(project).run()
