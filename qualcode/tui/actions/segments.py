"""Actions of Segments."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("filter_code", "c", ("segments",), "code", "代码",
           "Show one code's segments only.",
           "只显示一个代码的片段。", "find code", 3),
    action("export", "X", ("segments",), "export", "导出",
           "Write what is shown to a csv file.",
           "把所示内容写成 csv 文件。", "export", 8),
)  # fmt: skip
