"""SubRip: numbered cues with names, if any, at the start of their words."""

from __future__ import annotations

import re

from qualcode.documents.readers import cues
from qualcode.documents.readers.source import Source

EXTENSIONS = ("srt",)
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*\d{1,6}[ \t]*\r?\n\d{1,3}:\d\d:\d\d[.,]\d{1,3}[ \t]*-->"
)


def looks_like(data: bytes) -> bool:
    """Say whether the file opens with a numbered cue."""
    return _OPENING.match(data[:200]) is not None


def read(data: bytes, *, encoding: str | None) -> Source:
    """Return the cues as lines."""
    return cues.read(data, encoding, "srt")
