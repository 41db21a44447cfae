import regex
import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.text import graphemes


def test_a_character_outside_joining_is_never_in_a_cluster_with_another() -> None:
    apart = [
        chr(point)
        for point in range(0x110000)
        if not 0xD800 <= point < 0xE000 and chr(point) not in "\r\n"
        if not graphemes.may_join(chr(point))
    ]
    # Neighbours of every kind: a letter, a Han character, a picture, the character itself.
    text = "".join(f"a{char}{char}中{char}😀{char}" for char in apart)
    assert len(regex.findall(r"\X", text)) == len(text)


@given(strategies.texts())
def test_clusters_tile_the_text(text: str) -> None:
    spans = graphemes.clusters(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert [text[start:end] for start, end in spans] == regex.findall(r"\X", text)


@given(strategies.texts(), st.data())
def test_floor_and_ceil_are_the_cluster_edges_around_a_place(
    text: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    edges = [0, *(end for _, end in graphemes.clusters(text))]
    assert graphemes.floor(text, at) == max(edge for edge in edges if edge <= at)
    assert graphemes.ceil(text, at) == min(edge for edge in edges if edge >= at)
