"""All codes at once: the same numbers as one code at a time, and intervals as drawn by hand."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode import QualcodeError
from qualcode.agreement import coefficients, match_spans, set_alpha, two_by_two, unitizing
from qualcode.agreement.boundaries import u_alpha
from qualcode.agreement.comparison import figures
from qualcode.agreement.matched import matched
from qualcode.agreement.reduction import Document, Done, Table, reduce
from qualcode.agreement.spans import merged

NAMES = ("percent", "kappa", "alpha", "ac1", "positive", "negative")


def table_of(values: Any, document: Any = None, weights: Any = None, clusters: Any = None) -> Table:
    """Return a table of rows × coders × codes, each row a document of its own by default."""
    cells = np.array(values, dtype=np.uint8)
    n, coders, codes = cells.shape
    at = np.arange(n) if document is None else np.array(document)
    names = tuple(f"D{k}" for k in range(int(at.max(initial=-1)) + 1))
    return Table(
        coders=("Mia", "Lin", "Wen", "Ana")[:coders],
        codes=tuple("abc"[:codes]),
        documents=names,
        clusters=names if clusters is None else tuple(clusters),
        values=cells,
        weights=np.ones(n, dtype=np.int64) if weights is None else np.array(weights),
        document=at,
        start=np.arange(n),
        end=np.arange(n) + 1,
        unit="units",
        percent=50,
    )


def random_table(seed: int, n: int = 60, coders: int = 3, documents: int = 9) -> Table:
    """Return a table of coders who mostly agree, with gaps and weights."""
    draw = np.random.default_rng(seed)
    truth = draw.random((n, 1, 3)) < 0.35
    values = (truth ^ (draw.random((n, coders, 3)) < 0.15)).astype(np.uint8)
    values[draw.random((n, coders)) < 0.1] = 2
    return table_of(values, np.sort(draw.integers(documents, size=n)), draw.integers(1, 4, size=n))


def slow(table: Table, code: int) -> dict[str, float]:
    """Return one code's figures from the pure functions, on the units of two judgements or more."""
    rows = np.repeat(table.values[:, :, code], table.weights, axis=0)
    rows = rows[(rows != 2).sum(axis=1) >= 2]
    ratings = [[None if v == 2 else int(v) for v in row] for row in rows]
    frame = coefficients(ratings, categories=[0, 1])["value"]
    pairs = [
        two_by_two(*(int(((rows[:, g] == x) & (rows[:, h] == y)).sum()) for x, y in kinds))
        for g, h in combinations(range(rows.shape[1]), 2)
        for kinds in [((1, 1), (1, 0), (0, 1), (0, 0))]
    ]

    def mean(name: str) -> float:
        defined = [v for pair in pairs if (v := pair[name]) is not None]
        return float(np.mean(defined)) if defined else math.nan

    return {
        "percent": frame["percent_agreement"],
        "kappa": frame["light_kappa"],
        "alpha": frame["krippendorff_alpha"],
        "ac1": frame["gwet_ac"],
        "positive": mean("positive_agreement"),
        "negative": mean("negative_agreement"),
    }


@given(
    st.integers(2, 4).flatmap(
        lambda g: st.lists(
            st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=2), min_size=g, max_size=g),
            min_size=1,
            max_size=10,
        )
    ),
    st.lists(st.integers(1, 3), min_size=10, max_size=10),
)
def test_each_code_has_the_figures_of_the_pure_functions(values: Any, weights: Any) -> None:
    table = table_of(values, weights=weights[: len(values)])
    found = figures(table, draws=0)
    for n, row in enumerate(found.by_code.to_dict("records")):
        rows = np.repeat(table.values[:, :, n], table.weights, axis=0)
        judged, used = (rows != 2).sum(axis=1), (rows == 1).sum(axis=1)
        base = judged >= 2
        assert row["n_units"] == base.sum()
        assert row["n_any"] == (base & (used > 0)).sum()
        assert row["n_all"] == (base & (used == judged)).sum()
        want = slow(table, n)
        for name in NAMES:
            assert row[name] == pytest.approx(want[name], abs=1e-9, nan_ok=True), (n, name)
            assert math.isnan(row[f"{name}_low"])
        if math.isnan(row["kappa"]) or math.isnan(row["alpha"]):
            assert row["note"]


@given(st.integers(0, 500))
@settings(max_examples=20)
def test_all_codes_together_are_pooled_decisions_and_sets(seed: int) -> None:
    table = random_table(seed)
    found = figures(table, draws=0).overall.set_index("coefficient")["value"]
    pooled = np.concatenate(
        [np.repeat(table.values[:, :, n], table.weights, axis=0) for n in range(3)]
    )
    want = slow(table_of(pooled[:, :, None]), 0)
    for name in NAMES:
        assert found[f"{name}_pooled"] == pytest.approx(want[name]), name
    sets = [
        [None if (cell == 2).all() else set(np.flatnonzero(cell == 1)) for cell in row]
        for row in np.repeat(table.values, table.weights, axis=0)
    ]
    for name, distance in (
        ("alpha_set_masi", "masi"),
        ("alpha_set_jaccard", "jaccard"),
        ("alpha_set_nominal_whole_set", "nominal"),
    ):
        assert found[name] == pytest.approx(set_alpha(sets, distance)), name
    coded = [row for row in sets if any(row)]
    assert found["alpha_set_masi_coded"] == pytest.approx(set_alpha(coded))
    paired = [[s for s in row if s is not None] for row in sets]
    paired = [row for row in paired if len(row) > 1]
    same = [np.mean([x == y for x, y in combinations(row, 2)]) for row in paired]
    assert found["percent_same_set"] == pytest.approx(np.mean(same))
    assert found["share_uncoded_by_all"] == pytest.approx(np.mean([not any(r) for r in paired]))


def test_pairs_of_coders_have_their_two_by_two_counts() -> None:
    table = random_table(3)
    found = figures(table, draws=0).pairs
    assert len(found) == 9
    for row in found.to_dict("records"):
        g, h = table.coders.index(row["first"]), table.coders.index(row["second"])
        ratings = np.repeat(table.ratings(row["code"]), table.weights, axis=0)[:, [g, h]]
        ratings = ratings[~np.isnan(ratings).any(axis=1)]
        a, b, c, d = (
            int((ratings == kind).all(axis=1).sum()) for kind in ((1, 1), (1, 0), (0, 1), (0, 0))
        )
        assert [row[k] for k in ("n_units", "n_first", "n_second", "n_both", "n_neither")] == [
            a + b + c + d, a + b, a + c, a, d,
        ]  # fmt: skip
        want = two_by_two(a, b, c, d)
        for name, key in (
            ("percent", "percent_agreement"),
            ("kappa", "cohen_kappa"),
            ("positive", "positive_agreement"),
            ("negative", "negative_agreement"),
            ("prevalence_index", "prevalence_index"),
            ("bias_index", "bias_index"),
        ):
            assert row[name] == pytest.approx(want[key]), name


def test_intervals_are_percentiles_over_documents_drawn_by_hand() -> None:
    table = random_table(7)
    draws, seed = 150, 4
    found = figures(table, draws=draws, seed=seed)
    picked = np.random.default_rng(seed).integers(9, size=(draws, 9))
    drawn: dict[str, list[float]] = {name: [] for name in (*NAMES, "alpha_set_masi")}
    for documents in picked:
        rows = np.concatenate([np.flatnonzero(table.document == d) for d in documents])
        again = table_of(table.values[rows], weights=table.weights[rows])
        for name, value in slow(again, 1).items():
            drawn[name].append(value)
        sets = [
            [None if (cell == 2).all() else set(np.flatnonzero(cell == 1)) for cell in row]
            for row in np.repeat(again.values, again.weights, axis=0)
        ]
        drawn["alpha_set_masi"].append(set_alpha(sets))
    row = found.by_code.iloc[1]
    for name in NAMES:
        want = np.quantile(drawn[name], [0.025, 0.975])
        assert [row[f"{name}_low"], row[f"{name}_high"]] == pytest.approx(want), name
    over = found.overall.set_index("coefficient").loc["alpha_set_masi"]
    want = np.quantile(drawn["alpha_set_masi"], [0.025, 0.975])
    assert [over["low"], over["high"]] == pytest.approx(want)
    assert (found.draws, found.seed, found.interval) == (draws, seed, "documents")


def test_documents_of_one_participant_are_drawn_together() -> None:
    table = random_table(8, documents=8)
    joint = ["P", "P", "Q", "Q", "R", "R", "S", "S"]
    by_hand = table_of(table.values, [n // 2 for n in table.document], table.weights)
    clustered = table_of(table.values, table.document, table.weights, joint)
    first, second = figures(by_hand, draws=100), figures(clustered, draws=100)
    assert second.clusters == ("P", "Q", "R", "S")
    assert first.by_code.equals(second.by_code)
    assert len(second.documents) == 8


def test_the_same_seed_gives_the_same_interval_whatever_is_compared_beside() -> None:
    table = random_table(9)
    whole = figures(table, draws=80).by_code
    alone = figures(
        Table(**{**table.__dict__, "codes": ("b",), "values": table.values[:, :, 1:2]}), draws=80
    ).by_code
    for name in [f"{name}{end}" for name in NAMES for end in ("", "_low", "_high")]:
        assert whole[name][1] == pytest.approx(alone[name][0]), name


def test_few_documents_have_a_warning_and_two_have_no_interval() -> None:
    for documents, note in (
        (2, "no interval: 2 documents, it takes 3"),
        (5, "interval from 5 documents: unreliable below 8"),
    ):
        found = figures(random_table(1, n=120, documents=documents), draws=60)
        for row in found.by_code.to_dict("records"):
            assert note in row["note"]
            assert math.isnan(row["alpha_low"]) == (documents == 2)
        assert found.draws == (0 if documents == 2 else 60)
    enough = figures(random_table(1, n=240, documents=8), draws=60)
    assert set(enough.by_code["note"]) == {""}


def test_an_interval_is_refused_where_draws_are_undefined() -> None:
    values = np.zeros((20, 2, 1), dtype=np.uint8)
    values[0] = 1  # the only document with the code: a third of the draws miss it
    row = figures(table_of(values), draws=400).by_code.iloc[0]
    assert (row["kappa"], row["alpha"]) == (1, 1)
    assert math.isnan(row["kappa_low"])
    assert (row["percent_low"], row["percent_high"]) == (1, 1)
    assert "no interval for kappa, alpha, positive: undefined in up to 3" in row["note"]
    assert "fewer than 10 uses by Mia, Lin" in row["note"]


def test_notes_say_why_a_figure_is_not_there() -> None:
    nothing = np.zeros((4, 2, 3), dtype=np.uint8)
    nothing[:, :, 1] = 1
    nothing[:, 0, 2] = 2
    notes = figures(table_of(nothing), draws=0).by_code["note"].tolist()
    assert notes == [
        "no variation (nobody used it): kappa and alpha are undefined",
        "no variation (everybody used it everywhere): kappa and alpha are undefined",
        "no unit was judged by two coders",
    ]


def test_a_coder_who_coded_nothing_has_kappa_zero_and_alpha_below() -> None:
    values = np.zeros((10, 2, 1), dtype=np.uint8)
    values[:4, 0] = 1
    row = figures(table_of(values), draws=0).by_code.iloc[0]
    assert (row["kappa"], row["positive"]) == (0, 0)
    assert row["alpha"] < 0


@pytest.mark.parametrize("coders", [1, 2])
def test_nothing_to_compare_has_a_reason_and_no_number(coders: int) -> None:
    for values in (np.zeros((0, coders, 2)), np.full((3, coders, 2), 2)):
        found = figures(table_of(values))
        assert found.by_code[list(NAMES)].isna().all().all()
        assert set(found.by_code["note"]) == {"no unit was judged by two coders"}
        assert found.overall["value"].isna().all()
        assert set(found.overall["note"]) == {"no unit was judged by two coders"}
        assert (found.documents, found.draws) == ((), 0)
    assert figures(table_of(np.zeros((3, 2, 0)))).by_code.empty


def test_a_code_unknown_to_a_coder_is_in_no_set() -> None:
    table = random_table(11)
    values = table.values.copy()
    values[5, 1, 2] = 2
    values[5, 0, :] = values[5, 2, :] = 0
    found = figures(table_of(values, table.document, table.weights), draws=0).overall
    without = figures(table_of(values[:, :, :2], table.document, table.weights), draws=0).overall
    rows = found["coefficient"].str.startswith("alpha_set")
    assert found[rows]["value"].tolist() == without[rows]["value"].tolist()
    assert found[rows]["note"].str.startswith("without c,").sum() >= 3


def test_krippendorffs_interval_is_for_alpha_alone_and_needs_no_documents() -> None:
    table = random_table(5, n=200, coders=2, documents=1)
    found = figures(table, draws=500, interval="krippendorff").by_code
    assert found["kappa_low"].isna().all()
    for n, row in found.iterrows():
        rows = np.repeat(table.values[:, :, int(str(n))], table.weights, axis=0)
        rows = rows[(rows != 2).all(axis=1)]
        # Two coders: the number of disagreeing pairs is binomial, expected disagreement fixed.
        share = (rows[:, 0] != rows[:, 1]).mean()
        wide = 2 * 1.96 * math.sqrt(share * (1 - share) / len(rows)) * (1 - row["alpha"]) / share
        assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
        assert row["alpha_high"] - row["alpha_low"] == pytest.approx(wide, rel=0.15)


@pytest.mark.parametrize("options", [{"interval": "jackknife"}, {"draws": -1}, {"level": 1.5}])
def test_an_interval_that_is_none_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(QualcodeError):
        figures(random_table(1), **options)


def test_characters_are_counted_and_not_held() -> None:
    length = 3_000_000
    spans = {"Mia": [("a", 0, 1_000_000)], "Lin": [("a", 500_000, 1_500_000)]}
    done = {coder: [Done(0, length)] for coder in spans}
    document = Document("D", length, [(0, length)], spans, done)
    table = reduce([document], ["Mia", "Lin"], ["a"], unit="characters")
    assert len(table.values) == 4
    row = figures(table, draws=0).by_code.iloc[0]
    want = two_by_two(500_000, 500_000, 500_000, 1_500_000)
    assert row["n_units"] == length
    assert (row["kappa"], row["alpha"]) == pytest.approx(
        (want["cohen_kappa"], want["alpha_nominal"])
    )


def test_matched_spans_add_up_over_documents() -> None:
    draw = np.random.default_rng(2)
    made = []
    for n in range(6):
        spans = {
            coder: [
                (str(draw.choice(["a", "b"])), int(start), int(start) + int(draw.integers(3, 15)))
                for start in draw.integers(0, 80, size=8)
            ]
            for coder in ("Mia", "Lin")
        }
        done = {coder: [Done(0, 100)] for coder in spans}
        made.append(Document(f"D{n}", 100, [(0, 100)], spans, done))
    found = matched(made, ["Mia", "Lin"], ["a", "b"], threshold=0.3, draws=200)
    for row in found.to_dict("records"):
        own, their, pairs = 0, 0, 0
        for document in made:
            first, second = (
                [s for s in document.spans[c] if s[0] == row["code"]] for c in ("Mia", "Lin")
            )
            own, their = own + len(first), their + len(second)
            pairs += len(match_spans(first, second, 0.3)["matches"])
        assert (row["n_first"], row["n_second"], row["n_matched"]) == (own, their, pairs)
        assert row["f1"] == 2 * pairs / (own + their)
        assert row["f1_low"] <= row["f1"] <= row["f1_high"]


def test_spans_match_only_where_both_coders_could_have_one() -> None:
    spans = {
        "Mia": [("a", 0, 5), ("a", 20, 25), ("a", 8, 12), ("b", 0, 5), ("a", 30, 35)],
        "Lin": [("a", 0, 5)],
    }
    done = {"Mia": [Done(0, 40)], "Lin": [Done(0, 10), Done(30, 40), Done(0, 10, frozenset("b"))]}
    document = Document("D", 40, [(0, 30), (30, 40)], spans, done, [True, False])
    found = matched([document], ["Mia", "Lin"], ["a", "b"]).to_dict("records")
    assert [found[0][k] for k in ("n_first", "n_second", "n_matched", "f1")] == [1, 1, 1, 1]
    assert [found[1][k] for k in ("n_first", "n_second", "n_matched")] == [0, 0, 0]
    assert math.isnan(found[1]["f1"])
    assert math.isnan(found[0]["f1_low"])


@given(
    st.lists(
        st.lists(
            st.lists(
                st.tuples(st.sampled_from("ab"), st.integers(0, 28), st.integers(1, 8)), max_size=3
            ),
            min_size=3, max_size=3,
        ),
        min_size=1, max_size=4,
    ),
    st.integers(2, 3),
)  # fmt: skip
def test_u_alpha_of_documents_is_that_of_one_continuum(coded: Any, number: int) -> None:
    """Documents end to end, a step of text between them that nobody can code across."""
    coders, size = ("A", "B", "C")[:number], 40
    documents = [
        Document(
            f"D{n}", size, [(0, 36), (36, 40)],
            {
                coder: [(code, at, at + long) for code, at, long in own]
                for coder, own in zip(coders, spans, strict=False)
            },
            {coder: [Done(0, size)] for coder in coders}, [True, False],
        )
        for n, spans in enumerate(coded)
    ]  # fmt: skip
    found = u_alpha(documents, coders, ["a", "b"], draws=0).set_index("code")
    for code in ("a", "b"):
        lines = []
        for coder in coders:
            own = [
                (code, start + n * 36, end + n * 36)
                for n, one in enumerate(documents)
                for start, end in merged(s[1:] for s in one.spans[coder] if s[0] == code)
            ]
            lines.append(own)
        wanted = unitizing(lines, 36 * len(documents))["binary_u_alpha"]
        assert found.at[code, "u_alpha"] == pytest.approx(
            math.nan if wanted is None else wanted, nan_ok=True
        )
        assert found.at[code, "characters"] == 36 * len(documents)


def test_u_alpha_is_of_what_all_coders_did_and_knew_and_resamples_documents() -> None:
    def document(n: int, lin: Done) -> Document:
        spans = {"Mia": [("a", 0, 10), ("a", 5, 12)], "Lin": [("a", 0, 8 + n)]}
        return Document(f"D{n}", 40, [(0, 40)], spans, {"Mia": [Done(0, 40)], "Lin": [lin]})

    made = [document(n, Done(0, 30)) for n in range(4)]
    made.append(document(9, Done(0, 30, frozenset("a"))))
    found = u_alpha(made, ["Mia", "Lin"], ["a", "b"]).set_index("code")
    assert list(found["documents"]) == [4, 5]
    assert list(found["characters"]) == [120, 150]
    a, b = found[["u_alpha_low", "u_alpha", "u_alpha_high"]].values.tolist()
    assert a[0] < a[1] < a[2]
    assert math.isnan(b[1])
    few = u_alpha(made[:2], ["Mia", "Lin"], ["a"])
    assert few["u_alpha_low"].isna().all()
