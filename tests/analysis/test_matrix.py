"""The case × code matrix and code frequencies: what counts, for whom, out of how many."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from study import ZH, build

import qualcode
from qualcode.project import Project

Cells = dict[str, dict[str, int | None]]


def cells(project: Project, question: str | None = "q8", **how: Any) -> Cells:
    """Return a matrix as plain values, None where a cell is empty."""
    frame = project.analysis.matrix(question=question, **how)
    return {
        str(case): {str(code): None if pd.isna(v) else int(v) for code, v in row.items()}
        for case, row in frame.iterrows()
    }


def counts(project: Project, **how: Any) -> dict[str, tuple[int, ...]]:
    """Return the frequencies: code → segments, documents, of which reviewed, cases, of which."""
    frame = project.analysis.frequencies(**how)
    names = ["segments", "documents", "documents_reviewed", "cases", "cases_reviewed"]
    return {row["code"]: tuple(int(row[n]) for n in names) for _, row in frame.iterrows()}


# What counts ------------------------------------------------------------------------------------


def test_done_without_a_code_is_absent_and_not_done_is_unknown(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("001 · q8", code="trust", whole=True)
        project.coding.done("002 · q8")
        nothing = {"gap filling": None, "fatigue": None, "trust": None}
        absent = {"gap filling": 0, "fatigue": 0, "trust": 0}
        assert cells(project) == {"001": nothing, "002": absent}
        assert counts(project, question="q8")["trust"] == (0, 0, 1, 0, 1)
        project.coding.done("001 · q8")
        assert cells(project)["001"] == {**absent, "trust": 1}
        assert counts(project, question="q8")["trust"] == (1, 1, 2, 1, 2)


def test_what_a_review_did_not_know_is_empty_even_where_it_was_applied_since(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("001 · q8", code="trust", whole=True)
        for answer in ("001 · q8", "002 · q8"):
            project.coding.done(answer)
        project.codebook.add("forms")
        project.codebook.edit("trust", alters=True, definition={"en": "another meaning"})
        project.coding.apply("001 · q8", code="forms", whole=True)
        rest = {"gap filling": 0, "fatigue": 0}
        unknown = {**rest, "trust": None, "forms": None}
        assert cells(project) == {"001": unknown, "002": unknown}
        assert counts(project, question="q8")["forms"] == (0, 0, 0, 0, 0)
        foot = project.analysis.matrix(question="q8").attrs["foot"]
        assert "2 segments are not counted: the passage was not reviewed since" in foot
        project.coding.done("001 · q8")
        assert cells(project) == {"001": {**rest, "trust": 1, "forms": 1}, "002": unknown}
        assert counts(project, question="q8")["forms"] == (1, 1, 1, 1, 1)


def test_a_later_review_of_a_passage_does_not_lose_what_an_earlier_knew(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        n = len(project.documents.text("001 · q8"))
        project.coding.done("001 · q8", 0, 10)
        assert cells(project)["001"]["trust"] is None, "the rest was not read"
        project.codebook.add("forms")
        project.coding.done("001 · q8", 10, n)
        assert cells(project)["001"] == {"gap filling": 0, "fatigue": 0, "trust": 0, "forms": None}
        project.coding.done("001 · q8")
        assert cells(project)["001"]["forms"] == 0


def test_a_correction_that_does_not_alter_the_meaning_keeps_the_base(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.done("001 · q8")
        project.codebook.edit("trust", definition={"en": "the same, in better words"})
        project.codebook.rename("trust", "confidence")
        assert cells(project)["001"] == {"gap filling": 0, "fatigue": 0, "confidence": 0}


def test_interviewers_turns_are_left_out_unless_asked(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", code="trust", quote="他们和街道办怎么配合")
        project.coding.apply("L03", code="fatigue", quote="六个工作人员")
        for turn in project.documents.turns("L03"):
            if turn.role != "interviewer":
                project.coding.done("L03", turn.start, turn.end)
        row = {"gap filling": 0, "fatigue": 1, "trust": 0}
        assert cells(project, None)["L03"] == row
        assert counts(project)["trust"] == (0, 0, 1, 0, 1)
        foot = project.analysis.frequencies().attrs["foot"]
        assert "Interviewers' turns are left out." in foot
        asked = cells(project, None, interviewers=True)["L03"]
        assert asked == {"gap filling": None, "fatigue": 1, "trust": None}, (
            "his turns were not read"
        )
        project.coding.done("L03")
        assert cells(project, None, interviewers=True)["L03"] == {**row, "trust": 1}
        assert counts(project, interviewers=True)["trust"] == (1, 1, 1, 1, 1)
        assert cells(project, None)["L03"] == row


def test_what_spans_question_and_reply_counts_and_so_does_a_whole_document(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", 0, ZH.index("街道办"), "trust")
        project.coding.apply("L03", code="fatigue", whole=True)
        project.coding.done("L03")
        assert cells(project, None)["L03"] == {"gap filling": 0, "fatigue": 1, "trust": 1}


def test_two_people_in_one_interview_are_two_cases(store_url: str, tmp_path: Path) -> None:
    file = tmp_path / "L10.txt"
    file.write_text(
        "Interviewer: Who?\nFei: I carried rice.\nAmy: I slept badly.\n"
        "Interviewer: And then?\nFei: More rice.\nAmy: I went home.\n",
        "utf-8",
    )
    with build(store_url, tmp_path) as project:
        project.documents.add(file)
        for name in ("Fei", "Amy"):
            project.cases.add(f"L10 {name}")
            project.cases.link("L10", f"L10 {name}", speaker=name)
        project.coding.apply("L10", code="fatigue", quote="slept badly")
        project.coding.done("L10")
        found = cells(project, None)
        absent = {"gap filling": 0, "fatigue": 0, "trust": 0}
        assert list(found) == ["L03", "L02", "L10 Fei", "L10 Amy"]
        assert found["L10 Fei"] == absent
        assert found["L10 Amy"] == {**absent, "fatigue": 1}
        assert counts(project)["fatigue"] == (1, 1, 1, 1, 2)


def test_several_documents_of_a_case_are_one_row(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.cases.add("Moira")
        for name in ("L02", "L03"):
            project.cases.link(name, "Moira")
        project.coding.apply("L02", code="fatigue", quote="nobody slept")
        project.coding.apply("L03", code="fatigue", quote="六个工作人员")
        project.coding.done("L02")
        row: dict[str, int | None] = {"gap filling": None, "fatigue": 1, "trust": None}
        assert cells(project, None) == {"Moira": row}
        project.coding.done("L03")
        assert cells(project, None) == {"Moira": {"gap filling": 0, "fatigue": 1, "trust": 0}}
        assert counts(project)["fatigue"] == (2, 2, 2, 1, 1)


def test_a_category_counts_what_stands_below_it_once(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.codebook.add("duplicate work", parent="gaps")
        for code in ("gap filling", "duplicate work"):
            project.coding.apply("001 · q8", code=code, whole=True)
        project.coding.done("001 · q8")
        project.coding.done("002 · q8")
        assert cells(project, codes=["gaps", "trust"]) == {
            "001": {"gaps": 1, "trust": 0}, "002": {"gaps": 0, "trust": 0},
        }  # fmt: skip
        assert counts(project, question="q8")["gaps"] == (2, 1, 2, 1, 2)
        project.codebook.add("new gap", parent="gaps")
        assert cells(project, codes=["gaps"])["002"] == {"gaps": None}, "a part of it is unknown"
        assert cells(project, codes=["gaps"])["001"] == {"gaps": 1}


def test_the_same_code_twice_in_an_answer_is_one_case(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        for quote in ("platforms", "same data", "same data, and again"):
            project.coding.apply("001 · q8", code="trust", quote=quote)
        project.coding.done("001 · q8")
        assert counts(project, question="q8")["trust"] == (3, 1, 1, 1, 1)
        assert cells(project, codes=["trust", "trust"])["001"] == {"trust": 1}


def test_segments_whose_words_are_gone_count_nowhere(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("001 · q8", code="trust", quote=", and again on paper")
        project.coding.done("001 · q8")
        project.documents.edit("001 · q8", "Too many platforms asked for the same data.")
        assert cells(project)["001"]["trust"] == 0
        assert counts(project, question="q8")["trust"] == (0, 0, 1, 0, 1)


def test_passages_that_several_coded_are_left_out_of_final_and_listed(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        for answer in ("001 · q8", "002 · q8"):
            project.coding.done(answer)
    with qualcode.open(store_url, coder="Lin") as project:
        project.coding.apply("001 · q8", code="trust", whole=True)
        project.coding.done("001 · q8")
        left = project.analysis.left_out()
        words = len(project.documents.text("001 · q8"))
        assert left.to_dict("records") == [
            {
                "document": "001 · q8", "case": "001", "question": "q8", "start": 0, "end": words,
                "coders": "Lin, Mia",
            }
        ]  # fmt: skip
        assert project.analysis.left_out(layer="union").empty
        absent = {"gap filling": 0, "fatigue": 0, "trust": 0}
        assert cells(project) == {"001": dict.fromkeys(absent), "002": absent}
        assert cells(project, layer="Lin") == {
            "001": {**absent, "trust": 1}, "002": dict.fromkeys(absent),
        }  # fmt: skip
        assert cells(project, layer="Mia") == {"001": absent, "002": absent}
        assert cells(project, layer="union") == {"001": {**absent, "trust": 1}, "002": absent}
        assert cells(project, layer="consensus") == {
            "001": dict.fromkeys(absent), "002": dict.fromkeys(absent),
        }  # fmt: skip
        foot = project.analysis.matrix(question="q8", layer="Lin").attrs["foot"]
        assert foot.startswith("q8, layer Lin: 1 of 2 cases reviewed;")


def test_questions_and_interviews_share_no_base(tmp_path: Path) -> None:
    survey = tmp_path / "more.csv"
    survey.write_text("id,q9\n001,tired\n003,fine\n", "utf-8")
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.cases.import_survey(survey, id="id", open_ended=["q9"])
        for document in ("001 · q8", "001 · q9", "003 · q9", "L02"):
            project.coding.done(document)
        project.coding.apply("001 · q9", code="fatigue", whole=True)
        bases = {q: counts(project, question=q)["fatigue"] for q in (None, "q8", "q9")}
        assert bases == {None: (0, 0, 1, 0, 1), "q8": (0, 0, 1, 0, 1), "q9": (1, 1, 2, 1, 2)}
        with pytest.raises(qualcode.NotFound, match="No question “q7” with answers"):
            project.analysis.matrix(question="q7")


def test_without_interviews_a_question_must_be_named_unless_there_is_one(tmp_path: Path) -> None:
    survey = tmp_path / "s.csv"
    survey.write_text("id,q8\n1,tired\n", "utf-8")
    more = tmp_path / "t.csv"
    more.write_text("id,q9\n1,fine\n", "utf-8")
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.codebook.add("trust")
        assert cells(project, None) == {}
        project.cases.import_survey(survey, id="id", open_ended=["q8"])
        assert cells(project, None) == {"1": {"trust": None}}
        project.cases.import_survey(more, id="id", open_ended=["q9"])
        with pytest.raises(qualcode.UsageError, match="Say which question's answers: q8, q9"):
            project.analysis.frequencies()


def test_retired_codes_are_listed_where_they_occur_alone(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("001 · q8", code="trust", whole=True)
        project.coding.done("001 · q8")
        for code in ("trust", "fatigue"):
            project.codebook.retire(code)
        assert list(cells(project)["001"]) == ["gap filling"]
        found = counts(project, question="q8")
        assert list(found) == ["gaps", "gap filling", "trust"]
        assert found["trust"][:2] == (1, 1)


def test_rows_stand_in_the_order_of_the_codebook(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.codebook.add("duplicate work", parent="gaps")
        project.codebook.move("trust", None, position=0)
        frame = project.analysis.frequencies()
        order = ["trust", "gaps", "gap filling", "duplicate work", "fatigue"]
        assert frame["code"].tolist() == order
        assert frame.attrs["depth"] == (0, 0, 1, 1, 0)
        assert frame["category"].tolist() == [False, True, False, False, False]
        assert list(cells(project)["001"]) == [name for name in order if name != "gaps"]


# Recomputed by plain Python ---------------------------------------------------------------------

PEOPLE = ("Mia", "Lin")
TREE = {"gaps": ("gap filling", "queues"), "fatigue": ("fatigue",), "trust": ("trust",)}
CODES = tuple(code for under in TREE.values() for code in under)


@dataclass
class Model:
    """What was done in a study, told as a list of facts with their times."""

    answers: dict[str, str]
    time: int = 0
    meaning: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 0))
    done: dict[tuple[str, str], int] = field(default_factory=dict)
    segments: set[tuple[str, str, str, str]] = field(default_factory=set)

    def coders(self, layer: str, case: str) -> set[str]:
        """Return whose work on an answer a layer holds."""
        ready = {who for who in PEOPLE if (who, case) in self.done}
        if layer == "final":
            return ready if len(ready) == 1 else set()
        return ready if layer == "union" else ready & {layer}

    def knows(self, layer: str, case: str, code: str) -> bool:
        """Say whether an answer was reviewed since a code has its meaning."""
        who = self.coders(layer, case)
        return any(self.done[one, case] > self.meaning[code] for one in who)

    def hits(self, layer: str, case: str, under: tuple[str, ...]) -> list[str]:
        """Return the codes of the segments that count."""
        who = self.coders(layer, case)
        return [
            code
            for coder, where, code, _ in self.segments
            if where == case and code in under and coder in who and self.knows(layer, case, code)
        ]

    def cell(self, layer: str, case: str, under: tuple[str, ...]) -> int | None:
        """Return what the matrix must say."""
        if self.hits(layer, case, under):
            return 1
        return 0 if all(self.knows(layer, case, code) for code in under) else None


def random_study(project: Project, url: str, draw: random.Random) -> tuple[Project, Model]:
    """Do some sixty random acts of two coders; return the project as left, and the facts."""
    answers = {r.case or "": r.document for r in project.documents.rows(kind="answer")}
    model = Model(answers)
    who = "Mia"
    for _ in range(60):
        model.time += 1
        case = draw.choice(sorted(answers))
        act = draw.choice(["apply", "apply", "apply", "done", "done", "reopen", "alter", "change"])
        if act == "apply":
            code = draw.choice(CODES)
            start = draw.randrange(8)
            project.coding.apply(answers[case], start, start + 4, code)
            model.segments.add((who, case, code, str(start)))
        elif act == "done":
            project.coding.done(answers[case])
            model.done[who, case] = model.time
        elif act == "reopen" and draw.random() < 0.5:
            project.coding.done(answers[case], reopen=True)
            model.done.pop((who, case), None)
        elif act == "alter" and draw.random() < 0.3:
            code = draw.choice(CODES)
            project.codebook.edit(code, alters=True, definition={"en": f"at {model.time}"})
            model.meaning[code] = model.time
        elif act == "change":
            project.close()
            who = draw.choice(PEOPLE)
            project = qualcode.open(url, coder=who)
    return project, model


def studies(store_url: str, folder: Path, seed: int) -> Iterator[tuple[Project, Model]]:
    """Yield a random study at a place."""
    draw = random.Random(seed)
    rows = "".join(f"{n:02},answer number {n:02} of many\n" for n in range(7))
    (folder / "s.csv").write_text(f"id,q8\n{rows}", "utf-8")
    project = qualcode.create(store_url, coder="Mia")
    project.coders.add("Lin")
    project.codebook.add("gaps", category=True)
    for category, under in TREE.items():
        for code in under:
            project.codebook.add(code, parent=category if category != code else None)
    project.cases.import_survey(folder / "s.csv", id="id", open_ended=["q8"])
    project, model = random_study(project, store_url, draw)
    with project:
        yield project, model


@pytest.mark.parametrize("seed", range(8))
def test_matrix_and_frequencies_equal_a_count_by_plain_python(
    store_url: str, tmp_path: Path, seed: int
) -> None:
    for project, model in studies(store_url, tmp_path, seed):
        order = [*TREE, *(code for code in CODES if code not in TREE)]
        under = {name: TREE.get(name, (name,)) for name in order}
        for layer in ("final", "union", *PEOPLE):
            expected = {
                case: {name: model.cell(layer, case, under[name]) for name in order}
                for case in model.answers
            }
            assert cells(project, codes=order, layer=layer) == expected, layer
            found = counts(project, question="q8", layer=layer)
            for name in order:
                column = [row[name] for row in expected.values()]
                hits = {case: model.hits(layer, case, under[name]) for case in model.answers}
                assert found[name] == (
                    sum(map(len, hits.values())),
                    sum(map(bool, hits.values())),
                    sum(one is not None for one in column),
                    column.count(1),
                    sum(one is not None for one in column),
                ), (layer, name)
