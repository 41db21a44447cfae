"""What a search asks for: its words, how they are read, where it looks, in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from qualcode.analysis import near as nearness
from qualcode.analysis import search
from qualcode.analysis.scope import Scope
from qualcode.cases.area import VariableRow
from qualcode.coding.background import LOOK
from qualcode.documents.listing import ANSWER
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui import actions
from qualcode.tui.i18n import t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.panel import entries
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder

ALL = "\0all"
"""What a finder returns for no narrowing; no code has this uid."""
NUMBERS = ("scale", "weight")
LISTED = ("nominal", "ordinal", "multiple response")
"""Kinds of variables whose values are listed to choose from."""


@dataclass(frozen=True)
class Asked:
    """What a person asks for. listing: the list of words instead of hits; code: its uid."""

    line: str = ""
    pattern: bool = False
    near: str = ""
    whole: bool = False
    order: str = "text"
    scope: Scope = field(default_factory=Scope)
    listing: bool = False
    common: bool = False

    def query(self) -> search.Query:
        """Return the question itself. Raises: UsageError."""
        several = [one.strip() for one in self.line.replace("｜", "|").split("|") if one.strip()]
        plain = not self.pattern and not self.near
        return search.query(
            several if plain else self.line, regex=self.pattern, near=self.near or None,
            whole=self.whole and not self.pattern,
        )  # fmt: skip


def chips(asked: Asked, code: str) -> str:
    """Return in one line what is asked for and what holds; code: the name of the scope's code."""
    scope = asked.scope
    parts = [t("search chip words")] if asked.listing else [f"{t('search chip find')} {asked.line}"]
    if asked.listing:
        parts += [t("search chip common")] if asked.common else []
    else:
        parts += [t("search chip pattern")] if asked.pattern else []
        parts += [t("search chip near", near=asked.near)] if asked.near else []
        parts += [t("search chip whole")] if asked.whole and not asked.pattern else []
        if asked.order != "text":
            parts.append(t("search chip order", order=t(f"search order {asked.order}")))
    parts.append(t("search chip with" if scope.interviewers else "search chip without"))
    if scope.kind is not None:
        parts.append(_kind(scope.kind))
    if scope.question is not None:
        parts.append(t("search question", question=scope.question))
    if scope.language is not None:
        parts.append(t("search language", language=scope.language))
    parts += [t("search field", field=name, value=said) for name, said in scope.fields.items()]
    if code:
        parts.append(t("search chip within", code=code))
    return display.safe(" · ".join(parts)).replace("\n", " ")


def _kind(kind: str) -> str:
    known = f"search kind {kind}"
    return t("search kind", kind=t(known) if kind in ("interview", ANSWER) else kind)


def places(project: Project) -> tuple[list[Entry], dict[str, Scope]]:
    """Return where a search can look, as entries, and by their values the scope each adds."""
    with project.store.read() as connection:
        kinds = [
            (r[0], r[1])
            for r in connection.exec_driver_sql(
                "SELECT DISTINCT kind, language FROM document ORDER BY kind DESC, language"
            )
        ]
    found: list[tuple[str, Scope]] = [
        (_kind(kind), Scope(kind=kind)) for kind in dict.fromkeys(k for k, _ in kinds)
    ]
    found += [
        (t("search question", question=name), Scope(question=name))
        for name in project.cases.questions()
    ]
    found += [
        (t("search language", language=language), Scope(language=language))
        for language in sorted({language for _, language in kinds if language})
    ]
    for variable in project.cases.variables():
        found += _values(variable)
    listed = {f"{at}": scope for at, (_, scope) in enumerate(found)}
    lines = [Entry(f"{at}", display.safe(label)) for at, (label, _) in enumerate(found)]
    return [Entry(ALL, t("search everywhere")), *lines], listed


def _values(variable: VariableRow) -> list[tuple[str, Scope]]:
    if variable.kind in NUMBERS:
        label = t("search field asks", field=variable.name)
        return [(label, Scope(fields={variable.name: ""}))]
    if variable.kind not in LISTED:
        return []
    return [
        (t("search field", field=variable.name, value=level), Scope(fields={variable.name: level}))
        for level in variable.levels
    ]


def narrowed(scope: Scope, more: Scope) -> Scope:
    """Return a scope that looks where both do; of a kind of narrowing the later holds."""
    return replace(
        scope, kind=more.kind or scope.kind, question=more.question or scope.question,
        language=more.language or scope.language, fields={**scope.fields, **more.fields},
    )  # fmt: skip


class Searching(Listed):
    """A screen whose search is changed by keys; `ask` runs it as it then is."""

    asked = Asked()

    def ask(self, asked: Asked) -> None:
        """Search for this from now on."""
        raise NotImplementedError

    def do_query(self, _key: str) -> None:
        """Ask for words."""
        self._query()

    def first_query(self) -> None:
        """Ask for words as the screen opens; the key that asks for them is no part of them."""
        self._query(actions.key_of("query", "search"))

    def _query(self, key: str = "") -> None:
        asked = self.asked
        how = t("search line plain")
        if asked.pattern:
            how = t("search line pattern")
        elif asked.near:
            how = t("search line near", near=asked.near)

        def take(line: str | None) -> None:
            words = (line or "").removeprefix(key).strip()
            if words:
                self.ask(replace(self.asked, line=words, listing=False))

        self.app.push_screen(Ask(t("search line", how=how), asked.line), take)

    def do_pattern(self, _key: str) -> None:
        """Read the words as a pattern, or no longer."""
        self.ask(replace(self.asked, pattern=not self.asked.pattern, near="", listing=False))

    def do_near(self, _key: str) -> None:
        """Ask how near the words are to stand."""

        def take(said: str | None) -> None:
            if said is None:
                return
            with self.attempting():
                near = str(nearness.parse(said)) if said.strip() else ""
                self.ask(replace(self.asked, near=near, pattern=False, listing=False))

        self.app.push_screen(Ask(t("search near how"), self.asked.near), take)

    def do_interviewers(self, _key: str) -> None:
        """Search interviewers' turns too, or no longer."""
        scope = self.asked.scope
        self.ask(replace(self.asked, scope=replace(scope, interviewers=not scope.interviewers)))

    def do_whole(self, _key: str) -> None:
        """Search whole words only, or parts of words too."""
        self.ask(replace(self.asked, whole=not self.asked.whole, listing=False))

    def do_common(self, _key: str) -> None:
        """Count common words too, or no longer."""
        self.ask(replace(self.asked, common=not self.asked.common, listing=True))

    def do_order(self, _key: str) -> None:
        """Choose an order."""

        def take(order: str | None) -> None:
            if order is not None:
                self.ask(replace(self.asked, order=order, listing=False))

        choices = [(order, t(f"search order {order}")) for order in search.ORDERS]
        self.app.push_screen(Choice(t("search order by"), choices), take)

    def do_filter(self, _key: str) -> None:
        """Choose where to look: each choice narrows further, the first one widens again."""
        listed, scopes = places(self.project)

        def take(value: str | None) -> None:
            if value is None:
                return
            if value == ALL:
                was = self.asked.scope
                self.ask(
                    replace(
                        self.asked,
                        scope=Scope(code=was.code, interviewers=was.interviewers),
                    )
                )
                return
            more = scopes[value]
            name = next((n for n, said in more.fields.items() if not said), None)
            if name is None:
                self._narrow(more)
            else:
                self._ask_number(name)

        self.app.push_screen(Finder(t("search where"), listed), take)

    def _ask_number(self, name: str) -> None:
        def take(said: str | None) -> None:
            if said is not None and said.strip():
                self._narrow(Scope(fields={name: said.strip()}))

        self.app.push_screen(Ask(t("search field which", field=display.safe(name))), take)

    def _narrow(self, more: Scope) -> None:
        """Narrow further; where that tells what respondents have in a field, log the look."""
        if more.fields and self.project.coder is not None:
            said = ", ".join(f"{name}: {value}" for name, value in more.fields.items())
            self.project.store.look(LOOK, said)
        self.ask(replace(self.asked, scope=narrowed(self.asked.scope, more)))

    def do_filter_code(self, _key: str) -> None:
        """Search within the segments of a code, or everywhere again."""

        def take(uid: str | None) -> None:
            if uid is not None:
                code = None if uid == ALL else uid
                self.ask(replace(self.asked, scope=replace(self.asked.scope, code=code)))

        self.choose_code([Entry(ALL, t("search everywhere"))], take)

    def choose_code(self, first: list[Entry], take: Callable[[str | None], None]) -> None:
        """Ask for a code or category of the codebook."""
        rows = self.project.codebook.rows()
        groups = [Entry(r.uid, r.path) for r in rows if r.category] if first else []
        self.app.push_screen(Finder(t("find code"), [*first, *entries(rows), *groups]), take)
