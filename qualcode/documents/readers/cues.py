"""Subtitle cues, WebVTT and SubRip alike: lines with times, then one paragraph a turn.

Read by our own rules because the libraries for it lose what transcripts need: the second of two
voices in a cue, or the whole file if its first line is missing. Times become attributes and never
stand in the text. A name holds until another is named.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from qualcode.documents.readers import encoding as encodings
from qualcode.documents.readers import times
from qualcode.documents.readers.candidates import Candidate
from qualcode.documents.readers.source import Line, Source, counted
from qualcode.errors import UnreadableSource

_ARROW = re.compile(r"\s*(\d[\d:：.,]{3,15})\s{0,4}-->\s{0,4}(\d[\d:：.,]{3,15})(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]{1,60})?\s+([^>\n]{1,80})>")
_TAG = re.compile(r"</?(?:[bicuv]|ruby|rt|lang|font)(?:[.\s][^<>\n]{0,80})?>|<\d[\d:.]{4,14}>")
_BLOCKS = ("NOTE", "STYLE", "REGION")


def read(data: bytes, encoding: str | None, kind: str) -> Source:
    """Return the cues of a subtitle file as lines.

    Raises UnreadableSource if it is no text or holds no cue.
    """
    decoded = encodings.decode(data, encoding)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[Line] = []
    cues = 0
    skipped: dict[str, int] = {}
    for block in _blocks(text.split("\n")):
        arrow = next((at for at, line in enumerate(block[:3]) if _ARROW.match(line)), None)
        if arrow is None:
            word = block[0].split(" ", 1)[0].strip()
            if word in _BLOCKS:
                skipped[word] = skipped.get(word, 0) + 1
            elif cues and any(line.strip() for line in block):
                # A blank line inside a cue: its words go on.
                lines += _words(block, f"cue {cues}", lines[-1].seconds if lines else None)
            continue
        cues += 1
        match = _ARROW.match(block[arrow])
        if match is None:
            continue
        first, last = times.seconds(match[1]), times.seconds(match[2])
        lines += _words(block[arrow + 1 :], f"cue {cues}", (first or 0.0, last))
    if not cues:
        raise UnreadableSource(
            f"no cue in this {kind} file: no line reads `00:00:01.000 --> 00:00:02.000`. "
            "If it is plain text, give it the ending .txt."
        )
    return Source(
        tuple(lines) or (Line("", "cue 1"),),
        decoded.encoding,
        decoded.alternatives,
        cued=True,
        losses=tuple(f"{counted(n, word + ' block')} left out" for word, n in skipped.items()),
    )


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between blank lines; a time line begins a block of its own."""
    block: list[str] = []
    for line in lines:
        if not line.strip():
            if block:
                yield block
            block = []
            continue
        if _ARROW.match(line) and any(_ARROW.match(earlier) for earlier in block[:3]):
            number = [block.pop()] if block[-1].strip().isdigit() and len(block) > 1 else []
            yield block
            block = number
        block.append(line)
    if block:
        yield block


def _words(
    block: Sequence[str], place: str, seconds: tuple[float, float | None] | None
) -> list[Line]:
    """Return the lines of a cue, parted where a voice begins, tags and entities resolved."""
    lines: list[Line] = []
    for raw in block:
        pieces = _VOICE.split(raw)
        for position in range(0, len(pieces), 2):
            voice = html.unescape(pieces[position - 1]).strip() if position else None
            words = html.unescape(_TAG.sub("", pieces[position]))
            words = " ".join(words.replace("\x00", "").split())
            if words or voice:
                lines.append(Line(words, place, voice or None, 0, seconds))
    return lines


def paragraphs(
    lines: Sequence[Line], accepted: dict[int, Candidate]
) -> tuple[tuple[Line, ...], dict[int, Candidate]]:
    """Return one line a turn, `Name: words`, and the label of each; cue by cue if nobody speaks."""
    made: list[Line] = []
    labels: dict[int, Candidate] = {}
    run: list[Line] = []
    label: Candidate | None = None

    def close() -> None:
        words = _joined([line.text for line in run])
        if not run or not (words or label):
            return
        head = f"{label.name}: " if label else ""
        ends = [line.seconds[1] for line in run if line.seconds and line.seconds[1] is not None]
        begin = run[0].seconds[0] if run[0].seconds else 0.0
        end = max(ends, default=None)
        made.append(Line(head + words, run[0].place, seconds=(begin, end)))
        if label:
            index = len(made) - 1
            labels[index] = Candidate(
                index, label.name, label.form, len(head), begin, end, label.note, label.number
            )

    for index, line in enumerate(lines):
        new = accepted.get(index)
        other_cue = bool(run) and run[-1].place != line.place
        if (new and (label is None or new.name != label.name)) or (label is None and other_cue):
            close()
            run, label = [], new or label
        text = line.text[new.words :] if new else line.text
        run.append(Line(text, line.place, seconds=line.seconds))
    close()
    return tuple(made), labels


def _joined(parts: Sequence[str]) -> str:
    """Join cue lines: with a space, or with none between two Chinese characters."""
    joined: list[str] = []
    for part in parts:
        part = part.strip()
        if not part:
            continue
        if joined and not (joined[-1][-1] >= "\u2e80" and part[0] >= "\u2e80"):
            joined.append(" ")
        joined.append(part)
    return "".join(joined)
