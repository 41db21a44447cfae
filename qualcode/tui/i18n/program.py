"""Words of the program as a whole: the tour, the palette, themes, settings."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "tour step": ("tour {n} of {of} · {words}", "导览 {n}/{of} · {words}"),
    "tour documents": (
        "{key} d lists the documents of the study · {back} leaves the tour",
        "按 {key} d 列出本研究的文档 · {back} 退出导览",
    ),
    "tour open": (
        "{key} opens the interview that is marked · {back} leaves",
        "按 {key} 打开所选访谈 · {back} 退出",
    ),
    "tour down": (
        "↓ goes to the next sentence: it is selected already · {back} leaves",
        "按 ↓ 到下一句：已自动选中 · {back} 退出",
    ),
    "tour code": (
        "a digit, {key}, codes it with the code pinned there · {back} leaves",
        "按数字键 {key}，用所钉代码编码 · {back} 退出",
    ),
    "tour undo": (
        "{key} takes that back, also tomorrow · {back} leaves",
        "按 {key} 撤销，明天也行 · {back} 退出",
    ),
    "tour larger": (
        "{key} selects more: sentence, turn · {back} leaves",
        "按 {key} 扩大选择：句、话轮 · {back} 退出",
    ),
    "tour help": (
        "{key} shows all keys of the screen you are on · {back} leaves",
        "按 {key} 显示本界面的全部按键 · {back} 退出",
    ),
    "tour home": (
        "{key} h goes Home, and ends the tour: all else is in ? · {back} leaves",
        "按 {key} h 回到首页，导览结束：其余见 ? · {back} 退出",
    ),
    "go to": ("Go to {screen}.", "前往{screen}。"),
    "palette hint": ("words of an action", "输入操作的名称"),
    "use theme": ("Theme: {name}.", "主题：{name}。"),
    "theme dark": ("dark", "深色"),
    "theme light": ("light", "浅色"),
    "theme contrast": ("high contrast", "高对比"),
    "theme none": ("no colour", "无颜色"),
    "plain start": (
        "qualcode, line by line: {key} lists the keys of a screen, {quit} leaves.",
        "qualcode 逐行模式：按 {key} 列出本界面的按键，按 {quit} 退出。",
    ),
    "plain row": ("row {at} of {of}", "第 {at} 行，共 {of} 行"),
    "plain here": ("coded here: {codes}", "此处已编码：{codes}"),
    "plain marked": ("marked: {text}", "所选：{text}"),
    "plain typed": ("typed: {text}", "已键入：{text}"),
    "more problems": (
        " {n} more: qualcode settings lists them.",
        " 另有 {n} 处：用 qualcode settings 查看。",
    ),
}
