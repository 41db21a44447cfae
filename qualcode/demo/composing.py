"""Answers to the three open questions, put together from pieces that fit their speaker.

What a person finds hard depends a little on who they are; how much they write depends on schooling.
Each piece is worn down by use, so that all are said about equally often, and an answer that was
given before is composed anew, but for the few words that many people really share.
Invariant: the same people in the same order get the same answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from qualcode.demo.draw import Draw
from qualcode.demo.leanings import LENGTH, THEMES, WISHES, pulled
from qualcode.demo.phrases import fill
from qualcode.demo.rendering import Answer, Said, clashes, comma, number, render, stop
from qualcode.demo.speaker import Speaker

_SHARED = 2  # how often a single word may be given in all


class Composer:
    """Writes answers one after the other, remembering what was said before."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._uses: dict[tuple[str, str], list[int]] = {}
        self._told: set[tuple[str, int]] = set()
        self._given: Counter[str] = Counter()

    def answer(self, question: str, speaker: Speaker) -> Answer:
        """Return the speaker's answer to 'q7', 'q8' or 'q9'."""
        forms: dict[str, Callable[[Speaker], Said]] = {
            "q7": self._q7,
            "q8": self._q8,
            "q9": self._q9,
        }
        shrug = {"q7": 0.008, "q8": 0.022, "q9": 0.026}[question]
        if self._draw.chance(shrug):
            text = self._draw.pick(speaker.sections["none"]).template
            return Answer(fill(text, self._draw, speaker.sections, speaker.own))
        for _ in range(40):
            said = forms[question](speaker)
            answer = render(said, speaker, self._draw)
            limit = _SHARED if len(answer.text) <= 4 else 1
            if self._given[answer.text] < limit and answer.text:
                break
        self._given[answer.text] += 1
        return answer

    def _q8(self, speaker: Speaker) -> Said:
        word, two, many = LENGTH[speaker.person.education]
        form = self._draw.weighted(
            {
                "easy": 0.045,
                "off": 0.040,
                "word": word,
                "two": two,
                "many": many,
                "story": many / 4,
                "one": 0.915 - word - two - many * 1.25,
            }
        )
        if form in ("easy", "off"):
            return [(self._say("off" if form == "off" else "q8.easy", speaker), "")]
        if form == "word":
            return self._words("q8.word", speaker)
        if form == "story":
            story = self._story(speaker)
            if story:
                return story
        count = {"one": 1, "two": 2}.get(form) or 2 + self._draw.below(3)
        themes = self._draw.several(pulled(THEMES, speaker.person), count)
        return self._sentences(themes, speaker, told=form in ("many", "story"))

    def _sentences(self, themes: list[str], speaker: Speaker, *, told: bool) -> Said:
        draw, said = self._draw, Said()
        numbered = len(themes) > 1 and draw.chance(0.55 if speaker.official else 0.09)
        first = self._say(f"q8.{themes[0]}", speaker)
        if not numbered and draw.chance(0.3 if told else 0.17):
            said.append((self._opening(speaker, first), ""))
        for n, theme in enumerate(themes):
            if numbered:
                said.append((number(n, speaker), ""))
            elif n:
                said.append((self._say("link", speaker), ""))
            said.append((first if n == 0 else self._say(f"q8.{theme}", speaker), theme))
            if told and n == 0 and draw.chance(0.6):
                said.append((self._say("link.scene", speaker), ""))
                said.append((self._say(f"q8.{theme}.scene", speaker), theme))
            if draw.chance(0.3 if told else 0.08):
                after = f"q8.{theme}.so" if f"q8.{theme}.so" in speaker.sections else "q8.so"
                said.append((comma(speaker), ""))
                said.append((self._say(after, speaker), theme))
        if draw.chance(0.12 if told else 0.05):
            said += [(stop(speaker), ""), (self._say("close", speaker), "")]
        return said

    def _q7(self, speaker: Speaker) -> Said:
        draw = self._draw
        word, two, many = LENGTH[speaker.person.education]
        if draw.chance(0.045):
            return [(self._say("q7.none", speaker), "")]
        if draw.chance(word * 0.8):
            return self._words("q7.word", speaker)
        tasks = [t for t in speaker.person.tasks if t != speaker.person.first_role]
        tasks = [speaker.person.first_role, *draw.several(dict.fromkeys(tasks, 1.0), 2)]
        count = 1 + draw.chance(two + many) + draw.chance(many)
        experienced = "exp" in speaker.tags and draw.chance(0.33)
        said: Said = []
        for task in tasks[:count]:
            if said:
                said.append((self._say("q7.link", speaker), ""))
            said.append((self._say(f"q7.{task.replace(' ', '_')}", speaker), task))
        if experienced or draw.chance(0.02):
            gap = (self._say("q7.gap", speaker), "gap")
            said = [gap] if draw.chance(0.3) else [*said, (stop(speaker), ""), gap]
        elif draw.chance(0.3):
            tail = self._say("q7.tail", speaker)
            if not clashes(tail, "".join(words for words, _ in said)):
                said.append((tail, ""))
        return said

    def _q9(self, speaker: Speaker) -> Said:
        draw = self._draw
        word, two, many = LENGTH[speaker.person.education]
        if draw.chance(0.03):
            return [(self._say("off", speaker), "")]
        if draw.chance(word):
            return self._words("q9.word", speaker)
        count = 1 + draw.chance(two + many) + draw.chance(many)
        said: Said = []
        for wish in draw.several(pulled(WISHES, speaker.person), count):
            if wish == "nothing" and said:
                continue
            if said:
                said.append((self._say("q9.link", speaker), ""))
            said.append((self._say(f"q9.{wish}", speaker), wish))
            if wish == "nothing":
                return said
        if draw.chance(0.3):
            said.append((self._say("q9.tail", speaker), ""))
        return said

    def _words(self, section: str, speaker: Speaker) -> Said:
        """One to three key words, as people do who have no time."""
        draw = self._draw
        count = 1 + draw.chance(0.6) + draw.chance(0.35)
        words: list[str] = []
        for _ in range(count):
            word = self._say(section, speaker)
            if word and word not in words:
                words.append(word)
        if not words:
            return [(self._say("q7.none", speaker), "")]
        marks = (
            ("、", "，", " ", "，") if speaker.language == "zh" else (", ", ", ", " and ", " / ")
        )
        return [(draw.pick(marks).join(words), "")]

    def _story(self, speaker: Speaker) -> Said:
        """A long story, each told once."""
        stories = speaker.sections["q8.long"]
        untold = [
            n
            for n, story in enumerate(stories)
            if (speaker.language, n) not in self._told and speaker.may_say(story.tags)
        ]
        if not untold:
            return []
        chosen = self._draw.pick(untold)
        self._told.add((speaker.language, chosen))
        words = fill(stories[chosen].template, self._draw, speaker.sections, speaker.own)
        tags = stories[chosen].tags
        themes = [tag.removeprefix("theme.") for tag in tags if tag.startswith("theme.")]
        return [(words, "+".join(themes))]

    def _opening(self, speaker: Speaker, first: str) -> str:
        draw = self._draw
        names = ["open"]
        manner = {"old": speaker.old, "young": speaker.young, "off": speaker.official}
        manner["non"] = speaker.learner
        names += [f"open.{name}" for name, holds in manner.items() if holds]
        names = [name for name in names if name in speaker.sections]
        opening = self._say(draw.pick(names), speaker)
        twice = ("难" in opening and "难" in first) or ("我" in opening and first.startswith("我"))
        space = " " if speaker.language == "en" else ""
        return "" if twice else opening + space

    def _say(self, section: str, speaker: Speaker) -> str:
        """Return a piece of the section in words, a little-used one rather than a worn one."""
        pieces = speaker.sections[section]
        uses = self._uses.setdefault((speaker.language, section), [0] * len(pieces))
        weights = {
            n: 1.0 / ((1 + uses[n]) * (1 + uses[n]) * (1 + uses[n]))
            for n, piece in enumerate(pieces)
            if speaker.may_say(piece.tags)
        }
        if not weights:
            return ""
        chosen = self._draw.weighted(weights)
        uses[chosen] += 1
        words = fill(pieces[chosen].template, self._draw, speaker.sections, speaker.own)
        if speaker.language == "en" and section.endswith(("link", "link.scene")):
            return f"{words} " if words[0] in ",.;" else f" {words} "
        return words
