"""What a Word document says, with what it also holds counted."""

from __future__ import annotations

from transcript_files import WORD, archive, docx, paragraph, run, table

from qualcode.documents.readers import Reading, read


def word(*blocks: str, parts: dict[str, str] | None = None) -> Reading:
    return read(docx(*blocks, parts=parts), name="talk.docx")


def said(reading: Reading) -> list[tuple[str | None, str]]:
    return [
        (turn.label, " / ".join(reading.text[start:end] for start, end in turn.spans))
        for turn in reading.turns
    ]


def test_tracked_insertions_are_read_and_deletions_left_out() -> None:
    reading = word(
        paragraph("访谈员：您做了", f"<w:ins>{run('几年')}</w:ins>", "？"),
        paragraph("受访者：五", "<w:del><w:r><w:delText>六</w:delText></w:r></w:del>", "年。"),
    )
    assert said(reading) == [("访谈员", "您做了几年？"), ("受访者", "五年。")]
    assert reading.warnings == ("tracked changes: 1 insertion kept, 1 deletion left out",)


def test_tabs_breaks_and_content_controls_are_kept_in_order() -> None:
    reading = word(
        paragraph("I:", "<w:r><w:tab/><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>"),
        f"<w:sdt><w:sdtContent>{paragraph('P: three')}</w:sdtContent></w:sdt>",
        paragraph("<w:hyperlink><w:r><w:t>four</w:t></w:r></w:hyperlink>"),
    )
    assert reading.text == "I:\tone\ntwo\nP: three\nfour"
    assert said(reading) == [("I", "one\ntwo"), ("P", "three\nfour")]
    assert [turn.place for turn in reading.turns] == ["paragraph 1", "paragraph 2"]


def test_a_bold_label_parted_over_runs_is_one_label() -> None:
    speakers = [("俞", "一"), ("林", "二？")]
    reading = word(
        *(
            paragraph(run(name, bold=True), run("：", bold=True), run(words))
            for name, words in speakers * 2
        )
    )
    assert said(reading) == speakers * 2
    assert {label.reason for label in reading.labels} == {"a bold label like others in this file"}


def test_a_table_of_speakers_and_words_gives_turns() -> None:
    rows = [("Dana", "Why: so?"), ("Lee", "Because."), ("", "Yes."), ("Dana", "Ok.")]
    reading = word(table(("Speaker", "Text"), *rows))
    assert said(reading) == [("Dana", "Why: so?"), ("Lee", "Because. / Yes."), ("Dana", "Ok.")]
    assert [turn.place for turn in reading.turns] == [
        "table 1 row 2",
        "table 1 row 3",
        "table 1 row 5",
    ]
    assert reading.warnings == ("1 table: read row by row",)


def test_a_table_with_times_before_the_speakers_keeps_them_outside_the_words() -> None:
    reading = word(table(("00:05", "访谈员", "您好？"), ("00:09", "受访者", "您好。")))
    assert [(turn.label, turn.seconds_start) for turn in reading.turns] == [
        ("访谈员", 5.0),
        ("受访者", 9.0),
    ]
    assert [words for _, words in said(reading)] == ["您好？", "您好。"]


def test_any_other_table_is_read_row_by_row() -> None:
    reading = word(table(("year", "place", "people"), ("2019", "Lin'an", "40")))
    assert reading.text == "year\tplace\tpeople\n2019\tLin'an\t40"


def test_what_is_left_out_is_counted() -> None:
    reading = word(
        "<w:p><w:pPr><w:numPr/></w:pPr>"
        + run("I: one")
        + "<w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r></w:p>",
        paragraph("P: two", "<w:r><w:drawing/></w:r>"),
        parts={"word/header1.xml": "<x/>", "word/footer1.xml": "<x/>"},
    )
    assert said(reading) == [("I", "one"), ("P", "two")]
    assert reading.losses == (
        "1 automatic list number left out",
        "1 footnote left out",
        "1 picture left out",
        "2 parts with page headers or footers left out",
        "1 comment left out",
    )
    assert "1 comment left out" in reading.warnings


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('P: boxed')}</w:txbxContent>"
    compatible = f"<mc><Choice>{box}</Choice><Fallback>{box}</Fallback></mc>"
    reading = word(paragraph("I: one", f"<w:r>{compatible}</w:r>"))
    assert reading.text == "I: one\nP: boxed"


def test_a_main_part_of_another_name_is_found() -> None:
    body = f'<w:document xmlns:w="{WORD}"><w:body>{paragraph("I: one")}</w:body></w:document>'
    assert said(read(archive({"word/document2.xml": body}), name="a.docx")) == [("I", "one")]
