"""Bad codebooks and surveys through the command line: one line with file and row, no change."""

from __future__ import annotations

from pathlib import Path

import pytest
from refusals import Refused
from study import cli
from transcript_files import archive

import qualcode

CODEBOOKS: dict[str, tuple[bytes, str]] = {
    "circle.yaml": (
        b"- code: good\n- {code: x, parent: y}\n- {code: y, parent: x}\n",
        "circle.yaml, line 2 (“x”): the parents go in a circle: “x” → “y” → “x”.",
    ),
    "twice.yaml": (b"- code: x\n- code: X\n", "twice.yaml, line 2 (“X”): the code is there"),
    "twice.csv": (b"code,key\nx,a\nX,b\n", "twice.csv, row 3 (“X”): the code is there already"),
    "near.yaml": (
        b"- code: good\n- code: x\n  definiton: y\n",
        "near.yaml, line 2 (“x”): unknown field “definiton”: did you mean “definition”?",
    ),
    "text.xlsx": (b"code\nx\n", "text.xlsx: "),
    "nul.yaml": (b"- code: a\0b\n", "nul.yaml: byte 9 is NUL"),
    "empty.yaml": (b"", "empty.yaml: the file is empty."),
    "control.yaml": (b'- code: "a\\eb"\n', "control.yaml, line 1"),
}


@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_bad_codebook_is_refused_with_its_place(name: str, refused: Refused) -> None:
    data, line = CODEBOOKS[name]
    Path(name).write_bytes(data)
    assert refused("codebook", "load", name).startswith(line)


def test_unknown_fields_of_a_codebook_are_kept_and_listed(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("book.yaml").write_text("- code: x\n  owner: Lin\n", encoding="utf-8")
    said = cli(capsys, "-p", str(study), "-c", "Mia", "codebook", "load", "book.yaml", "-f", "csv")
    assert (said.code, said.out.splitlines()[-1]) == (0, "x,kept,owner,,Lin,unknown field")


SURVEYS: dict[str, tuple[bytes, list[str], str]] = {
    "empty.csv": (b"", [], "empty.csv"),
    "nul.csv": (b"id,a\n1,x\0y\n", [], "nul.csv: byte 8 is NUL"),
    "gbk.csv": (
        "id,答\n1,最缺人\n".encode("gbk"),
        ["--encoding", "utf-8"],
        "gbk.csv: byte 3 is not utf-8: invalid start byte. Legal here: gb18030",
    ),
    "twice.csv": (b"id,a\n1,x\n2,y\n1,z\n", [], "twice.csv, row 4: the id “1” stands in row 2"),
    "blank.csv": (b"id,a\n1,x\n ,y\n", [], "blank.csv, row 3: the id column “id” is blank."),
    "other.csv": (b"name,a\n1,x\n", [], "other.csv has no column “id”. Its columns: name, a"),
    "ragged.csv": (b"id,a\n1,x\n2,y,z\n", [], "ragged.csv, row 3: 3 cells where the header has 2"),
    "columns.csv": (b"id,a,a\n1,x,y\n", [], "columns.csv, row 1: two columns are named “a”."),
    "quote.csv": (b'id,a\n1,"x\n2,y\n', [], "quote.csv"),
    "big.csv": (b'id,a\n1,"' + b"x" * 10_000_001 + b'"\n', [], "big.csv"),
    "weight.csv": (b"id,w\n1,1\n2,x\n", ["--weight", "w"], "weight.csv, row 3, “w”: “x” is no num"),
    "minus.csv": (b"id,w\n1,-1\n", ["--weight", "w"], "minus.csv, row 2, “w”: “-1” is negative"),
    "question.csv": (b"id,w\n1,1\n", ["--open-ended", "q8"], "question.csv has no column “q8”."),
    "text.xlsx": (b"id,a\n1,x\n", [], "text.xlsx"),
    "archive.xlsx": (archive({"hello.txt": "hello"}), [], "archive.xlsx"),
    "later.ods": (b"id,a\n", [], "later.ods"),
}


@pytest.mark.parametrize("name", SURVEYS)
def test_a_bad_survey_is_refused_with_its_place(name: str, refused: Refused) -> None:
    data, options, line = SURVEYS[name]
    Path(name).write_bytes(data)
    assert refused("cases", "import", name, "--id", "id", *options).startswith(line)


@pytest.mark.parametrize(
    "data",
    [
        "id;答\n1;最缺人\n".encode("utf-8-sig"),
        "id\t答\n1\t最缺人\n".encode("utf-16"),
        "id,答\r\n1,最缺人，太累了，我们的志愿者\r\n".encode("gbk"),
    ],
    ids=["BOM and semicolons", "UTF-16 and tabs", "GBK and CRLF"],
)
def test_a_survey_as_other_programs_save_it_is_read(
    data: bytes, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("v.csv").write_bytes(data)
    args = ("-p", str(study), "-c", "Mia", "cases", "import", "v.csv", "--id", "id")
    assert cli(capsys, *args, "--open-ended", "答").code == 0
    with qualcode.open(study, coder="Mia") as project:
        assert project.documents.text("1 · 答").startswith("最缺人")
