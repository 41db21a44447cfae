"""Take the pictures of the docs: the interface on the example study, as SVG and PNG.

    python docs/screenshots.py DEMO-FOLDER

Textual's SVG gives every run of text the length of its characters; Chinese ones are two cells, so
the lengths are set right here. PNG needs `rsvg-convert` and a font with Chinese characters.
"""

from __future__ import annotations

import asyncio
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import qualcode
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp

HERE = Path(__file__).parent
SHOTS = {"screenshot": (["g", "c", *["n"] * 12], "L01", (112, 34))}
"""Name → keys, document, size."""


def corrected(svg: str) -> str:
    """Return Textual's SVG with the length of each text in cells."""

    def mend(match: re.Match[str]) -> str:
        text = html.unescape(match[3])
        cells = width(text.replace("\xa0", " "))
        if cells == len(text) or not text:
            return match[0]
        length = float(match[1]) * cells / len(text)
        return f'textLength="{length:.1f}"{match[2]}>{match[3]}</text>'

    return re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>', mend, svg)


async def take(folder: Path) -> None:
    """Take every picture."""
    for name, (keys, document, size) in SHOTS.items():
        with qualcode.open(folder / "volunteers.qualcode", coder="Mia") as project:
            app = QualcodeApp(project)
            async with app.run_test(size=size) as pilot:
                app.document = project.documents.find(document).document
                for key in keys:
                    await pilot.press(key)
                    await pilot.pause()
                svg = corrected(app.export_screenshot(title="qualcode"))
        # This font's Latin is half as wide as its Chinese, and narrower than Textual counts on.
        svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC").replace(
            "size: 20px", "size: 24.4px"
        )
        path = HERE / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        if shutil.which("rsvg-convert"):
            png = HERE / f"{name}.png"
            subprocess.run(["rsvg-convert", "-w", "1400", str(path), "-o", str(png)], check=True)
            path.unlink()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
