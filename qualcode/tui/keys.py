"""Keys as people send them: an input method left on must not lock the program.

Full-width input counts as its ASCII twin. Han input is answered with a word about the input
method. Textual names punctuation by words; here a key is the character itself.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.events import Key

_TWINS = {
    "。": ".", "，": ",", "、": ",", "？": "?", "！": "!", "；": ";", "：": ":",
    "【": "[", "】": "]", "「": "{", "」": "}", "『": "{", "』": "}", "｛": "{", "｝": "}",
    "（": "(", "）": ")", "《": "<", "》": ">", "·": "`", "～": "~", "—": "-", "　": "space",
}  # fmt: skip
"""What Chinese input methods send for punctuation keys, beside the full-width block."""

HAN = "han"
"""What `name` returns for Han characters: the input method is on."""


def name(event: Key) -> str:
    """Return the key of an event: a character, or a name such as `enter`, `ctrl+p`, `f2`."""
    character = event.character or _named(event.key)
    if character is None or len(character) != 1 or not character.isprintable():
        return event.key
    return fold(character)


def _named(key: str) -> str | None:
    """Return the wide character that a key is named after, where the event carries none."""
    try:
        found = unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return None
    return found if ord(found) > 0x2000 else None


def fold(character: str) -> str:
    """Return a character as the key it stands for."""
    if character in _TWINS:
        return _TWINS[character]
    point = ord(character)
    if 0xFF01 <= point <= 0xFF5E:
        return chr(point - 0xFEE0)
    if character == " ":
        return "space"
    if 0x3400 <= point <= 0x9FFF or 0x20000 <= point <= 0x3FFFF:
        return HAN
    return character
