"""Rounds through the project's door: opening, watching, closing, feedback, sending by file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.agreement import rounds as standing
from qualcode.agreement import rounds_frame as framing
from qualcode.agreement.rounds import KINDS, Part, Progress, Round
from qualcode.agreement.rounds_frame import INTERVIEWS, TURNS
from qualcode.agreement.rounds_sample import Unit, draw
from qualcode.codebook import freezes
from qualcode.codebook.freezing import Freezing
from qualcode.codebook.stock import read_stock
from qualcode.documents import listing
from qualcode.errors import Conflict, NotAllowed, NotEnoughData, UsageError
from qualcode.store.coders import Coder, Coders
from qualcode.store.journal import now
from qualcode.store.settle import fold_name
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 20
SEED = 1
COLUMNS = [
    "round", "kind", "blind", "state", "freeze", "coders", "passages", "done", "sample", "seed",
    "from", "opened", "closed",
]  # fmt: skip
PARTS = ["round", "coder", "document", "start", "end", "state", "text"]
BOARD = ["round", "coder", "assigned", "done", "left"]


class _Codebook(Freezing):
    """The codebook as far as a round needs it: freezing it."""

    def __init__(self, store: Store) -> None:
        self._store = store


class Rounds:
    """The part of `project.agreement` that is about rounds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Reading ----------------------------------------------------------------------------------

    def round_rows(self) -> list[Round]:
        """Return the rounds in the order in which they were opened."""
        with self._store.read() as connection:
            return standing.rounds(connection)

    def round(self, name: str) -> Round:
        """Return one round by name, unique beginning or uid. Raises: NotFound, Ambiguous."""
        with self._store.read() as connection:
            return standing.find(connection, name)

    def round_parts(self, name: str, *, coder: str | None = None) -> list[Part]:
        """Return the passages of a round, each with its coder and how far they are with it."""
        who = None if coder is None else Coders(self._store).find(coder).name
        # What is done is no secret in a blind round, so the tables are read whole.
        with self._store.read(whole=True) as connection:
            listed = standing.parts(connection, [standing.find(connection, name)])
        return [part for part in listed if who in (None, part.coder)]

    def board(self, name: str) -> list[Progress]:
        """Return how far each coder of a round is: passages assigned, done and left."""
        return standing.board(self.round_parts(name))

    def rounds(self) -> pd.DataFrame:
        """Return the rounds: round, kind, blind, state, freeze, coders, passages, done, sample,
        seed, from, opened, closed. passages and done count those of all coders.
        """
        import pandas as pd

        rows = []
        for one in self.round_rows():
            board = self.board(one.name)
            said = one.settings
            rows.append(
                [
                    one.name, one.kind, one.blind, one.state, one.freeze or "",
                    ", ".join(p.coder for p in board), sum(p.assigned for p in board),
                    sum(p.done for p in board), said.get("sample"), said.get("seed"),
                    said.get("from", ""), one.opened, one.closed or "",
                ]
            )  # fmt: skip
        made = pd.DataFrame(rows, columns=COLUMNS)
        return made.astype({"sample": "Int64", "seed": "Int64"})

    def round_status(self, name: str | None = None) -> pd.DataFrame:
        """Return how far coders are, in one round or all: round, coder, assigned, done, left."""
        import pandas as pd

        wanted = [self.round(name)] if name is not None else self.round_rows()
        rows = [
            [one.name, p.coder, p.assigned, p.done, p.left]
            for one in wanted
            for p in self.board(one.name)
        ]
        return pd.DataFrame(rows, columns=BOARD)

    def round_passages(self, name: str, *, coder: str | None = None) -> pd.DataFrame:
        """Return the passages of a round: round, coder, document, start, end, state, text."""
        import pandas as pd

        parts = self.round_parts(name, coder=coder)
        texts = {
            one: listing.text(self._store, listing.find(self._store, one))
            for one in dict.fromkeys(part.document for part in parts)
        }
        rows = [
            [p.round, p.coder, p.document, p.start, p.end, p.state, _said(texts, p)] for p in parts
        ]
        return pd.DataFrame(rows, columns=PARTS)

    # Opening and closing ----------------------------------------------------------------------

    def new_round(
        self,
        name: str,
        *,
        kind: str = "reliability",
        coders: Sequence[str] | None = None,
        sample: int | None = SAMPLE,
        origin: str = INTERVIEWS,
        stratify: str | Sequence[str] = (),
        seed: int = SEED,
        turns: int = TURNS,
        freeze: str | None = None,
        key: str | None = None,
        of: str | None = None,
        preview: bool = False,
    ) -> Round:
        """Open a round: draw its passages, freeze the codebook, give each coder all of them.

        kind: training (held against what `key`, by default you, has finished), reliability, audit
        (of what `of`, by default any one coder, finished with suggestions at hand), stability (of
        what its coders finished themselves). coders: by default all people, in stability you.
        sample: how many passages; None: all. origin: interviews (passages of `turns` turns, from as
        many interviews as can be), documents (interviews whole), or a question's name. stratify:
        language, question, fields of the cases. freeze: by default one is made, named like the
        round, unless the codebook is as in the newest. preview: write nothing.

        Raises: UsageError, Conflict for a name in use, NotFound, NotEnoughData where there is
        nothing to draw from, NotAllowed for anybody but the lead.
        """
        people = Coders(self._store)
        people.require_lead("open a round")
        name = self._free(name)
        if kind not in KINDS:
            raise UsageError(f"No kind of round “{kind}”. Kinds are: {', '.join(KINDS)}.")
        if sample is not None and sample < 1:
            raise UsageError("A sample holds one passage at least.")
        if turns < 1:
            raise UsageError("A passage holds one turn at least.")
        if (key is not None and kind != "training") or (of is not None and kind != "audit"):
            raise UsageError("key belongs to a training round, of to an audit.")
        strata = [stratify] if isinstance(stratify, str) else list(stratify)
        basis = self._basis(kind, key, of)
        who = self._coders(kind, coders, basis)
        with self._store.read(whole=True) as connection:
            pool, facts = self._frame(connection, kind, origin, turns, strata, who, basis)
            drawn = draw(
                pool, len(pool) if sample is None else sample, seed,
                each_document=origin == INTERVIEWS,
            )  # fmt: skip
        settings = {
            "seed": seed, "sample": len(drawn), "asked": sample, "from": origin, "turns": turns,
            "stratify": strata, **facts, "strata": _strata(pool, drawn) if strata else [],
            "key": basis.name if basis and kind == "training" else None,
            "of": basis.name if basis and kind == "audit" else None,
        }  # fmt: skip
        if preview:
            return Round(0, "", name, kind, True, freeze, settings, now(), None)
        return self._open(name, kind, who, drawn, freeze, settings)

    def _open(
        self,
        name: str,
        kind: str,
        who: Sequence[Coder],
        drawn: Sequence[Unit],
        freeze: str | None,
        settings: dict[str, Any],
    ) -> Round:
        with self._store.batch("open round", name) as batch:
            row = {
                "name": name, "kind": kind, "blind": 1, "freeze_id": self._freeze(freeze, name),
                "settings": json.dumps(settings, ensure_ascii=False), "opened_at": now(),
                "closed_at": None,
            }  # fmt: skip
            [key] = batch.insert("coding_round", [row])
            batch.insert(
                "assignment",
                [
                    {
                        "round_id": key, "coder_id": coder.id, "version_id": unit.version_id,
                        "start_at": unit.start, "end_at": unit.end,
                    }
                    for coder in who
                    for unit in drawn
                ],
            )  # fmt: skip
        return self.round(name)

    def close(self, name: str, *, anyway: bool = False) -> Round:
        """Close a round: its work stays as it is, and its coders see each other's from now on.

        anyway: even where passages are left, which count as not looked at. Undo opens it again.
        Raises: NotFound, Conflict where it is closed or passages are left, NotAllowed.
        """
        Coders(self._store).require_lead("close a round")
        found = self.round(name)
        if found.closed is not None:
            raise Conflict(f"The round “{found.name}” is closed already.")
        left = [p for p in self.board(found.name) if p.left]
        if left and not anyway:
            told = ", ".join(f"{p.coder} {p.left} of {p.assigned}" for p in left)
            raise Conflict(
                f"In “{found.name}” passages are left: {told}. Close it anyway with --anyway; they "
                "then count as not looked at."
            )
        with self._store.batch("close round", found.name) as batch:
            batch.update("coding_round", {found.id: {"closed_at": now()}})
        return self.round(found.uid)

    # Training, audit, files -------------------------------------------------------------------

    def feedback(self, name: str, document: str | None = None) -> pd.DataFrame:
        """Return, of what you are done with in a training round, yours beside the key's.

        A row a code and place: document, start, end, text, code, said (agreed, different extent,
        missed, extra). Raises: NotFound, UsageError for a round of another kind.
        """
        from qualcode.agreement.rounds_training import feedback

        return feedback(self._store, self.round(name), document)

    def suggested_share(self, name: str) -> dict[str, float | int]:
        """Return how much of what an audit recodes was suggested: segments, suggested, share.

        Counted are the audited coder's segments on the sample; share is NaN where there are none.
        Known to the lead once the round is closed, and in it to nobody who codes blind.
        Raises: NotFound, UsageError for a round of another kind, NotAllowed.
        """
        from qualcode.agreement.rounds_training import suggested_share

        found = self.round(name)
        if found.closed is None:
            raise NotAllowed(f"“{found.name}” is open: the share is told when it is closed.")
        return suggested_share(self._store, found)

    def export_round(self, name: str, coder: str, path: str | Path) -> Path:
        """Write a project for one coder of a round: their passages, masked, and the freeze only.

        Their work comes back with `history.merge`. Raises: NotFound, Conflict, NotAllowed,
        UsageError.
        """
        from qualcode.agreement.rounds_file import export

        Coders(self._store).require_lead("send a round by file")
        return export(self._store, self.round(name), Coders(self._store).find(coder), Path(path))

    # Within -----------------------------------------------------------------------------------

    def _free(self, name: str) -> str:
        name = name.strip()
        if not name or not name.isprintable():
            raise UsageError("A round needs a name of printable characters.")
        if any(fold_name(one.name) == fold_name(name) for one in self.round_rows()):
            raise Conflict(f"There is a round “{name}” already. Choose another name.")
        return name

    def _basis(self, kind: str, key: str | None, of: str | None) -> Coder | None:
        """Return whose earlier work a round rests on; in stability, each coder's own."""
        people = Coders(self._store)
        if kind == "training":
            return people.find(key) if key is not None else people.current()
        if kind == "audit":
            return people.find(of) if of is not None else people.current()
        return None

    def _coders(self, kind: str, coders: Sequence[str] | None, basis: Coder | None) -> list[Coder]:
        people = Coders(self._store)
        if isinstance(coders, str):
            raise UsageError("coders is a list of names.")
        if coders is None:
            current = people.current()
            listed = [c for c in people.list() if c.kind == "human" and c.role != "reader"]
            if kind == "stability" and current is not None:
                listed = [current]
        else:
            listed = list(dict.fromkeys(people.find(one) for one in coders))
        if kind == "training" or (kind == "audit" and coders is None and len(listed) > 1):
            listed = [one for one in listed if one != basis]
        if not listed:
            raise UsageError("Say who codes in the round: --coders NAME,NAME.")
        if kind == "reliability" and len(listed) < 2:
            raise UsageError("Reliability takes two coders at least: --coders NAME,NAME.")
        return listed

    def _frame(
        self,
        connection: Connection,
        kind: str,
        origin: str,
        turns: int,
        strata: Sequence[str],
        who: Sequence[Coder],
        basis: Coder | None,
    ) -> tuple[list[Unit], dict[str, Any]]:
        listed = framing.sources(connection, origin)
        everything = framing.units(connection, listed, origin, turns)
        pool = framing.barred(connection, everything) if kind != "training" else everything
        barred = len(everything) - len(pool)
        rests_on = [c.id for c in who] if kind == "stability" else [basis.id] if basis else []
        if rests_on:
            pool = framing.finished(connection, pool, rests_on)
        if kind == "audit":
            pool = framing.aided(connection, pool, rests_on)
        if not pool:
            raise NotEnoughData(_nothing(kind, origin, len(everything), barred, basis))
        pool = framing.stratified(connection, pool, listed, strata)
        facts = {
            "units": len(pool), "documents": len({unit.document for unit in pool}),
            "barred": barred,
        }  # fmt: skip
        return pool, facts

    def _freeze(self, name: str | None, wanted: str) -> int:
        """Return the key of the freeze named, else of the newest if nothing changed, else of a new
        one. Raises: NotFound, Ambiguous.
        """
        with self._store.read() as connection:
            if name is not None:
                return freezes.find(connection, name).id
            listed = freezes.rows(connection)
            today = freezes.digest(freezes.snapshot(read_stock(connection)))
            if listed and listed[-1].digest == today:
                return listed[-1].id
            taken = {fold_name(one.name) for one in listed}
        fresh, n = wanted, 2
        while fold_name(fresh) in taken:
            fresh, n = f"{wanted} ({n})", n + 1
        return _Codebook(self._store).freeze(fresh, f"for the round {wanted}").id


def _said(texts: Mapping[str, str], part: Part) -> str:
    return texts[part.document][part.start : part.end]


def _strata(pool: Sequence[Unit], drawn: Sequence[Unit]) -> list[dict[str, Any]]:
    found = []
    for strata in sorted({unit.strata for unit in pool}):
        n = sum(unit.strata == strata for unit in pool)
        taken = sum(unit.strata == strata for unit in drawn)
        found.append({"stratum": " · ".join(strata), "units": n, "sample": taken})
    return found


def _nothing(kind: str, origin: str, units: int, barred: int, basis: Coder | None) -> str:
    if not units:
        return f"There is nothing to draw from in “{origin}”. Take documents in first."
    if barred == units:
        return f"All of “{origin}” was used for training, and is barred from other rounds."
    who = basis.name if basis is not None else "every coder of the round"
    more = " with suggestions taken" if kind == "audit" else ""
    return (
        f"A round of {kind} rests on what {who} has finished{more}, and nothing of “{origin}” is "
        "so. Mark it done with: qualcode coding done DOCUMENT"
    )
