"""Actions of the preview of an import, and of masking."""

from __future__ import annotations

from qualcode.tui.actions.action import Action, action

ACTIONS: tuple[Action, ...] = (
    action("open", "enter", ("importing",), "take in", "导入",
           "Take all the files in, as shown.",
           "按所示导入全部文件。", "open", 1),
    action("tick", "space", ("importing", "masking"), "tick", "勾选",
           "Tick what is marked, or take the tick away.",
           "勾选或取消勾选所选一行。", priority=2),
    action("role", "K", ("importing",), "role", "角色",
           "Give the speaker the next role: interviewer, participant, other.",
           "切换说话人的角色：访谈者、受访者、其他。", priority=3),
    action("rename_speaker", "R", ("importing",), "name", "改名",
           "Name the speaker; two labels of one name become one.",
           "给说话人改名；同名的两个标签合为一人。", priority=4),
    action("encoding", "E", ("importing",), "encoding", "字符集",
           "Read the file in the next encoding that fits.",
           "改用下一个可能的字符集读取。", priority=5),
    action("questions", "Q", ("importing",), "questions", "问答",
           "Read a list of questions and answers as turns, or not.",
           "把问题与回答的清单读作话轮，或取消。", priority=7),
    action("next", "n f9", ("importing",), "next file", "下一文件",
           "Go to the next file.",
           "到下一个文件。", "next", 6),
    action("previous", "N", ("importing",), "file before", "上一文件",
           "Go to the file before.",
           "到上一个文件。", "previous", 30, False),
    action("open", "enter", ("masking",), "mask", "匿名",
           "Replace what is ticked; one step, which u takes back.",
           "替换所勾选的文字；一步完成，可按 u 撤销。", "open", 1),
    action("replacement", "R", ("masking",), "replacement", "替换为",
           "Say what shall stand there.",
           "指定替换成什么。", priority=3),
    action("add_mask", "A", ("masking",), "other words", "其他文字",
           "Mask other words of the document.",
           "匿名处理文档中的其他文字。", priority=4),
)  # fmt: skip
