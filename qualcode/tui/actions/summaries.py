"""Actions of the summaries and of the segments behind one of their cells."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

GRID = ("summaries",)

ACTIONS: tuple[Action, ...] = (
    action("open", "enter", GRID, "write", "写",
           "Write the marked cell's summary, its segments above; emptied, it is taken away.",
           "写所选一格的摘要，上方显示其片段；清空则移除。", "open", 1),
    action("behind", "v", GRID, "segments", "片段",
           "Show the segments behind the marked cell, and the passage of each.",
           "显示所选一格背后的片段及其段落。", priority=2),
    action("find_code", "c", GRID, "codes", "代码",
           "Choose the codes or themes that are the columns.",
           "选作为列的代码或主题。", "find code", 3),
    action("source", "s", GRID, "source", "来源",
           "Choose whose words are summarised: the interviews, or a question's answers.",
           "选为谁的话写摘要：访谈，或某题的回答。", priority=4),
    action("holds", "=", GRID, "still holds", "仍成立",
           "Say that a summary whose segments changed still holds.",
           "确认片段有变化的摘要仍然成立。", priority=5),
    action("next", "n", GRID, "next to write", "下一格",
           "Go to the next cell that is stale, or has segments and no summary.",
           "到下一个过时的、或有片段而无摘要的格。", "next", 6),
    action("remove", "backspace", GRID, "remove", "移除",
           "Take the marked summary away.",
           "移除所选的摘要。", "remove", 7),
    action("export", "X", GRID, "export", "导出",
           "Write the matrix to a file.",
           "把矩阵写成文件。", "export", 9),
    action("filter", "f", GRID, "filter", "筛选",
           "Show all cases, or those with segments or summaries only.",
           "显示全部个案，或只显示有片段或摘要的。", priority=11),
    action("layer", "l", GRID, "layer", "图层",
           "Choose whose coding stands behind the cells.",
           "选用谁的编码作为依据。", priority=12),
    action("previous", "N", GRID, "previous to write", "上一格",
           "Go to the one before that is stale, or has segments and no summary.",
           "到上一个过时的、或有片段而无摘要的格。", "previous", 31, False),
)  # fmt: skip
