"""What Reconcile tells below the passage: who has what, what the codes mean, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.agreement_scope import Figure
from qualcode.tui.screens.panel import told

if TYPE_CHECKING:
    from qualcode.agreement.reconcile import Decision, Layer, Row

LAYERS = 9
"""So many layers have a digit."""
NAME = 20


def panel(
    row: Row,
    texts: str,
    codes: Mapping[str, CodeRow],
    *,
    total: int,
    left: int,
    names: bool,
    below: list[str],
    cells: int,
) -> Text:
    """Return the lines below the passage. texts: the document; below: what stands after it all."""
    drawn = Text(no_wrap=True, overflow="crop")

    def line(text: str, style: str = "") -> None:
        if drawn:
            drawn.append("\n")
        drawn.append(display.ellipsis(text, cells), style=style)

    kinds = ", ".join(t(f"kind {kind}") for kind in row.kinds)
    head = t("difference at", at=row.number, n=total, kinds=kinds)
    line(f"{head} · {t('open left', n=left)}", "bold")
    for layer in row.layers[:LAYERS]:
        line(_layer(layer, texts, codes, names))
    line(_meaning(row, codes), "dim")
    if row.decision is not None:
        line(_decided(row.decision, codes), "bold")
    for text in below:
        line(text)
    return drawn


def _layer(layer: Layer, text: str, codes: Mapping[str, CodeRow], names: bool) -> str:
    who = f"{layer.letter} {display.safe(layer.coder)}" if names else layer.letter
    if layer.codes is None:
        return f"  {who}  {t('not done there')}"
    also = [c for c in layer.codes if c not in {code for code, _, _ in layer.spans}]
    more = t("also there", codes=", ".join(called(c, codes) for c in also)) if also else ""
    if not layer.spans:
        return f"  {who}  {t('nothing there')}{f' ({more})' if more else ''}"
    said = []
    for code in dict.fromkeys(code for code, _, _ in layer.spans):
        words = " … ".join(" ".join(text[a:z].split()) for one, a, z in layer.spans if one == code)
        said.append(f"{display.pad(called(code, codes), NAME)} {display.safe(words)}")
    return f"  {who}  {'; '.join(said)}{f' ({more})' if more else ''}"


def _meaning(row: Row, codes: Mapping[str, CodeRow]) -> str:
    """Return what the codes in dispute mean and do not, as far as it fits."""
    said = []
    for code in row.codes:
        known = codes.get(code)
        if known is None:
            continue
        what, use_not = told(known, "definition"), told(known, "when_not")
        text = f"{called(code, codes)}{t('colon')}{what}" if what else called(code, codes)
        if use_not:
            text += f"; {t('not for code')}{t('colon')}{use_not}"
        said.append(display.safe(" ".join(text.split())))
    return " · ".join(said)


def _decided(one: Decision, codes: Mapping[str, CodeRow]) -> str:
    said = t(
        "decided so", choice=choice_said(one.choice), reason=t(f"reason {one.reason}"),
        coder=display.safe(one.coder),
    )  # fmt: skip
    if one.choice == "code":
        said += f" · {', '.join(dict.fromkeys(called(c, codes) for c, _, _ in one.takes))}"
    return f"{said} · {display.safe(' '.join(one.note.split()))}" if one.note else said


def choice_said(choice: str) -> str:
    """Return a choice in words; a layer by its letter."""
    known = ("none", "union", "code", "longer", "shorter", "intersection")
    return t(f"choice {choice}") if choice in known else choice


def called(code: str, codes: Mapping[str, CodeRow]) -> str:
    """Return a code by the name that is shown."""
    row = codes.get(code)
    return display.safe(shown_name(row) if row is not None else code)


def take_line(row: Row) -> str:
    """Return the keys that take a layer."""
    listed = [f"{n} {one.letter}" for n, one in enumerate(row.layers[:LAYERS], 1)]
    return t("take line", layers="  ".join(listed))


def figures_line(code: str, one: Figure, codes: Mapping[str, CodeRow]) -> str:
    """Return the figures of a code in one line, empty where coefficients are off."""
    if not one.percent:
        return ""
    both, either = one.any.split("/")
    return t(
        "figures line", code=called(code, codes), percent=one.percent, alpha=one.alpha,
        interval=one.interval, kappa=one.kappa, ac1=one.ac1, all=both, any=either,
    )  # fmt: skip
