"""The codebook as analyses need it: codes in the order of its tree, and what lies below each."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.codebook.stock import read_stock
from qualcode.coding.codes import CodeRef, all_codes
from qualcode.store.store import Store


@dataclass(frozen=True)
class Tree:
    """Codes in order, and by key of each: how deep it stands, and the keys of it and those below.

    needed: those of them that can be applied, which a reviewer must know to say that a code or
    category is absent.
    """

    codes: list[CodeRef]
    depth: dict[int, int]
    below: dict[int, set[int]]
    needed: dict[int, set[int]]


def tree(store: Store) -> Tree:
    """Return the codebook's tree, categories and retired codes included."""
    known = {code.id: code for code in all_codes(store)}
    with store.read() as connection:
        stock = read_stock(connection)
    ordered = [known[key] for key in stock.codes if key in known]
    below = {code.id: {code.id, *stock.below(code.id)} for code in ordered}
    depth = {key: code.depth for key, code in stock.codes.items()}
    live = {code.id for code in ordered if not (code.category or code.retired)}
    needed = {key: under & live for key, under in below.items()}
    return Tree(ordered, depth, below, needed)
