"""Words of suggestions, and the lines of an explanation in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORDS: dict[str, tuple[str, str]] = {
    "suggested": ("suggested", "建议"),
    "match definition": ("definition", "定义"),
    "match example": ("example", "例子"),
    "match keyword": ("keyword", "关键词"),
    "computing suggestions": ("suggestions: computing", "建议：正在计算"),
    "no suggestion": ("no suggestion here · t: the next", "此处没有建议 · t：下一条"),
    "no suggestions left": ("no suggestion is pending here", "这里没有待定的建议"),
    "suggestions off": (
        "suggestions for interviews are off: open coding is not to be led · the lead turns them on "
        "with: qualcode suggest on",
        "访谈的建议已关闭：开放编码不应被引导 · 由负责人开启：qualcode suggest on",
    ),
    "suggestions blind": (
        "you code this unaided in “{round}”: suggestions come when the round is closed",
        "你在“{round}”中独立编码：轮次结束后才有建议",
    ),
    "held back": (
        "held back until you decided (= you did so too): {codes}",
        "在你决定之前隐藏（= 你也如此）：{codes}",
    ),
    "accept which": ("Accept which suggestion?", "接受哪一条建议？"),
    "reject which": ("Reject which suggestion?", "拒绝哪一条建议？"),
    "why which": ("Explain which suggestion?", "解释哪一条建议？"),
    "why suggested": ("Why “{code}” is suggested", "为何建议“{code}”"),
    "told hint": ("arrows scroll · esc leaves", "方向键滚动 · esc 离开"),
    "explaining": ("working out why …", "正在说明原因……"),
    "no worker": (
        "The process that makes suggestions cannot be started here. In the shell: qualcode suggest",
        "此处无法启动生成建议的进程。可在命令行用：qualcode suggest",
    ),
    "suggestions checked": (
        "accepted {accepted} of last {decided} · {check}",
        "最近 {decided} 条接受 {accepted} 条 · {check}",
    ),
    "blind check": (
        "blind check {agreed} of {checked} [{low}, {high}]",
        "盲检 {agreed}/{checked} [{low}, {high}]",
    ),
    "no blind check": ("blind check: none yet", "盲检：尚无"),
    "suggestions line": ("suggestions   {n} pending · {check}", "建议   待定 {n} · {check}"),
    "suggestions waiting": ("suggestions   …", "建议   ……"),
}

_CHINESE = (
    (r"(.+) for (.+) · model (.+), (\d+) reviewed", r"\1，\2 · 模型 \3，已学 \4 段"),
    (r"base rate (.+)", r"基础率 \1"),
    (r"(\S+)  the code's texts in the codebook, by meaning", r"\1  编码簿中该代码的文字（按意思）"),
    (r"(\S+)  texts of other codes", r"\1  其他代码的文字"),
    (r"(\S+)  likeness to the codebook, beyond the usual", r"\1  与编码簿相似（超出平常的部分）"),
    (r"(\S+)  keywords", r"\1  关键词"),
    (r"(\S+)  all the rest", r"\1  其余全部"),
    (r"(\S+)  score, the sum of these", r"\1  得分，以上之和"),
    (r"(\S+)  word (.+)", r"\1  词 \2"),
    (r"(\S+)  like (.+) “(.*)” \(no code\)", r"\1  近似 \2“\3”（无代码）"),
    (r"(\S+)  like (.+) “(.*)” \((.+)\)", r"\1  近似 \2“\3”（\4）"),
    (r"matches definition: (.+)", r"相符 定义：\1"),
    (r"matches example: (.+)", r"相符 例子：\1"),
    (r"matches keyword: (.+)", r"相符 关键词：\1"),
    (r"keyword “(.+)” stands under a negation", r"关键词“\1”处于否定之下"),
    (r"This model is newer than the one that suggested it \(model (.+)\)\.",
     r"此模型比给出建议的模型更新（模型 \1）。"),
    (r"No probability is shown below 20 reviewed passages: .+",
     "已看不足 20 段时不显示概率：尚不可信。"),
    (r"p (\S+) rises with the score, .+",
     r"p \1 随得分上升，还取决于基础率和最强的竞争代码；p 本身不作拆分。"),
)  # fmt: skip


def explained(lines: Iterable[str], language: str) -> list[str]:
    """Return the lines of an explanation in a language of the interface."""
    return [_chinese(line) if language == "zh" else line for line in lines]


def _chinese(line: str) -> str:
    for pattern, chinese in _CHINESE:
        found = re.fullmatch(pattern, line, re.DOTALL)
        if found is not None:
            return found.expand(chinese)
    return line
