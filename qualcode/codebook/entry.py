"""The entry of a code: everything a codebook says of it, in both languages.

An entry is a plain value without keys of the store, so that files, revisions, freezes and
differences all speak of the same thing. Invariant: `Entry` holds only what `fields` has cleaned.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LANGUAGES = ("zh", "en")
BILINGUAL = ("name", "definition", "when", "when_not")
"""Fields with a text in each language; `when_not` is `when not` in a file."""

MEANING = tuple(f"{n}_{language}" for n in BILINGUAL[1:] for language in LANGUAGES)
"""Fields whose change may alter what a code means."""

FLAT = (
    "code", "parent", "category",
    "name_zh", "name_en", "definition_zh", "definition_en",
    "when_zh", "when_en", "when_not_zh", "when_not_en",
    "examples", "keywords_zh", "keywords_en", "color", "key", "groups",
)  # fmt: skip
"""The fields of an entry, in the order in which tables show them."""

LISTS = ("examples", "keywords_zh", "keywords_en", "groups")


@dataclass(frozen=True)
class Entry:
    """One code or category: `code` is its name in the project; `extra` what only its file knows.

    parent is None at the top; color is `#rrggbb`, key the letters that apply the code, both empty
    where they are still to be given.
    """

    code: str
    parent: str | None = None
    category: bool = False
    name_zh: str = ""
    name_en: str = ""
    definition_zh: str = ""
    definition_en: str = ""
    when_zh: str = ""
    when_en: str = ""
    when_not_zh: str = ""
    when_not_en: str = ""
    examples: tuple[str, ...] = ()
    keywords_zh: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    color: str = ""
    key: str = ""
    groups: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def patched(self, known: Mapping[str, Any], extra: Mapping[str, Any]) -> Entry:
        """Return the entry with these fields set; an empty colour or key keeps what there is."""
        kept = {n: v for n, v in known.items() if v != "" or n not in ("color", "key")}
        return replace(self, **kept, extra={**self.extra, **extra})

    def definition(self, language: str) -> str:
        """Return the definition in a language, else in the other."""
        first, second = self.definition_zh, self.definition_en
        return (first or second) if language == "zh" else (second or first)


def as_mapping(entry: Entry) -> dict[str, Any]:
    """Return the entry as a codebook file has it: nested by language, empty fields left out."""
    found: dict[str, Any] = {"code": entry.code}
    if entry.parent is not None:
        found["parent"] = entry.parent
    if entry.category:
        found["category"] = True
    for name in BILINGUAL:
        texts = {one: getattr(entry, f"{name}_{one}") for one in LANGUAGES}
        if any(texts.values()):
            found[name.replace("_", " ")] = {one: text for one, text in texts.items() if text}
    if entry.examples:
        found["examples"] = list(entry.examples)
    words = {one: list(getattr(entry, f"keywords_{one}")) for one in LANGUAGES}
    if any(words.values()):
        found["keywords"] = {one: listed for one, listed in words.items() if listed}
    for name in ("color", "key"):
        if getattr(entry, name):
            found[name] = getattr(entry, name)
    if entry.groups:
        found["groups"] = list(entry.groups)
    return {**found, **entry.extra}


def from_mapping(mapping: Mapping[str, Any]) -> Entry:
    """Return the entry that `as_mapping` gave."""
    rest = dict(mapping)
    found: dict[str, Any] = {"code": rest.pop("code"), "parent": rest.pop("parent", None)}
    found["category"] = rest.pop("category", False)
    for name in BILINGUAL:
        texts = rest.pop(name.replace("_", " "), {})
        found.update({f"{name}_{one}": texts.get(one, "") for one in LANGUAGES})
    words = rest.pop("keywords", {})
    found.update({f"keywords_{one}": tuple(words.get(one, ())) for one in LANGUAGES})
    for name in ("examples", "groups"):
        found[name] = tuple(rest.pop(name, ()))
    for name in ("color", "key"):
        found[name] = rest.pop(name, "")
    return Entry(**found, extra=rest)


def as_json(mapping: Any) -> str:
    """Return JSON in one form only, so that equal things have equal digests."""
    return json.dumps(mapping, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_texts(entry: Entry) -> dict[str, str]:
    """Return the fields as texts for comparing and showing; lists have one item a line."""
    found: dict[str, str] = {}
    for name in FLAT:
        value = getattr(entry, name)
        if isinstance(value, tuple):
            found[name] = "\n".join(value)
        elif isinstance(value, bool):
            found[name] = "true" if value else ""
        else:
            found[name] = value or ""
    for name, value in entry.extra.items():
        found[name] = value if isinstance(value, str) else as_json(value)
    return found
