"""Word and PDF files made in memory, as small as the readers need them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

TRANSCRIPTS = Path(__file__).parent / "data" / "transcripts"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str, *, bold: bool = False) -> str:
    """Return a run of Word's XML."""
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    """Return a paragraph of runs; plain text is made a run."""
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in runs)
    return f"<w:p>{inner}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """Return a table of cells of plain text."""
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def docx(*blocks: str, head: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """Return a Word file with these blocks in its body."""
    body = f'{head}<w:document xmlns:w="{WORD}"><w:body>{"".join(blocks)}</w:body></w:document>'
    return archive({"word/document.xml": body, **(parts or {})})


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def pdf(*pages: Sequence[str], trailer: str = "") -> bytes:
    """Return a PDF with a line of text a line; any character, by a map from code to Unicode."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 "
        "/FontDescriptor 6 0 R >>",
        _stream(_unicode_map()),
        "<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 0 500 700] /ItalicAngle 0 "
        "/Ascent 700 /Descent 0 /CapHeight 700 /StemV 80 >>",
    ]
    kids = []
    for lines in pages:
        shown = "\n".join(
            f"1 0 0 1 40 {800 - 14 * at} Tm <{line.encode('utf-16-be').hex()}> Tj"
            for at, line in enumerate(lines)
        )
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1600 842] /Resources << /Font "
            f"<< /F 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(_stream(f"BT /F 10 Tf\n{shown}\nET"))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    made, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table_at = len(made)
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n"
        f"startxref\n{table_at}\n%%EOF\n"
    )
    return made + end.encode("latin-1")


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _unicode_map() -> str:
    """Return a map of every code to the same Unicode character."""
    rows = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]
    groups = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    ranges = "\n".join(
        f"{len(group)} beginbfrange\n" + "\n".join(group) + "\nendbfrange" for group in groups
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{ranges}\nendcmap end end"
    )
