"""A project on either store with a small codebook, and the law of undo as a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from study import empty

from qualcode.project import Project
from qualcode.store.tables import journalled

Tables = dict[str, list[tuple[object, ...]]]


def tables(project: Project) -> Tables:
    """Return the content of every journalled table."""
    with project.store.read() as connection:
        return {
            name: sorted(
                (tuple(r) for r in connection.exec_driver_sql(f"SELECT * FROM {name}").all()),
                key=repr,
            )
            for name in journalled()
        }


@pytest.fixture
def project(store_url: str) -> Iterator[Project]:
    """Yield an empty project."""
    with empty(store_url) as made:
        yield made


@pytest.fixture
def study(project: Project, tmp_path: Path) -> Project:
    """Return a project with codes a (below it b, c), d, the category k, and two documents."""
    for name, word in (("L1", "word "), ("L2", "said ")):
        (tmp_path / f"{name}.txt").write_text(word * 20, encoding="utf-8")
        project.documents.add(tmp_path / f"{name}.txt")
    book = project.codebook
    book.add("a", definition="of a", examples=["one", "two"], keywords={"en": ["ay"]}, key="aa")
    book.add("b", parent="a", key="bb")
    book.add("c", parent="a", name={"zh": "丙"}, key="cc", groups=["first"])
    book.add("d", definition={"en": "of d", "zh": "丁的"}, examples=["two", "three"], key="dd")
    book.add("k", category=True)
    return project


@pytest.fixture
def unchanged_by() -> Callable[[Project, Callable[[], object]], None]:
    """Return a function that asserts that an action leaves every table as it was."""

    def check(project: Project, action: Callable[[], object]) -> None:
        before = tables(project)
        action()
        assert tables(project) == before

    return check


@pytest.fixture
def undoable() -> Callable[..., None]:
    """Return a function that asserts an action's label, and that undo and redo are exact."""

    def check(project: Project, action: Callable[[], object], label: str) -> None:
        before = tables(project)
        action()
        after = tables(project)
        assert after != before
        assert project.store.undo().label == label
        assert tables(project) == before
        project.store.redo()
        assert tables(project) == after

    return check
