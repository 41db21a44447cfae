import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.text import graphemes, kwic
from qualcode.text.display import width
from qualcode.text.shadow import Shadow
from qualcode.text.shadows import Shadows

many = st.lists(strategies.clean_texts(6), max_size=8)


@st.composite
def searched(draw: st.DrawFn) -> tuple[list[str], str]:
    """Return texts, and a stretch of one of them to search for, or something else."""
    texts = draw(many)
    if not texts or draw(st.booleans()):
        return texts, draw(st.text(alphabet="我们志愿者 the.…ａ", min_size=1, max_size=3))
    text = draw(st.sampled_from(texts))
    edges = [0, *(end for _, end in graphemes.clusters(text))]
    start, end = sorted((draw(st.sampled_from(edges)), draw(st.sampled_from(edges))))
    return texts, text[start:end]


@given(searched())
def test_searching_many_texts_finds_what_searching_each_does(given: tuple[list[str], str]) -> None:
    texts, needle = given
    assert list(Shadows(texts).find(needle)) == [
        (number, *span)
        for number, text in enumerate(texts)
        for span in Shadow(text, simplified=True).find(needle)
    ]


@given(many, st.data())
def test_a_stretch_reads_as_its_own_shadow_and_leads_back_to_it(
    texts: list[str], data: st.DataObject
) -> None:
    shadows = Shadows(texts)
    for number, text in enumerate(texts):
        edges = [0, *(end for _, end in graphemes.clusters(text))]
        start, end = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
        reads = Shadow(text[start:end], simplified=True).text
        assert shadows.reads(number, start, end) == reads
        [*found] = shadows.matches(number, start, end, lambda s: [(0, len(s))] if s else [])
        assert all(start <= a < z <= end for a, z in found)
        assert [shadows.reads(number, a, z) for a, z in found] == ([reads] if reads else [])


@given(
    strategies.texts(4), strategies.texts(3), strategies.texts(4), st.integers(2, 40),
    st.integers(2, 40),
)  # fmt: skip
def test_what_was_found_begins_in_the_same_cell_of_every_row(
    left: str, match: str, right: str, before: int, after: int
) -> None:
    lead, found, rest = kwic.aligned(left, match, right, before, after)
    assert width(lead) == before
    assert width(found) + width(rest) == after


def test_a_context_that_is_cut_says_so_at_its_beginning() -> None:
    assert kwic.aligned("要管两万多户。我们的老", "志愿者", "第二天就来了", 9, 12) == (
        "…我们的老", "志愿者", "第二… ",
    )  # fmt: skip
    assert kwic.tail("a\x1bb", 3) == "a␛b"
