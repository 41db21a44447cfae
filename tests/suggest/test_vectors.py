"""Vectors kept in the project: without the words, made anew where damaged, pruned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggesting import build, code_truly, name

import qualcode
from qualcode.suggest.encoder import installed


@pytest.mark.skipif(not installed(), reason="needs the extra semantic")
def test_vectors_are_kept_without_the_words_and_pruned(tmp_path: Path) -> None:
    import numpy as np

    project = build(tmp_path / "s.qualcode", tmp_path)
    code_truly(project, 1, 24)
    project.suggest.semantic = True
    project.suggest.run(name(25))

    def kept() -> dict[str, Any]:
        with project.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT digest, content FROM vector").all()
        return {row[0]: row[1] for row in rows}

    vectors = kept()
    lengths = [np.linalg.norm(np.frombuffer(v, "<f4")) for v in vectors.values()]
    assert lengths == pytest.approx([1.0] * len(lengths), abs=1e-4)
    with project.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE vector SET content = 'x'")
        connection.exec_driver_sql("INSERT INTO vector VALUES ('of an older encoder', 'xy')")
    with qualcode.open(project.where, coder="Mia") as again:
        again.suggest.run()
        before = kept()
        assert "of an older encoder" not in before
        assert vectors.items() <= before.items(), "damaged vectors are made anew, the same"
        project.documents.edit(name(60), "entirely other words")
        again.suggest.run()
        after = kept()
    assert len(before.keys() - after.keys()) == 1, "nobody said it any more"
    assert len(after.keys() - before.keys()) == 1
