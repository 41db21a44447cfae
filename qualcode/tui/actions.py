"""Every action of the interface, once: keys, footer, palette, help and docs are read from here.

A key of `RESERVED` means the same everywhere; a screen adds keys, and never reuses these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.text.display import width

SCREENS = ("home", "documents", "coding", "codebook", "segments", "memos", "help")
LISTS = ("home", "documents", "codebook", "segments", "memos")

RESERVED = {
    **{str(n): "choose" for n in range(1, 10)},
    ",": "code by key", "c": "find code", "a": "accept", "x": "reject", "y": "why",
    "enter": "open", "escape": "back", ")": "panel", "backspace": "remove", "D": "done",
    "n": "next", "N": "previous", "m": "memo", "M": "memos", "u": "undo", "U": "redo",
    ".": "repeat", "/": "search", "g": "go", "ctrl+p": "palette", "?": "help",
    "F": "fields", "X": "export", "L": "layers",
}  # fmt: skip
"""Key → the one meaning it has on every screen."""

CODING_ONLY = frozenset("otir")
"""Keys that mean something in Coding and Cards only."""


@dataclass(frozen=True)
class Action:
    """Something a person can do: `id` names the method `do_<id>` of its screens.

    keys: the first is shown. meaning: of a reserved key. zh, en: a word or two for the footer;
    help_zh, help_en: a sentence. priority: the lowest stay in a narrow footer.
    """

    id: str
    keys: tuple[str, ...]
    screens: tuple[str, ...]
    en: str
    zh: str
    help_en: str
    help_zh: str
    meaning: str = ""
    priority: int = 50
    footer: bool = True


def _a(
    id: str, keys: str, screens: tuple[str, ...], en: str, zh: str, help_en: str, help_zh: str,
    meaning: str = "", priority: int = 50, footer: bool = True,
) -> Action:  # fmt: skip
    return Action(
        id, tuple(keys.split(" ")), screens, en, zh, help_en, help_zh, meaning, priority, footer
    )


_C = ("coding",)
ACTIONS: tuple[Action, ...] = (
    _a("code_pinned", "1 2 3 4 5 6 7 8 9", _C, "code", "编码",
       "Apply the code pinned to this digit to the selection.", "把该数字键上的代码用于所选文字。",
       "choose", 1),
    _a("code_by_key", ",", _C, "key", "代码键",
       "Apply any code by its own letters.", "输入代码自己的字母来编码。", "code by key", 2),
    _a("find_code", "c", _C, "find", "查找代码",
       "Find a code by letters or pinyin and apply it.", "按字母或拼音查找代码并编码。",
       "find code", 3),
    _a("larger", "s", _C, "larger", "扩大", "Select more: word, clause, sentence, turn.",
       "扩大选择：词、分句、句、话轮。", priority=4),
    _a("smaller", "S", _C, "smaller", "缩小", "Select less.", "缩小选择。", priority=20),
    _a("end_later", "]", _C, "end", "尾", "Move the end of the selection a unit later.",
       "选择的末尾后移一个单位。", priority=21),
    _a("end_earlier", "[", _C, "end", "尾", "Move the end a unit earlier.",
       "选择的末尾前移一个单位。", priority=22, footer=False),
    _a("start_later", "}", _C, "start", "首", "Move the start of the selection a unit later.",
       "选择的开头后移一个单位。", footer=False),
    _a("start_earlier", "{", _C, "start", "首", "Move the start a unit earlier.",
       "选择的开头前移一个单位。", footer=False),
    _a("free", "v", _C, "free", "自由", "Select freely by characters; v or enter ends.",
       "按字符自由选择；再按 v 或回车结束。", priority=23),
    _a("hints", "f", _C, "hints", "标字母", "Letters on every sentence in view; type one to go there.",
       "给可见的每一句标上字母，键入即跳到那里。", priority=24),
    _a("done", "D f7", _C, "done", "完成",
       "Say that you have looked at this document; again: open it.", "标记本文档已看完；再按则重新打开。",
       "done", 5),
    _a("next", "n f9", _C, "next segment", "下一片段", "Go to the next segment.", "到下一个编码片段。",
       "next", 12),
    _a("previous", "N", _C, "previous", "上一片段", "Go to the previous segment.", "到上一个编码片段。",
       "previous", 30, False),
    _a("next_open", "o", _C, "not done", "未完成", "Open the next document that you are not done with.",
       "打开下一个尚未完成的文档。", priority=25),
    _a("repeat", ".", _C, "repeat", "重复", "Apply the last code again.", "再用一次上一个代码。",
       "repeat", 11),
    _a("strength", "w", _C, "strength", "强度", "Set the strength of the segment here, 0 to 100.",
       "设定此处片段的强度（0–100）。", priority=31),
    _a("recode", "R", _C, "recode", "改码", "Give the segment here another code.", "给此处片段换一个代码。",
       priority=32),
    _a("search", "/", _C, "search", "查找", "Find words in this document.", "在本文档中查找文字。",
       "search", 26),
    _a("panel", ")", _C, "panel", "侧栏", "Show or hide the side panel.", "显示或隐藏侧栏。", "panel", 27),
    _a("layers", "L", _C, "layers", "图层", "Show your segments, or everybody's.", "只看自己的片段，或看所有人的。",
       "layers", 28),
    _a("open", "enter", LISTS, "open", "打开", "Open what is marked.", "打开所选。", "open", 1),
    _a("choose", "1 2 3 4 5 6 7 8 9", ("home",), "open", "打开", "Open the line of this digit.",
       "打开该数字的一行。", "choose", 2),
    _a("import", "I", ("documents", "home"), "import", "导入",
       "Take in transcripts: a preview first.", "导入访谈稿：先预览。", priority=6),
    _a("answers", "T", ("documents",), "answers", "答卷", "Show interviews, or answers to a question.",
       "切换访谈与某题的回答。", priority=7),
    _a("remove", "backspace", ("coding", "segments", "memos"), "remove", "移除",
       "Remove what is under the cursor, if it is yours.", "移除光标处属于你的内容。", "remove", 13),
    _a("filter_code", "c", ("segments",), "code", "代码", "Show one code's segments only.",
       "只显示一个代码的片段。", "find code", 3),
    _a("export", "X", ("segments",), "export", "导出", "Write what is shown to a csv file.",
       "把所示内容写成 csv 文件。", "export", 8),
    _a("add_code", "A", ("codebook",), "add", "新增", "Add a code below the one marked.",
       "在所选之下新增代码。", priority=3),
    _a("rename", "R", ("codebook",), "rename", "改名", "Rename the code.", "给代码改名。", priority=5),
    _a("define", "E", ("codebook",), "define", "定义", "Edit the definition.", "编辑定义。", priority=4),
    _a("move", "V", ("codebook",), "move", "移动", "Move the code under another.", "把代码移到另一个之下。",
       priority=7),
    _a("merge", "G", ("codebook",), "merge", "合并", "Merge the code into another.",
       "把代码并入另一个。", priority=8),
    _a("retire", "T", ("codebook",), "retire", "停用", "Retire the code: its segments stay.",
       "停用代码：片段保留。", priority=9),
    _a("pin", "1 2 3 4 5 6 7 8 9", ("codebook",), "pin", "钉到数字", "Pin the code to this digit.",
       "把代码钉到该数字键。", "choose", 2),
    _a("freeze", "Z", ("codebook",), "freeze", "冻结", "Freeze the codebook under a name.",
       "以一个名称冻结编码簿。", priority=10),
    _a("memo", "m f8", ("coding", "documents", "codebook", "segments", "memos"), "memo", "备忘录",
       "Write a memo on what is here.", "为此处写一条备忘录。", "memo", 9),
    _a("memos", "M", ("home", "documents", "coding", "codebook", "segments"), "all memos", "全部备忘录",
       "All memos.", "全部备忘录。", "memos", 40, False),
    _a("undo", "u f5", SCREENS, "undo", "撤销", "Take back your last change.", "撤销你的上一步。",
       "undo", 10),
    _a("redo", "U f6", SCREENS, "redo", "重做", "Do again what you undid.", "重做刚撤销的一步。",
       "redo", 41),
    _a("go", "g", SCREENS, "go", "前往", "Go to a screen: its letter follows.", "前往某个界面：再按其字母。",
       "go", 42),
    _a("palette", "ctrl+p", SCREENS, "all actions", "全部操作", "All actions, by name.",
       "按名称列出全部操作。", "palette", 43),
    _a("back", "escape", SCREENS, "back", "返回", "Back, or leave what was begun.", "返回，或放弃刚开始的操作。",
       "back", 44, False),
    _a("help", "?", SCREENS, "help", "帮助", "The keys of this screen.", "本界面的按键。", "help", 0),
    _a("quit", "ctrl+q", SCREENS, "quit", "退出", "Leave; all that was confirmed is kept.",
       "退出；已确认的都已保存。", priority=60, footer=False),
)  # fmt: skip

GO = {
    "h": "home", "d": "documents", "c": "coding", "b": "codebook", "s": "segments", "m": "memos",
}  # fmt: skip
"""The letters after `g`."""


def of(screen: str) -> Iterator[Action]:
    """Yield the actions of a screen, the most needed first."""
    yield from sorted((a for a in ACTIONS if screen in a.screens), key=lambda a: a.priority)


def find(screen: str, key: str) -> Action | None:
    """Return what a key does on a screen."""
    return next((a for a in ACTIONS if screen in a.screens and key in a.keys), None)


def shown_key(action: Action) -> str:
    """Return an action's key as the footer writes it."""
    if len(action.keys) == 9:
        return "1-9"
    return {"escape": "esc", "backspace": "⌫", "enter": "enter"}.get(action.keys[0], action.keys[0])


def footer(screen: str, language: str, cells: int) -> list[tuple[str, str]]:
    """Return (key, word) pairs that fit in a row: dropped from the right, `?` never."""
    listed = [(shown_key(a), a.zh if language == "zh" else a.en) for a in of(screen) if a.footer]
    help_pair = next(pair for pair in listed if pair[0] == "?")
    rest = [pair for pair in listed if pair[0] != "?"]
    room = cells - _cells(help_pair)
    kept: list[tuple[str, str]] = []
    for pair in rest:
        if _cells(pair) > room:
            break
        room -= _cells(pair)
        kept.append(pair)
    return [*kept, help_pair]


def _cells(pair: tuple[str, str]) -> int:
    return width(pair[0]) + 1 + width(pair[1]) + 2


def markdown(language: str = "en") -> str:
    """Return all keys as Markdown tables, screen by screen, for the docs."""
    parts = []
    for screen in SCREENS:
        rows = [
            f"| `{' '.join(a.keys)}` | {a.help_zh if language == 'zh' else a.help_en} |"
            for a in of(screen)
        ]
        parts.append(f"## {screen.capitalize()}\n\n| key | does |\n|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"
