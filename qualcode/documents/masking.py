"""Masking: names and numbers replaced in a new version, from a vault that the lead alone reads.

Masking is an edit like any other, so segments stay where they are and undo brings the words back;
a document's name and its speakers' labels are masked with its text. What is proposed are patterns
(telephone, identity card, e-mail, web address), speakers' labels that are names, and forms of
address; a person decides on each. The vault and the unmasked text leave the project by no export.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from qualcode.documents import listing, versions
from qualcode.documents.listing import ANSWER, DocumentRow
from qualcode.documents.naming import in_message
from qualcode.documents.readers.vocabulary import role_of
from qualcode.documents.versions import Look
from qualcode.errors import NotFound, UsageError
from qualcode.store.coders import Coders
from qualcode.store.journal import Batch
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text.edits import EditMap, replace_all

KINDS = ("person", "place", "organisation", "number", "other")

# The hundred most frequent surnames cover some 85 % of people in China (Ministry of Public
# Security, 2019 report); only those that are rarely other words are worth proposing.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁"
    "沈姚卢傅钟姜崔谭廖范汪陆金石戴贾韦邱邹熊孟秦薛侯雷龙段郝孔邵史毛贺顾赖武康钱严"
)
_TITLES = (
    "先生|女士|小姐|阿姨|叔叔|大姐|大哥|师傅|老师|主任|书记|局长|处长|科长|站长|队长|经理|医生|护士|"
    "老板|同学"
)
_PATTERNS = (
    ("number", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    ("number", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")),
    ("number", re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)")),
    ("number", re.compile(r"(?<![\w+])\+\d[\d -]{8,17}\d(?!\d)")),
    ("other", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)),
    ("other", re.compile(r"https?://[^\s，。）)」』]{3,200}")),
    ("person", re.compile(rf"(?:[老小]?[{_SURNAMES}])(?:{_TITLES})")),
    (
        "person",
        re.compile(rf"(?<![\u4e00-\u9fff])[老小][{_SURNAMES}](?![\u4e00-\u9fff]{{0,1}}[的])"),
    ),
    ("person", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+[A-Z][a-z]+(?:[- ][A-Z][a-z]+)?")),
)


@dataclass(frozen=True)
class Proposal:
    """Words that may tell who somebody is: how often, what would stand there, and why."""

    original: str
    replacement: str
    kind: str
    times: int
    why: str


@dataclass(frozen=True)
class Pseudonym:
    """An entry of the vault."""

    id: int
    uid: str
    original: str
    replacement: str
    kind: str


def may_read(store: Store) -> bool:
    """Say whether this session is the lead's, who alone reads the vault."""
    current = Coders(store).current()
    return current is not None and current.role == "lead"


def vault(store: Store) -> list[Pseudonym]:
    """Return the vault. Raises: NotAllowed for anybody but the lead."""
    Coders(store).require_lead("read the vault")
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, uid, original, replacement, kind FROM pseudonym ORDER BY id"
        ).all()
    return [Pseudonym(*r) for r in rows]


def propose(
    content: str, known: Iterable[Pseudonym] = (), labels: Iterable[str] = ()
) -> list[Proposal]:
    """Return what a text might be masked of: vault entries first, then labels and patterns.

    known: the vault's entries. labels: the speakers' labels; one that names a role, or is a mere
    number or a single character, is no name.
    """
    found: dict[str, Proposal] = {}
    for entry in known:
        if n := len(_places(content, entry.original)):
            found[entry.original] = Proposal(
                entry.original, entry.replacement, entry.kind, n, "in the vault"
            )
    for label in labels:
        if label not in found and len(label) > 1 and role_of(label) is None and not _MARK(label):
            n = len(_places(content, label))
            stands = f"[person {len(found) + 1}]"
            found[label] = Proposal(label, stands, "person", n, "a speaker's label")
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(content):
            words = match.group()
            if words not in found:
                n = len(_places(content, words))
                stands = f"[{kind} {len(found) + 1}]"
                found[words] = Proposal(words, stands, kind, n, "looks like one")
    return list(found.values())


_MARK = re.compile(r"\W*[A-Za-z]{0,3}[ _-]?\d+\W*|[\[【<(（].*").fullmatch
"""Labels that stand for a name already: P10, S03, [person 2]."""
_LETTER = "A-Za-z\u00c0-\u024f"


def _places(content: str, words: str) -> list[int]:
    """Return where words stand, not inside a longer Latin word or number."""
    edge = last = ""
    if re.match(rf"[{_LETTER}]", words):
        edge = rf"(?<![{_LETTER}])"
    elif words[:1].isdigit():
        edge = r"(?<!\d)"
    if re.search(rf"[{_LETTER}]$", words):
        last = rf"(?![{_LETTER}\u0300-\u036f])"
    elif words[-1:].isdigit():
        last = r"(?!\d)"
    return [m.start() for m in re.finditer(edge + re.escape(words) + last, content)]


def occurrences(content: str, words: str) -> int:
    """Return how often words stand in a text, not inside a longer Latin word or number."""
    return len(_places(content, words))


def mask(
    store: Store, document: DocumentRow, replacements: Mapping[str, str] | None = None
) -> list[Look]:
    """Replace words in a document, from what is given or the vault; given pairs enter the vault.

    Returns the segments whose words changed. Raises: NotAllowed, NotFound for given words that
    stand neither in the text nor in a label nor in the document's name, UsageError.
    """
    Coders(store).require_lead("mask documents")
    entries = {p.original: p for p in vault(store)}
    wanted = dict(replacements or {p.original: p.replacement for p in entries.values()})
    content = listing.text(store, document)
    labels = _labels(store, document)
    if replacements:
        _check(document, wanted, [content, document.document, *labels.values()])
    name = document.document
    if document.kind != ANSWER and (masked := _replaced(name, wanted)) != name:
        name = listing.free_name(store, masked, "")
    with store.batch("mask document", name) as batch:
        if replacements:
            _remember(batch, entries, wanted)
        if name != document.document:
            batch.update("document", {document.id: {"name": name}})
        relabelled = {key: _replaced(label, wanted) for key, label in labels.items()}
        batch.update(
            "speaker",
            {key: {"label": new} for key, new in relabelled.items() if new != labels[key]},
        )
        if not (changes := _changes(content, wanted)):
            return []
        text, edit_map = replace_all(content, changes)
        return versions.edit(
            store, replace(document, document=name), text,
            reason="masking", edit_map=edit_map, masked=True, label="mask document",
        )  # fmt: skip


def _check(document: DocumentRow, wanted: Mapping[str, str], texts: list[str]) -> None:
    for original, replacement in wanted.items():
        if not original.strip() or not replacement.strip():
            raise UsageError("Masking needs the words and what is to stand in their place.")
        if in_message(replacement) != replacement:
            raise UsageError(
                f"“{in_message(replacement)}” cannot stand in a text: it holds characters that do "
                "not print. Take them out."
            )
    absent = [o for o in wanted if not any(_places(one, o) for one in texts)]
    if absent:
        listed = ", ".join(f"“{in_message(o)}”" for o in absent)
        raise NotFound(f"{listed} stands nowhere in {document.document}; nothing was masked.")


def _changes(content: str, wanted: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Return the replacements in a text, sorted; of words within words the longest holds."""
    taken = bytearray(len(content))
    changes = []
    for original in sorted(wanted, key=len, reverse=True):
        for start in _places(content, original):
            end = start + len(original)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * len(original)
                changes.append((start, end, wanted[original]))
    return sorted(changes)


def replaced(content: str, wanted: Mapping[str, str]) -> tuple[str, EditMap]:
    """Return a text with words replaced as masking does, and the map from the one to the other."""
    return replace_all(content, _changes(content, wanted))


def leaving(store: Store) -> Callable[[str], str]:
    """Return what puts stand-ins for the vault's words in a text that leaves the project.

    For what people wrote or picked from a text (memos, examples of codes): masking a document does
    not reach it. It is for everybody, as it says nothing of the vault but what stands for it.
    """
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT original, replacement FROM pseudonym").all()
    wanted: dict[str, str] = {r[0]: r[1] for r in rows}
    return lambda said: _replaced(said, wanted) if any(one in said for one in wanted) else said


def reading(store: Store) -> Callable[[str], str]:
    """Return how this session reads what people wrote: the lead as it is, others as it leaves."""
    return str if may_read(store) else leaving(store)


def _replaced(content: str, wanted: Mapping[str, str]) -> str:
    return replace_all(content, _changes(content, wanted))[0]


def _labels(store: Store, document: DocumentRow) -> dict[int, str]:
    """Return the labels of a document's speakers by key."""
    with store.read() as connection:
        m = mark(connection)
        rows = connection.exec_driver_sql(
            f"SELECT id, label FROM speaker WHERE document_id = {m} ORDER BY id", (document.id,)
        ).all()
    return {r[0]: r[1] for r in rows}


def _remember(batch: Batch, entries: Mapping[str, Pseudonym], wanted: Mapping[str, str]) -> None:
    """Bring the vault up to the pairs given."""
    fresh = [
        {"original": o, "replacement": r, "kind": _kind(o), "case_id": None}
        for o, r in wanted.items()
        if o not in entries
    ]
    if fresh:
        batch.insert("pseudonym", fresh)
    changed = {
        entries[o].id: {"replacement": r}
        for o, r in wanted.items()
        if o in entries and entries[o].replacement != r
    }
    if changed:
        batch.update("pseudonym", changed)


def _kind(words: str) -> str:
    """Return what words are as the patterns tell; else a person's name."""
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(words)), "person")
