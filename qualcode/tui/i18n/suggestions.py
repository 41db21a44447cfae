"""Words of the screen Suggestions, and of the list of all sure ones over it."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "suggestions": ("Suggestions", "建议"),
    "bulk": ("Accept many", "批量接受"),
    "about suggestions": (
        "What is suggested and not decided yet, and how far to trust it: figures by code, with "
        "what was withheld until you had decided; passages, groups, codings and codes to look at "
        "again. Nothing is applied until you accept it.",
        "尚未决定的建议，以及能信到什么程度：各代码的数字与盲检；"
        "值得再看的内容、分组、编码和代码。你接受之前，什么也不会被编码。",
    ),
    "about bulk": (
        "All sure suggestions of one code. Once all have been in view, enter accepts them in one "
        "step, but for those left out; u takes all back.",
        "某个代码的全部高概率建议。全部看过之后，回车一步接受（排除的除外）；按 u 全部撤销。",
    ),
    "list pending": ("pending", "待定"),
    "list codes": ("by code", "按代码"),
    "list unlike": ("unlike", "不相似"),
    "list clusters": ("groups", "分组"),
    "list miscodings": ("doubtful", "存疑"),
    "list confused": ("confused", "易混"),
    "order text": ("the text", "原文"),
    "order certain": ("most certain first", "最确定在前"),
    "order informative": ("most informative first", "最有信息量在前"),
    "order random": ("at random", "随机"),
    "order by which": ("In which order?", "按什么次序？"),
    "suggestions of all": ("everything", "全部"),
    "suggestions of which": ("Suggestions of which?", "看哪里的建议？"),
    "reading suggestions": ("reading suggestions", "正在读取建议"),
    "making suggestions": ("making suggestions", "正在生成建议"),
    "suggestions made": (
        "{n} of {of} passages that are not reviewed have suggestions",
        "{of} 段未看内容中有 {n} 段得到建议",
    ),
    "suggestions empty": (
        "No suggestions yet. They come while you code answers; {key_make} makes them now.",
        "还没有建议。给回答编码时会自动生成；按 {key_make} 现在生成。",
    ),
    "suggestions none here": (
        "No suggestion is pending here. {key_filter} and {key_filter_code} show others, {key_make} "
        "makes them anew.",
        "这里没有待定的建议。{key_filter} 与 {key_filter_code} 换范围，{key_make} 重新生成。",
    ),
    "suggestions need a coder": (
        "Suggestions are a coder's own: open the project as one.",
        "建议属于各编码员：请以某位编码员打开项目。",
    ),
    "suggestions first list": (
        "Suggestions are decided on in the first list: 1",
        "请在第一个列表中决定建议：按 1",
    ),
    "codes empty": (
        "No model yet: figures by code come once suggestions were made ({key_make}).",
        "还没有模型：生成建议（{key_make}）后才有各代码的数字。",
    ),
    "finding unlike": ("looking for what is unlike", "正在查找不相似的内容"),
    "finding clusters": ("grouping", "正在分组"),
    "finding miscodings": ("looking for doubtful codings", "正在查找存疑的编码"),
    "finding confused": ("looking for codes taken for others", "正在查找易混的代码"),
    "unlike empty": ("Nothing is left that has no code.", "没有尚无代码的内容。"),
    "clusters empty": ("Nothing is left to group.", "没有可分组的内容。"),
    "miscodings empty": (
        "Your other codings speak against none.",
        "没有与其余编码相矛盾的编码。",
    ),
    "confused empty": ("No code is taken for another.", "没有被当成别的代码的代码。"),
    "col passage": ("passage", "内容"),
    "col suggested": ("suggested", "建议"),
    "col left out": ("left out", "留出"),
    "col precision": ("prec.", "精确"),
    "col recall": ("found", "召回"),
    "col withheld": ("blind check", "盲检"),
    "col accepted": ("accepted", "接受"),
    "col at once": ("at once", "批量"),
    "col similarity": ("like", "相似"),
    "col words": ("typical words", "典型词"),
    "col example": ("for example", "例如"),
    "col doubt": ("is", "现状"),
    "col taken for": ("taken for", "被当成"),
    "col share": ("share", "占比"),
    "code not found": ("lost", "难找"),
    "may at once": ("yes", "可以"),
    "not at once": ("no: {why}", "否：{why}"),
    "doubt applied": ("applied", "已编"),
    "doubt missing": ("missing", "未编"),
    "of codings": ("{n} of {of}", "{n}/{of}"),
    "accepted of last": (
        "accepted {accepted} of last {decided}",
        "最近 {decided} 条接受 {accepted} 条",
    ),
    "warned": ("! {first}", "！{first}"),
    "warned more": ("! {first} ({n} more: {key_model})", "！{first}（另有 {n} 条：{key_model}）"),
    "of answers": ("answers", "回答"),
    "model line": (
        "{kind}: model {name}, {n} reviewed · first 3 right {hit}, most frequent {frequent}",
        "{kind}：模型 {name}，已学 {n} 段 · 前三命中 {hit}，最常用代码 {frequent}",
    ),
    "no better": (
        "no better than the most frequent codes",
        "不比最常用的代码更好",
    ),
    "code left out": (
        "on left-out passages right {right} of {suggested} ({precision}), found {recall} of {own} "
        "codings",
        "留出检验：建议 {suggested} 条，对 {right} 条（{precision}）；{own} 条编码召回 {recall}",
    ),
    "code withheld": (
        "withheld until you had decided: {agreed} of {checked} agreed [{low}, {high}]",
        "你决定之前隐藏的：{checked} 条中一致 {agreed} 条 [{low}, {high}]",
    ),
    "code not withheld": ("none withheld and checked yet", "尚无盲检"),
    "code cannot be found": (
        "the model cannot find this code, and does not suggest it",
        "模型找不到此代码，因此不建议",
    ),
    "one by one": ("accepted one by one: {why}", "只能逐条接受：{why}"),
    "at once": ("many may be accepted at once: {key_bulk}", "可批量接受：按 {key_bulk}"),
    "confused hint": (
        "Codings of the first code for which the model's first suggestion was the second. Enter "
        "opens the codebook: do the definitions tell them apart?",
        "带有前一代码、而模型首先建议后一代码的编码。回车打开编码簿：定义能把它们分开吗？",
    ),
    "about the model": ("The model", "模型"),
    "model id": ("model of {kind} {digest}", "{kind}的模型 {digest}"),
    "model set": (
        "learned from {n} reviewed passages, training set {set}",
        "学自 {n} 段已看内容，训练集 {set}",
    ),
    "model made": ("fitted {when}", "拟合于 {when}"),
    "model reads words and meaning": (
        "reads words, and meaning by the sentence encoder (extra semantic)",
        "读词语，并用句子编码器读意思（semantic 扩展）",
    ),
    "model reads words": (
        "reads words alone: meaning needs the extra semantic",
        "只读词语：读意思需安装 semantic 扩展",
    ),
    "model first": (
        "right with its first suggestion {hit}, the most frequent code {frequent}",
        "首条命中 {hit}，最常用代码 {frequent}",
    ),
    "model off": (
        "its probabilities are off by {off} on average (first suggestions, {n} left-out passages)",
        "其概率平均偏差 {off}（首条建议，{n} 段留出内容）",
    ),
    "model cannot find": ("cannot find, and does not suggest: {codes}", "找不到、不建议：{codes}"),
    "what accepted means": (
        "what was accepted says nothing of being right: only the blind check does",
        "接受多少不说明对错：只有盲检能说明",
    ),
    "interviews on": (
        "suggestions for interviews are on, {unit} · {key_interviews} turns them off",
        "访谈的建议已开启，{unit} · 按 {key_interviews} 关闭",
    ),
    "interviews off": (
        "suggestions for interviews are off, open coding is not to be led · {key_interviews}: the "
        "lead turns them on, {unit}",
        "访谈的建议已关闭，开放编码不应被引导 · {key_interviews}：由负责人开启，{unit}",
    ),
    "by clause": ("clause by clause", "按小句"),
    "by sentence": ("sentence by sentence", "按句"),
    "by turn": ("turn by turn", "按话轮"),
    "bulk which": (
        "mark a code in list 2, or a suggestion in list 1, to look at all sure ones of its code",
        "请在列表 2 选代码，或在列表 1 选建议，再查看该代码的全部高概率建议",
    ),
    "all sure ones": ("all sure ones of {code}", "{code} 的全部高概率建议"),
    "bulk count": (
        "{n} would be accepted, {out} left out · {kept} more are not shown: you code them unaided",
        "将接受 {n} 条，排除 {out} 条 · 另有 {kept} 条不显示：留待你独立编码",
    ),
    "bulk look": (
        "look at all first: {n} not in view yet · page down",
        "请先全部看过：还有 {n} 未看 · 向下翻页",
    ),
    "bulk enter": (
        "enter accepts all but those with [x], in one step · space leaves one out",
        "回车一步接受除 [x] 外的全部 · 空格排除一条",
    ),
}
