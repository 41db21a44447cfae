"""The safeguards: what is no 'no', what is held back, what is counted, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from study import build as build_small
from suggesting import answers, build, code_truly, name

import qualcode
from qualcode.project import Project
from qualcode.suggest import scoring


@pytest.fixture
def project(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Yield 60 answers, none withheld."""
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(store_url, tmp_path) as made:
        yield made


def training(project: Project) -> list[tuple[str, set[str], set[str]]]:
    """Return what the model learned from: document, codes, codes that are unknown for it."""
    names = {row.uid: row.code for row in project.codebook.rows()}
    taught = project.suggest.engine().training()
    return [
        (one.document, {names[c] for c in has}, {names[c] for c in lacks})
        for one, has, lacks in zip(taught.passages, taught.codes, taught.unknown, strict=True)
    ]


def test_what_was_not_reviewed_is_never_a_no(project: Project) -> None:
    project.coding.toggle(name(1), "fatigue")
    project.coding.put_off(name(2))
    assert training(project) == []
    project.coding.finish(name(1))
    project.coding.finish(name(4))
    assert training(project) == [(name(1), {"fatigue"}, set()), (name(4), set(), set())]


def test_a_code_made_or_altered_later_is_unknown_for_what_was_reviewed_before(
    project: Project,
) -> None:
    project.coding.finish(name(1))
    project.codebook.add("duplicate work")
    project.codebook.edit("trust", alters=True, definition={"en": "now means more"})
    project.coding.finish(name(2))
    later = {"duplicate work", "trust"}
    assert training(project) == [(name(1), set(), later), (name(2), set(), set())]


def test_each_coder_learns_from_their_own_layer(project: Project, store_url: str) -> None:
    code_truly(project, 1, 3)
    with qualcode.open(store_url, coder="Lin") as other:
        other.suggest.semantic = False
        assert training(other) == []
        other.coding.finish(name(1))
        assert training(other) == [(name(1), set(), set())]


def test_interviewers_are_not_suggested_on(tmp_path: Path) -> None:
    with build_small(tmp_path / "s.qualcode", tmp_path) as project:
        project.suggest.semantic = False
        project.suggest.turn_on()
        project.codebook.edit("trust", definition={"zh": "社区里最缺的是什么"})
        project.suggest.run("L03")
        assert project.suggest.rows("L03") == []
        project.coding.done("L03")
        said = [one[0] for one in training(project)]
        assert said == ["L03"] * 4, "the sentences of the one interviewed"


def test_interviews_and_answers_share_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        code_truly(project, 1, 24)
        said = "A: We were tired people, without sleep for nights.\n" * 2
        (tmp_path / "L1.txt").write_text(f"Q: How was it?\n{said}", encoding="utf-8")
        project.documents.add(tmp_path / "L1.txt")
        answers_alone = project.suggest.run().fit
        project.suggest.turn_on()
        made = project.suggest.run().fits
        assert {kind: fit.reviewed for kind, fit in made.items()} == {
            "answers": 24, "interviews": 0,
        }  # fmt: skip
        assert made["answers"].digest == answers_alone.digest
        shown = {one.kind: one.probability for one in project.suggest.rows()}
        assert shown["answer"] is not None
        assert shown["interview"] is None, "no sentence of an interview was reviewed"


def test_interviews_have_none_until_the_lead_turns_them_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    path = tmp_path / "s.qualcode"
    with build_small(path, tmp_path) as project:
        project.suggest.semantic = False
        project.codebook.edit("trust", definition={"zh": "街道办把名单发到群里"})
        project.suggest.run()
        assert project.suggest.rows() == []
        with pytest.raises(qualcode.NotAllowed, match="The lead turns them on"):
            project.suggest.run("L03")
        project.suggest.turn_on()
        project.suggest.run()
        assert {one.document for one in project.suggest.rows()} == {"L03"}
        told = project.history.log()["what"].tolist()
        assert "turn suggestions for interviews on" in told
        project.suggest.turn_off()
        assert project.suggest.rows() == []
    with qualcode.open(path, coder="Lin") as project, pytest.raises(qualcode.NotAllowed):
        project.suggest.turn_on()


def test_below_twenty_reviewed_only_what_matches_is_told(project: Project) -> None:
    project.suggest.run()
    frame = project.suggest.pending()
    assert frame["probability"].isna().all()
    told = frame.set_index("document")["matches"].to_dict()
    assert told[name(2)] == "keyword: masks"
    assert told[name(11)] == "definition: 物资不够"
    assert name(4) not in told, "nothing of the codebook is in it"
    one = project.suggest.rows()[0]
    explained = project.suggest.explain(one.suggestion)
    assert explained.probability is None
    assert "No probability is shown below 20" in explained.lines[-1]
    code_truly(project, 1, 20)
    project.suggest.run()
    assert project.suggest.pending()["probability"].notna().all()


def test_blind_rounds_are_served_nothing(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    offered = {one.suggestion: one.document for one in project.suggest.rows()}
    project.agreement.new_round("r1", coders=["Mia", "Lin"], origin="q8", sample=30)
    blind = {part.document for part in project.agreement.round_parts("r1", coder="Mia")}
    suggestion, document = next((s, d) for s, d in offered.items() if d in blind)
    for _ in range(2):
        left = {one.document for one in project.suggest.rows()}
        assert left, "elsewhere suggestions go on"
        assert left.isdisjoint(blind)
        assert project.suggest.here(document) == []
        assert project.suggest.marks(document) == []
        project.suggest.run()
    for act in (project.suggest.accept, project.suggest.reject, project.suggest.explain):
        with pytest.raises(qualcode.NotAllowed, match="unaided in “r1”"):
            act(suggestion)
    for again in (project.suggest.run, project.suggest.unlike):
        with pytest.raises(qualcode.NotAllowed, match="unaided in “r1”"):
            again(document)
    project.coding.toggle(document, "trust")
    project.coding.finish(document)
    shown = [
        project.suggest.unlike(question="q8", limit=99),
        project.suggest.likely_miscodings(limit=99),
    ]
    assert [blind & set(frame["document"]) for frame in shown] == [set(), set()]
    assert blind.isdisjoint(one[0] for one in training(project))


def test_a_tenth_is_withheld_until_the_coder_has_decided_and_alone_counts(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_truly(project, 1, 24)
    monkeypatch.setattr(scoring, "WITHHELD", 1)
    project.suggest.run()
    assert project.suggest.rows() == []
    assert project.suggest.here(name(25)) == []
    with project.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT p.uid, d.shown, c.shown FROM pending p JOIN document d ON d.id = p.document_id "
            "JOIN code c ON c.id = p.code_id WHERE d.shown IN ('025 · q8', '026 · q8')"
        ).all()
    for uid, _, _ in rows:
        with pytest.raises(qualcode.NotAllowed, match="after you have decided"):
            project.suggest.accept(uid)
    assert project.suggest.figures().check == "blind check: none yet"
    code_truly(project, 25, 26)
    truth = {name(at): code for at, (_, code) in enumerate(answers(26), 1)}
    agreed = sum(truth[document] == code for _, document, code in rows)
    figures = project.suggest.figures()
    assert (figures.agreed, figures.checked) == (agreed, len(rows))
    assert [one.withheld for one in project.suggest.here(name(25))] == [True] * sum(
        row[1] == name(25) for row in rows
    )
    with pytest.raises(qualcode.NotAllowed, match="compared with what you did"):
        project.suggest.accept(rows[0][0])
    project.suggest.run()
    after = project.suggest.figures()
    assert (after.agreed, after.checked) == (agreed, len(rows)), "a new model changes no count"
    project.coding.done(name(26), reopen=True)
    assert project.suggest.figures().checked == sum(row[1] == name(25) for row in rows)


def test_about_a_tenth_is_withheld_the_same_each_time(tmp_path: Path) -> None:
    secret = b"0" * 32
    drawn = [scoring.withheld(secret, "coder", str(at)) for at in range(5000)]
    assert drawn == [scoring.withheld(secret, "coder", str(at)) for at in range(5000)]
    assert 0.08 < sum(drawn) / 5000 < 0.12


def test_what_was_shown_is_logged_and_never_undone(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    one = project.suggest.here(name(25))[0]
    project.suggest.here(name(25))
    log = project.history.log()
    shown = log[log["what"] == "show suggestions"]
    assert shown["kind"].tolist() == ["look"]
    assert f"1 {one.code} {one.told}" in shown["subject"].iloc[0]
    assert f"n 24, model {one.model[:8]}" in shown["subject"].iloc[0]
    assert project.history.undo().label == "mark done"


def test_what_was_shown_and_not_answered_is_recorded_at_the_review(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    for at in (25, 28):
        project.suggest.here(name(at))
    code_truly(project, 25, 28)
    project.suggest.run()
    with project.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT outcome, withheld FROM suggestion").all()
    assert {row[0] for row in rows} <= {"by hand", "ignored"}
    assert ("by hand", 0) in {tuple(row) for row in rows}
    log = project.history.log()
    assert log[log["what"] == "record suggestions"]["kind"].tolist() == ["look"]
    assert project.suggest.figures().decided == 0
    assert project.history.check().differences == ()


def test_accepted_suggestions_stay_distinguishable_in_exports(
    project: Project, tmp_path: Path
) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    project.suggest.accept(project.suggest.rows()[0].suggestion)
    project.report.write(tmp_path / "r.csv")
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert text.count("suggested") == 1
    assert text.count("manual") == 18


def test_a_model_no_better_than_the_most_frequent_codes_says_so_and_accepts_none_at_once(
    project: Project,
) -> None:
    with project.store.together():
        for at in range(1, 31):
            project.coding.toggle(name(at), "trust")
            project.coding.finish(name(at))
    project.suggest.run()
    figures = project.suggest.figures()
    assert not figures.better
    assert "Suggestions for answers are no better than the most frequent codes." in figures.warnings
    with pytest.raises(qualcode.NotEnoughData, match="30 passages are reviewed"):
        project.suggest.accept_all("trust")


def test_a_code_the_model_cannot_find_is_named_and_not_suggested(project: Project) -> None:
    said = answers(48)
    with project.store.together():
        for at in range(1, 49):
            code = said[at - 1][1]
            if code:
                project.coding.toggle(name(at), code)
            if at % 16 in (0, 5, 10, 15):  # one of each kind: nothing in the words tells it
                project.coding.toggle(name(at), "trust")
            project.coding.finish(name(at))
    project.suggest.run()
    assert project.suggest.codes_not_found() == {"answers": ["trust"]}
    assert "trust" not in set(project.suggest.pending()["code"])


def test_many_are_accepted_at_once_only_where_the_model_is_good_and_a_part_is_audited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(tmp_path / "s.qualcode", tmp_path, 240) as project:
        code_truly(project, 1, 120)
        project.suggest.run()
        listed = project.suggest.accept_all("resources", preview=True)
        assert project.coding.count(code="resources") == 30
        made = project.suggest.accept_all("resources")
        assert made == listed
        assert len(made.audited) == 20
        assert all((one.probability or 0) >= 0.8 for one in made.accepted)
        assert project.coding.count(code="resources") == 30 + len(made.accepted)
        held = {one.suggestion for one in made.audited}
        assert held.isdisjoint(project.suggest.pending()["suggestion"])
        for one in made.audited:
            project.coding.finish(one.document)
        assert any("in the audit 20 of 20 differ" in w for w in project.suggest.figures().warnings)


def test_following_suggestions_without_reading_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(tmp_path / "s.qualcode", tmp_path, 160) as project:
        code_truly(project, 1, 24)
        project.suggest.run()
        for one in project.suggest.rows()[:50]:
            project.suggest.here(one.document)
            project.suggest.accept(one.suggestion)
        figures = project.suggest.figures()
        assert (figures.accepted, figures.decided) == (50, 50)
        assert [w[:24] for w in figures.warnings] == [
            "You accepted 50 of the l", "Half of your decisions t",
        ]  # fmt: skip


def test_who_accepts_more_of_what_is_seen_than_agrees_unseen_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(tmp_path / "s.qualcode", tmp_path, 120) as project:
        code_truly(project, 1, 24)
        project.suggest.run()
        for one in project.suggest.rows()[:20]:
            project.suggest.accept(one.suggestion)
        monkeypatch.setattr(scoring, "WITHHELD", 1)
        project.suggest.run()
        with project.store.together():
            for at in range(90, 120):
                project.coding.finish(name(at))
        figures = project.suggest.figures()
        assert figures.agreed == 0
        assert figures.checked >= 20
        assert figures.warnings == (
            f"You accept 20 of 20 that you see, and agree with 0 of {figures.checked} that you do "
            "not see: what is shown seems to lead you.",
        )


def test_many_are_not_accepted_at_once_where_the_coder_unaided_did_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(tmp_path / "s.qualcode", tmp_path, 208) as project:
        code_truly(project, 1, 104)
        project.suggest.run()
        listed = project.suggest.accept_all("resources", preview=True)
        out = {one.suggestion for one in listed.accepted[:2]}
        made = project.suggest.accept_all("resources", without=out)
        assert made.accepted == listed.accepted[2:]
        assert made.audited == listed.audited, "which are audited is not a matter of choice"
        project.history.undo()
        with pytest.raises(qualcode.NotEnoughData, match="Nothing is left of “resources”"):
            project.suggest.accept_all("resources", without={o.suggestion for o in listed.accepted})
        monkeypatch.setattr(scoring, "WITHHELD", 1)
        project.suggest.run()
        with project.store.together():
            for at in range(105, 149):
                project.coding.finish(name(at))
        told = r"withheld at p ≥ \.8, it agreed with you in 0 of 11 passages"
        with pytest.raises(qualcode.NotEnoughData, match=told):
            project.suggest.accept_all("resources", preview=True)
        fares = project.suggest.fares()
        assert fares is not None
        [one] = [one for one in fares.codes if one.code == "resources"]
        assert (one.agreed, one.checked) == (0, 11)
        assert "0 of 11" in one.bulk


def test_the_first_document_with_suggestions_is_found_in_any_order(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    keys = project.documents.keys("q8")
    order = [row.document_id for row in project.suggest.rows()]
    assert project.suggest.first_of(keys) == order[0]
    assert project.suggest.first_of(keys[::-1]) == order[-1]
    assert project.suggest.first_of(keys[:24]) is None
    project.coding.finish(project.suggest.rows()[0].document)
    later = next(key for key in order if key != order[0])
    assert project.suggest.first_of(keys) == later
