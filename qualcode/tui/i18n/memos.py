"""Words of Memos."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "memos empty": ("No memos yet. Press m to write one.", "还没有备忘录。按 m 写一条。"),
    "col kind": ("kind", "类型"),
    "col about": ("about", "关于"),
    "col when": ("when", "时间"),
    "memo kind": ("Kind of memo:", "备忘录类型："),
    "memo keys": ("ctrl+s keeps · esc leaves it", "ctrl+s 保存 · esc 放弃"),
    "memo on": ("Memo on {what}", "关于 {what} 的备忘录"),
    "about project": ("the study", "整个研究"),
}
