"""Words of several screens: names, the rows above and below, small questions."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "colon": (": ", "："),
    "home": ("Home", "首页"),
    "documents": ("Documents", "文档"),
    "coding": ("Coding", "编码"),
    "cards": ("Cards", "卡片"),
    "grid": ("List of answers", "回答列表"),
    "similar": ("Similar answers", "相似回答"),
    "codebook": ("Codebook", "编码簿"),
    "segments": ("Segments", "编码片段"),
    "agreement": ("Agreement", "编码者一致性"),
    "memos": ("Memos", "备忘录"),
    "history": ("History", "历史"),
    "search": ("Search", "检索"),
    "reports": ("Reports", "报告"),
    "queue": ("Recode queue", "待重看队列"),
    "help": ("Help", "帮助"),
    "reading": ("read only", "只读"),
    "undoes": ("{what} · {key_undo} undoes", "{what} · 按 {key_undo} 撤销"),
    "undone": (
        "undone: {what} · {key_redo} does it again",
        "已撤销：{what} · 按 {key_redo} 重做",
    ),
    "redone": ("done again: {what}", "已重做：{what}"),
    "left": (" · left as it is: {what}", " · 保持原样：{what}"),
    "input method": (
        "the input method is on: switch it off to use keys",
        "输入法开着：请先切换到英文再按键",
    ),
    "no key": (
        "{pressed} does nothing here · {key_help} shows the keys",
        "{pressed} 在此无作用 · 按 {key_help} 看按键",
    ),
    "go where": ("go to: {screens}", "前往：{screens}"),
    "unsaved below": (
        "“{screen}” is not finished and would be lost · {key_back} goes back to it",
        "“{screen}”尚未完成，离开会丢失 · 按 {key_back} 返回",
    ),
    "nobody codes": (
        "opened to read: start with --coder NAME to code",
        "以只读方式打开：用 --coder 名字 启动才能编码",
    ),
    "changed elsewhere": ("the project was changed by another program", "项目已被另一程序改动"),
    "text changed elsewhere": (
        "the text was changed by another program; it is shown as it is now, nothing was done",
        "文字已被另一程序改动；现显示新的文字，刚才未作任何改动",
    ),
    "document gone": (
        "“{document}” was removed by another program",
        "“{document}” 已被另一程序移除",
    ),
    "find code": ("Find a code (letters or pinyin):", "查找代码（字母或拼音）："),
    "who codes": ("Who codes?", "谁在编码？"),
    "choose": ("type to narrow · enter takes · esc leaves", "键入以缩小 · 回车选定 · esc 放弃"),
    "enter keeps": ("enter keeps · esc leaves", "回车确定 · esc 放弃"),
    "nothing fits": ("nothing fits", "没有匹配"),
    "large undo": ("Taking back a change of {n} rows.", "正在撤销涉及 {n} 行的改动。"),
    "large redo": ("Doing a change of {n} rows again.", "正在重做涉及 {n} 行的改动。"),
    "esc stops": ("esc stops it; nothing is changed then", "按 esc 停止，不作任何改动"),
    "stopping": ("stopping…", "正在停止……"),
    "stopped, unchanged": ("stopped; nothing was changed", "已停止，未作任何改动"),
}
