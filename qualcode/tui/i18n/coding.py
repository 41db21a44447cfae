"""Words of Coding."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "here": ("here", "此处"),
    "nothing here": ("nothing coded here", "此处未编码"),
    "turn of": ("turn {at} of {n}", "话轮 {at}/{n}"),
    "passage of": ("passage {at} of {n}", "段 {at}/{n}"),
    "state line": ("{where} · {state} · {segments}", "{where} · {state} · {segments}"),
    "work hint": ("in work, {key_done} when done", "进行中，完成按 {key_done}"),
    "new hint": ("new, {key_done} when done", "未开始，看完按 {key_done}"),
    "their segment": (
        "a segment of {who}: everybody's are shown, which may steer you · {key_layers} hides them",
        "{who} 的片段：已显示所有人的片段，可能影响你 · 按 {key_layers} 隐藏",
    ),
    "correct again": (
        "The text was changed by another program meanwhile: above stands the turn as it reads now, "
        "in the frame what you typed. Keep what is right.",
        "文本已被另一程序改动：上方是话轮现在的文字，框内是你输入的。改好后保存。",
    ),
    "definition": ("definition", "定义"),
    "not": ("not", "不用于"),
    "key so far": ("code key: {keys}…  esc leaves", "代码键：{keys}…  esc 放弃"),
    "no such key": ("no code has the key {keys}", "没有代码使用键 {keys}"),
    "nothing pinned": ("no code is pinned to {digit}", "数字 {digit} 上没有代码"),
    "mine only": ("your segments only", "只显示你的片段"),
    "everybody": (
        "everybody's segments: what others coded may steer you",
        "显示所有人的片段：他人的编码可能影响你",
    ),
    "nothing to repeat": ("no code to repeat yet", "还没有可重复的代码"),
    "nothing selected": ("there are no words here to code", "这里没有可编码的文字"),
    "no segment here": ("no segment of yours here", "此处没有你的片段"),
    "no segments": ("no segments in this document", "本文档没有编码片段"),
    "all done": ("you are done with every document", "所有文档都已完成"),
    "free mode": (
        "free: arrows move the end, v or enter keeps it",
        "自由选择：方向键移动末尾，v 或回车保留",
    ),
    "not found": ("“{what}” is not in this document", "本文档中没有“{what}”"),
    "search for": ("Find in this document:", "在本文档中查找："),
    "strength is a number": ("a strength is a number from 0 to 100", "强度是 0 到 100 的数字"),
    "new code": ("new code", "新代码"),
    "in vivo name": ("New code in these words:", "以这些文字新建代码："),
    "which segment": ("Which segment?", "哪一个片段？"),
    "merge which": ("Segments of which code?", "哪个代码的片段？"),
    "nothing to merge": (
        "the selection holds no two segments of yours with one code",
        "所选文字中没有你的两个同代码片段",
    ),
    "correct": ("Correct the words of this turn: {what}", "更正这一话轮的文字：{what}"),
    "corrected look": (
        "corrected · {n} to look at again, marked ! · u undoes",
        "已更正 · {n} 需要再看，标有 ! · 按 u 撤销",
    ),
    "blind": (
        "you code this document blind in “{round}”: others' work is shown when the round is closed",
        "你在“{round}”中盲编此文档：轮次结束后才显示他人的编码",
    ),
    "strength is": ("Strength, 0 to 100 (empty: none):", "强度，0 到 100（空：无）："),
    "coding empty": (
        "No document is open. Press g d to choose one.",
        "没有打开文档。按 g d 选择。",
    ),
    "pinned": ("pinned codes", "数字键上的代码"),
}
