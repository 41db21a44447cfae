"""Summaries: a case under a code or theme, in the researcher's own words.

A summary keeps which segments it was written from, and is stale once one came, went or has other
words. One cell of the matrix has one summary, whoever writes it. Every change is one batch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.analysis import evidence, quoting
from qualcode.analysis import subjects as finding
from qualcode.analysis import summary_cells as cells
from qualcode.analysis.evidence import Change
from qualcode.analysis.named import me
from qualcode.analysis.summary_cells import Cell, Cells, SummaryMatrix, SummaryRow
from qualcode.analysis.tree import tree
from qualcode.analysis.units import question_of
from qualcode.coding import segments as coded
from qualcode.documents import masking
from qualcode.errors import NotFound, UsageError
from qualcode.store import uids
from qualcode.store.journal import now
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["case", "subject", "about", "question", "summary", "stale", "change", "layer", "coder",
           "written", "uid"]  # fmt: skip


class Summaries:
    """The summaries of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def matrix(
        self,
        subjects: Sequence[str] | None = None,
        *,
        cases: Sequence[str] | None = None,
        question: str | None = None,
        layer: str = "final",
    ) -> SummaryMatrix:
        """Return the matrix of a question's answers, or without one of the interviews.

        subjects: codes, categories or themes by name (`code:NAME`, `theme:NAME` where one is
        both); else the themes, or without themes the codes. cases: these, also such as have no
        material; else all that have some, and those with a summary.
        Raises: NotFound, Ambiguous, UsageError.
        """
        codebook = tree(self._store)
        wanted = finding.find_all(self._store, subjects, codebook)
        every = frozenset[int]().union(*(one.codes for one in wanted))
        source = evidence.read(self._store, every, question=question, layer=layer)
        written = {
            (row.case_uid, row.subject_uid): row
            for row in self.rows()
            if row.question == source.question
        }
        people = cells.people(self._store, source.base, cases, written)
        made = Cells(self._store, source, wanted, written)
        rows = tuple(made.row(name, uid, at) for name, uid, at in people)
        foot = cells.foot(source, rows, layer)
        return SummaryMatrix(tuple(name for name, _, _ in people), tuple(wanted), rows, foot)

    def cell(
        self, case: str, subject: str, *, question: str | None = None, layer: str = "final"
    ) -> Cell:
        """Return one cell. Raises: NotFound, Ambiguous, UsageError."""
        return self.matrix([subject], cases=[case], question=question, layer=layer).rows[0][0]

    def rows(self) -> list[SummaryRow]:
        """Return the summaries that were written, by case and subject in the order of writing."""
        read = masking.reading(self._store)
        with self._store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT s.id, s.uid, coalesce(c.name, d.shown, ''), s.about_uid, s.subject_table, "
                "coalesce(o.shown, t.shown, ''), s.subject_uid, q.name, s.content, s.seen, k.name, "
                "s.created_at, s.changed_at FROM summary s JOIN coder k ON k.id = s.coder_id "
                "LEFT JOIN cases c ON s.about_table = 'cases' AND c.uid = s.about_uid "
                "LEFT JOIN document d ON s.about_table = 'document' AND d.uid = s.about_uid "
                "LEFT JOIN code o ON s.subject_table = 'code' AND o.uid = s.subject_uid "
                "LEFT JOIN theme t ON s.subject_table = 'theme' AND t.uid = s.subject_uid "
                "LEFT JOIN variable q ON q.uid = s.question_uid ORDER BY s.id"
            ).all()
        rows = []
        for r in found:
            seen: dict[str, Any] = json.loads(r[9])
            rows.append(
                SummaryRow(
                    r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], read(r[8]), seen["layer"],
                    seen["segments"], r[10], r[11], r[12],
                )
            )  # fmt: skip
        return rows

    def frame(self) -> pd.DataFrame:
        """Return the summaries that were written, with the columns of `COLUMNS`.

        stale, change: whether and how their segments changed since, in the layer that they were
        written from. A case, code or theme that is gone has no name.
        """
        import pandas as pd

        rows = self.rows()
        change = self.changes(rows)
        cells = [
            [
                one.case, one.subject, one.about, one.question, one.text, change[one.id].any,
                change[one.id].told, one.layer, one.coder, one.changed, one.uid,
            ]
            for one in rows
        ]  # fmt: skip
        return pd.DataFrame(cells, columns=COLUMNS)

    def changes(self, rows: Sequence[SummaryRow]) -> dict[int, Change]:
        """Return by key what happened to the segments of summaries since they were written."""
        codebook = tree(self._store)
        found: dict[int, Change] = {}
        for question, layer in dict.fromkeys((row.question, row.layer) for row in rows):
            mine = [row for row in rows if (row.question, row.layer) == (question, layer)]
            of = {
                row.subject_uid: finding.of_uid(self._store, row.about, row.subject_uid, codebook)
                for row in mine
            }
            every = frozenset[int]().union(*(one.codes for one in of.values() if one))
            try:
                source = evidence.read(self._store, every, question=question, layer=layer)
            except (NotFound, UsageError):  # the question, or the coder, is gone
                found.update({row.id: Change(removed=len(row.seen)) for row in mine})
                continue
            made = Cells(self._store, source, [one for one in of.values() if one], {})
            at = {uid: place for _, uid, place in cells.people(self._store, source.base, None, {})}
            for row in mine:
                subject = of[row.subject_uid]
                here = at.get(row.case_uid)
                today = {} if subject is None or here is None else made.digests(subject, here)
                found[row.id] = evidence.since(row.seen, today)
        return found

    def set(
        self,
        case: str,
        subject: str,
        text: str,
        *,
        question: str | None = None,
        layer: str = "final",
    ) -> str:
        """Write a cell's summary, or write it anew; return its uid.

        What stands behind the cell now, in the layer, is kept as what it was written from: writing
        the same text again says that it still holds.
        Raises: NotFound, Ambiguous, UsageError without a text, CoderNeeded.
        """
        if not text.strip():
            raise UsageError("A summary has a text. To take one away: qualcode analysis summary "
                             "remove CASE SUBJECT")  # fmt: skip
        codebook = tree(self._store)
        of = finding.find(self._store, subject, codebook)
        source = evidence.read(self._store, of.codes, question=question, layer=layer)
        about, uid, name = quoting.case_of(self._store, case)
        [(_, _, at)] = cells.people(self._store, source.base, [name], {})
        made = Cells(self._store, source, [of], {})
        seen = {} if at is None else made.digests(of, at)
        who = me(self._store, "writes the summary")
        read = masking.reading(self._store)
        asked = self._question_uid(source.question)
        natural = uids.named(self._store.project_uid, "summary", uid, of.uid, asked or "")
        fields = {
            "seen": json.dumps({"layer": layer, "segments": seen}, sort_keys=True),
            "coder_id": who, "changed_at": now(),
        }  # fmt: skip
        with self._store.batch("write summary", f"{name} · {of.name}") as batch:
            keys = self._store.keys.ids(batch.connection, "summary", [natural])
            sql = f"SELECT content FROM summary WHERE id = {int(keys.get(natural, 0))}"
            there = batch.connection.exec_driver_sql(sql).scalar()
            if there is None:
                row = {
                    "uid": natural, "about_table": "cases" if about == "case" else about,
                    "about_uid": uid, "subject_table": of.about, "subject_uid": of.uid,
                    "question_uid": asked, "content": text.strip(), "created_at": now(), **fields,
                }  # fmt: skip
                batch.insert("summary", [row])
            else:
                # A text given back with stand-ins for masked words changes nothing of it.
                same = read(str(there)) == text.strip()
                new = {} if same else {"content": text.strip()}
                batch.update("summary", {keys[natural]: {**new, **fields}})
        return natural

    def remove(self, case: str, subject: str, *, question: str | None = None) -> None:
        """Take a cell's summary away. Raises: NotFound, Ambiguous, UsageError."""
        of = finding.find(self._store, subject)
        _, uid, name = quoting.case_of(self._store, case)
        with self._store.read() as connection:
            asked = question_of(connection, question)
        for row in self.rows():
            if (row.case_uid, row.subject_uid, row.question) == (uid, of.uid, asked):
                with self._store.batch("remove summary", f"{name} · {of.name}") as batch:
                    batch.delete("summary", [row.id])
                return
        raise NotFound(
            f"No summary was written of {name} · {of.name}. List them with: qualcode analysis "
            "summary list"
        )

    def segments(
        self, case: str, subject: str, *, question: str | None = None, layer: str = "final"
    ) -> pd.DataFrame:
        """Return the segments behind a cell, with the columns of `coding.segments()` and counts.

        counts: whether it counts in the layer; else nobody is done with its passage. since: added
        or changed, against what the cell's summary was written from.
        Raises: NotFound, Ambiguous, UsageError.
        """
        codebook = tree(self._store)
        of = finding.find(self._store, subject, codebook)
        source = evidence.read(self._store, of.codes, question=question, layer=layer)
        _, uid, name = quoting.case_of(self._store, case)
        [(_, _, at)] = cells.people(self._store, source.base, [name], {})
        made = Cells(self._store, source, [of], {})
        behind = [] if at is None else made.behind(of, at)
        read = masking.reading(self._store)
        with self._store.read() as connection:
            raw = coded.raw_of(connection, [m.segment for m in behind])
            frame = coded.framed(coded.columns_of(connection, raw, read=read))
        frame["counts"] = [m.counts for m in behind]
        row = next(
            (
                r for r in self.rows()
                if (r.case_uid, r.subject_uid, r.question) == (uid, of.uid, source.question)
            ),
            None,
        )  # fmt: skip
        today = {} if at is None else made.digests(of, at)
        frame["since"] = [cells.since(row, today, u) for u in frame["segment"]]
        change = evidence.since(row.seen, today) if row else Change()
        counting = sum(m.counts for m in behind)
        foot = f"{cells.many(counting)} of {of.name} by {name}, layer {layer}"
        if len(behind) > counting:
            foot += f", and {len(behind) - counting:,} in passages that nobody is done with"
        if change.any:
            foot += f". Since the summary was written: {change.told}"
        frame.attrs["foot"] = f"{foot}."
        return frame

    # Within -----------------------------------------------------------------------------------

    def _question_uid(self, question: str | None) -> str | None:
        if question is None:
            return None
        with self._store.read() as connection:
            rows = connection.exec_driver_sql("SELECT name, uid FROM variable")
            return next(str(r[1]) for r in rows if r[0] == question)
