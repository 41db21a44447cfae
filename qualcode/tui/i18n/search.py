"""Words of Search."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "search empty": (
        "Nothing is asked for yet. Press {key_query} and type: one character is enough, simplified "
        "or traditional, full or half width are alike. {key_word_list} counts the words.",
        "还没有查找内容。按 {key_query} 输入：一个字即可，繁简、全角半角视为相同。"
        "按 {key_word_list} 统计词频。",
    ),
    "search nothing": (
        "“{line}” is not said in {searched}.\n\n{key_query} changes it · "
        "{key_interviewers} searches interviewers' turns too · {key_filter} and {key_filter_code} "
        "change where it looks",
        "{searched}中没有“{line}”。\n\n按 {key_query} 修改 · 按 {key_interviewers} "
        "连访谈员的话轮一起查 · 按 {key_filter}、{key_filter_code} 改变范围",
    ),
    "search no words": (
        "No words here. {key_filter} and {key_filter_code} change where it looks.",
        "这里没有词。按 {key_filter}、{key_filter_code} 改变范围。",
    ),
    "search count": (
        "{hits} in {documents} of {searched}",
        "{hits}，见于 {searched}中的 {documents} 份",
    ),
    "search words count": (
        "{n} words · {documents} documents, {cases} cases",
        "{n} 个词 · {documents} 份文档、{cases} 个个案",
    ),
    "search line": ("Find ({how}):", "查找（{how}）："),
    "search line plain": (
        "words as they are said; | between several",
        "按原话输入；多个之间用 |",
    ),
    "search line pattern": (
        r"a pattern: . one character, {{0,3}} up to three, \b a word's end",
        r"正则：. 一个字，{{0,3}} 至多三个，\b 词边界",
    ),
    "search line near": ("two or more words, near: {near}", "两个以上的词，邻近：{near}"),
    "search near how": (
        "How near? 5 (words between), 20c (characters), sentence, turn; empty: off:",
        "多近？5（相隔词数）、20字、句、话轮；留空：关闭：",
    ),
    "search chip find": ("find", "查找"),
    "search chip pattern": ("pattern", "正则"),
    "search chip near": ("near: {near}", "邻近：{near}"),
    "search chip whole": ("whole words", "整词"),
    "search chip with": ("interviewers too", "含访谈员"),
    "search chip without": ("without interviewers", "不含访谈员"),
    "search chip order": ("order: {order}", "排序：{order}"),
    "search chip within": ("within {code}", "在 {code} 内"),
    "search chip words": ("words", "词表"),
    "search chip common": ("common words too", "含常用词"),
    "search order text": ("as in the text", "原文顺序"),
    "search order left": ("by the words before", "按前文"),
    "search order match": ("by what was found", "按命中"),
    "search order right": ("by the words after", "按后文"),
    "search order by": ("Order by:", "排序："),
    "search running": ("searching … esc stops", "正在查找…… esc 停止"),
    "search counting": (
        "counting words: {done} of {total} … esc stops",
        "正在统计：{done}/{total}…… esc 停止",
    ),
    "search stopped": ("stopped", "已停止"),
    "search where": ("Search where?", "在哪里查找？"),
    "search everywhere": ("everywhere", "全部"),
    "search kind": ("kind: {kind}", "类型：{kind}"),
    "search kind interview": ("interview", "访谈"),
    "search kind answer": ("answer", "回答"),
    "search question": ("question: {question}", "问题：{question}"),
    "search language": ("language: {language}", "语言：{language}"),
    "search field": ("{field} = {value}", "{field} = {value}"),
    "search field asks": ("{field} = a number or range …", "{field} = 数值或范围……"),
    "search field which": (
        "{field}: 3, 3..12, or 3.. for 3 and more:",
        "{field}：3、3..12，或 3..（3 及以上）：",
    ),
    "search col word": ("word", "词"),
    "search col count": ("times", "次数"),
    "search col documents": ("documents", "文档"),
    "search col cases": ("cases", "个案"),
    "search turn": ("turn {n}", "话轮 {n}"),
    "search code first": ("search for something first: {key_query}", "请先查找：按 {key_query}"),
    "search code how": (
        "Code “{code}” · which passages? (marked automatic, one step to undo)",
        "用“{code}”编码哪些内容？（标为自动，一步可撤销）",
    ),
    "search by sentence": (
        "the sentences: {new} to code{there}",
        "所在句子：将编码 {new} 个{there}",
    ),
    "search by match": ("what was found: {new} to code{there}", "命中本身：将编码 {new} 个{there}"),
    "search by turn": (
        "the turns or answers: {new} to code{there}",
        "所在话轮或回答：将编码 {new} 个{there}",
    ),
    "search there": (", {n} have it already", "，{n} 个已有"),
    "search outdated": (
        "texts have changed since the search: searched anew, nothing was coded",
        "查找之后文字已有改动：已重新查找，未作编码",
    ),
    "search none new": ("all of it is coded “{code}” already", "都已编码“{code}”"),
    "search export as": ("Write what is shown as:", "把所示内容写成："),
}
