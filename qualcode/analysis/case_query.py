"""A query that asks about cases alone, as SQL on cases: what narrows the list of cases.

The language is that of the retrieval of segments, with its words, ranges and refusals; what asks
about segments, codes or texts is refused here.
"""

from __future__ import annotations

from qualcode.analysis.retrieval_conditions import CASE, Meanings
from qualcode.analysis.retrieval_fields import FIELDS
from qualcode.analysis.retrieval_language import parse
from qualcode.analysis.retrieval_nodes import All, Condition, Either, Group, Node, Not
from qualcode.coding.segments import Where
from qualcode.errors import UsageError
from qualcode.store.store import Store


class _OfCases(Meanings):
    """Conditions on the case itself, whose key is `c.id`."""

    def _by_case(self, one: Where) -> Where:
        return Where(one.sql.replace(CASE, "c.id"), one.bound)


def where(store: Store, query: str) -> Where:
    """Return a query as a condition on `c.id`. Raises: UsageError, NotFound, Ambiguous."""
    node = parse(query)
    return Where("1 = 1") if node is None else _where(_OfCases(store, query), node)


def _where(meanings: _OfCases, node: Node) -> Where:
    if isinstance(node, All):
        return Where.both([_where(meanings, one) for one in node.items])
    if isinstance(node, Either):
        return Where.either([_where(meanings, one) for one in node.items])
    if isinstance(node, Not | Group):
        inner = _where(meanings, node.item)
        return Where(f"NOT ({inner.sql})", inner.bound) if isinstance(node, Not) else inner
    if not isinstance(node, Condition) or (node.name in FIELDS and node.name != "case"):
        raise UsageError("Cases are narrowed by their fields, such as district=Xihu.")
    meaning = meanings.of(node)
    found = meaning.where or Where("1 = 1")
    return Where(f"NOT ({found.sql})", found.bound) if meaning.negated else found
