"""Reports: exports of segments, code frequencies and the case × code matrix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcode.analysis.area import Analysis
from qualcode.cases.area import Cases
from qualcode.errors import UsageError
from qualcode.report import atomic, docx, plain, xlsx
from qualcode.report.sections import Section
from qualcode.store.store import Store

WHAT = ("segments", "frequencies", "matrix")
FORMATS = (".docx", ".xlsx", ".csv", ".md")
SEGMENTS = [
    "document", "case", "speaker", "start", "end", "text", "code", "coder", "strength", "memo",
    "origin", "revision", "round", "created", "segment",
]  # fmt: skip


class Report:
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
    ) -> Path:
        """Write a report; its form is the path's ending: .docx, .xlsx, .csv or .md.

        what: segments, frequencies, matrix; all of them by default (csv holds one: segments).
        code, document, coder: which segments. question: whose matrix; without it the interviews,
        and in a workbook every question's. layer: of frequencies and matrix.
        Raises: UsageError, NotFound, StorageFailed.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in FORMATS:
            raise UsageError(f"A report is written as {', '.join(FORMATS)}, not “{suffix}”.")
        chosen = self._chosen(what, suffix)
        sections: list[Section] = []
        if "frequencies" in chosen:
            sections.append(self._frequencies(layer))
        if "matrix" in chosen:
            every = question is None and suffix == ".xlsx"
            questions = [None, *Cases(self._store).questions()] if every else [question]
            sections += [self._matrix(q, layer) for q in questions]
        if "segments" in chosen:
            sections.append(self._segments(code, document, coder, suffix))
        title = self._title()
        atomic.write(path, lambda fresh: _write(fresh, suffix, title, sections))
        return path

    def _chosen(self, what: str | Sequence[str] | None, suffix: str) -> list[str]:
        if what is None:
            return ["segments"] if suffix == ".csv" else list(WHAT)
        chosen = [what] if isinstance(what, str) else list(what)
        for one in chosen:
            if one not in WHAT:
                raise UsageError(f"No export “{one}”. There are: {', '.join(WHAT)}.")
        if suffix == ".csv" and len(chosen) != 1:
            raise UsageError("A csv holds one table: choose segments, frequencies or matrix.")
        return chosen

    def _title(self) -> str:
        with self._store.read() as connection:
            return str(connection.exec_driver_sql("SELECT name FROM project").scalar_one())

    def _segments(
        self, code: str | None, document: str | None, coder: str | None, suffix: str
    ) -> Section:
        frame = self._analysis.retrieve(code=code, document=document, coder=coder)[SEGMENTS]
        kind = "quotes" if suffix in (".docx", ".md") else "table"
        if kind == "quotes":
            frame = frame.sort_values("code", kind="stable")
        people = frame["coder"].nunique()
        foot = (
            f"{len(frame):,} segments in {frame['document'].nunique():,} documents, of "
            f"{people} coder{'s' * (people != 1)}; offsets are characters of the current text."
        )
        return Section("Segments", kind, frame, foot)

    def _frequencies(self, layer: str) -> Section:
        frame = self._analysis.frequencies(layer=layer)
        return Section("Code frequencies", "table", frame, _sentence(frame.attrs["foot"]))

    def _matrix(self, question: str | None, layer: str) -> Section:
        frame = self._analysis.matrix(question=question, layer=layer)
        foot = _sentence(frame.attrs["foot"])
        title = f"Cases × codes, {question or 'interviews'}"
        return Section(title, "table", frame.reset_index(), foot)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _write(path: Path, suffix: str, title: str, sections: Sequence[Section]) -> None:
    if suffix == ".csv":
        plain.write_csv(path, sections)
    elif suffix == ".md":
        plain.write_md(path, title, sections)
    elif suffix == ".xlsx":
        xlsx.write(path, title, sections)
    else:
        docx.write(path, title, sections)
