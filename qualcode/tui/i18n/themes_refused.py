"""What themes, summaries and displays refuse, in English and Chinese; see `refused`."""

from __future__ import annotations

SAID: tuple[tuple[str, str], ...] = (
    (
        "No theme “{name}”.{near} List them with: qualcode analysis theme list",
        "没有主题“{name}”。{near}",
    ),
    (
        "No display “{name}”.{near} List them with: qualcode analysis display list",
        "没有联合展示“{name}”。{near}",
    ),
    ("No code or theme “{name}”.{near}", "没有代码或主题“{name}”。{near}"),
    ("No field, code or theme “{name}”.{near}", "没有字段、代码或主题“{name}”。{near}"),
    ("A theme has a name of printable characters.", "主题要有可显示的名称。"),
    ("A display has a name of printable characters.", "联合展示要有可显示的名称。"),
    ("A column has a name of printable characters.", "列要有可显示的名称。"),
    ("There is a theme “{name}” already. Say another name.", "已有主题“{name}”。请换一个名称。"),
    (
        "There is a display “{name}” already. Say another name.",
        "已有联合展示“{name}”。请换一个名称。",
    ),
    (
        "“{name}” is a code and a theme. Say which: “{code}” or “{theme}”.",
        "“{name}”既是代码又是主题。请写明：“{code}”或“{theme}”。",
    ),
    (
        "“{name}” is a field and a {_}. Say which: “{field}” or “{other}”.",
        "“{name}”既是字段又是代码或主题。请写明：“{field}”或“{other}”。",
    ),
    (
        "“{code}” was split into {listed}, not of this theme.",
        "“{code}”已拆分为{listed}，后者不属此主题。",
    ),
    ("“{code}” is no code of “{theme}”.", "“{code}”不是“{theme}”的代码。"),
    (
        "Themes are numbered from 1; there is no place {n}.",
        "主题从 1 开始编号，没有第 {n} 位。",
    ),
    ("Quotes are numbered from 1; there is no place {n}.", "引文从 1 开始编号，没有第 {n} 条。"),
    ("Rows are numbered from 1; there is no place {n}.", "行从 1 开始编号，没有第 {n} 行。"),
    ("Say which segments or cases speak against it.", "请说明哪些编码片段或个案与之相反。"),
    (
        "“{name}” was not chosen for “{theme}”. List what was with: qualcode analysis theme show "
        "“{_}”",
        "“{name}”没有被选入“{theme}”。",
    ),
    (
        "The segment {uid} has no words in the text any more. Choose another.",
        "编码片段 {uid} 在文本中已没有文字。请另选一个。",
    ),
    (
        "A summary has a text. To take one away: qualcode analysis summary remove CASE SUBJECT",
        "摘要要有文字。要移除请用移除。",
    ),
    (
        "No summary was written of {cell}. List them with: qualcode analysis summary list",
        "{cell} 还没有摘要。",
    ),
    (
        "No summary was written of {cell}. Write it first: qualcode analysis summary set CASE "
        "SUBJECT TEXT",
        "{cell} 还没有摘要。请先写。",
    ),
    (
        "No kind of display “{kind}”. Kinds are: {listed}.",
        "没有这种联合展示：“{kind}”。种类有：{listed}。",
    ),
    (
        "The columns of a display differ from each other, and are called neither {listed}.",
        "联合展示的各列名称须互不相同，且不能叫：{listed}。",
    ),
    ("“{display}” has no rows yet. Add one first.", "“{display}”还没有行。请先新增一行。"),
    (
        "“{display}” has no row “{row}”. Say its number, 1 to {n}, or its topic.",
        "“{display}”没有行“{row}”。请写行号（1 到 {n}）或题目。",
    ),
    (
        "“{display}” has no column “{column}”.{near} Its columns are: {listed}.",
        "“{display}”没有列“{column}”。{near}各列为：{listed}。",
    ),
    (
        "Nothing in “{display}” has the uid “{uid}”. List what is in it with: qualcode analysis "
        "display show “{_}” --cells",
        "“{display}”中没有 uid 为“{uid}”的内容。",
    ),
    (
        "Say which quotes: segments by uid, or those of a theme.",
        "请说明是哪些引文：编码片段的 uid，或某主题的引文。",
    ),
    ("Say what is to stand in the cell.", "请写明格中放什么。"),
    (
        "No fit “{fit}”. A row confirms, extends, contradicts or is silent.",
        "没有这种吻合：“{fit}”。一行可为：印证、扩展、矛盾、沉默。",
    ),
    ("A row has a topic.", "一行要有题目。"),
    ("The table has no row “{code}” any more.", "表中已没有“{code}”这一行。"),
    ("{field} has no level “{level}” any more.", "{field} 已没有水平“{level}”。"),
    (
        "No case of {source} was reviewed for {code} in layer {layer}.",
        "{source} 中没有个案在图层 {layer} 就 {code} 看过。",
    ),
    (
        "No case has both a value of {field} and was reviewed.",
        "没有既有 {field} 的值又看过的个案。",
    ),
    (
        "The summary is not there any more, or not yours to read now.",
        "这条摘要已不在，或你现在不能看。",
    ),
    ("The theme is not there any more.", "这个主题已不在。"),
    ("The code that it is of is not there any more.", "所用的代码已不在。"),
    ("The theme that it is of is not there any more.", "所用的主题已不在。"),
    (
        "No case of {source} is known in both {first} and {second}.",
        "{source} 中没有个案同时有 {first} 和 {second}。",
    ),
    (
        "“{field}” takes several answers a person, so nobody has one level of it. Choose another "
        "field.",
        "“{field}”每人可有多个回答，没有单一水平。请换一个字段。",
    ),
    ("“{name}” is not crossed with itself.", "“{name}”不能与自身交叉。"),
    ("{n} examples: give 0 or more.", "例子数 {n} 不可用：请给 0 或以上。"),
    ("{n} quotes a cell: give 1 or more.", "每格引文数 {n} 不可用：请给 1 或以上。"),
)
