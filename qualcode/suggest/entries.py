"""The codebook as the model reads it: each code's texts and keywords, in every language it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.suggest.features import prepared


@dataclass(frozen=True, slots=True)
class Entries:
    """Codes in the codebook's order, and their texts; `*_of` gives the place of each one's code."""

    codes: tuple[str, ...]
    texts: tuple[str, ...]
    text_of: tuple[int, ...]
    keywords: tuple[str, ...]
    """Keywords and names, prepared, no two the same in one code."""
    keyword_of: tuple[int, ...]


def read(codebook: Sequence[Mapping[str, Any]]) -> Entries:
    """Return the entries of a codebook.

    codebook: dicts with code; name and definition as {language: text} or one text; examples: texts;
              keywords: {language: [text]} or [text]. All but the code may be missing or empty.
    Raises:   ValueError for a code that comes twice.
    """
    codes = tuple(str(entry["code"]) for entry in codebook)
    if len(set(codes)) < len(codes):
        twice = sorted({code for code in codes if codes.count(code) > 1})
        raise ValueError(
            f"The codebook has the code {twice[0]!r} twice. Codes need names of their own."
        )
    texts: list[tuple[int, str]] = []
    keywords: list[tuple[int, str]] = []
    for at, entry in enumerate(codebook):
        texts += [(at, text) for text in dict.fromkeys(_texts(entry)) if text]
        keywords += [(at, word) for word in dict.fromkeys(_keywords(entry)) if word]
    return Entries(
        codes,
        tuple(text for _, text in texts),
        tuple(at for at, _ in texts),
        tuple(word for _, word in keywords),
        tuple(at for at, _ in keywords),
    )


def _texts(entry: Mapping[str, Any]) -> Iterator[str]:
    names, definitions, words = (
        _by_language(entry.get(field)) for field in ("name", "definition", "keywords")
    )
    for language in sorted({*names, *definitions, *words}):
        name = ", ".join(names.get(language, []))
        for more in (definitions.get(language, []), words.get(language, [])):
            yield prepared(": ".join(part for part in (name, ", ".join(more)) if part))
    yield from (prepared(example) for example in entry.get("examples") or [])


def _keywords(entry: Mapping[str, Any]) -> Iterator[str]:
    for field in ("keywords", "name"):
        for words in _by_language(entry.get(field)).values():
            yield from map(prepared, words)


def _by_language(value: Any) -> dict[str, list[str]]:
    by_language = value if isinstance(value, Mapping) else {"": value}
    found = {}
    for language, texts in by_language.items():
        listed = [texts] if isinstance(texts, str) else list(texts or [])
        if kept := [text for text in listed if text and text.strip()]:
            found[str(language)] = kept
    return found
