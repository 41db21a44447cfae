"""The generated tables of the example study, as a reader of the files finds them."""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from qualcode.demo.draw import Draw
from qualcode.demo.phrases import book, fill
from qualcode.demo.survey import (
    QUESTIONS,
    SURVEY_COLUMNS,
    Composed,
    Written,
    composed,
    survey_rows,
    usage_rows,
    write,
)
from qualcode.demo.volunteers import COLUMNS

SURVEY_SHA256 = "06bb64e8fb01a229231ba3da951b1abd9f2009e86df614ad8956b514018192b4"
USAGE_SHA256 = "f4dabbc629b0f33c22bc4db48c61bea63ed1ecb01265fa1a259b9c4056a4b4d0"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(tmp_path_factory.mktemp("tables") / "new")


@pytest.fixture(scope="module")
def survey(written: Written) -> list[dict[str, str]]:
    with written.survey.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def usage(written: Written) -> list[dict[str, str]]:
    with written.usage.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def people() -> list[Composed]:
    return list(composed())


def answers(survey: list[dict[str, str]]) -> list[str]:
    return [row[question] for row in survey for question in QUESTIONS if row[question]]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_bytes_are_the_same_on_every_machine(written: Written) -> None:
    assert (sha256(written.survey), sha256(written.usage)) == (SURVEY_SHA256, USAGE_SHA256)


def test_writing_again_replaces_with_the_same_bytes(written: Written) -> None:
    before = written.survey.read_bytes()
    assert write(written.survey.parent) == written
    assert written.survey.read_bytes() == before


def test_tables_have_the_size_and_columns_of_the_study(
    survey: list[dict[str, str]], usage: list[dict[str, str]]
) -> None:
    assert (len(survey), tuple(survey[0])) == (2_270, SURVEY_COLUMNS)
    assert (len(usage), tuple(usage[0]), len(COLUMNS)) == (85_699, COLUMNS, 12)


def test_rows_are_those_of_the_files(
    survey: list[dict[str, str]], usage: list[dict[str, str]]
) -> None:
    assert list(survey_rows()) == survey
    assert list(usage_rows()) == usage


def test_every_respondent_is_one_of_the_volunteers(
    survey: list[dict[str, str]], usage: list[dict[str, str]]
) -> None:
    respondents = {row["id"] for row in survey}
    volunteers = {row["volunteer_id"] for row in usage}
    assert (len(respondents), len(volunteers)) == (2_270, 85_699)
    assert respondents <= volunteers


def test_blank_answers_are_as_many_as_planned(survey: list[dict[str, str]]) -> None:
    given = {question: sum(bool(row[question]) for row in survey) for question in QUESTIONS}
    assert given == {"q7": 2_031, "q8": 2_104, "q9": 1_380}
    assert 5_400 <= sum(given.values()) <= 5_600


def test_closed_fields_have_gaps_but_keys_and_weights_do_not(survey: list[dict[str, str]]) -> None:
    gaps = {name: sum(not row[name] for row in survey) for name in SURVEY_COLUMNS}
    assert (gaps["id"], gaps["language"], gaps["w"]) == (0, 0, 0)
    closed = [name for name in SURVEY_COLUMNS if name not in ("id", "language", "w", *QUESTIONS)]
    assert all(0 < gaps[name] < 227 for name in closed)


def test_weights_have_mean_one(survey: list[dict[str, str]]) -> None:
    weights = [float(row["w"]) for row in survey]
    assert sum(weights) / len(weights) == pytest.approx(1, abs=5e-5)
    assert min(weights) > 0


def test_fewer_than_one_in_twenty_answers_repeats_another(survey: list[dict[str, str]]) -> None:
    times = Counter(answers(survey))
    shared = sum(n for n in times.values() if n > 1)
    assert shared * 20 < sum(times.values())


def test_answers_run_from_a_sign_to_a_long_story(survey: list[dict[str, str]]) -> None:
    lengths: dict[str, list[int]] = {"zh": [], "en": []}
    for row in survey:
        size = len if row["language"] == "zh" else lambda text: len(text.split())
        lengths[row["language"]] += [size(row[question]) for question in QUESTIONS if row[question]]
    assert (min(lengths["zh"]), min(lengths["en"])) == (1, 1)
    assert 400 < max(lengths["zh"]) <= 600
    assert 100 < max(lengths["en"]) <= 150


def test_no_slot_is_left_open_and_no_control_character_within(survey: list[dict[str, str]]) -> None:
    for answer in answers(survey):
        assert not set(answer) & set("{}[]")
        assert not any(unicodedata.category(sign) == "Cc" for sign in answer)


def test_language_names_the_script_of_the_answers(survey: list[dict[str, str]]) -> None:
    for row in survey:
        longest = max((row[question] for question in QUESTIONS), key=len)
        if len(longest) > 40:
            han = sum("\u4e00" <= sign <= "\u9fff" for sign in longest)
            assert (han > len(longest) / 3) == (row["language"] == "zh"), longest


def test_use_of_the_platform_is_consistent(usage: list[dict[str, str]]) -> None:
    for row in usage:
        counts = [int(row[name]) for name in ("tasks_done", "tasks_taken", "tasks_offered")]
        assert counts == sorted(counts)
        assert "2020-01-20" <= row["joined"] <= "2020-05-31"
        assert not row["last_active"] or row["joined"] <= row["last_active"]


def test_most_volunteers_did_nothing_and_a_few_a_great_deal(usage: list[dict[str, str]]) -> None:
    done = sorted(int(row["tasks_done"]) for row in usage)
    assert (done[len(done) // 2], done[-1] > 300) == (0, True)
    assert sum(done[-len(done) // 10 :]) > sum(done) / 2


@pytest.mark.parametrize(
    ("theme", "field", "values"),
    [
        ("duplicate", "district", {"Xingang"}),
        ("fatigue", "hours_week", {"11-20", "over 20"}),
        ("digital", "age_band", {"55-64", "65+"}),
        ("platform", "found_through", {"Linbang platform"}),
        ("gap", "experience", {"4-9", "10+"}),
        ("trust", "trust_org", {"1", "2"}),
        ("command", "trust_gov", {"1", "2"}),
    ],
)
def test_a_theme_is_at_least_half_as_common_again_where_it_belongs(
    people: list[Composed], theme: str, field: str, values: set[str]
) -> None:
    here: list[bool] = []
    elsewhere: list[bool] = []
    for person in people:
        if "q8" in person.answers and person.row[field]:
            said = any(theme in part.theme for part in person.answers["q8"].parts)
            (here if person.row[field] in values else elsewhere).append(said)
    assert sum(here) / len(here) > 1.5 * sum(elsewhere) / len(elsewhere)


def test_parts_lie_in_order_within_the_answer(people: list[Composed]) -> None:
    for person in people:
        for question, answer in person.answers.items():
            marks = [mark for part in answer.parts for mark in (part.start, part.end)]
            assert marks == sorted(marks)
            assert not marks or marks[-1] <= len(answer.text)
            assert person.row[question] == answer.text


def test_every_piece_of_both_languages_fills() -> None:
    own = {"place": "P", "road": "R", "kin": "K", "age": "70"}
    for language in ("zh", "en"):
        sections = book(language)
        for pieces in sections.values():
            for piece in pieces:
                assert not set(fill(piece.template, Draw(1), sections, own)) & set("{}[]|")


def test_the_notice_says_that_the_tables_are_composed(written: Written) -> None:
    assert written.readme.name == "README.md"
    assert "not the study's data" in written.readme.read_text(encoding="utf-8")
