"""Words too common to tell texts apart, in English and Chinese; never a word that says no.

不, 没, 无 and not turn what is said into its opposite: a list of words without them would mislead.
"""

from __future__ import annotations

from functools import cache

_ENGLISH = """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each even ever every few for from
    further get gets getting go goes going got had has have having he her here hers herself him
    himself his how i if in into is it its itself just know like made make many may maybe me might
    more most much must my myself now of off oh ok okay on once one only or other our ours ourselves
    out over own perhaps quite rather really said same say see shall she should so some still such
    than that the their theirs them themselves then there these they thing things think this those
    through to too um uh under until up upon us very was we well went were what when where which
    while who whom whose why will with would yeah yes yet you your yours yourself yourselves
    i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll
    we're we've we'd we'll they're they've they'd they'll that's that'd there's here's what's who's
    where's how's let's mr mrs ms dr etc e.g i.e
"""
_CHINESE = """
    的 地 得 了 着 过 是 在 有 和 与 及 或 也 都 就 又 还 才 再 更 最 很 太 挺 比较 非常 特别 而
    而且 并 并且 但 但是 可是 然而 虽然 因为 所以 因此 于是 如果 要是 假如 那么 然后 后来 接着
    于 以 以及 之 其 其实 其中 其他 把 被 给 让 叫 对 对于 关于 从 到 向 往 由 为 为了 跟 同 比
    按 按照 通过 除了 我 你 您 他 她 它 我们 咱们 你们 他们 她们 它们 自己 大家 人家 这 那 这个
    那个 这些 那些 这里 那里 这儿 那儿 这样 那样 这么 什么 怎么 怎样 怎么样 哪 哪个 哪些 哪里
    哪儿 谁 多少 几 几个 为什么 一 一个 一些 一下 一点 一样 一直 一种 一次 个 些 种 次 点 时
    时候 当 当时 现在 里 里面 上 下 中 前 后 来 去 说 讲 想 看 做 要 会 能 可以 可能 应该 就是
    还是 还有 也是 都是 只是 只 只有 是的 对的 嗯 啊 呢 吧 吗 呀 哦 噢 哎 唉 嘛 哈 呃 额 喔 哪怕
    即使 比如 例如 比方 譬如 等 等等 所 似的 一般 有的 有些 有点 觉得 感觉 知道 反正 当然 或者
    另外 另 每 每个 各 各个 某 某个 该 此 此外 已经 已 曾经 曾 正在 正 将 将要 刚 刚刚 刚才 便
    则 却 不过 那时 那时候 大概 大约 左右 差不多 确实 真 真的 好像 似乎 东西 事 事情 话 的话
    起来 出来 下来 下去 上来 过来 过去 出去 进来 进去
"""
_SAYING_NO = """
    不 没 无 别 非 未 勿 莫 没有 不是 不会 不能 不要 不用 无法 并非 从不 从未 未必 毫无 不再 不可
    no not never none nobody nothing nowhere neither nor cannot can't don't doesn't didn't won't
    wouldn't couldn't shouldn't isn't aren't wasn't weren't haven't hasn't hadn't mustn't needn't
    without hardly barely scarcely ain't
"""
NEGATIONS = frozenset(_SAYING_NO.split())
"""Words that say no, and stay."""


@cache
def stop_words() -> frozenset[str]:
    """Return the words that are left out of a list of words, folded."""
    return (frozenset(_ENGLISH.split()) | frozenset(_CHINESE.split())) - NEGATIONS
