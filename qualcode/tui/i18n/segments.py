"""Words of Segments."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "segments empty": (
        "No segments yet. Open a document (g d) and press a digit to code a sentence.",
        "还没有编码片段。打开文档（g d），按数字键给一句话编码。",
    ),
    "col code": ("code", "代码"),
    "col speaker": ("speaker", "说话人"),
    "col text": ("text", "文字"),
    "col coder": ("coder", "编码员"),
    "all codes": ("all codes", "全部代码"),
    "count of": ("{n} segments · {code}", "{n} 个片段 · {code}"),
    "exported": ("written: {path}", "已写入：{path}"),
}
