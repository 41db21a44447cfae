"""Text cells that no spreadsheet takes for a formula.

A cell that begins with `= + - @` or a control character gets an apostrophe in front, and so does
one that begins with apostrophes before such a character. Invariant: `unescape(escape(text))` is
`text` for every text, and a text that needs no escaping is left as it is.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\x00-\x1f\x7f-\x9f]")
_ESCAPED = re.compile(r"'+[=+\-@\x00-\x1f\x7f-\x9f]")


def escape(text: str) -> str:
    """Return the text as a cell may hold it; numbers are never given to this function."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    return text[1:] if _ESCAPED.match(text) else text
