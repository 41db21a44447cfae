"""Actions of History, and of the screens over it."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

HISTORY = ("history",)

ACTIONS: tuple[Action, ...] = (
    action("filter_log", "f", HISTORY, "filter", "筛选",
           "Narrow the log by coder, kind, document, code or day, or show all again.",
           "按编码员、类型、文档、代码或日期筛选，或重新显示全部。", priority=2),
    action("filter_code", "c", HISTORY, "code", "代码",
           "Show what concerns one code.",
           "只显示与一个代码有关的。", "find code", 6),
    action("undo_to", "T", HISTORY, "undo to here", "撤销到此",
           "Take back all you did after this: shown first, then one key does it.",
           "撤销你在此之后所做的一切：先列出，再按一键完成。", priority=3),
    action("look_back", "P", HISTORY, "as it was", "当时状态",
           "The codebook and segments as they were after this; read only.",
           "查看此步之后的编码簿与编码片段；只读。", priority=4),
    action("undo_one", "z", HISTORY, "undo this", "撤销此步",
           "Take back this one change of yours, if nothing later stands on it.",
           "只撤销你的这一步（若后来的工作不依赖它）。", priority=5),
    action("open", "enter", ("going_back",), "do it", "执行",
           "Take all of it back, as one thing: U brings it back.",
           "全部撤销，算作一步：按 U 恢复。", "open", 1),
    action("open", "enter", ("past",), "segments or codes", "片段或代码",
           "The segments of a document as they were, or the codebook again.",
           "某文档当时的编码片段，或回到编码簿。", "open", 1),
    action("codes_or_segments", "T", ("past",), "segments or codes", "片段或代码",
           "The segments of a document as they were, or the codebook again.",
           "某文档当时的编码片段，或回到编码簿。", priority=2, footer=False),
)  # fmt: skip
