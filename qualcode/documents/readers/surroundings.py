"""What in a transcript is not talk: front matter, header lines, headings, rules, footers.

It stays in the text, outside the turns. Header lines are recognised in runs (`key: value` lines
that follow each other, no key twice, short values), so that a role word may be a header key above
and a label below. Invariant: each line has at most one kind, and a line of kind None may be talk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qualcode.documents.readers.candidates import Candidate
from qualcode.documents.readers.source import Line
from qualcode.documents.readers.vocabulary import is_header_key, is_heading, role_of

_RULE = re.compile(r"\s*([=\-_*~—–#])(?:\s?\1){2,}\s*")
_FOOTER = re.compile(
    r"\s*(?:transcri(?:bed|pt|ption) by\b|transcribed (?:with|using)\b|"
    r"end of (?:the )?(?:transcript|interview|recording)\b|\[?end of (?:audio|recording)|"
    r"（?(?:访谈|訪談|录音|錄音|采访|採訪)?(?:结束|結束|完)）?\s*$|"
    r"(?:转写|转录|整理|轉寫|謄錄)(?:人|者)?\s*[:：])",
    re.IGNORECASE,
)
_URL = re.compile(r"\s*<?https?[:：]//\S{1,2000}\s*$")
_OTTER = frozenset({"SUMMARY KEYWORDS", "SPEAKERS", "KEYWORDS"})
_MARKDOWN = re.compile(r"\s{0,3}#{1,6}\s")
_COMPOSED = re.compile(r"[#>\s*_]{0,6}(?:Composed for |为 ?qualcode |為 ?qualcode )")
_VALUE_END = re.compile(r"[?？!！。]\s*$")
_NUMERALS = frozenset("一二三四五六七八九十0123456789")
_LONGEST_VALUE = 160


def kinds_of(lines: Sequence[Line], found: Sequence[Candidate]) -> list[str | None]:
    """Return the kind of note that each line is before labels are known, None if it may be talk."""
    kinds: list[str | None] = [line.kind for line in lines]
    by_line = {candidate.line: candidate for candidate in found}
    _front_matter(lines, kinds)
    counts = Counter(candidate.name for candidate in found)
    _header_runs(lines, by_line, kinds, counts)
    _otter_blocks(lines, kinds)
    for index, line in enumerate(lines):
        if kinds[index] is not None or not line.text.strip():
            continue
        if _RULE.fullmatch(line.text[:400]) and len(line.text) <= 400:
            kinds[index] = "rule"
        elif _is_heading(lines, index, labelled=index in by_line):
            kinds[index] = "heading"
    _footers(lines, kinds)
    return kinds


def _front_matter(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """Mark YAML front matter: from a first line of three hyphens to the next."""
    if not lines or lines[0].text.strip() != "---":
        return
    for end in range(1, min(len(lines), 400)):
        if lines[end].text.strip() in {"---", "..."}:
            kinds[: end + 1] = ["front matter"] * (end + 1)
            return


def _value(line: Line, candidate: Candidate) -> str:
    return line.text[candidate.words :].strip()


def _header_runs(
    lines: Sequence[Line],
    by_line: dict[int, Candidate],
    kinds: list[str | None],
    counts: Counter[str],
) -> None:
    """Mark runs of header lines wherever they stand: one file may hold several interviews."""
    index, spoken = 0, False
    above: set[str] = set()
    while index < len(lines):
        run = _run(lines, by_line, kinds, index)
        if run:
            parted = spoken and not _begins_anew(lines, by_line, run, above)
            kept = [] if parted else _header_part(lines, by_line, run, counts, top=not spoken)
            above.update(by_line[line].name for line in kept)
            for line in kept:
                kinds[line] = "header"
            spoken = spoken or len(kept) < len(run)
            index = run[-1] + 1
        else:
            spoken = spoken or index in by_line
            index += 1


def _begins_anew(
    lines: Sequence[Line], by_line: dict[int, Candidate], run: list[int], above: set[str]
) -> bool:
    """Say whether a run below talk may be a header: a block of its own, or one like that above."""
    names = [by_line[index].name for index in run]
    after = run[-1] + 1
    alone = not lines[run[0] - 1].text.strip() and (
        after >= len(lines) or not lines[after].text.strip()
    )
    repeats = names[0] in above and len(above & set(names)) >= 2
    return repeats or (alone and is_header_key(names[0]))


def _run(
    lines: Sequence[Line], by_line: dict[int, Candidate], kinds: list[str | None], start: int
) -> list[int]:
    """Return the lines from `start` on that read `key: short value` with no key twice."""
    run: list[int] = []
    names: set[str] = set()
    for index in range(start, len(lines)):
        candidate = by_line.get(index)
        if candidate is None or kinds[index] is not None or candidate.form in {"timed", "bracket"}:
            break
        value = _value(lines[index], candidate)
        short = 0 < len(value) <= _LONGEST_VALUE and not _VALUE_END.search(value)
        if not short or candidate.name in names or candidate.form in {"structure", "heading"}:
            break
        run.append(index)
        names.add(candidate.name)
    return run


def _header_part(
    lines: Sequence[Line],
    by_line: dict[int, Candidate],
    run: list[int],
    counts: Counter[str],
    *,
    top: bool,
) -> list[int]:
    """Return the lines of a run that are header: all, all but a first turn, or none."""
    names = [by_line[index].name for index in run]
    keys = [position for position, name in enumerate(names) if is_header_key(name)]
    after = run[-1] + 1
    closed = after >= len(lines) or not lines[after].text.strip()
    if not keys:
        # Unknown keys are header only above everything else, under a title, closed by a blank line.
        titled = run[0] > 0 and lines[run[0] - 1].text.strip() != ""
        once = sum(counts[name] == 1 for name in names)
        return run if top and closed and titled and len(run) >= 2 and once * 2 > len(run) else []
    if len(run) == 1:
        return run if top else []
    if closed:
        return run
    following = by_line.get(after)
    if following and following.name in names:
        return run
    last = keys[-1]
    while last + 1 < len(run) and counts[names[last + 1]] == 1 and role_of(names[last + 1]) is None:
        last += 1
    return run[: last + 1]


def _otter_blocks(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """Mark the blocks of key words and speakers that Otter puts above a transcript."""
    inside = False
    for index, line in enumerate(lines[:200]):
        if line.text.strip() in _OTTER:
            inside = True
        elif not line.text.strip():
            inside = False
        if inside:
            kinds[index] = "header"


def _is_heading(lines: Sequence[Line], index: int, *, labelled: bool) -> bool:
    """Say whether a line is a Markdown heading, or one in capitals after a blank line."""
    text = lines[index].text
    if not labelled and _MARKDOWN.match(text):
        return True
    return _is_capitals(text) and (index == 0 or not lines[index - 1].text.strip())


def _is_capitals(text: str) -> bool:
    """Say whether a line is an upper-case heading such as `INTERVIEW`."""
    text = text.strip()
    letters = [character for character in text[:61] if character.isalpha()]
    return (
        len(text) <= 60
        and len(letters) >= 4
        and text.isascii()
        and text[-1].isalpha()
        and all(character.isupper() for character in letters)
    )


def _footers(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """Mark the last lines as footer as long as they read like one."""
    seen = 0
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].text
        if not text.strip() or kinds[index] is not None:
            continue
        if seen >= 6 or len(text) > 400 or not (_FOOTER.match(text) or _URL.match(text)):
            return
        kinds[index] = "footer"
        seen += 1


def after_labels(
    lines: Sequence[Line],
    kinds: list[str | None],
    accepted: dict[int, Candidate],
    rejected: dict[int, Candidate],
) -> None:
    """Mark what only the accepted labels show: title, lines before the first label, headings."""
    first = min(accepted, default=None)
    if first is None:
        return
    title = True
    for index in range(first):
        text = lines[index].text.strip()
        title = title and kinds[index] != "heading"
        if not text or kinds[index] is not None:
            continue
        candidate = rejected.get(index)
        if candidate and is_header_key(candidate.name):
            kinds[index] = "header"
        elif title and (len(text) <= 120 or _COMPOSED.match(text)):
            kinds[index] = "title"
        else:
            kinds[index] = "no speaker"
        title = False
    for index, candidate in rejected.items():
        value = _value(lines[index], candidate)
        numbered = candidate.name[-1] in _NUMERALS and len(value) <= 20
        if index > first and kinds[index] is None and (not value or numbered):
            kinds[index] = "heading" if is_heading(candidate.name) else None
