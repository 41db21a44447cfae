"""The codebook of a round: its coders code by the freeze, whatever is written in it since.

A code that came later is not applied there. One whose meaning was sharpened later is applied in the
meaning that was frozen, which is what its coders read; it shows in the recode queue afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from qualcode.coding.codes import CodeRef
from qualcode.errors import Conflict
from qualcode.store.keys import mark


def codebook_of(connection: Connection, round_id: int | None) -> dict[str, Mapping[str, object]]:
    """Return the codes of a round's freeze by uid, each as it was frozen; empty without one."""
    if round_id is None:
        return {}
    content = connection.exec_driver_sql(
        "SELECT f.content FROM coding_round r JOIN codebook_freeze f ON f.id = r.freeze_id "
        f"WHERE r.id = {mark(connection)}",
        (round_id,),
    ).scalar()
    return {} if content is None else {code["uid"]: code for code in json.loads(content)}


def known(connection: Connection, round_id: int | None) -> dict[str, int] | None:
    """Return what a coder can apply in a round: code uid → revision; None where nothing is frozen.

    Of the codes that were in use then, those that are in use now.
    """
    frozen = codebook_of(connection, round_id)
    if not frozen:
        return None
    rows = connection.exec_driver_sql("SELECT uid FROM code WHERE retired = 0 AND is_category = 0")
    return {
        row[0]: int(str(frozen[row[0]]["revision"]))
        for row in rows
        if row[0] in frozen and not frozen[row[0]]["retired"]
    }


def as_frozen(connection: Connection, round_id: int | None, code: CodeRef) -> CodeRef:
    """Return a code as it is applied in a round. Raises: Conflict for one that came later."""
    allowed = known(connection, round_id)
    if allowed is None:
        return code
    if code.uid not in allowed:
        name, freeze = connection.exec_driver_sql(
            "SELECT r.name, f.name FROM coding_round r "
            f"JOIN codebook_freeze f ON f.id = r.freeze_id WHERE r.id = {mark(connection)}",
            (round_id,),
        ).one()
        raise Conflict(
            f"“{code.code}” is not in the freeze “{freeze}”, by which the round “{name}” is coded. "
            "Choose a code of the freeze, and note in a memo what it lacks."
        )
    return replace(code, revision=allowed[code.uid])
