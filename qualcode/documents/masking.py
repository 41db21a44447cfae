"""Masking: names and numbers replaced in a new version, from a vault that the lead alone reads.

Masking is an edit like any other, so segments stay where they are and undo brings the words back.
What is proposed are patterns (telephone, identity card, e-mail, web address), speakers' labels
that are names, and forms of address; a person decides on each. The vault and the unmasked text
leave the project by no export.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.documents import listing, versions
from qualcode.documents.listing import DocumentRow
from qualcode.documents.versions import Look
from qualcode.errors import UsageError
from qualcode.store.coders import Coders
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text.edits import replace_all

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


def vault(store: Store) -> list[Pseudonym]:
    """Return the vault. Raises: NotAllowed for anybody but the lead."""
    Coders(store).require_lead("read the vault")
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, uid, original, replacement, kind FROM pseudonym ORDER BY id"
        ).all()
    return [Pseudonym(*r) for r in rows]


def propose(content: str, known: Mapping[str, str], labels: Mapping[str, str]) -> list[Proposal]:
    """Return what a text might be masked of: vault entries first, then patterns and labels.

    known: original → replacement from the vault. labels: speakers' labels that are names, with
    their roles.
    """
    found: dict[str, Proposal] = {}
    for original, replacement in known.items():
        n = len(_places(content, original))
        if n:
            found[original] = Proposal(original, replacement, "person", n, "in the vault")
    for label in labels:
        if (
            label not in found
            and len(label) > 1
            and not re.search(r"\d|访谈|受访|主持|nterview", label)
        ):
            n = len(_places(content, label))
            found[label] = Proposal(label, f"[{len(found) + 1}]", "person", n, "a speaker's label")
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(content):
            words = match.group()
            if words in found:
                continue
            n = len(_places(content, words))
            stands = f"[{kind} {len(found) + 1}]"
            found[words] = Proposal(words, stands, kind, n, "looks like one")
    return list(found.values())


def _places(content: str, words: str) -> list[int]:
    """Return where words stand, not inside a longer Latin word."""
    edge = r"(?<![A-Za-z])" if words[:1].isascii() and words[:1].isalpha() else ""
    last = r"(?![A-Za-z])" if words[-1:].isascii() and words[-1:].isalpha() else ""
    return [m.start() for m in re.finditer(edge + re.escape(words) + last, content)]


def mask(
    store: Store, document: DocumentRow, replacements: Mapping[str, str] | None = None
) -> list[Look]:
    """Replace words in a document, from what is given or the vault; given pairs enter the vault.

    Returns the segments whose words changed. Raises: NotAllowed, UsageError.
    """
    Coders(store).require_lead("mask documents")
    entries = {p.original: p for p in vault(store)}
    wanted = dict(replacements or {p.original: p.replacement for p in entries.values()})
    for original, replacement in wanted.items():
        if not original.strip() or not replacement.strip():
            raise UsageError("Masking needs the words and what is to stand in their place.")
    content = listing.text(store, document)
    changes: list[tuple[int, int, str]] = []
    for original in sorted(wanted, key=len, reverse=True):
        for start in _places(content, original):
            end = start + len(original)
            if not any(a < end and start < z for a, z, _ in changes):
                changes.append((start, end, wanted[original]))
    with store.batch("mask document", document.document) as batch:
        fresh = [o for o in wanted if o not in entries and replacements is not None]
        batch.insert(
            "pseudonym",
            [
                {"original": o, "replacement": wanted[o], "kind": "person", "case_id": None}
                for o in fresh
            ],
        )
        batch.update(
            "pseudonym",
            {
                entries[o].id: {"replacement": r}
                for o, r in wanted.items()
                if o in entries and entries[o].replacement != r
            },
        )
        relabel(store, document, wanted)
        if not changes:
            return []
        masked, edit_map = replace_all(content, sorted(changes))
        return versions.edit(
            store, document, masked,
            reason="masking", edit_map=edit_map, masked=True, label="mask document",
        )  # fmt: skip


def relabel(store: Store, document: DocumentRow, wanted: Mapping[str, str]) -> None:
    """Mask the labels of a document's speakers as its text is masked."""
    with store.batch("mask document", document.document) as batch:
        m = mark(batch.connection)
        rows = batch.connection.exec_driver_sql(
            f"SELECT id, label FROM speaker WHERE document_id = {m}", (document.id,)
        ).all()
        batch.update("speaker", {r[0]: {"label": wanted[r[1]]} for r in rows if r[1] in wanted})
