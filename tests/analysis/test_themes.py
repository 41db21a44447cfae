"""Themes: what carries a claim, what speaks against it, what is left out, and what became of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from interpreting import Coded, coded, consent, copied
from team import Team

import qualcode
from qualcode.errors import Conflict, NotFound, UsageError
from qualcode.history import replay
from qualcode.project import Project


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Coded]:
    made = copied(tmp_path / "s.qualcode")
    yield made
    made.project.close()


def told(project: Project, name: str) -> list[list[Any]]:
    found = project.analysis.themes.evidence(name)
    return found[["kind", "case", "text", "note", "state"]].fillna("").values.tolist()


def test_a_quote_that_is_in_no_count_is_told_beside_the_count(study: Coded, tmp_path: Path) -> None:
    themes = study.project.analysis.themes
    themes.add("short of hands", codes=["gaps"])
    themes.quote("short", study.segments["clerks"])
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as lin:
        lin.coding.done("L03")
    assert themes.evidence("short").attrs["foot"] == (
        "0 segments of its codes by 0 cases, layer final; 0 left out of what is quoted here. "
        "Chosen but in no count, as not reconciled: 1."
    )


def test_a_theme_says_what_carries_it_and_what_is_left_out(store_url: str, tmp_path: Path) -> None:
    made = coded(store_url, tmp_path)
    with made.project as project:
        themes = project.analysis.themes
        themes.add("short of hands", "The state had too few.", memo="see L05", codes=["gaps"])
        themes.add("tired", codes=["fatigue"])
        assert themes.quote("short", made.segments["clerks"], note="typical") == 1
        assert themes.contrary("short", made.segments["stairwell"], note="but") == 1
        assert themes.contrary("short", cases="Moira", note="saw no gap") == 1
        row = themes.frame().drop(columns=["uid", "changed"]).to_dict("records")[0]
        assert row == {
            "number": 1, "theme": "short of hands", "claim": "The state had too few.",
            "codes": ["gaps"], "quotes": 1, "contrary": 2, "left_out": 1, "cases": 1,
            "to_look_at": 1, "memo": "see L05", "note": "", "coder": "Mia",
        }  # fmt: skip
        assert told(project, "short") == [
            ["quote", "Zhou", "街道办只有六个工作人员，要管两万多户。", "typical", ""],
            ["contrary", "Moira", "They knew every stairwell.", "but", ""],
            ["contrary", "Moira", "", "saw no gap", ""],
        ]
        assert themes.evidence("short")["outside"].tolist() == [False, True, False]
        assert themes.evidence("short").attrs["foot"] == (
            "2 segments of its codes by 1 case, layer final; 1 left out of what is quoted here."
        )
        counted = themes.counted("tired")
        assert (counted.left_out, counted.cases, len(counted.open)) == (2, 1, 1)
        assert "and 1 in passages that nobody is done with; 2 left out" in counted.foot


def test_quotes_stand_in_the_order_they_are_given(study: Coded) -> None:
    themes = study.project.analysis.themes
    themes.add("short", codes=["gaps", "fatigue"])
    three = [study.segments[name] for name in ("clerks", "lists", "slept")]
    themes.quote("short", three)
    themes.contrary("short", cases="Moira")

    def ordered() -> list[str]:
        return [one.name or one.about_uid for one in themes.chosen("short")]

    themes.order("short", three[2], 1)
    assert ordered() == [three[2], three[0], three[1], "Moira"]
    themes.order("short", three[2], 9)
    assert ordered() == [*three, "Moira"]
    study.project.history.undo()
    assert ordered() == [three[2], three[0], three[1], "Moira"]
    with pytest.raises(UsageError, match="Quotes are numbered from 1; there is no place 0"):
        themes.order("short", three[0], 0)


def test_each_act_is_one_step_back(study: Coded) -> None:
    project, segment = study.project, study.segments["clerks"]
    themes = project.analysis.themes
    start = replay.differences(project.store)
    themes.add("short", codes=["gaps"])
    themes.add("tired")
    themes.edit("tired", claim="Who stayed was tired.", add_codes=["fatigue"])
    themes.move("tired", 1)
    themes.quote("short", [segment, study.segments["lists"]])
    themes.contrary("short", segment)
    themes.drop("short", segment)
    project.analysis.summaries.set("Zhou", "short", "Few hands.")
    themes.remove("short")
    labels = []
    for _ in range(9):
        labels.append(project.history.undo().label)
        if len(labels) == 1:
            assert told(project, "short") == [
                ["quote", "Zhou", "早上七点街道办把名单发到群里", "", ""],
            ]
            assert project.analysis.summaries.frame()["summary"].tolist() == ["Few hands."]
        if len(labels) == 3:
            assert told(project, "short")[-1][0] == "contrary", "against it from then on"
    assert labels == [
        "remove theme", "write summary", "drop from theme", "note contrary case",
        "quote for theme", "move theme", "edit theme", "add theme", "add theme",
    ]  # fmt: skip
    assert themes.rows() == []
    for _ in range(9):
        project.history.redo()
    assert [row.name for row in themes.rows()] == ["tired"]
    assert replay.differences(project.store) == start == []


def test_candidates_come_by_what_they_add(study: Coded) -> None:
    project, segments = study.project, study.segments
    both = project.coding.apply("L03", code="fatigue", quote="我们分楼栋。")
    also = project.coding.apply("L03", code="gap filling", quote="我们分楼栋。")
    themes = project.analysis.themes
    themes.add("all", codes=["gaps", "fatigue"])
    found = themes.candidates("all")
    # First each case once, the words with two of the codes before those with one.
    order = [both, segments["slept"], segments["platforms"], also, segments["clerks"],
             segments["lists"]]  # fmt: skip
    assert found["segment"].tolist() == order
    assert found["codes"].tolist()[0] == ["fatigue", "gap filling"]
    assert found["counts"].tolist() == [True, True, False, True, True, True]
    themes.quote("all", [both, segments["slept"]])
    assert themes.candidates("all")["segment"].tolist()[0] == segments["platforms"]
    consent(project, "001", 0)
    found = themes.candidates("all")
    assert segments["platforms"] not in found["segment"].tolist()
    assert found.attrs["foot"] == (
        "3 segments to choose from; 1 of people who did not consent to being quoted are left out."
    )


def test_what_became_of_a_quote_is_told_and_its_words_not_always(study: Coded) -> None:
    project, segments = study.project, study.segments
    themes = project.analysis.themes
    themes.add("all", codes=["gaps", "fatigue"])
    themes.quote("all", list(segments.values()))
    text = project.documents.text("L02")
    project.documents.edit("L02", text.replace("nobody slept", "nobody could sleep"))
    project.coding.remove(segments["lists"])
    consent(project, "001", 0)
    found = themes.evidence("all")
    state = dict(zip(found["uid"], found["state"], strict=True))
    assert {name: state[uid] for name, uid in segments.items()} == {
        "clerks": "", "lists": "gone", "slept": "changed", "stairwell": "",
        "platforms": "no consent",
    }  # fmt: skip
    words = dict(zip(found["uid"], found["text"], strict=True))
    assert words[segments["slept"]] == "Then nobody could sleep."
    assert words[segments["platforms"]] == words[segments["lists"]] == ""
    assert themes.frame()["to_look_at"].tolist() == [4], "the fourth has none of its codes"
    themes.quote("all", segments["slept"])
    assert themes.frame()["to_look_at"].tolist() == [3], "chosen again as it reads now"
    with pytest.raises(Conflict, match="“001” did not consent to being quoted"):
        themes.quote("all", segments["platforms"])
    consent(project, "001", 1)
    assert "Too many platforms" in [row[2] for row in told(project, "all")]


def test_a_merged_code_is_followed_and_a_split_one_asked_about(study: Coded) -> None:
    project, segments = study.project, study.segments
    themes = project.analysis.themes
    themes.add("short", codes=["gap filling"])
    project.codebook.add("shortage")
    project.codebook.merge("gap filling", "shortage")
    assert themes.rows()[0].codes == ("shortage",)
    assert themes.counted("short").left_out == 2
    project.codebook.split("shortage", ["staff"], {segments["clerks"]: "staff"})
    [row] = themes.rows()
    assert (row.codes, row.note) == (
        ("shortage",), "“shortage” was split into “staff”, not of this theme.",
    )  # fmt: skip
    themes.edit("short", add_codes=["staff"])
    assert themes.rows()[0].note == ""
    themes.edit("short", remove_codes=["shortage"])
    assert themes.rows()[0].codes == ("staff",)


def test_what_makes_no_sense_changes_nothing(study: Coded) -> None:
    project = study.project
    themes = project.analysis.themes
    themes.add("short", codes=["gaps"])
    before = len(project.history.rows())
    refused: list[tuple[type[Exception], str, Any]] = [
        (Conflict, "a theme “short” already", lambda: themes.add("SHORT")),
        (UsageError, "printable characters", lambda: themes.add(" \n")),
        (NotFound, "No code “gapz”", lambda: themes.add("other", codes=["gapz"])),
        (NotFound, "No theme “shirt”. Nearest: “short”", lambda: themes.find("shirt")),
        (UsageError, "“fatigue” is no code of “short”",
         lambda: themes.edit("short", claim="x", remove_codes=["fatigue"])),
        (UsageError, "no place 0", lambda: themes.move("short", 0)),
        (UsageError, "which segments or cases", lambda: themes.contrary("short")),
        (NotFound, "No case “Zhuo”", lambda: themes.contrary("short", cases="Zhuo")),
        (NotFound, "No segment", lambda: themes.quote("short", "nothing")),
        (NotFound, "was not chosen", lambda: themes.drop("short", "Zhou")),
    ]  # fmt: skip
    for kind, match, act in refused:
        with pytest.raises(kind, match=match):
            act()
    assert len(project.history.rows()) == before
    with qualcode.open(project.where) as nobody, pytest.raises(qualcode.CoderNeeded):
        nobody.analysis.themes.add("mine")


def test_masked_words_stay_with_the_lead(study: Coded, tmp_path: Path) -> None:
    study.project.analysis.themes.add("short", "Moira saw it.", memo="ask Moira")
    study.project.documents.mask("L02", {"Moira": "[P1]"})
    study.project.analysis.themes.contrary("short", cases="Zhou", note="not so Moira")
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as lin:
        [row] = lin.analysis.themes.rows()
        assert (row.claim, row.memo) == ("[P1] saw it.", "ask [P1]")
        assert told(lin, "short")[0][3] == "not so [P1]"
        before = len(lin.history.rows())
        lin.analysis.themes.edit("short", claim=row.claim, memo=row.memo)
        assert len(lin.history.rows()) == before, "given back as it was shown"
    assert study.project.analysis.themes.rows()[0].claim == "Moira saw it."


def test_copies_of_a_theme_become_one_whichever_way_they_are_merged(tmp_path: Path) -> None:
    mine, copy = tmp_path / "s.qualcode", tmp_path / "lin.qualcode"
    made = copied(mine)
    made.project.analysis.themes.add("short", "First.")
    made.project.close()
    shutil.copy(mine, copy)
    with qualcode.open(mine, coder="Mia") as project:
        project.analysis.themes.edit("short", add_codes=["gaps"])
        project.analysis.themes.quote("short", [made.segments["clerks"]], note="Mia's")
        project.analysis.themes.add("tired", "As Mia says.")
    with qualcode.open(copy, coder="Lin") as project:
        project.analysis.themes.edit("short", claim="Second.", add_codes=["gaps", "fatigue"])
        project.analysis.themes.quote("short", [made.segments["clerks"], made.segments["lists"]])
        project.analysis.themes.add("tired", "As Lin says.")
    states: list[list[Any]] = []
    for ours, theirs, coder in ((mine, copy, "Mia"), (copy, mine, "Lin")):
        with qualcode.open(ours, coder=coder) as project:
            project.history.merge(theirs)
            rows = project.analysis.themes.rows()
            states.append(
                [(r.name, r.claim, set(r.codes)) for r in rows] + [told(project, "short")]
            )
            assert replay.differences(project.store) == []
    assert states[0] == states[1]
    short = next(row for row in states[0] if row[0] == "short")
    assert short == ("short", "Second.", {"gaps", "fatigue"})
    assert {row[0] for row in states[0][:3]} == {"short", "tired", "tired (Lin)"}
    assert [row[2] for row in states[0][3]] == [
        "街道办只有六个工作人员，要管两万多户。", "早上七点街道办把名单发到群里",
    ]  # fmt: skip


def test_who_codes_blind_sees_no_theme_summary_or_display_of_others(tmp_path: Path) -> None:
    made = copied(tmp_path / "s.qualcode")
    with made.project as project:
        analysis = project.analysis
        analysis.themes.add("short", codes=["gaps"])
        analysis.displays.add("integration")
        analysis.summaries.set("Zhou", "gap filling", "Few hands.")
        analysis.summaries.set("Moira", "fatigue", "No sleep.")
    team = Team(str(tmp_path / "s.qualcode"))
    with team.of("Lin") as project:
        project.analysis.themes.add("mine", codes=["gaps"])
        project.analysis.themes.quote("mine", made.segments["clerks"])
    with team.of("Mia") as project:
        project.analysis.themes.quote("mine", [made.segments["lists"], made.segments["slept"]])
    team.round("r", "reliability", blind=True, documents=("L03",), coders=("Lin", "Mia"))
    with team.of("Lin") as project:
        analysis = project.analysis
        assert [row.name for row in analysis.themes.rows()] == ["mine"]
        assert [row.name for row in analysis.displays.rows()] == []
        assert [row.text for row in analysis.summaries.rows()] == ["No sleep."]
        assert told(project, "mine") == [
            ["quote", "", "", "", "hidden"],
            ["quote", "Moira", "Then nobody slept.", "", ""],
        ], "of the document coded blind only that there is something"
        assert analysis.themes.counted("mine").left_out == 0
        with pytest.raises(Conflict, match="There is a theme “short” already"):
            analysis.themes.add("short")
        with pytest.raises(NotFound):
            analysis.themes.edit("short", claim="x")
    team.close("r")
    with team.of("Lin") as project:
        assert [row.name for row in project.analysis.themes.rows()] == ["short", "mine"]
