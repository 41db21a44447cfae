"""Actions of Memos."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

MEMOS = ("memos",)

ACTIONS: tuple[Action, ...] = (
    action("passage", "p", MEMOS, "passage", "原文",
           "Go to the passage, code, document or memo that this memo is about.",
           "前往此备忘录所关于的原文、代码、文档或备忘录。", priority=3),
    action("filter_memos", "f", MEMOS, "filter", "筛选",
           "Narrow the list by kind, coder, document, day, or show all again.",
           "按类型、编码员、文档、日期筛选，或重新显示全部。", priority=4),
    action("filter_code", "c", MEMOS, "code", "代码",
           "Show the memos on one code, on those below it and on their segments.",
           "只显示关于一个代码（含下级及其片段）的备忘录。", "find code", 5),
    action("search_memos", "/", MEMOS, "search", "查找",
           "Find words in the memos; traditional and simplified, wide and narrow read alike.",
           "在备忘录中查找；繁简、全半角视为相同。", "search", 6),
    action("link_memo", "l", MEMOS, "link", "链接",
           "Link this memo to another memo, a code, a document or a segment.",
           "把此备忘录链接到另一备忘录、代码、文档或编码片段。", priority=7),
    action("unlink_memo", "K", MEMOS, "unlink", "去链接",
           "Remove a link of this memo.",
           "移除此备忘录的一个链接。", priority=15),
    action("follow_link", "1 2 3 4 5 6 7 8 9", MEMOS, "follow link", "打开链接",
           "Go to what the link of this digit leads to.",
           "前往该数字的链接所指。", "choose", 8),
    action("sort_memos", "s", MEMOS, "sort", "排序",
           "Sort by date, kind, coder or what they are about.",
           "按日期、类型、编码员或所关于的内容排序。", priority=11),
    action("set_kind", "E", MEMOS, "kind", "类型",
           "Give the memo another kind.",
           "更改备忘录的类型。", priority=14),
    action("export", "X", MEMOS, "export", "导出",
           "Write the memos shown as docx, xlsx, md or csv.",
           "把所示备忘录写成 docx、xlsx、md 或 csv。", "export", 12),
)  # fmt: skip
