"""Joint displays: numbers with their base beside words, kept with their questions, stale or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interpreting import consent
from tables import Person, survey

import qualcode
from qualcode.errors import Conflict, NotEnoughData, NotFound, UsageError
from qualcode.history import replay
from qualcode.project import Project

PEOPLE = [
    *[Person("Xihu", codes=("gap",), hours="3", answer="too many forms")] * 12,
    *[Person("Xihu", hours="1")] * 8,
    *[Person("Yuhang", codes=("gap", "tired"), hours="4", answer="worn out")] * 5,
    *[Person("Yuhang", hours="2")] * 15,
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey of forty with a kept table and a theme."""
    folder = tmp_path_factory.mktemp("base")
    with survey(folder / "s.qualcode", folder, PEOPLE) as project:
        analysis = project.analysis
        analysis.keep("districts", analysis.crosstab("district", question="q8", codes=["gap"]))
        analysis.themes.add("forms", "Forms eat time.", codes=["gap"])
        analysis.themes.quote("forms", list(segments(project)[:2]))
        analysis.displays.add("integration", note="Phase two.")
        analysis.displays.add_row("integration", "Forms")
    return folder / "s.qualcode"


@pytest.fixture
def project(base: Path, tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "s.qualcode").write_bytes(base.read_bytes())
    with qualcode.open(tmp_path / "s.qualcode", coder="Mia") as made:
        yield made


def segments(project: Project) -> list[str]:
    return [str(uid) for uid in project.coding.segments(code="gap")["segment"]]


def values(project: Project, **how: Any) -> list[str]:
    cells = project.analysis.displays.show("integration", **how).cells
    return [str(v) for v in cells["value"][cells["kind"] != "no data"]]


def test_numbers_carry_their_base_and_words_their_source(project: Project) -> None:
    displays = project.analysis.displays
    displays.numbers("integration", 1, "districts", "gap", "Xihu")
    displays.numbers("integration", "forms", "districts", "gap")
    displays.scale("integration", 1, "hours", "gap", question="q8")
    displays.count("integration", 1, "tired", question="q8")
    project.analysis.queries.save("both", "gap and tired")
    displays.query("integration", 1, "both")
    displays.theme("integration", 1, "forms")
    displays.quotes("integration", 1, theme="forms")
    project.analysis.summaries.set("013", "gap", "Says nothing of it.", question="q8")
    displays.summary("integration", 1, "013", "gap", question="q8")
    displays.text("integration", 1, "My own words.")
    found = displays.show("integration")
    # 12 of 20 and 5 of 20: Wilson .387 to .781; Holm over one test, as Fisher or chi-square gives.
    assert found.cells[["column", "kind", "value", "n", "base"]].fillna(0).values.tolist() == [
        ["survey result", "numbers", "gap, Xihu: 12 of 20 (60.0 %, 95 % CI 38.7 to 78.1)", 12, 20],
        ["survey result", "numbers", "gap by district\nXihu: 12 of 20 (60.0 %)\n"
         "Yuhang: 5 of 20 (25.0 %)\np = .025 (Holm), difference = .35", 0, 0],
        ["survey result", "scale", "hours by gap\nwith: mean 3.29 (SD 0.47), n = 17\n"
         "without: mean 1.65 (SD 0.49), n = 23\nrank-biserial r 1.00", 17, 40],
        ["survey result", "count", "tired: 5 of 40 (12.5 %)", 5, 40],
        ["survey result", "query", "10 segments by 5 cases", 10, 0],
        ["themes and quotes", "theme", "forms: Forms eat time. (17 cases)", 0, 0],
        ["themes and quotes", "quotes",
         "“too many forms” — 001 · q8\n“too many forms” — 002 · q8", 0, 0],
        ["themes and quotes", "summary", "013: Says nothing of it.", 0, 0],
        ["themes and quotes", "text", "My own words.", 0, 0],
    ]  # fmt: skip
    assert found.stale == 0
    assert found.headings == ["topic", "survey result", "themes and quotes", "fit", "inference"]
    assert found.frame["fit"].tolist() == ["not judged"]
    assert found.quotes[["case", "text"]].values.tolist() == [
        ["001", "too many forms"], ["002", "too many forms"],
    ]  # fmt: skip
    assert found.foot.startswith("Phase two. Row 1: q8, layer final, base reviewed. Row 1: q8, ")
    assert "Segments left out of the quotes: 15 in row 1." in found.foot
    assert found.foot.endswith("The fit was judged by the researchers.")


def test_a_cell_of_nothing_says_so_and_the_fit_is_the_researchers(project: Project) -> None:
    displays = project.analysis.displays
    displays.add_row("integration", "Trust")
    displays.fit("integration", "trust", "Silence", inference="Nobody spoke of it.")
    displays.fit("integration", 1, "confirms")
    displays.edit_row("integration", "trust", topic="Trust in us", number=1)
    frame = displays.show("integration").frame
    assert frame.drop(columns="stale").values.tolist() == [
        ["Trust in us", "no data", "no data", "silent", "Nobody spoke of it."],
        ["Forms", "no data", "no data", "confirms", ""],
    ]
    displays.fit("integration", 1, "")
    displays.remove_row("integration", 2)
    assert displays.show("integration").frame["fit"].tolist() == ["not judged"]


def test_what_would_be_another_today_says_what_and_can_be_made_anew(project: Project) -> None:
    analysis, displays = project.analysis, project.analysis.displays
    displays.numbers("integration", 1, "districts", "gap", "Yuhang")
    displays.count("integration", 1, "gap", question="q8")
    displays.theme("integration", 1, "forms")
    displays.quotes("integration", 1, segments(project)[0])
    project.codebook.rename("gap", "lack")
    assert displays.show("integration").stale == 0, "a name is no number"
    project.coding.apply("030 · q8", code="lack", whole=True)
    analysis.themes.edit("forms", claim="Forms!")
    found = displays.show("integration")
    assert found.stale == 3
    assert found.cells[["kind", "value", "now"]].values.tolist() == [
        ["numbers", "gap, Yuhang: 5 of 20 (25.0 %, 95 % CI 11.2 to 46.9)",
         "lack, Yuhang: 6 of 20 (30.0 %, 95 % CI 14.5 to 51.9)"],
        ["count", "gap: 17 of 40 (42.5 %)", "lack: 18 of 40 (45.0 %)"],
        ["theme", "forms: Forms! (18 cases)", ""],
        ["quotes", "“too many forms” — 001 · q8", ""],
    ]  # fmt: skip
    assert "[today: lack: 18 of 40 (45.0 %)]" in found.frame["survey result"][0]
    assert "3 cells would be others today" in found.foot
    assert displays.refresh("integration") == 3
    assert displays.show("integration").stale == 0
    project.history.undo()
    assert displays.show("integration").stale == 3
    analysis.themes.remove("forms")
    consent(project, "001", 0)
    cells = displays.show("integration").cells
    assert cells["value"].tolist()[2:] == [
        "[The theme is not there any more.]", "[a quote that may not be printed: no consent]",
    ]  # fmt: skip
    assert cells["stale"].all()
    for n in range(1, 41):
        project.coding.done(f"{n:03} · q8", reopen=True)
    cells = displays.show("integration").cells
    assert cells["value"].tolist()[1] == "gap: 17 of 40 (42.5 %)", "as it was"
    assert cells["now"].tolist()[1].startswith("cannot be made: No case of q8 was reviewed")
    assert displays.refresh("integration") == 1, "only the quote can be"


def test_small_numbers_do_not_leave_the_project(project: Project) -> None:
    displays = project.analysis.displays
    project.coding.apply("021 · q8", code="gap", whole=True)
    project.analysis.hide_below(6)
    displays.numbers("integration", 1, "districts", "gap", "Yuhang")
    displays.numbers("integration", 1, "districts", "gap", "Xihu")
    displays.scale("integration", 1, "hours", "tired", question="q8")
    assert "gap, Yuhang: 5 of 20 (25.0 %, 95 % CI 11.2 to 46.9)" in values(project)
    hidden = ["gap, Yuhang: ·", "gap, Xihu: ·", "hours by tired: ·"]
    assert values(project, outside=True) == hidden, "one would give the other away"
    outside = displays.show("integration", outside=True)
    assert outside.cells["n"].isna().all()
    assert "· hidden: few cases" in outside.foot
    project.coding.apply("030 · q8", code="gap", whole=True)
    outside = displays.show("integration", outside=True)
    assert values(project, outside=True)[0] == hidden[0], "what was hidden then stays so"
    assert outside.cells["now"].tolist()[0] == "gap, Yuhang: 6 of 20 (30.0 %, 95 % CI 14.5 to 51.9)"
    project.analysis.hide_below(0)
    displays.refresh("integration")
    assert "·" not in "".join(values(project, outside=True)).replace("001 · q8", "")
    project.analysis.hide_below(30)
    project.coding.apply("031 · q8", code="gap", whole=True)
    assert set(values(project, outside=True)) == {
        "·", "gap, Xihu: ·", "hours by tired: ·",
    }, "a number that was told under a lower threshold is not told at all"  # fmt: skip


def test_each_kind_has_its_columns_and_things_find_their_place(project: Project) -> None:
    displays = project.analysis.displays
    displays.add("scores", "themes by score", columns=["low", "high"])
    displays.add_row("scores", "Forms")
    displays.quotes("scores", 1, theme="forms", column="high")
    assert displays.show("scores").headings == ["theme", "low", "high", "inference"]
    displays.add("next", "follow-up")
    displays.add_row("next", "Forms")
    displays.quotes("next", 1, theme="forms")
    displays.text("next", 1, "see there")
    row = displays.show("next").rows[0]
    assert {name: [i.kind for i in cell] for name, cell in row.cells.items()} == {
        "cases": [], "explanation": ["text"], "quotes": ["quotes"],
    }  # fmt: skip
    uid = row.cells["explanation"][0].uid
    displays.take_out("next", uid[:20])
    assert displays.show("next").rows[0].cells["explanation"] == ()
    assert displays.frame()["rows"].tolist() == [1, 1, 1]


def test_several_things_are_one_step_and_nothing_of_them_where_one_fails(
    project: Project,
) -> None:
    displays = project.analysis.displays
    before = len(project.history.rows())

    def fill(table: str) -> None:
        with displays.gathering() as gathered:
            displays.count("integration", "", "gap", question="q8")
            displays.numbers("integration", "", table, "gap")
        with project.store.batch("add row to display", "integration"):
            gathered.write("integration", displays.add_row("integration", "Both"))

    with pytest.raises(NotFound, match="No table is kept as “nowhere”"):
        fill("nowhere")
    assert len(project.history.rows()) == before
    fill("districts")
    assert len(project.history.rows()) == before + 1
    assert [len(c) for c in displays.show("integration").rows[1].cells.values()] == [2, 0]
    project.history.undo()
    assert len(displays.show("integration").rows) == 1
    displays.remove("integration")
    project.history.undo()
    assert displays.show("integration").rows[0].topic == "Forms"
    assert replay.differences(project.store) == []


def test_what_makes_no_sense_changes_nothing(project: Project) -> None:
    displays = project.analysis.displays
    silent = segments(project)[3]
    consent(project, "004", 0)
    before = len(project.history.rows())
    refused: list[tuple[type[Exception], str, Callable[[], object]]] = [
        (Conflict, "a display “integration” already", lambda: displays.add("Integration")),
        (UsageError, "No kind of display “map”", lambda: displays.add("x", "map")),
        (UsageError, "differ from each other", lambda: displays.add("x", columns=["a", "a"])),
        (NotFound, "No display “x”", lambda: displays.add_row("x", "t")),
        (UsageError, "A row has a topic", lambda: displays.add_row("integration", " ")),
        (NotFound, "has no row “2”. Say its number, 1 to 1",
         lambda: displays.text("integration", 2, "x")),
        (UsageError, "No fit “fits”", lambda: displays.fit("integration", 1, "fits")),
        (NotFound, "has no column “numbrs”",
         lambda: displays.text("integration", 1, "x", column="numbrs")),
        (NotFound, "No row “nothing”",
         lambda: displays.numbers("integration", 1, "districts", "nothing")),
        (NotFound, "district has no level “Xihoo”",
         lambda: displays.numbers("integration", 1, "districts", "gap", "Xihoo")),
        (NotFound, "No field “ours”",
         lambda: displays.scale("integration", 1, "ours", "gap", question="q8")),
        (NotFound, "No summary was written of 001 · gap",
         lambda: displays.summary("integration", 1, "001", "gap", question="q8")),
        (UsageError, "Say which quotes", lambda: displays.quotes("integration", 1)),
        (Conflict, "“004” did not consent", lambda: displays.quotes("integration", 1, silent)),
        (UsageError, "what is to stand", lambda: displays.text("integration", 1, " ")),
        (NotFound, "has the uid", lambda: displays.take_out("integration", "01234567")),
    ]  # fmt: skip
    for kind, match, act in refused:
        with pytest.raises(kind, match=match):
            act()
    project.codebook.add("new")
    with pytest.raises(NotEnoughData, match="No case of q8 was reviewed for new"):
        displays.count("integration", 1, "new", question="q8")
    assert len(project.history.rows()) == before + 1
