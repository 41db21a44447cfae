"""Tables kept by name: beside today's, with the decisions that moved them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tables import Person, survey

import qualcode
from qualcode.errors import Conflict, NotFound

PEOPLE = [
    *[Person("Xihu", codes=("gap",))] * 12, *[Person("Xihu")] * 8,
    *[Person("Yuhang", codes=("gap",))] * 5, *[Person("Yuhang")] * 15,
]  # fmt: skip


def test_a_kept_table_says_which_decisions_moved_it(store_url: str, tmp_path: Path) -> None:
    with survey(store_url, tmp_path, PEOPLE) as project:
        project.codebook.add("other")
        table = project.analysis.crosstab("district", question="q8", codes=["gap"])
        project.analysis.keep("districts", table)
        assert not project.analysis.stale("districts")
        assert not project.analysis.stale(table)
        project.coding.apply("021 · q8", code="tired", whole=True)
        found = project.analysis.compare("districts")
        assert not found.stale
        assert found.decisions.empty, "a code of another table moves nothing"
        project.coding.apply("030 · q8", code="gap", whole=True)
        [segment] = project.coding.segments(document="001 · q8")["segment"]
        project.coding.remove(segment)
        project.coding.done("002 · q8", reopen=True)
        project.cases.set("040", "district", "Xihu")
        found = project.analysis.compare("dist")
        assert found.changes[["level", "n_before", "n", "base_before", "base"]].values.tolist() == [
            ["Xihu", 12, 10, 20, 20], ["Yuhang", 5, 6, 20, 19],
        ]  # fmt: skip
        names = ["segments_added", "segments_removed", "reviews", "values"]
        assert found.decisions[names].values.tolist() == [
            [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1],
        ]  # fmt: skip
        assert found.decisions["coder"].tolist() == ["Mia"] * 4
        assert "2 cells differ, after 4 decisions about these codes and texts" in found.foot
        assert project.analysis.stale("districts")
        assert project.analysis.stale(table)
        assert project.analysis.kept()["stale"].tolist() == [True]
        for _ in range(4):
            project.history.undo()
        assert not project.analysis.stale("districts")
        assert project.analysis.kept()["stale"].tolist() == [False], "all was taken back"


def test_the_list_says_what_was_touched_without_making_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with survey(tmp_path / "s.qualcode", tmp_path, PEOPLE) as project:
        for name, field, codes in (
            ("gaps", "district", ["gap"]), ("tired", "district", ["tired"]), ("ages", "age", None)
        ):  # fmt: skip
            project.analysis.keep(
                name, project.analysis.crosstab(field, question="q8", codes=codes)
            )
        other = tmp_path / "more.csv"
        other.write_text("id,trust\n001,3\n", encoding="utf-8")
        monkeypatch.setattr(type(project.analysis), "tabulate", None)

        def stale() -> dict[str, bool]:
            kept = project.analysis.kept()
            return dict(zip(kept["name"], kept["stale"], strict=True))

        project.cases.import_survey(other, id="id")
        project.cases.set("001", "hours", "7")
        assert stale() == {"ages": False, "gaps": False, "tired": False}
        project.cases.set("001", "age", "old")
        assert stale() == {"ages": True, "gaps": False, "tired": False}
        project.coding.apply("021 · q8", code="tired", whole=True)
        assert stale() == {"ages": True, "gaps": False, "tired": True}
        project.history.undo()
        project.history.undo()
        assert stale() == {"ages": False, "gaps": False, "tired": False}
        project.history.redo()
        assert stale() == {"ages": True, "gaps": False, "tired": False}
        project.codebook.retire("gap")
        assert stale()["gaps"]


def test_a_table_whose_field_or_code_went_says_so(tmp_path: Path) -> None:
    with survey(tmp_path / "s.qualcode", tmp_path, PEOPLE) as project:
        table = project.analysis.crosstab("district", question="q8", codes=["gap"])
        project.analysis.keep("districts", table)
        for n in range(1, 41):
            project.coding.done(f"{n:03} · q8", reopen=True)
        found = project.analysis.compare("districts")
        assert (found.stale, found.now) == (True, None)
        assert "cannot be made as it was: No case of q8 was reviewed" in found.foot
        assert len(found.decisions) == 40


def test_names_are_one_row_for_queries_and_tables_and_survive_a_restart(tmp_path: Path) -> None:
    place = tmp_path / "s.qualcode"
    with survey(place, tmp_path, PEOPLE) as project:
        table = project.analysis.crosstab("district", question="q8", codes=["gap"])
        project.analysis.keep("districts", table)
        with pytest.raises(Conflict, match="“districts” is kept already"):
            project.analysis.keep("Districts", table)
        with pytest.raises(Conflict, match="A table is kept as “districts”"):
            project.analysis.queries.save("districts", "gap")
        project.analysis.queries.save("mine", "gap")
        with pytest.raises(Conflict, match="“mine” is kept already"):
            project.analysis.keep("mine", table, replace=True)
        assert [q.name for q in project.analysis.queries.rows()] == ["mine"]
    with qualcode.open(place, coder="Mia") as project:
        assert project.analysis.kept()["name"].tolist() == ["districts"]
        project.analysis.forget("districts")
        with pytest.raises(NotFound, match="No table is kept as “districts”"):
            project.analysis.compare("districts")
        project.history.undo()
        assert not project.analysis.stale("districts")
        assert project.history.check().sound
