"""Coding through the API: apply, change, find, review, layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from study import ZH, build
from team import Team

import qualcode


def matrix_of(project: qualcode.Project, question: str, layer: str = "final") -> Any:
    """Return the matrix of a question's answers."""
    return project.analysis.matrix(question=question, layer=layer)


def test_a_segment_is_found_where_it_was_applied(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        start = ZH.index("最缺人。")
        uid = project.coding.apply("L03", start, start + 4, "gap filling", strength=80, memo="why")
        row = project.coding.segments().iloc[0]
        assert row["segment"] == uid
        assert (row["document"], row["speaker"], row["text"]) == ("L03", "周", "最缺人。")
        assert (row["code"], row["revision"], row["coder"]) == ("gap filling", 1, "Mia")
        assert (row["origin"], row["strength"], row["memo"]) == ("manual", 80, "why")


def test_a_quote_is_applied_to_the_nth_place_that_holds_it(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="trust", quote="街道办", nth=3)
        row = project.coding.segments().iloc[0]
        assert row["start"] == ZH.rindex("街道办")
        with pytest.raises(qualcode.InvalidSegment, match="3 times"):
            project.coding.apply("L03", code="trust", quote="街道办")
        with pytest.raises(qualcode.InvalidSegment, match="no number 9"):
            project.coding.apply("L03", code="trust", quote="街道办", nth=9)


def test_the_same_code_on_the_same_span_is_the_same_segment(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        first = project.coding.apply("L03", 0, 5, "trust")
        assert project.coding.apply("L03", 0, 5, "trust") == first
        assert project.coding.apply("L03", 0, 5, "fatigue") != first
        assert project.coding.apply("L03", 0, 6, "trust") != first
        assert project.coding.count() == 3


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 10_000), (10_000, 10_001)])
def test_a_span_the_document_does_not_have_is_refused(tmp_path: Path, start: int, end: int) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        with pytest.raises(qualcode.InvalidSegment, match="no span"):
            project.coding.apply("L03", start, end, "trust")
        assert project.coding.count() == 0


def test_categories_and_retired_codes_are_not_applied(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        with pytest.raises(qualcode.Conflict, match="category"):
            project.coding.apply("L03", 0, 5, "gaps")
        project.codebook.retire("trust")
        with pytest.raises(qualcode.Conflict, match="retired"):
            project.coding.apply("L03", 0, 5, "trust")
        with pytest.raises(qualcode.NotFound, match="Nearest: “fatigue”"):
            project.coding.apply("L03", 0, 5, "fatige")


def test_nobody_changes_anothers_segment(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        uid = project.coding.apply("L03", 0, 5, "trust")
    with qualcode.open(store_url, coder="Lin") as project:
        with pytest.raises(qualcode.NotAllowed, match="another coder's"):
            project.coding.remove(uid)
        with pytest.raises(qualcode.NotAllowed, match="another coder's"):
            project.coding.change(uid, strength=3)
        assert project.coding.count() == 1


def test_a_correction_near_the_start_leaves_every_other_quote(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        quotes = ["最缺人。", "六个工作人员", "熟门熟路", "早上七点街道办把名单发到群里"]
        uids = [project.coding.apply("L03", code="trust", quote=q) for q in quotes]
        touched = project.coding.apply("L03", code="fatigue", quote="最缺的是什么")
        corrected = ZH.replace("最缺的是什么", "最最缺的到底是什么", 1)
        look = project.documents.edit("L03", corrected)
        assert list(look["segment"]) == [touched]
        assert list(look["state"]) == ["changed"]
        rows = project.coding.segments(code="trust").set_index("segment")
        assert [rows.loc[u, "text"] for u in uids] == quotes
        assert project.documents.text("L03") == corrected
        assert list(project.documents.to_look_at()["before"]) == ["最缺的是什么"]
        project.history.undo()
        assert project.documents.text("L03") == ZH
        assert project.documents.to_look_at().empty


def test_done_tells_nothing_here_from_nobody_looked(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("001 · q8", code="fatigue", whole=True)
        project.coding.done("001 · q8")
        project.coding.done("002 · q8")
        matrix = matrix_of(project, question="q8")
        assert matrix.loc["001"].to_dict() == {"gap filling": 0, "fatigue": 1, "trust": 0}
        assert matrix.loc["002"].to_dict() == {"gap filling": 0, "fatigue": 0, "trust": 0}
        assert list(matrix.index) == ["001", "002"], "a blank answer is no document"
        project.codebook.add("duplicate work")
        assert matrix.columns.tolist() == ["gap filling", "fatigue", "trust"]
        later = matrix_of(project, question="q8")
        assert later["duplicate work"].isna().all(), "unknown to who reviewed before, not absent"
        project.coding.done("001 · q8", reopen=True)
        assert matrix_of(project, question="q8").loc["001"].isna().all()


def test_a_code_whose_meaning_changed_is_unknown_for_earlier_reviews(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.done("002 · q8")
        project.codebook.edit("trust", alters=True, definition={"en": "now means more"})
        assert matrix_of(project, question="q8").loc["002", "fatigue"] == 0
        assert matrix_of(project, question="q8").isna().loc["002", "trust"]


def test_final_leaves_out_what_several_coded_and_nobody_reconciled(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        for answer in ("001 · q8", "002 · q8"):
            project.coding.done(answer)
        project.coding.apply("001 · q8", code="fatigue", whole=True)
    with qualcode.open(path, coder="Lin") as project:
        project.coding.apply("001 · q8", code="trust", whole=True)
        project.coding.done("001 · q8")
        final = matrix_of(project, question="q8")
        assert final.loc["001"].isna().all()
        assert final.loc["002"].tolist() == [0, 0, 0]
        assert "1 case coded by several" in final.attrs["foot"]
        assert matrix_of(project, question="q8", layer="Mia").loc["001", "fatigue"] == 1
        union = matrix_of(project, question="q8", layer="union").loc["001"]
        assert union.to_dict() == {"gap filling": 0, "fatigue": 1, "trust": 1}
        with pytest.raises(qualcode.NotFound, match="Layers are"):
            matrix_of(project, question="q8", layer="Mai Lin")


def test_frequencies_count_reviewed_passages_and_roll_up(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="gap filling", quote="最缺人。")
        project.coding.apply("L02", code="gap filling", quote="day two")
        project.coding.done("L03")
        table: Any = project.analysis.frequencies().set_index("code")
        assert table.loc["gap filling", ["segments", "documents"]].tolist() == [1, 1]
        assert table.loc["gaps", ["segments", "documents"]].tolist() == [1, 1]
        assert table.loc["trust", "segments"] == 0
        assert table.attrs == {} or "1 documents reviewed" in table.attrs["foot"]


def test_viewport_finds_what_overlaps_whatever_its_length(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        n = len(ZH)
        spans = [(0, n), (0, 3), (10, 12), (11, 40), (40, 41), (n - 2, n - 1)]
        for at, (start, end) in enumerate(spans):
            code = ["trust", "fatigue"][at % 2]
            project.coding.apply("L03", start, end, code)
        for low, high in [(0, n), (11, 12), (12, 13), (40, 41), (n - 1, n)]:
            seen = {(r.start, r.end) for r in project.coding.in_window("L03", low, high)}
            assert seen == {(a, z) for a, z in spans if a < high and low < z}


def test_memos_on_anything(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        uid = project.coding.apply("L03", 0, 5, "trust")
        project.memos.add("on the study", kind="reflexive")
        project.memos.add("on a code", about="code", name="trust", kind="theory")
        project.memos.add("on a segment", about="segment", name=uid)
        project.memos.add("on a case", about="case", name="001", kind="case")
        project.memos.add("on a passage", about="document", name="L03", start=0, end=5)
        frame = project.memos.frame()
        assert sorted(frame["about"]) == ["case", "code", "document", "project", "segment"]
        assert set(frame["subject"]) == {"", "trust", "trust · L03", "001", "L03"}
        with pytest.raises(qualcode.UsageError, match="No kind of memo"):
            project.memos.add("x", kind="idea")
        with pytest.raises(qualcode.UsageError, match="empty"):
            project.memos.add("  ")
    with qualcode.open(store_url, coder="Lin") as project:
        memo = project.memos.rows()[0].memo
        with pytest.raises(qualcode.NotAllowed, match="Mia's"):
            project.memos.edit(memo, "mine now")


def test_a_segment_is_split_and_its_memos_stay_with_the_first_part(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        quote = "街道办只有六个工作人员，要管两万多户。"
        uid = project.coding.apply("L03", code="trust", quote=quote, strength=70, memo="both")
        before = project.coding.segments()
        second = project.coding.split(uid, ZH.index("要管"))
        rows = {r.segment: r for r in project.coding.rows()}
        assert (rows[uid].text, rows[uid].memo) == ("街道办只有六个工作人员，", "both")
        assert (rows[second].text, rows[second].memo) == ("要管两万多户。", None)
        assert (rows[second].code, rows[second].strength) == ("trust", 70)
        project.history.undo()
        assert project.coding.segments().equals(before)
        for at in (ZH.index(quote), ZH.index(quote) + len(quote), 0):
            with pytest.raises(qualcode.InvalidSegment, match="no words"):
                project.coding.split(uid, at)
        assert project.coding.segments().equals(before)


def test_merged_segments_span_what_lies_between_and_keep_all_memos(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        one = project.coding.apply("L03", code="trust", quote="最缺人。", memo="first")
        other = project.coding.apply("L03", code="trust", quote="要管两万多户。", memo="second")
        before = project.coding.segments()
        assert project.coding.merge([other, one]) == one
        [row] = project.coding.rows()
        assert row.text == "最缺人。街道办只有六个工作人员，要管两万多户。"
        assert (row.segment, row.memo) == (one, "first\n\nsecond")
        project.history.undo()
        assert project.coding.segments().equals(before)


def test_what_cannot_be_merged_is_said_and_nothing_changes(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        one = project.coding.apply("L03", code="trust", quote="最缺人。")
        code = project.coding.apply("L03", code="fatigue", quote="最缺人。")
        document = project.coding.apply("L02", 0, 9, "trust")
        whole = project.coding.apply("L03", code="trust", whole=True)
        before = project.coding.segments()
        for several, words in (
            ([one], "two segments"), ([one, one], "two segments"), ([one, code], "one code"),
            ([one, document], "one document"),
        ):  # fmt: skip
            with pytest.raises(qualcode.UsageError, match=words):
                project.coding.merge(several)
        with pytest.raises(qualcode.InvalidSegment, match="whole document"):
            project.coding.merge([one, whole])
        assert project.coding.segments().equals(before)


def test_a_segment_belongs_to_the_case_of_its_speaker(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        for case in ("the kitchen", "Moira herself"):
            project.cases.add(case)
        project.cases.link("L02", "the kitchen")
        project.cases.link("L02", "Moira herself", speaker="Moira")
        project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
        project.coding.apply("L02", code="fatigue", quote="And then?")
        project.coding.apply("L02", code="trust", whole=True)
        frame = project.coding.segments()
        assert list(zip(frame["text"].str[:4], frame["case"], strict=True)) == [
            ("They", "Moira herself"), ("And ", "the kitchen"), ("Inte", "the kitchen"),
        ]  # fmt: skip


def test_an_empty_list_has_the_columns_and_types_of_a_full_one(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        empty = project.coding.segments()
        assert empty["text"].str.len().tolist() == []
        project.coding.apply("L03", 0, 5, "trust", memo="x", strength=3)
        full = project.coding.segments()
        for name in ("segment", "document", "text", "code", "start", "end", "strength", "created"):
            assert empty[name].dtype == full[name].dtype, name


def test_a_recode_to_what_stands_there_already_leaves_one_with_the_memos_of_both(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        stays = project.coding.apply("L03", 0, 5, "trust", memo="one")
        goes = project.coding.apply("L03", 0, 5, "fatigue", memo="two")
        other = project.coding.apply("L03", 6, 9, "fatigue")
        assert project.coding.recode([goes, other], "trust") == 2
        rows = project.coding.segments().set_index("segment")
        assert set(rows.index) == {stays, other}
        assert set(str(rows.loc[stays, "memo"]).split("\n\n")) == {"one", "two"}
        project.history.undo()
        assert set(project.coding.segments()["code"]) == {"trust", "fatigue"}
        assert project.coding.segments().set_index("segment").loc[goes, "memo"] == "two"


def test_an_end_moved_to_where_another_ends_leaves_one(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        stays = project.coding.apply("L03", 0, 5, "trust")
        goes = project.coding.apply("L03", 0, 9, "trust")
        project.coding.change(goes, start=0, end=5)
        assert list(project.coding.segments()["segment"]) == [stays]
        project.history.undo()
        assert set(project.coding.segments()["segment"]) == {stays, goes}


def test_a_code_in_place_of_an_offset_is_told_where_it_belongs(tmp_path: Path) -> None:
    with (
        build(tmp_path / "s.qualcode", tmp_path) as project,
        pytest.raises(qualcode.UsageError, match="code='trust', quote="),
    ):
        project.coding.apply("L03", "trust", quote="街道办")  # type: ignore[arg-type]


def test_a_short_beginning_of_a_uid_is_said_to_be_too_short(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        one, two = (project.coding.apply("L03", n, 9, "trust") for n in (0, 1))
        shared = next(i for i in range(36) if one[i] != two[i])
        for short in (one[:4], one[:shared]):
            with pytest.raises(qualcode.Ambiguous, match="Give more of it"):
                project.coding.remove(short)
        with pytest.raises(qualcode.NotFound, match="No segment"):
            project.coding.remove("nothing")
        project.coding.remove(one[: max(shared + 1, 8)])
        assert list(project.coding.segments()["segment"]) == [two]


def test_the_beginning_of_two_coders_is_not_guessed_at(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coders.add("Linda")
    with pytest.raises(qualcode.Ambiguous, match="fits 2 coders: “Lin”, “Linda”"):
        qualcode.open(tmp_path / "s.qualcode", coder="Li")


def test_frames_without_rows_have_the_types_of_those_with(tmp_path: Path) -> None:
    with qualcode.create(tmp_path / "empty.qualcode", coder="Mia") as project:
        empty = {
            "documents": project.documents.frame(), "codebook": project.codebook.frame(),
            "segments": project.coding.segments(),
        }  # fmt: skip
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", 0, 5, "trust")
        full = {
            "documents": project.documents.frame(), "codebook": project.codebook.frame(),
            "segments": project.coding.segments(),
        }  # fmt: skip
    for name, frame in empty.items():
        assert len(frame) == 0
        assert dict(frame.dtypes) == dict(full[name].dtypes), name


def test_how_far_some_documents_are_is_how_far_they_are_among_all(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as study:
        study.coding.apply("L02", code="trust", quote="Then nobody slept.")
        study.coding.done("L03")
        keys = {row.document: row.id for row in study.documents.rows()}
        states = study.coding.states()
        assert states == {keys["L02"]: "in work", keys["L03"]: "done"}
        assert study.coding.states(list(keys.values())) == states
        assert study.coding.states([keys["L03"], keys["001 · q8"]]) == {keys["L03"]: "done"}
        assert study.coding.states([]) == {}
        assert [d.document for d in study.coding.reviewed(document="L03")] == ["L03"]
        assert study.coding.reviewed(document="L02") == []


@pytest.mark.parametrize("kind", ["training", "audit", "stability"])
def test_what_measures_coders_is_in_no_layer(tmp_path: Path, kind: str) -> None:
    build(tmp_path / "s.qualcode", tmp_path).close()
    team = Team(str(tmp_path / "s.qualcode"))
    team.code("Mia", "L03", ("trust", "最缺人。"))
    team.round("again", kind, documents=("L03",), coders=("Lin",))
    team.code("Lin", "L03", ("fatigue", "最缺人。"), round="again")
    team.close("again")
    with team.of("Mia") as project:
        for layer in ("final", "union"):
            found = project.analysis.frequencies(layer=layer).set_index("code")["segments"]
            assert (found["trust"], found["fatigue"]) == (1, 0)
        assert len(project.analysis.left_out()) == 0
