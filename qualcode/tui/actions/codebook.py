"""Actions of the codebook screen."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("add_code", "A", ("codebook",), "add", "新增",
           "Add a code below the one marked.",
           "在所选之下新增代码。", priority=3),
    action("rename", "R", ("codebook",), "rename", "改名",
           "Rename the code.",
           "给代码改名。", priority=5),
    action("define", "E", ("codebook",), "define", "定义",
           "Edit the definition.",
           "编辑定义。", priority=4),
    action("move", "V", ("codebook",), "move", "移动",
           "Move the code under another.",
           "把代码移到另一个之下。", priority=7),
    action("merge", "G", ("codebook",), "merge", "合并",
           "Merge the code into another.",
           "把代码并入另一个。", priority=8),
    action("retire", "T", ("codebook",), "retire", "停用",
           "Retire the code: its segments stay.",
           "停用代码：片段保留。", priority=9),
    action("pin", "1 2 3 4 5 6 7 8 9", ("codebook",), "pin", "钉到数字",
           "Pin the code to this digit.",
           "把代码钉到该数字键。", "choose", 2),
    action("freeze", "Z", ("codebook",), "freeze", "冻结",
           "Freeze the codebook under a name.",
           "以一个名称冻结编码簿。", priority=10),
)  # fmt: skip
