"""Actions of a joint display."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

JOINT = ("joint",)

ACTIONS: tuple[Action, ...] = (
    action("add_row", "A", JOINT, "add row", "新增行",
           "Add a row by its topic.",
           "以题目新增一行。", priority=2),
    action("put", "P", JOINT, "put in", "放入",
           "Put numbers, a theme, quotes, a summary or words into the marked cell.",
           "在所选格放入数字、主题、引文、摘要或文字。", priority=3),
    action("fit", "1 2 3 4", JOINT, "fit", "吻合",
           "Say how numbers and words of the row fit: 1 confirms, 2 extends, 3 contradicts, "
           "4 silent.",
           "判断该行数字与文字如何吻合：1 印证，2 扩展，3 矛盾，4 沉默。", "choose", 4),
    action("conclude", "e", JOINT, "conclude", "结论",
           "Write what is concluded from the row, its cells above.",
           "写该行的结论，上方显示各格。", priority=5),
    action("refresh", "R", JOINT, "make anew", "刷新",
           "Make anew all that would be another today.",
           "刷新今天会不同的全部内容。", priority=6),
    action("quotes", "v", JOINT, "passage", "段落",
           "Open the passage of a quote in the marked cell.",
           "打开所选格中一条引文的段落。", priority=7),
    action("remove", "backspace", JOINT, "take out", "取出",
           "Take out what is in the marked cell; on the topic, remove the row.",
           "取出所选格的内容；在题目上则移除该行。", "remove", 8),
    action("export", "X", JOINT, "export", "导出",
           "Write the display to a file, small numbers hidden.",
           "把展示写成文件，隐藏小数目。", "export", 9),
    action("unjudge", "0", JOINT, "not judged", "未判断",
           "Take the fit of the row back.",
           "撤回该行的吻合判断。", priority=11, footer=False),
    action("earlier", "<", JOINT, "up", "上移",
           "Move the row one place up.",
           "该行上移一位。", priority=12),
    action("later", ">", JOINT, "down", "下移",
           "Move the row one place down.",
           "该行下移一位。", priority=13),
    action("note", "w", JOINT, "note", "说明",
           "Write the note below the display.",
           "写展示下方的说明。", priority=14),
)  # fmt: skip
