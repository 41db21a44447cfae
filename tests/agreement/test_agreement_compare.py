"""Comparing coders of a project: what is judged, what is missing, whose work of which round."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from team import Team

import qualcode
from qualcode import QualcodeError
from qualcode.agreement import coefficients, two_by_two
from qualcode.agreement.compared import Comparison
from qualcode.project import Project

OLD = "The old volunteers came on day two."
KNEW = "They knew every stairwell."
SLEPT = "Then nobody slept."
LACK = "最缺人。"
SIX = "街道办只有六个工作人员，要管两万多户。"
CAME = "我们的老志愿者第二天就来了，熟门熟路。"
SEVEN = "早上七点街道办把名单发到群里，我们分楼栋。"
UNITS = {"L03": (LACK, SIX, CAME, SEVEN), "L02": (OLD, KNEW, SLEPT)}


def coded(team: Team) -> None:
    """Have Mia and Lin code both interviews."""
    team.code("Mia", "L02", ("fatigue", SLEPT), ("trust", OLD))
    team.code("Lin", "L02", ("fatigue", SLEPT), ("trust", KNEW))
    team.code("Mia", "L03", ("gap filling", LACK), ("gap filling", SIX))
    team.code("Lin", "L03", ("gap filling", SIX))


def compare(team: Team, coder: str | None = "Mia", **how: Any) -> Comparison:
    """Compare as a coder."""
    with team.of(coder) as project:
        return project.agreement.compare(**how)


def row(found: Comparison, code: str) -> dict[str, Any]:
    """Return the figures of one code."""
    frame = found.by_code
    [record] = frame[frame["code"] == code].to_dict("records")
    return {str(k): v for k, v in record.items()}


def refused(team: Team, coder: str | None = "Mia", **how: Any) -> str:
    """Return the one line with which a comparison is refused."""
    with pytest.raises(QualcodeError) as caught:
        compare(team, coder, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_figures_of_a_small_table_are_those_worked_out_by_hand(team: Team) -> None:
    coded(team)
    found = compare(team, coders=["Mia", "Lin"])
    gap = row(found, "gap filling")  # both 1, Mia only 1, Lin only 0, neither 5
    assert {k: gap[k] for k in ("n_units", "n_any", "n_all")} == {
        "n_units": 7, "n_any": 2, "n_all": 1,
    }  # fmt: skip
    wanted = {
        "percent": 6 / 7, "kappa": 10 / 17, "alpha": 20 / 33, "ac1": 51 / 65, "positive": 2 / 3,
        "negative": 10 / 11,
    }  # fmt: skip
    assert {name: gap[name] for name in wanted} == pytest.approx(wanted)
    assert row(found, "fatigue")["kappa"] == 1.0
    assert row(found, "trust")["positive"] == 0.0
    [pair] = found.pairs[found.pairs["code"] == "gap filling"].to_dict("records")
    names = ("first", "second", "n_first", "n_second", "n_both", "n_neither")
    assert [pair[name] for name in names] == ["Mia", "Lin", 2, 1, 1, 5]
    pooled = found.overall.set_index("coefficient")["value"]
    assert pooled["percent_pooled"] == pytest.approx(18 / 21)
    assert pooled["share_uncoded_by_all"] == pytest.approx(2 / 7)
    assert "7 of them were judged by two coders" in found.foot
    assert "No intervals: 2 to resample, and it takes 3." in found.foot


def test_what_was_not_done_is_missing_and_what_was_done_and_left_uncoded_counts(team: Team) -> None:
    team.code("Mia", "L02", ("trust", OLD))
    team.code("Mia", "L03", ("trust", SIX))
    team.code("Lin", "L02")
    with team.of("Lin") as project:
        project.coding.apply("L03", code="trust", quote=SIX)
    found = compare(team)
    assert row(found, "trust")["n_units"] == 3
    assert row(found, "trust")["n_any"] == 1
    assert row(found, "fatigue")["percent"] == 1.0
    assert math.isnan(row(found, "fatigue")["kappa"])
    assert "nobody used it" in row(found, "fatigue")["note"]
    assert found.left_out.to_dict("records") == [
        {"document": "L03", "coder": "Mia", "why": "done by nobody else who is compared"}
    ]
    team.code("Lin", "L03")
    assert row(compare(team), "trust")["n_units"] == 7


def test_a_passage_that_was_done_is_compared_and_the_rest_is_missing(team: Team) -> None:
    team.code("Mia", "L02")
    with team.of("Lin") as project:
        at = project.documents.text("L02").index(KNEW)
        project.coding.apply("L02", code="trust", quote=OLD)
        project.coding.done("L02", at, at + len(KNEW))
    found = compare(team)
    assert (row(found, "trust")["n_units"], row(found, "trust")["n_any"]) == (1, 0)
    assert found.disagreements.empty
    assert "1 segment of Lin is in words not done, and not counted." in found.foot


def test_interviewers_turns_labels_and_headers_are_no_units_unless_asked(team: Team) -> None:
    for coder in ("Mia", "Lin"):
        team.code(coder, "L02", ("trust", "Who came first?" if coder == "Mia" else OLD))
    found = compare(team)
    assert row(found, "trust")["n_units"] == 3
    assert list(found.disagreements["text"]) == [OLD]
    asked = compare(team, interviewers=True)
    assert row(asked, "trust")["n_units"] == 5
    assert list(asked.disagreements["text"]) == ["Who came first?", OLD]
    assert "Interviewers' turns are counted." in asked.foot


def test_a_code_made_after_a_review_is_not_judged_there(team: Team) -> None:
    coded(team)
    with team.of("Mia") as project:
        project.codebook.add("late", parent="gaps")
        project.coding.done("L03")
    found = compare(team)
    assert row(found, "late")["n_units"] == 0
    assert row(found, "trust")["n_units"] == 7
    assert "Not judged by Lin, who did not know them" in found.foot
    # Where nobody knew it, the category is what both knew of it; where one did, it is not judged.
    assert row(compare(team, categories=True), "gaps")["n_units"] == 3
    team.code("Lin", "L03")
    assert row(compare(team), "late")["n_units"] == 4


def test_a_merged_code_is_judged_where_coders_knew_the_same_of_it(team: Team) -> None:
    """What two knew of both codes alike is compared; who knew the one alone is not."""
    coded(team)
    before = row(compare(team), "trust")
    with team.of("Mia") as project:
        project.codebook.add("later")
        project.codebook.merge("trust", "later")
    merged = compare(team)
    assert row(merged, "later") == pytest.approx({**before, "code": "later"}, nan_ok=True)
    team.code("Mia", "L02")  # Mia knows `later` with `trust` in it now; Lin knew `trust` alone
    assert row(compare(team), "later")["n_units"] == 4
    team.code("Lin", "L02")
    assert row(compare(team), "later")["n_units"] == 7
    with team.of("Mia") as project:
        project.codebook.add("first")
        project.coding.done("L02")
        project.codebook.merge("first", "later")
    # Lin had never heard of `first`: that she left words without it says nothing.
    assert row(compare(team), "later")["n_units"] == 4


def test_coverage_and_settings_say_what_the_figures_rest_on(team: Team) -> None:
    coded(team)
    team.code("Mia", "001 · q8", ("trust", "Too many"))
    found = compare(team, draws=0)
    assert found.coverage.values.tolist() == [
        ["Mia", 2, 7, 7, 0, 4, 4], ["Lin", 2, 7, 7, 0, 3, 3],
    ]  # fmt: skip
    said = dict(found.settings.values.tolist())
    assert (said["coders"], said["unit"], said["intervals"]) == ("Mia, Lin", "sentence", "none")
    assert said["codebook"] == "as each coder knew it when done"
    assert "seed" not in said


def test_a_comparison_tells_how_far_it_is_and_can_be_stopped_anywhere(team: Team) -> None:
    coded(team)
    team.code("Mia", "001 · q8")
    team.code("Lin", "001 · q8")
    told: list[tuple[int, int]] = []
    documents = ["L02", "L03", "001 · q8"]

    class Stop(Exception):
        pass

    def stop_at(n: int) -> Any:
        def progress(done: int, total: int) -> None:
            told.append((done, total))
            if len(told) > n:
                raise Stop

        return progress

    def look(found: Comparison, progress: Any) -> None:
        with found.watch.heard(progress):
            _ = found.by_code, found.disagreements

    with team.of("Mia") as project:

        def whole(progress: Any) -> Comparison:
            told.clear()
            found = project.agreement.compare(documents=documents, draws=600, progress=progress)
            look(found, progress)
            return found

        found = whole(stop_at(99))
        assert told[:3] == [(0, 3), (1, 3), (2, 3)]
        assert (600, 600) in told
        for n in range(len(told)):
            with pytest.raises(Stop):
                whole(stop_at(n))
        # What was stopped is computed when it is asked for again, and nobody listens any more.
        again = project.agreement.compare(documents=documents, draws=600)
        told.clear()
        with pytest.raises(Stop):
            look(again, stop_at(4))
        assert again.by_code.equals(found.by_code)


def test_work_keeps_its_figures_when_a_definition_is_sharpened_later(team: Team) -> None:
    coded(team)
    before = row(compare(team), "trust")
    with team.of("Mia") as project:
        project.codebook.edit("trust", definition="sharper", alters=True)
    found = compare(team)
    assert row(found, "trust") == pytest.approx(before, nan_ok=True)
    assert "Compared in an earlier meaning than today's: trust." in found.foot
    team.code("Mia", "L02")  # now the two know it in different meanings
    assert row(compare(team), "trust")["n_units"] == 4


def test_corrections_of_a_transcript_keep_the_agreement(team: Team) -> None:
    coded(team)
    before = compare(team)
    header = "录音：二月🙂\n"
    with team.of("Mia") as project:
        text = project.documents.text("L03")
        project.documents.edit("L03", header + text.replace("六个", "六七个"))
    after = compare(team)
    for code in ("gap filling", "fatigue", "trust"):
        assert row(after, code) == pytest.approx(row(before, code), nan_ok=True)
    columns = ["document", "text", "kind", "Mia", "Lin"]
    assert after.disagreements[columns].equals(before.disagreements[columns])
    moved = after.disagreements["start"] - before.disagreements["start"]
    assert list(moved) == [
        len(header) if document == "L03" else 0 for document in before.disagreements["document"]
    ]


def test_offsets_are_code_points_beyond_the_basic_plane(team: Team, tmp_path: Path) -> None:
    (tmp_path / "astral.txt").write_text("𠮷野家🙂缺人。😀他们很累。", encoding="utf-8")
    with team.of("Mia") as project:
        project.documents.add(tmp_path / "astral.txt")
    team.code("Mia", "astral", ("fatigue", "😀他们很累。"))
    team.code("Lin", "astral", ("fatigue", "他们很累。"))
    found = compare(team, unit="character", documents=["astral"])
    fatigue = row(found, "fatigue")
    assert [fatigue[k] for k in ("n_units", "n_any", "n_all")] == [13, 6, 5]
    [one] = found.disagreements.to_dict("records")
    assert (one["start"], one["end"], one["text"]) == (7, 13, "😀他们很累。")
    assert one["kind"] == "different extent"
    [apart] = found.extents.to_dict("records")
    assert (apart["start_apart"], apart["end_apart"]) == (1, 0)


def test_every_unit_has_its_own_table(team: Team) -> None:
    coded(team)
    n = {
        unit: (row(compare(team, unit=unit), "trust")["n_units"])
        for unit in ("sentence", "turn", "character", "document")
    }
    assert n == {
        "sentence": 7, "turn": 4, "document": 2,
        "character": sum(map(len, (LACK + SIX + CAME, SEVEN, OLD + " " + KNEW, SLEPT))),
    }  # fmt: skip
    whole = row(compare(team, unit="document"), "trust")
    assert (whole["percent"], whole["n_all"]) == (1.0, 1)


def test_matched_spans_have_an_f1_and_no_kappa(team: Team) -> None:
    coded(team)
    found = compare(team, unit="matched")
    gap = row(found, "gap filling")
    assert (gap["n_any"], gap["n_all"], gap["positive"]) == (2, 1, pytest.approx(2 / 3))
    assert math.isnan(gap["kappa"])
    [total] = found.overall.to_dict("records")
    assert (total["coefficient"], total["value"]) == ("f1_pooled", pytest.approx(4 / 7))
    with pytest.raises(QualcodeError, match="Matched spans have no units"):
        _ = found.by_document


def test_categories_apply_where_a_code_below_them_does(team: Team) -> None:
    with team.of("Mia") as project:
        project.codebook.add("gap seen", parent="gaps")
    team.code("Mia", "L03", ("gap filling", SIX), ("gap seen", CAME))
    team.code("Lin", "L03", ("gap seen", SIX))
    team.code("Mia", "L02")
    team.code("Lin", "L02")
    rolled = compare(team, categories=True)
    assert list(rolled.by_code["code"]) == ["gaps", "fatigue", "trust"]
    assert [row(rolled, "gaps")[k] for k in ("n_any", "n_all")] == [2, 1]
    some = compare(team, codes=["gaps", "gap seen"])
    assert list(some.by_code["code"]) == ["gaps", "gap seen"]
    assert [row(some, "gap seen")[k] for k in ("n_any", "n_all")] == [2, 0]


def test_answers_are_compared_by_answer_case_and_question(team: Team) -> None:
    team.code("Mia", "001 · q8", ("trust", "asked for the same data"))
    team.code("Mia", "002 · q8")
    for answer in ("001 · q8", "002 · q8"):
        team.code("Lin", answer)
    for unit in ("answer", "case", "document"):
        found = compare(team, unit=unit)
        assert [row(found, "trust")[k] for k in ("n_units", "n_any", "n_all")] == [2, 1, 0]
        assert found.sources == ("q8",)
    # With interviews done too, those are meant unless a question is named.
    coded(team)
    assert compare(team).sources == ("interviews",)
    assert compare(team, unit="answer").sources == ("q8",)
    assert row(compare(team, question="q8"), "trust")["n_units"] == 2
    both = compare(team, documents=["L02", "001 · q8"])
    assert row(both, "trust")["n_units"] == 4
    assert set(both.sources) == {"interviews", "q8"}


def test_documents_and_languages_have_figures_of_their_own(team: Team) -> None:
    coded(team)
    found = compare(team)
    by_document = found.by_document.set_index("document")
    assert by_document["n_units"].to_dict() == {"L03": 4, "L02": 3}
    assert by_document["percent"].to_dict() == pytest.approx({"L03": 11 / 12, "L02": 7 / 9})
    by_language = found.by_language.set_index("language")
    assert by_language["percent"].to_dict() == pytest.approx({"zh": 11 / 12, "en": 7 / 9})
    english = compare(team, language="en")
    assert list(english.documents["document"]) == ["L02"]
    assert row(english, "trust")["percent"] == pytest.approx(1 / 3)
    assert refused(team, language="fr") == (
        "Nothing done in “fr”. Languages of what is done are: en, zh."
    )


def test_bias_drift_costs_and_confusion_add_up(team: Team) -> None:
    coded(team)
    found = compare(team)
    bias = found.bias.set_index(["code", "coder"])["bias"]
    assert bias["gap filling", "Mia"] == pytest.approx(1 / 7)
    assert bias["gap filling", "Lin"] == pytest.approx(-1 / 7)
    assert bias["trust", "Mia"] == 0
    assert list(found.drift["n_units"]) == [3, 4]
    assert list(found.drift["percent"]) == pytest.approx([7 / 9, 11 / 12])
    costs = found.costs.set_index("code")
    assert costs["n_differing"].to_dict() == {"trust": 2, "gap filling": 1}
    assert costs["passages"]["gap filling"][0].endswith(f"“{LACK}”")
    listed = found.confusion.set_index(["code", "other"])["n"].to_dict()
    assert listed == {
        ("gap filling", "gap filling"): 1, ("gap filling", "(nothing)"): 1,
        ("fatigue", "fatigue"): 1, ("trust", "(nothing)"): 2,
    }  # fmt: skip


def test_a_training_round_is_feedback_and_never_reliability(team: Team) -> None:
    team.code("Mia", "L02", ("trust", OLD))
    team.round("first", "training", coders=("Lin",), documents=("L02",), settings='{"key": "Mia"}')
    team.code("Lin", "L02", ("trust", OLD), round="first")
    said = refused(team, round="first")
    assert said.startswith("“first” is a training round, which is never reported as reliability.")
    assert refused(team, coders=["Mia", "Lin"]).startswith("No document was done by two of Mia")
    shown = compare(team, round="first", feedback=True)
    assert shown.coders == ("Mia", "Lin")
    assert row(shown, "trust")["kappa"] == 1.0
    assert shown.foot.endswith("This is feedback of a training round, not reliability.")


def test_a_round_holds_its_own_work_and_no_other(team: Team) -> None:
    team.round("r1", "reliability", coders=("Mia", "Lin"), documents=("L02",))
    team.code("Mia", "L02", ("trust", OLD), round="r1")
    team.code("Lin", "L02", ("trust", OLD), round="r1")
    found = compare(team, round="r1")
    assert row(found, "trust")["n_all"] == 1
    assert "Round r1 (reliability, not blind, still open)." in found.foot
    assert row(compare(team), "trust")["n_all"] == 1
    # Coded again outside the round: which is meant cannot be told.
    team.close("r1")
    team.code("Mia", "L02", ("trust", KNEW))
    assert refused(team, coders=["Mia", "Lin"]) == (
        "L02 by Mia: the same words were coded outside rounds and r1: say which round, with "
        "--round NAME."
    )
    assert row(compare(team, round="r1"), "trust")["n_all"] == 1
    assert row(compare(team, coders=["Mia", "Lin"], rounds=[None, "r1"]), "trust")["n_any"] == 2


def test_a_coder_meets_herself_in_another_round(team: Team) -> None:
    team.code("Mia", "L02", ("trust", OLD), ("fatigue", SLEPT))
    team.round("again", "stability", coders=("Mia",), documents=("L02",))
    team.code("Mia", "L02", ("trust", OLD), round="again")
    for how in ({"round": "again"}, {"coders": ["Mia"], "rounds": [None, "again"]}):
        found = compare(team, **how)
        assert found.coders == ("Mia (outside rounds)", "Mia (again)")
        assert row(found, "trust")["kappa"] == 1.0
        [one] = found.disagreements.to_dict("records")
        assert (one["kind"], one["text"]) == ("missed", SLEPT)
        assert (one["Mia (outside rounds)"], one["Mia (again)"]) == (("fatigue",), ())
    said = refused(team, coders=["Mia"])
    assert said.startswith("Agreement takes two: name two coders, or one coder in two rounds")


def test_an_audit_is_compared_with_what_it_recodes(team: Team) -> None:
    with team.of("Mia") as project:
        project.coding.apply("L02", code="trust", quote=OLD, origin="suggested")
        project.coding.done("L02")
    team.round("audit", "audit", coders=("Lin",), documents=("L02",), settings='{"of": "Mia"}')
    team.code("Lin", "L02", ("trust", KNEW), round="audit")
    found = compare(team, round="audit")
    assert found.coders == ("Mia", "Lin")
    assert row(found, "trust")["n_any"] == 2
    assert "1 segment of 1 of Mia is suggested or coded automatically, and counted." in found.foot


def test_who_codes_blind_is_refused_until_the_round_is_closed(team: Team) -> None:
    coded(team)
    team.round("blind", "reliability", blind=True, coders=("Mia", "Lin"), documents=("L02",))
    line = "You code L02 blind in “blind”: agreement on it is shown when the round is closed."
    assert refused(team, "Lin", documents=["L02"]) == line
    assert refused(team, "Lin", documents=["L02", "L03"]) == line
    others = compare(team, "Lin")
    assert list(others.documents["document"]) == ["L03"]
    assert "L02 (you code it blind in the round “blind”)" in others.foot
    team.code("Lin", "L02", round="blind")
    team.code("Mia", "L02", round="blind")
    assert "blind in an open round" in refused(team, "Lin", round="blind")
    team.close("blind")
    assert row(compare(team, "Lin", round="blind"), "trust")["n_units"] == 3


def test_coefficients_are_turned_off_and_disagreements_are_kept(team: Team) -> None:
    coded(team)
    with team.of("Lin") as project, pytest.raises(QualcodeError, match="Only the lead"):
        project.agreement.set_coefficients(False)
    with team.of("Mia") as project:
        project.agreement.set_coefficients(False)
        found = project.agreement.compare()
        assert len(found.disagreements) == 3
        assert not found.confusion.empty
        assert "judged by two coders" not in found.foot
        for name in ("by_code", "pairs", "overall", "by_document", "by_language", "bias", "drift"):
            with pytest.raises(QualcodeError, match="turned off in this project"):
                getattr(found, name)
        shown = []
        for act in (project.history.undo, project.history.redo):
            act()
            shown.append(project.agreement.coefficients)
        assert shown == [True, False]
        project.agreement.set_coefficients(True)
        assert len(project.agreement.compare().by_code) == 3


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ({"coders": ["Mia"]}, "Agreement takes two"),
        ({"coders": ["Mia", "Mia"]}, "Mia is named twice"),
        ({"coders": "Mia"}, "coders and rounds are lists of names"),
        ({"coders": ["Mia", "Bo"]}, "No coder “Bo”"),
        ({"unit": "page"}, "no “page”"),
        ({"percent": 0}, "percent is a whole number"),
        ({"draws": -1}, "draws is 0 or more"),
        ({"interval": "gwet"}, "no “gwet”"),
        ({"codes": ["trsut"]}, "No code “trsut”"),
        ({"round": "r9"}, "No round “r9”"),
        ({"documents": ["L99"]}, "No document “L99”"),
        ({"question": "q9"}, "Nothing of “q9” was done"),
        ({"language": "de"}, "Nothing done in “de”"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_reason(
    team: Team, how: dict[str, Any], line: str
) -> None:
    coded(team)
    assert line in refused(team, **how)


def test_without_work_in_common_there_is_a_reason_and_no_number(team: Team) -> None:
    assert "No document was done by two" in refused(team)
    team.code("Mia", "L02")
    team.code("Lin", "L03")
    assert refused(team, coders=["Mia", "Lin"]) == (
        "No document was done by two of Mia and Lin. What a coder has looked at is marked with: "
        "qualcode coding done DOCUMENT"
    )


def test_a_third_coder_who_did_less_is_compared_where_she_was_done(team: Team) -> None:
    coded(team)
    with team.of("Mia") as project:
        project.coders.add("Wen")
    assert compare(team).coders == ("Mia", "Lin")
    team.code("Wen", "L02", ("trust", OLD))
    found = compare(team)
    assert found.coders == ("Mia", "Lin", "Wen")
    units = found.pairs[found.pairs["code"] == "trust"]
    assert list(zip(units["first"], units["second"], units["n_units"], strict=True)) == [
        ("Mia", "Lin", 7), ("Mia", "Wen", 3), ("Lin", "Wen", 3),
    ]  # fmt: skip
    [place] = found.disagreements[found.disagreements["text"] == OLD].to_dict("records")
    assert (place["Mia"], place["Lin"], place["Wen"]) == (("trust",), (), ("trust",))
    [elsewhere] = found.disagreements[found.disagreements["document"] == "L03"].to_dict("records")
    assert elsewhere["Wen"] is None
    assert "(1 by Mia, Lin; 1 by Mia, Lin, Wen)" in found.foot


def test_the_figures_are_those_of_a_slow_table_of_the_same_work(team: Team) -> None:
    draw = random.Random(7)
    codes = ["gap filling", "fatigue", "trust"]
    spans: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    with team.of("Mia") as project:
        texts = {name: project.documents.text(name) for name in UNITS}
    for coder in ("Mia", "Lin"):
        with team.of(coder) as project:
            for name, text in texts.items():
                for _ in range(14):
                    start = draw.randrange(len(text) - 30)
                    span = (draw.choice(codes), start, start + draw.randint(1, 30))
                    project.coding.apply(name, span[1], span[2], span[0])
                    spans.setdefault((coder, name), []).append(span)
                project.coding.done(name)

    def applies(coder: str, name: str, code: str, unit: str) -> int:
        at = texts[name].index(unit)
        inside = set(range(at, at + len(unit)))
        own = [set(range(a, z)) for c, a, z in spans[coder, name] if c == code]
        covered = set().union(*own) & inside
        return int(2 * len(covered) >= len(unit) or any(one <= inside for one in own))

    found = compare(team)
    for code in codes:
        ratings = [
            [applies(coder, name, code, unit) for coder in ("Mia", "Lin")]
            for name, units in UNITS.items()
            for unit in units
        ]
        slow = coefficients(ratings, categories=[0, 1])["value"]
        counts = [ratings.count([a, b]) for a, b in ((1, 1), (1, 0), (0, 1), (0, 0))]
        four = two_by_two(*counts)
        figures = row(found, code)
        wanted = {
            "percent": slow["percent_agreement"], "kappa": slow["cohen_kappa"],
            "alpha": slow["krippendorff_alpha"], "ac1": slow["gwet_ac"],
            "positive": four["positive_agreement"], "negative": four["negative_agreement"],
        }  # fmt: skip
        wanted = {k: math.nan if v is None else v for k, v in wanted.items()}
        assert {k: figures[k] for k in wanted} == pytest.approx(wanted, nan_ok=True)


def test_the_number_of_queries_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    asked = []
    for number in (3, 30):
        folder = tmp_path / str(number)
        folder.mkdir()
        rows = "".join(f"{n},some words here {n}\n" for n in range(number))
        (folder / "s.csv").write_text(f"id,q\n{rows}", encoding="utf-8")
        with qualcode.create(folder / "s.qualcode", coder="Mia") as project:
            project.coders.add("Lin")
            project.codebook.add("a")
            project.cases.import_survey(folder / "s.csv", id="id", open_ended=["q"])
        for coder in ("Mia", "Lin"):
            with qualcode.open(folder / "s.qualcode", coder=coder) as project:
                for n in range(number):
                    project.coding.done(f"{n} · q")
        with qualcode.open(folder / "s.qualcode", coder="Mia") as project:
            asked.append(_queries(project))
    assert asked[0] == asked[1]


def _queries(project: Project) -> int:
    counted: list[str] = []

    def count(*arguments: Any) -> None:
        counted.append(str(arguments[2]))

    event.listen(project.store.engine, "before_cursor_execute", count)
    found = project.agreement.compare(unit="answer", draws=0)
    _ = found.by_code, found.disagreements, found.foot
    event.remove(project.store.engine, "before_cursor_execute", count)
    return len(counted)


def test_the_figures_of_a_closed_round_stay_whatever_is_done_later(team: Team) -> None:
    team.round("r1", "reliability", documents=("L02",), coders=("Mia", "Lin"))
    team.code("Mia", "L02", ("fatigue", SLEPT), ("trust", OLD), round="r1")
    team.code("Lin", "L02", ("fatigue", SLEPT), ("trust", KNEW), round="r1")
    with team.of("Mia") as project:
        before = compare(team, round="r1", draws=0).by_code
        assert project.agreement.close("r1").closed is not None
        kept = project.agreement.figures("r1")
        shown = ["code", "n_units", "n_any", "n_all", "percent", "kappa", "alpha"]
        assert kept[shown].equals(before[shown].astype(dict(kept[shown].dtypes)))
        project.codebook.merge("fatigue", "trust")
        assert list(project.agreement.figures("r1")["code"]) == list(kept["code"])
        found = compare(team, round="r1")
        assert found.by_code.equals(kept)
        assert found.overall.equals(project.agreement.figures("r1", "overall"))
        assert found.foot.endswith("those of when it was closed.")
        # Asked for otherwise than it was closed, it is computed from what is there now.
        now = compare(team, round="r1", coders=["Mia", "Lin"], draws=0)
        assert list(now.by_code["code"]) != list(kept["code"])
        assert "closed." not in now.foot
        curve = project.agreement.curve()
        overall = project.agreement.figures("r1", "overall")
        assert list(curve["value"].round(9)) == list(overall["value"].round(9))
        project.history.undo()
        project.history.undo()
        assert project.agreement.round("r1").closed is None
        assert "figures" not in project.agreement.round("r1").settings
