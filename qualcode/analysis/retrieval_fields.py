"""The fields that a query can ask about, beside the variables of cases."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A field: its English and Chinese name and other spellings, and what values it takes.

    kind: `name` (of something in the project), `number`, `date`, `text`, or `word` (one of a few).
    """

    names: tuple[str, ...]
    kind: str
    says: str


FIELDS: dict[str, Field] = {
    "code": Field(("code", "代码"), "name", "a code, those below it too"),
    "only": Field(("only", "仅代码"), "name", "a code without those below it"),
    "group": Field(("group", "代码组", "组"), "name", "the codes of a group"),
    "document": Field(("document", "文档", "doc"), "name", "a document"),
    "case": Field(("case", "个案"), "name", "the case whose document it is, or none"),
    "question": Field(("question", "问题"), "name", "answers to an open question"),
    "coder": Field(("coder", "编码员", "by"), "name", "who coded, or me"),
    "layer": Field(("layer", "层"), "name", "final, consensus, union, or a coder's name"),
    "speaker": Field(("speaker", "说话人"), "name", "whose turn it begins in, or none"),
    "role": Field(("role", "角色"), "word", "interviewer, participant, other or none"),
    "text": Field(("text", "文字"), "text", "words in it, however they are written"),
    "strength": Field(("strength", "强度"), "number", "0 to 100, a range, or none"),
    "date": Field(("date", "日期"), "date", "when it was coded (days here): 2020, 2020-03-31"),
    "round": Field(("round", "轮次"), "name", "a round of coding, or none"),
    "revision": Field(("revision", "修订"), "number", "of the code when applied, or old"),
    "origin": Field(("origin", "来源"), "word", "manual, auto, suggested, consensus, imported"),
    "language": Field(("language", "语言"), "word", "of the document: zh, en"),
    "kind": Field(("kind", "类型"), "word", "of the document: interview, answer"),
    "memo": Field(("memo", "备忘录"), "word", "a kind of memo on it, any or none"),
    "state": Field(("state", "状态"), "word", "exact, changed, lost, whole"),
    "unit": Field(("unit", "单位"), "word", "passage, document or case: what codes meet in"),
}
"""By English name."""

BY_ALIAS = {alias: name for name, field in FIELDS.items() for alias in field.names}
"""The English name of a field by every spelling, folded."""
