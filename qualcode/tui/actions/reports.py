"""Actions of Reports."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("write", "X", ("reports",), "write", "写出",
           "Write what is marked to a file; its form and name are asked.",
           "把所选内容写成文件；先问格式和文件名。", "export", 2),
)  # fmt: skip
