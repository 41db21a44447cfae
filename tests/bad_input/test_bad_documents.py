"""Bad documents through the command line: one line that names file and place, no change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from refusals import GOOD, Refused
from study import cli
from transcript_files import archive, docx, paragraph, pdf

import qualcode

GBK = "访谈员：最缺什么？\n周：最缺人。\n".encode("gbk")
LOCKED = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> "
    "/ID [<00> <00>]"
)


def laughs() -> bytes:
    """Return a Word file whose entities unfold to a billion words."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    text = paragraph("<w:r><w:t>I: &a9;</w:t></w:r>")
    return docx(text, head=f"<!DOCTYPE x [{entities}]>")


def lying_about_its_size() -> bytes:
    """Return a small archive that says it unpacks to 300 MB, packed no better than others do."""
    data = bytearray(archive({"word/document.xml": b"x" * 5_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 20 : at + 24] = (200_000_000).to_bytes(4, "little")
    data[at + 24 : at + 28] = (300_000_000).to_bytes(4, "little")
    return bytes(data)


DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "the file is empty."),
    "blank.md": (b" \r\n\t\n", "the file is empty."),
    "picture.txt": (
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "this is a PNG picture, not text. Give it the ending of its format.",
    ),
    "binary.txt": (
        b"talk" + bytes(range(32)) * 9,
        "byte 4 is NUL: this is a binary file, not text. Export it as text.",
    ),
    "text.docx": (GOOD.encode(), "this is not a docx file but something else."),
    "workbook.docx": (
        archive({"xl/workbook.xml": "<x/>"}),
        "this is not a docx file: no part word/document.xml.",
    ),
    "text.pdf": (GOOD.encode(), "this is not a pdf file but something else."),
    "ratio.docx": (archive({"word/document.xml": b" " * 30_000_000}), "refused as a zip bomb."),
    "size.docx": (lying_about_its_size(), "to 300,000,000: refused as a zip bomb."),
    "members.docx": (
        archive({f"word/{n}.xml": b"" for n in range(2_500)}),
        "2,500 members in the archive; a docx file has at most 2,000.",
    ),
    "laughs.docx": (laughs(), "has a DOCTYPE, which no docx file has: refused."),
    "scan.pdf": (pdf([], []), "2 pages and no text: this is a scan. Recognise its text first."),
    "locked.pdf": (pdf(["I: a"], trailer=LOCKED), "it needs a password. Save it without one"),
    "later.odt": (archive({"content.xml": "<x/>"}), "not read: odt. Save it as one of: docx, md,"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_one_bad_document_among_good_ones_keeps_all_out(name: str, refused: Refused) -> None:
    data, reason = DOCUMENTS[name]
    Path(name).write_bytes(data)
    line = refused("documents", "add", "good.txt", name)
    assert line.startswith(f"{name}: ")
    assert reason in line


def test_a_missing_file_a_folder_and_a_name_too_long_are_said(refused: Refused) -> None:
    Path("interviews").mkdir()
    long = "x" * 300
    for name, said in {
        "nowhere.txt": "No file nowhere.txt.",
        "interviews": "interviews is a folder. Name its files, for instance interviews/*.docx",
        "*.rtf": "No file *.rtf.",
        f"{long}.txt": f"No file {long}.txt.",
    }.items():
        assert refused("documents", "add", "good.txt", name) == said


def test_a_file_too_large_is_refused_before_it_is_read(refused: Refused) -> None:
    with Path("large.txt").open("wb") as file:
        file.truncate(201 * 1024**2)
    assert refused("documents", "add", "good.txt", "large.txt") == (
        "large.txt: 210,763,776 bytes; at most 209,715,200 are read."
    )


def test_gbk_read_as_utf_8_says_the_byte_and_what_fits(refused: Refused) -> None:
    Path("L04.txt").write_bytes(GBK)
    assert refused("documents", "add", "good.txt", "L04.txt", "--encoding", "utf-8") == (
        "L04.txt: byte 0 is not utf-8: invalid start byte. Legal here: gb18030, windows-1252."
    )
    assert refused("documents", "add", "L04.txt", "--encoding", "klingon").startswith(
        "L04.txt: no encoding is named “klingon”. Try utf-8, gb18030,"
    )


def test_a_text_without_speakers_is_taken_in_and_said(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("notes.txt").write_text("We walked.\n\nNobody spoke.\n", encoding="utf-8")
    said = cli(capsys, "-p", str(study), "-c", "Mia", "documents", "add", "notes.txt", "-f", "csv")
    assert said.code == 0
    assert "no speakers found: the lines are kept as paragraphs" in said.out


UNPRINTABLE = {
    "escape": ("a\x1b[31mb.txt", "a␛[31mb.txt"),
    "line end": ("a\nb.txt", "a␊b.txt"),
    "direction": ("a\u202eb.txt", "a⇄b.txt"),
    "no Unicode": (os.fsdecode(b"a\xffb.txt"), "a␦b.txt"),
}


@pytest.mark.parametrize(("name", "shown"), UNPRINTABLE.values(), ids=UNPRINTABLE)
def test_a_file_name_that_does_not_print_is_shown_marked_and_refused(
    name: str, shown: str, refused: Refused
) -> None:
    assert refused("documents", "add", name) == f"No file {shown}."
    try:
        Path(name).write_text(GOOD + "I: And then?\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    assert refused("documents", "add", "good.txt", name) == (
        f"{shown}: the file's name holds characters that do not print. Rename the file, or name "
        "its document with --name (in Python name=)."
    )
    Path(name).write_bytes(b"\x00\x00\x00")
    assert refused("documents", "add", "good.txt", name).startswith(f"{shown}: byte 0 is NUL")


def test_a_file_whose_name_does_not_print_comes_in_under_another(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"a\xffb\n.txt")
    Path(name).write_text(GOOD, encoding="utf-8")
    args = ("-p", str(study), "-c", "Mia", "documents", "add", name, "--name", "L07 中")
    assert cli(capsys, *args).code == 0
    with qualcode.open(study, coder="Mia") as project:
        assert project.documents.text("L07 中") == GOOD


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["add", "good.txt", "--name", "a\x1bb"], "The name “a␛b” holds characters that do not"),
        (["add", "good.txt", "--name", " "], "A document needs a name."),
        (["add", "good.txt", "--kind", "zed"], "No kind of document “zed”. Kinds are: interview,"),
        (["add", "good.txt", "--language", "chinese\n"], "“chinese␊” names no language. Write zh,"),
        (["add", "good.txt", "L02.txt", "--name", "x"], "One name fits one file;"),
        (["rename", "L03", "a\nb"], "The name “a␊b” holds characters that do not print."),
        (["rename", "L03", "\u3000"], "A document needs a name."),
        (["mask", "L03", "-r", "张三"], "“张三” is not of the form WORDS=REPLACEMENT."),
        (["mask", "L03", "-r", "=x"], "Masking needs the words and what is to stand in their"),
        (["mask", "L03", "-r", "周=a\x1bb"], "“a␛b” cannot stand in a text: it holds characters"),
    ],
)
def test_wrong_usage_of_documents_exits_2_and_changes_nothing(
    command: list[str], line: str, refused: Refused
) -> None:
    Path("L02.txt").write_text("I: other\n", encoding="utf-8")
    assert refused("documents", *command, code=2).startswith(line)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["add", "good.txt", "--case", "0O1"], "No case “0O1”. Nearest: “001”"),
        (["add", "good.txt", "--case", "0O1", "--preview"], "No case “0O1”. Nearest: “001”"),
        (["add", "good.txt", "--not-a-speaker", "Zed"], "good.txt: no line begins with a label"),
        (["rename", "L03", "ｌ０２"], "There is a document “ｌ０２” already."),
        (["show", "L04"], "No document “L04”. Nearest: “L0"),
        (["show", "L0"], "No document “L0”. Nearest: “L03”, “L02”"),
        (["mask", "L03", "-r", "张三=[P]"], "“张三” stands nowhere in L03; nothing was masked."),
        (["edit", "L03", "blank.txt"], "The text for L03 is empty."),
        (["edit", "L03", "nul.txt"], "The text for L03: offset 1 holds U+0000, which is no"),
    ],
)
def test_what_cannot_be_done_with_documents_says_why(
    command: list[str], line: str, refused: Refused
) -> None:
    Path("blank.txt").write_text(" \n\n", encoding="utf-8")
    Path("nul.txt").write_text("a\0b", encoding="utf-8")
    assert refused("documents", *command).startswith(line)


def test_a_misspelt_coder_is_no_new_one(refused: Refused) -> None:
    assert refused("documents", "add", "good.txt", coder="Mai") == (
        "No coder “Mai” in this project. Nearest: “Mia”. Add one with: qualcode coders add NAME"
    )
