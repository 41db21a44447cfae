"""Reports: exports of segments, code frequencies and the case × code matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis import crosstab_kept
from qualcode.analysis.area import Analysis
from qualcode.analysis.tree import tree
from qualcode.analysis.units import INTERVIEWS
from qualcode.cases import personal as personal_fields
from qualcode.cases.area import Cases
from qualcode.documents import masking
from qualcode.documents.listing import ANSWER
from qualcode.errors import UsageError
from qualcode.report import atomic, docx, html, matrix_file, plain, quotable, xlsx
from qualcode.report.agreement_area import Agreements
from qualcode.report.displays_area import Readings, form
from qualcode.report.figures_area import Figures
from qualcode.report.sections import READING, TABLES, WHAT, Section, texts
from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

QUOTED = (".docx", ".html", ".md")
"""Forms that print segments as quotations."""
SEGMENTS = [
    "document", "case", "speaker", "start", "end", "text", "code", "coder", "strength", "memo",
    "origin", "revision", "round", "created", "segment",
]  # fmt: skip


class Report(Figures, Readings, Agreements):
    """The reports of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._analysis = Analysis(store)

    def write(
        self,
        path: str | Path,
        *,
        what: str | Sequence[str] | None = None,
        code: str | None = None,
        document: str | None = None,
        coder: str | None = None,
        question: str | None = None,
        layer: str = "final",
        pictures: bool = True,
        progress: Callable[[int, int], None] | None = None,
    ) -> Path:
        """Write a report; its form is the path's ending: .docx, .xlsx, .html, .md or
        .csv.

        what: segments, frequencies, matrix, and crosstabs, those kept by name; all of them by
        default (csv holds one: segments), with themes, summaries and displays where there are any.
        Also cooccurrence and saturation, where asked. pictures: draw tables in .docx and .html.
        Small cells of tables are hidden.
        code, document, coder: which segments. question: of whose answers frequencies and matrix
        are; without it of the interviews and of every question that was reviewed (csv: interviews;
        matrices of questions only in a workbook). layer: of frequencies and matrix. progress:
        called with (step, steps) as each begins, and last before the file takes its place; what
        it raises stops the report, and no file is left. Raises: UsageError, NotFound,
        StorageFailed.
        """
        path, suffix = form(path)
        chosen = self._chosen(what, suffix)
        sources = self._sources(question, one=suffix == ".csv")
        read = sources if suffix == ".xlsx" else sources[:1]
        steps = _Steps(progress, len(chosen) + 1 + ("matrix" in chosen) * (len(read) - 1))
        sections: list[Section] = []
        if "frequencies" in chosen:
            steps.next()
            sections += self._frequencies(sources, layer)
        if "matrix" in chosen:
            for one in read:
                steps.next()
                sections.append(self._matrix(one, layer))
        if asked := [one for one in chosen if one in TABLES]:
            from qualcode.report import tables_asked

            sections += tables_asked.sections(
                self._store, asked, question=question, layer=layer, suffix=suffix,
                pictures=pictures, step=steps.next,
            )  # fmt: skip
        if told := [one for one in chosen if one in READING]:
            from qualcode.report import displays

            sections += displays.sections(self._store, told, suffix=suffix, step=steps.next)
        if suffix != ".csv" and {"frequencies", "matrix"} & set(chosen):
            sections += self._left_out(layer)
        if "segments" in chosen:
            steps.next()
            sections.append(self._segments(code, document, coder, suffix))
        title = self._title()
        steps.next()

        def make(fresh: Path) -> None:
            _write(fresh, suffix, title, sections)
            steps.still()

        atomic.write(path, make)
        return path

    def preview(
        self, what: str, *, question: str | None = None, layer: str = "final", rows: int = 6
    ) -> pd.DataFrame:
        """Return the first rows of a table as a csv would hold it.

        what: segments, frequencies or matrix; question: as in `write`. Its attrs: rows, how many
        there are; texts, the cells as they are written; foot. Raises: UsageError, NotFound.
        """
        [chosen] = self._chosen(what, ".csv")
        if chosen == "segments":
            section = self._segments(None, None, None, ".csv")
        elif chosen == "matrix":
            section = self._matrix(question, layer)
        else:
            [section] = self._frequencies([question], layer)
        frame = section.frame.head(rows)
        frame.attrs = {"rows": len(section.frame), "texts": texts(frame), "foot": section.foot}
        return frame

    def write_segments(
        self,
        path: str | Path,
        frame: pd.DataFrame,
        *,
        title: str = "Segments",
        stop: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Write segments that `analysis.retrieve` returned: all of them, in their order.

        As quotes in .docx, .html and .md, under the headings of their groups if they have any,
        with the turns around them if these were asked for; as a table in .xlsx and .csv. stop:
        asked before the file takes its place; where it says so, no file is written and the answer
        is False.
        Raises: UsageError, also where they are grouped by what tells who a person is;
        StorageFailed.
        """
        by_field = [str(frame.attrs["group"])] if frame.attrs.get("group") else []
        personal_fields.refuse(personal_fields.of_names(self._store, by_field))
        path, suffix = form(path)
        first = ["group"] if "group" in frame else []
        around = [name for name in ("before", "after") if name in frame]
        columns = [*first, *SEGMENTS[:5], *around[:1], "text", *around[1:], *SEGMENTS[6:]]
        kind = "quotes" if suffix in QUOTED else "table"
        by = "group" if first else None
        leaving = self._leaving(frame[columns], "memo")
        leaving, silent = quotable.printed(self._store, leaving, quotes=kind == "quotes")
        foot = f"{frame.attrs.get('foot', '')} {silent}".strip()
        section = Section(title, kind, leaving, foot, "Segments", by=by)
        study = self._title()
        with suppress(_Stopped):
            atomic.write(path, lambda fresh: _whole(fresh, suffix, study, section, stop))
            return True
        return False

    def _chosen(self, what: str | Sequence[str] | None, suffix: str) -> list[str]:
        if what is None:
            if suffix == ".csv":
                return ["segments"]
            from qualcode.report import displays

            kept = ["crosstabs"] if crosstab_kept.rows(self._store) else []
            return [*WHAT, *kept, *displays.there(self._store)]
        chosen = [what] if isinstance(what, str) else list(what)
        for one in chosen:
            if one not in (*WHAT, *TABLES, *READING):
                every = ", ".join((*WHAT, *TABLES, *READING))
                raise UsageError(f"No export “{one}”. There are: {every}.")
        if suffix == ".csv" and (len(chosen) != 1 or chosen[0] not in WHAT):
            raise UsageError("A csv holds one table: choose segments, frequencies or matrix.")
        return chosen

    def save(self, path: Path, title: str, sections: Sequence[Section]) -> Path:
        """Write sections to a file under the name of the study. Raises: StorageFailed."""
        study = f"{self._title()}: {title}"
        suffix = path.suffix.lower()
        atomic.write(path, lambda fresh: _write(fresh, suffix, study, sections))
        return path

    def _title(self) -> str:
        with self._store.read() as connection:
            return str(connection.exec_driver_sql("SELECT name FROM project").scalar_one())

    def write_table(self, path: str | Path, frame: pd.DataFrame, *, title: str) -> Path:
        """Write a frame that an analysis returned as a .docx, .xlsx, .html, .md or .csv table.

        Its foot is `frame.attrs["foot"]`. Raises: UsageError, StorageFailed.
        """
        path, suffix = form(path)
        foot = str(frame.attrs.get("foot", ""))
        if {"memo", "about", "text"} <= set(frame):
            frame = self._leaving(frame, "text")
        section = Section(title, "table", frame, foot, title)
        study = self._title()
        atomic.write(path, lambda fresh: _write(fresh, suffix, study, [section]))
        return path

    def write_matrix(
        self, path: str | Path, frame: pd.DataFrame, *, personal: bool = False
    ) -> tuple[Path, Path]:
        """Write a case × code matrix as .csv, .sav or .parquet; return it and its dictionary.

        frame: of `analysis.matrix`, with or without fields; the dictionary stands beside the file
        as NAME.dictionary.csv. personal: with fields that tell who a person is, else they are
        refused. Raises: UsageError, StorageFailed, also where a library is missing.
        """
        fields = personal_fields.of_names(self._store, frame.attrs.get("fields", {}).values())
        if not personal:
            personal_fields.refuse(fields, "To write it all the same: --personal (personal=True).")
        return matrix_file.write(Path(path), frame, self._analysis.dictionary(frame))

    def _leaving(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """Return a frame whose memos, in this column, hold no words that masking replaces."""
        hide = masking.leaving(self._store)
        return frame.assign(**{column: frame[column].map(hide, na_action="ignore")})

    def _sources(self, question: str | None, *, one: bool) -> list[str | None]:
        """Return the question asked for; else the interviews (None) and every question."""
        if question is not None or one:
            return [question]
        questions = Cases(self._store).questions()
        with self._store.read() as connection:
            m = mark(connection)
            sql = f"SELECT 1 FROM document WHERE kind <> {m} LIMIT 1"
            talks = connection.exec_driver_sql(sql, (ANSWER,)).first() is not None
        return [None, *questions] if talks or not questions else list(questions)

    def _segments(
        self, code: str | None, document: str | None, coder: str | None, suffix: str
    ) -> Section:
        frame = self._analysis.retrieve(code=code, document=document, coder=coder)
        lost = int((frame["state"] == "lost").sum())
        frame = self._leaving(frame[frame["state"] != "lost"][SEGMENTS], "memo")
        order = {ref.code: at for at, ref in enumerate(tree(self._store).codes)}
        kind = "quotes" if suffix in QUOTED else "table"
        keys = ["document", "start", "end"]
        frame = frame.sort_values(keys, kind="stable")
        if kind == "quotes":
            frame = frame.sort_values("code", kind="stable", key=lambda names: names.map(order))
        people = " and ".join(sorted(frame["coder"].unique())) or "nobody"
        foot = (
            f"{_many(len(frame), 'segment')} in {_many(frame['document'].nunique(), 'document')}, "
            f"coded by {people}: each coder's own work, whether marked done or not. "
            "Places are characters of the current text."
        )
        frame, silent = quotable.printed(self._store, frame, quotes=kind == "quotes")
        foot = f"{foot} {silent}".strip()
        if lost:
            are = "is" if lost == 1 else "are"
            foot += f" {_many(lost, 'segment')} {are} left out, as an edit took all of the words."
        return Section("Segments", kind, frame.reset_index(drop=True), foot, "Segments")

    def _frequencies(self, sources: Sequence[str | None], layer: str) -> list[Section]:
        found, unread = [], []
        for question in sources:
            frame = self._analysis.frequencies(question=question, layer=layer)
            if len(sources) > 1 and not frame["documents_reviewed"].any():
                unread.append(question or INTERVIEWS)
                continue
            where = question or INTERVIEWS
            found.append(
                Section(
                    f"Code frequencies, {where}", "frequencies", frame,
                    frame.attrs["foot"], f"Frequencies {where}", frame.attrs["depth"],
                )
            )  # fmt: skip
        if unread and found:
            note = (
                f" Without a table, as nothing of them counts in this layer: {', '.join(unread)}."
            )
            found[-1] = replace(found[-1], foot=found[-1].foot + note)
        return found or self._frequencies(sources[:1], layer)

    def _matrix(self, question: str | None, layer: str) -> Section:
        frame = self._analysis.matrix(question=question, layer=layer)
        where = question or INTERVIEWS
        return Section(
            f"Cases × codes, {where}", "matrix", _with_case(frame), frame.attrs["foot"],
            f"Matrix {where}",
        )  # fmt: skip

    def _left_out(self, layer: str) -> list[Section]:
        frame = self._analysis.left_out(layer=layer)
        if frame.empty:
            return []
        foot = (
            f"Layer {layer}: passages that several coders are done with and that were not "
            "reconciled; they count nowhere above."
        )
        return [Section("Left out: not reconciled", "table", frame, foot, "Left out")]


class _Steps:
    """The steps of a report, told as each begins."""

    def __init__(self, progress: Callable[[int, int], None] | None, of: int) -> None:
        self._progress = progress
        self._of = of
        self._at = 0

    def next(self) -> None:
        """Begin the next."""
        self._at += 1
        self.still()

    def still(self) -> None:
        """Ask whether it is still wanted."""
        if self._progress is not None:
            self._progress(self._at, self._of)


class _Stopped(Exception):
    """The file is not wanted any more."""


def _whole(path: Path, suffix: str, title: str, section: Section, stop: Callable[[], bool]) -> None:
    if not stop():
        _write(path, suffix, title, [section])
    if stop():
        raise _Stopped


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _with_case(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a matrix with its cases as the first column, whatever its codes are called."""
    shown = frame.copy()
    shown.insert(0, "case", list(frame.index), allow_duplicates=True)
    return shown.reset_index(drop=True)


def _write(path: Path, suffix: str, title: str, sections: Sequence[Section]) -> None:
    if suffix == ".csv":
        plain.write_csv(path, sections)
    elif suffix == ".md":
        plain.write_md(path, title, sections)
    elif suffix == ".html":
        html.write_html(path, title, sections)
    elif suffix == ".xlsx":
        xlsx.write(path, title, sections)
    else:
        docx.write(path, title, sections)
