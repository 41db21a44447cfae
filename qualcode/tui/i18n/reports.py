"""Words of Reports."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "col export": ("export", "导出"),
    "col holds": ("holds", "内容"),
    "col formats": ("formats", "格式"),
    "export all": ("everything", "全部"),
    "export segments": ("segments", "编码片段"),
    "export frequencies": ("code frequencies", "代码频数"),
    "export matrix": ("case × code matrix", "个案×代码矩阵"),
    "export crosstabs": ("kept cross-tabs", "已保存的交叉表"),
    "export cooccurrence": ("codes that meet", "代码共现"),
    "export saturation": ("saturation", "饱和度"),
    "export themes": ("themes", "主题"),
    "export summaries": ("summaries", "摘要"),
    "export displays": ("joint displays", "联合展示"),
    "holds all": ("what is made of the coding", "编码所得各部分"),
    "holds segments": ("every quote, its place", "每条引文及其位置"),
    "holds frequencies": ("how often each code", "各代码出现多少"),
    "holds matrix": ("1, 0, empty: not seen", "1、0，空为未看"),
    "holds crosstabs": ("shares, tests, a figure", "百分比、检验、图"),
    "holds cooccurrence": ("pairs of codes in cases", "个案中成对的代码"),
    "holds saturation": ("new codes by case, a figure", "各个案的新代码、图"),
    "holds themes": ("claims and their quotes", "论断及其引文"),
    "holds summaries": ("case × code in your words", "以自己的话写的个案×代码"),
    "holds displays": ("numbers beside words", "数字与话语并列"),
    "of interviews": ("interviews", "访谈"),
    "preview comes": ("the first rows are being read …", "正在读取前几行 …"),
    "preview rows": ("the first {n} of {rows} rows", "共 {rows} 行，前 {n} 行"),
    "preview all": (
        "one file: segments, frequencies and the matrix, with the kept cross-tabs, themes, "
        "summaries and displays that there are",
        "一个文件：编码片段、频数、矩阵，以及已有的交叉表、主题、摘要和联合展示",
    ),
    "preview crosstabs": (
        "the tables kept in Cross-tab (K), with today's numbers; small cells are hidden",
        "在交叉表中保存（K）的表，按今天的数字；小单元格隐藏",
    ),
    "preview cooccurrence": (
        "how many cases have both of two codes; few cases are hidden",
        "同时有两个代码的个案数；个案太少的隐藏",
    ),
    "preview saturation": (
        "the codes that each case adds to those before it, in the order of the cases",
        "按个案顺序，各个案新增的代码",
    ),
    "preview themes": (
        "every theme: its claim, codes, quotes and contrary cases",
        "每个主题：论断、代码、引文和反例",
    ),
    "preview summaries": (
        "the summaries of cases by code or theme, and which are stale",
        "各个案按代码或主题写的摘要，并注明哪些已过时",
    ),
    "preview displays": (
        "every joint display: numbers, quotes and the fit that you wrote",
        "每个联合展示：数字、引文和所写的契合情况",
    ),
    "preview none": ("no rows yet: nothing is coded or reviewed", "尚无内容：还没有编码或查看"),
    "which format": ("Which format?", "哪种格式？"),
    "format .docx": ("Word (.docx)", "Word（.docx）"),
    "format .xlsx": ("Excel (.xlsx)", "Excel（.xlsx）"),
    "format .csv": ("table (.csv)", "表格（.csv）"),
    "format .html": ("web page (.html)", "网页（.html）"),
    "format .md": ("text (.md)", "文本（.md）"),
    "file name": ("File:", "文件："),
    "file there": ("{name} is there already.", "{name} 已存在。"),
    "replace it": ("replace it", "替换"),
    "another name": ("give another name", "另起名称"),
    "writing": (
        "writing {name} · step {done} of {of} · esc stops",
        "正在写 {name} · 第 {done}/{of} 步 · esc 停止",
    ),
    "written": ("written: {path}", "已写入：{path}"),
    "writing stopped": ("stopped: {name} was not written", "已停止：未写 {name}"),
    "writing already": ("{name} is being written: esc stops it", "正在写 {name}：按 esc 停止"),
}
