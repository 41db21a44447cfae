"""Variables that tell who a person is leave the project in no export unless that is asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from acts import snapshot
from study import cli
from tables import Person, survey

import qualcode
from qualcode.project import Project

PEOPLE = [Person("Xihu", codes=("gap",))] * 6 + [Person("Yuhang", hours="9")] * 7


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a coded survey whose people have an address."""
    folder = tmp_path_factory.mktemp("personal")
    with survey(folder / "s.qualcode", folder, PEOPLE) as project:
        rows = "".join(f"{n:03},p{n}@x.org\n" for n in range(1, 14))
        (folder / "mail.csv").write_text(f"id,mail\n{rows}", encoding="utf-8")
        project.cases.import_survey(folder / "mail.csv", id="id")
        project.analysis.keep("m", project.analysis.crosstab("mail", question="q8"))
        project.analysis.keep("d", project.analysis.crosstab("district", question="q8"))
    return folder / "s.qualcode"


@pytest.fixture
def project(place: Path) -> Iterator[Project]:
    """Return the project; what a test changes it takes back."""
    with qualcode.open(place, coder="Mia") as opened:
        yield opened


def test_a_matrix_holds_such_a_field_only_where_it_is_asked(
    project: Project, tmp_path: Path
) -> None:
    frame = project.analysis.matrix(question="q8", fields=["mail", "district"])
    with pytest.raises(qualcode.UsageError, match=r"“mail” tells who a person is .*--personal"):
        project.report.write_matrix(tmp_path / "q8.csv", frame)
    assert not list(tmp_path.iterdir())
    path, _ = project.report.write_matrix(tmp_path / "q8.csv", frame, personal=True)
    assert "p1@x.org" in path.read_text("utf-8-sig")


def test_a_table_of_it_is_seen_inside_and_never_outside(project: Project, tmp_path: Path) -> None:
    table = project.analysis.crosstab("mail", question="q8")
    assert len(table.levels) == 13
    with pytest.raises(qualcode.UsageError, match="“mail” tells who a person is"):
        table.report()
    crossed = project.analysis.crosstab("district", by="mail", question="q8", codes=["gap"])
    with pytest.raises(qualcode.UsageError, match="“mail” tells who a person is"):
        _ = crossed.outside
    grouped = project.analysis.retrieve(group="mail")
    with pytest.raises(qualcode.UsageError, match="“mail” tells who a person is"):
        project.report.write_segments(tmp_path / "s.md", grouped)
    assert not list(tmp_path.iterdir())
    project.report.write(tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text("utf-8")
    assert "Left out: “mail” tells who a person is." in text
    assert "@x.org" not in text
    assert "Xihu" in text


def test_a_list_leaves_it_out_and_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask = ("-p", str(place), "-c", "Mia", "cases", "list", "-f", "csv")
    said = cli(capsys, *ask)
    assert "mail" not in said.out
    assert said.err == "Left out, as they tell who a person is: mail (--personal).\n"
    for how in (["--personal"], ["--variable", "mail"]):
        [first, *_] = list(csv.DictReader(io.StringIO(cli(capsys, *ask, *how).out)))
        assert first["mail"] == "p1@x.org"
    matrix = ("-p", str(place), "analysis", "matrix", "--question", "q8", "--field", "mail")
    assert cli(capsys, *matrix, "-f", "csv").code == 2
    assert "p1@x.org" in cli(capsys, *matrix, "-f", "csv", "--personal").out


def test_a_person_decides_what_tells_who_one_is_and_an_import_does_not_change_it(
    project: Project, place: Path
) -> None:
    before = snapshot(project)
    assert project.cases.mark_personal("mail", personal=False) == "mail"
    assert project.analysis.crosstab("mail", question="q8").report() is not None
    project.cases.import_survey(place.parent / "mail.csv", id="id")
    assert [v.name for v in project.cases.variables() if v.personal] == []
    project.cases.mark_personal("dist")
    assert [v.name for v in project.cases.variables() if v.personal] == ["district"]
    project.history.undo()
    project.history.undo()
    assert snapshot(project) == before


def test_a_matrix_says_who_can_be_found_by_its_fields(project: Project) -> None:
    foot = project.analysis.matrix(question="q8", fields=["district", "hours"]).attrs["foot"]
    assert "others: who knows" not in foot, "six and seven people share them"
    foot = project.analysis.matrix(question="q8", fields=["district", "mail"]).attrs["foot"]
    assert foot.endswith(
        "13 of 13 cases share what they have of district, mail with fewer than 4 others: who "
        "knows that of them can find them here."
    )
