"""Word documents: the words of every paragraph and table, in order, straight from the XML.

python-docx loses tracked insertions and content controls, so the parts are read here: `w:t`, tabs
and breaks in order, insertions kept, deletions left out, tables and content controls entered.
Entities and network are off, a DOCTYPE is refused, and the archive's limits hold before parsing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qualcode.documents.readers.archive import Archive
from qualcode.documents.readers.encoding import magic
from qualcode.documents.readers.source import Line, Source, counted
from qualcode.documents.readers.tables import rows_to_lines
from qualcode.errors import UnreadableSource

if TYPE_CHECKING:
    from lxml.etree import _Element

EXTENSIONS = ("docx", "docm")

_SKIPPED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "fldData", "Fallback"}
    | {"rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr"}
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTED = frozenset(
    {"ins", "moveTo", "del", "moveFrom", "commentReference", "footnoteReference"}
    | {"endnoteReference", "drawing", "pict", "object", "oMath", "sym"}
)
_MAIN = "word/document.xml"
_LOSSES = (
    ("numPr", "automatic list number"),
    ("footnoteReference", "footnote"),
    ("endnoteReference", "endnote"),
    ("drawing", "picture"),
    ("pict", "picture of the old form"),
    ("object", "embedded object"),
    ("oMath", "formula"),
    ("sym", "symbol"),
)


def looks_like(data: bytes) -> bool:
    """Say whether an archive holds a Word document."""
    return data.startswith(b"PK\x03\x04") and b"word/document" in data


def read(data: bytes, *, encoding: str | None) -> Source:
    """Return the paragraphs of a Word document as lines.

    Raises UnreadableSource if it is none, is encrypted, damaged, or larger than is safe.
    """
    if encoding is not None and encoding.casefold() not in {"utf-8", "utf8"}:
        raise UnreadableSource("a docx file has no encoding to choose. Leave it out.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSource(
            "this is an old doc file, or a docx with a password. Save it as docx without one."
        )
    if not data.startswith(b"PK"):
        raise UnreadableSource(f"this is not a docx file but {magic(data) or 'something else'}.")
    archive = Archive(data, "docx")
    body = _body(archive.member(_main_part(archive)))
    walk = _Walk()
    walk.blocks(body)
    return Source(
        tuple(walk.lines), warnings=tuple(walk.warnings()), losses=tuple(walk.losses(archive.names))
    )


def _main_part(archive: Archive) -> str:
    """Return the name of the part with the text; some programs do not call it document.xml."""
    if _MAIN in archive.names:
        return _MAIN
    others = sorted(
        name
        for name in archive.names
        if name.startswith("word/document") and name.endswith(".xml") and "/" not in name[5:]
    )
    if not others:
        raise UnreadableSource(f"this is not a docx file: no part {_MAIN}.")
    return others[0]


_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))


def _doctype() -> UnreadableSource:
    return UnreadableSource(f"part {_MAIN} has a DOCTYPE, which no docx file has: refused.")


def _body(content: bytes) -> _Element:
    from lxml import etree

    # Before parsing: a parser counts what entities would unfold to even where it leaves them alone.
    if any(mark in content for mark in _DOCTYPES):
        raise _doctype()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(f"part {_MAIN} is damaged: {error}.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    for child in root:
        if _tag(child) == "body":
            return child
    raise UnreadableSource(f"part {_MAIN} has no body: this is not a docx file.")


def _tag(element: _Element) -> str:
    """Return the local name of an element; that of an instruction is none that is looked for."""
    return str(element.tag).rpartition("}")[2]


class _Walk:
    """Walks the body once; libxml2 allows no deeper nesting than recursion does."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.noted: Counter[str] = Counter()
        self._paragraphs = 0
        self._tables = 0
        self._inside = 0

    def blocks(self, parent: _Element) -> None:
        """Take the paragraphs and tables below an element."""
        for child in parent:
            tag = _tag(child)
            if tag in _NOTED:
                self.noted[tag] += 1
            if tag == "p":
                self.lines += self._paragraph(child)
            elif tag == "tbl":
                self._table(child)
            elif tag not in _SKIPPED:
                self.blocks(child)

    def _paragraph(self, paragraph: _Element) -> list[Line]:
        """Return a paragraph's lines, parted at soft breaks, text boxes after it."""
        self._paragraphs += 1
        place = f"paragraph {self._paragraphs}"
        pieces: list[tuple[str, bool]] = []
        boxes: list[_Element] = []
        self._runs(paragraph, pieces, boxes, bold=False)
        text = "".join(piece for piece, _ in pieces)
        lead = 0
        for piece, bold in pieces:
            if not bold and piece.strip():
                break
            lead += len(piece)
        lines = []
        for part in text.split("\n"):
            lines.append(Line(part, place, bold=max(0, min(len(part), lead))))
            lead -= len(part) + 1
        for box in boxes:
            self.noted["textbox"] += 1
            kept, self.lines = self.lines, []
            self.blocks(box)
            lines, self.lines = lines + self.lines, kept
        return lines

    def _runs(
        self, parent: _Element, pieces: list[tuple[str, bool]], boxes: list[_Element], *, bold: bool
    ) -> None:
        """Collect the text below an element with whether it is bold."""
        if _tag(parent) == "r":
            bold = _is_bold(parent)
        for child in parent:
            tag = _tag(child)
            if tag in _NOTED:
                self.noted[tag] += 1
            if tag == "pPr":
                self.noted["numPr"] += sum(_tag(inner) == "numPr" for inner in child)
            elif tag == "t":
                pieces.append(((child.text or "").replace("\n", " "), bold))
            elif tag in _CHARACTERS and _tag(parent) == "r":
                pieces.append((_CHARACTERS[tag], bold))
            elif tag == "txbxContent":
                boxes.append(child)
            elif tag not in _SKIPPED:
                self._runs(child, pieces, boxes, bold=bold)

    def _table(self, table: _Element) -> None:
        """Take a table row by row; a table within a cell gives its paragraphs to the cell."""
        self._tables += not self._inside
        rows: list[list[list[Line]]] = []
        for row in _below(table, "tr"):
            cells = []
            for cell in _below(row, "tc"):
                kept, self.lines = self.lines, []
                self._inside += 1
                self.blocks(cell)
                self._inside -= 1
                cells.append([line for line in self.lines if line.text.strip()])
                self.lines = kept
            rows.append(cells)
        self.lines += rows_to_lines(rows, f"table {self._tables}")

    def warnings(self) -> list[str]:
        """Return what a person should look at: tracked changes, comments, tables, text boxes."""
        found = []
        inserted = self.noted["ins"] + self.noted["moveTo"]
        deleted = self.noted["del"] + self.noted["moveFrom"]
        if inserted or deleted:
            found.append(
                f"tracked changes: {counted(inserted, 'insertion')} kept, "
                f"{counted(deleted, 'deletion')} left out"
            )
        if self.noted["commentReference"]:
            found.append(f"{counted(self.noted['commentReference'], 'comment')} left out")
        if self._tables:
            found.append(f"{counted(self._tables, 'table')}: read row by row")
        if self.noted["textbox"]:
            found.append(f"{counted(self.noted['textbox'], 'text box')} read after their paragraph")
        return found

    def losses(self, parts: frozenset[str]) -> list[str]:
        """Return what the document holds and the lines do not."""
        found = [
            f"{counted(self.noted[tag], noun)} left out" for tag, noun in _LOSSES if self.noted[tag]
        ]
        edges = sum(part.startswith(("word/header", "word/footer")) for part in parts)
        if edges:
            found.append(f"{counted(edges, 'part')} with page headers or footers left out")
        if self.noted["commentReference"]:
            found.append(f"{counted(self.noted['commentReference'], 'comment')} left out")
        return found


def _below(parent: _Element, wanted: str) -> list[_Element]:
    """Return the rows or cells of a table, those inside content controls included."""
    found: list[_Element] = []
    for child in parent:
        tag = _tag(child)
        if tag == wanted:
            found.append(child)
        elif tag in {"sdt", "sdtContent", "customXml", "ins"}:
            found += _below(child, wanted)
    return found


def _is_bold(run: _Element) -> bool:
    """Say whether a run is set bold by itself."""
    for properties in run:
        if _tag(properties) != "rPr":
            continue
        for setting in properties:
            if _tag(setting) == "b":
                value = next(
                    (str(v) for k, v in setting.attrib.items() if str(k).endswith("val")), "1"
                )
                return value not in {"0", "false", "off"}
    return False
