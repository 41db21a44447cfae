"""What stands beside a figure of agreement, in Chinese; English is what the figures themselves say.

A note is one or more sentences of `SAID`, read as those of `refused.py` are.
"""

from __future__ import annotations

from qualcode.text.interface import language
from qualcode.tui.i18n.errors import matched

BETWEEN = "; "
COEFFICIENTS = {
    "percent": "%", "kappa": "κ", "alpha": "α", "ac1": "AC1", "positive": "正", "negative": "负",
}  # fmt: skip
SAID: tuple[tuple[str, str], ...] = (
    ("no unit was judged by two coders", "没有两位编码员都看过的单位"),
    (
        "no variation (nobody used it): kappa and alpha are undefined",
        "无变异（无人使用）：κ 和 α 无定义",
    ),
    (
        "no variation (everybody used it everywhere): kappa and alpha are undefined",
        "无变异（所有人处处使用）：κ 和 α 无定义",
    ),
    ("no variation", "无变异"),
    ("kappa is undefined: no variation in any pair", "κ 无定义：任何一对编码员都无变异"),
    ("kappa is the mean of {n} of {all} pairs", "κ 为 {all} 对中 {n} 对的平均"),
    ("fewer than {n} uses by {listed}", "{listed}使用不足 {n} 次"),
    (
        "no interval: {n} documents, it takes {least}",
        "无区间：只有 {n} 份文档，至少须有 {least} 份",
    ),
    (
        "interval from {n} documents: unreliable below {least}",
        "区间仅据 {n} 份文档：不足 {least} 份时不可靠",
    ),
    (
        "no interval for {listed}: undefined in up to {n} % of draws",
        "{listed}无区间：多达 {n} % 的重抽样中无定义",
    ),
    ("no interval: undefined in {n} % of draws", "无区间：{n} % 的重抽样中无定义"),
    ("without {listed}, unknown to some coder", "不含有编码员不知道的{listed}"),
    (
        "not computed: {n} different sets of codes are too many",
        "未计算：{n} 种代码组合过多",
    ),
    ("descriptive: only units that some coder coded", "仅作描述：只含有人编码的单位"),
    ("nobody used it", "无人使用"),
    ("positive is F1 of matched spans", "“正”为匹配片段的 F1"),
    ("positive is F1 of matched spans, the mean over pairs", "“正”为匹配片段 F1 在各对间的平均"),
    ("all pairs and codes pooled", "各对和各代码合并"),
    ("not corrected for chance", "未作机遇校正"),
    ("no spans", "没有片段"),
)


def note_in_words(note: str) -> str:
    """Return a note in the language of the interface; a sentence we have no words for as it is."""
    if language() != "zh" or not note:
        return note
    return "；".join(matched(_named(one), SAID) or one for one in note.split(BETWEEN))


def _named(note: str) -> str:
    """Return a note on intervals with the coefficients called as the columns of the screen."""
    begins, _, rest = note.partition("no interval for ")
    if begins or not rest:
        return note
    names, colon, why = rest.partition(":")
    told = ", ".join(COEFFICIENTS.get(one, one) for one in names.split(", "))
    return f"no interval for {told}{colon}{why}"
