"""WebVTT: voice tags, `Name: words` inside cues, or nobody named."""

from __future__ import annotations

from qualcode.documents.readers import cues
from qualcode.documents.readers.source import Source

EXTENSIONS = ("vtt", "webvtt")


def looks_like(data: bytes) -> bool:
    """Say whether the file opens with WEBVTT."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def read(data: bytes, *, encoding: str | None) -> Source:
    """Return the cues as lines."""
    return cues.read(data, encoding, "vtt")
