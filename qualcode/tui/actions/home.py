"""Actions of Home."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("choose", "1 2 3 4 5 6 7 8 9", ("home",), "open", "打开",
           "Open the line of this digit.",
           "打开该数字的一行。", "choose", 2),
)  # fmt: skip
