"""Words of the summaries and of the segments behind one of their cells."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "summaries": ("Summaries", "摘要"),
    "behind": ("Segments of a cell", "一格的片段"),
    "about summaries": (
        "The framework matrix: cases × codes or themes, each cell in your own words. A cell "
        "without a summary says what is there instead; ✱ marks one whose segments changed since it "
        "was written.",
        "框架矩阵：个案×代码或主题，各格用自己的话写。没有摘要的格说明实际情况；"
        "✱ 表示写后片段有变化。",
    ),
    "about behind": (
        "The segments behind a cell of the summaries: those that count in the layer, and those in "
        "passages nobody is done with; enter opens the passage, esc comes back.",
        "摘要一格背后的片段：在所选图层计入的，以及尚未看完的段落中的；回车打开段落，esc 返回。",
    ),
    "summaries reading": ("reading what stands behind the cells", "正在读取各格的依据"),
    "summaries writing": ("Writing the summary.", "正在写入摘要。"),
    "summaries which source": ("Whose words are summarised?", "为谁的话写摘要？"),
    "summaries which codes": ("Which codes or themes are the columns?", "哪些代码或主题作为列？"),
    "summaries a theme": ("theme: {name}", "主题：{name}"),
    "summaries themes": ("themes", "主题"),
    "summaries no codes": (
        "There are no codes yet that summaries could be of: the codebook is at g b.",
        "还没有可写摘要的代码：编码簿在 g b。",
    ),
    "summaries empty": (
        "Here are the cases, each in your own words under codes or themes; there is no case with "
        "such material yet.",
        "这里按代码或主题用自己的话概括各个案；目前还没有这样的个案材料。",
    ),
    "summaries none here": (
        "No case has segments of these codes yet, or a summary. {key_filter} shows all cases.",
        "还没有个案有这些代码的片段或摘要。按 {key_filter} 显示全部个案。",
    ),
    "summaries some": (
        "shown: cases with segments or summaries",
        "现显示：有片段或摘要的个案",
    ),
    "summaries all": ("shown: all cases", "现显示：全部个案"),
    "summaries columns": ("{first}–{last} of {n}", "{first}–{last}/{n}"),
    "summaries none left": (
        "no further cell is stale, or has segments and no summary",
        "没有更多过时的或有片段而无摘要的格",
    ),
    "summaries not stale": (
        "only a summary whose segments changed can be said to hold still",
        "只有片段有变化的摘要才需确认仍然成立",
    ),
    "summaries nothing written": ("no summary was written here", "此处没有摘要"),
    # Cells
    "cell lacking": ("({n} to summarise)", "（{n} 个片段待写）"),
    "cell nothing coded": ("nothing coded", "已看，无代码"),
    "cell not reviewed": ("not reviewed", "未看"),
    "cell no material": ("no material", "无材料"),
    "cell so far": (" ({n} so far)", "（已有 {n}）"),
    "cell behind": ("{n} behind it", "依据{n}"),
    "cell none": ("no data, {why}", "无数据，{why}"),
    "cell open": (", {n} in passages nobody is done with", "，{n} 个在尚未看完的段落中"),
    "cell since": ("since it was written: {what}", "写后有变化：{what}"),
    "cell added": ("{n} added", "新增 {n}"),
    "cell removed": ("{n} removed", "移除 {n}"),
    "cell changed": ("{n} changed", "改动 {n}"),
    "cell between": (", ", "，"),
    # The foot
    "summaries foot": ("{cases}; {n} of {of} summarised", "{cases}；{of}中 {n} 格有摘要"),
    "summaries stale": ("{n} stale", "{n} 格过时"),
    "summaries lacking": ("{n} with segments and no summary", "{n} 格有片段而无摘要"),
    "summaries nothing coded": ("{n} reviewed, nothing coded", "{n} 格已看而无代码"),
    "summaries not reviewed": ("{n} not reviewed", "{n} 格未看"),
    "summaries no material": ("{n} without material", "{n} 格无材料"),
    "summaries between": ("; ", "；"),
    # Segments of a cell
    "behind reading": ("reading the segments of the cell", "正在读取此格的片段"),
    "behind none": ("No segments stand behind this cell.", "此格背后没有片段。"),
    "behind empty": (
        "Here are the segments behind a cell of the summaries (g i, then S).",
        "这里是摘要一格背后的片段（g i，再按 S）。",
    ),
    "behind added": ("new since", "写后新增"),
    "behind changed": ("changed", "写后改动"),
    "behind open": ("open", "未看完"),
}
