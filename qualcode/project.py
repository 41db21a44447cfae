"""Project: the one door to a study, for the command line, the terminal UI and notebooks.

It hands out the areas, each imported on first use, and decides who codes.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from qualcode.errors import Conflict, QualcodeError
from qualcode.store import uids
from qualcode.store.coders import Coder, Coders
from qualcode.store.store import Store

if TYPE_CHECKING:
    from qualcode.agreement.area import Agreement
    from qualcode.analysis.area import Analysis
    from qualcode.cases.area import Cases
    from qualcode.codebook.area import Codebook
    from qualcode.coding.area import Coding
    from qualcode.coding.memos import Memos
    from qualcode.documents.area import Documents
    from qualcode.history.area import History
    from qualcode.report.area import Report
    from qualcode.suggest.area import Suggest


class Project:
    """A study. Use it as a context manager, or call `close`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def create(cls, place: str | Path, *, coder: str, name: str | None = None) -> Project:
        """Create a project whose lead is `coder`; see `qualcode.create`."""
        name = name or Path(str(place).split("?")[0]).stem
        store = Store.create(place, name=name)
        project = cls(store)
        try:
            store.coder = (uids.named(store.project_uid, "coder", coder.strip()), coder.strip())
            project.coders.add(coder, role="lead")
        except BaseException:
            store.close()
            store.remove()
            raise
        return project

    @classmethod
    def open(cls, place: str | Path, *, coder: str | None = None) -> Project:
        """Open a project; see `qualcode.open`."""
        store = Store.open(place)
        project = cls(store)
        try:
            found = project.coders.resolve(coder)
        except QualcodeError:
            store.close()
            raise
        if found is None:
            people = ", ".join(c.name for c in project.coders.list() if c.kind == "human")
            store.unnamed = f"Its coders are: {people}."
        else:
            store.coder = (found.uid, found.name)
        return project

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    @property
    def name(self) -> str:
        """The study's name."""
        with self.store.read() as connection:
            return str(connection.exec_driver_sql("SELECT name FROM project").scalar_one())

    @property
    def where(self) -> str:
        """The project's file, or its URL without password."""
        return self.store.where

    @property
    def coder(self) -> Coder | None:
        """Who codes in this session; None where the project was opened to read."""
        return self.coders.current()

    def code_as(self, name: str) -> None:
        """Code as this coder from now on, where the project was opened to read.

        Raises: NotFound, Ambiguous, Conflict where somebody codes already.
        """
        if self.store.coder is not None:
            raise Conflict(f"{self.store.coder[1]} codes in this session. Open the project again.")
        found = self.coders.find(name)
        self.store.coder = (found.uid, found.name)

    @cached_property
    def coders(self) -> Coders:
        """People who code."""
        return Coders(self.store)

    @cached_property
    def documents(self) -> Documents:
        """Interviews and answers, their versions, turns and masking."""
        from qualcode.documents.area import Documents

        return Documents(self.store)

    @cached_property
    def cases(self) -> Cases:
        """Respondents and participants, variables and values."""
        from qualcode.cases.area import Cases

        return Cases(self.store)

    @cached_property
    def coding(self) -> Coding:
        """Segments and reviews."""
        from qualcode.coding.area import Coding

        return Coding(self.store)

    @cached_property
    def memos(self) -> Memos:
        """Memos on anything."""
        from qualcode.coding.memos import Memos

        return Memos(self.store)

    @cached_property
    def codebook(self) -> Codebook:
        """Codes, categories, groups and freezes."""
        from qualcode.codebook.area import Codebook

        return Codebook(self.store)

    @cached_property
    def analysis(self) -> Analysis:
        """Retrieval, frequencies and the case × code matrix."""
        from qualcode.analysis.area import Analysis

        return Analysis(self.store)

    @cached_property
    def agreement(self) -> Agreement:
        """How far coders agree, where they differ, and rounds."""
        from qualcode.agreement.area import Agreement

        return Agreement(self.store)

    @cached_property
    def suggest(self) -> Suggest:
        """Suggestions of codes: made, decided on, explained, measured."""
        from qualcode.suggest.area import Suggest

        return Suggest(self.store)

    @cached_property
    def report(self) -> Report:
        """Exports: docx, xlsx, csv, md."""
        from qualcode.report.area import Report

        return Report(self.store)

    @cached_property
    def history(self) -> History:
        """Log, undo and redo, look back, merge, backup, check."""
        from qualcode.history.area import History

        return History(self.store)
