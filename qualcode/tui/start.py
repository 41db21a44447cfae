"""Starting the interface on a project."""

from __future__ import annotations

import os
from pathlib import Path


def start(
    where: str | Path, coder: str | None = None, *, plain: bool = False, tour: bool = False
) -> None:
    """Open a project and run the interface until it is left.

    plain: line by line, for screen readers. tour: show the tour if it was not shown before.
    """
    import qualcode
    from qualcode.tui import settings as kept
    from qualcode.tui.app import QualcodeApp
    from qualcode.tui.plain import PlainApp
    from qualcode.tui.terminal import draw_for, measured
    from qualcode.tui.tour import TOUR
    from qualcode.tui.worker.client import Client

    settings = kept.read(kept.path())
    if settings["language"]:
        # The one place that says which language is spoken is the environment.
        os.environ["QUALCODE_LANGUAGE"] = settings["language"]
    with qualcode.open(where, coder=coder) as project:
        tour = tour and not kept.seen(TOUR)
        if plain:
            PlainApp(project, settings, tour=tour, worker=Client).run(mouse=False)
            return
        typed = ""
        if settings["ambiguous_width"] == "measured":
            ambiguous, typed = measured()
        else:
            ambiguous = int(settings["ambiguous_width"])
        draw_for(ambiguous)
        QualcodeApp(project, settings, tour=tour, typed=typed, worker=Client).run()
