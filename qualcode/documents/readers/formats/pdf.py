"""PDF: the words of every page, visual line breaks undone, page numbers set aside.

A visual line goes on in the next unless that one begins a label or header line, or the line is
short and ends a sentence. Chinese is joined without a space, English with one. A PDF whose pages
hold no characters is a scan and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from qualcode.documents.readers import candidates, labels, surroundings
from qualcode.documents.readers.encoding import magic
from qualcode.documents.readers.furniture import repeated_at_edges, set_aside
from qualcode.documents.readers.source import Aside, Line, Source, counted
from qualcode.errors import UnreadableSource

EXTENSIONS = ("pdf",)

_PAGES = 5_000
_CHARACTERS = 50_000_000
_STOPS = '.?!。？！…”"』」)）'
_SHORT = 0.7
_FULL = 0.8


def looks_like(data: bytes) -> bool:
    """Say whether the file opens as a PDF does."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, *, encoding: str | None) -> Source:
    """Return the paragraphs of a PDF as lines.

    Raises UnreadableSource if it is none, needs a password, is damaged, too large, or a scan.
    """
    if encoding is not None:
        raise UnreadableSource("a pdf file has no encoding to choose. Leave it out.")
    if not looks_like(data):
        raise UnreadableSource(f"this is not a pdf file but {magic(data) or 'something else'}.")
    pages, hyphens = _pages(data)
    empty = [number for number, page in enumerate(pages, start=1) if not any(page)]
    if len(empty) == len(pages):
        raise UnreadableSource(
            f"{counted(len(pages), 'page')} and no text: this is a scan. Recognise its text first."
        )
    warnings, losses = [], []
    if empty:
        shown = ", ".join(map(str, empty[:10]))
        warnings.append(f"{counted(len(empty), 'page')} without text (pictures?): {shown}")
    if hyphens:
        losses.append(f"{counted(hyphens, 'hyphen')} at line ends taken as word breaks")
    lines, asides = set_aside(pages)
    if not any(line.text.strip() for line in lines):
        raise UnreadableSource("nothing but page numbers in it: this is a scan.")
    if repeated := repeated_at_edges(lines):
        warnings.append(f"{counted(repeated, 'line')} repeated at a page break: kept")
    joined, asides = _joined(lines, asides)
    return Source(
        tuple(joined), asides=tuple(asides), warnings=tuple(warnings), losses=tuple(losses)
    )


def _pages(data: bytes) -> tuple[list[list[str]], int]:
    """Return the lines of each page, and how many words were parted by a hyphen."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = str(error)
        if "assword" in reason:
            reason = "it needs a password. Save it without one"
        raise UnreadableSource(f"this pdf cannot be opened: {reason}.") from error
    try:
        if len(document) > _PAGES:
            raise UnreadableSource(f"{len(document):,} pages; at most {_PAGES:,} are read.")
        pages: list[str] = []
        total = hyphens = 0
        for number in range(len(document)):
            text = _page_text(document, number)
            hyphens += text.count("\ufffe")
            total += len(text)
            if total > _CHARACTERS:
                raise UnreadableSource(f"page {number + 1}: more than {_CHARACTERS:,} characters.")
            pages.append(text.replace("\x00", ""))
        # Few words end in a hyphen by chance; many, where a program broke them.
        broken = hyphens >= 5 and hyphens * 20 > sum(text.count("\n") for text in pages)
        parted = [_lines(text.replace("\ufffe", "" if broken else "-")) for text in pages]
        return parted, hyphens if broken else 0
    finally:
        document.close()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text)]


def _page_text(document: object, number: int) -> str:
    import pypdfium2

    try:
        page = document[number]  # type: ignore[index]
        words = page.get_textpage()
        text = str(words.get_text_range())
        words.close()
        page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(f"page {number + 1} cannot be read: {error}.") from error
    # Half of a surrogate pair cannot be stored as text.
    return text.encode("utf-16", "replace").decode("utf-16", "replace")


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _joined(lines: Sequence[Line], asides: Sequence[Aside]) -> tuple[list[Line], list[Aside]]:
    """Return the lines with visual breaks undone, the asides at their new places."""
    found = candidates.find(lines)
    kinds = surroundings.kinds_of(lines, found)
    verdicts = labels.decide(lines, kinds, found, {})
    begins = {c.line for c in found if kinds[c.line] is not None or verdicts[c.name][0]}
    begins |= {c.line for c in found if verdicts.get(c.name, (False, ""))[1] in _OWN_LINE}
    alone = {
        c.line for c in found if c.line in begins and c.words >= len(lines[c.line].text.rstrip())
    }
    widths = sorted(_cells(line.text) for line in lines if line.text)
    width = widths[min(len(widths) - 1, len(widths) * 95 // 100)]
    first = min((c.line for c in found if verdicts.get(c.name, (False,))[0]), default=len(lines))
    parts: list[list[str]] = []
    places: list[str] = []
    where: list[int] = []
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else line
        goes_on = (
            index > 0
            and bool(before.text and line.text)
            and index not in begins
            and index - 1 not in alone
            and kinds[index] is None
            and kinds[index - 1] in {None, "header"}
            and not _ends(before.text, width, top=index <= first or kinds[index - 1] == "header")
        )
        if goes_on:
            parts[-1].append(line.text)
        else:
            parts.append([line.text])
            places.append(line.place)
        where.append(len(parts) - 1)
    joined = [Line(_glue(part), place) for part, place in zip(parts, places, strict=True)]
    return joined, [Aside(where[a.line] if a.line >= 0 else -1, a.kind, a.text) for a in asides]


_OWN_LINE = frozenset({"a header key", "a section heading"})


def _ends(text: str, width: int, *, top: bool) -> bool:
    """Say whether a line ends its paragraph: short after a stop, or just short at the top."""
    cells = _cells(text)
    if top:
        return cells < _FULL * width
    return cells < _SHORT * width and text[-1] in _STOPS


def _glue(parts: Sequence[str]) -> str:
    """Join visual lines: a space between words, none in Chinese or behind a word's own hyphen."""
    glued = [parts[0]]
    for part in parts[1:]:
        before = glued[-1]
        chinese = before[-1] >= "\u2e80" and part[0] >= "\u2e80"
        hyphen = before[-1] == "-" and before[-2:-1].isalpha() and part[0].isalpha()
        if not chinese and not hyphen:
            glued.append(" ")
        glued.append(part)
    return "".join(glued)
