"""A small safe language for variables made from others: what it can say, and nothing else.

Python's parser reads an expression; every node is looked up here, and what is not is refused. A
name is a variable, in backquotes where it is no plain word. What is missing stays missing: a number
or comparison with a missing value is missing, never zero and never false.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from qualcode.errors import UsageError

Row = Mapping[str, Any]
Run = Callable[[Row], Any]

LONGEST = 4_000
"""Characters of an expression."""

_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
_ORDERS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_QUOTED = re.compile(r"`([^`]+)`")


class Expression:
    """An expression that was read: its variables, its levels if it makes bands, and its values."""

    def __init__(self, text: str) -> None:
        """Read an expression. Raises: UsageError naming the part that cannot be read."""
        if len(text) > LONGEST:
            raise UsageError(f"The expression has {len(text):,} characters; {LONGEST:,} are read.")
        self.text = text
        self.variables: list[str] = []
        self.levels: list[str] = []
        self.ordered = False
        self._quoted: dict[str, str] = {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a doubtful escape is no concern of a user
                tree = ast.parse(_QUOTED.sub(self._name, text).strip(), mode="eval")
            self._run = self._read(tree.body)
        except SyntaxError as error:
            shown = " ".join(text.split())
            raise UsageError(
                f"“{shown}” is no expression: {error.msg}. "
                "For examples: qualcode cases derive --help"
            ) from error
        except (RecursionError, MemoryError, ValueError) as error:
            raise UsageError("The expression cannot be read: it is too deep.") from error

    def value(self, row: Row) -> Any:
        """Return the value for one case: a number, a text, true or false; None if missing."""
        found = self._run(row)
        if isinstance(found, float) and not math.isfinite(found):
            return None
        return found

    def _name(self, match: re.Match[str]) -> str:
        name = f"_q{len(self._quoted)}"
        self._quoted[name] = match[1]
        return name

    def _fault(self, node: ast.AST, said: str) -> UsageError:
        part = ast.unparse(node)
        for name, quoted in self._quoted.items():
            part = part.replace(name, f"`{quoted}`")
        return UsageError(f"“{part}”: {said}")

    def _read(self, node: ast.expr) -> Run:
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            name = self._quoted.get(node.id, node.id)
            if name not in self.variables:
                self.variables.append(name)
            return lambda row: row[name]
        if isinstance(node, ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return self._arithmetic(node)
        if isinstance(node, ast.BoolOp):
            return self._logic(node)
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        if isinstance(node, ast.IfExp):
            test, yes, no = (self._read(n) for n in (node.test, node.body, node.orelse))
            self._note(node.body, node.orelse)
            return lambda row: None if (t := test(row)) is None else yes(row) if t else no(row)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise self._fault(node, "an expression holds names, numbers, texts, signs and functions.")

    def _note(self, *nodes: ast.expr) -> None:
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.levels.append(node.value)

    def _constant(self, node: ast.Constant) -> Run:
        value = node.value
        if value is not None and not isinstance(value, (bool, int, float, str)):
            raise self._fault(node, "only numbers and texts can be written.")
        if isinstance(value, int) and abs(value) > 10**15:
            raise self._fault(node, "numbers have at most 15 digits.")
        return lambda row: value

    def _unary(self, node: ast.UnaryOp) -> Run:
        inner = self._read(node.operand)
        if isinstance(node.op, ast.Not):
            return lambda row: None if (v := inner(row)) is None else not v
        if isinstance(node.op, ast.USub):
            return lambda row: None if (v := inner(row)) is None else -self._number(node, v)
        raise self._fault(node, "this sign is not known.")

    def _number(self, node: ast.expr, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._fault(node, f"“{value}” is no number.")
        return float(value)

    def _arithmetic(self, node: ast.BinOp) -> Run:
        left, right, does = self._read(node.left), self._read(node.right), _OPERATORS[type(node.op)]

        def run(row: Row) -> float | None:
            a, b = left(row), right(row)
            if a is None or b is None:
                return None
            try:
                return does(self._number(node.left, a), self._number(node.right, b))
            except (ZeroDivisionError, OverflowError):
                return None

        return run

    def _logic(self, node: ast.BoolOp) -> Run:
        """Return and, or over what is known: what is missing decides nothing."""
        parts = [self._read(n) for n in node.values]
        decides = isinstance(node.op, ast.Or)

        def run(row: Row) -> bool | None:
            found = [p(row) for p in parts]
            if any(v is not None and bool(v) is decides for v in found):
                return decides
            return None if None in found else not decides

        return run

    def _comparison(self, node: ast.Compare) -> Run:
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            return self._membership(node, node.comparators[0], isinstance(node.ops[0], ast.In))
        if not all(type(op) in _ORDERS for op in node.ops):
            raise self._fault(node, "compare with < <= > >= == != or in [ … ].")
        parts = [self._read(n) for n in (node.left, *node.comparators)]
        orders = [_ORDERS[type(op)] for op in node.ops]

        def run(row: Row) -> bool | None:
            found = [p(row) for p in parts]
            if None in found:
                return None
            try:
                return all(o(a, b) for o, a, b in zip(orders, found, found[1:], strict=False))
            except TypeError as error:
                raise self._fault(node, "a number and a text have no order.") from error

        return run

    def _membership(self, node: ast.Compare, among: ast.expr, wanted: bool) -> Run:
        inner, known = self._read(node.left), self._list(among)
        return lambda row: None if (v := inner(row)) is None else (v in known) is wanted

    def _list(self, node: ast.expr) -> list[Any]:
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError) as error:
            raise self._fault(node, "a list of numbers or texts was expected.") from error
        if not isinstance(value, (list, tuple)) or any(
            not isinstance(v, (int, float, str)) for v in value
        ):
            raise self._fault(node, "a list of numbers or texts was expected.")
        return list(value)

    # Functions -----------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Run:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        made: Callable[[ast.Call], Run] | None = getattr(self, f"_f_{name}", None)
        if made is None:
            raise self._fault(node, f"no such function. Functions are: {', '.join(FUNCTIONS)}.")
        return made(node)

    def _arguments(self, node: ast.Call, least: int, most: int, *named: str) -> list[ast.expr]:
        extra = [k.arg for k in node.keywords if k.arg not in named]
        if extra or not least <= len(node.args) <= most:
            raise self._fault(node, f"write {FUNCTIONS[node.func.id]}.")  # type: ignore[attr-defined]
        return node.args

    def _f_band(self, node: ast.Call) -> Run:
        args = self._arguments(node, 2, 3)
        inner, cuts = self._read(args[0]), self._list(args[1])
        if not cuts or any(isinstance(c, str) for c in cuts) or cuts != sorted(set(cuts)):
            raise self._fault(node, "cuts are numbers that rise.")
        shown = [f"{c:g}" for c in cuts]
        labels = self._list(args[2]) if len(args) == 3 else [
            f"under {shown[0]}",
            *(f"{a} to under {b}" for a, b in pairwise(shown)),
            f"{shown[-1]} and over",
        ]  # fmt: skip
        if len(labels) != len(cuts) + 1 or len(set(labels)) != len(labels):
            raise self._fault(node, f"{len(cuts)} cuts make {len(cuts) + 1} bands with names.")
        self.levels, self.ordered = [str(one) for one in labels], True

        def run(row: Row) -> str | None:
            value = inner(row)
            if value is None:
                return None
            number = self._number(args[0], value)
            return str(labels[sum(number >= cut for cut in cuts)])

        return run

    def _f_recode(self, node: ast.Call) -> Run:
        args = self._arguments(node, 2, 3)
        inner = self._read(args[0])
        if not isinstance(args[1], ast.Dict):
            raise self._fault(node, 'write the values as {"old": "new"}.')
        keys = self._list(ast.List([k for k in args[1].keys if k is not None], ast.Load()))
        new = [self._constant(v) if isinstance(v, ast.Constant) else None for v in args[1].values]
        if len(keys) != len(new) or None in new:
            raise self._fault(node, 'write the values as {"old": "new"}.')
        table = {k: run({}) for k, run in zip(keys, new, strict=True) if run is not None}
        rest = self._read(args[2]) if len(args) == 3 else None
        self._note(*args[1].values, *args[2:])

        def run(row: Row) -> Any:
            value = inner(row)
            if value is None or value in table:
                return None if value is None else table[value]
            return rest(row) if rest is not None else None

        return run

    def _reduced(self, node: ast.Call, does: Callable[[Sequence[float]], float]) -> Run:
        """Return a function of several numbers; missing unless all, or `least`, are there."""
        args = self._arguments(node, 1, 200, "least")
        parts = [self._read(a) for a in args]
        least = len(parts)
        for keyword in node.keywords:
            if not isinstance(keyword.value, ast.Constant) or type(keyword.value.value) is not int:
                raise self._fault(node, "least is a whole number.")
            least = max(1, keyword.value.value)

        def run(row: Row) -> float | None:
            found = [
                self._number(a, v)
                for a, p in zip(args, parts, strict=True)
                if (v := p(row)) is not None
            ]
            return does(found) if len(found) >= least else None

        return run

    def _f_sum(self, node: ast.Call) -> Run:
        return self._reduced(node, math.fsum)

    def _f_mean(self, node: ast.Call) -> Run:
        return self._reduced(node, lambda found: math.fsum(found) / len(found))

    def _f_min(self, node: ast.Call) -> Run:
        return self._reduced(node, min)

    def _f_max(self, node: ast.Call) -> Run:
        return self._reduced(node, max)

    def _f_round(self, node: ast.Call) -> Run:
        args = self._arguments(node, 1, 2)
        inner = self._read(args[0])
        digits = self._list(ast.List(args[1:], ast.Load())) or [0]
        if type(digits[0]) is not int:
            raise self._fault(node, "the digits are a whole number.")
        return lambda row: (
            None if (v := inner(row)) is None else round(self._number(args[0], v), digits[0])
        )

    def _f_missing(self, node: ast.Call) -> Run:
        inner = self._read(self._arguments(node, 1, 1)[0])
        return lambda row: inner(row) is None

    def _f_has(self, node: ast.Call) -> Run:
        args = self._arguments(node, 2, 2)
        inner, wanted = self._read(args[0]), self._list(ast.List([args[1]], ast.Load()))[0]

        def run(row: Row) -> bool | None:
            value = inner(row)
            if value is not None and not isinstance(value, list):
                raise self._fault(args[0], "has() asks a question of several choices.")
            return None if value is None else wanted in value

        return run

    def _f_count(self, node: ast.Call) -> Run:
        args = self._arguments(node, 1, 1)
        inner = self._read(args[0])

        def run(row: Row) -> float | None:
            value = inner(row)
            if value is not None and not isinstance(value, list):
                raise self._fault(args[0], "count() counts the choices of a question of several.")
            return None if value is None else float(len(value))

        return run

    def _f_year(self, node: ast.Call) -> Run:
        args = self._arguments(node, 1, 1)
        inner = self._read(args[0])
        return lambda row: None if (v := inner(row)) is None else float(self._day(args[0], v).year)

    def _f_days(self, node: ast.Call) -> Run:
        args = self._arguments(node, 2, 2)
        first, last = self._read(args[0]), self._read(args[1])

        def run(row: Row) -> float | None:
            a, b = first(row), last(row)
            if a is None or b is None:
                return None
            return (self._day(args[1], b) - self._day(args[0], a)).total_seconds() / 86_400

        return run

    def _day(self, node: ast.expr, value: Any) -> datetime:
        try:
            return datetime.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise self._fault(node, f"“{value}” is no date.") from error


FUNCTIONS = {
    "band": 'band(age, [18, 30]) or band(age, [18, 30], ["young", "middle", "old"])',
    "recode": 'recode(role, {"A1": "student", "A2": "teacher"}) with a third value for the rest',
    "sum": "sum(a, b, …) or sum(a, b, c, least=2)", "mean": "mean(a, b, …), least=n",
    "min": "min(a, b, …)", "max": "max(a, b, …)", "round": "round(x) or round(x, 1)",
    "missing": "missing(x)", "has": 'has(tools, "pen")', "count": "count(tools)",
    "year": "year(joined)", "days": "days(joined, last_active)",
}  # fmt: skip
"""The functions, and how each is written."""
