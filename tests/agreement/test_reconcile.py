"""Reconciling: what enters the consensus, that originals stay, and that all can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from team import Team

from qualcode import QualcodeError
from qualcode.agreement.reconcile_area import Reconciliation
from qualcode.history import replay
from qualcode.project import Project

OLD = "The old volunteers came on day two."
KNEW = "They knew every stairwell."
SLEPT = "Then nobody slept."
LACK = "最缺人。"
SIX = "街道办只有六个工作人员，要管两万多户。"
WHO = ["Mia", "Lin", "Kim"]
Span = tuple[str, str, str]
"""Document, code, words."""


@pytest.fixture
def work(team: Team) -> Team:
    """Return three coders who differ in every way on two interviews, done outside rounds.

    In order: L03 gap filling (Mia) for trust (Lin), Kim nothing; L02 trust in extent alone; L02
    fatigue on OLD by Lin alone. Alike: gap filling on SIX, fatigue on SLEPT.
    """
    with team.of("Mia") as project:
        project.coders.add("Kim")
    team.code("Mia", "L03", ("gap filling", LACK), ("gap filling", SIX))
    team.code("Lin", "L03", ("trust", LACK), ("gap filling", SIX))
    team.code("Kim", "L03", ("gap filling", SIX))
    team.code("Mia", "L02", ("trust", KNEW), ("fatigue", SLEPT))
    team.code("Lin", "L02", ("trust", "knew every stairwell."), ("fatigue", SLEPT),
              ("fatigue", OLD))  # fmt: skip
    team.code("Kim", "L02", ("trust", KNEW), ("fatigue", SLEPT))
    return team


def spans(project: Project, coder: str | None = None) -> set[Span]:
    """Return the segments of a coder as words, of all who are not the consensus without one."""
    return {
        (row.document, row.code, row.text)
        for row in project.coding.rows()
        if (row.coder == coder if coder else row.coder != "consensus")
    }


def originals(project: Project) -> list[Any]:
    """Return all that coders made, whole."""
    return [row for row in project.coding.rows() if row.coder != "consensus"]


def left_out(project: Project) -> set[str]:
    """Return the documents that no final layer holds, as nobody reconciled them."""
    names = {row.id: row.document for row in project.documents.rows()}
    return {names[document] for document, *_ in project.coding.layer("final").left_out}


def final(project: Project) -> set[Span]:
    """Return what the final layer holds."""
    layer = project.coding.layer("final")
    ids = {row.document: row.id for row in project.documents.rows()}
    coders = {c.name: c.id for c in project.coders.list()}
    return {
        (row.document, row.code, row.text)
        for row in project.coding.rows()
        if layer.counts(ids[row.document], coders[row.coder], row.start, row.end)
    }


def told(found: Reconciliation) -> list[tuple[str, str, str, str]]:
    """Return each disagreement: document, words, kinds, state."""
    return [(r.document, r.text, ", ".join(r.kinds), r.state) for r in found.rows()]


ALIKE = {("L03", "gap filling", SIX), ("L02", "fatigue", SLEPT)}


def test_disagreements_stand_in_order_with_letters_for_names(work: Team) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        assert told(found) == [
            ("L03", LACK, "different code", "open"),
            ("L02", OLD, "extra", "open"),
            ("L02", KNEW, "different extent", "open"),
        ]
        assert found.names == {"A": "Mia", "B": "Lin", "C": "Kim"}
        first = found.rows()[0]
        assert [(one.letter, one.codes, [c for c, _, _ in one.spans]) for one in first.layers] == [
            ("A", ("gap filling",), ["gap filling"]), ("B", ("trust",), ["trust"]), ("C", (), []),
        ]  # fmt: skip
        assert [r.number for r in found.rows(document="L02")] == [2, 3]
        assert [r.number for r in found.rows(kind="different extent")] == [3]
        assert [r.number for r in found.rows(code="trust")] == [1, 3]
        assert found.row(first.id) == found.row(1) == found.row("1") == first
        assert spans(project, "consensus") == set()  # looking writes nothing


def test_what_all_have_alike_enters_by_itself_and_the_rest_as_it_is_decided(work: Team) -> None:
    with work.of("Mia") as project:
        before = originals(project)
        found = project.agreement.reconcile()
        found.enter()
        assert spans(project, "consensus") == ALIKE
        assert left_out(project) == {"L02", "L03"}
        first = found.take(1, "B", reason="definition", note="means what it says")
        assert (first.state, first.decision and first.decision.choice) == ("decided", "B")
        assert spans(project, "consensus") == ALIKE | {("L03", "trust", LACK)}
        assert left_out(project) == {"L02"}
        found.take(2, "none", reason="slip")
        found.take(3, "Mia", reason="boundary")
        assert left_out(project) == set()
        whole = ALIKE | {("L03", "trust", LACK), ("L02", "trust", KNEW)}
        assert final(project) == spans(project, "consensus") == whole
        assert originals(project) == before
        p = found.progress
        assert (p.disagreements, p.decided, p.open, p.identical, p.documents, p.reconciled) == (
            3, 3, 0, 2, 2, 2,
        )  # fmt: skip
        # Read anew, in a session of another coder, it is as it was left.
    with work.of("Lin") as project:
        again = project.agreement.reconcile()
        assert [r.state for r in again.rows()] == ["decided"] * 3
        said = again.rows()[0].decision
        assert said is not None
        assert (said.coder, said.reason, said.note) == ("Mia", "definition", "means what it says")
        assert replay.differences(project.store) == []


@pytest.mark.parametrize(
    ("choice", "code", "expected"),
    [
        ("A", None, {("L03", "gap filling", LACK)}),
        ("lin", None, {("L03", "trust", LACK)}),
        ("C", None, set()),
        ("none", None, set()),
        ("union", None, {("L03", "gap filling", LACK), ("L03", "trust", LACK)}),
        ("union", "fatigue", {("L03", "fatigue", LACK)}),
        ("B", "疲惫", {("L03", "fatigue", LACK)}),
    ],
)
def test_every_choice_puts_in_what_it_says(
    work: Team, choice: str, code: str | None, expected: set[Span]
) -> None:
    with work.of("Mia") as project:
        project.agreement.reconcile().take(1, choice, code=code, reason="context")
        assert spans(project, "consensus") == ALIKE | expected


def test_the_union_of_an_extent_is_all_words_that_anybody_has(work: Team) -> None:
    with work.of("Mia") as project:
        project.agreement.reconcile().take(3, "union", reason="boundary")
        assert ("L02", "trust", KNEW) in spans(project, "consensus")


def test_undo_takes_back_a_decision_with_what_it_put_in_and_redo_brings_it_again(
    work: Team,
) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        found.take(1, "A", reason="slip")
        assert left_out(project) == {"L02"}
        project.history.undo()
        assert spans(project, "consensus") == ALIKE
        assert left_out(project) == {"L02", "L03"}
        found.refresh()
        assert found.rows()[0].state == "open"
        project.history.redo()
        found.refresh()
        assert found.rows()[0].state == "decided"
        assert left_out(project) == {"L02"}
        project.history.undo()
        project.history.undo()
        assert spans(project, "consensus") == set()
        assert [c.name for c in project.coders.list()] == WHO
        assert replay.differences(project.store) == []


def test_a_decision_is_reopened_by_anybody_and_decided_anew(work: Team) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        for number in (1, 2, 3):
            found.take(number, "union", reason="slip")
        assert left_out(project) == set()
    with work.of("Lin") as project:
        found = project.agreement.reconcile()
        assert found.reopen(1).state == "open"
        assert left_out(project) == {"L03"}
        assert {s for s in spans(project, "consensus") if s[2] == LACK} == set()
        with pytest.raises(QualcodeError, match="is open: nothing is decided"):
            found.reopen(1)
        found.take(1, "B", reason="definition")
        found.take(1, "A", reason="context")  # decided anew, without reopening first
        assert {s for s in spans(project, "consensus") if s[2] == LACK} == {
            ("L03", "gap filling", LACK)
        }
        assert left_out(project) == set()
        assert len(project.agreement.reconcile().frame().query("state == 'decided'")) == 3


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("longer", KNEW), ("union", KNEW), ("shorter", "knew every stairwell."),
        ("intersection", "knew every stairwell."),
    ],
)  # fmt: skip
def test_cases_of_extent_alone_are_settled_by_a_rule_that_is_shown_first(
    work: Team, rule: str, words: str
) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        [shown] = found.by_rule(rule, preview=True)
        assert (shown.row.number, spans(project, "consensus")) == (3, set())
        [made] = found.by_rule(rule)
        assert made == shown
        assert ("L02", "trust", words) in spans(project, "consensus")
        said = found.row(3).decision
        assert said is not None
        assert (said.choice, said.reason) == (rule, "boundary")
        assert [r.state for r in found.rows()] == ["open", "open", "decided"]
        project.history.undo()
        assert spans(project, "consensus") == ALIKE


def test_where_a_rule_cannot_tell_the_case_stays_open(team: Team) -> None:
    team.code("Mia", "L02", ("trust", "They knew every"))
    team.code("Lin", "L02", ("trust", "knew every stai"))
    with team.of("Mia") as project:
        found = project.agreement.reconcile()
        assert [one.takes for one in found.by_rule("longer")] == [None]
        assert found.rows()[0].state == "open"
        found.by_rule("intersection")
        assert spans(project, "consensus") == {("L02", "trust", "knew every")}


def test_a_decision_gives_way_when_what_it_was_about_has_changed(work: Team) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        for number in (1, 2, 3):
            found.take(number, "A", reason="slip")
    with work.of("Lin") as project:
        [trust] = [r for r in project.coding.rows(coder="Lin") if r.text == LACK]
        project.coding.remove(trust.segment)
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        assert told(found)[0] == ("L03", LACK, "extra", "open")
        found.enter()
        assert left_out(project) == {"L03"}
        found.take(1, "none", reason="slip")
        assert {s for s in spans(project, "consensus") if s[2] == LACK} == set()
        with project.store.read() as connection:
            kept = connection.exec_driver_sql("SELECT COUNT(*) FROM decision").scalar()
        assert kept == 3


def test_an_edit_of_the_text_and_a_merge_of_codes_keep_what_was_decided(work: Team) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        for number in (1, 2, 3):
            found.take(number, "B", reason="slip")
        text = project.documents.text("L02")
        project.documents.edit("L02", text.replace("Who came first?", "Who was the first to come?"))
        project.codebook.merge("trust", "fatigue")
        again = project.agreement.reconcile()
        assert [r.state for r in again.rows()] == ["decided"] * 3
        assert again.progress.entered
        assert left_out(project) == set()


def test_figures_of_a_round_stay_what_they_were_when_it_is_reconciled(team: Team) -> None:
    with team.of("Mia") as project:
        project.agreement.new_round("r1", coders=["Mia", "Lin"], origin="documents", sample=None)
    team.code("Mia", "L02", ("trust", KNEW), ("fatigue", SLEPT))
    team.code("Lin", "L02", ("fatigue", SLEPT))
    team.code("Mia", "L03", ("gap filling", LACK))
    team.code("Lin", "L03", ("gap filling", LACK))
    with team.of("Mia") as project:
        with pytest.raises(QualcodeError, match="blind"):
            project.agreement.reconcile("r1")
        project.agreement.close("r1")
        before = project.agreement.compare(round="r1", draws=0).by_code
        work = originals(project)
        found = project.agreement.reconcile("r1")
        found.take(1, "A", reason="slip")
        assert project.agreement.compare(round="r1", draws=0).by_code.equals(before)
        assert originals(project) == work
        assert left_out(project) == set()
        # What was decided in the round is decided wherever the same is compared.
        assert [r.state for r in project.agreement.reconcile().rows()] == ["decided"]
        with project.store.read() as connection:
            sql = "SELECT r.name FROM decision x JOIN coding_round r ON r.id = x.round_id"
            assert connection.exec_driver_sql(sql).scalar() == "r1"
        project.history.undo()  # nothing of the closed round is touched by it
        assert left_out(project) == {"L02"}


def test_documents_in_an_open_blind_round_wait_until_it_is_closed(work: Team) -> None:
    with work.of("Mia") as project:
        project.agreement.new_round("r2", coders=["Lin", "Kim"], origin="documents", sample=None)
        found = project.agreement.reconcile()
        with pytest.raises(QualcodeError, match="L03 is coded blind in the open round “r2”"):
            found.take(1, "A", reason="slip")
        assert found.enter() == 0
        assert spans(project, "consensus") == set()


def test_a_rule_becomes_a_line_of_the_draft_and_never_of_a_freeze(work: Team) -> None:
    with work.of("Mia") as project:
        freeze = project.codebook.freeze("v1")
        found = project.agreement.reconcile()
        found.take(1, "A", reason="definition")
        assert found.rule("Lack of people: gap filling, not trust", id=1, code="trust") == "trust"
        assert found.rule("不是信任", id=1, code="trust", field="when") == "trust"
        assert found.rule("Nor habit", code="trust") == "trust"
        entry = project.codebook.entry("trust")
        assert entry.when_not_en == "Lack of people: gap filling, not trust\nNor habit"
        assert entry.when_zh == "不是信任"
        said = found.row(1).decision
        assert said is not None
        assert said.rule == "不是信任"
        [kept] = [f for f in project.codebook.freezes() if f.name == freeze.name]
        assert kept.digest == freeze.digest
        assert {d.code for d in project.codebook.differences("v1")} == {"trust"}
        project.history.undo()
        assert project.codebook.entry("trust").when_not_en == entry.when_not_en.split("\n")[0]


def test_reasons_are_tabulated_by_kind_and_by_code(work: Team) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        for number, reason in ((1, "definition"), (2, "slip"), (3, "definition")):
            found.take(number, "A", reason=reason)
        table = {row["reason"]: row for row in found.reasons().to_dict("records")}
        assert {reason: row["n"] for reason, row in table.items()} == {
            "slip": 1, "boundary": 0, "definition": 2, "context": 0, "ambiguous": 0,
        }  # fmt: skip
        why = table["definition"]
        assert (why["different code"], why["different extent"], why["extra"]) == (1, 1, 0)
        assert f"{why['percent']:.1f}" == "66.7"
        [by_code] = [
            row for row in found.reasons(by="code").to_dict("records")
            if row.pop("reason") == "definition"
        ]  # fmt: skip
        by_code.pop("percent")
        assert by_code == {"n": 2, "gap filling": 1, "trust": 2, "fatigue": 0}


def test_a_code_made_after_the_coding_is_unknown_in_the_consensus(work: Team) -> None:
    with work.of("Mia") as project:
        project.codebook.add("later")
        found = project.agreement.reconcile()
        for number in (1, 2, 3):
            found.take(number, "A", reason="slip")
        with project.store.read() as connection:
            sql = (
                "SELECT DISTINCT t.content FROM review r JOIN coder k ON k.id = r.coder_id "
                "JOIN codebook_state t ON t.id = r.codebook_state_id WHERE k.kind = 'consensus'"
            )
            [content] = [row[0] for row in connection.exec_driver_sql(sql)]
        assert project.codebook.find("later").uid not in content
        assert project.codebook.find("trust").uid in content


def test_passages_that_one_alone_did_are_not_reconciled(team: Team) -> None:
    with team.of("Lin") as project:
        text = project.documents.text("L02")
        start = text.index(SLEPT)
        project.coding.apply("L02", start, start + len(SLEPT), "fatigue")
        project.coding.done("L02", start, start + len(SLEPT))
    team.code("Mia", "L02", ("trust", KNEW))
    with team.of("Mia") as project:
        found = project.agreement.reconcile()
        assert told(found) == [("L02", SLEPT, "missed", "open")]
        found.take(1, "B", reason="slip")
        assert final(project) == {("L02", "fatigue", SLEPT), ("L02", "trust", KNEW)}
        assert [(p.start, p.end) for p in project.coding.reviewed(coder="consensus")] == [
            (start, start + len(SLEPT))
        ]


def test_answers_coded_whole_stay_whole(team: Team) -> None:
    for coder, code in (("Mia", "fatigue"), ("Lin", "trust")):
        with team.of(coder) as project:
            project.coding.apply("001 · q8", code=code, whole=True)
            project.coding.apply("001 · q8", code="gap filling", whole=True)
            project.coding.done("001 · q8")
    with team.of("Mia") as project:
        project.agreement.reconcile(question="q8").take(1, "A", reason="context")
        with project.store.read() as connection:
            sql = (
                "SELECT c.shown, s.start_at FROM segment s JOIN coder k ON k.id = s.coder_id "
                "JOIN code c ON c.id = s.code_id WHERE k.kind = 'consensus' ORDER BY c.shown"
            )
            rows = [tuple(r) for r in connection.exec_driver_sql(sql)]
        assert rows == [("fatigue", None), ("gap filling", None)]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"id": 9, "choice": "A", "reason": "slip"}, "No disagreement “9”: there are 3."),
        ({"id": "", "choice": "A", "reason": "slip"}, "No disagreement “”"),
        ({"id": 1, "choice": "D", "reason": "slip"}, "Choose A, B, C, union or none."),
        ({"id": 1, "choice": "A", "reason": "mood"}, "No reason “mood”. Reasons are: slip,"),
        ({"id": 1, "choice": "none", "code": "trust", "reason": "slip"}, "no words to give"),
        ({"id": 1, "choice": "A", "code": "gaps", "reason": "slip"}, "category"),
        ({"id": 1, "choice": "A", "code": "trsut", "reason": "slip"}, "Nearest: “trust”"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    work: Team, how: dict[str, Any], expected: str
) -> None:
    with work.of("Mia") as project:
        found = project.agreement.reconcile()
        with pytest.raises(QualcodeError) as caught:
            found.take(**how)
        assert expected in str(caught.value)
        assert spans(project, "consensus") == set()


def test_nobody_named_reads_and_decides_nothing(work: Team) -> None:
    with work.of(None) as project:
        found = project.agreement.reconcile()
        assert len(found.rows()) == 3
        with pytest.raises(QualcodeError, match="Say which: --coder NAME"):
            found.take(1, "A", reason="slip")
