"""Words of Cross-tab, its quotes, and kept tables."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "crosstab": ("Cross-tab", "交叉表"),
    "about crosstab": (
        "Codes set against a field of the cases: how many of them have each code, level by level, "
        "with intervals, tests and residuals. B chooses the field; every other key changes one "
        "thing. ▲▼ mark what holds after correction, in a row that itself passes.",
        "代码与个案变量的交叉表：各取值中有多少个案带有该代码，附区间、检验和残差。"
        "按 B 选变量；其余各键各改一项。▲▼ 表示校正后仍成立，且所在行本身通过检验。",
    ),
    "quotes": ("Quotes", "引文"),
    "about quotes": (
        "The segments behind a cell of a cross-tab: enter opens one in its document, esc goes back "
        "to the cell.",
        "交叉表一格背后的编码片段：回车在文档中打开，esc 回到该格。",
    ),
    "kept_tables": ("Kept tables", "已存的表"),
    "about kept_tables": (
        "Cross-tabs kept by name with their numbers. Each is made anew to say whether its numbers "
        "still hold; enter shows it beside today's.",
        "按名称保存的交叉表及其数字。逐一重新计算，以说明数字是否仍然成立；回车与今天的表对照。",
    ),
    "then_and_now": ("Then and now", "当时与现在"),
    "about then_and_now": (
        "The cells of a kept table that differ today, and the decisions that moved them.",
        "已存的表中今天不同的格，以及引起变化的各项决定。",
    ),
    # Choices
    "crosstab empty": (
        "Here codes are set against a field of the cases: who said what.",
        "在此把代码与个案的变量对照：谁说了什么。",
    ),
    "crosstab first": (
        "B chooses the field, and the table is made.",
        "按 B 选变量，随即成表。",
    ),
    "crosstab of": ("codes × {field}", "代码 × {field}"),
    "crosstab layer": ("layer {layer}", "图层 {layer}"),
    "crosstab choice source": ("whose words", "来源"),
    "crosstab choice find_code": ("codes", "代码"),
    "crosstab choice by": ("by", "变量"),
    "crosstab choice cross": ("crossed with", "再交叉"),
    "crosstab choice layer": ("layer", "图层"),
    "crosstab choice base": ("base", "基数"),
    "crosstab choice weight": ("survey weight", "权重"),
    "crosstab choice strata": ("strata", "分层"),
    "crosstab none": ("–", "–"),
    "crosstab all codes": ("all that can be applied", "全部可用代码"),
    "crosstab codes more": ("{few} and {n} more", "{few} 等，另 {n} 个"),
    "crosstab which source": ("Count codes in whose words?", "在哪里数代码？"),
    "crosstab which codes": ("The rows: codes or categories", "行：代码或类属"),
    "crosstab which field": ("Set codes against which field?", "代码与哪个变量对照？"),
    "crosstab which cross": ("Cross {field} with which field?", "{field} 再与哪个变量交叉？"),
    "crosstab which layer": ("Whose coding?", "用谁的编码？"),
    "crosstab which base": ("Which cases are counted?", "以哪些个案为基数？"),
    "crosstab which weight": ("Weight by which variable?", "用哪个变量加权？"),
    "crosstab which strata": ("Which strata has the sample?", "样本按什么分层？"),
    "crosstab no cross": ("no second field", "不再交叉"),
    "crosstab unweighted": ("no weight", "不加权"),
    "crosstab no strata": ("no strata", "不分层"),
    "crosstab needs weight": (
        "strata belong to a weight: {key_weight} chooses it first",
        "分层须与权重同用：先按 {key_weight} 选权重",
    ),
    "crosstab no source": (
        "there is nothing to count codes in: take in interviews (g d) or a survey (g a)",
        "还没有可数代码的内容：请导入访谈（g d）或问卷（g a）",
    ),
    "crosstab no codes": ("the codebook has no codes yet (g b)", "编码簿还没有代码（g b）"),
    "crosstab no code": ("nothing was ticked: the codes stay as they are", "未勾选：代码不变"),
    "crosstab no fields": (
        "no variable serves: a survey brings them (g a, then I)",
        "没有合适的变量：可导入问卷（g a，再按 I）",
    ),
    "crosstab base reviewed": ("reviewed for the code", "已就该代码看过"),
    "crosstab base answered": ("with an answer", "有回答"),
    "crosstab base asked": ("asked the question", "被问及"),
    "crosstab base all": ("all respondents", "全部受访者"),
    "crosstab base coded": ("with one of the codes", "至少有一个代码"),
    "crosstab layer final": (
        "final: consensus, else the one coder's work",
        "final：先取共识，否则取唯一编码员的编码",
    ),
    "crosstab layer consensus": ("consensus", "consensus：共识"),
    "crosstab layer union": ("union: all coders' work together", "union：全部编码员合并"),
    "picking keys": (
        "space ticks · enter takes · esc leaves",
        "空格勾选 · 回车确定 · esc 放弃",
    ),
    "picked of": ("{n} of {total}", "{n}/{total}"),
    "picking codes": ("all codes", "全部代码"),
    "picking categories": ("categories", "类属"),
    "picking none": ("none", "清空"),
    # The table
    "crosstab making": ("counting and testing", "正在计数和检验"),
    "crosstab drawing": ("joint test, {n} draws", "联合检验，抽样 {n} 次"),
    "base row reviewed": ("base: reviewed", "基数：已看"),
    "base row answered": ("base: answered", "基数：有回答"),
    "base row asked": ("base: asked", "基数：被问及"),
    "base row all": ("base: all", "基数：全部"),
    "base row coded": ("base: coded", "基数：有代码"),
    "crosstab levels": ("{first}–{last} of {n}", "{first}–{last}/{n}"),
    "col all": ("all", "合计"),
    "p by": ("p ({how})", "p（{how}）"),
    "adjust holm": ("Holm", "Holm"),
    "adjust bh": ("BH", "BH"),
    "measure effect": ("effect", "效应"),
    "measure difference": ("diff", "差"),
    "measure r (rank-biserial)": ("r rb", "r rb"),
    "measure rank-biserial": ("r (rank-biserial)", "r（秩双列）"),
    "crosstab show percent": ("percent of the base", "占基数的百分比"),
    "crosstab show interval": ("percent with 95 % intervals", "百分比及 95 % 区间"),
    "crosstab show n": ("n of base", "人数/基数"),
    "crosstab show heat": (
        "adjusted residuals: half a cell a unit, to the left fewer than expected",
        "校正残差：每单位半格，向左表示少于期望",
    ),
    "crosstab show tests": ("the tests, code by code", "各代码的检验"),
    # The marked cell
    "crosstab known at": (
        "{level}: {n} cases known for at least one of the codes",
        "{level}：{n} 个个案至少就其中一个代码看过",
    ),
    "crosstab known": (
        "{n} cases with a level, known for at least one of the codes",
        "{n} 个有取值的个案至少就其中一个代码看过",
    ),
    "crosstab nobody": ("{where}: no case is known", "{where}：没有已知的个案"),
    "crosstab share": ("{where}: {n} of {base}", "{where}：{n}/{base}"),
    "crosstab percent": (
        ", {percent} % [{low}, {high}]",
        "，{percent} % [{low}, {high}]",
    ),
    "crosstab weighted": (
        ", weighted {percent} % [{low}, {high}]",
        "，加权 {percent} % [{low}, {high}]",
    ),
    "crosstab above": ("{points} points above the rest", "比其余高 {points} 个百分点"),
    "crosstab below": ("{points} points below the rest", "比其余低 {points} 个百分点"),
    "crosstab residual": ("residual {residual}", "残差 {residual}"),
    "crosstab weighted n": ("weighted {n} of {base}", "加权 {n}/{base}"),
    "crosstab small": ("hidden in files", "导出时隐藏"),
    "crosstab quotes": ("{key_open}: quotes", "{key_open}：引文"),
    "crosstab no quotes": ("nobody has it here", "此处无人有该代码"),
    "crosstab no cell": (
        "mark a level or all of a code: enter shows its quotes",
        "请选中代码的某个取值或合计：回车看引文",
    ),
    "no p": ("no p", "无 p 值"),
    # The foot
    "crosstab more": (" · {key_about}: all", " · 按 {key_about} 看全部"),
    "foot reviewed": (
        "{source}: {n} of {total} cases, reviewed for the code; one case may have several codes.",
        "{source}：{total} 个个案中的 {n} 个，已就该代码看过；一个个案可有多个代码。",
    ),
    "foot answered": (
        "{source}: {n} of {total} cases with an answer, known for the code; one case may have "
        "several codes.",
        "{source}：{total} 个有回答的个案中的 {n} 个，对该代码已知；一个个案可有多个代码。",
    ),
    "foot asked": (
        "{source}: {n} of {total} cases who were asked, known for the code; no answer is none of "
        "the codes.",
        "{source}：{total} 个被问及的个案中的 {n} 个，对该代码已知；未回答即没有任何代码。",
    ),
    "foot all": (
        "{source}: {n} of {total} respondents, known for the code; no answer is none of the codes.",
        "{source}：全部 {total} 位受访者中的 {n} 位，对该代码已知；未回答即没有任何代码。",
    ),
    "foot coded": (
        "{source}: {n} of {total} cases, with at least one of these codes; one case may have "
        "several.",
        "{source}：{total} 个个案中的 {n} 个，至少有其中一个代码；一个个案可有多个代码。",
    ),
    "foot counted": (
        "Fewer than 20 cases: counts alone, nothing is tested.",
        "不足 20 个个案：只给人数，不作检验。",
    ),
    "foot no test": ("No code can be tested.", "没有可检验的代码。"),
    "foot marks": (
        "▲▼ residual, {how} p < .05 over all cells, in a row that itself passes; {tests}.",
        "▲▼ 残差在全部格中 {how} p < .05，且所在行本身通过；共 {tests}。",
    ),
    "foot untested": ("Not tested: {codes}.", "未检验：{codes}。"),
    "foot unweighted": ("Unweighted, 95 % intervals by Wilson.", "未加权，95 % 区间用 Wilson 法。"),
    "foot weighted": (
        "Weighted by {weight}{strata}: n {n}, effective n {kish}; intervals by design.",
        "按 {weight} 加权{strata}：n {n}，有效 n {kish}；区间按设计计算。",
    ),
    "foot strata": (", strata {strata}", "，分层 {strata}"),
    "foot no joint": ("No joint test: {why}.", "无联合检验：{why}。"),
    "foot joint": (
        "All together, {codes}: χ²({df}, n = {n}) = {statistic}, {p}, second order.",
        "{codes}合并：χ²({df}, n = {n}) = {statistic}，{p}，二阶校正。",
    ),
    "foot draws": ("By {n} draws: {p} (seed {seed}).", "抽样 {n} 次：{p}（种子 {seed}）。"),
    "foot interviewers": ("Interviewers' turns are counted.", "计入访谈员的话轮。"),
    "foot no interviewers": ("Interviewers' turns are left out.", "不计访谈员的话轮。"),
    "foot unknown": (
        "Unknown, not counted: {n} more, reviewed for none of these codes.",
        "未知不计：另有 {n} 个未就任何一个代码看过。",
    ),
    "foot missing": ("Left out: {n} without {field}.", "不计：{n} 个没有 {field}。"),
    "foot no weight": (
        "Left out: {n} without a weight above 0.",
        "不计：{n} 个没有大于 0 的权重。",
    ),
    "foot banded": (
        "Numbers are shown in quarters of all cases with a value, reviewed or not.",
        "数值按所有有值的个案（不论是否看过）四等分显示。",
    ),
    "foot several": (
        "One case may have several levels of {field}.",
        "一个个案可有 {field} 的多个取值。",
    ),
    "foot not reconciled": (
        "Left out: {n} coded by several and not reconciled.",
        "不计：{n} 个由多人编码而未协商。",
    ),
    "foot unread": (
        "Not counted: {segments}, not reviewed since their code was made or changed.",
        "不计：{segments}，其代码新建或改变后尚未重看。",
    ),
    "foot hidden": (
        "In files, cells of fewer than {n} cases are hidden.",
        "导出时隐藏少于 {n} 个个案的格。",
    ),
    # Tests
    "tests what": ("Tests", "检验"),
    "tests by code": ("show the tests, code by code", "逐个代码显示检验"),
    "tests to cells": ("show percentages again", "回到百分比"),
    "tests adjust holm": ("correct by Holm", "用 Holm 校正"),
    "tests adjust bh": ("correct by Benjamini & Hochberg", "用 Benjamini & Hochberg 校正"),
    "tests joint": ("joint test of all codes, {n} draws", "全部代码的联合检验，抽样 {n} 次"),
    "col test": ("test", "检验"),
    "col statistic": ("statistic", "统计量"),
    "col df": ("df", "df"),
    "col p": ("p", "p"),
    "col p adjusted": ("p {how}", "p {how}"),
    "col within": ("95 %", "95 %"),
    "col n": ("n", "n"),
    "test chi-square": ("chi-square", "卡方"),
    "test Fisher": ("Fisher", "Fisher 精确"),
    "test exact": ("exact", "精确"),
    "test simulated": ("simulated", "模拟"),
    "test linear-by-linear": ("linear-by-linear", "线性趋势"),
    "test Mann-Whitney": ("Mann-Whitney", "Mann-Whitney"),
    "test choices together": ("choices together", "各选项合并"),
    "test Rao-Scott F": ("Rao-Scott F", "Rao-Scott F"),
    # Out
    "crosstab export": (
        "Write what is shown as (cells below {n} cases hidden):",
        "把所示内容写成（少于 {n} 个个案的格隐藏）：",
    ),
    "crosstab below how": ("change below how many cells are hidden", "更改隐藏小格的界限"),
    "crosstab below which": (
        "In files, hide cells of fewer cases than (0: none):",
        "导出时隐藏少于多少个个案的格（0：不隐藏）：",
    ),
    "crosstab below number": ("Give a whole number, 0 or more.", "请输入 0 或更大的整数。"),
    "crosstab writing": ("writing {path}", "正在写入 {path}"),
    "crosstab keep as": ("Keep this table as:", "以何名称保存此表："),
    "crosstab kept already": ("“{name}” is kept already.", "已保存过“{name}”。"),
    # Quotes
    "quotes of": ("{segments}, {cases}", "{segments}，{cases}"),
    "quotes reading": ("reading the quotes", "正在读取引文"),
    "quotes none": ("There are no quotes here now.", "此处现在没有引文。"),
    "quotes empty": (
        "Quotes of a cell come here: g x, mark a cell, enter.",
        "一格的引文显示在此：按 g x，选中一格，回车。",
    ),
    # Kept tables
    "kept reading": ("reading the kept tables", "正在读取已存的表"),
    "kept comparing": ("comparing with today", "正在与今天对照"),
    "kept empty": (
        "No table is kept. In Cross-tab (g x), K keeps the one that is shown, to be compared.",
        "还没有保存的表。在交叉表（g x）中按 K 保存所示的表，以便日后对照。",
    ),
    "kept stale": ("moved since", "已变化"),
    "kept fresh": ("as kept", "未变"),
    "kept choices": (
        "layer {layer} · {n} codes · base: {base} · weight: {weight}",
        "图层 {layer} · {n} 个代码 · 基数：{base} · 权重：{weight}",
    ),
    "kept keys": (
        "{key_open} then and now · {key_make_today} makes it as it is today",
        "{key_open} 对照当时与现在 · {key_make_today} 按今天重做",
    ),
    "col kept": ("name", "名称"),
    "col kept of": ("of", "内容"),
    "col kept when": ("kept", "保存于"),
    "col kept now": ("today", "今天"),
    "col level": ("level", "取值"),
    "col n then": ("n then", "当时 n"),
    "col n now": ("n now", "现在 n"),
    "col percent then": ("% then", "当时 %"),
    "col percent now": ("% now", "现在 %"),
    "col p then": ("p then", "当时 p"),
    "col p now": ("p now", "现在 p"),
    "compared of": (
        "“{name}”, kept {when} by {coder}: {cells} changed, after {decisions}.",
        "“{name}”由 {coder} 于 {when} 保存：有变化的 {cells}，其间 {decisions}。",
    ),
    "compared cell": (
        "{level}: {n_before} of {base_before} then, {n} of {base} now",
        "{level}：当时 {n_before}/{base_before}，现在 {n}/{base}",
    ),
    "compared keys": (
        "{key_decisions} shows which decisions moved it · {key_open} makes it as it is today",
        "{key_decisions} 看哪些决定引起变化 · {key_open} 按今天重做",
    ),
    "compared keys decisions": (
        "{key_decisions} shows the cells again",
        "{key_decisions} 回到各格",
    ),
    "compared same": (
        "Nothing has changed: today's table has the same numbers.",
        "没有变化：今天的表数字相同。",
    ),
    "compared gone": ("It cannot be made as it was: {why}", "已无法按原样重做：{why}"),
    "compared no decision": (
        "No decision since then concerns these codes, texts or fields.",
        "此后没有涉及这些代码、文字或变量的决定。",
    ),
    "col decided when": ("when", "时间"),
    "col did": ("what", "内容"),
    "col moved": ("moved", "影响"),
    "moved segments_added": ("+{n} segments", "片段+{n}"),
    "moved segments_removed": ("-{n} segments", "片段-{n}"),
    "moved segments_changed": ("{n} changed", "片段改{n}"),
    "moved reviews": ("{n} reviews", "已看{n}"),
    "moved codes": ("{n} codes", "代码{n}"),
    "moved values": ("{n} values", "取值{n}"),
}

NOTES: tuple[tuple[str, str], ...] = (
    (r"not tested: all of the cases known have it", "未检验：已知的个案都有该代码"),
    (r"not tested: none of the cases known have it", "未检验：已知的个案都没有该代码"),
    (r"not tested: fewer than (\d+) cases known", r"未检验：已知的个案不足 \1 个"),
    (r"not tested: all cases known are of one level", "未检验：已知的个案取值相同"),
    (r"not tested: all values of the field are equal", "未检验：变量的值都相等"),
    (r"not tested: no choice varies", "未检验：各选项没有差异"),
    (
        r"not tested: the design leaves no variance to estimate",
        "未检验：该抽样设计无法估计方差",
    ),
    (r"difference: (.+) less (.+)", r"差：\1 减 \2"),
    (
        r"small expected counts: ([\d,]+) tables drawn, seed (\d+)",
        r"期望数小：抽取 \1 个表，种子 \2",
    ),
    (r"small expected counts", "期望数小"),
    (
        r"Rao & Scott, second order, all choices against the code",
        "Rao & Scott 二阶，全部选项对该代码",
    ),
    (r"the order of the levels is not used with weights", "加权时不用取值的顺序"),
    (r"the order of the levels is not used", "不用取值的顺序"),
    (r"levels are compared: no rank test with weights", "比较各取值：加权时无秩检验"),
    (r"no interval of V with weights", "加权时 V 无区间"),
    (r"no valid joint test with weights is known", "加权时没有可靠的联合检验"),
    (r"fewer than two codes vary", "有差异的代码不足两个"),
    (r"fewer than (\d+) cases known for all codes", r"对全部代码已知的个案不足 \1 个"),
    (r"the field or the codes do not vary", "变量或代码没有差异"),
    (r"within the levels no code varies", "各水平之内代码没有差异"),
)
"""Notes of tests and of the joint test (patterns of the English ones), and their Chinese."""
