"""What figures and trends refuse, English and Chinese; see `errors` for the names."""

from __future__ import annotations

SAID: tuple[tuple[str, str], ...] = (
    (
        "No font on this machine has the characters “{lost}”. Install one, such as Noto Sans CJK "
        "(Debian: fonts-noto-cjk), or put its file in ~/.local/share/fonts.",
        "本机没有包含“{lost}”的字体。请安装一种，例如思源黑体 Noto Sans CJK"
        "（Debian：fonts-noto-cjk），或把字体文件放入 ~/.local/share/fonts。",
    ),
    (
        "A figure is written as .svg or .png, not “{form}”.",
        "图保存为 .svg 或 .png，不能是“{form}”。",
    ),
    (
        "{n} levels: join some in another variable. A figure shows {most} at most.",
        "有 {n} 个取值：请在另一变量中合并一些。一张图最多显示 {most} 个。",
    ),
    (
        "{n} codes: choose some of them. A figure shows {most} at most.",
        "有 {n} 个代码：请选其中一些。一张图最多显示 {most} 个。",
    ),
    (
        "No residual of this table is defined, or all are hidden. Draw it as bars or groups.",
        "此表没有残差，或残差均已隐藏。请画成条形图或分组图。",
    ),
    ("There is nothing to draw: the table has no rows.", "无可作图：表中没有行。"),
    (
        "Nothing to follow: give words, or codes.",
        "没有要追踪的内容：请给出词或代码。",
    ),
    (
        "No case in the base has a value of {field}: there is nothing to follow.",
        "基数中的个案都没有 {field} 的值：无可追踪。",
    ),
    (
        "{field} runs over {n} steps of a {step}; {most} at most are followed. Take a longer step.",
        "{field} 跨 {n} 个时段（{step}）；最多 {most} 个。请选更长的时段。",
    ),
)
