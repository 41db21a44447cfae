"""Whatever is no transcript gives one error that names the file, what is wrong, and what to do."""

from __future__ import annotations

import importlib
import io
import zipfile
from pathlib import Path

import pytest
from transcript_files import archive, docx, paragraph, pdf

from qualcode.documents.readers import formats, read, registry
from qualcode.errors import UnreadableSource

LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
    + "41" * 32
    + "> /U <"
    + "42" * 32
    + "> >> "
    "/ID [<00> <00>]"
)


def bomb(kind: str) -> bytes:
    """Return an archive that unpacks to far more than it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        if kind == "members":
            for number in range(2_001):
                made.writestr(f"word/{number}.xml", b"")
        made.writestr("word/document.xml", b" " * (20_000_000 if kind == "ratio" else 10))
    return stream.getvalue()


def billion_laughs() -> bytes:
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    return docx(paragraph("I: &amp;b;".replace("&amp;", "&")), head=f"<!DOCTYPE x [{entities}]>")


BAD = {
    "empty.txt": (b"", "the file is empty"),
    "blank.txt": (b" \n\r\n\t ", "the file is empty"),
    "mark.txt": (b"\xef\xbb\xbf", "there is no text"),
    "zip.txt": (docx(paragraph("I: a")), "zip archive"),
    "pdf.txt": (pdf(["I: a"]), "a PDF"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a PNG picture"),
    "old.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "old Office"),
    "sound.md": (b"ID3\x04\x00talk", "MP3"),
    "nul.txt": (b"Dana: hi\x00 there\x00x", "byte 8 is NUL"),
    "control.txt": (b"\x01\x02\x03\x04\x05 hello", "control characters"),
    "text.docx": (b"I: this is text", "not a docx file"),
    "legacy.docx": (b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "old doc file, or a docx with a password"),
    "other.docx": (archive({"content.xml": "<x/>"}), "no part word/document.xml"),
    "cut.docx": (docx(paragraph("I: a"))[:90], "not a docx file"),
    "damaged.docx": (
        archive({"word/document.xml": "<w:document"}),
        "part word/document.xml is damaged",
    ),
    "bodyless.docx": (archive({"word/document.xml": "<document/>"}), "has no body"),
    "silent.docx": (docx(paragraph(" ")), "there is no text"),
    "laughs.docx": (billion_laughs(), "has a DOCTYPE"),
    "ratio.docx": (bomb("ratio"), "refused as a zip bomb"),
    "members.docx": (bomb("members"), "2,002 members in the archive"),
    "text.pdf": (b"I: this is text", "not a pdf file"),
    "cut.pdf": (pdf(["I: a"])[:20], "cannot be opened"),
    "scan.pdf": (pdf([], []), "2 pages and no text: this is a scan"),
    "numbers.pdf": (pdf(["1/2"], ["2/2"]), "this is a scan"),
    "locked.pdf": (pdf(["I: a"], trailer=LOCKED), "password"),
    "talk.vtt": (b"WEBVTT\n\nhello", "no cue in this vtt file"),
    "talk.srt": (b"Dana: hello\nLee: hi\n", "no cue in this srt file"),
    "word.doc": (b"\xd0\xcf\x11\xe0", "Save it as docx"),
    "later.odt": (
        archive({"content.xml": "<x/>"}),
        "not read: odt. Save it as one of: docx, md, pdf",
    ),
    "later.rtf": (b"{\\rtf1 hello}", "not read: rtf"),
    "table.xlsx": (archive({"xl/workbook.xml": "<x/>"}), "not read: xlsx"),
    "unknown.bin": (b"\x7fELF\x01", "not read: a program"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_error_with_its_name(name: str, tmp_path: Path) -> None:
    data, reason = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableSource) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert reason in message
    assert "\n" not in message
    assert [found.name for found in tmp_path.iterdir()] == [name]
    assert path.read_bytes() == data


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"nowhere\.txt: no such file"):
        read(tmp_path / "nowhere.txt")
    with pytest.raises(UnreadableSource, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(docx(paragraph("I: " + "a" * 5_000)))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableSource, match=r"^a\.docx: "):
        read(bytes(data), name="a.docx")


def test_an_unknown_ending_is_read_as_what_the_bytes_look_like() -> None:
    found = {
        read(data, name=name).format
        for data, name in [
            (docx(paragraph("I: a")), "a.bak"),
            (pdf(["I: a"]), "b"),
            (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>b", "c.transcript"),
            (b"1\n00:00:01,000 --> 00:00:02,000\nA\n", "d.sub"),
            (b"# Talk\n\nI: a", "e"),
            (b"I: a", "f.asr"),
        ]
    }
    assert found == set(formats())


def test_a_format_can_be_asked_for_and_an_unknown_one_is_refused() -> None:
    assert read(b"I: a", name="a.dat", format="md").format == "md"
    with pytest.raises(UnreadableSource, match="not read: the format “odt”"):
        read(b"I: a", name="a.dat", format="odt")


def test_formats_are_the_files_of_their_folder() -> None:
    assert formats() == ["docx", "md", "pdf", "srt", "txt", "vtt"]


NEW_FORMAT = """
from qualcode.documents.readers.source import Line, Source

EXTENSIONS = ("lines", "lns")

def looks_like(data):
    return data.startswith(b"lines!")

def read(data, *, encoding):
    return Source(tuple(Line(part, f"part {n}") for n, part in enumerate(data.decode().split("|"))))
"""


def test_adding_a_format_is_adding_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lines.py").write_text(NEW_FORMAT, encoding="utf-8")
    folder = importlib.import_module("qualcode.documents.readers.formats")
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(tmp_path)])
    registry.names.cache_clear()
    try:
        assert formats() == ["docx", "lines", "md", "pdf", "srt", "txt", "vtt"]
        for name in ("a.lines", "a.lns"):
            reading = read(b"I: one|P: two", name=name)
            assert [(turn.label, turn.place) for turn in reading.turns] == [
                ("I", "part 0"),
                ("P", "part 1"),
            ]
        assert read(b"lines!|I: one", name="a.other").format == "lines"
    finally:
        registry.names.cache_clear()


@pytest.mark.parametrize(
    "source",
    [
        b"x [00:01] " * 50_000,
        b"a" + b"\n" * 50_000,
        b"a:\n" * 50_000,
        b"[" * 500_000,
        b"*" * 500_000,
        b"# " * 250_000,
        b"".join(b"N%d: hello\nN%d: you\n" % (n, n + 1) for n in range(20_000)),
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v a" * 100_000,
    ],
    ids=["marks", "blank", "empty labels", "brackets", "stars", "hashes", "names", "tags"],
)
def test_hostile_text_is_read_to_its_end(source: bytes) -> None:
    name = "a.vtt" if source.startswith(b"WEBVTT") else "a.txt"
    assert len(read(source, name=name).text) > 1_000


def test_five_megabytes_are_read() -> None:
    talk = "访谈员：那后来呢，你们怎么做的？\n受访者：我们就一家一家去问，问了三个月。\n" * 65_000
    reading = read(talk.encode("gbk"), name="long.txt")
    assert (len(reading.text), len(reading.turns)) == (len(talk), 130_000)
