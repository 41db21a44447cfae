"""Several coders who take turns at one study, and rounds to put their work in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import qualcode
from qualcode.project import Project


@dataclass
class Team:
    """The coders of a study, who take turns at it."""

    place: str

    @contextmanager
    def of(self, name: str | None = None) -> Iterator[Project]:
        """Open the study as a coder."""
        with qualcode.open(self.place, coder=name) as project:
            yield project

    def code(
        self, coder: str, document: str, *said: tuple[str, str], round: str | None = None
    ) -> None:
        """Code quotes of a document, (code, quote), and mark it done."""
        with self.of(coder) as project:
            for code, quote in said:
                project.coding.apply(document, code=code, quote=quote, round=round)
            project.coding.done(document, round=round)

    def round(
        self, name: str, kind: str, *, blind: bool = False, documents: tuple[str, ...] = (),
        coders: tuple[str, ...] = (), settings: str = "{}",
    ) -> None:  # fmt: skip
        """Open a round, its passages whole documents."""
        with self.of("Mia") as project, project.store.batch("open round", name) as batch:
            row = {
                "name": name, "kind": kind, "blind": int(blind), "freeze_id": None,
                "settings": settings, "opened_at": f"2026-01-0{1 + len(name) % 9}",
                "closed_at": None,
            }  # fmt: skip
            [key] = batch.insert("coding_round", [row])
            ids = {c.name: c.id for c in project.coders.list()}
            versions = {r.document: r.version_id for r in project.documents.rows()}
            for coder in coders:
                for document in documents:
                    batch.insert("assignment", [{
                        "round_id": key, "coder_id": ids[coder], "version_id": versions[document],
                        "start_at": None, "end_at": None,
                    }])  # fmt: skip

    def close(self, name: str) -> None:
        """Close a round."""
        with self.of("Mia") as project, project.store.batch("close round", name) as batch:
            sql = f"SELECT id FROM coding_round WHERE name = '{name}'"
            key = batch.connection.exec_driver_sql(sql).scalar_one()
            batch.update("coding_round", {key: {"closed_at": "2026-02-01"}})
