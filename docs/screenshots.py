"""Take the pictures of the docs: the interface on the example study, as SVG and PNG.

    python docs/screenshots.py DEMO-FOLDER

Textual's SVG gives every run of text the length of its characters; Chinese ones are two cells, so
every word is put at its cell here. PNG needs `rsvg-convert` and a font with Chinese characters.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np

import qualcode
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp

HERE = Path(__file__).parent
SHOTS: dict[str, tuple[str, list[str], str, tuple[int, int]]] = {
    "screenshot": ("en", ["g", "c", *["n"] * 12], "L01", (112, 34)),
    "home": ("en", [], "L01", (80, 24)),
    "coding-zh": ("zh", ["g", "c", *["n"] * 12], "L01", (112, 30)),
    "cards": ("en", ["g", "k", "n", "n"], "L01", (100, 28)),
    "search": ("en", ["g", "f", "/", "表", "格", "enter"], "L01", (100, 28)),
    "codebook": ("en", ["g", "b", "down"], "L01", (100, 28)),
    "history": ("en", ["g", "y"], "L01", (100, 28)),
}
"""Name → language, keys, document, size."""


CELL = 12.2
"""The width of a cell in Textual's SVG."""


def corrected(svg: str) -> str:
    """Return Textual's SVG with every word, and every character that is no Latin, at its cell."""

    def mend(match: re.Match[str]) -> str:
        before, start, between, after, inside = match.groups()
        text = html.unescape(inside).replace("\xa0", " ")
        after = re.sub(r' ?textLength="[^"]*"', "", after)
        between = re.sub(r' ?textLength="[^"]*"', "", between)
        pieces = []
        for piece in re.finditer(r"[!-~]+|[^ -~]", text):
            x = float(start) + CELL * width(text[: piece.start()])
            # What is ambiguous is wide in the font of the Chinese.
            narrow = not piece[0].isascii() and width(piece[0]) == 1
            font = ' style="font-family: DejaVu Sans Mono; font-size: 20px"' if narrow else ""
            shown = html.escape(piece[0])
            pieces.append(f'{before}x="{x:.1f}"{between}{after}{font}>{shown}</text>')
        return "".join(pieces)

    return re.sub(r'(<text [^>]*?)x="([\d.]+)"([^>]*?)((?: clip-path="[^"]*")?)>([^<]*)</text>',
                  mend, svg)  # fmt: skip


def reduced(png: Path, pdf: Path, pixels: int) -> None:
    """Draw a page as a PNG of at most 64 colours: a third of the bytes."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=pixels / page.get_width(), rev_byteorder=True).to_numpy()
    coarse = (picture[:, :, :3] // 16).astype(np.uint32)
    keys = (coarse[:, :, 0] << 8) | (coarse[:, :, 1] << 4) | coarse[:, :, 2]
    found, counts = np.unique(keys, return_counts=True)
    palette = found[np.argsort(-counts)][:64]
    channels = np.stack([palette >> 8, palette >> 4 & 15, palette & 15], axis=1).astype(int)
    every = np.stack([found >> 8, found >> 4 & 15, found & 15], axis=1).astype(int)
    nearest = ((every[:, None] - channels[None]) ** 2).sum(axis=2).argmin(axis=1)
    indices = nearest[np.searchsorted(found, keys)].astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in indices)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    height, across = indices.shape
    png.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", across, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", (channels * 17).astype(np.uint8).tobytes())
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


async def take(folder: Path) -> None:
    """Take every picture."""
    for name, (language, keys, document, size) in SHOTS.items():
        os.environ["QUALCODE_LANGUAGE"] = language
        with qualcode.open(folder / "volunteers.qualcode", coder="Mia") as project:
            app = QualcodeApp(project)
            async with app.run_test(size=size) as pilot:
                app.document = project.documents.find(document).document
                for key in keys:
                    await pilot.press(key)
                    await pilot.pause()
                await app.workers.wait_for_complete()
                await pilot.pause()
                svg = corrected(app.export_screenshot(title="qualcode"))
        # This font's Latin is half as wide as its Chinese, and narrower than Textual counts on.
        svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC").replace(
            "size: 20px", "size: 24.4px"
        )
        path = HERE / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        if shutil.which("rsvg-convert"):
            pdf = path.with_suffix(".pdf")
            subprocess.run(["rsvg-convert", "-f", "pdf", str(path), "-o", str(pdf)], check=True)
            reduced(HERE / f"{name}.png", pdf, 1200)
            path.unlink()
            pdf.unlink()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
