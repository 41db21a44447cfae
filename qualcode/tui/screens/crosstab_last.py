"""The choices of the last cross-tab, kept for each coder: what one comes back to another day.

They are one setting a coder. Writing them is a look and no step: the trail says which tables were
looked at, and undo passes over it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace

from qualcode.analysis.crosstab_asked import Asked
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store import uids
from qualcode.store.keys import mark

LOOK = "look at table"


def last(project: Project) -> Asked | None:
    """Return what this coder's last table was asked for."""
    with project.store.read() as connection:
        sql = f"SELECT content FROM setting WHERE name = {mark(connection)}"
        said = connection.exec_driver_sql(sql, (_name(project),)).scalar()
    if said is None:
        return None
    with suppress(ValueError, TypeError):
        kept = json.loads(said)
        codes = kept.pop("codes")
        return Asked(**kept, codes=None if codes is None else tuple(codes))
    return None


def remember(project: Project, asked: Asked, shown: str) -> None:
    """Keep what a table was asked for, and log that it was looked at; shown: what it is of.

    Draws are not asked for again by themselves. A project that cannot be written to is read alike.
    """
    asked = replace(asked, draws=0)
    if project.coder is None or asked == last(project):
        return
    said, name = json.dumps(asdict(asked), ensure_ascii=False), _name(project)
    before = project.store.last
    with suppress(QualcodeError):
        with project.store.batch(LOOK, shown, kind="look") as batch:
            sql = f"SELECT id FROM setting WHERE name = {mark(batch.connection)}"
            row = batch.connection.exec_driver_sql(sql, (name,)).first()
            if row is not None:
                batch.update("setting", {row[0]: {"content": said}})
            else:
                uid = uids.named(project.store.project_uid, "setting", name)
                batch.insert("setting", [{"uid": uid, "name": name, "content": said}])
        project.store.last = before


def _name(project: Project) -> str:
    return f"crosstab/{project.coder.uid if project.coder else ''}"
