import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.text import graphemes
from qualcode.text.shadow import Shadow, fold


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("用ＷｅＣｈａｔ群", "wechat", ["ＷｅＣｈａｔ"]),
        ("cafe\u0301, CAFÉ", "café", ["cafe\u0301", "CAFÉ"]),
        ("cafe\u0301, CAFÉ", "cafe", []),
        ("ﬁne Straße ①", "FI", ["ﬁ"]),
        ("ﬁne Straße ①", "STRASSE", ["Straße"]),
        ("so\u00adft", "soft", ["so\u00adft"]),
        ("臺灣和台湾", "台灣", ["臺灣", "台湾"]),
        ("后来，後來", "後来", ["后来", "後來"]),
        ("𠮷野家𠮷", "𠮷", ["𠮷", "𠮷"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("any", "", []),
    ],
)
def test_what_is_written_in_several_ways_is_found(text: str, needle: str, found: list[str]) -> None:
    spans = Shadow(text, simplified=True).find(needle)
    assert [text[start:end] for start, end in spans] == found


def test_traditional_and_simplified_differ_unless_asked() -> None:
    assert Shadow("臺灣").find("台湾") == []


@given(strategies.texts(), st.data())
def test_any_stretch_of_whole_clusters_is_found_where_it_is(text: str, data: st.DataObject) -> None:
    edges = [0, *(end for _, end in graphemes.clusters(text))]
    start, end = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    shadow = Shadow(text)
    found = shadow.find(text[start:end])
    reads = Shadow(text[start:end]).text
    assert bool(found) == bool(reads)
    assert all(Shadow(text[first:last]).find(text[start:end]) for first, last in found)


@given(strategies.texts())
def test_a_shadow_is_the_fold_of_each_cluster(text: str) -> None:
    parts = [fold(text[start:end]) for start, end in graphemes.clusters(text)]
    assert Shadow(text).text == "".join(parts)


@given(strategies.texts())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
