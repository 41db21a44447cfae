"""A masked document stays masked, whatever a copy that had not seen the masking did meanwhile.

A correction of the unmasked text, merged later, would be the last to say which version is current.
The last masked version said to be current stays so; the correction is kept and listed as `masked`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from qualcode.store import fold, places
from qualcode.store.events import history
from qualcode.store.keys import Keys, mark, select_in

KIND = "masked"
NOTE = (
    "corrected by one coder in the unmasked text while another masked it; the masked text stays, "
    "the correction is to be made again"
)


def settle_masks(connection: Connection, keys: Keys) -> list[tuple[str, str]]:
    """Make a masked version current where one was; return (uid, note) of each document's case."""
    m = mark(connection)
    exposed = connection.exec_driver_sql(
        "SELECT d.id FROM document d JOIN version c ON c.id = d.version_id WHERE c.masked = 0 "
        "AND EXISTS (SELECT 1 FROM version v WHERE v.document_id = d.id AND v.masked = 1)"
    ).all()
    listed = connection.exec_driver_sql(
        f"SELECT d.id FROM collision x JOIN document d ON d.uid = x.row_uid WHERE x.kind = {m}",
        (KIND,),
    ).all()
    documents = {row[0] for row in (*exposed, *listed)}
    found = []
    changed: list[tuple[int, int]] = []
    for document in sorted(documents):
        uid = keys.uids(connection, "document", [document])[document]
        said = _said_current(connection, keys, document, uid)
        masked = [version for version, is_masked in said if is_masked]
        if not said:
            continue
        current = masked[-1] if masked else said[-1][0]
        if current != said[-1][0]:
            found.append((uid, NOTE))
        changed.append((current, document))
    if changed:
        sql = f"UPDATE document SET version_id = {m} WHERE id = {m}"
        connection.exec_driver_sql(sql, changed)
        places.refresh_documents(connection, [document for _, document in changed])
    return found


def _said_current(
    connection: Connection, keys: Keys, document: int, uid: str
) -> list[tuple[int, bool]]:
    """Return the living versions that were said to be current, in order, and if each is masked."""
    folded = fold.fold_rows(connection, keys, ("document", 0), [document])[document]
    if not folded.alive:
        return []
    uids = []
    for entry in history(connection, "document", 0, [document]):
        change = entry.change
        if change is not None and uid in change.rows and "version_id" in change.after:
            uids.append(change.after["version_id"][change.rows.index(uid)])
    sql = "SELECT uid, id, masked FROM version WHERE uid IN ({})"
    there = {
        r[0]: (r[1], bool(r[2])) for r in select_in(connection, sql, list(dict.fromkeys(uids)))
    }
    return [there[one] for one in uids if one in there]
