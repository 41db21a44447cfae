"""Codebooks as YAML: a list of entries, each with the place where it begins.

Reading goes over the parser's events and builds plain values itself, so that every entry knows
its line and nothing in a file can run, expand or nest without end: no anchors, no tags, no second
document, no key twice. A word that YAML 1.2 takes for a number, true, false or null is one here
too. Invariant: reading what `write` wrote gives the entries that were written.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from qualcode.codebook.entry import Entry, as_mapping
from qualcode.codebook.fields import shown
from qualcode.codebook.intake import Raw
from qualcode.errors import UnreadableSource

DEEPEST = 8
"""Levels of lists and mappings within one another."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def read(source: str, text: str) -> list[Raw]:
    """Return the entries of a codebook's text. Raises: UnreadableSource naming file and line."""
    values = _Builder(source).build(text)
    if not isinstance(values, _List):
        raise UnreadableSource(
            f"{source}, line 1: this is no list of entries. Begin each entry with “- code: NAME”."
        )
    found = []
    for line, value in values:
        if not isinstance(value, dict):
            raise UnreadableSource(
                f"{source}, line {line}: an entry has fields, but this is "
                f"“{shown(str(value))}”. Begin it with “- code: NAME”."
            )
        found.append(Raw(f"line {line}", value))
    return found


def write(entries: Sequence[Entry]) -> str:
    """Return the entries as YAML, blank lines between them."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    def styled(value: Any) -> Any:
        if isinstance(value, dict):
            return CommentedMap({k: styled(v) for k, v in value.items()})
        if isinstance(value, list):
            return CommentedSeq(styled(v) for v in value)
        if isinstance(value, str) and value.startswith((":", "?")):
            # In braces the library writes ':。' without quotes and then cannot read it.
            return DoubleQuotedScalarString(value)
        return value

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    parts = []
    for entry in entries:
        mapping = styled(as_mapping(entry))
        for short in (mapping.get("name"), *mapping.get("keywords", {}).values()):
            if isinstance(short, CommentedMap | CommentedSeq):
                short.fa.set_flow_style()
        if isinstance(mapping.get("groups"), CommentedSeq):
            mapping["groups"].fa.set_flow_style()
        stream = io.StringIO()
        yaml.dump(CommentedSeq([mapping]), stream)
        parts.append(re.sub(r"^  ", "", stream.getvalue(), flags=re.MULTILINE))
    return "\n".join(parts) if parts else "[]\n"


class _List(list[tuple[int, Any]]):
    """The items of the outermost list with the lines where they begin."""


class _Builder:
    """Builds plain values from the events of one document."""

    def __init__(self, source: str) -> None:
        self._source = source

    def build(self, text: str) -> Any:
        """Return the document's value; a list at the top knows its lines."""
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.events import DocumentStartEvent, NodeEvent
        from ruamel.yaml.reader import ReaderError

        documents = 0
        value: Any = None
        try:
            events = iter(YAML(typ="safe", pure=True).parse(text))
            for event in events:
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise self._refuse(event, "a second document begins here. Keep one.")
                elif isinstance(event, NodeEvent):
                    value = self._node(event, events, 0)
        except ReaderError as error:
            line = text.count("\n", 0, int(error.position)) + 1
            raise UnreadableSource(
                f"{self._source}, line {line}: a character that YAML does not allow. Take it out."
            ) from error
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = 1 if mark is None else mark.line + 1
            problem = shown(str(error.problem or "it cannot be read"))
            raise UnreadableSource(
                f"{self._source}, line {line}: this is no YAML ({problem}). Look at quotes, "
                "colons and indents near it."
            ) from error
        except YAMLError as error:
            raise UnreadableSource(
                f"{self._source}: this is no YAML ({shown(str(error))}). Correct it."
            ) from error
        return value

    def _refuse(self, event: Any, message: str) -> UnreadableSource:
        line = event.start_mark.line + 1
        return UnreadableSource(f"{self._source}, line {line}: {message}")

    def _node(self, event: Any, events: Iterable[Any], depth: int) -> Any:
        from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent

        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise self._refuse(event, "anchors and aliases (& *) are not read. Write it out.")
        if depth >= DEEPEST:
            raise self._refuse(event, f"lists and mappings go deeper than {DEEPEST} levels.")
        if getattr(event, "tag", None) not in (None, "!", "tag:yaml.org,2002:str"):
            raise self._refuse(event, f"the tag “{shown(str(event.tag))}” is not read. Remove it.")
        if isinstance(event, ScalarEvent):
            plain = event.style is None and event.tag is None
            return _resolved(event.value) if plain else event.value
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, depth)
        return self._list(events, depth)

    def _mapping(self, events: Iterable[Any], depth: int) -> dict[str, Any]:
        from ruamel.yaml.events import MappingEndEvent, ScalarEvent

        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                raise self._refuse(event, "the name of a field is a word, not a list or mapping.")
            if event.anchor is not None:
                raise self._refuse(event, "anchors and aliases (& *) are not read. Write it out.")
            if event.value in found:
                raise self._refuse(event, f"“{shown(event.value)}” stands twice. Keep one.")
            found[event.value] = self._node(next(iter(events)), events, depth + 1)
        return found

    def _list(self, events: Iterable[Any], depth: int) -> list[Any]:
        from ruamel.yaml.events import SequenceEndEvent

        top = _List()
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            top.append((event.start_mark.line + 1, self._node(event, events, depth + 1)))
        return top if depth == 0 else [value for _, value in top]


def _resolved(word: str) -> Any:
    """Return what a word without quotes means."""
    if word in _NULL:
        return None
    if word in _FLAGS:
        return _FLAGS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    if _DECIMAL.fullmatch(word) and math.isfinite(float(word)):
        return float(word)
    return word
