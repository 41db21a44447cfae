"""The part of `project.report` that writes how far coders agree, and what they settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.documents import masking
from qualcode.errors import UsageError
from qualcode.report import quotable
from qualcode.report.displays_area import form
from qualcode.report.sections import Section
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.compared import Comparison
    from qualcode.agreement.reconcile_list import Differences

FORMATS = (".docx", ".xlsx", ".html", ".md")


class Agreements:
    """The report of a comparison, and the list of disagreements."""

    _store: Store

    def save(self, path: Path, title: str, sections: Sequence[Section]) -> Path:
        """Write sections to a file under the name of the study. Raises: StorageFailed."""
        raise NotImplementedError

    def write_agreement(
        self,
        path: str | Path,
        found: Comparison,
        *,
        settled: Differences | None = None,
        rounds: pd.DataFrame | None = None,
    ) -> Path:
        """Write what `agreement.compare` found: methods, figures, disagreements, decisions.

        As .docx, .xlsx, .html or .md. settled: of `agreement.reconcile`, for what is decided.
        rounds: of `agreement.curve`. Raises: UsageError, for a training round too, which is never
        reported; StorageFailed.
        """
        from qualcode.report import agreement

        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in FORMATS:
            raise UsageError(
                f"An agreement report is written as .docx, .xlsx, .html or .md, not “{suffix}”."
            )
        if found.who.training:
            raise UsageError("A training round is feedback; it is not reported as reliability.")
        made = agreement.sections(found, settled=settled, rounds=rounds, rounded=suffix != ".xlsx")
        return self.save(path, "agreement", [self._for_others(section) for section in made])

    def write_disagreements(
        self, path: str | Path, settled: Differences, *, title: str = "Disagreements"
    ) -> Path:
        """Write the disagreements of `agreement.reconcile` with what is decided, as a table.

        As .docx, .xlsx, .html, .md or .csv; lists of codes are texts. Raises: UsageError,
        StorageFailed.
        """
        path, _ = form(path)
        frame = settled.frame().map(lambda one: ", ".join(one) if isinstance(one, tuple) else one)
        return self.save(path, title, [self._for_others(Section(title, "table", frame, "", title))])

    def _for_others(self, section: Section) -> Section:
        """Return a section whose notes and rules, people's own words, hold no masked names, and
        whose texts are of people who may be quoted.
        """
        hide = masking.leaving(self._store)
        frame, silent = quotable.printed(self._store, section.frame, quotes=False)
        for column in {"note", "rule"} & set(frame):
            frame = frame.assign(**{column: frame[column].map(hide, na_action="ignore")})
        return replace(section, frame=frame, foot=f"{section.foot} {silent}".strip())
