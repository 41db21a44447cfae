"""What the worker does: each job a method, plain values in, plain values out.

Where no process can be had, the interface does the same jobs in a thread of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from qualcode.project import Project

Progress = Callable[[int, int], None]
SUGGESTING = frozenset(
    {"warm", "run", "explain", "evaluate", "unlike", "clusters", "miscodings", "confused"}
)
"""The jobs that use the coder's models, one after the other; all others go beside them."""
FIRST = 20
"""So many answers are suggested for, and shown, before the others of a question."""


class Jobs:
    """The jobs, on a project that this thread has for itself."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @classmethod
    def open(cls, place: str, coder: str | None, semantic: bool = True) -> Self:
        """Open a project for them; coder: None for who only reads."""
        project = Project.open(place, coder=coder)
        project.suggest.semantic = semantic
        return cls(project)

    def do(self, job: str, progress: Progress, arguments: Mapping[str, Any]) -> Any:
        """Do a job; `progress` is told how far it is, and what it raises ends it."""
        return getattr(self, job)(progress, **arguments)

    # Suggestions ------------------------------------------------------------------------------

    def warm(self, progress: Progress) -> bool:
        """Load what suggesting takes, and fit the model of answers."""
        self._project.suggest.engine().model("answers", progress)
        return True

    def run(
        self,
        progress: Progress,
        documents: list[str] | None = None,
        question: str | None = None,
        at: int | None = None,
    ) -> dict[str, Any]:
        """Fit, and suggest for documents, a question or all; at: the answer one is at comes first.

        What was not decided is not recorded here: that is the interface's, before it asks.
        """
        area = self._project.suggest
        keys = None if documents is None else area.keys(documents)
        if question is not None and at is not None:
            order = self._project.documents.keys(question)
            place = order.index(at) if at in order else 0
            area.engine().run(order[place : place + FIRST], None, progress)
        made = area.engine().run(keys, question, progress)
        return {
            "models": {
                kind: {
                    "digest": fit.digest, "reviewed": fit.reviewed, "better": fit.figures.better
                }
                for kind, fit in made.fits.items()
            },
            "scored": made.scored, "suggested": made.suggested, "damaged": made.damaged,
        }  # fmt: skip

    def explain(self, _progress: Progress, suggestion: str) -> list[str]:
        """Return the lines that say why a code is suggested."""
        return list(self._project.suggest.explain(suggestion).lines)

    def unlike(self, _progress: Progress, question: str | None, limit: int) -> list[dict[str, Any]]:
        """Return passages like nothing coded."""
        return _records(self._project.suggest.unlike(question=question, limit=limit))

    def clusters(self, _progress: Progress, question: str | None) -> list[dict[str, Any]]:
        """Return groups among what has no code."""
        frame = self._project.suggest.clusters(question)
        found = _records(frame)
        for row, passages in zip(found, frame.attrs["passages"], strict=True):
            row["passages"] = [
                dict(zip(("document", "start", "end", "text"), one, strict=True))
                for one in passages
            ]
        return found

    def miscodings(self, _progress: Progress, kind: str | None, limit: int) -> list[dict[str, Any]]:
        """Return codings that the others speak against, and missing ones."""
        return _records(self._project.suggest.likely_miscodings(kind=kind, limit=limit))

    def confused(self, _progress: Progress, kind: str | None, limit: int) -> list[dict[str, Any]]:
        """Return codes that the model takes for others."""
        return _records(self._project.suggest.confused(kind=kind, limit=limit))

    def evaluate(self, progress: Progress, by: str, kind: str | None) -> dict[str, Any]:
        """Return the figures of models without the document or respondent, and their foot."""
        frame = self._project.suggest.evaluate(by, kind=kind, progress=progress)
        return {"rows": _records(frame), "foot": frame.attrs["foot"]}

    # Words and tables -------------------------------------------------------------------------

    def words(self, progress: Progress, scope: Mapping[str, Any], common: bool) -> dict[str, Any]:
        """Return the words of a scope, as `word_counts.WordList` holds them."""
        from qualcode.analysis.scope import Scope

        found = self._project.analysis.word_list(Scope(**scope), stop=not common, progress=progress)
        return {
            **{f.name: getattr(found, f.name) for f in dataclasses.fields(found)},
            "rows": [dataclasses.astuple(row) for row in found.rows],
        }

    def preview(
        self, _progress: Progress, what: str, question: str | None, rows: int
    ) -> dict[str, Any]:
        """Return the first rows of an export, as they are written."""
        frame = self._project.report.preview(what, question=question, rows=rows)
        columns = [str(name) for name in frame.columns]
        return {"columns": columns, "texts": frame.attrs["texts"], "rows": frame.attrs["rows"]}

    def write_words(
        self, _progress: Progress, path: str, scope: Mapping[str, Any], common: bool, title: str
    ) -> str:
        """Write the words of a scope as a table; return where."""
        known = {name: value for name, value in scope.items() if name != "headers"}
        frame = self._project.analysis.words(stop=not common, **known)
        return str(self._project.report.write_table(Path(path), frame, title=title))

    def write_hits(
        self,
        _progress: Progress,
        path: str,
        words: list[str],
        asked: Mapping[str, Any],
        title: str,
    ) -> str:
        """Write the hits of a search as a table; return where."""
        frame = self._project.analysis.search(words, **asked)
        return str(self._project.report.write_table(Path(path), frame, title=title))


def _records(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain values, None for what is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    found: list[dict[str, Any]] = plain.to_dict("records")
    return found
