"""The page that a figure is drawn on: its size, fonts and words, and the file it becomes.

All is measured in inches from the left and the top, so that a bar is as thick in a figure of one
code as in one of eighty. The same figure gives the same bytes: no date is in a file, nor anything
from a user's settings of matplotlib. In SVG text is kept as outlines: whoever opens the file may
have no Chinese font, and a wrong one would move every label; what it says is in its description.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from qualcode.report.figure_fonts import NO_GLYPH, families
from qualcode.report.figure_words import Words
from qualcode.text.display import ellipsis, safe, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".svg", ".png")
WIDTH = 6.3
"""Inches between the margins of a page."""
DOTS = 200
"""Dots an inch of a PNG."""
SIZE = 8.0
"""Points of a label."""
SMALL = 6.5
LINE = 0.165
"""Inches a line of labels takes."""
INK, GREY, RULE = "#1a1a1a", "#595959", "#bdbdbd"
_EDGE = 0.08
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Drawing:
    """What is to be drawn: every text that it holds, and the function that draws it.

    told: what the figure shows, for those who cannot see it.
    """

    texts: Sequence[str]
    draw: Callable[[Page], None]
    told: str
    title: str = ""
    note: str = ""


@dataclass
class Page:
    """A page being drawn."""

    drawing: Drawing
    words: Words
    lost: frozenset[str]
    _figure: Figure | None = field(default=None, init=False)
    _height: float = field(default=0.0, init=False)
    _top: float = field(default=0.0, init=False)

    # Text -------------------------------------------------------------------------------------

    def show(self, text: str) -> str:
        """Return a text as it can be drawn."""
        return "".join(NO_GLYPH if c in self.lost else c for c in safe(text))

    def wide(self, text: str, size: float = SIZE) -> float:
        """Return how many inches the widest line of a text takes."""
        return max((self._measured(line, size) for line in text.split("\n")), default=0.0)

    def lines(self, text: str, room: float, size: float = SIZE, most: int = 3) -> str:
        """Return a text in lines that fit a width, cut with '…' where they are more than `most`."""
        shown = self.show(text).replace("\n", " ")
        cells = max(4, int(room * 72 / size / 0.45))
        while True:
            spans = wrap(shown, 0, len(shown), cells)
            rows = [shown[a:z].strip() for a, z in spans[:most]]
            if len(spans) > most:
                rows[-1] = ellipsis(shown[spans[most - 1][0] :], max(2, cells))
            if cells <= 4 or self.wide("\n".join(rows), size) <= room:
                return "\n".join(rows)
            cells -= 1

    @cached_property
    def _renderer(self) -> Any:
        from matplotlib.backends.backend_agg import RendererAgg

        renderer: Any = RendererAgg
        return renderer(1, 1, 72)

    def _measured(self, line: str, size: float) -> float:
        from matplotlib.font_manager import FontProperties

        if not line:
            return 0.0
        across, _, _ = self._renderer.get_text_width_height_descent(
            line, FontProperties(size=size), False
        )
        return float(across) / 72

    # Places -----------------------------------------------------------------------------------

    def open(self, across: float, height: float) -> None:
        """Begin the page: so many inches for what is drawn, the title above and the note below."""
        from matplotlib.figure import Figure

        room = across - 2 * _EDGE
        title = self.lines(self.drawing.title, room, 9.5) if self.drawing.title else ""
        note = self.lines(self.drawing.note, room, SMALL, most=40) if self.drawing.note else ""
        above = 0.19 * (title.count("\n") + 1) + 0.06 if title else 0.0
        below = 0.125 * (note.count("\n") + 1) + 0.1 if note else 0.0
        self._height, self._top = height + above + below + 2 * _EDGE, above + _EDGE
        self._figure = Figure(figsize=(across, self._height), facecolor="white")
        if title:
            self.text(_EDGE, -above, title, size=9.5, va="top", linespacing=1.3)
        if note:
            self.text(_EDGE, height + 0.1, note, size=SMALL, va="top", linespacing=1.3, color=GREY)

    @property
    def figure(self) -> Figure:
        """The figure of matplotlib."""
        assert self._figure is not None
        return self._figure

    def axes(self, left: float, top: float, across: float, height: float) -> Axes:
        """Return axes at a place in inches, bare but for a line on the left."""
        whole = float(self.figure.get_figwidth())
        bottom = self._height - self._top - top - height
        made = self.figure.add_axes(
            (left / whole, bottom / self._height, across / whole, height / self._height)
        )
        for side in ("top", "right", "bottom"):
            made.spines[side].set_visible(False)
        made.spines["left"].set_color(GREY)
        made.tick_params(length=2, width=0.6, labelsize=SMALL, color=GREY, pad=2)
        return made

    def text(self, left: float, top: float, text: str, *, size: float = SIZE, **how: Any) -> None:
        """Write a text at a place in inches."""
        x = left / float(self.figure.get_figwidth())
        y = (self._height - self._top - top) / self._height
        how.setdefault("linespacing", 1.15)
        how.setdefault("color", INK)
        self.figure.text(x, y, text, fontsize=size, **how)


def drawn(drawing: Drawing, words: Words, form: str) -> tuple[bytes, tuple[float, float]]:
    """Return a figure as a file of the form .svg or .png, and its width and height in inches.

    Raises: NotFound where no font has one of its Chinese characters.
    """
    texts = [*drawing.texts, *words.all, drawing.title, drawing.note]
    with _style() as settings:
        found, lost = families([safe(text) for text in texts])
        settings["font.family"] = found
        if lost:
            note = words.stop.join([drawing.note, words.lost]) if drawing.note else words.lost
            drawing = replace(drawing, note=note)
        page = Page(drawing, words, lost)
        drawing.draw(page)
        out = io.BytesIO()
        said: dict[str, Any] = {"Description": drawing.told}
        said |= {"Title": drawing.title} if drawing.title else {}
        said |= {"Date": None, "Creator": None} if form == ".svg" else {"Software": None}
        page.figure.savefig(out, format=form[1:], dpi=DOTS, metadata=said)
        across, high = page.figure.get_size_inches()
    return out.getvalue(), (float(across), float(high))


@contextmanager
def _style() -> Iterator[Any]:
    """Give matplotlib the settings of our figures, and theirs back to whoever uses it beside us."""
    import logging

    # It tells of its cache and of odd fonts where nobody asked.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib

    with _one_at_a_time, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "svg.hashsalt": "qualcode",
                "svg.fonttype": "path",
                "text.parse_math": False,
                "axes.unicode_minus": True,
                "axes.linewidth": 0.6,
                "hatch.linewidth": 0.5,
                "font.size": SIZE,
                "text.color": INK,
                "axes.labelcolor": INK,
                "xtick.color": INK,
                "ytick.color": INK,
            }
        )
        yield matplotlib.rcParams
