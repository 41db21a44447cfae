"""Real transcripts give the speakers and turns that were counted in them by eye and script."""

from __future__ import annotations

import hashlib

import pytest
from transcript_files import TRANSCRIPTS

from qualcode.documents.readers import Reading, formats, read

COUNTED = {
    "zh_md_interview_lu.md": (2, 50),
    "zh_md_interview_tsai.md": (2, 126),
    "zh_md_focusgroup.md": (5, 199),
    "zh_md_tv_interview.md": (2, 102),
    "en_md_interview_nesta.md": (2, 72),
    "en_pdf_userstudy_P1.pdf": (2, 94),
    "en_pdf_userstudy_P4.pdf": (2, 111),
    "en_txt_codereview_P3R2.txt": (0, 0),
    "en_txt_codereview_P10R1.txt": (2, 2),
    "en_srt_podcast.srt": (3, 10),
    "en_vtt_podcast.vtt": (2, 2),
    "en_md_interview_conference.md": (2, 25),
    "en_md_podcast_changelog.md": (3, 46),
    "en_docx_sample.docx": (2, 52),
    "en_pdf_sample.pdf": (2, 52),
    "en_txt_sample.txt": (2, 44),
}
TEXTS = sorted(name for name in COUNTED if name.endswith((".md", ".txt")))


def said(reading: Reading) -> list[tuple[str | None, str | None, list[str]]]:
    """Return who says what, in which role."""
    return [
        (turn.label, turn.role, [reading.text[start:end] for start, end in turn.spans])
        for turn in reading.turns
    ]


def accepted(reading: Reading) -> list[str]:
    return [label.name for label in reading.labels if label.accepted]


def read_real(name: str) -> Reading:
    return read(TRANSCRIPTS / name)


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_speakers_and_turns_are_those_of_the_manifest(name: str) -> None:
    reading = read_real(name)
    assert (len(accepted(reading)), len(reading.turns)) == COUNTED[name]


def test_every_file_of_the_folder_is_counted_and_unchanged() -> None:
    manifest = (TRANSCRIPTS / "MANIFEST.md").read_text(encoding="utf-8")
    files = [
        path for path in TRANSCRIPTS.iterdir() if path.is_file() and path.suffix[1:] in formats()
    ]
    names = {path.name for path in files} - {"MANIFEST.md"}
    assert names == set(COUNTED)
    for name in names:
        digest = hashlib.sha256((TRANSCRIPTS / name).read_bytes()).hexdigest()
        assert f"{digest}  {name}" in manifest
        assert read_real(name).sha256 == digest


@pytest.mark.parametrize(
    ("name", "speakers"),
    [
        ("zh_md_interview_lu.md", {"問": "interviewer", "呂家華": "participant"}),
        ("en_txt_codereview_P10R1.txt", {"I": "interviewer", "P10": "participant"}),
        ("en_pdf_userstudy_P1.pdf", {"Dan": "interviewer", "Participant": "participant"}),
        ("en_md_interview_conference.md", {"stark": "interviewer", "adam3us": "participant"}),
        (
            "zh_md_focusgroup.md",
            {
                "鄭勝分": "interviewer",
                "唐鳳": "participant",
                "林以涵": "participant",
                "林銘遠": "participant",
                "陳定銘": "participant",
            },
        ),
    ],
)
def test_who_asks_is_offered_as_interviewer(name: str, speakers: dict[str, str]) -> None:
    reading = read_real(name)
    assert {label.name: label.role for label in reading.labels if label.accepted} == speakers


def test_the_focus_group_has_304_blocks_in_its_199_turns() -> None:
    assert sum(len(turn.spans) for turn in read_real("zh_md_focusgroup.md").turns) == 304


def test_docx_and_pdf_of_one_interview_say_the_same() -> None:
    word, pdf = read_real("en_docx_sample.docx"), read_real("en_pdf_sample.pdf")
    assert len(word.turns) == 52
    assert said(word) == said(pdf)


def test_cues_are_joined_and_keep_their_times_outside_the_text() -> None:
    reading = read_real("en_vtt_podcast.vtt")
    assert [
        (turn.label, turn.seconds_start, turn.seconds_end, turn.place) for turn in reading.turns
    ] == [("Sarah", 0.0, 18.63, "cue 1"), ("Gillian", 19.08, 25.35, "cue 6")]
    assert "Welcome to Podcasting Q&A, where you learn the best tips" in reading.text
    assert "-->" not in reading.text


def test_a_name_holds_until_another_is_named() -> None:
    reading = read_real("en_srt_podcast.srt")
    assert [turn.label for turn in reading.turns] == [
        *["Travis", "Sarah", "Travis", "Gilon", "Travis"],
        *["Gilon", "Travis", "Sarah", "Gilon", "Travis"],
    ]
    assert reading.turns[0].seconds_end == 50.34


def test_notes_without_speakers_stay_paragraphs() -> None:
    reading = read_real("en_txt_codereview_P3R2.txt")
    assert reading.turns == ()
    assert "no speakers found: the lines are kept as paragraphs" in reading.warnings
    source = (TRANSCRIPTS / "en_txt_codereview_P3R2.txt").read_bytes().decode("utf-8")
    assert reading.text == source.replace("\r\n", "\n")


def test_front_matter_never_speaks() -> None:
    reading = read_real("en_md_interview_conference.md")
    assert accepted(reading) == ["stark", "adam3us"]
    front = [note.text for note in reading.notes if note.kind == "front matter"]
    assert (len(front), front[0], front[-1]) == (11, "---", "---")


def test_time_marks_inside_a_turn_part_its_words_and_not_the_turn() -> None:
    reading = read_real("en_md_podcast_changelog.md")
    marks = [note.text for note in reading.notes if note.kind == "time"]
    assert marks == [r"\[04:10\]", r"\[07:48\]", r"\[11:57\]", r"\[24:05\]"]
    words = "".join(text for _, _, spans in said(reading) for text in spans)
    assert not any(mark in words for mark in marks)
    assert r"\[laughs\]" in words


def test_page_and_line_numbers_of_a_pdf_are_counted_and_outside_the_text() -> None:
    reading = read_real("en_pdf_userstudy_P1.pdf")
    kinds = [note.kind for note in reading.notes]
    assert (kinds.count("page number"), kinds.count("line numbers")) == (5, 4)
    assert "2/5" not in reading.text
    assert "\n94" not in reading.text


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_reading_again_with_its_settings_gives_the_same(name: str) -> None:
    first = read_real(name)
    again = read((TRANSCRIPTS / name).read_bytes(), name=name, **first.settings)  # type: ignore[arg-type]
    assert again == first


def resaved(name: str, *, how: str) -> bytes | None:
    """Return a text as another program would save it; None if the encoding lacks a character."""
    text = (TRANSCRIPTS / name).read_bytes().decode("utf-8").replace("\r\n", "\n")
    changed = {
        "full-width colons": text.replace(":", "："),
        "no-break space": "\n".join("\xa0" + line for line in text.split("\n")),
        "wide space": "\n".join("\u3000" + line for line in text.split("\n")),
        "crlf": text.replace("\n", "\r\n"),
        "cr": text.replace("\n", "\r"),
    }.get(how, text)
    codec = {"gbk": "gb18030", "big5": "big5hkscs", "bom": "utf-8-sig", "utf-16": "utf-16"}
    try:
        return changed.encode(codec.get(how, "utf-8"))
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize("how", ["gbk", "big5", "bom", "utf-16", "crlf", "cr"])
@pytest.mark.parametrize("name", TEXTS)
def test_another_encoding_or_line_end_gives_the_same_reading(name: str, how: str) -> None:
    data = resaved(name, how=how)
    plain = read_real(name)
    if data is None:
        # Big5 lacks a few of the characters; then the text itself is the same.
        with pytest.raises(UnicodeEncodeError):
            plain.text.encode("big5hkscs")
        return
    reading = read(data, name=name)
    assert reading.text == plain.text
    assert said(reading) == said(plain)


@pytest.mark.parametrize("how", ["no-break space", "wide space"])
@pytest.mark.parametrize("name", TEXTS)
def test_white_space_before_a_label_changes_nothing(name: str, how: str) -> None:
    data = resaved(name, how=how)
    assert data is not None
    spaced = [
        (label, role, [" ".join(text.split()) for text in spans])
        for label, role, spans in said(read(data, name=name))
    ]
    plain = [
        (label, role, [" ".join(text.split()) for text in spans])
        for label, role, spans in said(read_real(name))
    ]
    assert spaced == plain


@pytest.mark.parametrize("name", TEXTS)
def test_full_width_colons_give_the_same_turns(name: str) -> None:
    data = resaved(name, how="full-width colons")
    assert data is not None
    wide, plain = read(data, name=name), read_real(name)
    assert [(turn.label, turn.place, turn.spans) for turn in wide.turns] == [
        (turn.label, turn.place, turn.spans) for turn in plain.turns
    ]
