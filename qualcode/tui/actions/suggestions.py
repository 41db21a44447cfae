"""Actions of Suggestions, and of the list of all sure ones over it."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

HERE = ("suggestions",)

ACTIONS: tuple[Action, ...] = (
    action("choose", "1 2 3 4 5 6 7 8 9", HERE, "lists", "列表",
           "Show the list of this digit: pending, by code, unlike, groups, doubtful, confused.",
           "显示该数字的列表：待定、按代码、不相似、分组、存疑、易混。", "choose", 2),
    action("order", "O", HERE, "order", "排序",
           "Read pending suggestions as the texts go, the most certain, the most informative or "
           "any first.",
           "按原文、最确定、最有信息量或随机的次序看待定的建议。", priority=8),
    action("filter", "f", HERE, "filter", "筛选",
           "Only those of one question, or of the interviews.",
           "只看某一题的，或访谈的。", priority=9),
    action("filter_code", "c", HERE, "code", "代码",
           "Only those of one code.",
           "只看某个代码的。", "find code", 12),
    action("bulk", "B", HERE, "accept many", "批量接受",
           "Look at all sure suggestions of the code here, to accept them in one step; where the "
           "model is good enough.",
           "逐条看过此代码的全部高概率建议后一步接受；仅在模型够好时可用。", priority=6),
    action("make", "R", HERE, "make anew", "重新生成",
           "Learn anew from what is reviewed, and suggest for what is not.",
           "从已看内容重新学习，并为未看内容生成建议。", priority=13),
    action("model", "w", HERE, "the model", "模型",
           "The model: its name, what it learned from, how it fares, what to beware of.",
           "模型：标识、学自什么、表现如何、须留意什么。", priority=11),
    action("interviews", "I", HERE, "interviews", "访谈",
           "Have suggestions for interviews too, or no longer; the lead decides.",
           "为访谈开启或关闭建议；由负责人决定。", priority=30),
    action("open", "enter", ("bulk",), "accept all", "全部接受",
           "Accept all that are not left out, in one step, once all have been in view.",
           "全部看过之后，一步接受所有未排除的建议。", "open", 1),
    action("leave_out", "space", ("bulk",), "leave out", "排除",
           "Leave the passage marked out: it stays pending; again: take it in.",
           "排除所选的一条（仍为待定）；再按则取回。", priority=2),
)  # fmt: skip
