"""Who answered and who did not: the part of `project.analysis` for representativeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.store.store import Store

if TYPE_CHECKING:
    from qualcode.analysis.representativeness import Representativeness


class Representing:
    """How representative the surveyed of a project are; numpy is loaded when that is asked."""

    _store: Store

    def representativeness(
        self,
        fields: Sequence[str] | None = None,
        *,
        surveyed: str = "respondent",
        among: Sequence[str] = ("respondent", "volunteer"),
        weight: str | None = None,
        adjust: str = "holm",
    ) -> Representativeness:
        """Set the surveyed against the others and all, field by field.

        fields: those compared; else all that both have, but dates, texts, ids and what tells who a
        person is. surveyed: a kind of case, or a variable that only the surveyed have a value or
        an answer of. among: kinds of cases that make up all. weight: the surveyed's weights; what
        they are after weighting is then set against all. adjust: holm or bh, over the fields.
        The result has .fields, .levels, .numbers, .foot, and .outside with small cells hidden.
        Raises: NotFound, Ambiguous, UsageError, NotEnoughData.
        """
        from qualcode.analysis import crosstab_settings, representativeness

        with self._store.read() as connection:
            threshold = crosstab_settings.hidden_below(connection)
        return representativeness.build(
            self._store, chosen=[fields] if isinstance(fields, str) else fields,
            surveyed=surveyed, among=among, weight=weight, adjust=adjust, threshold=threshold,
        )  # fmt: skip
