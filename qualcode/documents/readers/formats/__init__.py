"""One file a format; adding a format is adding a file here.

A file `NAME.py` makes the format NAME. It has `EXTENSIONS`, a tuple of endings without dot;
`looks_like(data: bytes) -> bool`, for files with another ending; and
`read(data: bytes, *, encoding: str | None) -> Source`, which raises UnreadableSource with what is
wrong and where. Heavy libraries are imported inside `read`.
"""
