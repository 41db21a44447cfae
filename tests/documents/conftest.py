"""One project for many examples, each with a document of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qualcode
from qualcode.project import Project

TakeIn = Callable[[bytes], str]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Yield a project with one code."""
    folder = tmp_path_factory.mktemp("notebook")
    with qualcode.create(folder / "s.qualcode", coder="Mia") as made:
        made.codebook.add("trust")
        yield made


@pytest.fixture(scope="module")
def take_in(notebook: Project) -> TakeIn:
    """Return a function that takes a txt file of these bytes in and returns its document's name."""
    numbers = itertools.count()

    def act(data: bytes) -> str:
        path = Path(notebook.where).with_name(f"D{next(numbers)}x.txt")
        path.write_bytes(data)
        [name], [state] = notebook.documents.add(path)[["document", "state"]].T.values.tolist()
        if state != "new":
            # An example before had the same text; this one must not find what that one did.
            for row in notebook.coding.rows(document=name):
                notebook.coding.remove(row.segment)
            notebook.documents.remove(name)
            [name] = notebook.documents.add(path)["document"]
        path.unlink()
        return str(name)

    return act
