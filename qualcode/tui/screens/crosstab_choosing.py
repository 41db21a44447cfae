"""What a cross-tab is made of, chosen by keys: source, codes, fields, layer, base, weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qualcode.analysis.crosstab_asked import BASES, OF_INTERVIEWS, Asked
from qualcode.cases.area import VariableRow
from qualcode.codebook.rows import CodeRow
from qualcode.coding.layers import NAMED
from qualcode.documents.listing import ANSWER
from qualcode.project import Project
from qualcode.store.keys import mark
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.telling import Telling
from qualcode.tui.widgets.dialogs import Choice, Entry, Finder
from qualcode.tui.widgets.picking import Group, Picking

LEVELLED = ("nominal", "ordinal", "scale", "multiple response")
"""Kinds of variables that have levels, or are given some."""
INTERVIEWS = "\0interviews"
NONE = "\0none"
"""What a finder returns for no field; no variable has this name."""


def sources(project: Project) -> list[str]:
    """Return what codes can be counted in: the interviews, and questions by name."""
    with project.store.read() as connection:
        sql = f"SELECT 1 FROM document WHERE kind <> {mark(connection)} LIMIT 1"
        talks = connection.exec_driver_sql(sql, (ANSWER,)).first() is not None
    return [*([INTERVIEWS] if talks else []), *project.cases.questions()]


def source_of(asked: Asked) -> str:
    """Return the source of a table, empty where none was chosen."""
    return INTERVIEWS if asked.interviews else asked.question or ""


def source_name(source: str) -> str:
    """Return a source as it is shown."""
    return t("interviews") if source == INTERVIEWS else display.safe(source)


def codes_said(asked: Asked, rows: Iterable[CodeRow]) -> str:
    """Return which codes are the rows of a table, in words."""
    if asked.codes is None:
        return t("crosstab all codes")
    known = {row.uid: shown_name(row) for row in rows}
    names = [display.safe(known.get(code, code)) for code in asked.codes]
    few = ", ".join(names[:3])
    return few if len(names) <= 3 else t("crosstab codes more", few=few, n=number(len(names) - 3))


def choices(asked: Asked, rows: Iterable[CodeRow]) -> list[tuple[str, str]]:
    """Return (action, what is chosen) of each choice, as lines."""
    none = t("crosstab none")
    return [
        ("source", source_name(source_of(asked)) or none),
        ("find_code", codes_said(asked, rows)),
        ("by", display.safe(asked.field) or none),
        ("cross", display.safe(asked.by or "") or none),
        ("layer", _layer_name(asked.layer)),
        ("base", t(f"crosstab base {asked.base}")),
        ("weight", display.safe(asked.weight or "") or none),
        ("strata", display.safe(asked.strata or "") or none),
    ]


class Choosing(Telling):
    """A screen whose table is changed by keys; `ask` makes it as it is then asked for."""

    asked = Asked("")

    def ask(self, asked: Asked) -> None:
        """Make this table from now on."""
        raise NotImplementedError

    # Rows -------------------------------------------------------------------------------------

    def do_source(self, _key: str) -> None:
        """Choose whose words are counted: a question's answers, or the interviews."""
        self._choose_source(lambda: None)

    def _choose_source(self, then: Callable[[], None]) -> None:
        listed = sources(self.project)
        if not listed:
            self.say(t("crosstab no source"))
            return

        def take(source: str | None) -> None:
            if source is None:
                return
            talks = source == INTERVIEWS
            base = self.asked.base
            if talks and base not in OF_INTERVIEWS:
                base = BASES[0]
            question = None if talks else source
            self.ask(replace(self.asked, question=question, interviews=talks, base=base, draws=0))
            then()

        entries = [Entry(one, source_name(one), (one,)) for one in listed]
        self.app.push_screen(Finder(t("crosstab which source"), entries), take)

    def do_find_code(self, _key: str) -> None:
        """Choose the codes or categories that are the rows."""
        rows = self.project.codebook.rows()
        codes = frozenset(row.uid for row in rows if not row.category)
        tops = frozenset(row.uid for row in rows if row.category)

        def take(picked: list[str] | None) -> None:
            if picked is None:
                return
            if not picked:
                self.say(t("crosstab no code"))
                return
            all_ = set(picked) == codes
            self.ask(replace(self.asked, codes=None if all_ else tuple(picked), draws=0))

        if not rows:
            self.say(t("crosstab no codes"))
            return
        entries = [(row.uid, f"{'  ' * row.depth}{shown_name(row)}") for row in rows]
        ticked = codes if self.asked.codes is None else self.asked.codes
        groups = [
            Group("a", t("picking codes"), codes), Group("k", t("picking categories"), tops),
            Group("n", t("picking none"), frozenset()),
        ]  # fmt: skip
        self.app.push_screen(Picking(t("crosstab which codes"), entries, ticked, groups), take)

    # Columns ----------------------------------------------------------------------------------

    def _fields(self, kinds: Sequence[str]) -> list[VariableRow]:
        return [v for v in self.project.cases.variables() if v.kind in kinds and not v.personal]

    def _find(
        self,
        question: str,
        kinds: Sequence[str],
        take: Callable[[str], None],
        none: str = "",
        now: str | None = None,
    ) -> None:
        """Ask for a variable; none: the words for no variable, where that is a choice.

        now: the one that was chosen before; to have none is offered first then.
        """
        listed = self._fields(kinds)
        if not listed:
            self.say(t("crosstab no fields"))
            return
        nothing = [Entry(NONE, none)] if none else []
        entries = [Entry(v.name, _labelled(v), (v.name, v.label)) for v in listed]
        entries = [*nothing, *entries] if now else [*entries, *nothing]

        def taken(name: str | None) -> None:
            if name is not None:
                take("" if name == NONE else name)

        self.app.push_screen(Finder(question, entries), taken)

    def do_by(self, _key: str) -> None:
        """Choose the field whose levels are the columns; the source first, where none is."""
        if not source_of(self.asked):
            self._choose_source(self._choose_field)
        else:
            self._choose_field()

    def _choose_field(self) -> None:
        def take(name: str) -> None:
            by = None if name == self.asked.by else self.asked.by
            self.ask(replace(self.asked, field=name, by=by, draws=0))

        self._find(t("crosstab which field"), LEVELLED, take)

    def do_cross(self, _key: str) -> None:
        """Cross the field with a second one, or with none."""
        if not self.asked.field:
            self.do_by("")
            return
        title = t("crosstab which cross", field=display.safe(self.asked.field))
        self._find(
            title, LEVELLED, lambda name: self.ask(replace(self.asked, by=name or None, draws=0)),
            t("crosstab no cross"), self.asked.by,
        )  # fmt: skip

    # How it is counted ------------------------------------------------------------------------

    def do_layer(self, _key: str) -> None:
        """Choose whose coding is counted."""
        people = [c.name for c in self.project.coders.list() if c.kind in ("human", "imported")]
        entries = [Entry(one, _layer_name(one), (one,)) for one in (*NAMED, *people)]

        def take(layer: str | None) -> None:
            if layer is not None:
                self.ask(replace(self.asked, layer=layer, draws=0))

        self.app.push_screen(Finder(t("crosstab which layer"), entries), take)

    def do_base(self, _key: str) -> None:
        """Choose which cases are counted."""
        bases = OF_INTERVIEWS if self.asked.interviews else BASES

        def take(base: str | None) -> None:
            if base is not None:
                self.ask(replace(self.asked, base=base, draws=0))

        listed = [(base, t(f"crosstab base {base}")) for base in bases]
        self.app.push_screen(Choice(t("crosstab which base"), listed), take)

    def do_weight(self, _key: str) -> None:
        """Choose the survey weight, or none."""

        def take(name: str) -> None:
            strata = self.asked.strata if name else None
            self.ask(replace(self.asked, weight=name or None, strata=strata, draws=0))

        weights = [v.kind for v in self._fields(("weight",))]
        kinds = ("weight",) if weights else ("scale",)
        self._find(
            t("crosstab which weight"), kinds, take, t("crosstab unweighted"), self.asked.weight
        )

    def do_strata(self, _key: str) -> None:
        """Choose the strata of the sample, which belong to a weight."""
        if self.asked.weight is None:
            self.say(t("crosstab needs weight"))
            return
        self._find(
            t("crosstab which strata"), ("nominal", "ordinal"),
            lambda name: self.ask(replace(self.asked, strata=name or None, draws=0)),
            t("crosstab no strata"), self.asked.strata,
        )  # fmt: skip


def _layer_name(layer: str) -> str:
    return t(f"crosstab layer {layer}") if layer in NAMED else display.safe(layer)


def _labelled(variable: VariableRow) -> str:
    label = " ".join(variable.label.split())
    name = display.safe(variable.name)
    kind = t(f"is {variable.kind}")
    said = f"{name} · {kind}"
    return f"{said} · {display.safe(label)}" if label and label != variable.name else said
