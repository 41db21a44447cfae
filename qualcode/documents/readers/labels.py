"""Which candidates are speakers' labels, and which role each speaker has.

The order of the rules: what a person chose; what the source's structure says; what is never a
label; role words; then evidence, which is recurrence, alternation with other labels, and the text
a label owns. Every refusal has a reason, shown in the preview, where it can be overruled.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qualcode.documents.readers.candidates import Candidate
from qualcode.documents.readers.source import Line
from qualcode.documents.readers.vocabulary import is_header_key, is_heading, is_never, role_of

_SHORTEST_SHARE = 0.4
_TOP = 10
_WORDS_A_BLOCK = 10


@dataclass(slots=True)
class Evidence:
    """What speaks for one name."""

    forms: set[str] = field(default_factory=set)
    """The forms in which it occurs."""
    lines: list[int] = field(default_factory=list)
    """The lines in which it occurs."""
    characters: int = 0
    """The characters that its blocks hold, up to the next candidate."""
    empty: int = 0
    """How many of its blocks hold no words."""
    timed: int = 0
    """How often a single time stands with it."""


def gather(
    lines: Sequence[Line], kinds: Sequence[str | None], found: Sequence[Candidate]
) -> dict[str, Evidence]:
    """Return the evidence of each name, in order of first occurrence, header lines left out."""
    evidence: dict[str, Evidence] = defaultdict(Evidence)
    usable = [candidate for candidate in found if kinds[candidate.line] is None]
    for position, candidate in enumerate(usable):
        after = usable[position + 1].line if position + 1 < len(usable) else len(lines)
        owned = len(lines[candidate.line].text[candidate.words :].strip())
        for index in range(candidate.line + 1, after):
            if kinds[index] is None:
                owned += len(lines[index].text.strip())
        of_name = evidence[candidate.name]
        of_name.forms.add(candidate.form)
        of_name.lines.append(candidate.line)
        of_name.characters += owned
        of_name.empty += owned == 0
        of_name.timed += candidate.seconds is not None and candidate.until is None
    return dict(evidence)


def decide(
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    found: Sequence[Candidate],
    chosen: Mapping[str, bool],
    *,
    cued: bool = False,
) -> dict[str, tuple[bool, str]]:
    """Return for each name whether it is a label, and why.

    chosen: names that a person ticked (True) or unticked (False).
    cued:   the lines are cues, where a name stands only in the first cue of a turn.
    """
    evidence = gather(lines, kinds, found)
    verdicts: dict[str, tuple[bool, str]] = {}
    for name, of_name in evidence.items():
        if name in chosen:
            verdicts[name] = chosen[name], "ticked" if chosen[name] else "unticked"
        else:
            verdicts[name] = _alone(name, of_name)
    open_ = [name for name, verdict in verdicts.items() if verdict[1] == "open"]
    sequence = [
        candidate.name
        for candidate in found
        if kinds[candidate.line] is None
        and (verdicts[candidate.name][0] or verdicts[candidate.name][1] == "open")
    ]
    _recurring(evidence, verdicts, open_, sequence)
    _heading_and_bold(evidence, verdicts, open_)
    _twice(lines, kinds, evidence, verdicts, open_, sequence, cued=cued)
    _brackets(evidence, verdicts, open_)
    for name in open_:
        if verdicts[name][1] == "open":
            times = len(evidence[name].lines)
            verdicts[name] = False, "occurs once" if times == 1 else f"occurs only {times} times"
    _rare(lines, kinds, evidence, verdicts, chosen)
    return verdicts


def _alone(name: str, of_name: Evidence) -> tuple[bool, str]:
    """Judge a name by itself; `open` leaves it to its company."""
    if "structure" in of_name.forms:
        return True, "named by the file's structure"
    if is_never(name):
        return False, "a remark or address, not a name"
    if is_heading(name):
        return False, "a section heading"
    if is_header_key(name):
        return False, "a header key"
    role = role_of(name)
    if role is not None and of_name.characters:
        return True, "a word for a speaker"
    often = len(of_name.lines) > 1 and of_name.empty * 2 >= len(of_name.lines)
    if often or not of_name.characters:
        return False, "owns no text"
    if "timed" in of_name.forms or (len(of_name.lines) > 1 and of_name.timed == len(of_name.lines)):
        return True, "stands with the times of a recording"
    return False, "open"


def _recurring(
    evidence: Mapping[str, Evidence],
    verdicts: dict[str, tuple[bool, str]],
    names: Sequence[str],
    sequence: Sequence[str],
) -> None:
    """Accept what occurs three times or more and alternates with another label."""
    runs = Counter(
        name
        for position, name in enumerate(sequence)
        if position == 0 or sequence[position - 1] != name
    )
    several = len(runs) > 1
    for name in names:
        if len(evidence[name].lines) < 3 or evidence[name].forms == {"bracket"}:
            continue
        if several and runs[name] < 2:
            verdicts[name] = False, "never alternates with another label"
        else:
            verdicts[name] = True, f"occurs {len(evidence[name].lines)} times"


def _heading_and_bold(
    evidence: Mapping[str, Evidence], verdicts: dict[str, tuple[bool, str]], names: Sequence[str]
) -> None:
    """Accept rare names in the form that makes most labels of this file."""
    for form in ("heading", "bold"):
        company = sum(
            accepted for name, (accepted, _) in verdicts.items() if form in evidence[name].forms
        )
        alike = [
            name for name in names if form in evidence[name].forms and verdicts[name][1] == "open"
        ]
        twice = [name for name in alike if len(evidence[name].lines) == 2]
        if company or len(twice) >= 2:
            for name in alike:
                verdicts[name] = True, f"a {form} label like others in this file"


def _is_shaped(name: str) -> bool:
    """Say whether a name is written as names are: capitals, or two to four Han characters."""
    if name.isascii():
        return all(word[0].isupper() or word[0].isdigit() for word in name.split())
    return len(name.replace(" ", "")) <= 4 or all(word[0].isupper() for word in name.split())


def _twice(
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    evidence: Mapping[str, Evidence],
    verdicts: dict[str, tuple[bool, str]],
    names: Sequence[str],
    sequence: Sequence[str],
    *,
    cued: bool,
) -> None:
    """Accept what occurs twice in a file made of labelled lines, apart and written as a name."""
    # In cues, a name may stand in every cue of its turn.
    doubled = {first for first, second in pairwise(sequence) if first == second and not cued}
    apart = {
        name
        for name in names
        if verdicts[name][1] == "open"
        and len(evidence[name].lines) == 2
        and evidence[name].forms != {"bracket"}
        and _is_shaped(name)
        and name not in doubled
    }
    accepted = {name for name, verdict in verdicts.items() if verdict[0]}
    if len(apart | accepted) < 2:
        return
    labelled = sum(len(evidence[name].lines) for name in apart | accepted)
    talk = sum(
        1 for line, kind in zip(lines, kinds, strict=True) if kind is None and line.text.strip()
    )
    if (cued and accepted) or labelled >= _SHORTEST_SHARE * talk:
        for name in apart:
            verdicts[name] = True, "occurs twice and alternates with other labels"


def _brackets(
    evidence: Mapping[str, Evidence], verdicts: dict[str, tuple[bool, str]], names: Sequence[str]
) -> None:
    """Accept `[id1]` where two or more such names recur and nothing else is a label."""
    recurring = [
        name
        for name in names
        if evidence[name].forms == {"bracket"} and len(evidence[name].lines) >= 2
    ]
    others = any(
        accepted and evidence[name].forms != {"bracket"} for name, (accepted, _) in verdicts.items()
    )
    for name in recurring:
        if len(recurring) >= 2 and not others:
            verdicts[name] = True, f"occurs {len(evidence[name].lines)} times in brackets"
        elif not verdicts[name][0]:
            verdicts[name] = False, "a remark in brackets"


def _rare(
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    evidence: Mapping[str, Evidence],
    verdicts: dict[str, tuple[bool, str]],
    chosen: Mapping[str, bool],
) -> None:
    """Refuse recurring words at the starts of lines where most talk has no label before it.

    One such word alone must stand at the top and before a tenth of the lines; several must stand at
    the top or before a twentieth. Role words, structure, headings and choices are evidence enough.
    """
    accepted = [name for name, verdict in verdicts.items() if verdict[0]]
    plain = [
        name
        for name in accepted
        if evidence[name].forms <= {"inline"} and role_of(name) is None and name not in chosen
    ]
    if not plain or len(plain) < len(accepted):
        return
    talk = [
        index
        for index, (line, kind) in enumerate(zip(lines, kinds, strict=True))
        if kind is None and line.text.strip()
    ]
    labelled = sum(len(evidence[name].lines) for name in plain)
    top = min(evidence[name].lines[0] for name in plain) <= talk[min(len(talk) - 1, _TOP)]
    if len(plain) == 1:
        of_name = evidence[plain[0]]
        enough = top and labelled * 10 >= len(talk)
        timed = of_name.timed == len(of_name.lines)
        enough = enough and (timed or of_name.characters >= _WORDS_A_BLOCK * len(of_name.lines))
    else:
        enough = top or labelled * 20 >= len(talk)
    if not enough:
        verdicts.update(dict.fromkeys(plain, (False, "most lines have no such word before them")))


def roles_of(
    questions: Mapping[str, int], named: Mapping[str, str | None], chosen: Mapping[str, str]
) -> dict[str, str]:
    """Return the role of each label.

    questions: label → number of question marks in its turns.
    named:     label → the role its word says, '' or None if it says none.
    chosen:    roles that a person gave.
    """
    roles = {label: role for label, role in named.items() if role} | dict(chosen)
    if "interviewer" not in roles.values() and len(questions) > 1:
        free = [label for label in questions if label not in roles]
        most = max(free, key=lambda label: questions[label], default=None)
        if most is not None and questions[most] and questions[most] == max(questions.values()):
            roles[most] = "interviewer"
    return {label: roles.get(label, "participant") for label in questions}
