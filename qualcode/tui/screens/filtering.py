"""Narrowing a list of segments by keys: a menu of criteria, each a part of one query in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from qualcode.analysis import retrieval_evaluate as evaluating
from qualcode.analysis import retrieval_language as words
from qualcode.analysis import retrieval_nodes as nodes
from qualcode.analysis import retrieval_writing as writing
from qualcode.analysis.retrieval_fields import FIELDS
from qualcode.analysis.retrieval_order import Head
from qualcode.cases.area import VariableRow
from qualcode.coding.apply import ORIGINS
from qualcode.coding.background import LOOK
from qualcode.coding.layers import NAMED
from qualcode.coding.memos import KINDS as MEMO_KINDS
from qualcode.errors import QualcodeError
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import kind, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.panel import entries
from qualcode.tui.widgets.dialogs import Ask, Entry, Finder
from qualcode.tui.widgets.menu import Item, Menu

ALL = "\0all"
"""What the finder returns for all codes; no code has this uid."""

CRITERIA = {
    "c": "code", "C": "only", "g": "group", "d": "document", "k": "case", "v": "variable",
    "q": "question", "b": "coder", "l": "layer", "p": "speaker", "r": "role", "t": "text",
    "s": "strength", "D": "date", "R": "round", "e": "revision", "O": "origin", "L": "language",
    "K": "kind", "m": "memo", "x": "state", "u": "unit",
}  # fmt: skip
"""Key → field; `variable` stands for those of the case."""

RELATIONS = {
    "a": "and", "|": "or", "!": "not", "n": "near", "o": "overlaps", "w": "within",
    "h": "contains", ">": "followed by", "<": "preceded by",
}  # fmt: skip
"""Key → how another code stands to those of the query."""


@dataclass
class View:
    """What is shown: the query, its order, its groups, the turns around, what is marked."""

    query: str = ""
    sort: str = "made"
    group: str | None = None
    context: int = 0
    marked: set[int] = field(default_factory=set)


class Filtering(Listed):
    """A list that a query narrows; `changed` is its own."""

    view: View

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        """Of a code that is not shown by its own name, the one it is shown by."""

    def shown(self, code: str) -> str:
        """Return the name by which a code is shown."""
        return self.names.get(code, code)

    def labelled(self, head: Head) -> str:
        """Return what a group is of."""
        return self.shown(head.label) if self.view.group == "code" else head.label

    def changed(self) -> None:
        """Show the list as the view now says."""
        raise NotImplementedError

    def parts(self) -> list[nodes.Node]:
        """Return the parts of the query that `and` joins. Raises: UsageError."""
        known = evaluating.known_codes(self.project.store)
        return list(words.items(self.view.query, known))

    def ask(self, query: str) -> None:
        """Show another query, if it makes sense."""
        with self.attempting():
            self.project.analysis.ask(query)
            self._log_looks(query)
            self.view.query = query
            self.view.marked.clear()
            self.table.go(0)
            self.changed()

    def _log_looks(self, query: str) -> None:
        """Log what a query newly tells of respondents' fields, as any look at them is."""
        known = evaluating.known_codes(self.project.store)
        before, now = (_of_cases(words.items(q, known)) for q in (self.view.query, query))
        new = [said for said in now if said not in before]
        if new and self.project.coder is not None:
            self.project.store.look(LOOK, ", ".join(new))

    def add(self, part: str) -> None:
        """Narrow the list by one more part."""
        with self.attempting():
            self.ask(writing.joined([*self.parts(), *words.items(part)]))

    # Keys -------------------------------------------------------------------------------------

    def do_filter(self, _key: str) -> None:
        """Open the menu of criteria."""
        which = 1 if language() == "zh" else 0
        left = [Item("", "", t("segment itself"))]
        for key, name in CRITERIA.items():
            label = t("by variable") if name == "variable" else FIELDS[name].names[which]
            left.append(Item(key, name, label))
        half = 17
        right = [*left[half:], Item("", "", t("codes stand"))]
        right += [Item(k, f"\0{n}", writing.word(n, language())) for k, n in RELATIONS.items()]
        self.app.push_screen(Menu(t("filter by"), left[:half], right), self._criterion)

    def _criterion(self, name: str | None) -> None:
        if name is None:
            return
        with self.attempting():
            if name.startswith("\0"):
                self._relation(name[1:])
            elif name in ("code", "only"):
                self._code(lambda code: self.add(f"{name}:{writing.quoted(code, value=True)}"))
            elif name == "variable":
                self._variable()
            elif FIELDS[name].kind in ("number", "date", "text"):
                self._typed(name, FIELDS[name].kind)
            else:
                self._listed(name, _shown(name), self._values(name))

    def _listed(self, name: str, shown: str, values: Sequence[str]) -> None:
        def take(value: str | None) -> None:
            if value is not None:
                self.add(f"{name}={writing.quoted(value, value=True)}")

        if not values:
            self.say(t("no values", field=shown))
            return
        listed = [Entry(v, display.safe(kind(v) if name == "memo" else v), (v,)) for v in values]
        self.app.push_screen(Finder(t("which value", field=shown), listed), take)

    def _typed(self, name: str, what: str) -> None:
        def take(said: str | None) -> None:
            if said is None or not said.strip():
                return
            plain = said.strip()
            if what == "text":
                plain = f":{writing.quoted(plain, value=True)}"
            elif plain[0] not in "=!<>≠≥≤＝＜＞：:":
                plain = f"={plain}"
            self.add(f"{name}{plain}")

        prompts = {"number": "type value", "date": "type date", "text": "type text"}
        shown = display.safe(_shown(name))
        self.app.push_screen(Ask(t(prompts[what], field=shown)), take)

    def _variable(self) -> None:
        asked = set(self.project.cases.questions())
        known = {v.name: v for v in self.project.cases.variables() if v.name not in asked}

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self.by_variable(known[chosen])

        if not known:
            self.say(t("no values", field=t("by variable")))
            return
        listed = [Entry(n, display.safe(n)) for n in known]
        self.app.push_screen(Finder(t("which field"), listed), take)

    def by_variable(self, variable: VariableRow) -> None:
        """Ask which values of a field."""
        name = writing.field_of(variable.name)
        if variable.kind in ("scale", "weight"):
            self._typed(name, "number")
        elif variable.kind == "date":
            self._typed(name, "date")
        elif variable.levels:
            self._listed(name, variable.name, variable.levels)
        else:
            self._typed(name, "text")

    def _values(self, name: str) -> list[str]:
        """Return what a field can be."""
        fixed = {
            "role": ["participant", "interviewer", "other", "none"], "origin": list(ORIGINS),
            "memo": ["any", "none", *MEMO_KINDS], "state": ["exact", "changed", "lost", "whole"],
            "unit": list(evaluating.UNITS),
        }  # fmt: skip
        if name in fixed:
            return fixed[name]
        coders = [c.name for c in self.project.coders.list()]
        if name == "coder":
            return coders
        if name == "layer":
            return [*NAMED, *coders]
        if name == "question":
            return self.project.cases.questions()
        return self.project.analysis.values(name)

    def _code(self, then: Callable[[str], None]) -> None:
        rows = self.project.codebook.rows()
        by_uid = {r.uid: r.code for r in rows}
        groups = [Entry(r.uid, display.safe(shown_name(r))) for r in rows if r.category]

        def take(uid: str | None) -> None:
            if uid is not None:
                then(by_uid[uid])

        self.app.push_screen(Finder(t("find code"), [*entries(rows), *groups]), take)

    def _relation(self, name: str) -> None:
        parts = self.parts()
        codes = [n for n, one in enumerate(parts) if nodes.about_codes(one)]
        if not codes and name not in ("and", "not"):
            self.say(t("code first"))
            return

        def chosen(code: str) -> None:
            if name not in nodes.MEASURED:
                relate(code, None)
                return

            def far(said: str | None) -> None:
                if said is not None and said.strip():
                    relate(code, said.strip())

            given = writing.render_distance(nodes.NEXT, language())
            self.app.push_screen(Ask(t("how near"), given), far)

        def relate(code: str, distance: str | None) -> None:
            with self.attempting():
                right = nodes.Codes((code,))
                if name in ("and", "not"):
                    new = nodes.Not(right) if name == "not" else right
                    self.ask(writing.joined([*parts, new]))
                    return
                kept = [one for n, one in enumerate(parts) if n not in codes]
                inner = [parts[n] for n in codes]
                left = inner[0] if len(inner) == 1 else nodes.Group(nodes.All(tuple(inner)))
                self.ask(writing.joined([writing.related(name, left, right, distance), *kept]))

        self._code(chosen)

    def do_filter_code(self, _key: str) -> None:
        """Show one code's segments, or all."""

        def take(uid: str | None) -> None:
            if uid is not None:
                code = "" if uid == ALL else self.project.codebook.find(uid).code
                self.ask(writing.quoted(code) if code else "")

        rows = self.project.codebook.rows()
        groups = [Entry(r.uid, display.safe(r.path)) for r in rows if r.category]
        choices = [Entry(ALL, t("all codes")), *entries(rows), *groups]
        self.app.push_screen(Finder(t("find code"), choices), take)

    def do_query(self, _key: str) -> None:
        """Write the query in words; what it refuses is asked again."""
        self._line(self.view.query, t("query line", hint=t("query hint")))

    def _line(self, given: str, question: str) -> None:
        def take(query: str | None) -> None:
            if query is None:
                return
            try:
                self.project.analysis.ask(query)
            except QualcodeError as error:
                self._line(query, in_words(str(error)))
                return
            self.ask(query.strip())

        self.app.push_screen(Ask(display.safe(question), given), take)

    def do_drop(self, _key: str) -> None:
        """Take one part of the query away."""
        try:
            parts = self.parts()
        except QualcodeError:
            self.ask("")
            return
        if not parts:
            self.say(t("nothing to take"))
        elif len(parts) == 1:
            self.ask("")
        else:
            digits = "1" if len(parts) == 1 else f"1–{min(9, len(parts))}"
            self.expect(self._drop, t("take away", digits=digits))

    def _drop(self, key: str) -> None:
        self.say("")
        if key == "-":
            self.ask("")
        elif key.isdecimal():
            self.drop(int(key) - 1)

    def drop(self, number: int) -> None:
        """Take a part of the query away by its number, from 0."""
        parts = self.parts()
        if 0 <= number < len(parts):
            self.ask(writing.joined([*parts[:number], *parts[number + 1 :]]))

    def do_negate(self, _key: str) -> None:
        """Turn the last part of the query into its opposite."""
        parts = self.parts()
        if not parts:
            self.say(t("nothing to take"))
            return
        self.ask(writing.joined([*parts[:-1], writing.opposite(parts[-1])]))


def _of_cases(parts: Sequence[nodes.Node]) -> list[str]:
    """Return the conditions in a query that are of variables of the case."""
    found: list[str] = []

    def visit(node: nodes.Node) -> None:
        if isinstance(node, nodes.Condition) and node.name not in FIELDS:
            found.append(writing.render(node, "en"))

    for part in parts:
        nodes.walk(part, visit)
    return found


def _shown(name: str) -> str:
    """Return a field's name in the interface's language; a variable keeps its own."""
    known = FIELDS.get(name)
    return known.names[1 if language() == "zh" else 0] if known else name
