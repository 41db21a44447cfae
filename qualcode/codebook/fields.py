"""What people write into the fields of an entry, made clean values or refused.

A field may be one text, whose language is seen from its script, or `{zh, en}`; tables name the
language in the column (`definition_zh`). What is not said stays as it is, so every function here
returns a patch. A near-miss of a known field is refused, any other unknown field kept.
Invariant: a text that passed holds no control character but line feed and tab, and no blanks at
its ends; what can be stored can therefore be written to every format and read again.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualcode.codebook.entry import BILINGUAL, FLAT, LANGUAGES
from qualcode.errors import UsageError
from qualcode.text.language import detect

LONGEST_NAME = 100
LONGEST_KEY = 8

_SPELLED = {"colour": "color"}
_NESTED = (*BILINGUAL, "keywords")
KNOWN = frozenset((*FLAT, *_NESTED))
_SHOWN = ("code", "parent", "category", "name", "definition", "when", "when not", "examples",
          "keywords", "color", "key", "groups")  # fmt: skip
_TRUE = frozenset(("true", "yes", "1", "x", "是"))
_FALSE = frozenset(("", "false", "no", "0", "否"))
_COLOR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_KEY = re.compile(rf"[a-z0-9]{{1,{LONGEST_KEY}}}")
_SPACES = str.maketrans({"\u3000": " ", "\u00a0": " "})
_JOINER = "\u200d"
_UNWRITABLE = "\ufeff\ufffe\uffff"


@dataclass
class Patch:
    """Clean values by field of `Entry`, and the fields that nobody here knows."""

    known: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


def canonical(name: str) -> str:
    """Return a field's name as it is compared: `When Not` and `when-not` are `when_not`."""
    folded = re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold().strip())
    return _SPELLED.get(folded, folded)


def read(given: Mapping[str, Any], *, keep_unknown: bool = True) -> Patch:
    """Return the patch that these fields make.

    keep_unknown: whether a field that is neither known nor nearly known is kept in `extra`, as in
    files. Raises: UsageError naming the field.
    """
    found = Patch()
    for said, value in given.items():
        name = canonical(said)
        if name in KNOWN:
            new = _read_one(name, said, value)
            for one in new:
                if one in found.known:
                    raise UsageError(f"“{shown(said)}” says again what another field says already.")
            found.known.update(new)
        else:
            refuse_near_miss(said, name)
            if not keep_unknown:
                raise UsageError(f"No field “{shown(said)}”. Fields are: {', '.join(_SHOWN)}.")
            found.extra[name_of_extra(said)] = _plain(said, value)
    if found.known.get("category") and found.known.get("key"):
        raise UsageError("a category is not applied itself, so it has no “key”. Take the key out.")
    return found


def read_extra(given: Any) -> dict[str, Any]:
    """Return fields of one's own, given in Python as `extra={...}`.

    Raises: UsageError where one of them is, or nearly is, a known field.
    """
    if not isinstance(given, Mapping):
        raise UsageError("“extra” is a mapping of field names to texts.")
    found = {}
    for said, value in given.items():
        name = canonical(str(said))
        if name in KNOWN:
            raise UsageError(
                f"“{shown(str(said))}” is a field of its own: give it outside “extra”."
            )
        refuse_near_miss(str(said), name)
        found[name_of_extra(str(said))] = _plain(str(said), value)
    return found


def refuse_near_miss(said: str, name: str) -> None:
    """Refuse an unknown field that looks like a slip of the pen. Raises: UsageError."""
    stem, _, language = name.rpartition("_")
    if stem in _NESTED and len(language) == 2:
        return  # a third language is not a slip
    near = difflib.get_close_matches(name, [canonical(k) for k in (*_SHOWN, *FLAT)], 1, 0.8)
    if near:
        meant = next((k for k in _SHOWN if canonical(k) == near[0]), near[0])
        raise UsageError(f"unknown field “{shown(said)}”: did you mean “{meant}”?")


def shown(text: str) -> str:
    """Return a piece of a file as it may stand in a message: short, and only what prints."""
    clean = "".join(c if c.isprintable() else "·" for c in text)
    return clean if len(clean) <= 60 else f"{clean[:59]}…"


def name_of_code(value: Any, what: str = "code") -> str:
    """Return a name that a code or group may have. Raises: UsageError."""
    name = text_of(value, what).translate(_SPACES).strip()
    if not name:
        raise UsageError(f"“{what}” is empty. Give it a name.")
    if len(name) > LONGEST_NAME:
        raise UsageError(
            f"“{what}” has {len(name)} characters; a name has at most {LONGEST_NAME}. Shorten it."
        )
    if any(not c.isprintable() and c != _JOINER for c in name):
        raise UsageError(f"“{shown(name)}” holds characters that do not print. Take them out.")
    return name


def text_of(value: Any, what: str) -> str:
    """Return a clean text; None is the empty one. Raises: UsageError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"“{shown(what)}” must be text, but is {_kind(value)}. {_advice(value)}")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    for at, c in enumerate(text):
        if c not in "\n\t" and (c in _UNWRITABLE or unicodedata.category(c) in ("Cc", "Cs")):
            raise UsageError(
                f"“{shown(what)}” holds the character U+{ord(c):04X} at {at}. Take it out."
            )
    return text


def _read_one(name: str, said: str, value: Any) -> dict[str, Any]:
    if name == "code":
        return {"code": name_of_code(value, said)}
    if name == "parent":
        return {"parent": name_of_code(value, said) if text_of(value, said) else None}
    if name == "category":
        return {"category": _flag(value, said)}
    if name == "color":
        return {"color": _color(value, said)}
    if name == "key":
        return {"key": _letters(value, said)}
    if name == "groups":
        return {"groups": in_order(name_of_code(one, said) for one in _listed(value, said))}
    if name == "keywords":
        return _keywords(value, said)
    if name in ("examples", "keywords_zh", "keywords_en"):
        return {name: _texts(value, said)}
    if name in BILINGUAL:
        return {f"{name}_{one}": text for one, text in _by_language(value, said).items()}
    return {name: text_of(value, said)}


def _by_language(value: Any, said: str) -> dict[str, str]:
    if value is None:
        return dict.fromkeys(LANGUAGES, "")
    if isinstance(value, Mapping):
        _check_languages(value, said)
        return {one: text_of(text, said) for one, text in value.items()}
    text = text_of(value, said)
    return {language_of(text): text} if text else dict.fromkeys(LANGUAGES, "")


def _keywords(value: Any, said: str) -> dict[str, tuple[str, ...]]:
    if isinstance(value, Mapping):
        _check_languages(value, said)
        return {f"keywords_{one}": _texts(words, said) for one, words in value.items()}
    words = _texts(value, said)
    return {
        f"keywords_{one}": tuple(w for w in words if language_of(w) == one) for one in LANGUAGES
    }


def language_of(text: str) -> str:
    """Return the language that a text without a label counts as: zh or en."""
    return "zh" if detect(text) == "zh" else "en"


def _check_languages(value: Mapping[Any, Any], said: str) -> None:
    for one in value:
        if one not in LANGUAGES:
            raise UsageError(
                f"“{shown(said)}” has the languages zh and en; “{shown(str(one))}” is neither."
            )


def _listed(value: Any, said: str) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return list(value)
    raise UsageError(f"“{shown(said)}” must be a list of texts, but is {_kind(value)}.")


def _texts(value: Any, said: str) -> tuple[str, ...]:
    return unique(text for one in _listed(value, said) if (text := text_of(one, said)))


def in_order(groups: Iterable[str]) -> tuple[str, ...]:
    """Return the names of groups as an entry holds them: each once, sorted."""
    return tuple(sorted(set(groups)))


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Return the items without repeats, in their order."""
    return tuple(dict.fromkeys(items))


def _flag(value: Any, said: str) -> bool:
    if isinstance(value, bool):
        return value
    word = text_of(value, said).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise UsageError(f"“{shown(said)}” is true or false, not “{shown(word)}”.")


def _color(value: Any, said: str) -> str:
    text = text_of(value, said).lower()
    if text and not _COLOR.fullmatch(text):
        raise UsageError(f"“{shown(said)}” is a colour such as '#d1375c', not “{shown(text)}”.")
    return "#" + "".join(c * 2 for c in text[1:]) if len(text) == 4 else text


def _letters(value: Any, said: str) -> str:
    text = unicodedata.normalize("NFKC", text_of(value, said)).casefold()
    if text and not _KEY.fullmatch(text):
        raise UsageError(
            f"“{shown(said)}” has 1 to {LONGEST_KEY} letters a-z or digits, not “{shown(text)}”."
        )
    return text


def name_of_extra(said: str) -> str:
    """Return the name of a field of one's own, as given but clean. Raises: UsageError."""
    return name_of_code(said, "field name")


def _plain(said: str, value: Any) -> Any:
    """Return what an unknown field holds: texts, numbers, lists and mappings of them."""
    if isinstance(value, Mapping):
        return {name_of_extra(str(k)): _plain(said, v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(said, v) for v in value]
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) < 10**18):
        raise UsageError(f"“{shown(said)}” holds a number beyond bounds. Write it as text.")
    if value is None or isinstance(value, bool | int | float):
        return value
    return text_of(value, said)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return f"{str(value).lower()} (true or false)"
    if isinstance(value, int | float):
        return f"the number {shown(str(value))}"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"of type {type(value).__name__}"


def _advice(value: Any) -> str:
    return "Put it in quotes." if isinstance(value, bool | int | float) else "Write one text."
