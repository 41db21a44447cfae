"""Words of Documents."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "col document": ("document", "文档"),
    "col language": ("lang", "语言"),
    "col case": ("case", "个案"),
    "col characters": ("characters", "字符"),
    "col segments": ("segments", "片段"),
    "col coders": ("coders", "编码员"),
    "col state": ("you", "你"),
    "done": ("done", "完成"),
    "in work": ("in work", "进行中"),
    "new": ("new", "未开始"),
    "the interviews": ("interviews", "访谈"),
    "answers to": ("answers to {question}", "{question} 的回答"),
    "documents empty": (
        "No documents yet. Press I to take in transcripts (txt, md, docx, pdf, vtt, srt).",
        "还没有文档。按 I 导入访谈稿（txt、md、docx、pdf、vtt、srt）。",
    ),
    "import which": (
        "Files to take in (a path or pattern such as interviews/*.docx):",
        "要导入的文件（路径或通配符，例如 interviews/*.docx）：",
    ),
    "preview line": (
        "{name} · {format} {encoding} · {language} · {characters} characters · {turns}",
        "{name} · {format} {encoding} · {language} · {characters} 字符 · {turns}",
    ),
    "no speakers": ("no speakers found", "未发现说话人"),
    "already there": ("in the project already, left out", "项目中已有，略过"),
}
