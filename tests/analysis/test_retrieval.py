"""Retrieval through the API: every operator against an independent reading, pair by pair."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from study import FAR_ZONES, build, cli, living_in

import qualcode
from qualcode.analysis import retrieval_positions as positions
from qualcode.analysis.retrieval_language import parse
from qualcode.analysis.retrieval_nodes import (
    All,
    Codes,
    Condition,
    Either,
    Group,
    Node,
    Not,
    Position,
    about_codes,
)
from qualcode.analysis.retrieval_writing import render
from qualcode.project import Project
from qualcode.store.journal import local
from qualcode.text.words import words

# An independent reading of queries ----------------------------------------------------------------

CODES = ("gap", "trust", "tired", "risk")
TEXTS = {
    "D1": "".join(
        f"{who}：{said}\n"
        for who, said in [
            ("问", "最缺什么？"),
            ("周", "最缺人。街道办只有六个人，要管两万户。"),
            ("问", "后来呢？"),
            ("周", "老志愿者来了，the old volunteers came first。"),
            ("问", "累吗？"),
            ("周", "太累了，可是没有人抱怨，大家都信得过。"),
        ]
    ),
    "D2": "Q: Who came first?\nA: The old volunteers came on day two.\nQ: And then?\n"
          "A: Then nobody slept, and we trusted them.\n",
    "D3": "First note, in one line.\n\nSecond note about trust.\nThird one. 又累又困。",
}  # fmt: skip


def random_project(folder: Path, draw: random.Random) -> Project:
    """Build a project whose 70 segments lie at random, of two coders and strengths."""
    project = qualcode.create(folder / "r.qualcode", coder="Mia")
    project.coders.add("Lin")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        project.documents.add(folder / f"{name}.txt", kind="other" if name == "D3" else "interview")
    project.cases.add("c1")
    for name in ("D1", "D2"):
        project.cases.link(name, "c1")
    for code in CODES:
        project.codebook.add(code, parent="trust" if code == "risk" else None)
    lin = qualcode.open(folder / "r.qualcode", coder="Lin")
    for _ in range(70):
        name = draw.choice(list(TEXTS))
        n = len(project.documents.text(name))
        start = draw.randrange(n - 1)
        end = min(n, start + draw.choice([1, 2, 5, 9, 20, 60]))
        if project.documents.text(name)[start:end].strip():
            who = draw.choice([project, lin])
            strength = draw.choice([None, 20, 80])
            who.coding.apply(name, start, end, draw.choice(CODES), strength=strength)
    project.coding.apply("D2", code="tired", whole=True)
    lin.close()
    return project


class Naive:
    """The meaning of a query, read off its definition, every pair looked at."""

    def __init__(self, project: Project, unit: str) -> None:
        self.unit = unit
        self.rows = project.coding.segments().to_dict("records")
        self.case = {r.document: r.case for r in project.documents.rows()}
        self.text = {name: project.documents.text(name) for name in TEXTS}
        self.turns = {
            name: [(t.start, t.end) for t in project.documents.turns(name)] for name in TEXTS
        }

    def of(self, node: Node, inside: list[Any]) -> list[Any]:
        if isinstance(node, Codes):
            wanted = {*node.names, *(["risk"] if "trust" in node.names and not node.only else [])}
            return [s for s in inside if s["code"] in wanted]
        if isinstance(node, Condition):
            return [s for s in inside if self.holds(node, s)]
        if isinstance(node, Group):
            return self.of(node.item, inside)
        if isinstance(node, Either):
            found = {s["segment"] for i in node.items for s in self.of(i, inside)}
            return [s for s in inside if s["segment"] in found]
        if isinstance(node, Position):
            left, right = self.of(node.left, inside), self.of(node.right, inside)
            return [s for s in left if any(self.stands(node, s, o) for o in right) != node.negated]
        parts = node.items if isinstance(node, All) else (node,)
        for part in parts:
            if not about_codes(part):
                no = isinstance(part, Not)
                held = {s["segment"] for s in self.of(part.item if no else part, inside)}  # type: ignore[union-attr]
                inside = [s for s in inside if (s["segment"] in held) != no]
        there = [self.of(p, inside) for p in parts if about_codes(p) and not isinstance(p, Not)]
        away = [self.of(p.item, inside) for p in parts if isinstance(p, Not) and about_codes(p)]
        found = {s["segment"] for some in there for s in some}
        asked = [s for s in inside if s["segment"] in found or not there]
        if self.unit == "case" and (len(there) > 1 or away):
            asked = [s for s in asked if self.case[s["document"]] is not None]
        if len(there) < 2:
            there = []
        return [
            s
            for s in asked
            if all(any(self.meets(s, o) for o in some) for some in there)
            and not any(self.meets(s, o) for some in away for o in some)
        ]

    def holds(self, node: Condition, s: Any) -> bool:
        value, wanted = s[node.name], node.values[0]
        if node.name == "strength":
            return value is not None and value == value and (value >= int(str(wanted)))
        return bool((value == wanted) == (node.sign == "="))

    def meets(self, s: Any, o: Any) -> bool:
        if self.unit == "case":
            return bool(self.case[s["document"]] == self.case[o["document"]])
        if s["document"] != o["document"]:
            return False
        return self.unit == "document" or s["segment"] == o["segment"] or _share(s, o)

    def stands(self, node: Position, s: Any, o: Any) -> bool:
        if s["document"] != o["document"] or s["segment"] == o["segment"]:
            return False
        if node.kind == "overlaps":
            return _share(s, o)
        if node.kind == "within":
            return bool(o["start"] <= s["start"] and s["end"] <= o["end"])
        if node.kind == "contains":
            return bool(s["start"] <= o["start"] and o["end"] <= s["end"])
        assert node.distance is not None
        if node.kind == "followed by" and o["start"] < s["end"]:
            return False
        if node.kind == "preceded by" and o["end"] > s["start"]:
            return False
        first, second = sorted([s, o], key=lambda r: (r["start"], r["end"]))
        return self.apart(first, second, node.distance.unit) <= node.distance.n

    def apart(self, first: Any, second: Any, unit: str) -> int:
        if _share(first, second):
            return 0
        text = self.text[first["document"]]
        if unit == "characters":
            return int(second["start"] - first["end"])
        if unit == "words":
            between = (first["end"], second["start"])
            return sum(between[0] <= a and z <= between[1] for a, z in words(text))
        turns = self.turns[first["document"]]
        if not turns:
            starts = [m for m in range(len(text)) if m == 0 or text[m - 1] == "\n"]
            turns = [(m, m) for m in starts if text[m:].split("\n")[0].strip()]

        def number(offset: int) -> int:
            return max([n for n, (start, _) in enumerate(turns) if start <= offset] or [0])

        return number(second["start"]) - number(first["end"] - 1)


def _share(s: Any, o: Any) -> bool:
    return bool(max(s["start"], o["start"]) < min(s["end"], o["end"]))


def random_node(draw: random.Random, depth: int = 0) -> Node:
    """Return a query at random."""
    kinds = ["code", "code", "condition", "not", "all", "either", "position", "position"]
    kind = draw.choice(kinds)
    if depth > 2 or kind == "code":
        return Codes((draw.choice(CODES),), only=draw.random() < 0.2)
    if kind == "condition":
        return draw.choice([
            Condition("coder", draw.choice(["=", "!="]), ("Mia",)),
            Condition("document", "=", (draw.choice(list(TEXTS)),)),
            Condition("strength", ">=", ("60",)),
        ])  # fmt: skip
    if kind == "not":
        return Not(_bracketed(draw, depth))
    if kind in ("all", "either"):
        parts = tuple(_bracketed(draw, depth) for _ in range(draw.randint(2, 3)))
        return All(parts) if kind == "all" else Either(parts)
    name = draw.choice(["near", "followed by", "preceded by", "overlaps", "within", "contains"])
    query = f"x {name}{draw.choice([':1turn', ':0turns', ':3words', ':12characters'])} y"
    read = parse(query if name in ("near", "followed by", "preceded by") else f"x {name} y")
    assert isinstance(read, Position)
    sides = [_bracketed(draw, depth) for _ in range(2)]
    left, right = (s if isinstance(s, (Codes, Group)) else Group(s) for s in sides)
    return Position(name, left, right, read.distance, draw.random() < 0.2)


def _bracketed(draw: random.Random, depth: int) -> Node:
    one = random_node(draw, depth + 1)
    return one if isinstance(one, (Codes, Condition)) else Group(one)


@pytest.mark.parametrize("seed", range(5))
def test_every_query_finds_what_its_definition_says(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    with random_project(tmp_path, draw) as project:
        naive = {unit: Naive(project, unit) for unit in ("passage", "document", "case")}
        hits = 0
        for _ in range(60):
            unit = draw.choice(["passage", "passage", "document", "case"])
            node = random_node(draw)
            query = render(node)
            found = project.analysis.retrieve(query, unit=unit)["segment"].tolist()
            said = [s["segment"] for s in naive[unit].of(node, naive[unit].rows)]
            assert found == said, f"{query} in {unit}"
            hits += 0 < len(said) < len(naive[unit].rows)
        assert hits > 20


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1])), max_size=9
)


@given(SPANS, SPANS, st.integers(0, 6), st.booleans())
def test_the_sweeps_agree_with_all_pairs(
    some: list[tuple[int, int]], others: list[tuple[int, int]], most: int, same: bool
) -> None:
    left = [(n, s, e) for n, (s, e) in enumerate(some)]
    right = left if same else [(100 + n, s, e) for n, (s, e) in enumerate(others)]
    pairs = [(a, b) for a in left for b in right if a[0] != b[0]]
    apart = {(a, b): max(0, b[1] - a[2], a[1] - b[2]) for a, b in pairs}
    plain = positions.characters
    assert positions.near(left, right, most, plain) == {
        a[0] for a, b in pairs if apart[a, b] <= most
    }
    assert positions.overlapping(left, right) == {
        a[0] for a, b in pairs if max(a[1], b[1]) < min(a[2], b[2])
    }
    assert positions.within(left, right) == {
        a[0] for a, b in pairs if b[1] <= a[1] and a[2] <= b[2]
    }
    assert positions.containing(left, right) == {
        a[0] for a, b in pairs if a[1] <= b[1] and b[2] <= a[2]
    }
    assert positions.followed(left, right, most, plain) == {
        a[0] for a, b in pairs if a[2] <= b[1] <= a[2] + most
    }
    assert positions.preceded(left, right, most, plain) == {
        a[0] for a, b in pairs if b[2] <= a[1] <= b[2] + most
    }


# Conditions on the small study --------------------------------------------------------------------


@pytest.fixture
def study(store_url: str, tmp_path: Path) -> Iterator[Project]:
    """Yield the small study with six segments of two coders, a memo, a group and a case."""
    with build(store_url, tmp_path) as project:
        coding = project.coding
        uid = coding.apply("L03", code="gap filling", quote="最缺人。", strength=80, memo="why")
        coding.apply("L03", code="trust", quote="熟门熟路", strength=40)
        coding.apply("L03", code="fatigue", quote="那时候社区里最缺的是什么？")
        coding.apply("L02", code="trust", quote="They knew every stairwell.")
        coding.apply("001 · q8", code="fatigue", quote="again on paper")
        project.memos.add("teoria", kind="theory", about="segment", name=uid)
        project.codebook.group("people", ["trust"])
        project.cases.add("leader")
        project.cases.link("L02", "leader")
        with qualcode.open(store_url, coder="Lin") as lin:
            lin.coding.apply("002 · q8", code="fatigue", whole=True)
        yield project


def found(project: Project, query: str, **how: Any) -> list[str]:
    """Return code and document of what a query finds, in short."""
    frame = project.analysis.retrieve(query, **how)
    return [f"{c[0]}{d[:3]}" for c, d in zip(frame["code"], frame["document"], strict=True)]


ALL = ["gL03", "tL03", "fL03", "tL02", "f001", "f002"]
ANSWERS = [
    ("", ALL),
    ("gaps", ["gL03"]),
    ("only:gaps", []),
    ("补位", ["gL03"]),
    ("code!=fatigue", ["gL03", "tL03", "tL02"]),
    ("group=people", ["tL03", "tL02"]),
    ("document=L02", ["tL02"]),
    ("document!=L02", ["gL03", "tL03", "fL03", "f001", "f002"]),
    ("case=001,leader", ["tL02", "f001"]),
    ("case=none", ["gL03", "tL03", "fL03"]),
    ("question:q8", ["f001", "f002"]),
    ("district=Xihu", ["f001"]),
    ("district!=Xihu", ["gL03", "tL03", "fL03", "tL02", "f002"]),
    ("district=none", ["gL03", "tL03", "fL03", "tL02"]),
    ("district=any", ["f001", "f002"]),
    ("hours>=10", ["f002"]),
    ("hours=3..12", ["f001", "f002"]),
    ("hours=..3", ["f001"]),
    ("coder=Lin", ["f002"]),
    ("coder=me", ["gL03", "tL03", "fL03", "tL02", "f001"]),
    ("speaker=周", ["gL03", "tL03"]),
    ("speaker=none", ["f001", "f002"]),
    ("role=interviewer", ["fL03"]),
    ("text:熟門熟路", ["tL03"]),
    ("text:ＳＴＡＩＲＷＥＬＬ", ["tL02"]),
    ("strength>=60", ["gL03"]),
    ("strength=40..80", ["gL03", "tL03"]),
    ("strength!=80", ["tL03", "fL03", "tL02", "f001", "f002"]),
    ("strength=none trust", ["tL02"]),
    ("date>=2020-01-01", ALL),
    ("date=1999", []),
    ("date<=1999-12", []),
    ("round=none", ALL),
    ("revision=1", ALL),
    ("revision=old", []),
    ("origin=manual", ALL),
    ("language=zh", ["gL03", "tL03", "fL03", "f002"]),
    ("kind=answer", ["f001", "f002"]),
    ("memo=theory", ["gL03"]),
    ("memo=none trust", ["tL03", "tL02"]),
    ("state=whole", ["f002"]),
    ("layer:Mia", []),
    ("trust or gaps", ["gL03", "tL03", "tL02"]),
    ("not fatigue", ["gL03", "tL03", "tL02"]),
    ("trust near:1turn gaps", ["tL03"]),
    ("gaps near:1turn fatigue", ["gL03"]),
    ("fatigue followed by gaps within 1 turn", ["fL03"]),
    ("trust and fatigue unit=document", ["tL03", "fL03"]),
    ("编码员=Lin", ["f002"]),
    ("（trust 或 补位） 强度：４０", ["tL03"]),
]


def test_a_condition_finds_its_segments(study: Project) -> None:
    assert {query: found(study, query) for query, _ in ANSWERS} == dict(ANSWERS)


@pytest.mark.parametrize("zone", FAR_ZONES)
def test_a_segment_is_of_the_day_it_was_coded_on_here(study: Project, zone: str) -> None:
    with living_in(zone):
        days = study.coding.segments()["created"].map(local).str[:10]
        today = sorted(days.unique())
        assert found(study, f"date={today[0]}..{today[-1]}") == ALL
        assert found(study, f"date>{today[-1]}") == found(study, f"date<{today[0]}") == []


def test_a_layer_holds_what_its_coders_are_done_with(study: Project) -> None:
    study.coding.done("L02")
    assert found(study, "layer:final") == ["tL02"]
    assert found(study, "layer:Mia trust") == ["tL02"]
    assert found(study, "layer:Lin") == []


def test_a_case_is_whose_the_turn_is_before_whose_the_document_is(study: Project) -> None:
    study.cases.link("L03", "003", speaker="周")
    study.cases.link("L03", "002")
    assert found(study, "district=Xihu") == ["gL03", "tL03", "f001"]
    assert found(study, "district=Yuhang") == ["fL03", "f002"]
    assert found(study, "case=003") == ["gL03", "tL03"]
    assert found(study, "trust and fatigue unit=case") == []
    assert found(study, "gaps and trust unit=case") == ["gL03", "tL03"]


REFUSED: list[tuple[str, type[Exception], str]] = [
    ("trst", qualcode.NotFound, "At character 1 of the query, “trst”.*“trust”"),
    ("trust coder=Mai", qualcode.NotFound, "character 13.*“Mia”"),
    ("distrct=Xihu", qualcode.NotFound, "no field “distrct”.*“district”"),
    ("district=Xiho", qualcode.NotFound, "character 10.*level of district.*“Xihu”"),
    ("document=L9", qualcode.NotFound, "character 10.*No document “L9”"),
    ("document=L", qualcode.Ambiguous, "character 10.*fits 2 documents"),
    ("district>Xihu", qualcode.UsageError, "has no order"),
    ("coder>Mia", qualcode.UsageError, "has no order"),
    ("hours>=ten", qualcode.UsageError, "character 8.*no number"),
    ("date=2020-13", qualcode.UsageError, "no date"),
    ("q8=x", qualcode.UsageError, "open question.*question:q8"),
    ("memo=theroy", qualcode.NotFound, "“theory”"),
    ("(unit=case) trust", qualcode.UsageError, "outside brackets"),
    ("trust unit=page", qualcode.UsageError, "passage, document, case"),
]


def test_what_makes_no_sense_is_refused_with_its_place(study: Project) -> None:
    for query, kind, said in REFUSED:
        with pytest.raises(kind, match=said):
            study.analysis.retrieve(query)


def test_the_result_says_what_it_is(study: Project) -> None:
    frame = study.analysis.retrieve("trust and not fatigue")
    assert frame.attrs["foot"] == (
        "2 of 6 segments, of every coder: trust and not fatigue. "
        "Codes meet in a passage: segments that share a character."
    )
    assert "Codes meet in a case" in study.analysis.retrieve(
        "trust and gaps", unit="case"
    ).attrs["foot"]  # fmt: skip
    assert "left are listed" in study.analysis.retrieve("trust within gaps").attrs["foot"]


def test_columns_are_those_of_segments_and_what_was_asked_besides(study: Project) -> None:
    plain = study.analysis.retrieve("")
    assert plain.equals(study.coding.segments())
    more = study.analysis.retrieve("trust", context=0, group="document", sort="-strength")
    assert list(more.columns) == [*plain.columns, "before", "after", "group"]
    assert more["group"].tolist() == ["L03", "L02"]


def test_context_is_the_rest_of_the_turn_and_the_turns_around(study: Project) -> None:
    [row] = study.analysis.retrieve("document=L02 trust", context=0).to_dict("records")
    assert (row["before"], row["after"]) == ("Moira: The old volunteers came on day two. ", "")
    [row] = study.analysis.retrieve("document=L02 trust", context=1).to_dict("records")
    assert row["before"] == (
        "Interviewer: Who came first?\nMoira: The old volunteers came on day two. "
    )
    assert row["after"] == "\nInterviewer: And then?"
    with pytest.raises(qualcode.UsageError, match="0 to 50 turns"):
        study.analysis.retrieve("trust", context=-1)


def test_groups_and_orders_keep_every_segment_once(study: Project) -> None:
    for by in ("document", "case", "code", "coder", "speaker", "date", "strength", "district",
               "hours", "round", "origin", "made"):  # fmt: skip
        frame = study.analysis.retrieve("", group=by, sort="-document")
        assert sorted(frame["segment"]) == sorted(study.coding.segments()["segment"]), by
    frame = study.analysis.retrieve("", group="hours")
    assert frame["group"].tolist() == ["3", "12", *["—"] * 4]
    assert found(study, "", sort="strength") == ["tL03", "gL03", "fL03", "tL02", "f001", "f002"]
    assert found(study, "", sort="-strength")[:2] == ["gL03", "tL03"]
    with pytest.raises(qualcode.NotFound, match="order or group by"):
        study.analysis.retrieve("", sort="colour")


def test_another_coders_work_is_not_found_where_one_codes_blind(
    tmp_path: Path,
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="trust", quote="熟门熟路")
        project.coding.apply("L02", code="trust", quote="Then nobody slept.")
        lin = project.coders.find("Lin")
        document = project.documents.find("L03")
        with project.store.batch("open round") as batch:
            [key] = batch.insert("coding_round", [{
                "name": "r1", "kind": "reliability", "blind": 1, "freeze_id": None,
                "settings": "{}", "opened_at": "2026-01-01", "closed_at": None,
            }])  # fmt: skip
            batch.insert("assignment", [{
                "round_id": key, "coder_id": lin.id, "version_id": document.version_id,
                "start_at": None, "end_at": None,
            }])  # fmt: skip
        assert found(project, "trust") == ["tL03", "tL02"]
        with qualcode.open(project.where, coder="Lin") as other:
            frame = other.analysis.retrieve("trust")
            assert frame["document"].tolist() == ["L02"]
            assert frame.attrs["foot"] == (
                "1 of 1 segments, of every coder: trust. "
                "Of the 1 documents you code blind, your own work alone."
            )


# Kept queries, changing many, files ---------------------------------------------------------------


def test_a_query_is_kept_shown_replaced_removed_and_undone(study: Project) -> None:
    queries = study.analysis.queries
    queries.save("by trust", "trust near:2turns gaps", group="document", context=1)
    [row] = queries.rows()
    assert (row.name, row.query, row.group, row.context, row.coder) == (
        "by trust", "trust near:2turns gaps", "document", 1, "Mia",
    )  # fmt: skip
    frame = study.analysis.retrieve(saved="by tr")
    assert frame["group"].tolist() == ["L03"]
    assert found(study, "strength>=60", saved="by trust") == []
    with pytest.raises(qualcode.Conflict, match="already"):
        queries.save("BY trust", "trust")
    with pytest.raises(qualcode.NotFound, match="character 1"):
        queries.save("wrong", "trst")
    queries.save("by trust", "trust", replace=True)
    assert queries.find("by trust").query == "trust"
    queries.remove("by trust")
    assert queries.rows() == []
    study.history.undo()
    study.history.undo()
    assert queries.find("by trust").query == "trust near:2turns gaps"
    study.history.undo()
    assert queries.rows() == []
    with pytest.raises(qualcode.NotFound, match="qualcode analysis queries"):
        queries.find("by trust")


def test_many_are_recoded_in_one_step_and_only_ones_own(study: Project) -> None:
    frame = study.analysis.retrieve("")
    before = study.coding.segments()
    own = frame[frame["coder"] == "Mia"]["segment"].tolist()
    assert study.coding.recode([*own, own[0]], "trust") == 3
    assert found(study, "trust") == ["tL03", "tL03", "tL03", "tL02", "t001"]
    study.history.undo()
    assert study.coding.segments().equals(before)
    with pytest.raises(qualcode.NotAllowed, match="another coder"):
        study.coding.recode(frame["segment"].tolist(), "trust")
    assert study.coding.segments().equals(before)


def test_a_file_holds_exactly_what_is_listed_in_its_order(study: Project, tmp_path: Path) -> None:
    frame = study.analysis.retrieve("not gaps", group="coder", sort="-document", context=0)
    texts = frame["text"].tolist()
    for form in ("csv", "xlsx", "docx", "md"):
        assert study.report.write_segments(tmp_path / f"o.{form}", frame)
    sheet = load_workbook(tmp_path / "o.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    at = rows[0].index("text")
    assert [r[at] for r in rows[1 : 1 + len(texts)]] == texts
    assert [r[0] for r in rows[1 : 1 + len(texts)]] == frame["group"].tolist()
    lines = (tmp_path / "o.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("group,document,case,speaker,start,end,before,text,after,code")
    for read in (
        (tmp_path / "o.md").read_text("utf-8"),
        "\n".join(p.text for p in Document(str(tmp_path / "o.docx")).paragraphs),
    ):
        places = [read.index(text) for text in texts]
        assert places == sorted(places)
        assert read.index("Lin (1)") < read.index("Mia (4)")
        assert str(frame.attrs["foot"]) in read
    assert not study.report.write_segments(tmp_path / "no.csv", frame, stop=lambda: True)
    assert not (tmp_path / "no.csv").exists()


def test_the_command_line_retrieves_keeps_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with build("s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="gap filling", quote="最缺人。")
        project.coding.apply("L03", code="trust", quote="缺人")
    said = cli(capsys, "--coder", "Mia", "analysis", "retrieve", "trust", "within", "gap filling",
               "-f", "csv", "--save", "inner")  # fmt: skip
    assert said.out.splitlines()[1].split(",")[6] == "缺人"
    assert said.err.startswith("1 of 2 segments")
    assert "inner" in cli(capsys, "analysis", "queries", "-f", "csv").out
    assert cli(capsys, "analysis", "retrieve", "--saved", "inner", "-o", "o.md").out == "o.md\n"
    assert "> 缺人" in Path("o.md").read_text("utf-8")
    wrong = cli(capsys, "analysis", "retrieve", "trust near:2trns x")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err.startswith("qualcode: At character 12 of the query")
    assert cli(capsys, "--coder", "Mia", "analysis", "queries", "--remove", "inner").code == 0
    assert cli(capsys, "analysis", "queries", "-f", "json").out == "[]\n"
