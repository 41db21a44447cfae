"""What is refused, in the Chinese interface: each error raised for real, read as it is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build

import qualcode
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store import engine as engines
from qualcode.tui.i18n.errors import in_words


@dataclass(frozen=True)
class Study:
    """The small study as Mia and Lin have it open, with some work in it, and a folder of files."""

    mia: Project
    lin: Project
    folder: Path
    segment: str
    other: str
    memo: str


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """Errors change nothing, so one study serves them all."""
    folder = tmp_path_factory.mktemp("refused")
    mia = build(folder / "s.qualcode", folder)
    mia.codebook.add("gone")
    mia.codebook.retire("gone")
    mia.codebook.freeze("v1")
    mia.codebook.freeze("v2")
    segment = mia.coding.apply("L03", code="trust", quote="最缺人。")
    other = mia.coding.apply("L03", code="fatigue", quote="最缺人。")
    mia.codebook.edit("trust", examples=["最缺人。"])
    whole = mia.coding.apply("001 · q8", code="fatigue", whole=True)
    assert whole
    memo = mia.memos.add("Said before anybody asked.")
    lin = qualcode.open(folder / "s.qualcode", coder="Lin")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "numbers.xlsx").write_bytes(b"PK")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "fake.docx").write_bytes(b"plain words")
    (folder / "binary.txt").write_bytes(b"ab\0cd" * 9)
    (folder / "times.vtt").write_bytes(b"WEBVTT\n\nno times\n")
    yield Study(mia, lin, folder, segment, other, memo)
    lin.close()
    mia.close()


def add(name: str) -> Callable[[Study], object]:
    return lambda s: s.mia.documents.add([s.folder / name])


def ask(query: str) -> Callable[[Study], object]:
    return lambda s: s.mia.analysis.ask(query)


REFUSED: list[tuple[Callable[[Study], object], str]] = [
    # Names
    (lambda s: s.mia.codebook.find("trsut"), "编码簿中没有代码“trsut”。最接近的：“trust”。"),
    (
        lambda s: s.mia.coding.apply("L03", code="trsut", quote="最缺人。"),
        "编码簿中没有代码“trsut”。最接近的：“trust”。",
    ),
    (lambda s: s.mia.codebook.find("ga"), "“ga”符合 2 个代码：“gaps”“gap filling”。请多写几个字。"),
    (lambda s: s.mia.codebook.unretire("none"), "没有已停用的代码“none”。最接近的：“gone”。"),
    (lambda s: s.mia.documents.find("L09"), "没有文档“L09”。最接近的：“L03”“L02”。"),
    (lambda s: s.mia.documents.find("L0"), "没有文档“L0”。最接近的：“L03”“L02”“001 · q8”。"),
    (
        lambda s: s.mia.coders.find("Lim"),
        "项目中没有编码员“Lim”。最接近的：“Lin”。新增：qualcode coders add 名字",
    ),
    (lambda s: s.mia.cases.show("999"), "没有个案“999”。"),
    (
        lambda s: s.mia.coding.segments(coder="Lim"),
        "项目中没有编码员“Lim”。最接近的：“Lin”。新增：qualcode coders add 名字",
    ),
    (lambda s: s.mia.coding.cards("q9"), "没有带回答的问题“q9”。最接近的：“q8”。"),
    (lambda s: s.mia.codebook.ungroup("trust", "none"), "没有分组“trust”。"),
    (lambda s: s.mia.codebook.differences("v9"), "没有冻结版“v9”。最接近的：“v1”“v2”。"),
    (lambda s: s.mia.codebook.differences("v"), "“v”符合 2 个冻结版：“v1”“v2”。请多写几个字。"),
    (
        lambda s: s.mia.coding.remove("0000000000000000"),
        "没有这个编码片段：0000000000000000。它可能已被移除。",
    ),
    (lambda s: s.mia.memos.edit("0000000000000000", "x"), "没有这条备忘录：0000000000000000。"),
    (lambda s: s.mia.history.undo(9999), "历史中没有这一条：9999。"),
    # Codes
    (
        lambda s: s.mia.coding.apply("L03", code="gaps", quote="最缺人。"),
        "“gaps”是类属，本身不用于编码。请选它下面的代码。",
    ),
    (
        lambda s: s.mia.coding.apply("L03", code="gone", quote="最缺人。"),
        "“gone”已停用。请先恢复，或选另一个代码。",
    ),
    (lambda s: s.mia.codebook.rename("gone", "went"), "“gone”已停用。请先恢复。"),
    (lambda s: s.mia.codebook.add("trust"), "已有代码“trust”。请换一个名称，或将两者合并。"),
    (
        lambda s: s.mia.codebook.edit("trust", key=s.mia.codebook.find("fatigue").key),
        "按键“fa”与“fatigue”的“fa”冲突：一个按键不能是另一个的开头。请另选。",
    ),
    (
        lambda s: s.mia.codebook.edit("trust", category=True),
        "“trust”已有 1 个编码片段，不能改为类属。请先并入另一个代码。",
    ),
    (
        lambda s: s.mia.codebook.move("gaps", parent="gap filling"),
        "“gap filling”就是“gaps”或在其下，不能作它的上级。请另选上级。",
    ),
    (lambda s: s.mia.codebook.merge("trust", "trust"), "“trust”不能与自己合并。请选另一个代码。"),
    (
        lambda s: s.mia.codebook.merge("trust", "gaps"),
        "“gaps”是类属，不接收编码片段。请并入一个代码。",
    ),
    (
        lambda s: s.mia.codebook.split("gaps", ["a", "b"]),
        "“gaps”是类属，没有可拆分的片段。请在它下面新增代码。",
    ),
    (lambda s: s.mia.codebook.split("trust", []), "请写出“trust”拆成哪些代码。"),
    (lambda s: s.mia.codebook.split("trust", ["a", "A"]), "新代码中有两个同名。请各取一个名称。"),
    (
        lambda s: s.mia.codebook.retire("gaps"),
        "“gaps”下面还有代码：“gap filling”。请先移走或停用它们。",
    ),
    (lambda s: s.mia.codebook.freeze("v1"), "已有冻结版“v1”。请换一个名称。"),
    (lambda s: s.mia.codebook.add(" "), "名称为空。请取一个名称。"),
    (lambda s: s.mia.codebook.add("x" * 500), "名称有 500 个字符，最多 100 个。请缩短。"),
    (lambda s: s.mia.codebook.add("a\x07b"), "第 1 个字符后有无法写入的字符 U+0007。请去掉。"),
    (lambda s: s.mia.codebook.edit("trust", color="red"), "颜色写作 #d1375c，而不是“red”。"),
    (
        lambda s: s.mia.codebook.edit("trust", key="?"),
        "按键是 1 到 8 个字母（a-z）或数字，而不是“?”。",
    ),
    (lambda s: s.mia.codebook.pick_example(s.segment), "这段文字已是“trust”的例子。"),
    (lambda s: s.mia.codebook.keep(s.segment), "“trust”的这个片段不在队列中：它已是最新。"),
    # Coding
    (
        lambda s: s.lin.coding.remove(s.segment),
        "L03 中的片段“trust”是另一位编码员的，只有本人能改。可在协商时提出不同意见，或自行编码。",
    ),
    (
        lambda s: s.mia.coding.apply("L03", 5, 2, "trust"),
        "L03 中没有 5:2 这一段：文本从 0 到 103，且起点须在终点之前。",
    ),
    (
        lambda s: s.mia.coding.apply("L03", code="trust", quote="没有的"),
        "L03 中没有与“没有的”逐字相同的文字。",
    ),
    (lambda s: s.mia.coding.change(s.segment, strength=101), "强度为 0 到 100，不能是 101。"),
    (lambda s: s.mia.coding.merge([s.segment]), "合并需要两个以上的片段。"),
    (lambda s: s.mia.coding.merge([s.segment, s.other]), "只有同一文档中同一代码的片段可以合并。"),
    # Memos
    (lambda s: s.mia.memos.add(" "), "备忘录是空的。"),
    (lambda s: s.lin.memos.edit(s.memo, "x"), "这条备忘录是 Mia 的。请另写一条自己的。"),
    (lambda s: s.mia.memos.frame(since="soon"), "“soon”不是日期。写作 2026-11-25。"),
    (
        lambda s: s.mia.memos.link(s.memo, "memo", s.memo),
        "“Said before anybody asked.”不能链接到自己。",
    ),
    # Undo
    (lambda s: s.lin.history.undo(), "你没有可撤销的更改了。"),
    (lambda s: s.mia.history.redo(), "没有可重做的更改了。"),
    (
        lambda s: s.lin.history.undo(s.mia.history.rows(limit=1)[0].number),
        "历史第 17 条“已写备忘录 Said before anybody asked.”是 Mia 的，只有本人能撤销。",
    ),
    # Documents and files
    (lambda s: s.lin.documents.vault(), "只有负责人（Mia）可以查看对照表。"),
    (
        lambda s: s.lin.documents.mask("L03", {"周": "[person 1]"}),
        "只有负责人（Mia）可以匿名处理文档。",
    ),
    (
        lambda s: s.mia.documents.mask("L03", {"张三": "[person 1]"}),
        "L03 中没有“张三”；未作匿名处理。",
    ),
    (lambda s: s.mia.documents.rename("L03", "L02"), "已有文档“L02”。"),
    (lambda s: s.mia.documents.rename("L03", " "), "文档需要名称。"),
    (add("nothing.txt"), "没有文件 FOLDER/nothing.txt。"),
    (
        lambda s: s.mia.documents.add([s.folder]),
        "FOLDER 是文件夹。请写出其中的文件，例如 FOLDER/*.docx",
    ),
    (add("empty.txt"), "empty.txt：文件是空的。"),
    (add("old.doc"), "old.doc：不能读取旧版 Word 格式。请另存为 docx 再导入。"),
    (
        add("numbers.xlsx"),
        "numbers.xlsx：xlsx 不能作为文档读取。问卷用此导入：qualcode cases import 文件 --id 列名",
    ),
    (add("picture.png"), "picture.png：不能读取 png。请另存为：docx, md, pdf, srt, txt, vtt。"),
    (add("fake.docx"), "fake.docx：这不是 docx 文件。"),
    (add("binary.txt"), "binary.txt：第 2 字节是 NUL：这是二进制文件，不是文本。请导出为文本。"),
    (
        add("times.vtt"),
        "times.vtt：这个 vtt 文件中没有字幕：没有 `00:00:01.000 --> 00:00:02.000` 这样的行。"
        "若是纯文本，请改用 .txt。",
    ),
    # Files written
    (
        lambda s: s.mia.report.write(s.folder / "none" / "r.docx"),
        "没有文件夹 FOLDER/none。请先建立。",
    ),
    # Search and queries
    (
        lambda s: s.mia.analysis.search("(a+)+$" * 400, regex=True),
        "模式有 2,400 个字符，最多 1,000 个。请缩短。",
    ),
    (
        lambda s: s.mia.analysis.search("(", regex=True),
        "无法理解模式“(”：第 2 个字符处有误（missing )）。请改正，或按普通文字检索；符号前加 \\ "
        "表示其本身，如 \\? 或 \\(。",
    ),
    (lambda s: s.mia.analysis.search(" "), "没有要找的内容：请写几个字，一个也行。"),
    (
        lambda s: s.mia.analysis.search("one", near="5"),
        "“one”只是一个词；相近检索需要 2 到 6 个词，用空格分开。",
    ),
    (
        lambda s: s.mia.analysis.search("one two", near="far"),
        "“far”没有说明多近。写 5（相隔词数）、20c（相隔字符数）、sentence（同句）或 "
        "turn（同话轮）。",
    ),
    (ask("trsut"), "查询第 1 个字符“trsut”：编码簿中没有代码“trsut”。最接近的：“trust”。"),
    (ask("(trust"), "查询第 1 个字符“(”：括号没有关上。"),
    (ask("trust)"), "查询第 6 个字符“)”：多了一个右括号。"),
    (ask("trust and"), "查询末尾：这里缺少代码、条件或括号。"),
    (ask('"trust'), '查询第 1 个字符“"trust”：引号没有关上。'),
    (ask("near trust"), "查询第 1 个字符“near”：“near”之前要有代码。"),
    (
        ask("trust near:far fatigue"),
        "查询第 12 个字符“far”：没有距离。写数字加 turns、words 或 characters，例如 near:2turns。",
    ),
    (ask("document=L09"), "查询第 10 个字符“L09”：没有文档“L09”。最接近的：“L03”“L02”。"),
    (
        ask("speaker=nobody"),
        "查询第 9 个字符“nobody”：没有这样的说话人：“nobody”。最接近的：“none”。",
    ),
    (ask("coder=Lim"), "查询第 7 个字符“Lim”：没有这样的编码员：“Lim”。最接近的：“Lin”“me”。"),
    (ask("hours=many"), "查询第 7 个字符“many”：“many”不是数字。"),
    (ask("date=soon"), "查询第 6 个字符“soon”：“soon”不是日期。写作 2020、2020-03 或 2020-03-31。"),
    (
        ask("district>Xihu"),
        "查询第 1 个字符“district>Xihu”：“district”没有大小次序：请用 = 或 !=。",
    ),
    (
        ask("colour=red"),
        "查询第 1 个字符“colour=red”：没有这样的字段：“colour”。最接近的：“code”。",
    ),
    (ask("trust and and fatigue"), "查询第 11 个字符“and”：“and” 两边都要有内容。"),
    (ask("not not trust"), "查询第 5 个字符“not”：一个“not”就够了。"),
    (ask("trust near"), "查询末尾：“near”之后要有代码。"),
    (ask("document="), "查询末尾：这里缺少一个值。"),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_what_is_refused_is_said_in_chinese(
    study: Study, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    act, said = REFUSED[number]
    with pytest.raises(QualcodeError) as refused:
        act(study)
    assert in_words(str(refused.value)).replace(str(study.folder), "FOLDER") == said


def test_who_holds_a_locked_project_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.05)
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(QualcodeError) as refused:
            project.codebook.add("new")
        holder.close()
    said = in_words(str(refused.value))
    assert said.startswith(f"{path} 正由 Mia (process ")
    assert said.endswith(" 写入。未作任何改动；请等它完成再试，或关闭另一程序。")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_status_row_says_an_error_in_the_language_of_the_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        async with running(project) as (app, pilot):
            await press(pilot, "u", "u", "u", "u", "u", "u", "u", "u", "u", "u")
            said = {"en": "Nothing of yours is left to undo.", "zh": "你没有可撤销的更改了。"}
            assert screen_text(app)[-2].strip() == said[language]


def test_an_error_without_chinese_words_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    assert in_words("a.txt: Something: else.") == "a.txt: Something: else."
    assert in_words("文字已被另一程序改动") == "文字已被另一程序改动"


def test_what_an_undo_leaves_as_it_is_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    with build(tmp_path / "s.qualcode", tmp_path) as mia:
        mia.codebook.add("early")
        mia.codebook.edit("trust", name_en="Trust", definition_en="Relying on people.")
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as lin:
            lin.codebook.edit("trust", definition_en="Relying on strangers.")
            lin.coding.apply("L03", code="early", quote="最缺人。")
        [left] = mia.history.undo().left
        assert in_words(left) == "代码的 definition_en（之后改过）"
        with pytest.raises(QualcodeError) as refused:
            mia.history.undo()
        assert in_words(str(refused.value)) == (
            "其中没有可撤销的：之后的工作所依的代码。请先撤销后来的改动。"
        )
