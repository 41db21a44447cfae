"""Actions of Search."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("query", "/", ("search",), "find", "查找",
           "Say what to find; several texts with | between them.",
           "输入要查找的文字；多个之间用 | 隔开。", "search", 2),
    action("code_hits", "C", ("search",), "code hits", "编码结果",
           "Code what was found: by sentence, by turn or itself; a count first, one step to undo.",
           "给查到的内容编码：按句、按话轮或命中本身；先看数量，一步可撤销。", priority=3),
    action("word_list", "W", ("search",), "words", "词表",
           "Count the words; enter searches one of them.",
           "统计词频；回车查找该词。", priority=4),
    action("filter", "f", ("search",), "filter", "筛选",
           "Only documents of a kind, question or language, or of cases with a value.",
           "只看某类文档、某题、某语言，或某变量取某值的个案。", priority=5),
    action("filter_code", "c", ("search",), "code", "代码",
           "Only within segments of a code.",
           "只在某代码的片段内查找。", "find code", 6),
    action("order", "O", ("search",), "order", "排序",
           "Order by the text, or by the words before, in or after what was found.",
           "按原文顺序，或按命中前、命中、命中后的文字排序。", priority=7),
    action("export", "X", ("search",), "export", "导出",
           "Write what is shown to a file.",
           "把所示内容写成文件。", "export", 8),
    action("pattern", "P", ("search",), "pattern", "正则",
           "Read what is asked for as a pattern (regular expression), or as plain text.",
           "把查找内容当作正则表达式，或当作普通文字。", priority=11),
    action("near", "w", ("search",), "near", "邻近",
           "Words near each other: so many words or characters apart, in a sentence, in a turn.",
           "多个词彼此邻近：相隔若干词或字、同一句、同一话轮。", priority=12),
    action("interviewers", "I", ("search",), "interviewers", "访谈员",
           "Search interviewers' turns too, or leave them out.",
           "是否也查找访谈员的话轮。", priority=13),
    action("whole", "H", ("search",), "whole words", "整词",
           "Whole words only (Latin letters): no is not found in know.",
           "只查整词（拉丁字母）：no 不会出现在 know 中。", priority=14),
    action("common", "K", ("search",), "common words", "常用词",
           "Show common words (的, the) in the list of words, or leave them out.",
           "词表中是否显示常用词（的、the）。", priority=15, footer=False),
)  # fmt: skip
