"""Masking: what is proposed, what is replaced, who may, and that nothing of it leaves."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from acts import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import clean_texts
from study import build, cli

import qualcode
from qualcode.documents.masking import Proposal, Pseudonym, propose
from qualcode.project import Project

TALK = """访谈员：您怎么称呼？
社工周桂芬：我叫周桂芬，大家叫我周阿姨。电话13812345678，那时我12岁，2012年搬来的。
访谈员：还有谁？
社工周桂芬：王主任，老李。Mr. Smith 也来了，José 和 Josefina 都写信到 help@old-town.org。
"""
PAIRS = {
    "周桂芬": "[P3]", "周": "[Z]", "13812345678": "[电话]", "12": "[数]", "José": "[P4]",
    "王主任": "[P5]",
}  # fmt: skip
MASKED = """访谈员：您怎么称呼？
社工[P3]：我叫[P3]，大家叫我[Z]阿姨。电话[电话]，那时我[数]岁，2012年搬来的。
访谈员：还有谁？
社工[P3]：[P5]，老李。Mr. Smith 也来了，[P4] 和 Josefina 都写信到 help@old-town.org。
"""
QUOTES = ["您怎么称呼", "大家叫我周阿姨", "周桂芬", "2012年搬来的", "Josefina 都写信"]


@pytest.fixture
def project(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study with an interview that tells names, coded by Mia."""
    with build(store_url, tmp_path) as made:
        path = tmp_path / "L09 周桂芬.txt"
        path.write_text(TALK, encoding="utf-8")
        made.documents.add(path, labels={"社工周桂芬": True})
        for quote in QUOTES:
            made.coding.apply("L09", code="trust", quote=quote, nth=1)
        yield made


def test_names_numbers_and_addresses_are_proposed_in_both_languages() -> None:
    known = [Pseudonym(1, "u", "老李", "[P7]", "person"), Pseudonym(2, "v", "absent", "[x]", "")]
    labels = ["访谈员", "周桂芬", "受访者2", "P10", "[person 4]", "周", "Moderator", "Dana Reed"]
    assert propose(TALK, known, labels) == [
        Proposal("老李", "[P7]", "person", 1, "in the vault"),
        Proposal("周桂芬", "[person 2]", "person", 3, "a speaker's label"),
        Proposal("Dana Reed", "[person 3]", "person", 0, "a speaker's label"),
        Proposal("13812345678", "[number 4]", "number", 1, "looks like one"),
        Proposal("help@old-town.org", "[other 5]", "other", 1, "looks like one"),
        Proposal("周阿姨", "[person 6]", "person", 1, "looks like one"),
        Proposal("王主任", "[person 7]", "person", 1, "looks like one"),
        Proposal("Mr. Smith", "[person 8]", "person", 1, "looks like one"),
    ]


def test_an_import_says_what_might_be_masked(project: Project, tmp_path: Path) -> None:
    project.documents.mask("L09", {"Josefina": "[P8]"})
    path = tmp_path / "L10.txt"
    path.write_text(
        "I: Who?\nDana Reed: Josefina, and Dr. Chen.\nI: And?\nDana Reed: Me.\n", encoding="utf-8"
    )
    preview = project.documents.add(path, preview=True)
    assert list(preview["masks"]) == ["Josefina, Dana Reed, Dr. Chen"]
    project.documents.add(path)
    assert [p.original for p in project.documents.propose_masks("L10")] == [
        *("Josefina", "Dana Reed", "Dr. Chen")
    ]


def test_masking_replaces_words_in_text_labels_and_name(project: Project) -> None:
    before = snapshot(project)
    look = project.documents.mask("L09", PAIRS)
    [row] = [d for d in project.documents.rows() if d.masked]
    assert row.document == "L09 [P3]"
    assert project.documents.text("L09") == MASKED
    assert [t.speaker for t in project.documents.turns("L09")] == ["访谈员", "社工[P3]"] * 2
    assert [(p.original, p.replacement, p.kind) for p in project.documents.vault()] == [
        (o, r, "number" if o == "13812345678" else "person") for o, r in PAIRS.items()
    ]
    assert look[["before", "after", "state"]].values.tolist() == [
        ["周桂芬", "", "lost"],
        ["大家叫我周阿姨", "大家叫我[Z]阿姨", "changed"],
    ]
    rows = project.coding.segments(document="L09")
    assert sorted(rows["text"]) == sorted(
        ["您怎么称呼", "大家叫我[Z]阿姨", "", "2012年搬来的", "Josefina 都写信"]
    )
    assert set(rows["speaker"].dropna()) == {"访谈员", "社工[P3]"}
    after = snapshot(project)
    assert project.history.undo().label == "mask document"
    assert snapshot(project) == before
    assert project.documents.vault() == []
    assert project.documents.text("L09") == TALK
    assert sorted(project.coding.segments(document="L09")["text"]) == sorted(QUOTES)
    project.history.redo()
    assert snapshot(project) == after


def test_the_vault_masks_the_next_document_and_new_stand_ins_replace_old(
    project: Project, tmp_path: Path
) -> None:
    project.documents.mask("L09", {"老李": "[P7]", "王主任": "[P5]"})
    path = tmp_path / "L10.txt"
    path.write_text("I: 谁来了？\nP: 老李，还有王主任。\n", encoding="utf-8")
    project.documents.add(path)
    project.documents.mask("L10")
    assert project.documents.text("L10") == "I: 谁来了？\nP: [P7]，还有[P5]。\n"
    batches = len(project.history.rows())
    assert project.documents.mask("L10").empty
    assert project.documents.mask("L03").empty
    assert len(project.history.rows()) == batches
    path.write_text("I: 还有谁？\nP: 老李。\n", encoding="utf-8")
    project.documents.add(path, name="L11")
    project.documents.mask("L11", {"老李": "[P17]"})
    assert [(p.original, p.replacement) for p in project.documents.vault()] == [
        ("老李", "[P17]"), ("王主任", "[P5]"),
    ]  # fmt: skip


def test_words_that_stand_nowhere_are_refused_whole(project: Project) -> None:
    before = snapshot(project)
    with pytest.raises(qualcode.NotFound, match=r"“周桂芳” stands nowhere in L09 周桂芬; nothing"):
        project.documents.mask("L09", {"周桂芬": "[P3]", "周桂芳": "[P9]"})
    with pytest.raises(qualcode.NotFound, match="“3812” stands nowhere"):
        project.documents.mask("L09", {"3812": "[x]"})
    assert snapshot(project) == before


def test_two_names_that_become_one_leave_two_documents(project: Project, tmp_path: Path) -> None:
    for name in ("张三", "李四"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"I: 谁？\nP: 我是{name}。\n", encoding="utf-8")
        project.documents.add(path)
        project.documents.mask(name, {name: "[P]"})
    assert [d.document for d in project.documents.rows() if d.masked] == ["[P]", "[P] (2)"]


def test_a_correction_of_a_masked_document_leaves_it_masked(project: Project) -> None:
    project.documents.mask("L09", PAIRS)
    project.documents.edit("L09", MASKED.replace("您怎么称呼", "您怎样称呼"))
    assert project.documents.find("L09").masked
    assert "周桂芬" not in project.documents.text("L09")


def test_the_lead_alone_masks_and_reads_the_vault(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.documents.mask("L02", {"Moira": "[P2]"})
    with qualcode.open(store_url, coder="Lin") as project:
        before = snapshot(project)
        documents = project.documents
        for act in (
            lambda: documents.mask("L02", {"stairwell": "[x]"}),
            lambda: documents.mask("L02"),
            documents.vault,
            lambda: documents.propose_masks("L02"),
        ):
            with pytest.raises(qualcode.NotAllowed, match=r"Only the lead \(Mia\) may"):
                act()
        path = tmp_path / "L10.txt"
        path.write_text("I: Who?\nP: Moira came.\n", encoding="utf-8")
        assert list(documents.add(path, preview=True)["masks"]) == [""]
        assert snapshot(project) == before
    with qualcode.open(store_url) as project, pytest.raises(qualcode.NotAllowed):
        project.documents.vault()


def test_what_was_masked_leaves_by_no_listing_and_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        source = tmp_path / "L09 周桂芬.txt"
        source.write_text(TALK, encoding="utf-8")
        project.documents.add(source, labels={"社工周桂芬": True})
        for quote in QUOTES:
            project.coding.apply("L09", code="trust", quote=quote, nth=1)
        project.coding.done("L09")
        found = project.coding.segments(document="L09").set_index("text")["segment"]
        project.codebook.pick_example(found["大家叫我周阿姨"])
        project.documents.mask("L09", PAIRS)
    listings = [
        ["documents", "list"], ["documents", "show", "L09"],
        ["documents", "show", "L09", "--turns"],
        ["documents", "look"], ["coding", "list"], ["memos", "list"],
        ["analysis", "frequencies"], ["analysis", "matrix"], ["codebook", "list"],
    ]  # fmt: skip
    secrets = ("周桂芬", "周阿姨", "13812345678", "José ", "王主任")
    for command in listings:
        said = cli(capsys, "-p", str(path), "-c", "Lin", *command)
        assert said.code == 0
        assert not [s for s in secrets if s in said.out + said.err], command
    for ending in ("csv", "md", "docx", "xlsx"):
        report = tmp_path / f"r.{ending}"
        assert cli(capsys, "-p", str(path), "-c", "Lin", "report", "write", str(report)).code == 0
        pieces = [report.read_bytes()]
        if ending in ("docx", "xlsx"):
            with zipfile.ZipFile(report) as archive:
                pieces = [archive.read(name) for name in archive.namelist()]
        text = b"".join(pieces).decode("utf-8", "replace")
        assert "大家叫我[Z]阿姨" in text
        assert not [s for s in secrets if s in text], ending
    with qualcode.open(path, coder="Mia") as project:
        project.memos.add("周桂芬 names herself", about="segment", name=found["周桂芬"])
    for command, said_in_it in [
        (["memos", "export"], "[P3] names herself"),
        (["codebook", "save"], "大家叫我[Z]阿姨"),
        (["analysis", "retrieve", "trust", "--output"], "[P3] names herself"),
    ]:
        file = tmp_path / f"{command[1]}.csv"
        assert cli(capsys, "-p", str(path), "-c", "Mia", *command, str(file)).code == 0
        text = file.read_text(encoding="utf-8-sig")
        assert said_in_it in text
        assert not [s for s in secrets if s in text], command


def test_the_lead_sees_what_a_masked_segment_said_and_others_do_not(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L02", code="trust", quote="every stairwell")
        project.coding.apply("L02", code="trust", quote="day two")
        project.documents.edit("L02", project.documents.text("L02").replace("day two", "day 2"))
        project.documents.mask("L02", {"stairwell": "[place]"})
        assert list(project.documents.to_look_at("L02")["before"]) == ["day two", "every stairwell"]
    with qualcode.open(store_url, coder="Lin") as project:
        look = project.documents.to_look_at("L02")
        assert look[["before", "after"]].values.tolist() == [
            ["(masked)", "day 2"], ["(masked)", "every [place]"],
        ]  # fmt: skip


@given(text=clean_texts(), words=st.lists(st.sampled_from("周六老的无我🙂"), max_size=4))
@settings(max_examples=50)
def test_no_word_that_was_masked_is_left_and_nothing_else_changes(
    notebook: Project, take_in: Callable[[bytes], str], text: str, words: list[str]
) -> None:
    name = take_in(f"a 周六 {text} z".encode())
    before = notebook.documents.text(name)
    there = {word: "[§]" for word in ["周六", *words] if word in before}
    notebook.documents.mask(name, there)
    expected = before
    for word in sorted(there, key=len, reverse=True):
        expected = expected.replace(word, "[§]")
    assert notebook.documents.text(name) == expected
    notebook.history.undo()
    assert notebook.documents.text(name) == before
    assert notebook.documents.vault() == []


def test_the_lead_is_told_where_words_of_the_vault_still_stand(
    store_url: str, tmp_path: Path
) -> None:
    with build(store_url, tmp_path) as project:
        uid = project.coding.apply("L03", code="trust", quote="街道办", nth=1)
        memo = project.memos.add("街道办 said no, 街道办 again", about="segment", name=uid)
        project.codebook.edit("trust", definition={"zh": "对街道办的信任"})
        project.codebook.pick_example(uid)
        project.documents.mask("L03", {"街道办": "[O1]"})
        left = project.documents.unmasked()
        assert [tuple(row) for row in left.itertuples(index=False)] == [
            ("memo", memo, "街道办", 2),
            ("code", "trust", "街道办", 1),
            ("example", "trust", "街道办", 1),
        ]
    with (
        qualcode.open(store_url, coder="Lin") as project,
        pytest.raises(qualcode.NotAllowed, match="lead"),
    ):
        project.documents.unmasked()
