"""Actions of Documents."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("import", "I", ("documents", "home"), "import", "导入",
           "Take in transcripts: a preview first.",
           "导入访谈稿：先预览。", priority=6),
    action("answers", "T", ("documents",), "answers", "答卷",
           "Show interviews, or answers to a question.",
           "切换访谈与某题的回答。", priority=7),
)  # fmt: skip
