"""Actions on suggestions, wherever one codes."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

CODING = ("coding", "cards", "grid")
LISTED = (*CODING, "suggestions")

ACTIONS: tuple[Action, ...] = (
    action("accept", "a f2", LISTED, "accept", "接受",
           "Accept the suggestion here: its code is applied to the selection or the passage.",
           "接受此处的建议：把代码用于所选文字或整段。", "accept", 5),
    action("reject", "x f3", LISTED, "reject", "拒绝",
           "Reject the suggestion here: its code does not apply.",
           "拒绝此处的建议：该代码不适用。", "reject", 7),
    action("why", "y", LISTED, "why", "原因",
           "Why it is suggested: the parts of its score.",
           "为何如此建议：得分的组成。", "why", 19),
    action("next_suggestion", "t", CODING, "next suggestion", "下一建议",
           "Go to the next passage with a suggestion.",
           "到下一处有建议的地方。", priority=18),
)  # fmt: skip
