"""What themes, summaries and displays refuse, in the Chinese interface."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from interpreting import consent, copied

from qualcode.errors import QualcodeError
from qualcode.tui.i18n.errors import in_words


def test_each_refusal_is_said_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    made = copied(tmp_path / "s.qualcode")
    with made.project as project:
        analysis = project.analysis
        themes, summaries, displays = analysis.themes, analysis.summaries, analysis.displays
        themes.add("short", codes=["gaps"])
        themes.add("trust")
        displays.add("both")
        displays.add("empty")
        displays.add_row("both", "one")
        consent(project, "001", 0)
        silent = made.segments["platforms"]
        refused: list[tuple[Callable[[], Any], str]] = [
            (lambda: themes.find("shot"), "没有主题“shot”。最接近的：“short”。"),
            (lambda: themes.add("short"), "已有主题“short”。请换一个名称。"),
            (lambda: themes.add(" "), "主题要有可显示的名称。"),
            (lambda: themes.edit("short", remove_codes=["fatigue"]),
             "“fatigue”不是“short”的代码。"),
            (lambda: themes.move("short", 0), "主题从 1 开始编号，没有第 0 位。"),
            (lambda: themes.contrary("short"), "请说明哪些编码片段或个案与之相反。"),
            (lambda: themes.quote("short", silent), "“001”未同意被引用。请选另一个片段。"),
            (lambda: themes.drop("short", "Zhou"), "“Zhou”没有被选入“short”。"),
            (lambda: summaries.set("Zhou", "trust", "x"),
             "“trust”既是代码又是主题。请写明：“code:trust”或“theme:trust”。"),
            (lambda: summaries.set("Zhou", "nix", "x"), "没有代码或主题“nix”。"),
            (lambda: summaries.set("Zhou", "gaps", " "), "摘要要有文字。要移除请用移除。"),
            (lambda: summaries.remove("Zhou", "gaps"), "Zhou · gaps 还没有摘要。"),
            (lambda: displays.summary("both", 1, "Zhou", "gaps"),
             "Zhou · gaps 还没有摘要。请先写。"),
            (lambda: displays.find("none"), "没有联合展示“none”。"),
            (lambda: displays.add("Both"), "已有联合展示“both”。请换一个名称。"),
            (lambda: displays.add("x", columns=["a", "a"]),
             "联合展示的各列名称须互不相同，且不能叫：fit、inference、stale、topic。"),
            (lambda: displays.text("empty", 1, "x"), "“empty”还没有行。请先新增一行。"),
            (lambda: displays.text("both", 2, "x"), "“both”没有行“2”。请写行号（1 到 1）或题目。"),
            (lambda: displays.text("both", 1, "x", column="zzz"),
             "“both”没有列“zzz”。各列为：survey result、themes and quotes。"),
            (lambda: displays.text("both", 1, " "), "请写明格中放什么。"),
            (lambda: displays.fit("both", 1, "fits"),
             "没有这种吻合：“fits”。一行可为：印证、扩展、矛盾、沉默。"),
            (lambda: displays.quotes("both", 1),
             "请说明是哪些引文：编码片段的 uid，或某主题的引文。"),
            (lambda: displays.take_out("both", "01234567"),
             "“both”中没有 uid 为“01234567”的内容。"),
            (lambda: displays.add_row("both", " "), "一行要有题目。"),
            (lambda: analysis.typology("nix", "gaps"),
             "没有字段、代码或主题“nix”。最接近的：“district”“hours”“w”“q8”。"),
            (lambda: analysis.typology("gaps", "gaps"), "“gaps”不能与自身交叉。"),
            (lambda: analysis.quote_matrix(["gaps"], each=0),
             "每格引文数 0 不可用：请给 1 或以上。"),
        ]  # fmt: skip
        said = []
        for act, _ in refused:
            with pytest.raises(QualcodeError) as error:
                act()
            said.append(in_words(str(error.value)))
    assert said == [wanted for _, wanted in refused]
