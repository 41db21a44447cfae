import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.text.names import Match, find, pinyin

CODES = {
    "gap filling": 1,
    "Gap Filling 2": 2,
    "L1": 3,
    "L12": 4,
    "补缺口": 5,
    "trust": 6,
    "2020": 7,
}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gap filling", "gap filling"),
        ("GAP FILLING", "gap filling"),
        ("Gap filling ", "gap filling"),
        ("Ｌ１", "L1"),
        ("tr", "trust"),
        ("补", "补缺口"),
        ("2020", "2020"),
    ],
)
def test_a_name_leads_to_one_thing(name: str, found: str) -> None:
    assert find(name, CODES) == Match("found", (found,), found, CODES[found])


def test_the_exact_name_wins_over_one_of_other_case() -> None:
    assert find("Trust", ["trust", "Trust"]) == Match("found", ("Trust",), "Trust", "Trust")


@pytest.mark.parametrize(
    ("name", "names"), [("gap", ("gap filling", "Gap Filling 2")), ("l", ("L1", "L12"))]
)
def test_a_beginning_of_several_is_ambiguous(name: str, names: tuple[str, ...]) -> None:
    assert find(name, CODES) == Match("ambiguous", names)


@pytest.mark.parametrize("name", ["20", "2", "２０"])
def test_a_number_is_no_beginning(name: str) -> None:
    assert find(name, CODES).state == "nothing"


@pytest.mark.parametrize(("name", "other"), [("L1", "L12"), ("v1", "v1.2"), ("q1.", "q1.2")])
def test_a_beginning_does_not_cut_a_number(name: str, other: str) -> None:
    assert find(name, [other]) == Match("nothing", (other,))


def test_nothing_comes_with_at_most_three_nearest_names() -> None:
    assert find("trsut", CODES) == Match("nothing", ("trust",))
    assert find("zzz", CODES) == Match("nothing", ())
    assert find("", CODES) == Match("nothing", ())
    assert len(find("gap x", [f"gap {number} x" for number in range(9)]).names) == 3


@given(st.lists(strategies.clean_texts(4), min_size=1, unique=True), st.data())
def test_every_name_finds_itself(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    assert find(name, names) == Match("found", (name,), name, name)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("补缺口", ("buquekou", "bqk")),
        ("长期合作", ("changqihezuo", "cqhz")),
        ("NGO 合作2", ("ngohezuo2", "nhz2")),
        ("gap filling", ("gapfilling", "gf")),
        ("女性", ("nvxing", "nx")),
        ("…", ("", "")),
    ],
)
def test_pinyin_is_whole_and_by_initials(name: str, letters: tuple[str, str]) -> None:
    assert pinyin(name) == letters
