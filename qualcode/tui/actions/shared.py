"""Actions of several screens."""

from __future__ import annotations

from qualcode.tui.actions.action import LISTS, SCREENS, Action, action

PLACES = tuple(name for name in SCREENS if name not in ("importing", "survey", "masking", "bulk"))
"""Screens that show the project: what lies over them is left before anything is taken back."""

ACTIONS: tuple[Action, ...] = (
    action("open", "enter", LISTS, "open", "打开",
           "Open what is marked.",
           "打开所选。", "open", 1),
    action("remove", "backspace", ("coding", "cards", "segments", "memos"), "remove", "移除",
           "Remove what is under the cursor, if it is yours.",
           "移除光标处属于你的内容。", "remove", 13),
    action("memo", "m f8",
           ("coding", "cards", "grid", "documents", "codebook", "segments", "memos", "theme"),
           "memo", "备忘录",
           "Write a memo on what is here.",
           "为此处写一条备忘录。", "memo", 9),
    action("memos", "M", ("home", "documents", "coding", "cards", "grid", "codebook", "segments"),
           "all memos", "全部备忘录",
           "All memos.",
           "全部备忘录。", "memos", 40, False),
    action("undo", "u f5", PLACES, "undo", "撤销",
           "Take back your last change.",
           "撤销你的上一步。", "undo", 10),
    action("redo", "U f6", PLACES, "redo", "重做",
           "Do again what you undid.",
           "重做刚撤销的一步。", "redo", 41),
    action("go", "g", SCREENS, "go", "前往",
           "Go to a screen: its letter follows.",
           "前往某个界面：再按其字母。", "go", 42),
    action("palette", "ctrl+p", SCREENS, "all actions", "全部操作",
           "All actions, by name.",
           "按名称列出全部操作。", "palette", 43),
    action("back", "escape", SCREENS, "back", "返回",
           "Back, or leave what was begun.",
           "返回，或放弃刚开始的操作。", "back", 44, False),
    action("help", "?", SCREENS, "help", "帮助",
           "The keys of this screen.",
           "本界面的按键。", "help", 0),
    action("quit", "ctrl+q", SCREENS, "quit", "退出",
           "Leave; all that was confirmed is kept.",
           "退出；已确认的都已保存。", priority=60, footer=False),
)  # fmt: skip
