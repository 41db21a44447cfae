"""Actions of Help."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("tour", "T", ("help",), "tour", "导览",
           "Take the tour: a few steps, each with one key.",
           "开始导览：几步，每步一个按键。", priority=3),
)  # fmt: skip
