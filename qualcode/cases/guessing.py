"""What a column or a question of several columns holds, guessed from its cells, with the reason.

Types are the words that surveys are described in; each is kept as one of the kinds of a variable
(`KIND_OF`). A guess never loses a cell: a type is guessed only where every cell that is no stated
reason for no answer fits it, and nominal is what is left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.cases import choices, scales, times
from qualcode.cases.kinds import KINDS, is_plain_number
from qualcode.cases.layout import OTHER, Layout, Part, plain
from qualcode.errors import UsageError

KIND_OF = {
    "id": "id", "date": "date", "duration": "scale", "meta": "nominal", "nominal": "nominal",
    "ordinal": "ordinal", "scale": "scale", "numeric": "scale", "multi": "multiple response",
    "open_text": "text", "other_text": "text", "text": "text", "weight": "weight",
    "cluster": "nominal", "stratum": "nominal", "personal": "nominal", "matrix": "", "empty": "",
    "skip": "",
}  # fmt: skip
"""Types, and the kind each is kept as; a matrix is one variable a row, the last two none."""

_WEIGHT = re.compile(
    r"(?:.*[\W_])?(?:w|wt|wgt|pw|weights?|gewicht(?:ung)?|poids|peso)(?:[\W_\d].*)?"
    r"|.*(?:权重|加权).*",
    re.IGNORECASE,
)
_DESIGN = {
    "cluster": re.compile(
        r"(?:.*[\W_])?(?:cluster|psu)(?:[\W_].*)?|群|初级抽样单元", re.IGNORECASE
    ),
    "stratum": re.compile(
        r"(?:.*[\W_])?(?:stratum|strata)(?:[\W_].*)?|.*(?:抽样层|分层)", re.IGNORECASE
    ),
}
_DURATION = re.compile(
    r".*(?:duration|time (?:taken|spent)|interviewtime|用时|时长|所用时间).*", re.IGNORECASE
)
_PERSONAL = re.compile(
    r"ip|ip ?addr(?:ess)?|e-?mail.*|(?:tele)?phone.*|mobile.*|(?:first|last|full|sur|family) ?name|"
    r"name|street.*|(?:home )?address|latitude|longitude|student ?(?:id|number)|"
    r".*(?:姓名|手机|电话|邮箱|微信号|身份证|学号|工号|住址|IP地址).*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:\(.*\))?")
_ASKS = re.compile(
    r"\b(?:tell us|describe|explain|comments?|in your own words|why|experience|"
    r"please (?:provide|specify|write))\b|请说|请谈|请描述|谈谈|为什么|意见|建议|补充",
    re.IGNORECASE,
)
_OFF = {"n", "no", "0", "not selected", "unchecked", "false", "否", "未选", "未选中", "不选"}
_ON = {"y", "yes", "1", "selected", "checked", "true", "是", "选", "选中", "已选", "√", "x"}
_HAN = re.compile(r"[\u3400-\u9fff]")


MOST_LEVELS = 120
"""Levels above which no table is made of an answer."""


@dataclass(frozen=True)
class Guess:
    """What a column holds: its type, why, and what reading its cells needs."""

    type: str
    reason: str
    sure: bool = True
    levels: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    """The form of its dates."""
    choices: choices.Choices | None = None
    item_type: str = ""


def check_type(word: str) -> str:
    """Return a type that exists, from its word or from a kind of variable. Raises: UsageError."""
    if word in KIND_OF:
        return word
    if word in KINDS:
        return {"multiple response": "multi"}.get(word, word)
    raise UsageError(
        f"No kind “{word}”. Kinds are: {', '.join(KINDS)}; types: {', '.join(KIND_OF)}."
    )


def column(part: Part, cells: Mapping[str, int], layout: Layout, *, decimal: str = ".") -> Guess:
    """Guess what one column holds; cells: those that are answers, with how often each stands."""
    if not cells:
        return Guess("empty", "no cell holds anything")
    if part.hint and (found := _hinted(part, cells)):
        return found
    if part.labels:
        return _labelled(part, cells)
    total = sum(cells.values())
    numbers = all(is_plain_number(c, decimal) for c in cells)
    if (form := times.form_of(cells)) is not None:
        return _date(*form)
    if _DURATION.fullmatch(part.name) and all(
        times.seconds(c, bare=True) is not None for c in cells
    ):
        return Guess("duration", "its name, and times in all cells")
    if not numbers and all(times.seconds(c) is not None for c in cells):
        return Guess("duration", "times in all cells")
    if _personal(part, cells):
        return Guess("personal", "its name or cells tell who a person is")
    for design, pattern in _DESIGN.items():
        if pattern.fullmatch(part.name):
            return Guess(design, "its name", sure=False)
    if numbers:
        return _numbers(part, cells, layout, decimal)
    if (several := _several(cells, layout)) is not None:
        sign = several.separator
        sure = sign.strip() not in (",", "/")
        return Guess("multi", f"choices parted by “{sign.strip()}”", sure, choices=several)
    if (order := scales.order(cells)) is not None:
        off = f"; {', '.join(order.missing)}: no step of it" if order.missing else ""
        return Guess(
            "ordinal", order.reason + off, sure=False, levels=order.levels, missing=order.missing
        )
    if _open(part, cells, total):
        return Guess("open_text", "long answers, nearly all different", sure=False)
    texts = [c for c in cells if not is_plain_number(c, decimal)]
    if len(texts) * 2 < len(cells):
        reason = f"numbers, but for “{texts[0][:30]}”: say that it is missing, and they count"
        return Guess("nominal", reason, sure=False)
    if odd := times.not_of(cells):
        reason = f"dates, but for “{odd[:30]}”: say that it is missing, and they count"
        return Guess("nominal", reason, sure=False)
    many = "; more than a table takes" if len(cells) > MOST_LEVELS else ""
    reason = f"different answers: {len(cells):,} in {total:,}{many}"
    return Guess("nominal", reason, sure=len(cells) < total)


def item_columns(
    parts: Sequence[Part], cells: Sequence[Mapping[str, int]], layout: Layout
) -> Guess | None:
    """Guess what a question of several columns is: multi, matrix, or None (no such question).

    A set of choices has in each column one answer, the choice itself or a mark like Y or 1.
    """
    answers = [{c for c in column if c.strip().casefold() not in _OFF} for column in cells]
    own = [
        not ({plain(c) for c in found} - {plain(part.item)})
        if part.item and not all(c.casefold() in _ON for c in found)
        else len(found) == 1
        for part, found in zip(parts, answers, strict=True)
    ]
    marks = [
        all(_says(part, c).casefold() in _ON for c in found)
        for part, found in zip(parts, answers, strict=True)
    ]
    other = [bool(OTHER.search(f"{p.item} {p.name}")) for p in parts]
    if layout.grouping == "labels":
        labels = [next(iter(f)) for f in answers if len(f) == 1]
        told = len(labels) == len(parts) and len(set(labels)) == len(labels) > 1
        if not told or any(marks):
            return None
        return Guess("multi", "each column holds one choice", sure=False)
    if any(answers) and all(o or m or t for o, m, t in zip(own, marks, other, strict=True)):
        return Guess("multi", "each column holds one choice")
    if layout.grouping == "choices":
        return None
    return matrix(parts, cells)


def _says(part: Part, cell: str) -> str:
    return part.labels.get(cell, cell)


def is_off(part: Part, cell: str) -> bool:
    """Say whether a cell of a choice's column says that it was not chosen."""
    return _says(part, cell).strip().casefold() in _OFF or cell.strip().casefold() in _OFF


def is_own_text(part: Part, cell: str) -> bool:
    """Say whether a cell of an `other` choice's column holds a text, not a tick."""
    return plain(cell) != plain(part.item) and _says(part, cell).strip().casefold() not in _ON


def matrix(parts: Sequence[Part], cells: Sequence[Mapping[str, int]]) -> Guess:
    """Return a matrix, whose rows share what their answers are."""
    union = list(dict.fromkeys(c for column in cells for c in column))
    if not union:
        return Guess("empty", "no cell holds anything")
    rows = f"{len(parts)} rows"
    if all(is_plain_number(c, ".") and len(c) <= 2 for c in union):
        levels = tuple(sorted(union, key=float))
        return Guess("matrix", f"{rows}, numbered answers", False, levels, item_type="ordinal")
    if all(is_plain_number(c, ".") for c in union):
        return Guess("matrix", f"{rows} of numbers", item_type="numeric")
    if (order := scales.order(union)) is not None:
        reason = f"{rows}, {order.reason}"
        return Guess("matrix", reason, False, order.levels, order.missing, item_type="ordinal")
    if (coded := scales.codes(union)) is not None:
        return Guess("matrix", f"{rows}, codes with numbers", False, coded, item_type="ordinal")
    if len(union) > 20 and any(len(c) > 40 for c in union):
        return Guess("matrix", f"{rows} of texts", False, item_type="open_text")
    return Guess("matrix", f"{rows}, no order known", False, item_type="nominal")


def _hinted(part: Part, cells: Mapping[str, int]) -> Guess | None:
    """Return what the tool's own column is, if its cells are so."""
    said = "a column of the tool's own"
    if part.hint == "date":
        form = times.form_of(cells)
        return _date(*form) if form else None
    if part.hint == "duration":
        fits = all(times.seconds(c, bare=True) is not None for c in cells)
        return Guess("duration", said) if fits else None
    if part.hint == "other_text":
        return Guess("other_text", f"the text of “other” in {part.of}")
    if part.hint == "numeric" and not all(is_plain_number(c, ".") for c in cells):
        return None
    return Guess(part.hint, said)


def _date(form: str, sure: bool) -> Guess:
    return Guess(
        "date", f"dates, {form}" + ("" if sure else "; another order fits too"), sure, form=form
    )


def _labelled(part: Part, cells: Mapping[str, int]) -> Guess:
    """Return what a column with value labels is: its levels are the labels, by their codes."""
    unlabelled = [c for c in cells if c not in part.labels]
    if unlabelled and len(unlabelled) > len(cells) / 2:
        return Guess("scale", "numbers, of which few have labels", sure=False)
    levels = tuple(dict.fromkeys([*part.labels.values(), *unlabelled]))
    order = scales.order(part.labels.values())
    if part.measure == "ordinal" or (part.measure != "nominal" and order is not None):
        known = order.levels if order and part.measure != "ordinal" else ()
        why = "declared ordinal" if part.measure == "ordinal" else order.reason if order else ""
        kept = known if set(known) == set(levels) else levels
        return Guess("ordinal", f"value labels, {why}", part.measure == "ordinal", kept)
    return Guess("nominal", "value labels", levels=levels)


def _numbers(part: Part, cells: Mapping[str, int], layout: Layout, decimal: str) -> Guess:
    values = {c: float(c.replace(decimal, ".")) for c in cells}
    total = sum(cells.values())
    mean = sum(values[c] * n for c, n in cells.items()) / total
    low, high = min(values.values()), max(values.values())
    told = f"{part.name}\n{part.question}".splitlines()
    doubt = ""
    if any(_WEIGHT.fullmatch(t.strip()) for t in told):
        if low >= 0 and 0.5 <= mean <= 2:
            return Guess("weight", f"its name, and a mean of {mean:.3g}", 0.8 <= mean <= 1.25)
        why = "one is negative" if low < 0 else f"their mean is {mean:.3g}"
        doubt = f"; named like a weight, but {why}"
    whole = all(v.is_integer() for v in values.values())
    if layout.coded and whole and low >= 0 and high <= 20 and len(cells) <= 1 + high - low:
        return Guess(
            "nominal", "numbers that stand for choices", False, tuple(sorted(cells, key=float))
        )
    if layout.grouping == "choices" or not whole:
        return Guess("scale", f"numbers from {low:g} to {high:g}{doubt}", not doubt)
    return Guess("numeric", f"whole numbers from {low:g} to {high:g}{doubt}", not doubt)


def _several(cells: Mapping[str, int], layout: Layout) -> choices.Choices | None:
    """Return the choices of one cell, where cells name several of them."""
    sign = layout.separator
    if sign and not sign.startswith(",") and any(sign in c for c in cells):
        return choices.given(cells, sign)
    for sign in dict.fromkeys(s for s in (layout.separator, "; ", ";", "；", "|", "、", ", ") if s):
        if any(sign in c for c in cells) and (found := choices.learnt(cells, sign)):
            return found
    return None


def inline_others(cells: Mapping[str, int]) -> choices.Choices | None:
    """Return the choices of a single choice whose `other` holds its text: 其他〖…〗."""
    if not any(choices.INLINE.fullmatch(c) for c in cells):
        return None
    return choices.given(cells, "\x1f")


def _personal(part: Part, cells: Mapping[str, int]) -> bool:
    if _PERSONAL.fullmatch(part.name.strip()):
        return True
    return any(
        sum(1 for c in cells if pattern.fullmatch(c.strip())) * 10 > 8 * len(cells)
        for pattern in (_MAIL, _IP)
    )


def _open(part: Part, cells: Mapping[str, int], total: int) -> bool:
    """Say whether answers are written, not chosen: long, and nearly all different."""
    if len(cells) * 2 < total:
        return False
    # A Han character says about as much as a word's half.
    length = sum(len(c) + 2 * len(_HAN.findall(c)) for c in cells) / len(cells)
    asked = bool(_ASKS.search(f"{part.name} {part.question}"))
    return length >= (8 if asked else 16)
