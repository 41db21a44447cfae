"""The words of figures in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from qualcode.analysis.units import INTERVIEWS
from qualcode.errors import UsageError


@dataclass(frozen=True)
class Words:
    """What stands in a figure beside the study's own words; `{}` is filled in."""

    title: str
    saturation: str
    rounds: str
    trend: str
    share: str
    residual: str
    weaker: str
    stronger: str
    everyone: str
    base: str
    counted: str
    shares: str
    counts: str
    weighted: str
    held: str
    dots: str
    numbers: str
    hidden: str
    nobody: str
    lost: str
    bases: Mapping[str, str]
    codes: str
    cases: str
    so_far: str
    new: str
    middle: str
    saturated: str
    of_rounds: str
    of_words: str
    of_segments: str
    interval: str
    interviews: str
    stop: str
    """What stands between two sentences."""

    @property
    def all(self) -> list[str]:
        """All texts, for the fonts that they need."""
        found = [getattr(self, one.name) for one in fields(self)]
        return [one for one in found if isinstance(one, str)] + list(self.bases.values())


_EN = Words(
    title="{}: codes × {}",
    saturation="Saturation: codes by case, in order",
    rounds="Agreement over rounds",
    trend="Words and codes over time",
    share="Share of cases, %",
    residual="Adjusted residual",
    weaker="fewer than expected",
    stronger="more than expected",
    everyone="all",
    base="n = {}",
    counted="{} of {}",
    shares="{source}, layer {layer}. Base: {base}; n = {n}. Bars: share of the cases known for the "
    "code; lines: 95 % intervals.",
    counts="{source}, layer {layer}. Base: {base}; n = {n}. Bars: cases with the code of those "
    "known for it; lines: 95 % intervals. Too few cases for tests.",
    weighted="Shares and intervals are weighted by {}; n is cases.",
    held="▲ ▼: more, fewer than expected, p < .05 by {} over all cells, in a row that itself "
    "passes.",
    dots="{source}, layer {layer}. Base: {base}; n = {n}. Dots: share of the cases known for the "
    "code; lines: 95 % intervals; dashed: all cases.",
    numbers="{source}, layer {layer}. Base: {base}; n = {n}. Adjusted residuals of the shares of "
    "cases with the code.",
    hidden="· hidden: fewer than {} cases, or would give such a cell away.",
    nobody="–: no case in the base, or no residual.",
    lost="□: characters that no font on this machine has.",
    bases={
        "reviewed": "cases reviewed for the code",
        "answered": "cases with an answer, known for the code",
        "asked": "cases who were asked, known for the code",
        "all": "all respondents, known for the code",
        "coded": "cases with at least one of these codes",
    },
    codes="Codes",
    cases="Cases, in order",
    so_far="codes so far",
    new="new in this case",
    middle="random orders: median and 95 %",
    saturated="saturated",
    of_rounds="Closed rounds, in order",
    of_words="Share of words, %",
    of_segments="Share of segments, %",
    interval="Lines: 95 % intervals.",
    interviews="Interviews",
    stop=" ",
)

_ZH = Words(
    title="{}：代码 × {}",
    saturation="饱和度：各个案的代码（按顺序）",
    rounds="各轮次的一致性",
    trend="词和代码的变化",
    share="占个案的百分比（%）",
    residual="调整后残差",
    weaker="少于预期",
    stronger="多于预期",
    everyone="全部",
    base="n = {}",
    counted="{} / {}",
    shares="{source}，图层 {layer}。基数：{base}，n = {n}。条形：占该代码已知个案的百分比；"
    "线段：95% 置信区间。",
    counts="{source}，图层 {layer}。基数：{base}，n = {n}。条形：有该代码的个案 / "
    "该代码已知的个案；线段：95% 置信区间。个案太少，不作检验。",
    weighted="百分比和区间按 {} 加权；n 为个案数。",
    held="▲ ▼：多于、少于预期，所在行通过检验，且在全部单元格中经 {} 校正后 p < .05。",
    dots="{source}，图层 {layer}。基数：{base}，n = {n}。点：占该代码已知个案的百分比；线段：95% "
    "置信区间；虚线：全部个案。",
    numbers="{source}，图层 {layer}。基数：{base}，n = {n}。有该代码的个案比例的调整后残差。",
    hidden="· 已隐藏：少于 {} 个个案，或会泄露此类单元格。",
    nobody="–：基数中没有个案，或没有残差。",
    lost="□：本机字体中没有的字符。",
    bases={
        "reviewed": "就该代码审阅过的个案",
        "answered": "有回答、该代码已知的个案",
        "asked": "被问到、该代码已知的个案",
        "all": "全部受访者中该代码已知的个案",
        "coded": "至少有其中一个代码的个案",
    },
    codes="代码数",
    cases="个案（按顺序）",
    so_far="累计代码",
    new="本个案新增",
    middle="随机顺序：中位数与 95%",
    saturated="已饱和",
    of_rounds="已结束的轮次（按顺序）",
    of_words="占词数的百分比（%）",
    of_segments="占编码片段的百分比（%）",
    interval="线段：95% 置信区间。",
    interviews="访谈",
    stop="",
)

LANGUAGES = {"en": _EN, "zh": _ZH}


def of(language: str) -> Words:
    """Return the words of a language. Raises: UsageError for another than en and zh."""
    if language not in LANGUAGES:
        raise UsageError(f"No figures in “{language}”. There are: {', '.join(LANGUAGES)}.")
    return LANGUAGES[language]


def of_saturation(words: Words, attrs: Mapping[Any, Any]) -> str:
    """Return the note of a curve of saturation: its foot in the language of the figure."""
    facts = attrs.get("facts")
    if words is not _ZH or facts is None:
        return str(attrs.get("foot", ""))
    share = f"{facts['threshold']:.0%}"
    reached = (
        f"在 {facts['reached']} 个个案后达到"
        f"（其后 {facts['run']} 个个案带来的新代码不超过基数的 {share}）"
        if facts["reached"] is not None
        else "未达到"
    )
    parts = [
        f"{_source(words, facts)}，图层 {facts['layer']}："
        f"{facts['of']:,} 个个案中的 {facts['n']:,} 个，即就每个代码都看过的；"
        f"前 {facts['base']} 个个案有 {facts['codes']} 个代码，"
        f"每轮 {facts['run']} 个，阈值 {share}：{reached}（Guest, Namey & Chen 2020）。"
    ]
    if facts["draws"]:
        parts.append(f"带：{facts['draws']:,} 次随机排序的 95%，种子 {facts['seed']}。")
    return "".join([*parts, _turns(facts), _left(facts)])


def of_trend(words: Words, attrs: Mapping[Any, Any]) -> str:
    """Return the note of words and codes over time: their foot in the language of the figure."""
    facts = attrs.get("facts")
    if words is not _ZH or facts is None:
        return str(attrs.get("foot", ""))
    source = _source(words, facts)
    if facts["over"] is None:
        what = (
            "该词占全部词数" if facts["words"] else f"该代码占全部编码片段（图层 {facts['layer']}）"
        )
        return (
            f"{source}按顺序：{what}的百分比。{_turns(facts)}占一个文本的比例：无区间，不作检验。"
        )
    parts = [f"{source}，按 {facts['over']}。"]
    if facts["words"]:
        parts.append("词：有自己话语的个案中说到它的。")
    if facts["codes"]:
        parts.append(f"代码：就该代码看过的个案中有它的，图层 {facts['layer']}。")
    if facts["source"] == INTERVIEWS:
        parts.append(_turns(facts))
    return "".join([*parts, "区间为 Wilson 95%。", _left(facts)])


def _source(words: Words, facts: Mapping[str, Any]) -> str:
    return words.interviews if facts["source"] == INTERVIEWS else str(facts["source"])


def _turns(facts: Mapping[str, Any]) -> str:
    if facts["source"] != INTERVIEWS:
        return ""
    return "计入访谈者的话轮。" if facts["interviewers"] else "不计访谈者的话轮。"


def _left(facts: Mapping[str, Any]) -> str:
    left = facts["left"]
    return f"不计：{left:,} 个由多人编码而未协商。" if left else ""
