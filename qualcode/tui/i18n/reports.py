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
    "holds all": ("all of the below", "以下全部"),
    "holds segments": ("every quote, its place", "每条引文及其位置"),
    "holds frequencies": ("how often each code", "各代码出现多少"),
    "holds matrix": ("1, 0, empty: not seen", "1、0，空为未看"),
    "of interviews": ("interviews", "访谈"),
    "preview comes": ("the first rows are being read …", "正在读取前几行 …"),
    "preview rows": ("the first {n} of {rows} rows", "共 {rows} 行，前 {n} 行"),
    "preview all": (
        "one file with all of the below",
        "以下全部内容合为一个文件",
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
