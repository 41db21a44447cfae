"""Words of the screens Displays, Theme, and the choosing of quotes."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "displays": ("Displays", "展示"),
    "theme": ("Theme", "主题"),
    "candidates": ("Choose quotes", "选引文"),
    "about displays": (
        "Themes and joint displays. Of a theme: how many quotes carry it, how many segments or "
        "cases speak against it, how many segments of its codes are left out, and how many of "
        "those chosen are to be looked at again.",
        "主题与联合展示。每个主题显示：支持它的引文数、与之相反的片段或个案数、其代码中未选的片段数，"
        "以及所选中需要再看的数目。",
    ),
    "about theme": (
        "A claim with its codes, the quotes that carry it and what speaks against it. Each quote "
        "says whether it changed, is gone, or may not be printed; below it how many are left out.",
        "一个论断及其代码、支持它的引文和相反的内容。每条引文会说明是否有改动、已不在或不可引用；"
        "下方是未选的数目。",
    ),
    "about candidates": (
        "Segments of the theme's codes that are not chosen yet, in the order of what each adds: "
        "people who are not quoted yet first, with most of the theme's codes on their words.",
        "主题各代码下尚未选的片段，按所能补充的排序：先是尚未引用的人，其话上主题代码最多者在前。",
    ),
    # The list
    "displays col name": ("name", "名称"),
    "displays col said": ("claim, kind", "论断、种类"),
    "displays col quotes": ("quotes", "引文"),
    "displays col contrary": ("against", "相反"),
    "displays col left": ("left out", "未选"),
    "displays col look": ("look at", "需再看"),
    "displays themes": ("Themes ({n})", "主题（{n}）"),
    "displays joint": ("Joint displays ({n})", "联合展示（{n}）"),
    "displays no claim": ("(no claim yet)", "（尚无论断）"),
    "displays counting": ("counting what stands behind the themes", "正在统计主题的依据"),
    "displays empty": (
        "Here are the themes, each a claim with its codes and quotes, and the joint displays, "
        "numbers beside words.\n\n{key_add_theme} adds a theme · {key_add_display} adds a joint "
        "display\n{key_summaries} opens the summaries: cases × codes in your own words",
        "这里是主题（论断及其代码、引文）与联合展示（数字与文字并列）。\n\n"
        "按 {key_add_theme} 新增主题 · 按 {key_add_display} 新增联合展示\n"
        "按 {key_summaries} 打开摘要：以自己的话写的个案×代码",
    ),
    "displays which theme": ("Name of the theme:", "主题名称："),
    "displays which display": ("Name of the joint display:", "联合展示名称："),
    "displays which kind": ("What does it set side by side?", "并列什么？"),
    "displays rename": ("Another name of “{name}”:", "“{name}”改名为："),
    "displays only themes": ("only themes have an order", "只有主题可以排序"),
    "displays nothing to export": ("there is nothing to write yet", "还没有可写出的内容"),
    "displays themes file": ("themes", "主题"),
    "displays writing": ("Writing {name}.", "正在写 {name}。"),
    "kind side by side": ("side by side", "并列"),
    "kind statistics by themes": ("statistics by themes", "按主题列统计"),
    "kind follow-up": ("follow-up", "追踪解释"),
    "kind instrument": ("instrument", "编制工具"),
    "kind themes by score": ("themes by score", "按得分列主题"),
    "kind case profile": ("case profile", "个案概貌"),
    "kind framework": ("framework", "框架"),
    "kind of side by side": (
        "side by side: survey result, themes and quotes",
        "并列：调查结果、主题与引文",
    ),
    "kind of statistics by themes": (
        "statistics by themes: numbers, quotes",
        "按主题列统计：数字、引文",
    ),
    "kind of follow-up": (
        "follow-up: cases, explanation, quotes of a result",
        "追踪解释：结果的个案、解释、引文",
    ),
    "kind of instrument": (
        "instrument: quotes, item written, item result",
        "编制工具：引文、题目、题目结果",
    ),
    "kind of themes by score": ("themes by score: low, middle, high", "按得分列主题：低、中、高"),
    "kind of case profile": ("case profile: this case, the group", "个案概貌：此个案、全体"),
    "kind of framework": ("framework: constructs in numbers and words", "框架：构念的数字与文字"),
    # A theme
    "theme col state": ("state", "状态"),
    "theme kind quote": ("Quotes that carry it ({n})", "支持它的引文（{n}）"),
    "theme kind contrary": ("Against it ({n})", "与之相反（{n}）"),
    "theme whole case": ("(the whole case)", "（整个个案）"),
    "theme no claim": (
        "No claim yet: {key_claim} writes it.",
        "尚无论断：按 {key_claim} 写。",
    ),
    "theme codes": ("codes", "代码"),
    "theme no codes": ("none yet: {key_find_code} chooses them", "尚无：按 {key_find_code} 选"),
    "theme codes first": (
        "first choose the theme's codes with {key_find_code}",
        "请先按 {key_find_code} 选主题的代码",
    ),
    "theme empty": (
        "Nothing is chosen yet.\n\n{key_candidates} shows the segments of its codes to choose "
        "quotes from\n{key_contrary} notes a case against it",
        "还没有选任何内容。\n\n按 {key_candidates} 从其代码的片段中选引文\n按 {key_contrary} 记下"
        "与之相反的个案",
    ),
    "theme gone": (
        "This theme is not there any more. esc goes back to the list.",
        "这个主题已不在。按 esc 返回列表。",
    ),
    "theme reading": ("reading what stands behind the theme", "正在读取主题的依据"),
    "theme write claim": ("Claim", "论断"),
    "theme write memo": ("Memo", "备忘录"),
    "theme which codes": ("Which codes belong to the theme?", "哪些代码属于此主题？"),
    "theme which case": ("Which case speaks against it?", "哪个个案与之相反？"),
    "theme what against": ("What does it say against the claim?", "它说了什么与论断相反？"),
    "theme why": ("Why this one?", "为什么选它？"),
    "theme case stays": ("a whole case is no quote", "整个个案不能作引文"),
    "theme no passage": ("there is no passage to open here", "这里没有可打开的段落"),
    "theme behind": (
        "{segments} of its codes by {cases}, layer final",
        "其代码下有{segments}，来自{cases}，图层 final",
    ),
    "theme open": (", and {n} in passages nobody is done with", "，另有 {n} 个在尚未看完的段落中"),
    "theme left": ("; {n} left out", "；未选 {n} 个"),
    "quote changed": ("words changed", "文字已变"),
    "quote lost": ("words gone", "文字已失"),
    "quote gone": ("removed", "已移除"),
    "quote hidden": ("not shown", "不显示"),
    "quote no consent": ("no consent", "未同意引用"),
    "quote outside": ("other code", "非其代码"),
    # Choosing
    "candidates reading": ("finding segments to choose from", "正在找可选的片段"),
    "candidates of": ("{n} to choose from", "可选 {n} 个"),
    "candidates marked": (", {n} marked", "，已标记 {n} 个"),
    "candidates open": ("nobody is done with the passage", "该段落尚未看完"),
    "candidates empty": (
        "All segments of the theme's codes are chosen, or there are none.",
        "主题各代码的片段都已选，或没有片段。",
    ),
    "candidates silent": (
        "{n} more may not be quoted, or have no words any more",
        "另有 {n} 个不可引用，或已没有文字",
    ),
}
