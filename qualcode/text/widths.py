"""How many cells a character takes, and how it behaves at the end of a line.

Both are one ASCII letter a character, so that a text becomes bytes once and all else is counting:
lower case takes one cell, upper case two, `n` and `x` none.

    h H  breaks before and after: Han, kana, hangul, emoji
    l L  a letter, digit or sign of a word
    s S  a space      o O  opens      c C  closes      d D  a dash      q  a straight quote
    n    a line feed  x    nothing to see by itself (a mark without a base)

Widths come from ranges for Chinese, else from `wcwidth`, which is loaded only where needed.
"""

from __future__ import annotations

import unicodedata

_CLOSING = frozenset(
    "，。！？；：、）》」』】”’…,.!?;:)]}%｝］〕〉〗〙〛｠»›％‰℃·・‧～〜ー々〻゛゜｡､｣．‥"
)
_OPENING = frozenset("（《「『【“‘([{｛［〔〈〖〘〚｟«‹｢")
_DASHES = frozenset("—―–⸺⸻")
_SPACES = frozenset(
    " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
)
_BY_CATEGORY = {"Pe": "c", "Pf": "c", "Ps": "o", "Pi": "o"}

WIDTHS = bytes(2 if 65 <= code <= 90 else 0 if code in b"nx" else 1 for code in range(256))
_WIDE_CODES = b"HLSOCD"


def cell_count(codes: bytes) -> int:
    """Return the cells that characters of these codes take together."""
    wide = sum(codes.count(code) for code in _WIDE_CODES)
    return len(codes) + wide - codes.count(b"n") - codes.count(b"x")


class Codes(dict[int, str]):
    """The code of each character, worked out when first met; `ambiguous` is 1 or 2 cells."""

    def __init__(self, ambiguous: int) -> None:
        super().__init__()
        self._ambiguous = ambiguous

    def __missing__(self, point: int) -> str:
        code = self[point] = self._code(chr(point))
        return code

    def of(self, text: str) -> bytes:
        """Return a byte a character."""
        return text.translate(self).encode("ascii")

    def widths(self, text: str) -> bytes:
        """Return the cells of each character, 0 to 2, as bytes."""
        return self.of(text).translate(WIDTHS)

    def cluster_cells(self, cluster: str) -> int:
        """Return the cells of a grapheme cluster: 0 to 2, whatever it is made of."""
        base = WIDTHS[ord(self[ord(cluster[0])])]
        if len(cluster) == 1:
            return base
        from wcwidth import wcswidth

        return max(base, min(2, wcswidth(cluster)))

    def cluster_code(self, cluster: str) -> int:
        """Return the code of a grapheme cluster: its first character's, at the cluster's width."""
        code = self[ord(cluster[0])]
        cells = self.cluster_cells(cluster)
        if not cells:
            return ord("n" if code == "n" else "x")
        if cells == 1:
            return ord("l" if code == "x" else code)
        # A letter or sign made wide by what follows it is an emoji, a flag or a keycap.
        return ord("H" if code in "lxq" else code.upper())

    def _code(self, char: str) -> str:
        if char == "\n":
            return "n"
        if char == '"':
            return "q"
        cells, han_like = self._cells(char)
        if char in _SPACES:
            code = "s"
        elif char in _CLOSING:
            code = "c"
        elif char in _OPENING:
            code = "o"
        elif char in _DASHES:
            code = "d"
        elif han_like:
            code = "h"
        else:
            code = "l"
        if code in "hl":
            code = _BY_CATEGORY.get(unicodedata.category(char), code)
        if cells == 0:
            return "x"
        return code.upper() if cells == 2 else code

    def _cells(self, char: str) -> tuple[int, bool]:
        """Return the cells of a character, and whether a line may break on either side of it."""
        if (
            "\u3041" <= char <= "\u3096"
            or "\u3400" <= char <= "\u9fff"
            or "\uac00" <= char <= "\ud7a3"
            or "\U00020000" <= char <= "\U0003fffd"
        ):
            return 2, True
        if char.isascii():
            return 1, False
        if unicodedata.east_asian_width(char) == "A" and not unicodedata.combining(char):
            return self._ambiguous, False
        from wcwidth import wcwidth

        cells = max(0, min(2, wcwidth(char)))
        return cells, cells == 2 or "\uff66" <= char <= "\uff9d"
