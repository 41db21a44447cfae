"""A source's lines to a reading: labels decided, turns built, everything counted.

The steps: find candidates, set aside what is not talk, decide on labels, join cues, build turns,
give roles, gather warnings. Invariant: nothing of a source is lost without a line in `losses`, a
note, or a count in `warnings`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.documents.readers import candidates, cues, labels, questions, surroundings, turns
from qualcode.documents.readers.candidates import Candidate
from qualcode.documents.readers.preview import warnings_of
from qualcode.documents.readers.reading import Label, Note, Reading, Turn
from qualcode.documents.readers.source import Line, Source
from qualcode.documents.readers.vocabulary import folded, role_of
from qualcode.errors import NotFound, UnreadableSource, UsageError, nearest_note

ROLES = ("interviewer", "participant", "other")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose in the preview."""

    accepted: dict[str, bool]
    """Labels ticked or unticked."""
    names: dict[str, str]
    """Label as written → name to be used."""
    roles: dict[str, str]
    """Label as written → role."""
    questions: bool
    """Whether a question list is read as turns."""
    given: dict[str, object]
    """The choices as they were given."""

    @staticmethod
    def of(given: Mapping[str, object] | None, *, questions: bool) -> Choices:
        """Return the choices; raises UsageError for one of another form."""
        choices = Choices({}, {}, {}, questions, dict(given or {}))
        for label, choice in choices.given.items():
            choices._add(folded(label), choice)
        return choices

    def _add(self, label: str, choice: object) -> None:
        if isinstance(choice, str):
            choice = {"name": choice}
        elif isinstance(choice, bool):
            choice = {"accepted": choice}
        if not isinstance(choice, Mapping) or not {*choice} <= {"accepted", "name", "role"}:
            raise UsageError(
                f"label “{label}”: {choice!r} is no choice. Give True, False, a name, or a mapping "
                "of accepted, name, role."
            )
        accepted, name, role = (choice.get(key) for key in ("accepted", "name", "role"))
        self.accepted[label] = accepted is not False
        if name is not None:
            self.names[label] = folded(str(name))
        if role is not None:
            if role not in ROLES:
                raise UsageError(f"label “{label}”: no role “{role}”. Roles: {', '.join(ROLES)}.")
            self.roles[label] = str(role)


def assemble(source: Source, data: bytes, name: str, form: str, choices: Choices) -> Reading:
    """Return the reading of a source.

    Raises NotFound for a choice about a label that is not there, UnreadableSource for no text.
    """
    lines: Sequence[Line] = source.lines
    if not any(line.text.strip() for line in lines):
        raise UnreadableSource("there is no text in it.")
    found = candidates.find(lines)
    kinds = surroundings.kinds_of(lines, found)
    verdicts = labels.decide(lines, kinds, found, choices.accepted, cued=source.cued)
    _refuse_unknown(choices, found)
    usable = [candidate for candidate in found if kinds[candidate.line] is None]
    accepted = {c.line: c for c in usable if verdicts[c.name][0]}
    rejected = {c.line: c for c in usable if not verdicts[c.name][0]}
    asked = choices.questions and not accepted
    if asked:
        accepted = questions.find(lines, kinds)
    if source.cued:
        lines, accepted = cues.paragraphs(lines, accepted)
        kinds = [None] * len(lines)
    else:
        surroundings.after_labels(lines, kinds, accepted, rejected)
    built = turns.build(lines, kinds, accepted, choices.names)
    text = "\n".join(line.text for line in lines)
    said, roles = _with_roles(text, built.turns, choices)
    notes = _with_asides(built.notes, source, lines)
    listed = _labels(said, accepted, verdicts, rejected, source.lines, roles, choices)
    return Reading(
        name=name,
        format=form,
        encoding=source.encoding,
        language=_language(text, said),
        text=text,
        turns=tuple(said),
        labels=tuple(listed),
        notes=tuple(notes),
        warnings=(*source.warnings, *warnings_of(lines, kinds, listed, notes, built.empty)),
        sha256=hashlib.sha256(data).hexdigest(),
        settings={
            "format": form,
            "encoding": source.encoding,
            "labels": dict(choices.given),
            "questions": choices.questions,
        },
        losses=source.losses,
        alternatives=source.alternatives,
    )


def _refuse_unknown(choices: Choices, found: Sequence[Candidate]) -> None:
    """Raise for a choice about a label that the file does not have."""
    there = {candidate.name for candidate in found}
    for label in choices.accepted:
        if label not in there and not (choices.questions and label in {"question", "answer"}):
            nearest = _nearest(label, there)
            raise NotFound(
                f"no line begins with a label “{label}”.{nearest_note(nearest)} "
                "The preview lists all labels found.",
                nearest,
            )


def _nearest(label: str, there: set[str]) -> list[str]:
    from rapidfuzz import process

    return [match[0] for match in process.extract(label, sorted(there), limit=3, score_cutoff=50)]


def _with_roles(
    text: str, said: Sequence[Turn], choices: Choices
) -> tuple[list[Turn], dict[str, str]]:
    """Return the turns with roles, and the role of each label."""
    asked: dict[str, int] = {}
    for turn in said:
        if turn.label is not None:
            marks = sum(
                text.count(mark, start, end) for start, end in turn.spans for mark in ("?", "？")
            )
            asked[turn.label] = asked.get(turn.label, 0) + marks
    named: dict[str, str | None] = {label: role_of(label) for label in asked}
    chosen = {}
    for written, used in choices.names.items():
        if not named.get(used):
            named[used] = role_of(written)
    for written, role in choices.roles.items():
        chosen[choices.names.get(written, written)] = role
    roles = labels.roles_of(asked, named, chosen)
    return [replace(t, role=roles[t.label]) if t.label is not None else t for t in said], roles


def _with_asides(notes: Sequence[Note], source: Source, lines: Sequence[Line]) -> list[Note]:
    """Return all notes in order, those of parts not kept in the text included."""
    if not source.asides:
        return list(notes)
    ends, offset = [], 0
    for line in lines:
        offset += len(line.text)
        ends.append(offset)
        offset += 1
    asides = [
        Note(ends[aside.line], ends[aside.line], aside.kind, aside.text)
        if 0 <= aside.line < len(ends)
        else Note(0, 0, aside.kind, aside.text)
        for aside in source.asides
    ]
    return sorted([*notes, *asides], key=lambda note: (note.start, note.end))


def _labels(
    said: Sequence[Turn],
    accepted: Mapping[int, Candidate],
    verdicts: Mapping[str, tuple[bool, str]],
    rejected: Mapping[int, Candidate],
    lines: Sequence[Line],
    roles: Mapping[str, str],
    choices: Choices,
) -> list[Label]:
    """Return the labels for the preview: those of turns, then those not accepted."""
    reasons: dict[str, str] = {}
    for candidate in accepted.values():
        used = choices.names.get(candidate.name, candidate.name)
        reasons.setdefault(used, verdicts.get(candidate.name, (True, "a question list"))[1])
    counts: dict[str, list[int]] = {}
    places: dict[str, str] = {}
    for turn in said:
        if turn.label is None:
            continue
        count = counts.setdefault(turn.label, [0, 0])
        count[0] += 1
        count[1] += sum(end - start for start, end in turn.spans)
        places.setdefault(turn.label, turn.place)
    listed = [
        Label(label, n, characters, places[label], True, reasons.get(label, ""), roles[label])
        for label, (n, characters) in counts.items()
    ]
    refused: dict[str, list[Candidate]] = {}
    for candidate in rejected.values():
        refused.setdefault(candidate.name, []).append(candidate)
    for label, found in refused.items():
        place = lines[found[0].line].place
        listed.append(Label(label, len(found), 0, place, False, verdicts[label][1], None))
    return listed


def _language(text: str, said: Sequence[Turn]) -> str:
    """Return the language of what is said, of everything if nobody speaks."""
    from qualcode.text.language import detect

    words = "\n".join(text[start:end] for turn in said for start, end in turn.spans)
    return str(detect((words or text)[:200_000]))
