"""What cross-tabs and kept tables refuse, English and Chinese; see `errors` for the names."""

from __future__ import annotations

SAID: tuple[tuple[str, str], ...] = (
    (
        "No case of {source} was reviewed for these codes in layer {layer}. Mark what was read as "
        "done, in Cards or with: qualcode coding done",
        "图层 {layer} 中，{source} 没有就这些代码看过的个案。请把读过的标为完成（在卡片中，或用 "
        "qualcode coding done）。",
    ),
    (
        "No case of {source} has one of these codes in layer {layer}: the base “coded” is empty.",
        "图层 {layer} 中，{source} 没有带这些代码的个案：以“有代码”为基数则为空。",
    ),
    ("The codebook has no codes to make a table of.", "编码簿中没有可成表的代码。"),
    (
        "No case in the base has a value of {field}: there is nothing to compare.",
        "基数中的个案都没有 {field} 的值：无可比较。",
    ),
    (
        "“{field}” takes several answers a person: with weights there is no valid test of it. "
        "Leave the weight out.",
        "“{field}”一人可有多个回答：加权时没有可靠的检验。请不加权。",
    ),
    (
        "“{field}” takes several answers a person and is not crossed with another field. Make a "
        "table of it alone.",
        "“{field}”一人可有多个回答，不能与另一变量交叉。请单独成表。",
    ),
    ("“{field}” is not crossed with itself.", "“{field}”不能与自身交叉。"),
    (
        "{weight}: case {case} has the weight {value}. A weight is 0 or more.",
        "{weight}：个案 {case} 的权重为 {value}。权重不能小于 0。",
    ),
    (
        "{stratum}: case {case} has a weight and no stratum.",
        "{stratum}：个案 {case} 有权重而没有分层。",
    ),
    (
        "No weight “{name}”.{near} List them with: qualcode cases list",
        "没有权重变量“{name}”。{near}",
    ),
    (
        "No stratum “{name}”.{near} List them with: qualcode cases list",
        "没有分层变量“{name}”。{near}",
    ),
    (
        "“{name}” is {kind}: a weight is a variable of numbers.",
        "“{name}”不是数值变量，不能作权重。",
    ),
    (
        "{field} has {n} levels; a table takes {most} at most. Join some of them in another "
        "variable.",
        "{field} 有 {n} 个取值；一个表最多 {most} 个。请在另一变量中合并其中一些。",
    ),
    (
        "“{field}” is of the kind {kind} and has no levels to compare. Choose a nominal, ordinal, "
        "scale or multiple response variable.",
        "“{field}”没有可比较的取值。请选类别、有序、数值或多选变量。",
    ),
    (
        "Nobody was asked a question in the interviews, so there is no base “{base}”. Bases of "
        "interviews are: {listed}.",
        "访谈中没有人被问及某题，因此没有基数“{base}”。访谈的基数有：{listed}。",
    ),
    (
        "There are no interviews here. Say which question's answers.",
        "此处没有访谈。请说明是哪一题的回答。",
    ),
    (
        "“{name}” is kept already. Replace it, or say another name.",
        "已保存过“{name}”。请替换，或另起名称。",
    ),
    (
        "A table is kept under a name of printable characters.",
        "表的名称须是可显示的字符。",
    ),
    (
        "No table is kept as “{name}”.{near} List them with: qualcode analysis kept",
        "没有保存为“{name}”的表。{near}",
    ),
    (
        "“{name}” fits several kept tables: {listed}. Say more of the name.",
        "“{name}”符合多个已存的表：{listed}。请多写几个字。",
    ),
    ("Say who keeps the table: --coder NAME.", "请说明由谁保存此表：--coder 名字。"),
    ("No row “{name}” in this table.{near}", "此表中没有“{name}”这一行。{near}"),
)
