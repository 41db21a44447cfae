"""Themes: a claim with its memo, its codes, the quotes that carry it and the cases against it.

What is chosen is chosen by hand; how many segments of its codes were left out is always told. A
quote that is gone, has other words since, or may not be printed stays listed and says so. Every
change is one batch, undone like any other.

The reason for a few lines over 400: each act of the one class is short, and rests on the same
finding of what was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis import quoting, subjects, theme_evidence
from qualcode.analysis.named import find, me, moved, named, refuse_taken
from qualcode.analysis.theme_evidence import CONTRARY, QUOTE, Counted, Evidence, Of
from qualcode.analysis.tree import tree
from qualcode.coding.codes import find_code
from qualcode.documents import masking
from qualcode.errors import NotFound, UsageError
from qualcode.store import uids
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["number", "theme", "claim", "codes", "quotes", "contrary", "left_out", "cases",
           "to_look_at", "memo", "note", "coder", "changed", "uid"]  # fmt: skip


@dataclass(frozen=True)
class ThemeRow:
    """A theme: number is its place in the order, from 1; codes: the names of its codes.

    members: the keys of these codes; note: what is to be decided about them.
    """

    id: int
    uid: str
    number: int
    name: str
    claim: str
    memo: str
    codes: tuple[str, ...]
    members: tuple[int, ...]
    note: str
    coder: str
    created: str
    changed: str


class Themes:
    """The themes of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Reading ----------------------------------------------------------------------------------

    def rows(self) -> list[ThemeRow]:
        """Return the themes in their order."""
        read = masking.reading(self._store)
        with self._store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT t.id, t.uid, t.shown, t.claim, t.memo, k.name, t.created_at, t.changed_at "
                "FROM theme t JOIN coder k ON k.id = t.coder_id ORDER BY t.position, t.uid"
            ).all()
            listed = connection.exec_driver_sql(
                "SELECT m.theme_id, m.code_id FROM theme_code m ORDER BY m.position, m.uid"
            ).all()
            become = subjects.become(connection, [r[1] for r in listed])
            called: dict[int, str] = {
                r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, shown FROM code")
            }
            splits = connection.exec_driver_sql(
                "SELECT source_id, target_id FROM code_lineage WHERE kind = 'split'"
            ).all()
        members: dict[int, dict[int, None]] = {}
        for theme, code in listed:
            members.setdefault(theme, {})[become[code]] = None
        parts: dict[int, list[int]] = {}
        for source, target in splits:
            parts.setdefault(source, []).append(target)
        rows = []
        for number, (key, uid, name, claim, memo, coder, created, changed) in enumerate(found, 1):
            own = tuple(members.get(key, ()))
            rows.append(
                ThemeRow(
                    key, uid, number, name, read(claim), read(memo),
                    tuple(called[code] for code in own), own, _split_since(own, parts, called),
                    coder, created, changed,
                )
            )  # fmt: skip
        return rows

    def find(self, name: str) -> ThemeRow:
        """Return the theme of a name, unique beginning, uid or number.

        Raises: NotFound with the nearest names, Ambiguous.
        """
        return find(name, self.rows(), "theme")

    def frame(self) -> pd.DataFrame:
        """Return the themes in order, with the columns of `COLUMNS`.

        quotes, contrary: how many were chosen; left_out: segments of the theme's codes (layer
        final, and those in passages nobody is done with) that were not; cases: whose segments
        count; to_look_at: chosen ones that are gone, changed, or may not be printed.
        """
        import pandas as pd

        cells = [
            [
                one.number, one.name, one.claim, list(one.codes),
                sum(e.kind == QUOTE for e in chosen), sum(e.kind == CONTRARY for e in chosen),
                counted.left_out, counted.cases, sum(bool(e.state) or e.outside for e in chosen),
                one.memo, one.note, one.coder, one.changed, one.uid,
            ]
            for one, chosen, counted in self.whole()
        ]  # fmt: skip
        return pd.DataFrame(cells, columns=COLUMNS)

    def whole(self) -> list[tuple[ThemeRow, list[Evidence], Counted]]:
        """Return every theme with what was chosen and what stands behind it, read together."""
        rows = self.rows()
        of = self._of_rows(rows)
        chosen = theme_evidence.chosen(self._store, of)
        counted = theme_evidence.counted(self._store, of, chosen)
        return [(one, chosen[one.id], counted[one.id]) for one in rows]

    def chosen(self, name: str) -> list[Evidence]:
        """Return what was chosen for and against a theme, in its order, quotes first."""
        theme = self.find(name)
        return self._chosen([theme])[theme.id]

    def evidence(self, name: str) -> pd.DataFrame:
        """Return what was chosen for and against a theme, with the columns of `EVIDENCE`.

        state: '' or one of `quoting.STATES`; text is empty where it may not be given. outside: the
        segment has none of the theme's codes (any more). `attrs["foot"]` tells what was left out.
        """
        return theme_evidence.frame(self._store, self._of_rows([self.find(name)])[0])

    def counted(self, name: str) -> Counted:
        """Return what stands behind a theme, and how much of it was left out."""
        theme = self.find(name)
        of = self._of_rows([theme])
        chosen = theme_evidence.chosen(self._store, of)
        return theme_evidence.counted(self._store, of, chosen)[theme.id]

    def candidates(self, name: str) -> pd.DataFrame:
        """Return the segments of a theme's codes that were not chosen, to choose quotes from.

        In the order of what each adds: those first whose case is not quoted yet and whose words
        carry most of the theme's codes. codes: the theme's codes on these words. Those that may
        not be quoted are left out, and the foot counts them.
        """
        return theme_evidence.candidates(self._store, self._of_rows([self.find(name)])[0])

    # Writing ----------------------------------------------------------------------------------

    def add(self, name: str, claim: str = "", *, memo: str = "", codes: Sequence[str] = ()) -> str:
        """Add a theme, the last in the order; return its uid.

        claim: what it says, in a sentence. codes: its codes or categories, by name.
        Raises: UsageError, Conflict for a name that is taken, NotFound, CoderNeeded.
        """
        name = named(name, "A theme")
        refuse_taken(self._store, name, "theme")
        members = self._codes(codes)
        who = me(self._store, "adds the theme")
        with self._store.batch("add theme", name) as batch:
            sql, stamp = "SELECT coalesce(max(position), -1) FROM theme", now()
            last = batch.connection.exec_driver_sql(sql).scalar_one()
            row = {
                "name": name, "claim": claim.strip(), "memo": memo.strip(),
                "position": last + 1, "coder_id": who, "created_at": stamp,
                "changed_at": stamp,
            }  # fmt: skip
            [key] = batch.insert("theme", [row])
            uid = self._store.keys.uids(batch.connection, "theme", [key])[key]
            self._add_codes(batch, key, uid, members)
        return uid

    def edit(
        self,
        name: str,
        *,
        new_name: str | None = None,
        claim: str | None = None,
        memo: str | None = None,
        add_codes: Sequence[str] = (),
        remove_codes: Sequence[str] = (),
    ) -> None:
        """Change a theme's name, claim, memo or codes; what is None stays.

        A text given back as it was shown, with stand-ins for masked words, changes nothing of it.
        Raises: NotFound, Ambiguous, UsageError, Conflict.
        """
        theme = self.find(name)
        fields: dict[str, Any] = {}
        if new_name is not None and new_name.strip() != theme.name:
            fields["name"] = named(new_name, "A theme")
            refuse_taken(self._store, fields["name"], "theme", theme.id)
        for field, given, shown in (("claim", claim, theme.claim), ("memo", memo, theme.memo)):
            if given is not None and given.strip() != shown:
                fields[field] = given.strip()
        fresh = [key for key in self._codes(add_codes) if key not in theme.members]
        gone = set(self._codes(remove_codes))
        if lacking := gone - set(theme.members):
            called = {c.id: c.code for c in tree(self._store).codes}
            raise UsageError(f"“{called[min(lacking)]}” is no code of “{theme.name}”.")
        with self._store.batch("edit theme", fields.get("name", theme.name)) as batch:
            if gone:
                batch.delete("theme_code", self._memberships(batch, theme.id, gone))
            self._add_codes(batch, theme.id, theme.uid, fresh)
            if fields or gone or fresh:
                batch.update("theme", {theme.id: {**fields, "changed_at": now()}})

    def move(self, name: str, number: int) -> None:
        """Give a theme another place in the order, from 1; beyond the last is last.

        Raises: NotFound, Ambiguous, UsageError.
        """
        theme = self.find(name)
        changes = moved(self.rows(), theme, number, "Themes")
        with self._store.batch("move theme", theme.name) as batch:
            batch.update("theme", changes)

    def remove(self, name: str) -> None:
        """Remove a theme with its codes, evidence and the summaries of it. Raises: NotFound."""
        theme = self.find(name)
        with self._store.batch("remove theme", theme.name) as batch:
            m = mark(batch.connection)
            for table, column, value in (
                ("theme_evidence", "theme_id", theme.id), ("theme_code", "theme_id", theme.id),
                ("summary", "subject_uid", theme.uid),
            ):  # fmt: skip
                sql = f"SELECT id FROM {table} WHERE {column} = {m} ORDER BY id"
                keys = [r[0] for r in batch.connection.exec_driver_sql(sql, (value,))]
                batch.delete(table, keys)
            batch.delete("theme", [theme.id])

    def quote(self, name: str, segments: str | Sequence[str], *, note: str = "") -> int:
        """Choose segments, by uid, as quotes that carry a theme; return how many are new.

        One that was chosen against it is for it from then on. note: why this one.
        Raises: NotFound, Ambiguous, InvalidSegment, Conflict where someone did not consent to
        being quoted.
        """
        wanted = [segments] if isinstance(segments, str) else list(segments)
        found = quoting.choose(self._store, wanted)
        about = {("segment", q.segment): q.digest for q in found}
        return self._choose(name, QUOTE, about, note, "quote for theme")

    def contrary(
        self,
        name: str,
        segments: str | Sequence[str] = (),
        *,
        cases: str | Sequence[str] = (),
        note: str = "",
    ) -> int:
        """Note segments (by uid) or cases (by name) that speak against a theme; return how many
        are new.

        A document of no case is a case here. note: what they say against it. Raises: as `quote`.
        """
        wanted = [segments] if isinstance(segments, str) else list(segments)
        people = [cases] if isinstance(cases, str) else list(cases)
        if not wanted and not people:
            raise UsageError("Say which segments or cases speak against it.")
        about = {("segment", q.segment): q.digest for q in quoting.choose(self._store, wanted)}
        for one in people:
            about[quoting.case_of(self._store, one)[:2]] = ""
        return self._choose(name, CONTRARY, about, note, "note contrary case")

    def note(self, name: str, chosen: str, note: str) -> None:
        """Say why something was chosen: a segment by uid, a case by name. Raises: NotFound."""
        theme = self.find(name)
        [one] = self._of(theme, [chosen])
        with self._store.batch("edit theme", theme.name) as batch:
            batch.update("theme_evidence", {one.id: {"note": note.strip()}})

    def order(self, name: str, chosen: str, number: int) -> None:
        """Give what was chosen another place, from 1, among the quotes or what is against them.

        chosen: a segment by uid, a case by name. Raises: NotFound, UsageError.
        """
        theme = self.find(name)
        [one] = self._of(theme, [chosen])
        kin = [e for e in self._chosen([theme])[theme.id] if e.kind == one.kind]
        with self._store.batch("edit theme", theme.name) as batch:
            batch.update("theme_evidence", moved(kin, one, number, "Quotes"))

    def drop(self, name: str, chosen: str | Sequence[str]) -> None:
        """Take back what was chosen for or against a theme: segments by uid, cases by name.

        Raises: NotFound for what was not chosen.
        """
        theme = self.find(name)
        wanted = [chosen] if isinstance(chosen, str) else list(chosen)
        found = self._of(theme, wanted)
        with self._store.batch("drop from theme", theme.name) as batch:
            batch.delete("theme_evidence", sorted({one.id for one in found}))

    # Within -----------------------------------------------------------------------------------

    def _of_rows(self, themes: Sequence[ThemeRow]) -> list[Of]:
        codebook = tree(self._store)
        return [Of(one.id, subjects.codes_of(codebook, one.members)[0]) for one in themes]

    def _chosen(self, themes: Sequence[ThemeRow]) -> dict[int, list[Evidence]]:
        return theme_evidence.chosen(self._store, self._of_rows(themes))

    def _of(self, theme: ThemeRow, wanted: Sequence[str]) -> list[Evidence]:
        there = self._chosen([theme])[theme.id]
        found = []
        for said in wanted:
            fits = [e for e in there if said in (e.uid, e.about_uid, e.name)]
            if not fits and len(said) >= 8:
                fits = [e for e in there if e.about_uid.startswith(said)]
            if len(fits) != 1:
                raise NotFound(
                    f"“{said}” was not chosen for “{theme.name}”. List what was with: "
                    f"qualcode analysis theme show “{theme.name}”"
                )
            found += fits
        return found

    def _choose(
        self,
        name: str,
        kind: str,
        about: Mapping[tuple[str, str], str],
        note: str,
        label: str,
    ) -> int:
        theme = self.find(name)
        there = {(e.about, e.about_uid): e for e in self._chosen([theme])[theme.id]}
        project = self._store.project_uid
        who = me(self._store, "chooses")
        fresh, changes = [], dict[int, dict[str, Any]]()
        for (what, uid), digest in about.items():
            known = there.get((what, uid))
            if known is None:
                fresh.append(
                    {
                        "uid": uids.named(project, "theme evidence", theme.uid, uid),
                        "theme_id": theme.id, "kind": kind,
                        "about_table": "cases" if what == "case" else what,
                        "about_uid": uid, "note": note.strip(), "digest": digest,
                        "coder_id": who, "created_at": now(),
                    }
                )  # fmt: skip
            else:
                new = {"kind": kind, "digest": digest}
                changes[known.id] = {**new, "note": note.strip()} if note.strip() else new
        with self._store.batch(label, theme.name) as batch:
            m = mark(batch.connection)
            sql = f"SELECT coalesce(max(position), 0) FROM theme_evidence WHERE theme_id = {m}"
            last = batch.connection.exec_driver_sql(sql, (theme.id,)).scalar_one()
            batch.insert(
                "theme_evidence",
                [{**row, "position": last + at} for at, row in enumerate(fresh, 1)],
            )
            batch.update("theme_evidence", changes)
        return len(fresh)

    def _codes(self, given: Sequence[str]) -> list[int]:
        listed = [given] if isinstance(given, str) else list(given)
        return list(dict.fromkeys(find_code(self._store, name).id for name in listed))

    def _add_codes(self, batch: Batch, key: int, uid: str, codes: Sequence[int]) -> None:
        m = mark(batch.connection)
        sql = f"SELECT coalesce(max(position), -1) FROM theme_code WHERE theme_id = {m}"
        last = batch.connection.exec_driver_sql(sql, (key,)).scalar_one()
        known = self._store.keys.uids(batch.connection, "code", codes)
        rows = [
            {
                "uid": uids.named(self._store.project_uid, "theme code", uid, known[code]),
                "theme_id": key, "code_id": code, "position": last + at,
            }
            for at, code in enumerate(codes, 1)
        ]  # fmt: skip
        batch.insert("theme_code", rows)

    def _memberships(self, batch: Batch, theme: int, codes: set[int]) -> list[int]:
        m = mark(batch.connection)
        sql = f"SELECT id, code_id FROM theme_code WHERE theme_id = {m} ORDER BY id"
        rows = batch.connection.exec_driver_sql(sql, (theme,)).all()
        become = subjects.become(batch.connection, [r[1] for r in rows])
        return [key for key, code in rows if become[code] in codes]


def _split_since(
    own: Sequence[int], parts: Mapping[int, Sequence[int]], called: Mapping[int, str]
) -> str:
    """Return what is to be decided: of a code that was split, parts may belong to the theme."""
    for code in own:
        missing = [called[one] for one in parts.get(code, ()) if one not in own]
        if missing:
            listed = ", ".join(f"“{name}”" for name in missing)
            return f"“{called[code]}” was split into {listed}, not of this theme."
    return ""
