"""Random acts on a project through its public doors, for the laws of the store.

Each act is drawn for the project as it stands; one that the program refuses (a QualcodeError) has
changed nothing and counts as no act.
"""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import qualcode
from qualcode.history.replay import content
from qualcode.project import Project
from qualcode.store.tables import journalled

TEXTS = {
    "L01": "访谈员：最缺什么？\n周：最缺人。街道办只有六个人，要管两万户。😀𠮷",
    "L02": "Q: Who came first?\nA: The old volunteers, café people, on day two. 他们熟门熟路。",
}
WORDS = ["缺人", "the ", "🙂", "", "志愿者\n", "e\u0301", "x"]


FILES = Path(tempfile.mkdtemp(prefix="qualcode-acts-"))
"""Where the files that the acts take in are written: a project may be a database elsewhere."""
atexit.register(shutil.rmtree, FILES, ignore_errors=True)


def make(place: str | Path) -> None:
    """Build the small project that histories start from: documents, codes, cases, two coders."""
    with qualcode.create(place, coder="Mia") as project:
        for name, text in TEXTS.items():
            (FILES / f"{name}.txt").write_text(text, encoding="utf-8")
        project.documents.add([FILES / f"{n}.txt" for n in TEXTS])
        for code in ("gaps", "gap filling", "fatigue", "trust"):
            project.codebook.add(code)
        project.coders.add("Lin")
        survey = FILES / "survey.csv"
        survey.write_text("id,district,hours,q8\n01,Xihu,3,太累\n02,Yuhang,,none\n", "utf-8")
        project.cases.import_survey(survey, id="id", open_ended=["q8"])
        project.coding.apply("L01", code="gap filling", quote="最缺人。")
        project.coding.apply("L02", code="trust", whole=True)


def snapshot(project: Project) -> dict[str, Any]:
    """Return every journalled table by uid: the same in every equal copy."""
    with project.store.read() as connection:
        return {name: content(connection, name) for name in journalled()}


def places(project: Project) -> list[tuple[Any, ...]]:
    """Return where every segment stands, by uid."""
    with project.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.uid, p.start_at, p.end_at, p.reach, p.state FROM place p "
            "JOIN segment s ON s.id = p.segment_id ORDER BY s.uid"
        )
        return [tuple(r) for r in rows]


def act(project: Project, draw: random.Random) -> None:
    """Do one random act."""
    name = draw.choice(sorted(ACTS))
    with suppress(qualcode.QualcodeError):
        ACTS[name](project, draw)


def _document(project: Project, draw: random.Random) -> str:
    return draw.choice([r.document for r in project.documents.rows()] or ["none"])


def _code(project: Project, draw: random.Random) -> str:
    return draw.choice([r.code for r in project.codebook.rows()] or ["none"])


def _segment(project: Project, draw: random.Random) -> str:
    mine = project.coder
    rows = [r.segment for r in project.coding.rows() if mine and r.coder == mine.name]
    return draw.choice(rows) if rows else "none"


def _span(project: Project, document: str, draw: random.Random) -> tuple[int, int]:
    n = max(1, len(project.documents.text(document)))
    start = draw.randrange(n)
    return start, min(n, start + draw.randint(1, 12))


def _apply(project: Project, draw: random.Random) -> None:
    document = _document(project, draw)
    start, end = _span(project, document, draw)
    strength = draw.choice([None, 0, 60, 100])
    project.coding.apply(document, start, end, _code(project, draw), strength=strength)


def _resize(project: Project, draw: random.Random) -> None:
    segment = _segment(project, draw)
    document = next((r.document for r in project.coding.rows() if r.segment == segment), "none")
    document = project.documents.find(document).document
    start, end = _span(project, document, draw)
    project.coding.change(segment, start=start, end=end)


def _edit(project: Project, draw: random.Random) -> None:
    document = _document(project, draw)
    text = project.documents.text(document)
    at = draw.randrange(len(text) + 1)
    cut = min(len(text), at + draw.randrange(6))
    project.documents.edit(document, text[:at] + draw.choice(WORDS) + text[cut:])


def _memo(project: Project, draw: random.Random) -> None:
    memos = project.memos.rows()
    if memos and draw.random() < 0.5:
        one = draw.choice(memos).memo
        if draw.random() < 0.5:
            project.memos.edit(one, f"changed {draw.random()}")
        else:
            project.memos.remove(one)
    elif draw.random() < 0.5:
        project.memos.add("a thought", about="segment", name=_segment(project, draw))
    else:
        project.memos.add("想法", kind="theory", about="code", name=_code(project, draw))


def _done(project: Project, draw: random.Random) -> None:
    project.coding.done(_document(project, draw), reopen=draw.random() < 0.3)


def _undo(project: Project, draw: random.Random) -> None:
    if draw.random() < 0.6:
        project.history.undo()
    else:
        project.history.redo()


def _split(project: Project, draw: random.Random) -> None:
    code = _code(project, draw)
    names = [f"{code[:20]} a", f"{code[:20]} b"]
    rows = project.coding.rows(code=code, descendants=False)
    project.codebook.split(code, names, {r.segment: draw.choice(names) for r in rows[::2]})


def _split_segment(project: Project, draw: random.Random) -> None:
    segment = _segment(project, draw)
    row = next((r for r in project.coding.rows() if r.segment == segment), None)
    project.coding.split(segment, draw.randint(row.start, row.end) if row else 1)


def _merge_segments(project: Project, draw: random.Random) -> None:
    code = _code(project, draw)
    rows = project.coding.rows(code=code, document=_document(project, draw), descendants=False)
    project.coding.merge([r.segment for r in rows])


def _import_again(project: Project, draw: random.Random) -> None:
    answers = [draw.choice(["太累", "none", "", "又 累 又 冷", "x"]) for _ in range(2)]
    survey = FILES / "again.csv"
    survey.write_text(f"id,q8\n01,{answers[0]}\n02,{answers[1]}\n", "utf-8")
    project.cases.import_survey(survey, id="id", open_ended=["q8"])


def _import_document(project: Project, draw: random.Random) -> None:
    one = draw.randrange(4)
    path = FILES / f"E{one}.txt"
    path.write_text(f"Q: What of {one}?\nA: Nobody slept, 没人睡。\n", "utf-8")
    project.documents.add(path)


def _load_codebook(project: Project, draw: random.Random) -> None:
    code, parent = draw.sample(["gaps", "loaded 1", "loaded 2"], 2)
    path = FILES / "loaded.yaml"
    path.write_text(
        f"- code: {parent}\n- code: {code}\n  parent: {parent}\n"
        f"  definition: means {draw.randrange(3)}\n  examples: [one]\n  keywords: {{en: [x]}}\n",
        "utf-8",
    )
    project.codebook.load(path, alters=draw.random() < 0.5)


def _code_hits(project: Project, draw: random.Random) -> None:
    document = _document(project, draw)
    start, end = _span(project, document, draw)
    project.coding.autocode(_code(project, draw), [(document, start, end)], unit="match")


def _link_memo(project: Project, draw: random.Random) -> None:
    memos = [row.memo for row in project.memos.rows()] or ["none"]
    project.memos.link(draw.choice(memos), "code", _code(project, draw))


def _theme(project: Project, draw: random.Random) -> None:
    themes = project.analysis.themes
    name = draw.choice([row.name for row in themes.rows()] or ["none"])
    if draw.random() < 0.3:
        themes.add(f"theme {draw.randrange(3)}", codes=[_code(project, draw)])
    elif draw.random() < 0.4:
        themes.quote(name, draw.choice([r.segment for r in project.coding.rows()] or ["none"]))
    elif draw.random() < 0.4:
        themes.contrary(name, cases=draw.choice(["01", "02"]), note="but")
    elif draw.random() < 0.5:
        themes.edit(name, claim=f"claim {draw.randrange(9)}", add_codes=[_code(project, draw)])
    elif draw.random() < 0.5:
        themes.move(name, 1)
    else:
        themes.remove(name)


def _summary(project: Project, draw: random.Random) -> None:
    summaries = project.analysis.summaries
    case, code = draw.choice(["01", "02"]), _code(project, draw)
    if draw.random() < 0.8:
        summaries.set(case, f"code:{code}", f"summary {draw.randrange(9)}", question="q8")
    else:
        summaries.remove(case, f"code:{code}", question="q8")


def _display(project: Project, draw: random.Random) -> None:
    displays = project.analysis.displays
    name = draw.choice([row.name for row in displays.rows()] or ["none"])
    act = draw.random()
    if act < 0.3:
        displays.add(f"display {draw.randrange(3)}")
    elif act < 0.5:
        displays.add_row(name, f"topic {draw.randrange(3)}")
    elif act < 0.7:
        displays.text(name, 1, f"words {draw.randrange(9)}")
    elif act < 0.8:
        displays.fit(name, 1, draw.choice(["confirms", "silent"]))
    elif act < 0.9:
        displays.remove_row(name, 1)
    else:
        displays.remove(name)


ACTS: dict[str, Callable[[Project, random.Random], object]] = {
    "apply": _apply,
    "apply again": _apply,
    "remove": lambda p, d: p.coding.remove(_segment(p, d)),
    "recode": lambda p, d: p.coding.change(_segment(p, d), code=_code(p, d)),
    "strength": lambda p, d: p.coding.change(_segment(p, d), strength=d.randrange(101)),
    "resize": _resize,
    "split segment": _split_segment,
    "merge segments": _merge_segments,
    "done": _done,
    "edit text": _edit,
    "mask": lambda p, d: p.documents.mask(
        _document(p, d), {d.choice(["周", "六", "old", "无"]): "[P]"}
    ),
    "rename document": lambda p, d: p.documents.rename(_document(p, d), f"D{d.randrange(5)}"),
    "remove document": lambda p, d: p.documents.remove(_document(p, d)),
    "language": lambda p, d: p.documents.set_language(_document(p, d), d.choice(["zh", "en"])),
    "memo": _memo,
    "add code": lambda p, d: p.codebook.add(
        f"code {d.randrange(8)}", parent=d.choice([None, _code(p, d)])
    ),
    "rename code": lambda p, d: p.codebook.rename(_code(p, d), f"code {d.randrange(8)}"),
    "move code": lambda p, d: p.codebook.move(_code(p, d), d.choice([None, _code(p, d)])),
    "merge codes": lambda p, d: p.codebook.merge(_code(p, d), _code(p, d)),
    "split code": _split,
    "retire code": lambda p, d: p.codebook.retire(_code(p, d)),
    "alter code": lambda p, d: p.codebook.edit(
        _code(p, d), alters=d.random() < 0.5, definition={"en": f"means {d.randrange(9)}"}
    ),
    "group": lambda p, d: p.codebook.group(f"group {d.randrange(2)}", [_code(p, d)]),
    "freeze": lambda p, d: p.codebook.freeze(f"v{d.randrange(20)}"),
    "add case": lambda p, d: p.cases.add(f"case {d.randrange(9)}"),
    "link case": lambda p, d: p.cases.link(_document(p, d), d.choice(["01", "02"])),
    "set value": lambda p, d: p.cases.set(
        d.choice(["01", "02"]), "hours", d.choice([None, d.randrange(40)])
    ),
    "import survey again": _import_again,
    "add coder": lambda p, d: p.coders.add(d.choice(["Ann", "Bo"])),
    "import document": _import_document,
    "load codebook": _load_codebook,
    "pick example": lambda p, d: p.codebook.pick_example(_segment(p, d)),
    "code hits": _code_hits,
    "link memo": _link_memo,
    "theme": _theme,
    "summary": _summary,
    "display": _display,
    "undo": _undo,
}  # fmt: skip
