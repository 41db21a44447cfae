"""Words of Cards, of the list of answers, and of similar answers."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "cards empty": (
        "No answers yet. They come with a survey:\n"
        "qualcode cases import FILE --id COLUMN --open-ended COLUMN",
        "还没有回答。回答随问卷导入：\nqualcode cases import 文件 --id 列 --open-ended 列",
    ),
    "no codes for cards": (
        " No codes yet: c and a name makes one, g b opens the codebook.",
        " 还没有代码：按 c 并输入名称即新建，g b 打开编码簿。",
    ),
    "card of": ("card {at} of {n}", "卡片 {at}/{n}"),
    "card done nothing": ("✓ done: nothing applies", "✓ 已看：无适用代码"),
    "card done": ("✓ done", "✓ 已看"),
    "card later": ("· for later, not reviewed", "· 留待稍后，未看"),
    "card new": ("not reviewed", "未看"),
    "card longer": ("longer: arrows scroll", "未显示完：方向键滚动"),
    "card selecting": ("selecting: a digit codes, v ends", "正在选择：数字键编码，v 结束"),
    "more codes": (", {n} more codes", ", 另有 {n} 个代码"),
    "similar key": ("similar answers  r", "相似回答  r"),
    "similar n key": ("{n} similar answers  r", "{n} 条相似回答  r"),
    "similar none key": ("no similar answers", "没有相似回答"),
    "fields hidden": ("fields and other answers hidden  F", "字段与其他回答已隐藏  F"),
    "fields shown": ("fields shown for this card, logged", "字段仅为此卡显示，已记入日志"),
    "list key": ("list  T", "列表  T"),
    "done of": ("{percent} % · {done} of {n} done", "{percent} % · 已看 {done}/{n}"),
    "for later": (" · {n} for later", " · 稍后 {n}"),
    "reviewed nothing": (
        "{who} reviewed: nothing applies · u undoes",
        "{who} 已看：无适用代码 · 按 u 撤销",
    ),
    "reviewed with": ("{who} done with {n} · u undoes", "{who} 已看，{n} · 按 u 撤销"),
    "reviewed already": ("{who} was done already", "{who} 此前已看"),
    "last card": (
        "{done} · last card, {n} not reviewed: o goes there",
        "{done} · 最后一张，还有 {n} 条未看：按 o 前往",
    ),
    "all answers done": (
        "all {n} answers to {question} are done · q another question  T list",
        "{question} 的 {n} 条回答均已看 · q 换题  T 列表",
    ),
    "resumed": (
        "{done} of {n} reviewed · at the first not looked at",
        "已看 {done}/{n} · 从第一条未处理的继续",
    ),
    "resumed later": (
        "{done} of {n} reviewed · all looked at; at the first left for later",
        "已看 {done}/{n} · 全部看过一遍，从第一条留待稍后的继续",
    ),
    "left for later": (
        "{who} left for later: not reviewed · u undoes",
        "{who} 留待稍后：仍算未看 · 按 u 撤销",
    ),
    "no next card": ("this is the last card", "这是最后一张卡片"),
    "no card before": ("this is the first card", "这是第一张卡片"),
    "no tick": ("no tick of yours on this card", "此卡上没有你的钩"),
    "nothing to repeat here": (
        "no card was done before, or it had no code",
        "此前没有完成的卡片，或它没有代码",
    ),
    "all there already": ("these codes are ticked already", "这些代码都已打钩"),
    "nobody answered": ("this answer belongs to no respondent", "此回答不属于任何受访者"),
    "no other answers": ("no other answers", "没有其他回答"),
    "respondent": ("respondent {who}", "受访者 {who}"),
    "no fields": ("no fields", "没有字段"),
    "which question": ("Answers to which question?", "哪一题的回答？"),
    "question choice": ("{name}   {done} of {n} done", "{name}   已看 {done}/{n}"),
    "one question": ("the survey has one open question only", "问卷只有一道开放题"),
    "working out alike": (
        "looking for similar answers: {percent} % · esc stops",
        "正在查找相似回答：{percent} % · esc 停止",
    ),
    "alike stopped": ("stopped: r begins again", "已停止：按 r 重新开始"),
    "none alike": (
        "no answer to {question} reads like this one",
        "{question} 中没有与此相似的回答",
    ),
    "col respondent": ("respondent", "受访者"),
    "col answer": ("answer", "回答"),
    "col codes": ("your codes", "你的代码"),
    "grid count": (
        "{at} of {n} · {done} done · {fields}",
        "第 {at} 条，共 {n} 条 · 已看 {done} · {fields}",
    ),
    "grid hits": (
        "{at} of {n} with “{what}” · {done} done · {fields} · esc all answers",
        "含“{what}”：第 {at} 条，共 {n} 条 · 已看 {done} · {fields} · esc 全部回答",
    ),
    "search answers": ("Find in the answers to {question}:", "在 {question} 的回答中查找："),
    "no answer has": ("no answer to {question} has “{what}”", "{question} 的回答中没有“{what}”"),
    "grid fields hidden": ("fields hidden  F", "字段已隐藏  F"),
    "grid fields shown": (
        "fields {first}–{last} of {n}, ← → others; logged",
        "字段 {first}–{last}/{n}，← → 换；已记入日志",
    ),
    "grid logging": ("logging the look: {at} of {n}", "正在记入日志：{at}/{n}"),
    "similar to": ("like {who}", "与 {who} 相似"),
    "similar line": (
        "{chosen} of {n} chosen · {unseen} not looked at yet",
        "已选 {chosen}/{n} · 尚未看 {unseen}",
    ),
    "similar line seen": ("{chosen} of {n} chosen", "已选 {chosen}/{n}"),
    "look first": (
        "{n} of those chosen were not in view yet: pagedown shows them",
        "选中的还有 {n} 条未显示过：按 PageDown 查看",
    ),
    "none chosen": ("no answer is chosen: space chooses", "没有选中回答：按空格选择"),
    "coded together": ("“{code}” applied to {n} · u undoes", "“{code}”已用于 {n} · 按 u 撤销"),
    "uncoded together": (
        "“{code}” removed from {n} · u undoes",
        "“{code}”已从 {n} 移除 · 按 u 撤销",
    ),
    "finished together": ("{n} reviewed · u undoes", "{n} 已看 · 按 u 撤销"),
    "similar how": (
        "a digit codes {n} · enter: {n} reviewed, and back · space chooses",
        "数字键给 {n}编码 · 回车：{n}算作已看并返回 · 空格选择",
    ),
    "similar none": (
        "space chooses the answer marked, A all; the number is the likeness, 0 to 1",
        "空格选中光标所在的回答，A 全选；数字为相似度，0 至 1",
    ),
}
