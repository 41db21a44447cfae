"""Rounds: what is drawn, who sees what while one is open, what stays when it is closed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import build

import qualcode
from qualcode.agreement.area import Agreement
from qualcode.agreement.rounds_sample import Unit, draw, shares
from qualcode.history import replay
from qualcode.project import Project
from qualcode.store.tables import journalled


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study with Mia's work in it, as Mia, who leads."""
    with build(store_url, tmp_path) as made:
        for document, quote, code in (
            ("L03", "最缺人。", "gap filling"), ("L03", "熟门熟路", "trust"),
            ("L02", "Then nobody slept.", "fatigue"),
        ):  # fmt: skip
            made.coding.apply(document, code=code, quote=quote)
        made.coding.apply("001 · q8", code="fatigue", whole=True)
        yield made


def rounds(project: Project) -> Agreement:
    """Return the rounds of a project."""
    return project.agreement


def reliability(project: Project, **more: Any) -> None:
    """Open a round in which Mia and Lin code L03 and L02 whole."""
    rounds(project).new_round(
        "round 1", coders=["Mia", "Lin"], origin="documents", sample=None, **more
    )


def as_lin(project: Project, url: str) -> Project:
    """Open the study as Lin."""
    return qualcode.open(url, coder="Lin")


# Drawing ------------------------------------------------------------------------------------------

SIZES = st.dictionaries(st.text("abcd", min_size=1, max_size=2), st.integers(1, 30), min_size=1)


@given(SIZES, st.integers(0, 120), st.booleans())
def test_shares_are_all_that_is_asked_for_and_no_more_than_there_is(
    sizes: dict[str, int], n: int, equal: bool
) -> None:
    given_ = shares(n, sizes, equal=equal)
    assert list(given_) == list(sizes)
    assert sum(given_.values()) == min(n, sum(sizes.values()))
    assert all(0 <= given_[name] <= sizes[name] for name in sizes)
    if n >= len(sizes):
        assert all(given_.values())


@given(SIZES, st.integers(1, 60))
def test_strata_are_drawn_in_proportion_to_within_one(sizes: dict[str, int], n: int) -> None:
    total = sum(sizes.values())
    n = min(n, total)
    exact = {name: n * size / total for name, size in sizes.items()}
    given_ = shares(n, sizes)
    if all(share >= 1 for share in exact.values()):  # else small strata get their one
        assert all(abs(given_[name] - exact[name]) < 1 for name in sizes)


def units_of(documents: dict[str, int], strata: dict[str, str]) -> list[Unit]:
    return [
        Unit(document, 100 * n, 100 * n + 50, (strata.get(document, ""),))
        for document, count in documents.items()
        for n in range(count)
    ]


@given(SIZES, st.integers(1, 60), st.integers(), st.randoms(use_true_random=False), st.booleans())
def test_a_sample_is_the_same_for_the_seed_whatever_the_order_of_units(
    documents: dict[str, int], n: int, seed: int, dice: Any, each: bool
) -> None:
    pool = units_of(documents, {name: name[0] for name in documents})
    shuffled = list(pool)
    dice.shuffle(shuffled)
    drawn = draw(pool, n, seed, each_document=each)
    assert draw(shuffled, n, seed, each_document=each) == drawn
    assert len(drawn) == len({u.key for u in drawn}) == min(n, len(pool))
    assert set(drawn) <= set(pool)


@given(SIZES, st.integers(1, 60), st.integers(0, 5))
def test_every_document_has_a_passage_where_there_are_enough(
    documents: dict[str, int], n: int, seed: int
) -> None:
    pool = units_of(documents, {name: name[0] for name in documents})
    drawn = {u.document for u in draw(pool, n, seed, each_document=True)}
    assert len(drawn) == min(n, len(documents))


def test_other_seeds_draw_otherwise() -> None:
    pool = units_of({"a": 40}, {})
    assert len({tuple(u.key for u in draw(pool, 5, seed)) for seed in range(20)}) > 10


# Opening ------------------------------------------------------------------------------------------


def test_a_round_records_how_it_was_drawn_and_gives_each_coder_all_of_it(project: Project) -> None:
    made = rounds(project).new_round(
        "round 1", coders=["Mia", "Lin"], origin="interviews", turns=2, sample=3, seed=7,
        stratify="language",
    )  # fmt: skip
    assert (made.kind, made.blind, made.state, made.freeze) == (
        "reliability",
        True,
        "open",
        "round 1",
    )
    assert dict(made.settings) == {
        "seed": 7, "sample": 3, "asked": 3, "from": "interviews", "turns": 2,
        "stratify": ["language"], "units": 4, "documents": 2, "barred": 0,
        "strata": [
            {"stratum": "en", "units": 2, "sample": 2}, {"stratum": "zh", "units": 2, "sample": 1},
        ],
        "key": None, "of": None,
    }  # fmt: skip
    passages = rounds(project).round_passages("round 1")
    assert sorted(passages[passages["coder"] == "Lin"]["text"]) == sorted(
        passages[passages["coder"] == "Mia"]["text"]
    )
    assert list(passages["state"]) == ["new"] * 6
    assert all(text.startswith(("访谈员", "那", "他", "Who", "And")) for text in passages["text"])


def test_the_newest_freeze_serves_while_the_codebook_is_as_it_was(project: Project) -> None:
    project.codebook.freeze("v1")
    reliability(project)
    project.codebook.add("later")
    second = rounds(project).new_round("round 2", origin="documents", sample=None)
    assert rounds(project).round("round 1").freeze == "v1"
    assert second.freeze == "round 2"
    third = rounds(project).new_round("round 3", origin="documents", sample=None, freeze="v1")
    assert third.freeze == "v1"


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"kind": "blind"}, qualcode.UsageError, "Kinds are: training, reliability, audit"),
        ({"coders": ["Lin"]}, qualcode.UsageError, "two coders at least"),
        ({"coders": ["Lin", "Nobody"]}, qualcode.NotFound, "No coder"),
        ({"origin": "q9"}, qualcode.NotFound, "q8"),
        ({"stratify": "distrikt"}, qualcode.NotFound, "district"),
        ({"sample": 0}, qualcode.UsageError, "one passage at least"),
        ({"freeze": "v9"}, qualcode.NotFound, "No freeze"),
        ({"kind": "stability"}, qualcode.NotEnoughData, "has finished"),
        ({"kind": "training"}, qualcode.NotEnoughData, "Mia has finished"),
        ({"kind": "audit"}, qualcode.NotEnoughData, "with suggestions taken"),
        ({"key": "Mia"}, qualcode.UsageError, "training"),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_leaves_nothing(
    project: Project, more: dict[str, Any], error: type[Exception], said: str
) -> None:
    before = len(project.history.rows())
    with pytest.raises(error, match=said):
        rounds(project).new_round("round 1", **more)
    assert rounds(project).round_rows() == []
    assert len(project.history.rows()) == before


def test_only_the_lead_opens_and_closes(project: Project, store_url: str) -> None:
    reliability(project)
    with as_lin(project, store_url) as lin:
        for act in (
            lambda: rounds(lin).new_round("round 2"), lambda: rounds(lin).close("round 1"),
            lambda: rounds(lin).export_round("round 1", "Lin", "x.qualcode"),
        ):  # fmt: skip
            with pytest.raises(qualcode.NotAllowed, match="Only the lead"):
                act()
    with pytest.raises(qualcode.Conflict, match="already"):
        reliability(project)


def test_answers_are_drawn_by_a_field_of_their_cases(project: Project) -> None:
    made = rounds(project).new_round(
        "cards", origin="q8", sample=2, stratify=["district", "language"]
    )
    assert made.settings["strata"] == [
        {"stratum": "Xihu · en", "units": 1, "sample": 1},
        {"stratum": "Yuhang · zh", "units": 1, "sample": 1},
    ]


# Blindness, door by door --------------------------------------------------------------------------

Door = Callable[[Project], Any]
DOORS: dict[str, tuple[Door, Any]] = {
    "segments": (lambda p: list(p.coding.segments()["document"]), ["001 · q8"]),
    "coder": (lambda p: list(p.coding.segments(coder="Mia")["document"]), ["001 · q8"]),
    "rows": (lambda p: [r.document for r in p.coding.rows()], ["001 · q8"]),
    "count": (lambda p: p.coding.count(), 1),
    "marks": (lambda p: p.coding.marks("L03"), []),
    "window": (lambda p: p.coding.in_window("L03", 0, 100), []),
    "overview": (lambda p: p.coding.overview().segments, {"Mia": 1}),
    "reviewed": (lambda p: p.coding.reviewed(), []),
    "documents": (
        lambda p: p.documents.frame()[["segments", "coders"]].values.tolist(),
        [[0, ""], [0, ""], [1, "Mia"], [0, ""]],
    ),
    "codebook": (
        lambda p: p.codebook.frame().set_index("code")[["segments", "documents"]].T.to_dict("list"),
        {"gaps": [0, 0], "gap filling": [0, 0], "fatigue": [1, 1], "trust": [0, 0]},
    ),
    "memos": (lambda p: [m.text for m in p.memos.rows()], ["on a code"]),
    "memos of a document": (lambda p: [m.text for m in p.memos.rows(document="L03")], []),
    "retrieval": (lambda p: list(p.analysis.retrieve("")["document"]), ["001 · q8"]),
    "search in a code": (lambda p: len(p.analysis.search("人", code="gap filling")), 0),
    "layer": (lambda p: p.coding.layer("Mia").pieces, {}),
    "look": (lambda p: len(p.documents.to_look_at()), 0),
}  # fmt: skip


@pytest.fixture
def leaky(project: Project) -> Project:
    """Return the study with memos and reviews beside the segments, in a round of Mia and Lin."""
    [segment] = project.coding.segments(code="trust")["segment"]
    project.memos.add("on the document", about="document", name="L03")
    project.memos.add("on a passage", about="document", name="L03", start=40, end=50)
    project.memos.add("on a segment", about="segment", name=segment)
    project.memos.add("on a code", about="code", name="trust")
    project.coding.done("L03")
    reliability(project)
    return project


@pytest.mark.parametrize("door", DOORS)
def test_who_codes_blind_sees_nothing_of_others_on_the_documents_of_the_round(
    leaky: Project, store_url: str, door: str
) -> None:
    act, seen = DOORS[door]
    with as_lin(leaky, store_url) as lin:
        assert act(lin) == seen
        before = act(lin)
    rounds(leaky).close("round 1", anyway=True)
    with as_lin(leaky, store_url) as lin:
        whole = act(lin)
        assert whole == act(leaky)
        if door not in ("search in a code", "look"):
            assert whole != before


def test_the_history_tells_nothing_of_others_while_one_codes_blind(
    leaky: Project, store_url: str
) -> None:
    applied = [r.number for r in leaky.history.rows() if r.what == "apply code"]
    with as_lin(leaky, store_url) as lin:
        log = lin.history.log()
        assert not any(
            name in subject
            for subject in log["subject"]
            for name in ("trust", "on a", "gap filling")
        )
        for number in applied:
            assert list(lin.history.show(number)["operation"]) == ["withheld"]
        past = lin.history.at(int(log["number"].max()))
        assert list(past.segments()["document"]) == ["001 · q8"]
        assert set(past.documents()["segments"]) == {0, 1}
        assert lin.history.check().sound


def test_reports_hold_nothing_of_others_while_one_codes_blind(
    leaky: Project, store_url: str, tmp_path: Path
) -> None:
    with as_lin(leaky, store_url) as lin:
        lin.report.write(tmp_path / "blind.csv")
    assert "熟门熟路" not in (tmp_path / "blind.csv").read_text(encoding="utf-8-sig")


def test_a_segment_that_is_hidden_is_not_found_by_its_uid(leaky: Project, store_url: str) -> None:
    with leaky.store.read(whole=True) as connection:
        [segment, *_] = connection.exec_driver_sql("SELECT uid FROM segment ORDER BY id").scalars()
    with as_lin(leaky, store_url) as lin:
        with pytest.raises(qualcode.NotFound, match="No segment"):
            lin.coding.remove(segment)
        with pytest.raises(qualcode.NotFound):
            lin.memos.add("mine", about="segment", name=segment)


def test_ones_own_work_before_a_round_is_out_of_sight_in_it_and_back_after(
    project: Project,
) -> None:
    project.coding.done("L03")
    project.coding.done("L02")
    rounds(project).new_round("again", kind="stability", origin="documents", sample=None)
    assert list(project.coding.segments()["document"]) == ["001 · q8"]
    assert project.coding.states() == {project.documents.find("001 · q8").id: "in work"}
    uid = project.coding.apply("L03", code="trust", quote="熟门熟路")
    assert list(project.coding.segments(document="L03")["segment"]) == [uid]
    assert list(project.coding.segments(document="L03")["round"]) == ["again"]
    project.coding.done("L03")
    project.coding.done("L02")
    rounds(project).close("again")
    assert sorted(project.coding.segments(document="L03")["code"]) == [
        "gap filling",
        "trust",
        "trust",
    ]


def test_on_a_passage_only_the_passage_is_a_pass_of_its_own(project: Project) -> None:
    """What Mia coded elsewhere in the interview stays in her sight; others' work never."""
    end = project.documents.turns("L03")[1].end
    rounds(project).new_round("p", coders=["Mia", "Lin"], origin="interviews", turns=2, sample=None)
    with project.store.batch("drop") as batch:  # keep the first passage of L03 alone
        keep = project.documents.find("L03").id
        rows = batch.connection.exec_driver_sql(
            "SELECT a.id, v.document_id, a.start_at FROM assignment a "
            "JOIN version v ON v.id = a.version_id"
        ).all()
        batch.delete("assignment", [r[0] for r in rows if r[1] != keep or r[2] > 10])
    assert end > 40
    assert list(project.coding.segments(document="L03")["code"]) == []
    assert list(project.coding.segments(document="L02")["code"]) == ["fatigue"]


# The coder's session ------------------------------------------------------------------------------


def test_work_on_assigned_passages_goes_to_the_round_and_elsewhere_does_not(
    project: Project, store_url: str
) -> None:
    rounds(project).new_round("p", coders=["Mia", "Lin"], turns=2, sample=1, seed=3)
    [part] = [p for p in rounds(project).round_parts("p") if p.coder == "Lin"]
    other = "L02" if part.document == "L03" else "L03"
    with as_lin(project, store_url) as lin:
        current = lin.coding.current_round(part.document)
        assert current is not None
        assert (current.name, current.kind, current.blind) == ("p", "reliability", True)
        assert current.passages == ((part.start, part.end),)
        assert lin.coding.current_round(other) is None
        lin.coding.apply(part.document, part.start, part.end, "trust")
        lin.coding.apply(other, 0, 8, "trust")
        assert (
            dict(
                zip(
                    lin.coding.segments(coder="Lin")["document"],
                    lin.coding.segments(coder="Lin")["round"],
                    strict=True,
                )
            )[part.document]
            == "p"
        )
        [outside] = lin.coding.rows(document=other, coder="Lin")
        assert outside.round is None
        assert [(b.coder, b.assigned, b.done) for b in rounds(lin).board("p")] == [
            ("Mia", 1, 0), ("Lin", 1, 0),
        ]  # fmt: skip
        assert [p.state for p in rounds(lin).round_parts("p", coder="Lin")] == ["in work"]
        lin.coding.done(part.document)
        assert [p.state for p in rounds(lin).round_parts("p", coder="Lin")] == ["done"]
        lin.coding.done(part.document, reopen=True)
        assert [b.left for b in rounds(lin).board("p")] == [1, 1]


def test_cards_of_a_round_are_new_in_it_whatever_was_ticked_before(
    project: Project, store_url: str
) -> None:
    project.coding.finish("001 · q8")
    rounds(project).new_round("cards", origin="q8", sample=None, coders=["Mia", "Lin"])
    card = project.coding.card("001 · q8")
    assert (card.state, card.ticks) == ("new", ())
    assert project.coding.toggle(["001 · q8", "002 · q8"], "fatigue")
    project.coding.finish(["001 · q8", "002 · q8"])
    assert [(b.coder, b.left) for b in rounds(project).board("cards")] == [("Mia", 0), ("Lin", 2)]
    assert project.coding.card("001 · q8").told() == "fatigue"
    rounds(project).close("cards", anyway=True)
    assert list(project.coding.segments(document="001 · q8")["round"].fillna("")) == ["", "cards"]


def test_suggestions_are_not_taken_where_one_codes_unaided(project: Project) -> None:
    reliability(project)
    with pytest.raises(qualcode.NotAllowed, match="unaided in “round 1”"):
        project.coding.apply("L03", 10, 20, "trust", origin="suggested")


# Closing ------------------------------------------------------------------------------------------


def test_a_round_with_passages_left_is_closed_only_on_purpose(project: Project) -> None:
    reliability(project)
    project.coding.done("L03")
    with pytest.raises(qualcode.Conflict, match="Mia 1 of 2, Lin 2 of 2"):
        rounds(project).close("round 1")
    assert rounds(project).close("round 1", anyway=True).state == "closed"
    with pytest.raises(qualcode.Conflict, match="closed already"):
        rounds(project).close("round 1")
    project.history.undo()
    assert rounds(project).round("round 1").state == "open"


def test_the_work_of_a_closed_round_stays_as_it_was(project: Project) -> None:
    reliability(project)
    first = project.coding.apply("L03", code="trust", quote="最缺人。")
    second = project.coding.apply("L03", code="fatigue", quote="最缺人。")
    rounds(project).close("round 1", anyway=True)
    kept = project.coding.segments(round="round 1")
    c = project.coding
    for act in (
        lambda: c.remove(first), lambda: c.change(first, code="fatigue"),
        lambda: c.change(first, start=0, end=5), lambda: c.recode([first], "fatigue"),
        lambda: c.split(first, int(kept["start"].iloc[0]) + 2), lambda: c.merge([first, second]),
        lambda: c.apply("L03", 0, 5, "trust", round="round 1"),
        lambda: c.done("L03", round="round 1"),
    ):  # fmt: skip
        with pytest.raises((qualcode.Conflict, qualcode.UsageError), match=r"is closed|one code"):
            act()
    project.history.undo()  # the closing
    rounds(project).close("round 1", anyway=True)
    [batch] = [
        r for r in project.history.rows() if r.what == "apply code" and "trust" in r.subject
    ][:1]
    with pytest.raises(qualcode.Conflict, match="“round 1” is closed"):
        project.history.undo(batch.number)
    pd.testing.assert_frame_equal(project.coding.segments(round="round 1"), kept)
    project.coding.apply("L03", code="trust", quote="最缺人。")
    assert len(project.coding.segments(document="L03", code="trust")) == 3


# Training and audit -------------------------------------------------------------------------------


def test_training_is_held_against_the_key_after_each_passage_and_barred_from_later_samples(
    project: Project, store_url: str
) -> None:
    project.coding.done("L03")
    made = rounds(project).new_round("t", kind="training", origin="documents", sample=None)
    assert (made.settings["key"], made.settings["units"]) == ("Mia", 1)
    with as_lin(project, store_url) as lin:
        assert rounds(lin).board("t")[0].coder == "Lin"
        assert lin.coding.marks("L03") == []
        lin.coding.apply("L03", code="gap filling", quote="最缺人。")
        lin.coding.apply("L03", code="fatigue", quote="最缺人。")
        assert rounds(lin).feedback("t").empty
        lin.coding.done("L03")
        said = rounds(lin).feedback("t")
        assert list(zip(said["code"], said["text"], said["said"], strict=True)) == [
            ("fatigue", "最缺人。", "extra"), ("gap filling", "最缺人。", "agreed"),
            ("trust", "熟门熟路", "missed"),
        ]  # fmt: skip
    later = rounds(project).new_round("round 1", origin="documents", sample=None)
    assert (later.settings["units"], later.settings["barred"]) == (1, 1)
    assert set(rounds(project).round_passages("round 1")["document"]) == {"L02"}
    with pytest.raises(qualcode.UsageError, match="round of reliability"):
        rounds(project).feedback("round 1")


def test_an_audit_draws_on_aided_work_and_tells_what_share_was_suggested(project: Project) -> None:
    project.coding.apply("L03", code="fatigue", quote="早上七点", origin="suggested")
    project.coding.done("L03")
    project.coding.done("L02")
    made = rounds(project).new_round("a", kind="audit", origin="documents", sample=None)
    assert (made.settings["of"], made.settings["units"]) == ("Mia", 1)
    assert [b.coder for b in rounds(project).board("a")] == ["Lin"]
    with pytest.raises(qualcode.NotAllowed, match="open"):
        rounds(project).suggested_share("a")
    rounds(project).close("a", anyway=True)
    assert rounds(project).suggested_share("a") == {
        "segments": 3, "suggested": 1, "share": pytest.approx(1 / 3),
    }  # fmt: skip


# By file ------------------------------------------------------------------------------------------


@pytest.fixture
def sent(project: Project, tmp_path: Path) -> Path:
    """Return the file of Lin's part of a round: one passage of each interview."""
    project.cases.set("001", "district", "Xihu")
    project.coding.done("L03")
    project.documents.mask("L02", {"Moira": "[person 1]"})
    project.codebook.freeze("v1")
    project.codebook.add("made after the freeze")
    rounds(project).new_round(
        "round 1", coders=["Mia", "Lin"], turns=2, sample=2, seed=1, freeze="v1"
    )
    return rounds(project).export_round("round 1", "Lin", tmp_path / "lin.qualcode")


def everything_in(path: Path) -> str:
    """Return all that a project file says: its bytes, and what its journal holds packed."""
    with qualcode.open(path) as file, file.store.read(whole=True) as connection:
        packed = [
            zlib.decompress(row[0]).decode()
            for row in connection.exec_driver_sql("SELECT payload FROM event")
        ]
    return path.read_bytes().decode("utf-8", "replace") + "\n".join(packed)


def test_a_round_file_holds_the_coders_passages_and_the_freeze_alone(
    project: Project, sent: Path
) -> None:
    passages = rounds(project).round_passages("round 1", coder="Lin")
    with qualcode.open(sent) as file:
        assert file.coder is not None
        assert file.coder.name == "Lin"
        assert rounds(file).round_passages("round 1").equals(passages)
        for name in ("L03", "L02"):
            text, inside = project.documents.text(name), file.documents.text(name)
            [(start, end)] = passages[passages["document"] == name][["start", "end"]].values
            assert inside == " " * start + text[start:end] + " " * (len(text) - end)
        assert list(file.codebook.frame()["code"]) == ["gaps", "gap filling", "fatigue", "trust"]
        assert file.codebook.frame()["name_zh"].tolist()[1] == "补位"
        assert list(file.cases.frame()["case"]) == []
        assert [(c.name, c.role) for c in file.coders.list()] == [("Lin", "coder")]
        assert file.coding.segments().empty
        assert file.history.check().sound
    said = everything_in(sent)
    whole = project.documents.text("L03") + project.documents.text("L02")
    inside = "".join(passages["text"])
    for words in (
        "最缺人。",
        "熟门熟路",
        "We",
        "Then nobody slept",
        "早上七点",
        "day two",
        "街道办只有",
    ):
        assert (words in said) == (words in inside), words
    assert "[person 1]" in whole
    for words in ("Moira", "made after the freeze", "Too many platforms", "Xihu"):
        assert words not in said


def test_what_is_coded_in_a_round_file_comes_back_by_merging_and_both_copies_meet(
    project: Project, sent: Path, tmp_path: Path
) -> None:
    with qualcode.open(sent) as file:
        part = rounds(file).round_parts("round 1")[0]
        uid = file.coding.apply(part.document, part.start, part.end, "trust")
        for one in rounds(file).round_parts("round 1"):
            file.coding.done(one.document)
        file.memos.add("mine", about="segment", name=uid)
        assert [(b.coder, b.left) for b in rounds(file).board("round 1")] == [("Lin", 0)]
    merged = project.history.merge(sent)
    assert (merged.coders, merged.collisions) == (("Lin",), ())
    assert [(b.coder, b.left) for b in rounds(project).board("round 1")] == [("Mia", 2), ("Lin", 0)]
    rounds(project).close("round 1", anyway=True)
    [row] = project.coding.rows(round="round 1")
    assert (row.segment, row.coder, row.code, row.start, row.end, row.memo) == (
        uid, "Lin", "trust", part.start, part.end, "mine",
    )  # fmt: skip
    assert project.history.merge(sent).batches == 0
    assert project.documents.text("L03").startswith("访谈员")
    assert project.history.check().sound
    if project.store.engine.dialect.name != "sqlite":
        return
    with qualcode.open(sent) as file:
        file.history.merge(project.where)
        with file.store.read(whole=True) as theirs, project.store.read(whole=True) as ours:
            for table in journalled():
                assert replay.content(theirs, table) == replay.content(ours, table), table
        assert file.documents.text("L03") == project.documents.text("L03")
        assert file.history.check().sound


@pytest.mark.parametrize(
    ("coder", "name", "error", "said"),
    [
        ("Mia", "x.zip", qualcode.UsageError, "ends in .qualcode"),
        ("Nobody", "x.qualcode", qualcode.NotFound, "No coder"),
        ("Ann", "x.qualcode", qualcode.NotFound, "Ann has no passage"),
        ("Lin", "none/x.qualcode", qualcode.NotFound, "no folder"),
        ("Lin", "lin.qualcode", qualcode.ProjectError, "there already"),
    ],
)
def test_a_round_file_that_cannot_be_is_refused_and_leaves_nothing(
    project: Project, sent: Path, coder: str, name: str, error: type[Exception], said: str
) -> None:
    project.coders.add("Ann")
    before = sorted(p.name for p in sent.parent.iterdir())
    with pytest.raises(error, match=said):
        rounds(project).export_round("round 1", coder, sent.parent / name)
    assert sorted(p.name for p in sent.parent.iterdir()) == before


def test_passages_that_hold_words_of_the_vault_are_not_sent(
    project: Project, tmp_path: Path
) -> None:
    project.documents.mask("L02", {"Moira": "[person 1]"})
    project.documents.edit("L03", project.documents.text("L03").replace("周", "Moira"))
    reliability(project)
    with pytest.raises(qualcode.Conflict, match="L03 holds words of the vault"):
        rounds(project).export_round("round 1", "Lin", tmp_path / "x.qualcode")
    assert not (tmp_path / "x.qualcode").exists()
