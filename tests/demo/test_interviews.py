"""The interviews of the example study, and what two coders made of them and of the answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from qualcode.demo import build
from qualcode.documents.readers import Reading, read

STUDY = build.study()
TRANSCRIPTS = sorted(p for p in (STUDY / "transcripts").iterdir() if p.name.startswith("L"))
COMPOSED = ("为 qualcode 示例研究编写，并非真实研究资料。",
            "Composed for the qualcode example study; not the study's data.")  # fmt: skip


def reading(path: Path) -> Reading:
    return read(path, labels=build.ROLES.get(path.name[:3]))


def spoken(one: Reading, role: str | None = None) -> list[str]:
    return [one.text[t.start : t.end] for t in one.turns if role is None or t.role == role]


def listed(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return found


def codings(coder: str) -> dict[str, list[dict[str, Any]]]:
    folder = STUDY / "transcripts" / "codings" / coder
    return {path.stem: listed(path) for path in sorted(folder.glob("L*.yaml"))}


def test_there_are_fourteen_in_two_languages() -> None:
    languages = [reading(path).language for path in TRANSCRIPTS]
    assert (languages.count("zh"), languages.count("en")) == (8, 6)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda p: p.stem)
def test_each_says_what_it_is_and_is_as_long_as_an_interview(path: Path) -> None:
    one = reading(path)
    assert one.text.startswith(COMPOSED)
    talk = "\n".join(spoken(one))
    if one.language == "zh":
        assert 2_500 <= len(re.findall(r"[\u4e00-\u9fff]", talk)) <= 6_000
    else:
        assert 1_500 <= len(re.findall(r"[A-Za-z’']+", talk)) <= 2_500
    roles = {t.role for t in one.turns}
    assert {"interviewer", "participant"} <= roles


def test_one_has_two_interviewees_and_no_two_share_a_sentence() -> None:
    people = [len({t.label for t in reading(p).turns if t.role == "participant"})
              for p in TRANSCRIPTS]  # fmt: skip
    assert people.count(2) == 1
    seen: dict[str, str] = {}
    for path in TRANSCRIPTS:
        for turn in spoken(reading(path), "participant"):
            for sentence in re.split(r"(?<=[。！？.!?])\s*", turn):
                if len(sentence) > 25:
                    assert seen.setdefault(sentence, path.stem) == path.stem


@pytest.mark.parametrize("coder", ["Mia", "Lin"])
def test_every_coding_stands_on_words_of_an_interviewee(coder: str) -> None:
    entries_of = listed(STUDY / "codebooks" / "volunteers.yaml")
    codes = {e["code"] for e in entries_of if not e.get("category")}
    texts = {path.stem: spoken(reading(path)) for path in TRANSCRIPTS}
    for stem, entries in codings(coder).items():
        for entry in entries:
            assert entry["code"] in codes, (stem, entry)
            assert any(entry["quote"] in turn for turn in texts[stem]), (stem, entry)


def test_the_second_coder_did_four_interviews_and_sixty_answers_and_differs() -> None:
    mia, lin = codings("Mia"), codings("Lin")
    assert len(mia) == 14
    assert len(lin) == 4
    for stem, entries in lin.items():
        theirs = {(e["code"], e["quote"]) for e in entries}
        hers = {(e["code"], e["quote"]) for e in mia[stem]}
        assert theirs != hers
        assert {code for code, _ in theirs} & {code for code, _ in hers}
    folder = STUDY / "transcripts" / "codings"
    answers = {c: {e["case"]: set(e["codes"]) for e in listed(folder / c / "answers.yaml")}
               for c in ("Mia", "Lin")}  # fmt: skip
    assert (len(answers["Mia"]), len(answers["Lin"])) == (300, 60)
    assert answers["Lin"].keys() <= answers["Mia"].keys()
    same = sum(answers["Lin"][case] == answers["Mia"][case] for case in answers["Lin"])
    assert 15 <= same <= 50, "they agree often, and not always"
