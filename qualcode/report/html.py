"""Reports as one page for a browser: no script, nothing loaded from elsewhere, printed as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from qualcode.report.plain import parts, source
from qualcode.report.sections import QUOTE, Picture, Section, numeric, texts

_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; border-top: 2px solid; border-bottom: 2px solid;
        font-size: .85rem; display: block; overflow-x: auto; }
thead th { border-bottom: 1px solid; text-align: left; vertical-align: bottom; }
th, td { padding: .2rem .6rem; vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.note { font-size: .85rem; color: #444; }
.quote { font-size: .8rem; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
blockquote { margin: 1rem 0 1rem 1rem; white-space: pre-wrap; }
cite { display: block; font-size: .85rem; color: #595959; font-style: normal; }
"""

_NAMED = re.compile(r'(\bid="|href="#|url\(#)')
"""Where a name begins in a drawing."""


def html_text(title: str, sections: Sequence[Section]) -> str:
    """Return a report as a page."""
    body = "\n".join(line for section in sections for line in _section(section))
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def write_html(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a report as a page."""
    path.write_text(html_text(title, sections), encoding="utf-8", errors="replace")


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{escape(section.title)}</h2>"
    if section.kind == "text":
        yield f"<p>{escape(section.foot)}</p>"
        return
    if section.frame.empty:
        yield "<p>Nothing to show.</p>"
    elif section.kind == "quotes":
        yield from _quotes(section)
    else:
        yield from _caption(section.label, section.caption)
        yield from _table(section)
    yield f'<p class="note"><i>Note.</i> {escape(section.foot)}</p>'
    if section.picture is not None:
        yield from _picture(section.picture)


def _caption(label: str, caption: str) -> Iterator[str]:
    """Yield the number of a table or figure, and below it its title."""
    if label:
        yield f"<p><b>{escape(label)}</b><br><i>{escape(caption)}</i></p>"


def _picture(picture: Picture) -> Iterator[str]:
    """Yield a figure as part of the page, its names its own, so that two are not mixed up."""
    yield from _caption(picture.label, picture.caption)
    if not picture.data:
        yield f"<p>{escape(picture.caption)}</p>"
        return
    drawn = picture.data.decode()
    drawn = drawn[drawn.index("<svg") :].rstrip()
    own = picture.label.lower().replace(" ", "-")
    drawn = _NAMED.sub(rf"\g<1>{own}-", drawn)
    told = f'<svg role="img" aria-label="{escape(picture.told)}"'
    yield f"<figure>{drawn.replace('<svg', told, 1)}</figure>"


def _table(section: Section) -> Iterator[str]:
    frame, heads = section.for_reading()
    right = [' class="number"' if number else "" for number in numeric(frame)]
    names = zip(right, frame.columns, strict=True)
    head = "".join(
        f"<th{look}>{escape(str(name)).replace(chr(10), '<br>')}</th>" for look, name in names
    )
    yield f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"
    for at, row in enumerate(texts(frame)):
        depth = section.depth[at] if section.depth else 0
        cells = [
            f"<td{look}>{_lines(cell, display=section.kind == 'display')}</td>"
            for look, cell in zip(right, row, strict=True)
        ]
        if depth or (heads and heads[at]):
            weight = "bold" if heads and heads[at] else "normal"
            style = f"padding-left: {0.6 + depth}rem; font-weight: {weight}"
            cells[0] = f'<td style="{style}">{escape(row[0])}</td>'
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>\n</table>"


def _lines(text: str, *, display: bool) -> str:
    """Return a cell's text line by line; in a display a quote is smaller and in italics."""
    lines = [
        f'<i class="quote">{escape(line)}</i>' if display and line.startswith(QUOTE)
        else escape(line)
        for line in text.split("\n")
    ]  # fmt: skip
    return "<br>".join(lines)


def _quotes(section: Section) -> Iterator[str]:
    for heading, rows in section.headed():
        if heading is not None:
            yield f"<h3>{escape(heading)} ({len(rows):,})</h3>"
        for row in rows:
            before, text, after = (escape(part) for part in parts(row))
            words = f"{before}<b>{text}</b>{after}" if before or after else text
            where = escape(source(row, section.by))
            yield f"<blockquote>{words}<cite>— {where}</cite></blockquote>"
