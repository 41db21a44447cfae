"""Words of several screens: names, the rows above and below, small questions."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "home": ("Home", "首页"),
    "documents": ("Documents", "文档"),
    "coding": ("Coding", "编码"),
    "codebook": ("Codebook", "编码簿"),
    "segments": ("Segments", "编码片段"),
    "memos": ("Memos", "备忘录"),
    "help": ("Help", "帮助"),
    "reading": ("read only", "只读"),
    "undoes": ("{what} · u undoes", "{what} · 按 u 撤销"),
    "undone": ("undone: {what} · U does it again", "已撤销：{what} · 按 U 重做"),
    "redone": ("done again: {what}", "已重做：{what}"),
    "left": (" · left as it is: {what}", " · 保持原样：{what}"),
    "input method": (
        "the input method is on: switch it off to use keys",
        "输入法开着：请先切换到英文再按键",
    ),
    "no key": (
        "{pressed} does nothing here · ? shows the keys",
        "{pressed} 在此无作用 · 按 ? 看按键",
    ),
    "go where": (
        "go to: h Home  d Documents  c Coding  b Codebook  s Segments  m Memos",
        "前往：h 首页  d 文档  c 编码  b 编码簿  s 编码片段  m 备忘录",
    ),
    "nobody codes": (
        "opened to read: start with --coder NAME to code",
        "以只读方式打开：用 --coder 名字 启动才能编码",
    ),
    "changed elsewhere": ("the project was changed by another program", "项目已被另一程序改动"),
    "find code": ("Find a code (letters or pinyin):", "查找代码（字母或拼音）："),
    "who codes": ("Who codes?", "谁在编码？"),
    "choose": ("type to narrow · enter takes · esc leaves", "键入以缩小 · 回车选定 · esc 放弃"),
    "enter keeps": ("enter keeps · esc leaves", "回车确定 · esc 放弃"),
    "nothing fits": ("nothing fits", "没有匹配"),
}
