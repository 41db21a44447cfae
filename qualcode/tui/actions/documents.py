"""Actions of Documents."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("import", "I", ("documents", "home"), "import", "导入",
           "Take in transcripts: a preview first.",
           "导入访谈稿：先预览。", priority=6),
    action("answers", "T", ("documents",), "interviews/answers", "访谈/回答",
           "Go on to the answers to the next question; after the last, back to the interviews.",
           "转到下一题的回答；最后一题之后回到访谈。", priority=7),
    action("mask", "K", ("documents",), "mask", "匿名",
           "Mask names, numbers and addresses; the lead alone may.",
           "匿名处理姓名、号码和地址；仅限负责人。", priority=8),
)  # fmt: skip
