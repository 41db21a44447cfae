"""What is said of suggestions, of one code's, and of the model: in lines, and in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualcode.store.journal import local
from qualcode.suggest.by_code import CodeFares, Fares
from qualcode.suggest.faring import Figures
from qualcode.tui.i18n import number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.screens.suggesting import told_check
from qualcode.tui.screens.suggestions_rows import named, share


def of_model(figures: Figures | None, fares: Fares | None) -> Iterator[str]:
    """Yield how suggestions fare, the model beside the most frequent codes, and the first warning.

    The most needed first: a low screen drops what comes last.
    """
    if figures is None:
        return
    accepted = t("accepted of last", accepted=figures.accepted, decided=figures.decided)
    told = f"{accepted} · {told_check(figures)}"
    if figures.warnings:
        more, first = len(figures.warnings) - 1, in_words(figures.warnings[0])
        yield t("warned more", n=number(more), first=first) if more else t("warned", first=first)
    yield told
    if fares is not None:
        yield compared(fares)


def compared(fares: Fares) -> str:
    """Return a model's name, and its hits beside those of the most frequent codes."""
    fit, found = fares.fit, fares.fit.figures
    said = t(
        "model line", kind=t(f"of {fit.kind}"), name=fit.name, n=number(fit.reviewed),
        hit=share(found.hit3), frequent=share(found.frequent_hit3),
    )  # fmt: skip
    return said if found.better else f"{said} · {t('no better')}"


def about(one: CodeFares) -> str:
    """Return in words what the row of a code holds in figures."""
    found = one.left_out
    parts = [
        t(
            "code left out", right=number(found.right), suggested=number(found.suggested),
            precision=share(found.precision), own=number(found.own), recall=share(found.recall),
        )
    ]  # fmt: skip
    if one.checked:
        low, high = map(share, one.interval)
        parts.append(
            t(
                "code withheld", agreed=number(one.agreed), checked=number(one.checked),
                low=low, high=high,
            )
        )  # fmt: skip
    else:
        parts.append(t("code not withheld"))
    if found.not_found:
        parts.append(t("code cannot be found"))
    elif one.bulk:
        parts.append(t("one by one", why=in_words(one.bulk)))
    else:
        parts.append(t("at once"))
    return " · ".join(parts)


def in_full(
    figures: Figures | None,
    fares: Fares | None,
    names: Mapping[str, str],
    *,
    interviews: bool,
    unit: str,
) -> str:
    """Return all that is known of the model, how it fares, and what to beware of."""
    lines: list[str] = []
    if fares is None:
        lines.append(t("suggestions empty"))
    else:
        fit, found = fares.fit, fares.fit.figures
        encoder = fit.record.get("encoder", "")
        lines += [
            t("model id", kind=t(f"of {fit.kind}"), digest=fit.digest),
            t("model set", n=number(fit.reviewed), set=fit.training),
            t("model made", when=local(fit.made_at)[:16].replace("T", " ")),
            t("model reads words and meaning" if encoder else "model reads words"),
            compared(fares),
            t("model first", hit=share(found.first), frequent=share(found.frequent_first)),
            t("model off", off=share(found.ece), n=number(found.reviewed)),
        ]
        lost = [named(dict(names), c.code) for c in fares.codes if c.left_out.not_found]
        if lost:
            lines.append(t("model cannot find", codes=", ".join(lost)))
    if figures is not None:
        accepted = t("accepted of last", accepted=figures.accepted, decided=figures.decided)
        lines += ["", f"{accepted} · {told_check(figures)}", t("what accepted means")]
        lines += [f"! {in_words(one)}" for one in figures.warnings]
    lines += ["", t("interviews on" if interviews else "interviews off", unit=t(f"by {unit}"))]
    return "\n".join(lines)
