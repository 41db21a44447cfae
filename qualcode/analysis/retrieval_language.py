"""The language of retrieval: plain words that say which segments are wanted.

    "gap filling" and not fatigue
    trust near:2turns fatigue
    district=Guqiao hours>=10 code:"gap filling" strength>=60

A name alone is a code; FIELD=VALUE is a condition on the segment itself, and holds for every code
within the same brackets. What stands side by side is joined by `and`; `and` binds before `or`,
and near, overlaps, within, contains, followed by, preceded by before both. Names that hold blanks
or signs stand in quotes. Full-width signs count as their ASCII twins; the words and fields have
Chinese names too.

Pure: it knows no project but the names of codes, so that an unquoted name of several words is
read whole. Invariant: `parse(render(parse(q)))` is `parse(q)`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qualcode.analysis.retrieval_fields import BY_ALIAS, FIELDS
from qualcode.analysis.retrieval_nodes import (
    DISTANCE,
    MEANS,
    MEASURED,
    NEXT,
    OF_CASE,
    UNIT,
    WORDS,
    All,
    Bounds,
    Codes,
    Condition,
    Distance,
    Either,
    Group,
    Node,
    Not,
    Place,
    Position,
)  # fmt: skip
from qualcode.errors import UsageError
from qualcode.text.shadow import fold

# Signs by their ASCII twins, one for one, so that places in a query stay what they are.
TWINS = str.maketrans("：＝！＜＞（），、　＆｜－", ":=!<>(),, &|-")
_QUOTES = {'"': '"', "＂": "＂", "“": "“”", "”": "“”", "「": "」", "『": "』"}
_SIGNS = ("!=", ">=", "<=", "=", ":", ">", "<", "≠", "≥", "≤")
_SIGN = {":": "=", "≠": "!=", "≥": ">=", "≤": "<="}
BREAKS = re.compile(r"[\s()\"＂“”「『,=:<>≠≥≤]|!(?==)")
VALUE_BREAKS = re.compile(r"[\s()\"＂“”「『,]")
LONGEST_NAME = 12
"""So many words at most are tried as one unquoted name."""

DEEPEST = 40
"""So many brackets at most stand in one another."""


@dataclass(frozen=True)
class _Token:
    kind: str  # word, quoted, sign, value, ( or )
    text: str
    at: int
    end: int
    quoted: bool = False


def parse(query: str, known: Collection[str] = ()) -> Node | None:
    """Return what a query says, None for an empty one.

    known: the folded names of codes. Raises: UsageError that names the place.
    """
    if fold(" ".join(query.split())) in known and query.strip():
        at = len(query) - len(query.lstrip())
        return Codes((query.strip(),), places=((at, at + len(query.strip())),))
    tokens = _tokens(query)
    return _Parser(query, tokens, known).whole() if tokens else None


def fault(query: str, place: Place, what: str) -> str:
    """Return an error's words with the place in the query before them."""
    at, end = place
    if at >= len(query.rstrip()):
        return f"At the end of the query: {what}"
    shown = query[at : min(end, at + 40)] or query[at : at + 1]
    return f"At character {at + 1} of the query, “{shown}”: {what}"


# Tokens -----------------------------------------------------------------------------------------


def _tokens(query: str) -> list[_Token]:
    plain = query.translate(TWINS)
    found: list[_Token] = []
    at = 0
    while at < len(plain):
        char = plain[at]
        if char.isspace():
            at += 1
        elif char in "()":
            found.append(_Token(char, char, at, at + 1))
            at += 1
        elif char in _QUOTES:
            token, at = _quoted(query, at, "quoted")
            found.append(token)
        elif sign := next((s for s in _SIGNS if plain.startswith(s, at)), None):
            found.append(_Token("sign", _SIGN.get(sign, sign), at, at + len(sign)))
            at = _values(query, plain, at + len(sign), found)
        else:
            stop = BREAKS.search(plain, at)
            end = max(stop.start() if stop else len(plain), at + 1)
            found.append(_Token("word", query[at:end], at, end))
            at = end
    return found


def _values(query: str, plain: str, at: int, found: list[_Token]) -> int:
    """Read the values after a sign, parted by commas; return where they end."""
    while True:
        while at < len(plain) and plain[at].isspace():
            at += 1
        if at < len(plain) and plain[at] in _QUOTES:
            token, at = _quoted(query, at, "value")
            found.append(token)
        else:
            stop = VALUE_BREAKS.search(plain, at)
            end = stop.start() if stop else len(plain)
            if end == at:
                raise UsageError(fault(query, (at, at + 1), "a value is missing here."))
            found.append(_Token("value", query[at:end], at, end))
            at = end
        after = at
        while after < len(plain) and plain[after].isspace():
            after += 1
        if after >= len(plain) or plain[after] != ",":
            return at
        at = after + 1


def _quoted(query: str, at: int, kind: str) -> tuple[_Token, int]:
    closing = _QUOTES[query[at]]
    kept: list[str] = []
    end = at + 1
    while end < len(query):
        if query[end] in closing:
            if query[end] == '"' and query[end + 1 : end + 2] == '"':
                end += 1
            else:
                text = "".join(kept)
                if not text.strip():
                    raise UsageError(fault(query, (at, end + 1), "the quotes hold no name."))
                return _Token(kind, text, at, end + 1, True), end + 1
        kept.append(query[end])
        end += 1
    raise UsageError(fault(query, (at, at + 20), "this quote is not closed."))


# Parsing ----------------------------------------------------------------------------------------


class _Parser:
    def __init__(self, query: str, tokens: Sequence[_Token], known: Collection[str]) -> None:
        self._query = query
        self._tokens = tokens
        self._known = known
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._either()
        if self._at < len(self._tokens):
            raise self._wrong("this bracket was not opened.")
        return node

    def _wrong(self, what: str, at: int | None = None) -> UsageError:
        at = self._at if at is None else at
        if at < len(self._tokens):
            place = (self._tokens[at].at, self._tokens[at].end)
        else:
            place = (len(self._query), len(self._query))
        return UsageError(fault(self._query, place, what))

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def _means(self) -> tuple[str, int]:
        """Return the operator here and how many tokens it takes, or ('', 0)."""
        if self._kind() != "word" or self._name_length():
            return "", 0
        first = fold(self._tokens[self._at].text)
        if first in ("followed", "preceded"):
            if self._kind(1) == "word" and fold(self._tokens[self._at + 1].text) == "by":
                return f"{first} by", 2
            return "", 0
        name = MEANS.get(first, "")
        if self._kind(1) == "sign" and name in ("and", "or", "not"):
            return "", 0
        return name, 1 if name else 0

    def _either(self) -> Node:
        items = [self._all()]
        while self._means()[0] == "or":
            self._at += 1
            items.append(self._all())
        return items[0] if len(items) == 1 else Either(tuple(items))

    def _all(self) -> Node:
        items: list[Node] = []
        run = 0  # where the items begin that no `and` or `not` parts from what comes
        joined = False
        while self._kind() not in ("", ")"):
            name, taken = self._means()
            if name == "or":
                break
            if name == "and":
                if not items or joined:
                    raise self._wrong("“and” needs something on both sides.")
                self._at += taken
                run, joined = len(items), True
                continue
            if name == "not":
                self._at += taken
                if self._means()[0] in WORDS and self._means()[0] not in ("and", "or", "not"):
                    self._relate(items, run, negated=True)
                else:
                    self._negated(items)
                    run = len(items)
            elif name:
                self._relate(items, run, negated=False)
            else:
                items.append(self._factor())
            joined = False
        if not items or joined:
            raise self._wrong("a code, a condition or a bracket is missing here.")
        return items[0] if len(items) == 1 else All(tuple(items))

    def _negated(self, items: list[Node]) -> None:
        if self._means()[0] == "not":
            raise self._wrong("one “not” is enough.")
        inner: list[Node] = [self._factor()]
        while self._means()[0] not in ("", "and", "or", "not"):
            self._relate(inner, 0, negated=False)
        items.append(Not(inner[0]))
        items += inner[1:]

    def _relate(self, items: list[Node], run: int, *, negated: bool) -> None:
        """Join what stands before an operator of position and what comes after it."""
        start = self._at
        kind, taken = self._means()
        self._at += taken
        if run >= len(items):
            raise self._wrong(f"“{kind}” needs a code before it.", start)
        beside = [n for n in range(run, len(items)) if not isinstance(items[n], Condition)]
        place = beside[-1] if beside else len(items) - 1
        distance = self._distance(kind)
        others: list[Node] = []
        while self._kind() in ("word", "quoted", "(") and not self._means()[0]:
            others.append(self._factor())
        if not others:
            raise self._wrong(f"“{kind}” needs a code after it.")
        chosen = next((n for n, o in enumerate(others) if not isinstance(o, Condition)), 0)
        right = others.pop(chosen)
        if kind in MEASURED and distance is None:
            distance = self._trailing() or NEXT
        items[place] = Position(kind, items[place], right, distance, negated)
        items += others

    def _distance(self, kind: str) -> Distance | None:
        if self._kind() != "sign":
            return None
        if kind not in MEASURED or self._tokens[self._at].text != "=":
            raise self._wrong(f"“{kind}” takes no such sign; a distance is near:2turns.")
        self._at += 1
        values = 0
        while self._kind(values) == "value":
            values += 1
        token = self._tokens[self._at]
        found = DISTANCE.fullmatch(fold(token.text))
        if values != 1 or found is None or found[2] not in UNIT:
            raise self._wrong(
                "no distance. Write a number and turns, words or characters, as in near:2turns."
            )
        self._at += 1
        return Distance(int(found[1]), UNIT[found[2]])

    def _trailing(self) -> Distance | None:
        """Read `within 2 turns` after the right side, if it is there."""
        if self._means()[0] != "within":
            return None
        words = [
            fold(t.text) for t in self._tokens[self._at + 1 : self._at + 3] if t.kind == "word"
        ]
        for n, text in ((2, "".join(words)), (1, "".join(words[:1]))):
            found = DISTANCE.fullmatch(text)
            if found is not None and len(words) >= n and found[2] in UNIT:
                self._at += 1 + n
                return Distance(int(found[1]), UNIT[found[2]])
        return None

    def _factor(self) -> Node:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        if token is None or token.kind in (")", "sign", "value"):
            raise self._wrong("a code, a condition or a bracket is missing here.")
        if token.kind == "(":
            return self._bracket()
        length = self._name_length()
        if not length and self._kind(1) == "sign":
            return self._condition(token)
        if not length and self._means()[0]:
            raise self._wrong(f"“{token.text}” needs a code on both sides.")
        length = max(1, length)
        last = self._tokens[self._at + length - 1]
        self._at += length
        name = token.text if token.quoted else self._words(token.at, last.end)
        return Codes((name,), places=((token.at, last.end),))

    def _bracket(self) -> Node:
        opened = self._at
        self._at += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong(f"more than {DEEPEST} brackets in one another.", opened)
        inner = self._either()
        if self._kind() != ")":
            raise self._wrong("this bracket is not closed.", opened)
        self._at += 1
        self._depth -= 1
        return Group(inner)

    def _name_length(self) -> int:
        """Return how many words here are the name of a code, the most that are; else 0."""
        count = 0
        while count < LONGEST_NAME and self._kind(count) == "word":
            count += 1
        first = self._tokens[self._at].at
        for n in range(count, 0, -1):
            if self._kind(n) == "sign":
                continue
            if fold(self._words(first, self._tokens[self._at + n - 1].end)) in self._known:
                return n
        return 0

    def _words(self, at: int, end: int) -> str:
        return " ".join(self._query[at:end].split())

    def _condition(self, token: _Token) -> Node:
        sign = self._tokens[self._at + 1]
        self._at += 2
        values: list[_Token] = []
        while self._kind() == "value":
            values.append(self._tokens[self._at])
            self._at += 1
        name = BY_ALIAS.get(fold(token.text), token.text)
        if token.quoted and name in FIELDS:
            name = f"{OF_CASE}{token.text}"  # in quotes it is a variable's name, never a field
        elif token.quoted:
            name = token.text
        place = (token.at, values[-1].end)
        places = tuple((v.at, v.end) for v in values)
        if name in ("code", "only") and sign.text == "=":
            return Codes(tuple(v.text for v in values), name == "only", places)
        if sign.text not in ("=", "!=") and len(values) > 1:
            raise UsageError(fault(self._query, place, f"“{sign.text}” takes one value."))
        read = tuple(_bounds(v) if sign.text in ("=", "!=") else v.text for v in values)
        return Condition(name, sign.text, read, place, places)


def _bounds(token: _Token) -> str | Bounds:
    low, dots, high = token.text.partition("..")
    if token.quoted or not dots or not (low or high):
        return token.text
    return Bounds(low, high)


def items(query: str, known: Collection[str] = ()) -> tuple[Node, ...]:
    """Return the parts of a query that `and` joins: what one may take away singly."""
    node = parse(query, known)
    if node is None:
        return ()
    return node.items if isinstance(node, All) else (node,)
