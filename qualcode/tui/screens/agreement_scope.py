"""What Agreement is about, handed from its rounds to the table by code and on to Reconcile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import t

if TYPE_CHECKING:
    from qualcode.agreement.compared import Comparison
    from qualcode.agreement.reconcile_area import Reconciliation
    from qualcode.agreement.watch import Progress

INTERVIEWS = "interviews"
KEPT = "agreement"
UNITS = ("sentence", "turn", "character", "document", "case", "matched")
"""Units of a comparison of interviews; answers are compared by answer."""


@dataclass(frozen=True)
class Scope:
    """A round, or what was coded outside rounds of a source: interviews or a question."""

    round: str | None = None
    source: str = INTERVIEWS
    unit: str = "sentence"

    @property
    def shown(self) -> str:
        """What row 1 says."""
        if self.round is not None:
            return display.safe(self.round)
        return t("interviews") if self.source == INTERVIEWS else display.safe(self.source)

    @property
    def _question(self) -> str | None:
        return None if self.round is not None or self.source == INTERVIEWS else self.source

    def compared(
        self, project: Project, draws: int = 0, progress: Progress | None = None
    ) -> Comparison:
        """Return the comparison; for a thread, as numbers come with it."""
        return project.agreement.compare(
            round=self.round, question=self._question, unit=self.unit, draws=draws,
            progress=progress,
        )  # fmt: skip

    def reconciled(self, project: Project, progress: Progress | None = None) -> Reconciliation:
        """Return the disagreements with what is decided; for a thread."""
        return project.agreement.reconcile(self.round, question=self._question, progress=progress)


@dataclass(frozen=True)
class Figure:
    """The figures of one code, as texts; empty where coefficients are off or undefined."""

    code: str
    any: str
    percent: str = ""
    kappa: str = ""
    alpha: str = ""
    interval: str = ""
    ac1: str = ""
    positive: str = ""
    negative: str = ""
    differ: int = 0
    note: str = ""


def figures(found: Comparison) -> list[Figure]:
    """Return the figures of the codes that anybody used."""
    times: dict[str, int] = {}
    for one in found.found:
        for code in one.codes:
            times[code] = times.get(code, 0) + 1
    if not found.shown:
        return [Figure(code, "", differ=n) for code, n in times.items()]
    rows = [r for r in found.by_code.to_dict("records") if r["n_any"] or r["code"] in times]
    return [_figure({str(k): v for k, v in row.items()}, times) for row in rows]


def _figure(row: dict[str, Any], times: dict[str, int]) -> Figure:
    return Figure(
        row["code"], f"{row['n_all']}/{row['n_any']}", percent(row["percent"]),
        decimal(row["kappa"]), decimal(row["alpha"]),
        interval(row["alpha_low"], row["alpha_high"]), decimal(row["ac1"]),
        decimal(row["positive"]), decimal(row["negative"]), times.get(row["code"], 0),
        str(row["note"] or ""),
    )  # fmt: skip


def over_all(found: Comparison) -> str:
    """Return the figures of all codes together in words, empty where there are none."""
    if not found.shown:
        return t("coefficients off said")
    rows = {row["coefficient"]: row for row in found.overall.to_dict("records")}
    if "alpha_pooled" not in rows:
        return ""
    alpha = rows["alpha_pooled"]
    return t(
        "figures over all", percent=percent(rows["percent_pooled"]["value"]),
        alpha=decimal(alpha["value"]), interval=interval(alpha["low"], alpha["high"]),
        ac1=decimal(rows["ac1_pooled"]["value"]),
    )  # fmt: skip


def decimal(value: float) -> str:
    """Return a coefficient with two decimals, without the 0 before the point; – if undefined."""
    if value != value:
        return "–"
    text = f"{round(value, 2) + 0.0:.2f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def percent(value: float) -> str:
    """Return a share as a percentage with one decimal; – if undefined."""
    return "–" if value != value else f"{100 * value:.1f}"


def interval(low: float, high: float) -> str:
    """Return an interval, empty where there is none."""
    return "" if low != low or high != high else f"[{decimal(low)}, {decimal(high)}]"
