"""Words of the preview of an import, and of masking."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "importing": ("Import, nothing written yet", "导入（尚未写入）"),
    "masking": ("Masking", "匿名处理"),
    "col role": ("role", "角色"),
    "col turns": ("turns", "话轮"),
    "col why": ("why", "理由"),
    "col original": ("words", "原文"),
    "col replacement": ("becomes", "替换为"),
    "col times": ("times", "次数"),
    "role interviewer": ("interviewer", "访谈者"),
    "role participant": ("participant", "受访者"),
    "role other": ("other", "其他"),
    "speaker name": ("Name of this speaker:", "说话人的名称："),
    "no other encoding": ("the file fits no other encoding", "没有其他合适的字符集"),
    "labels gone": (
        "read anew: what was chosen for the speakers is gone, for their labels read otherwise now",
        "已重新读取：说话人的标签已变，之前对说话人的设定不再保留",
    ),
    "cannot be read": (
        "{n} of {of} files cannot be read and will not be taken in ({key_next} goes to them):",
        "{of} 个文件中有 {n} 个无法读取，不会导入（按 {key_next} 查看）：",
    ),
    "and more files": ("and {n} more", "另有 {n} 个"),
    "left out": (
        "This file is left out. The others can be taken in without it.",
        "此文件将略过，其余文件可照常导入。",
    ),
    "none readable": (
        "none of the files can be read: nothing to take in",
        "没有可读取的文件，无可导入",
    ),
    "masking empty": (
        "No names, numbers or addresses were found. A masks words of your own, esc leaves.",
        "没有发现姓名、号码或地址。按 A 匿名处理其他文字，按 esc 返回。",
    ),
    "replacement of": ("What shall stand for “{words}”:", "“{words}”替换为："),
    "words to mask": (
        "Words to mask, as they stand in the document:",
        "要匿名的文字（与文档一致）：",
    ),
    "by hand": ("by hand", "手工添加"),
    "reading files": ("Reading {n} files.", "正在读取 {n} 个文件。"),
    "taking files in": ("Taking {n} files in.", "正在导入 {n} 个文件。"),
    "nothing ticked": ("nothing is ticked: space ticks", "没有勾选：按空格勾选"),
}
