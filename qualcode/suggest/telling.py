"""An explanation in lines that a person reads: parts that add up to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.suggest.explanation import Explanation, Part
from qualcode.suggest.passages import Passage
from qualcode.suggest.queue import Suggestion
from qualcode.suggest.scoring import Model

_CHARACTERS = 40
_KINDS = {
    "entry": "the code's texts in the codebook, by meaning",
    "rivals": "texts of other codes",
    "likeness": "likeness to the codebook, beyond the usual",
    "keywords": "keywords",
    "rest": "all the rest",
}


@dataclass(frozen=True)
class Told:
    """An explanation: its lines, and the parts (what, value), which add up to the score exactly.

    probability: None where too little was reviewed to show one.
    """

    code: str
    document: str
    probability: float | None
    base_rate: float
    score: float
    parts: tuple[tuple[str, float], ...]
    lines: tuple[str, ...]


def tell(
    one: Suggestion, model: Model, found: Explanation, words: Sequence[str], names: dict[str, str]
) -> Told:
    """Return an explanation of a suggestion as it is told.

    words: of the passages learned from, as the reader may see them; names: of codes by uid.
    """
    parts = tuple((_named(part, model, words, names), part.value) for part in found.parts)
    p = None if one.probability is None else found.probability
    shown = "" if p is None else f" {_short(p)}"
    where = one.document if one.whole else f"{one.document} {one.start}:{one.end}"
    lines = [
        f"{one.code}{shown} for {where} · model {model.fit.name}, {model.fit.reviewed} reviewed",
        f"base rate {_short(found.base_rate)}",
        *(f"{value:+.3f}  {what}" for what, value in parts if round(value, 3) or "rest" in what),
        f"{found.score:+.3f}  score, the sum of these",
    ]
    if one.matches:
        lines.append(f"matches {one.matches}")
    lines += [f"keyword “{h.keyword}” stands under a negation" for h in found.hits if h.negated]
    if one.model != model.fit.digest:
        lines.append(
            f"This model is newer than the one that suggested it (model {one.model[:8]}"
            + (f", {one.told})." if one.probability is not None else ").")
        )
    if p is None:
        lines.append(
            "No probability is shown below 20 reviewed passages: it could not be trusted yet."
        )
    else:
        lines.append(
            f"p {_short(p)} rises with the score, given the base rate and the best rival; p itself "
            "is not split."
        )
    return Told(one.code, one.document, p, found.base_rate, found.score, parts, tuple(lines))


def _named(part: Part, model: Model, words: Sequence[str], names: dict[str, str]) -> str:
    if part.kind == "word":
        return f"word {part.label}"
    if part.kind != "segment" or part.segment is None:
        return _KINDS.get(part.kind, part.kind)
    passage: Passage = model.training.passages[part.segment]
    codes = sorted(names[c] for c in model.training.codes[part.segment] if c in names)
    text = words[part.segment]
    short = text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"
    return f"like {passage.document} “{short}” ({', '.join(codes) or 'no code'})"


def _short(p: float) -> str:
    return f"{p:.2f}".removeprefix("0")
