"""Building the example study, through the same doors as a user.

The interviews, codebook and codings are files that the package carries; survey and usage records
are generated, the same bytes each time. Built in a folder of its own, whole or not at all.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import qualcode
from qualcode.demo import codings, survey
from qualcode.errors import NotFound, StorageFailed
from qualcode.project import Project

NAME = "volunteers.qualcode"
TITLE = "Volunteers 2020"
LEAD, SECOND, YOU = "Mia", "Lin", "You"
"""The first coder, who leads; the second; and who opens the demo."""

LEVELS = {
    "age_band": ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"],
    "education": [
        "primary or less",
        "junior secondary",
        "senior secondary",
        "college",
        "postgraduate",
    ],
    "experience": ["none", "under 1", "1-3", "4-9", "10+"],
    "hours_week": ["under 2", "2-5", "6-10", "11-20", "over 20"],
    "trust_gov": ["1", "2", "3", "4", "5"],
    "trust_org": ["1", "2", "3", "4", "5"],
    "again": ["no", "maybe", "yes"],
}  # fmt: skip
PEOPLE = {"L10": {"Fei": "L10 Lao Fei", "Amy": "L10 Amy Xu"}}
"""Interviews with several interviewees: speaker's label → case."""

ROLES: dict[str, dict[str, object]] = {
    "L05": {"邻居": {"role": "other"}},
    "L07": {"R1": {"role": "interviewer"}, "R2": {"role": "interviewer"}},
}
"""Interviews whose labels do not tell who asks: label → what a person says in the preview."""

Progress = Callable[[int, int], None]


def study() -> Path:
    """Return the folder of codebooks and transcripts: the package's, else the checkout's.

    Raises: NotFound.
    """
    package = Path(__file__).parent / "study"
    checkout = Path(__file__).parents[2]
    for folder in (package, checkout):
        if (folder / "codebooks" / "volunteers.yaml").is_file():
            return folder
    raise NotFound("The example study is not in this installation. Install qualcode again.")


def build(folder: Path, progress: Progress | None = None) -> Path:
    """Build the study in `folder` unless it is there already; return the project's path.

    Raises: StorageFailed where the folder cannot be made or written.
    """
    target = folder / NAME
    if target.exists():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    except OSError as error:
        raise StorageFailed(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        _fill(work, progress or (lambda _done, _total: None))
        for made in ("survey.csv", "usage.csv", "README.md", NAME):
            (work / made).replace(folder / made)
    except OSError as error:
        raise StorageFailed(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _fill(work: Path, progress: Progress) -> None:
    source = study()
    made = survey.write(work)
    steps = 7
    with qualcode.create(work / NAME, coder=LEAD, name=TITLE) as project:
        progress(1, steps)
        for name in (SECOND, YOU):
            project.coders.add(name)
        project.codebook.load(source / "codebooks" / "volunteers.yaml")
        project.codebook.freeze("v1", "before the first interview was coded")
        progress(2, steps)
        _interviews(project, source / "transcripts")
        progress(3, steps)
        project.cases.import_survey(
            made.survey, id="id", open_ended=survey.QUESTIONS, weight="w", levels=LEVELS,
            kinds={"tasks": "multiple response"},
        )  # fmt: skip
        progress(4, steps)
        project.cases.import_survey(
            made.usage, id="volunteer_id", prefix="usage_", kind="volunteer",
            kinds={"joined": "date", "last_active": "date"},
            levels={"age_band": LEVELS["age_band"]},
        )  # fmt: skip
        progress(5, steps)
    for at, coded in enumerate(codings.found(source / "transcripts" / "codings"), 6):
        with qualcode.open(work / NAME, coder=coded.coder) as project:
            codings.apply(project, coded)
        progress(min(at, steps), steps)


def _interviews(project: Project, folder: Path) -> None:
    """Take in the transcripts; each leader is a case."""
    files = sorted(p for p in folder.iterdir() if p.name.startswith("L") and p.is_file())
    incoming = [
        one
        for file in files
        for one in project.documents.read(file, labels=ROLES.get(file.name[:3]))
    ]
    with project.store.batch("import documents", f"{len(files)} interviews"):
        project.documents.take_in(incoming)
        for one in incoming:
            speakers = {t.label for t in one.reading.turns if t.label and t.role != "interviewer"}
            people = PEOPLE.get(one.name[:3], {})
            if not people:
                case = f"{one.name[:3]} leader"
                project.cases.add(case)
                project.cases.link(one.name, case)
            for speaker in sorted(speakers):
                if speaker in people:
                    project.cases.add(people[speaker])
                    project.cases.link(one.name, people[speaker], speaker=speaker)


def summary(path: Path) -> str:
    """Return what the study holds and what to do next, in a few lines."""
    with qualcode.open(path, coder=YOU) as project:
        overview = project.coding.overview()
        codes = [row for row in project.codebook.rows() if not row.category]
        answers = sum(q.answered for q in overview.questions)
        coded = ", ".join(f"{who} {n:,}" for who, n in overview.segments.items()) or "none yet"
        lines = [
            f"{project.name}: {path}",
            "Composed for this project; not the study's data.",
            f"  {overview.interviews.total} interviews",
            f"  {project.cases.count(kind='respondent'):,} respondents, {answers:,} answers to "
            f"{', '.join(q.name for q in overview.questions)}",
            f"  {project.cases.count() - project.cases.count(kind='participant'):,} volunteers "
            "with usage records",
            f"  {len(codes)} codes; segments: {coded}",
            f"Open it: qualcode --coder {YOU} {path}",
        ]
    return "\n".join(lines)
