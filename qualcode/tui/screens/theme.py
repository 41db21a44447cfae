"""One theme: its claim, its codes, the quotes that carry it, what speaks against it, what is left.

Each is by a person's hand; enter on a quote opens its passage. What was chosen and is not as it was
says so beside its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.errors import NotFound
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import shown_name, shown_names
from qualcode.tui.screens.interpreting import Interpreting, Place, lines, people
from qualcode.tui.widgets.dialogs import Ask, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.passage import Passage
from qualcode.tui.widgets.picking import Group, Picking
from qualcode.tui.widgets.table import Column, Heading

if TYPE_CHECKING:
    from qualcode.analysis.theme_evidence import Counted, Evidence
    from qualcode.analysis.themes import ThemeRow

CLAIM = ((40, 6), (28, 4), (20, 2), (12, 1))
"""From so many rows of the screen on, so many for the claim."""
PREVIEW = ((40, 8), (24, 5), (16, 3))
"""From so many rows of the screen on, so many for the marked quote."""
NARROW = 100


class ThemePage(Interpreting):
    """The theme, and what was chosen for and against it."""

    screen_name = "theme"
    DEFAULT_CSS = """
    ThemePage #about { height: auto; padding: 0 1; background: $surface; }
    ThemePage #left { height: 1; padding: 0 1; color: $secondary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.theme: ThemeRow | None = None
        self.names: dict[str, str] = {}
        self._lines: list[Evidence | None] = []
        self.about = Static("", id="about", markup=False)
        self.passage = Passage()
        self.left = Static("", id="left", markup=False)

    def columns(self) -> Sequence[Column]:
        """Whose words, the words, their code, what is to be said of them."""
        return (
            Column(t("col case"), 12), Column(t("col text"), 0), Column(t("col code"), 14),
            Column(t("theme col state"), 12),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the claim with its codes, the list, the marked quote, and what is left out."""
        yield self.about
        yield from super().body()
        yield self.passage
        yield self.left

    def where(self) -> list[str]:
        """Row 1: displays, the theme."""
        name = display.safe(self.theme.name) if self.theme else t("theme")
        return [t("displays"), name]

    def on_resize(self) -> None:
        """Lines above and below the list come and go with the height."""
        wide = self.size.width >= NARROW
        self.table.columns[0] = Column(t("col case"), 24 if wide else 12)
        self.table.columns[2] = Column(t("col code"), 24 if wide else 14)
        rows = next((rows for least, rows in PREVIEW if self.size.height >= least), 0)
        self.passage.display = rows > 0
        self.passage.styles.height = rows
        self._describe()

    # Reading ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the theme at once, and what stands behind it beside the keys."""
        self.names = shown_names(self.project)
        self.theme = self._find()
        self._describe()
        if self.theme is None:
            self._lines = []
            self.fill([], t("theme gone"))
            self._tell()
            self.shown()
        else:
            uid = self.theme.uid
            self.read(lambda project: _read(project, uid), t("theme reading"))

    def _find(self) -> ThemeRow | None:
        if self.place.of is None:
            return None
        try:
            return self.project.analysis.themes.find(self.place.of)
        except NotFound:
            return None

    def draw(self) -> None:
        """Show what was chosen, quotes first."""
        chosen: list[Evidence] = self.found[0]
        rows: list[Sequence[str]] = []
        self._lines = []
        for kind in ("quote", "contrary"):
            own = [one for one in chosen if one.kind == kind]
            if own:
                rows.append(Heading(t(f"theme kind {kind}", n=number(len(own)))))
                self._lines.append(None)
            rows += [self._row(one) for one in own]
            self._lines += own
        self.fill(rows, t("theme empty"))
        self.table.go(self.place.cursor)
        self._off_heading(1)
        self._tell()

    def _row(self, one: Evidence) -> list[str]:
        quote = one.quote
        row = quote.row if quote else None
        if row is not None and quote is not None:
            who, said, code = row.case or row.document, quote.text, row.code
        elif quote is not None:  # the segment is gone, or not shown
            who, said, code = "", "", ""
        else:
            who, said, code = one.name, f"{t('theme whole case')} {one.note}".rstrip(), ""
        code = self.names.get(code, code)
        return [*(display.safe(part) for part in (who, said, code)), _state(one)]

    def _describe(self) -> None:
        """Show the claim, codes and memo, or which key writes them."""
        theme = self.theme
        self.about.display = theme is not None
        if theme is None:
            return
        cells = max(10, self.size.width - 2)
        rows = next((rows for least, rows in CLAIM if self.size.height >= least), 1)
        text = Text(no_wrap=True, overflow="crop")
        claim = lines(theme.claim or t("theme no claim"), cells, rows)
        text.append("\n".join(claim), style="bold" if theme.claim else "dim")
        codes = t("colon").join([t("theme codes"), self._codes(theme)])
        below = [codes, *(said for said in (theme.memo, in_words(theme.note)) if said)]
        for line in below if self.size.height >= CLAIM[-1][0] else []:
            said = display.ellipsis(display.safe(" ".join(line.split())), cells)
            text.append(f"\n{said}", style="" if line is codes else "dim")
        self.about.update(text)

    def _codes(self, theme: ThemeRow) -> str:
        named = ", ".join(self.names.get(code, code) for code in theme.codes)
        return named or t("theme no codes")

    def _tell(self) -> None:
        """Show the marked quote in full, and below it what is left out."""
        one = self._marked()
        if one is None:
            self.passage.show("")
        else:
            row = one.quote.row if one.quote else None
            said = [row.document, row.speaker or "", row.coder] if row else [one.name]
            said += [_state(one), one.note]
            head = " · ".join(display.safe(part) for part in said if part)
            self.passage.show(head, "", one.quote.text if one.quote else "", "")
        behind: Counted | None = self.found[1] if self.found and self.theme else None
        self.left.update(
            Text("" if behind is None else _left(behind), no_wrap=True, overflow="ellipsis")
        )

    # Moving -----------------------------------------------------------------------------------

    def navigate(self, key: str) -> bool:
        """Move the cursor, past the headings."""
        done = super().navigate(key)
        if done:
            self._off_heading(-1 if key in ("up", "pageup") else 1)
        return done

    def on_table_moved(self) -> None:
        """Show the quote now marked."""
        self.place.cursor = self.table.cursor
        self._tell()

    def _off_heading(self, step: int) -> None:
        at = self.table.cursor
        if at < len(self._lines) and self._lines[at] is None:
            self.table.go(at + step if at else 1)
        self.place.cursor = self.table.cursor

    def _marked(self) -> Evidence | None:
        at = self.table.cursor
        return self._lines[at] if at < len(self._lines) else None

    # Acting -----------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Open the passage of the marked quote."""
        one = self._marked()
        if one is None:
            return
        if one.quote is not None and one.quote.row is not None:
            self.open_passage(one.quote.row)
        elif one.about == "document" and one.name:
            self.program.open_document(one.name)
        else:
            self.say(t("theme no passage"))

    def do_claim(self, _key: str) -> None:
        """Write the claim."""
        self._write("claim", t("theme write claim"))

    def do_memo(self, _key: str) -> None:
        """Write the theme's memo."""
        self._write("memo", t("theme write memo"))

    def _write(self, field: str, title: str) -> None:
        theme = self.theme
        if theme is None:
            return
        was = theme.claim if field == "claim" else theme.memo
        passage = ("" if field == "claim" else theme.claim) or self._codes(theme)

        def keep(text: str | None) -> None:
            if text is not None and text.strip() != was:
                given: dict[str, Any] = {field: text}
                self.doing(lambda: self.project.analysis.themes.edit(theme.uid, **given))

        heading = f"{title} · {theme.name}"
        self.app.push_screen(Editor(heading, passage, was), keep)

    def do_find_code(self, _key: str) -> None:
        """Choose the theme's codes."""
        theme = self.theme
        if theme is None:
            return
        rows = self.project.codebook.rows()
        if not rows:
            self.say(t("crosstab no codes"))
            return
        own = {row.uid for row in rows if row.id in theme.members}

        def take(picked: list[str] | None) -> None:
            if picked is None or set(picked) == own:
                return
            fresh = [uid for uid in picked if uid not in own]
            gone = sorted(own - set(picked))
            self.doing(
                lambda: self.project.analysis.themes.edit(
                    theme.uid, add_codes=fresh, remove_codes=gone
                )
            )

        entries = [(row.uid, f"{'  ' * row.depth}{shown_name(row)}") for row in rows]
        none = [Group("n", t("picking none"), frozenset())]
        self.app.push_screen(Picking(t("theme which codes"), entries, own, none), take)

    def do_candidates(self, _key: str) -> None:
        """Choose quotes, or segments against the claim, from those of the theme's codes."""
        if self.theme is None:
            return
        if not self.theme.codes:
            self.say(t("theme codes first"))
            return
        self.program.kept["candidates"] = Place(of=self.theme.uid)
        self.program.go("candidates")

    def do_contrary(self, _key: str) -> None:
        """Note a whole case against the claim, with what it says against it."""
        theme = self.theme
        if theme is None:
            return

        def note(uid: str | None) -> None:
            if uid is None:
                return

            def keep(said: str | None) -> None:
                if said is not None:
                    themes = self.project.analysis.themes
                    self.doing(lambda: themes.contrary(theme.uid, cases=uid, note=said))

            self.app.push_screen(Ask(t("theme what against")), keep)

        self.app.push_screen(Finder(t("theme which case"), people(self.project)), note)

    def do_turn(self, _key: str) -> None:
        """Take the marked segment from for to against, or back."""
        theme, one = self.theme, self._marked()
        if theme is None or one is None:
            return
        if one.about != "segment":
            self.say(t("theme case stays"))
            return
        themes = self.project.analysis.themes
        turn = themes.contrary if one.kind == "quote" else themes.quote
        self.doing(lambda: turn(theme.uid, one.about_uid))

    def do_why(self, _key: str) -> None:
        """Note why the marked one was chosen."""
        theme, one = self.theme, self._marked()
        if theme is None or one is None:
            return

        def keep(said: str | None) -> None:
            if said is not None and said.strip() != one.note:
                themes = self.project.analysis.themes
                self.doing(lambda: themes.note(theme.uid, one.about_uid, said))

        self.app.push_screen(Ask(t("theme why"), one.note), keep)

    def do_remove(self, _key: str) -> None:
        """Take the marked one out of the theme."""
        theme, one = self.theme, self._marked()
        if theme is not None and one is not None:
            self.doing(lambda: self.project.analysis.themes.drop(theme.uid, one.about_uid))

    def do_earlier(self, _key: str) -> None:
        """Move the marked one up, among those for or against."""
        self._move(-1)

    def do_later(self, _key: str) -> None:
        """Move the marked one down, among those for or against."""
        self._move(1)

    def _move(self, step: int) -> None:
        theme, one = self.theme, self._marked()
        if theme is None or one is None:
            return
        kin = [other for other in self._lines if other is not None and other.kind == one.kind]
        to = kin.index(one) + 1 + step
        if 1 <= to <= len(kin):
            self.place.cursor += step
            themes = self.project.analysis.themes
            self.doing(lambda: themes.order(theme.uid, one.about_uid, to))

    def do_export(self, _key: str) -> None:
        """Write the themes to a file."""
        self.export(t("displays themes file"), _write)


def _read(project: Project, uid: str) -> tuple[list[Evidence], Counted]:
    themes = project.analysis.themes
    return themes.chosen(uid), themes.counted(uid)


def _write(project: Project, path: Path) -> object:
    return project.report.write_themes(path)


def _state(one: Evidence) -> str:
    """Return what is to be said of what was chosen: nothing, where all is as it was."""
    if one.state:
        return t(f"quote {one.state}")
    return t("quote outside") if one.outside else ""


def _left(behind: Counted) -> str:
    """Return how many segments stand behind a theme, and how many of them are left out."""
    said = t(
        "theme behind", segments=counted(len(behind.counting), "segment"),
        cases=counted(behind.cases, "case"),
    )  # fmt: skip
    waiting = t("theme open", n=number(len(behind.open))) if behind.open else ""
    return f"{said}{waiting}{t('theme left', n=number(behind.left_out))}"
