"""Putting things into the cells of a joint display: what, then which, by letters and finders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.crosstab_choosing import INTERVIEWS, source_name, sources
from qualcode.tui.screens.interpreting import Interpreting
from qualcode.tui.screens.joint_told import column_name
from qualcode.tui.widgets.dialogs import Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.menu import Item as MenuItem
from qualcode.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from qualcode.analysis.display_shown import Display, Row

NUMBERS = (("n", "numbers"), ("c", "count"), ("s", "scale"), ("k", "query"))
WORDS = (("t", "theme"), ("q", "quotes"), ("a", "contrary"), ("u", "summary"), ("w", "text"))
Put = Callable[..., Any]


class Filling(Interpreting):
    """A screen whose marked cell can be filled."""

    def row(self) -> Row | None:
        """Return the marked row."""
        raise NotImplementedError

    def at(self) -> str:
        """Return what the cursor is on; of a column with items its name."""
        raise NotImplementedError

    def in_columns(self) -> bool:
        """Say whether the cursor is on a column that holds items."""
        raise NotImplementedError

    def do_put(self, _key: str) -> None:
        """Choose what is put into the marked cell; elsewhere in the row, into the one that fits."""
        row = self.row()
        if row is None:
            self.say(t("joint row first"))
            return
        where = column_name(self.at()) if self.in_columns() else t("joint fitting column")

        def take(kind: str | None) -> None:
            if kind is not None:
                with self.attempting():
                    getattr(self, f"_put_{kind}")()

        menu = Menu(
            t("joint put what", topic=display.safe(row.topic), column=where),
            [MenuItem(key, kind, t(f"put {kind}")) for key, kind in NUMBERS],
            [MenuItem(key, kind, t(f"put {kind}")) for key, kind in WORDS],
        )
        self.app.push_screen(menu, take)

    def _put(self, act: Callable[[str, str, str | None], Any]) -> None:
        """Put something, given the display, the row and the column."""
        shown: Display = self.found
        row = self.row()
        if row is not None:
            column = self.at() if self.in_columns() else None
            self.change(
                t("joint filling"), "fill display", shown.name,
                lambda: act(shown.uid, row.uid, column),
            )  # fmt: skip

    def _choose(
        self, question: str, entries: Sequence[Entry], none: str, then: Callable[[str], None]
    ) -> None:
        """Ask for one of a list, none: what is said where it is empty; one of one is not asked."""
        if not entries:
            self.say(t(none))
            return

        def take(value: str | None) -> None:
            if value is not None:
                then(value)

        self.app.push_screen(Finder(t(question), entries), take)

    # Numbers ----------------------------------------------------------------------------------

    def _put_numbers(self) -> None:
        from qualcode.analysis import crosstab_kept

        kept = {one.uid: one for one in crosstab_kept.rows(self.project.store)}
        displays = self.project.analysis.displays

        def of_table(table: str) -> None:
            names = kept[table].names
            entries = [Entry(uid, display.safe(name), (name,)) for uid, name in names.items()]
            self._choose("joint which code", entries, "crosstab no codes", of_code(table))

        def of_code(table: str) -> Callable[[str], None]:
            def of_level(code: str) -> None:
                levels = list(dict.fromkeys(level for _, level in kept[table].cells))
                entries = [Entry("\0all", t("joint all levels"))]
                entries += [Entry(one, display.safe(one), (one,)) for one in levels]

                def put(level: str) -> None:
                    which = None if level == "\0all" else level
                    self._put(
                        lambda name, row, column: displays.numbers(
                            name, row, table, code, which, column=column
                        )
                    )

                self._choose("joint which level", entries, "joint no tables", put)

            return of_level

        entries = [Entry(uid, display.safe(one.name), (one.name,)) for uid, one in kept.items()]
        self._choose("joint which table", entries, "joint no tables", of_table)

    def _put_count(self) -> None:
        displays = self.project.analysis.displays

        def put(subject: str) -> None:
            def of(source: str) -> None:
                question = None if source == INTERVIEWS else source
                self._put(
                    lambda name, row, column: displays.count(
                        name, row, subject, question=question, column=column
                    )
                )

            self._ask_source(of)

        self._choose(
            "joint which subject", [*self._themes(), *self._codes()], "crosstab no codes", put
        )

    def _put_scale(self) -> None:
        displays = self.project.analysis.displays
        fields = [v for v in self.project.cases.variables() if v.kind == "scale" and not v.personal]

        def of_field(field: str) -> None:
            def of_code(code: str) -> None:
                def put(source: str) -> None:
                    talks = source == INTERVIEWS
                    question = None if talks else source
                    self._put(
                        lambda name, row, column: displays.scale(
                            name, row, field, code, question=question, interviews=talks,
                            column=column,
                        )
                    )  # fmt: skip

                self._ask_source(put)

            codes = [
                Entry(one.value.removeprefix("code:"), one.label, one.terms)
                for one in self._codes()
            ]
            self._choose("joint which code", codes, "crosstab no codes", of_code)

        entries = [Entry(v.name, display.safe(v.name), (v.name, v.label)) for v in fields]
        self._choose("joint which field", entries, "joint no scales", of_field)

    def _put_query(self) -> None:
        displays = self.project.analysis.displays
        names = [one.name for one in self.project.analysis.queries.rows()]
        self._choose(
            "joint which query", [Entry(one, display.safe(one), (one,)) for one in names],
            "joint no queries",
            lambda kept: self._put(
                lambda name, row, column: displays.query(name, row, kept, column=column)
            ),
        )  # fmt: skip

    # Words ------------------------------------------------------------------------------------

    def _put_theme(self) -> None:
        displays = self.project.analysis.displays
        self._of_theme(
            lambda uid: self._put(
                lambda name, row, column: displays.theme(name, row, uid, column=column)
            )
        )

    def _put_quotes(self) -> None:
        self._quotes(contrary=False)

    def _put_contrary(self) -> None:
        self._quotes(contrary=True)

    def _quotes(self, *, contrary: bool) -> None:
        displays = self.project.analysis.displays
        self._of_theme(
            lambda uid: self._put(
                lambda name, row, column: displays.quotes(
                    name, row, theme=uid, contrary=contrary, column=column
                )
            )
        )

    def _of_theme(self, then: Callable[[str], None]) -> None:
        def take(value: str) -> None:
            then(value.removeprefix("theme:"))

        self._choose("joint which theme", self._themes(), "joint no themes", take)

    def _put_summary(self) -> None:
        displays = self.project.analysis.displays
        written = [
            one for one in self.project.analysis.summaries.rows() if one.case and one.subject
        ]

        def put(at: str) -> None:
            one = written[int(at)]
            self._put(
                lambda name, row, column: displays.summary(
                    name, row, one.case, f"{one.about}:{one.subject_uid}", question=one.question,
                    column=column,
                )
            )  # fmt: skip

        entries = [
            Entry(str(n), display.safe(f"{one.case} · {one.subject} · {_flat(one.text)}"))
            for n, one in enumerate(written)
        ]
        self._choose("joint which summary", entries, "joint no summaries", put)

    def _put_text(self) -> None:
        displays = self.project.analysis.displays
        row = self.row()

        def keep(text: str | None) -> None:
            if text and text.strip():
                self._put(lambda name, row, column: displays.text(name, row, text, column=column))

        title = row.topic if row is not None else ""
        self.app.push_screen(Editor(title), keep)

    # Lists ------------------------------------------------------------------------------------

    def _codes(self) -> list[Entry]:
        rows = [row for row in self.project.codebook.rows() if not row.retired]
        return [
            Entry(
                f"code:{row.uid}", display.safe(shown_name(row)), (row.code, row.pinyin), row.color
            )
            for row in rows
        ]

    def _themes(self) -> list[Entry]:
        return [
            Entry(f"theme:{one.uid}", t("summaries a theme", name=display.safe(one.name)),
                  (one.name,))
            for one in self.project.analysis.themes.rows()
        ]  # fmt: skip

    def _ask_source(self, then: Callable[[str], None]) -> None:
        listed = sources(self.project)
        if len(listed) == 1:
            then(listed[0])
            return
        entries = [Entry(one, source_name(one), (one,)) for one in listed]
        self._choose("joint which source", entries, "crosstab no source", then)


def _flat(text: str) -> str:
    return " ".join(text.split())
