"""The language of retrieval: what is read, what is written back, where an error lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualcode
from qualcode.analysis.retrieval_language import items, parse
from qualcode.analysis.retrieval_nodes import (
    MEASURED,
    All,
    Bounds,
    Codes,
    Condition,
    Distance,
    Either,
    Group,
    Node,
    Not,
    Position,
)
from qualcode.analysis.retrieval_writing import joined, render

GAP, TRUST, TIRED = Codes(("gap filling",)), Codes(("trust",)), Codes(("fatigue",))
KNOWN = {"gap filling", "risk and safety", "trust"}

CASES: list[tuple[str, Node]] = [
    ("trust", TRUST),
    ("gap filling", GAP),
    ("risk and safety", Codes(("risk and safety",))),
    ('"gap filling" and not fatigue', All((GAP, Not(TIRED)))),
    ("trust near:2turns fatigue", Position("near", TRUST, TIRED, Distance(2, "turns"))),
    ("trust near fatigue", Position("near", TRUST, TIRED, Distance(1, "turns"))),
    (
        "trust followed by fatigue within 3 turns",
        Position("followed by", TRUST, TIRED, Distance(3, "turns")),
    ),
    ("trust not near fatigue", Position("near", TRUST, TIRED, Distance(1, "turns"), True)),
    ("not trust overlaps fatigue", Not(Position("overlaps", TRUST, TIRED))),
    (
        'district=Guqiao hours>=10 code:"gap filling" strength>=60',
        All(
            (
                Condition("district", "=", ("Guqiao",)),
                Condition("hours", ">=", ("10",)),
                GAP,
                Condition("strength", ">=", ("60",)),
            )
        ),
    ),
    (
        "trust strength>=60 within fatigue coder=Mia",
        All(
            (
                Position("within", TRUST, TIRED),
                Condition("strength", ">=", ("60",)),
                Condition("coder", "=", ("Mia",)),
            )
        ),
    ),
    ("trust or fatigue gap filling", Either((TRUST, All((TIRED, GAP))))),
    ("(trust or fatigue) and gap filling", All((Group(Either((TRUST, TIRED))), GAP))),
    ("only:trust,fatigue", Codes(("trust", "fatigue"), only=True)),
    ("strength=40..60", Condition("strength", "=", (Bounds("40", "60"),))),
    ("date=..2020-03", Condition("date", "=", (Bounds("", "2020-03"),))),
    ('"years active">=3', Condition("years active", ">=", ("3",))),
    ('"language"=zh', Condition("case.language", "=", ("zh",))),
    ('text:"a, b"', Condition("text", "=", ("a, b",))),
    ('text:"40..60"', Condition("text", "=", ("40..60",))),
    ("coder=Mia overlaps coder=Lin",
     Position("overlaps", Condition("coder", "=", ("Mia",)), Condition("coder", "=", ("Lin",)))),
    ("信任 邻近：2话轮 疲惫",
     Position("near", Codes(("信任",)), Codes(("疲惫",)), Distance(2, "turns"))),
    ("（信任 或 疲惫） 且 强度＞＝６０",
     All((Group(Either((Codes(("信任",)), Codes(("疲惫",))))),
          Condition("strength", ">=", ("６０",))))),
    ("编码员＝“小 林”、Mia", Condition("coder", "=", ("小 林", "Mia"))),
]  # fmt: skip


@pytest.mark.parametrize(("query", "meant"), CASES)
def test_a_query_is_read_as_it_is_said(query: str, meant: Node) -> None:
    assert parse(query, KNOWN) == meant


@pytest.mark.parametrize(("query", "_meant"), CASES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_written_back_says_the_same(query: str, _meant: Node, language: str) -> None:
    node = parse(query, KNOWN)
    assert node is not None
    assert parse(render(node, language), KNOWN) == node


def test_an_empty_query_asks_for_all() -> None:
    assert parse("  \n ") is None
    assert items("") == ()
    assert joined(()) == ""


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("trust near:2trns fatigue", "character 12 of the query, “2trns”", "near:2turns"),
        ("trust and", "At the end of the query", "needs|missing"),
        ("and trust", "character 1 of the query, “and”", "both sides"),
        ("near trust", "character 1 of the query, “near”", "before it"),
        ("trust near", "At the end of the query", "after it"),
        ("trust overlaps:2turns x", "character 15", "no such sign"),
        ("(trust or x", "character 1 of the query, “(”", "not closed"),
        ("trust) x", "character 6 of the query, “)”", "not opened"),
        ('x and "trust', "character 7", "not closed"),
        ('""', "character 1", "no name"),
        ("strength>=", "At the end of the query", "value is missing"),
        ("strength>=60,70", "character 1", "takes one value"),
        (">=60", "character 1", "missing here"),
        ("not not x", "character 5", "one “not”"),
        ("(" * 41 + "x", "character 41", "brackets"),
    ],
)
def test_an_error_names_its_place(query: str, place: str, said: str) -> None:
    with pytest.raises(qualcode.UsageError, match=said) as caught:
        parse(query)
    assert place in str(caught.value)


NAMES = st.one_of(
    st.sampled_from(["trust", "gap filling", "and", "near", "by", "followed", "code", "信任"]),
    st.sampled_from(["a..b", 'say "no"', "x=y", "（政府）", "a,b", "'", "!", "=x", "not", "或"]),
    st.text(min_size=1, max_size=8).map(lambda s: " ".join(s.split())).filter(bool),
)  # fmt: skip
LEAVES = st.one_of(
    st.builds(Codes, st.lists(NAMES, min_size=1, max_size=2).map(tuple), st.booleans()),
    st.builds(
        Condition,
        st.sampled_from(["coder", "strength", "text", "question", "district", "case.language"]),
        st.sampled_from(["=", "!="]),
        st.lists(
            st.one_of(NAMES, st.builds(Bounds, st.just("1"), st.sampled_from(["", "20"]))),
            min_size=1,
            max_size=2,
        ).map(tuple),
    ),
)


def _positions(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    side = st.one_of(LEAVES.filter(lambda n: isinstance(n, Codes)), inner.map(Group))
    far = st.builds(Distance, st.integers(0, 99), st.sampled_from(["turns", "words", "characters"]))
    measured = st.builds(Position, st.sampled_from(MEASURED), side, side, far, st.booleans())
    plain = st.sampled_from(["overlaps", "within", "contains"])
    return st.one_of(measured, st.builds(Position, plain, side, side, st.none(), st.booleans()))


def _nodes(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    grouped = inner.map(Group)
    some = st.lists(st.one_of(LEAVES, grouped), min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, st.one_of(LEAVES, grouped)),
        st.builds(All, some),
        st.builds(Either, some),
        _positions(inner),
    )


@given(st.recursive(LEAVES, _nodes, max_leaves=6), st.sampled_from(["en", "zh"]))
def test_every_query_is_read_back_as_it_was_written(node: Node, language: str) -> None:
    assert parse(render(node, language)) == node


@given(st.text(alphabet='trust and or not near:2 ()="“”,><.信且', max_size=30))
def test_whatever_is_typed_is_read_or_refused_in_words(query: str) -> None:
    node = None
    refused = ""
    try:
        node = parse(query)
    except qualcode.UsageError as error:
        refused = str(error)
    assert refused == "" or refused.startswith("At ")
    assert node is None or parse(render(node)) == node
