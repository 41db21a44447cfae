"""The session that the docs show, in a real terminal, on a small study; read back by the API."""

from __future__ import annotations

import runpy
from pathlib import Path

from study import build
from terminal import terminal

import qualcode

SESSION = Path(__file__).resolve().parent.parent / "docs" / "session.py"


def test_an_interview_and_thirty_cards_coded_searched_recoded_and_undone(tmp_path: Path) -> None:
    answers = [f"{n:03},Xihu,3,answer {n}: 表格 again" for n in range(1, 34)]
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        table = tmp_path / "answers.csv"
        table.write_text("\n".join(["id,district,hours,q8", *answers]) + "\n", encoding="utf-8")
        project.cases.import_survey(table, id="id", open_ended=["q8"])
        path = project.where
    session = runpy.run_path(str(SESSION))
    with terminal("--coder", "Mia", path, folder=tmp_path) as shown:
        session["play"](shown, pinned=("gap filling", "fatigue"), word="表格", coder="Mia")
        assert shown.end() == 0
    with qualcode.open(path, coder="Mia") as project:
        rows = project.coding.rows()
        interview = [(row.code, row.text) for row in rows if row.document == "L03"]
        assert interview == [
            ("gap filling", "最缺人。"),
            ("fatigue", "街道办只有六个工作人员，要管两万多户。"),
            ("gap filling", "我们的老志愿者第二天就来了，熟门熟路。"),
        ]
        queue = project.coding.cards("q8")
        assert [queue.state(key) for key in queue.keys] == ["done"] * 30 + ["new"] * 3
        cards = project.coding.card_rows(queue.keys)
        assert [[tick.code for tick in card.ticks] for card in cards] == [
            ["fatigue"],
            ["gap filling"],
        ] * 15 + [[]] * 3
        assert "L03" in [one.document for one in project.coding.reviewed()]
        first, *_ = (row for row in project.history.rows() if row.kind == "undo")
        assert "recode" in first.what
