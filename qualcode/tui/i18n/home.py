"""Words of Home."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "interviews line": (
        "{interviews}   {done} done · {work} in work · {new} new",
        "{interviews}   完成 {done} · 进行中 {work} · 未开始 {new}",
    ),
    "left off": ("   {document}, turn {turn}", "   {document}，话轮 {turn}"),
    "question line": (
        "{asked} asked · {answered} answered · {reviewed} reviewed ({coded} with a code)",
        "提问 {asked} · 回答 {answered} · 已看 {reviewed}（有代码 {coded}）",
    ),
    "codebook line": (
        "codebook   {n} codes · {freeze}",
        "编码簿   {n} 个代码 · {freeze}",
    ),
    "no freeze": ("not frozen yet", "尚未冻结"),
    "freeze is": ("freeze {name}, {when}", "冻结 {name}，{when}"),
    "changed since": (" · {n} changed since", " · 此后改动 {n} 项"),
    "queue line": (
        "recode queue   {segments} whose code has changed its meaning",
        "重看队列   {segments}的代码已改变含义",
    ),
    "segments line": ("segments   {n} by {who}", "编码片段   {n} 个，{who}"),
    "memos line": ("memos   {n} · {todo} to do", "备忘录   {n} · 待办 {todo}"),
    "look line": (
        "{n} segments to look at again after corrections",
        "更正后有 {n} 个片段需要再看",
    ),
    "home empty": (
        "Nothing here yet. Press I to take in transcripts.",
        "还没有内容。按 I 导入访谈稿。",
    ),
}
