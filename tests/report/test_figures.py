"""Figures read back from their files: lengths are the table's numbers, and Chinese has glyphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import font_manager
from PIL import Image
from tables import Person, survey

import qualcode
from qualcode.analysis.crosstab import Crosstab
from qualcode.errors import NotEnoughData, NotFound, UsageError
from qualcode.project import Project
from qualcode.report import figure_words, figures

SVG = "{http://www.w3.org/2000/svg}"
CODES = ("帮助社区", "tired", "nobody")
_SAID = [
    *[("西湖", ("帮助社区",))] * 24, *[("西湖", ("tired",))] * 3, *[("西湖", ())] * 9,
    *[("Yuhang", ("帮助社区", "tired"))] * 8, *[("Yuhang", ())] * 22,
    *[("Binjiang", ("tired",))] * 12, *[("Binjiang", ("帮助社区",))] * 6, *[("Binjiang", None)] * 2,
]  # fmt: skip
PEOPLE = [
    Person(district, codes=codes, area="a" if n < 14 else "", tasks=f"task {n % 25}")
    for n, (district, codes) in enumerate(_SAID)
]
"""Fourteen have an area, the same; there are 25 tasks."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a coded survey; nobody has the third code."""
    folder = tmp_path_factory.mktemp("figures")
    with survey(folder / "s.qualcode", folder, PEOPLE, CODES) as project:
        yield project


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a font of a few Chinese characters, whose name says nothing."""
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

    letters = sorted(
        {c for c in "帮助社区西湖" + "".join(figure_words.of("zh").all) if ord(c) > 0x2E7F}
    )
    names = [".notdef", *(f"glyph{n}" for n in range(len(letters)))]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"glyph{n}" for n, c in enumerate(letters)})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": "Nothing Said", "styleName": "Regular", "psName": "NothingSaid-Regular"}
    )
    builder.setupOS2(sTypoAscender=800, usWeightClass=400)
    builder.setupPost()
    path = tmp_path_factory.mktemp("font") / "x.ttf"
    builder.save(path)
    return path


def with_fonts(patch: pytest.MonkeyPatch, *more: Path) -> None:
    """Let the machine have the Latin font of matplotlib, and these."""
    manager = font_manager.fontManager
    kept = [f for f in manager.ttflist if f.name == "DejaVu Sans"]
    found = [font_manager.ttfFontProperty(font_manager.get_font(str(path))) for path in more]
    patch.setattr(manager, "ttflist", [*kept, *found])
    manager._findfont_cached.cache_clear()  # type: ignore[attr-defined]


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch, font: Path) -> Iterator[None]:
    """Let the machine have a Chinese font of few characters, whatever else it has."""
    with_fonts(monkeypatch, font)
    yield
    font_manager.fontManager._findfont_cached.cache_clear()  # type: ignore[attr-defined]


def parts(path: Path | bytes) -> dict[str, ElementTree.Element]:
    """Return what of a drawing has a name."""
    text = path if isinstance(path, bytes) else path.read_bytes()
    return {e.get("id", ""): e for e in ElementTree.fromstring(text).iter() if e.get("id")}


def box(of: ElementTree.Element) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of what is drawn in an element."""
    xs: list[float] = []
    ys: list[float] = []
    for one in of.iter():
        if one.tag == f"{SVG}path" and one.get("id") is None and one.get("d"):
            numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", one.get("d") or "")]
            xs += numbers[::2]
            ys += numbers[1::2]
        if one.tag == f"{SVG}use":
            xs.append(float(one.get("x", "0")))
            ys.append(float(one.get("y", "0")))
    return min(xs), max(xs), min(ys), max(ys)


def shade(of: ElementTree.Element) -> tuple[int, int, int]:
    """Return the colour that an element is filled with."""
    [found] = re.findall(r"fill: #(\w{6})", ElementTree.tostring(of, encoding="unicode"))
    return int(found[:2], 16), int(found[2:4], 16), int(found[4:], 16)


def described(path: Path) -> str:
    """Return the words of a drawing for those who do not see it."""
    [said] = re.findall(r"<dc:description>(.*?)</dc:description>", path.read_text("utf-8"))
    return str(said)


def table(project: Project, **how: Any) -> Crosstab:
    """Return the codes by district."""
    return project.analysis.crosstab("district", question="q8", **how)


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bars_are_as_long_as_the_table_says(study: Project, tmp_path: Path, language: str) -> None:
    made = table(study)
    path = study.report.figure(tmp_path / "b.svg", made, language=language)
    assert path == tmp_path / "b.svg"
    drawn = parts(path)
    left, right, _, _ = box(drawn["panel-0"])
    per_point = (right - left) / 90  # the highest interval ends at 83.7 %
    cells = made.outside.cells
    for n, row in enumerate(cells.to_dict("records")):
        name = f"{n // 3}-{n % 3}"
        if row["hidden"]:
            assert f"bar-{name}" not in drawn
            assert f"interval-{name}" not in drawn
            continue
        a, z, _, _ = box(drawn[f"bar-{name}"])
        assert (z - a) / per_point == pytest.approx(row["percent"], abs=0.05)
        a, z, _, _ = box(drawn[f"interval-{name}"])
        assert [(a - left) / per_point, (z - left) / per_point] == pytest.approx(
            [row["low"], row["high"]], abs=0.05
        )
    # 3 of 36 are hidden, and the next smallest with them, as the total is shown.
    assert list(cells["hidden"]) == [False, False, False, False, True, True, False, False, False]
    assert described(path) == (
        "帮助社区: Binjiang 33.3 %, Yuhang 26.7 %, 西湖 66.7 %. tired: Binjiang 66.7 %, Yuhang ·, "
        "西湖 ·. nobody: Binjiang 0.0 %, Yuhang 0.0 %, 西湖 0.0 %."
    )


@pytest.mark.usefixtures("chinese")
def test_residuals_are_coloured_by_their_sign_and_marked_by_shape(
    study: Project, tmp_path: Path
) -> None:
    made = table(study)
    drawn = parts(study.report.figure(tmp_path / "h.svg", made, kind="heat"))
    for n, row in enumerate(made.outside.cells.to_dict("records")):
        red, green, blue = shade(drawn[f"cell-{n // 3}-{n % 3}"])
        shown = row["residual"]
        if shown != shown:
            assert (red, green, blue) == (255, 255, 255), "hidden, or of a code that nobody has"
        else:
            assert (red > blue) == (shown > 0)
    shapes = {name for name in drawn if name.startswith(("up-", "down-"))}
    assert shapes == {"down-0-1", "up-0-2", "up-1-0"}


@pytest.mark.usefixtures("chinese")
def test_dots_of_a_code_by_group_stand_at_their_shares(study: Project, tmp_path: Path) -> None:
    made = table(study)
    drawn = parts(study.report.figure(tmp_path / "g.svg", made, kind="groups"))
    for n, row in enumerate(made.outside.cells.to_dict("records")):
        code, level = divmod(n, 3)
        if row["hidden"]:
            assert f"dot-{code}-{level}" not in drawn
            continue
        left, right, _, _ = box(drawn[f"panel-{code}"])
        at, _, _, _ = box(drawn[f"dot-{code}-{level}"])
        assert (at - left) / (right - left) * 90 == pytest.approx(row["percent"], abs=0.1)


def test_chinese_is_drawn_with_glyphs_of_whatever_font_has_them(
    study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, font: Path
) -> None:
    with_fonts(monkeypatch, font)
    # A character without a glyph would warn, and a warning fails a test.
    path = study.report.figure(tmp_path / "b.svg", table(study), language="zh")
    used = {name for name in parts(path) if name.startswith("NothingSaid-")}
    assert len(used) >= len("帮助社区西湖")
    png = study.report.figure(tmp_path / "b.png", table(study), language="zh")
    with Image.open(png) as image:
        assert image.format == "PNG"
        assert image.width == pytest.approx(6.3 * 200, abs=1)
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)


@pytest.mark.usefixtures("chinese")
def test_a_chinese_figure_has_the_codes_chinese_names_and_a_note_in_chinese(
    study: Project, tmp_path: Path
) -> None:
    study.codebook.edit("tired", name_zh="累")
    try:
        found = [
            study.report.figure(tmp_path / f"{one}.svg", table(study), language=one)
            for one in ("zh", "en")
        ]
    finally:
        study.history.undo()
    assert ["累: " in path.read_text("utf-8") for path in found] == [True, False]
    curve = study.analysis.saturation(question="q8", draws=20)
    note = figure_words.of_saturation(figure_words.of("zh"), curve.attrs)
    assert note.startswith("q8，图层 final：")
    assert "（Guest, Namey & Chen 2020）。带：20 次随机排序的 95%，种子 0。" in note
    over = study.analysis.trend("said", codes=["tired"], over="age", question="q8")
    assert figure_words.of_trend(figure_words.of("zh"), over.attrs) == (
        "q8，按 age。词：有自己话语的个案中说到它的。"
        "代码：就该代码看过的个案中有它的，图层 final。区间为 Wilson 95%。"
    )
    assert figure_words.of_trend(figure_words.of("en"), over.attrs) == over.attrs["foot"]


def test_without_a_chinese_font_english_is_drawn_and_chinese_refused(
    study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_fonts(monkeypatch)
    with pytest.raises(
        NotFound, match=r"No font on this machine has .*“帮助社区西湖”.*fonts-noto-cjk"
    ):
        study.report.figure(tmp_path / "b.svg", table(study), language="en")
    assert list(tmp_path.iterdir()) == []
    english = study.analysis.trend("said", over="age", question="q8")
    assert study.report.figure(tmp_path / "t.svg", english).is_file()


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_table_gives_the_same_bytes(study: Project, tmp_path: Path, form: str) -> None:
    first = study.report.figure(tmp_path / f"a.{form}", table(study)).read_bytes()
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "other", "axes.facecolor": "red"}):
        again = study.report.figure(tmp_path / f"b.{form}", table(study)).read_bytes()
        assert mpl.rcParams["font.size"] == 30, "whoever draws beside us keeps their settings"
    assert first == again
    assert b"dc:date" not in first
    assert b"CreationDate" not in first


HOSTILE = ["_hidden", "$a^2$ \\frac", "<b>&amp;", "🙂 smile", "x" * 90, "社" * 90]


@pytest.mark.usefixtures("chinese")
def test_names_that_mean_something_elsewhere_are_drawn_as_they_are(tmp_path: Path) -> None:
    people = [Person("$x$", codes=tuple(HOSTILE))] * 9 + [Person("_y\u202e")] * 9
    with survey(tmp_path / "s.qualcode", tmp_path, people, HOSTILE) as project:
        for kind in figures.KINDS[:2]:
            path = project.report.figure(tmp_path / f"{kind}.svg", table(project), kind=kind)
            assert ElementTree.fromstring(path.read_bytes()).tag == f"{SVG}svg"
        assert len([n for n in parts(tmp_path / "bars.svg") if n.startswith("bar-")]) == 12


@pytest.mark.usefixtures("chinese")
def test_one_level_and_few_cases_are_drawn_as_counts(study: Project, tmp_path: Path) -> None:
    made = study.analysis.crosstab("area", question="q8", codes=["帮助社区", "tired"])
    assert made.counted
    drawn = parts(study.report.figure(tmp_path / "b.svg", made))
    left, right, _, _ = box(drawn["panel-0"])
    assert [box(drawn[f"bar-{n}-0"])[1] for n in (0, 1)] == pytest.approx([right, left], abs=0.01)
    with pytest.raises(NotEnoughData, match="Draw it as bars or groups"):
        study.report.figure(tmp_path / "h.svg", made, kind="heat")


def test_what_has_no_figure_is_refused_and_nothing_written(study: Project, tmp_path: Path) -> None:
    refused: list[tuple[str, Any, dict[str, Any], str]] = [
        ("b.pdf", table(study), {}, "written as .svg or .png"),
        ("b.svg", table(study), {"kind": "pie"}, "No figure “pie”"),
        ("b.svg", table(study), {"language": "fr"}, "No figures in “fr”"),
        ("b.svg", study.cases.frame(), {}, "No figure of this table"),
        ("b.svg", study.analysis.saturation(question="q8"), {"kind": "heat"}, "Only a cross-tab"),
        ("b.svg", [1, 2], {}, "No figure of a list"),
        (
            "b.svg",
            study.analysis.crosstab("tasks", question="q8"),
            {},
            r"25 levels: join some .* A figure shows 24 at most",
        ),
    ]
    for name, what, how, why in refused:
        with pytest.raises(UsageError, match=why):
            study.report.figure(tmp_path / name, what, **how)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("chinese")
def test_the_curve_of_saturation_stands_in_its_band(study: Project, tmp_path: Path) -> None:
    frame = study.analysis.saturation(question="q8", codes=["tired", "帮助社区"], draws=50)
    drawn = parts(study.report.figure(tmp_path / "s.svg", frame))
    assert {"band", "middle", "total", "saturated", "new-0", "new-24"} <= set(drawn)
    _, _, top, bottom = box(drawn["panel-0"])
    _, _, high, low = box(drawn["total"])
    # One code after the first case, two at the end; the axis ends 6 % above the highest.
    scale = (bottom - top) / (2 * 1.06)
    assert [(bottom - low) / scale, (bottom - high) / scale] == pytest.approx([1, 2], abs=0.01)


def test_agreement_over_rounds_is_a_panel_a_coefficient(tmp_path: Path) -> None:
    columns = ["round", "kind", "closed", "coefficient", "value", "low", "high", "note"]
    rows = [
        ["one", "reliability", "2020", "alpha", 0.4, 0.3, 0.5, ""],
        ["one", "reliability", "2020", "percent", 0.8, 0.7, 0.9, ""],
        ["two", "reliability", "2020", "", None, None, None, "two did not code it"],
        ["three", "reliability", "2020", "alpha", -0.2, None, None, ""],
    ]
    frame = pd.DataFrame(rows, columns=columns)
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        drawn = parts(project.report.figure(tmp_path / "r.svg", frame))
        assert {n for n in drawn if n.startswith("dot-")} == {"dot-0-0", "dot-0-2", "dot-1-0"}
        assert {n for n in drawn if n.startswith("interval-")} == {"interval-0-0", "interval-1-0"}
        _, _, top, bottom = box(drawn["panel-0"])
        _, _, at, _ = box(drawn["dot-0-0"])
        # The axis goes from a tenth below the lowest to a little above 1.
        assert (bottom - at) / (bottom - top) * 1.22 - 0.2 == pytest.approx(0.4, abs=0.005)
        with pytest.raises(NotEnoughData, match="two did not code it"):
            project.report.figure(tmp_path / "x.svg", frame.iloc[2:3])


@pytest.mark.usefixtures("chinese")
def test_periods_of_few_cases_are_hidden_in_a_trend(study: Project, tmp_path: Path) -> None:
    frame = study.analysis.trend(codes=["tired", "帮助社区"], over="district", question="q8")
    assert list(frame["n"]) == [12, 8, 3, 6, 8, 24]
    drawn = parts(study.report.figure(tmp_path / "t.svg", frame))
    dots = {name for name in drawn if name.startswith("dot-")}
    # 3 of 36 are hidden, and with them the next smallest, as in a table.
    assert dots == {"dot-0-0", "dot-1-0", "dot-1-1", "dot-1-2"}
    assert {name for name in drawn if name.startswith("interval-")} == {
        name.replace("dot", "interval") for name in dots
    }
