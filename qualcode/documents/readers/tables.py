"""Tables of a document: `speaker | words` where their first column names speakers, else rows.

A row becomes one line, its cells parted by tabs; further paragraphs of the last cell become lines
of their own. A column of times before the speakers is read as times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qualcode.documents.readers import times
from qualcode.documents.readers.candidates import is_name
from qualcode.documents.readers.source import Line
from qualcode.documents.readers.vocabulary import folded, is_header_key, role_of, words

_HEADS = words(
    "speaker|name|who|person|participant|text|words|utterance|content|transcript|time|timestamp|"
    "说话人|发言人|讲话人|姓名|内容|文本|话语|时间|說話人|發言人|內容|時間"
)


def rows_to_lines(rows: Sequence[Sequence[Sequence[Line]]], place: str) -> list[Line]:
    """Return the lines of a table.

    rows:  rows of cells of lines, empty lines left out.
    place: what the table is called, such as `table 1`.
    """
    texts = [[" ".join(line.text.strip() for line in cell) for cell in row] for row in rows]
    who = _speaker_column(texts)
    lines: list[Line] = []
    last = ""
    for number, (row, cells) in enumerate(zip(rows, texts, strict=True), start=1):
        where = f"{place} row {number}"
        if who is None or len(row) != who + 2:
            lines += _plain(row, where)
            continue
        if number == 1 and {text.casefold() for text in cells if text} <= _HEADS:
            lines.append(Line("\t".join(cells), where, kind="heading"))
            continue
        last = cells[who].rstrip(":： ") or last
        lines += _spoken(row, cells, last, where)
    return lines


def _plain(row: Sequence[Sequence[Line]], place: str) -> list[Line]:
    """Return a row of any table: one cell gives its lines, several one line."""
    filled = [cell for cell in row if cell]
    if len(filled) <= 1:
        return [Line(line.text, place, bold=line.bold) for cell in filled for line in cell]
    return [Line("\t".join(" ".join(line.text for line in cell) for cell in filled), place)]


def _spoken(
    row: Sequence[Sequence[Line]], cells: Sequence[str], name: str, place: str
) -> list[Line]:
    """Return a row that `name` speaks: its last cell holds the words, a first of three the time."""
    head = "\t".join(cells[:-1]) + "\t"
    stamp = times.seconds(cells[0].strip("[]()（）【】 ")) if len(cells) == 3 else None
    first, *rest = row[-1] or [Line("", place)]
    seconds = None if stamp is None else (stamp, None)
    opening = Line(head + first.text, place, name or None, len(head), seconds)
    return [opening, *(Line(line.text, place) for line in rest)]


def _speaker_column(texts: Sequence[Sequence[str]]) -> int | None:
    """Return the column that names speakers: the first of two, or the second after times."""
    width = Counter(len(row) for row in texts).most_common(1)
    if len(texts) < 2 or not width or width[0][0] not in {2, 3}:
        return None
    who = width[0][0] - 2
    body = [row for row in texts if len(row) == who + 2]
    if {text.casefold() for text in body[0] if text} <= _HEADS:
        body = body[1:]
    if who and not all(
        times.seconds(row[0].strip("[]()（）【】 ")) is not None for row in body if row[0]
    ):
        return None
    names = [folded(row[who].rstrip(":： ")) for row in body if row[who]]
    if not names or not all(is_name(name) for name in names):
        return None
    if sum(is_header_key(name) for name in names) * 2 >= len(names):
        return None
    recurs = max(Counter(names).values()) >= 2
    return who if recurs or sum(role_of(name) is not None for name in names) >= 2 else None
