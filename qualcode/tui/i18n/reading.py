"""What a reader of files says of them, in Chinese; English is what the readers write."""

from __future__ import annotations

import re

from qualcode.text.interface import language

_SAID: tuple[tuple[str, str], ...] = (
    (r"line (\d+)", r"第 \1 行"),
    (r"named by the file's structure", "由文件结构标明"),
    (r"a remark or address, not a name", "备注或称呼，不是姓名"),
    (r"a section heading", "小标题"),
    (r"a header key", "文件头的项目"),
    (r"a word for a speaker", "指称说话人的词"),
    (r"owns no text", "其后没有文字"),
    (r"stands with the times of a recording", "与录音时间同列"),
    (r"occurs once", "只出现一次"),
    (r"occurs only (\d+) times", r"只出现 \1 次"),
    (r"never alternates with another label", "从不与其他标签交替"),
    (r"occurs (\d+) times", r"出现 \1 次"),
    (r"occurs twice and alternates with other labels", "出现两次，并与其他标签交替"),
    (r"occurs (\d+) times in brackets", r"在括号中出现 \1 次"),
    (r"a remark in brackets", "括号中的备注"),
    (r"a (?:heading|bold) label like others in this file", "与本文件其他标签写法相同"),
    (r"in the project already, as “(.*)”", r"项目中已有：“\1”"),
    (r"no speakers found: the lines are kept as paragraphs", "未找到说话人：各行按段落保留"),
    (
        r"(\d+) lines read like a list of questions: it can be read as such",
        r"有 \1 行像问题清单：可按问答读取",
    ),
    (r"one label only: (.*)", r"只有一个标签：\1"),
    (r"no label is an interviewer's: give roles by hand", "没有访谈者的标签：请手工设定角色"),
    (r"([\d,]+) labels? with no words after it", r"\1 个标签后没有文字"),
    (
        r"([\d,]+) lines? before the first label: not in any turn",
        r"第一个标签前有 \1 行：不属于话轮",
    ),
    (r"one person under two labels\? (.*), (.*)", r"是否同一人用了两个标签？\1、\2"),
    (
        r"(.*) stands in the header \((.*)\) and never as a label",
        r"\1 在文件头（\2）中，但从未作标签",
    ),
    (
        r"a header block occurs (\d+) times: this file may hold \1 interviews",
        r"文件头出现 \1 次：文件中可能有 \1 份访谈",
    ),
    (
        r"([\d,]+) lines? equal to the line before: a recogniser's error\?",
        r"有 \1 行与上一行相同：是否为语音识别的错误？",
    ),
    (r"in the vault", "已在对照表中"),
    (r"a speaker's label", "说话人的标签"),
    (r"looks like one", "形式相符"),
)  # fmt: skip


def read_as(said: str) -> str:
    """Return what a reader says in the language of the interface; as it is where we have none."""
    if language() == "zh":
        for pattern, zh in _SAID:
            if found := re.fullmatch(pattern, said, re.DOTALL):
                return found.expand(zh)
    return said
