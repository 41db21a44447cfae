"""Documents through the API: taking in, listing, finding, naming, linking, removing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acts import snapshot
from study import EN, SURVEY, ZH, build, cli

import qualcode
from qualcode.project import Project

TIMED = "[00:00:05] I: Who came first?\n[00:01:10] P: The neighbours did.\n"


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study on either store."""
    with build(store_url, tmp_path) as made:
        yield made


def write(path: Path, text: str) -> Path:
    """Write a file, its folder too; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def undoable(project: Project, label: str, before: dict[str, Any]) -> None:
    """Assert that undo gives back every table, and redo what was done."""
    after = snapshot(project)
    assert after != before
    assert project.history.undo().label == label
    assert snapshot(project) == before
    project.history.redo()
    assert snapshot(project) == after


def test_a_preview_shows_what_would_come_in_and_writes_nothing(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path / "L04.txt", TIMED)
    before, batches = snapshot(project), len(project.history.rows())
    preview = project.documents.add(path, preview=True)
    assert snapshot(project) == before
    assert len(project.history.rows()) == batches
    assert preview.to_dict("records") == [
        {
            "document": "L04", "file": str(path), "state": "new", "format": "txt",
            "encoding": "utf-8", "language": "en", "turns": 2, "speakers": "I, P",
            "characters": len(TIMED), "masks": "", "note": "", "warnings": "",
        }
    ]  # fmt: skip
    assert project.documents.add(path).equals(preview)
    assert project.documents.text("L04") == TIMED
    undoable(project, "import documents", before)


def test_a_pattern_brings_its_files_in_order_and_each_once(
    project: Project, tmp_path: Path
) -> None:
    for name in ("b", "a", "c"):
        write(tmp_path / "new" / f"{name}.md", f"I: about {name}\nP: yes\n")
    folder = tmp_path / "new"
    added = project.documents.add([folder / "c.md", str(folder / "*.md")])
    assert list(added["document"]) == ["c", "a", "b"]


def test_a_file_that_is_there_is_listed_and_left(project: Project, tmp_path: Path) -> None:
    before = snapshot(project)
    added = project.documents.add(write(tmp_path / "copy.txt", ZH), name="again")
    assert added[["document", "state", "note"]].values.tolist() == [
        ["L03", "already there", "in the project already, as “L03”"]
    ]
    assert snapshot(project) == before


def test_two_files_of_one_name_or_one_content_are_told_apart(
    project: Project, tmp_path: Path
) -> None:
    files = [
        write(tmp_path / "rural" / "L03.txt", "I: one\nP: two\n"),
        write(tmp_path / "urban" / "L03.txt", "I: three\nP: four\n"),
        write(tmp_path / "urban" / "l03.md", "I: five\nP: six\n"),
        write(tmp_path / "urban" / "other.txt", "I: one\nP: two\n"),
    ]
    added = project.documents.add(files)
    assert added[["document", "state", "note"]].values.tolist() == [
        ["L03 (rural)", "new", "there is a “L03” already"],
        ["L03 (urban)", "new", "there is a “L03” already"],
        ["l03 (3)", "new", "there is a “l03” already"],
        ["L03 (rural)", "already there", "in the project already, as “L03 (rural)”"],
    ]
    assert project.documents.text("L03") == ZH


def test_the_frame_lists_interviews_and_answers(project: Project) -> None:
    project.coding.apply("L03", 0, 4, "trust")
    answer = SURVEY.splitlines()[1].split('"')[1]
    frame = project.documents.frame()
    assert frame.astype(object).where(frame.notna(), None).values.tolist() == [
        ["L03", "interview", "zh", None, None, len(ZH), 1, "Mia"],
        ["L02", "interview", "en", None, None, len(EN), 0, ""],
        ["001 · q8", "answer", "en", "001", "q8", len(answer), 0, ""],
        ["002 · q8", "answer", "zh", "002", "q8", 1, 0, ""],
    ]
    assert list(project.documents.frame(kind="answer")["case"]) == ["001", "002"]
    assert project.documents.frame(question="q9").empty


def test_a_document_is_found_by_name_width_beginning_or_uid(
    project: Project, tmp_path: Path
) -> None:
    project.documents.add(write(tmp_path / "L031 Zhou.txt", "I: a\nP: b\n"))
    uid = project.documents.find("L031").uid
    for name in ("L031 Zhou", "ｌ０３１　ｚｈｏｕ", "L031 z", uid):
        assert project.documents.find(name).document == "L031 Zhou"
    assert project.documents.find("L03").document == "L03"
    with pytest.raises(qualcode.NotFound, match=r"No document “002”\. Nearest: “002 · q8”"):
        project.documents.find("002")
    with pytest.raises(qualcode.NotFound, match="Nearest: “L03”") as caught:
        project.documents.find("L3")
    assert "L03" in caught.value.nearest
    project.documents.rename("L02", "L032 Zhang")
    with pytest.raises(qualcode.NotFound):
        project.documents.find("L02")


def test_a_beginning_that_fits_two_is_not_guessed_at(project: Project, tmp_path: Path) -> None:
    for name in ("Zhou first", "Zhou second"):
        project.documents.add(write(tmp_path / f"{name}.txt", f"I: a\nP: {name}\n"))
    with pytest.raises(qualcode.Ambiguous, match="fits 2 documents: “Zhou first”, “Zhou second”"):
        project.documents.text("zhou")


def test_a_renamed_document_keeps_what_stands_in_it(project: Project) -> None:
    uid = project.coding.apply("L03", code="trust", quote="最缺人。")
    before = snapshot(project)
    project.documents.rename("L03", "  周 · 社工  ")
    undoable(project, "rename document", before)
    [row] = project.coding.segments().to_dict("records")
    assert (row["segment"], row["document"], row["text"]) == (uid, "周 · 社工", "最缺人。")
    project.documents.rename("周", "L03")
    assert snapshot(project) == before
    project.documents.rename("L02", "l02")
    assert project.documents.find("L02").document == "l02"
    with pytest.raises(qualcode.Conflict, match="There is a document “Ｌ０３” already"):
        project.documents.rename("l02", "Ｌ０３")


def test_the_language_is_the_guess_until_a_person_says_otherwise(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path / "L05.txt", "I: ok\nP: ok\n")
    assert list(project.documents.add(path, language="zh-Hant")["language"]) == ["zh-Hant"]
    assert project.documents.find("L05").language == "zh-Hant"
    before = snapshot(project)
    project.documents.set_language("L05", "en")
    assert project.documents.find("L05").language == "en"
    undoable(project, "set language", before)


def test_a_document_and_a_speaker_belong_to_cases(project: Project, tmp_path: Path) -> None:
    project.cases.add("Zhou Guifen")
    project.documents.add(write(tmp_path / "L06.txt", TIMED), case="zhou")
    assert project.documents.find("L06").case == "Zhou Guifen"
    before = snapshot(project)
    project.cases.link("L03", "Zhou Guifen", speaker="周")
    undoable(project, "link case", before)
    assert [t.case for t in project.documents.turns("L03")] == [None, "Zhou Guifen"] * 2
    with pytest.raises(qualcode.NotFound, match="L03 has no speaker “吴”"):
        project.cases.link("L03", "Zhou Guifen", speaker="吴")


def test_turns_say_who_speaks_where_and_when(project: Project, tmp_path: Path) -> None:
    project.documents.add(write(tmp_path / "L06.txt", TIMED))
    assert [
        (t.number, t.speaker, t.role, t.seconds, TIMED[t.start : t.end])
        for t in project.documents.turns("L06")
    ] == [
        (1, "I", "interviewer", 5.0, "Who came first?"),
        (2, "P", "participant", 70.0, "The neighbours did."),
    ]


def test_removing_a_document_takes_all_of_it_and_undo_brings_all_back(project: Project) -> None:
    uid = project.coding.apply("L03", code="trust", quote="最缺人。", memo="why")
    project.coding.done("L03")
    project.memos.add("on it", about="document", name="L03", start=0, end=3)
    project.documents.edit("L03", ZH.replace("六个", "七个"))
    before = snapshot(project)
    project.documents.remove("L03")
    assert [d.document for d in project.documents.rows()] == ["L02", "001 · q8", "002 · q8"]
    assert project.coding.count() == 0
    undoable(project, "remove document", before)
    project.history.undo()
    assert [r.segment for r in project.coding.rows()] == [uid]
    assert project.documents.text("L03") == ZH.replace("六个", "七个")


def test_a_removed_document_can_be_taken_in_again(project: Project, tmp_path: Path) -> None:
    project.documents.remove("L03")
    [state] = project.documents.add(tmp_path / "L03.txt")["state"]
    assert (state, project.documents.text("L03")) == ("new", ZH)


def test_nobody_removes_what_another_has_worked_on(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", 0, 4, "trust")
    with qualcode.open(store_url, coder="Lin") as project:
        project.coding.done("L02")
        before = snapshot(project)
        with pytest.raises(qualcode.Conflict, match="L03 carries segments of Mia"):
            project.documents.remove("L03")
        assert snapshot(project) == before
    with qualcode.open(store_url, coder="Mia") as project:
        with pytest.raises(qualcode.Conflict, match="L02 carries reviews of Lin"):
            project.documents.remove("L02")
        assert snapshot(project) == before
    with qualcode.open(store_url, coder="Lin") as project:
        project.coding.done("L02", reopen=True)
    with qualcode.open(store_url, coder="Mia") as project:
        project.documents.remove("L02")


def test_the_command_line_shows_text_and_turns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "s.qualcode")
    build(path, tmp_path).close()
    assert cli(capsys, "-p", path, "documents", "show", "L03").out == ZH
    shown = cli(capsys, "-p", path, "documents", "show", "L02", "--turns", "-f", "md").out
    assert shown.splitlines()[-1].startswith("| 4 | Moira | participant |")
    assert cli(capsys, "-p", path, "-c", "Mia", "documents", "rename", "L02", "M").code == 0
    assert cli(capsys, "-p", path, "-c", "Mia", "documents", "remove", "M").out == (
        "Removed M. Take it back with: qualcode history undo\n"
    )


def test_documents_are_listed_by_key_page_by_page(project: Project) -> None:
    documents = project.documents
    project.coding.apply("L03", code="trust", quote="最缺人。")
    project.coding.apply("001 · q8", code="trust", whole=True)
    listed = documents.rows()
    interviews = [row for row in listed if row.kind != "answer"]
    answers = documents.rows(question="q8")
    assert documents.of(documents.keys()) == interviews
    assert documents.of(documents.keys("q8")) == answers
    assert documents.of(documents.keys(answers=True)) == [*interviews, *answers]
    assert [(row.segments, row.coders) for row in interviews] == [(1, ("Mia",)), (0, ())]
    assert documents.keys("q9") == []
    last, first = listed[-1], listed[0]
    assert documents.of([last.id, 999, first.id]) == [last, first]
