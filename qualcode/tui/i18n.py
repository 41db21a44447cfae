"""The words of the interface in English and Chinese, side by side so that none is forgotten.

Codes are 代码, coding 编码, segments 编码片段, agreement 编码者一致性, strength 强度.
"""

from __future__ import annotations

from qualcode.text.interface import language

WORDS: dict[str, tuple[str, str]] = {
    # screens
    "home": ("Home", "首页"),
    "documents": ("Documents", "文档"),
    "coding": ("Coding", "编码"),
    "codebook": ("Codebook", "编码簿"),
    "segments": ("Segments", "编码片段"),
    "memos": ("Memos", "备忘录"),
    "help": ("Help", "帮助"),
    # header and status
    "reading": ("read only", "只读"),
    "undoes": ("{what} · u undoes", "{what} · 按 u 撤销"),
    "undone": ("undone: {what} · U does it again", "已撤销：{what} · 按 U 重做"),
    "redone": ("done again: {what}", "已重做：{what}"),
    "left": (" · left as it is: {what}", " · 保持原样：{what}"),
    "input method": (
        "the input method is on: switch it off to use keys",
        "输入法开着：请先切换到英文再按键",
    ),
    "no key": (
        "{pressed} does nothing here · ? shows the keys",
        "{pressed} 在此无作用 · 按 ? 看按键",
    ),
    "go where": (
        "go to: h Home  d Documents  c Coding  b Codebook  s Segments  m Memos",
        "前往：h 首页  d 文档  c 编码  b 编码簿  s 编码片段  m 备忘录",
    ),
    "nobody codes": (
        "opened to read: start with --coder NAME to code",
        "以只读方式打开：用 --coder 名字 启动才能编码",
    ),
    "changed elsewhere": ("the project was changed by another program", "项目已被另一程序改动"),
    # actions of the journal
    "apply code": ("coded", "已编码"),
    "remove code": ("removed", "已移除"),
    "recode segment": ("recoded", "已改码"),
    "resize segment": ("resized", "已调整范围"),
    "change segment": ("changed", "已更改"),
    "set strength": ("strength set", "已设强度"),
    "mark done": ("done", "已完成"),
    "reopen": ("opened again", "已重新打开"),
    "write memo": ("memo written", "已写备忘录"),
    "edit memo": ("memo changed", "已改备忘录"),
    "remove memo": ("memo removed", "已移除备忘录"),
    "add code": ("code added", "已新增代码"),
    "edit code": ("code changed", "已改代码"),
    "rename code": ("code renamed", "已改代码名"),
    "move code": ("code moved", "已移动代码"),
    "merge codes": ("codes merged", "已合并代码"),
    "split code": ("code split", "已拆分代码"),
    "retire code": ("code retired", "已停用代码"),
    "bring back code": ("code brought back", "已恢复代码"),
    "group codes": ("grouped", "已分组"),
    "ungroup codes": ("ungrouped", "已取消分组"),
    "freeze codebook": ("codebook frozen", "已冻结编码簿"),
    "import codebook": ("codebook taken in", "已导入编码簿"),
    "import documents": ("taken in", "已导入"),
    "import survey": ("survey taken in", "已导入问卷"),
    "edit document": ("document corrected", "已更正文档"),
    "mask document": ("document masked", "已匿名处理文档"),
    "rename document": ("document renamed", "已改文档名"),
    "remove document": ("document removed", "已移除文档"),
    "set language": ("language set", "已设语言"),
    "add coder": ("coder added", "已新增编码员"),
    "add case": ("case added", "已新增个案"),
    "link case": ("linked to a case", "已关联个案"),
    "set value": ("value set", "已设值"),
    "pin code": ("pinned", "已钉到数字键"),
    # home
    "interviews line": (
        "{n} interviews   {done} done · {work} in work · {new} new",
        "{n} 份访谈   完成 {done} · 进行中 {work} · 未开始 {new}",
    ),
    "question line": (
        "{asked} asked · {answered} answered · {reviewed} reviewed ({coded} with a code)",
        "提问 {asked} · 回答 {answered} · 已看 {reviewed}（有代码 {coded}）",
    ),
    "codebook line": (
        "codebook   {n} codes · {freeze}",
        "编码簿   {n} 个代码 · {freeze}",
    ),
    "no freeze": ("not frozen yet", "尚未冻结"),
    "freeze is": ("freeze {name}, {when}", "冻结 {name}，{when}"),
    "segments line": ("segments   {n} by {who}", "编码片段   {n} 个，{who}"),
    "memos line": ("memos   {n} · {todo} to do", "备忘录   {n} · 待办 {todo}"),
    "look line": (
        "{n} segments to look at again after corrections",
        "更正后有 {n} 个片段需要再看",
    ),
    "home empty": (
        "Nothing here yet. Press I to take in transcripts.",
        "还没有内容。按 I 导入访谈稿。",
    ),
    # documents
    "col document": ("document", "文档"),
    "col language": ("lang", "语言"),
    "col case": ("case", "个案"),
    "col characters": ("characters", "字符"),
    "col segments": ("segments", "片段"),
    "col coders": ("coders", "编码员"),
    "col state": ("you", "你"),
    "done": ("done", "完成"),
    "in work": ("in work", "进行中"),
    "new": ("new", "未开始"),
    "documents empty": (
        "No documents yet. Press I to take in transcripts (txt, md, docx, pdf, vtt, srt).",
        "还没有文档。按 I 导入访谈稿（txt、md、docx、pdf、vtt、srt）。",
    ),
    "import which": (
        "Files to take in (a path or pattern such as interviews/*.docx):",
        "要导入的文件（路径或通配符，例如 interviews/*.docx）：",
    ),
    "preview": ("Preview: nothing is written yet", "预览：尚未写入"),
    "preview keys": ("enter takes it in · esc leaves it", "回车导入 · esc 放弃"),
    "preview line": (
        "{name} · {format} {encoding} · {language} · {characters} characters · {turns} turns",
        "{name} · {format} {encoding} · {language} · {characters} 字符 · {turns} 个话轮",
    ),
    "speakers": ("speakers: {names}", "说话人：{names}"),
    "no speakers": ("no speakers found", "未发现说话人"),
    "already there": ("in the project already, left out", "项目中已有，略过"),
    # coding
    "here": ("here", "此处"),
    "nothing here": ("nothing coded here", "此处未编码"),
    "turn of": ("turn {at} of {n}", "话轮 {at}/{n}"),
    "passage of": ("passage {at} of {n}", "段 {at}/{n}"),
    "state line": ("{where} · {state} · {n} segments", "{where} · {state} · {n} 个片段"),
    "work hint": ("in work, D when done", "进行中，完成按 D"),
    "definition": ("definition", "定义"),
    "not": ("not", "不用于"),
    "key so far": ("code key: {keys}…  esc leaves", "代码键：{keys}…  esc 放弃"),
    "no such key": ("no code has the key {keys}", "没有代码使用键 {keys}"),
    "nothing pinned": ("no code is pinned to {digit}", "数字 {digit} 上没有代码"),
    "mine only": ("your segments only", "只显示你的片段"),
    "everybody": (
        "everybody's segments: what others coded may steer you",
        "显示所有人的片段：他人的编码可能影响你",
    ),
    "nothing to repeat": ("no code to repeat yet", "还没有可重复的代码"),
    "nothing selected": ("there are no words here to code", "这里没有可编码的文字"),
    "no segment here": ("no segment of yours here", "此处没有你的片段"),
    "no segments": ("no segments in this document", "本文档没有编码片段"),
    "all done": ("you are done with every document", "所有文档都已完成"),
    "free mode": (
        "free: arrows move the end, v or enter keeps it",
        "自由选择：方向键移动末尾，v 或回车保留",
    ),
    "not found": ("“{what}” is not in this document", "本文档中没有“{what}”"),
    "search for": ("Find in this document:", "在本文档中查找："),
    "strength is": ("Strength, 0 to 100 (empty: none):", "强度，0 到 100（空：无）："),
    "coding empty": (
        "No document is open. Press g d to choose one.",
        "没有打开文档。按 g d 选择。",
    ),
    "pinned": ("pinned codes", "数字键上的代码"),
    "changed words": ("words changed since coding", "编码后文字有改动"),
    # codebook
    "codebook empty": (
        "No codes yet. Press A to add one, or load a file: qualcode codebook load FILE",
        "还没有代码。按 A 新增，或载入文件：qualcode codebook load FILE",
    ),
    "name of new": ("Name of the new code:", "新代码的名称："),
    "new name": ("New name:", "新名称："),
    "move under": ("Move “{code}” under (esc: nowhere):", "把“{code}”移到哪个之下（esc 放弃）："),
    "to top": ("the top level", "最上层"),
    "merge into": ("Merge “{code}” into:", "把“{code}”并入："),
    "alters": (
        "Does this change the meaning of “{code}”?",
        "这会改变“{code}”的含义吗？",
    ),
    "alters no": ("no: the same, said better", "不会：含义不变，只是说得更清楚"),
    "alters yes": ("yes: what was coded before is to be seen again", "会：此前的编码需要重看"),
    "freeze name": ("Name of this state of the codebook:", "这一版编码簿的名称："),
    "category": ("category: not applied itself", "类属：本身不用于编码"),
    "when": ("when", "何时用"),
    "when not": ("when not", "何时不用"),
    "examples": ("examples", "例子"),
    "keywords": ("keywords", "关键词"),
    "definition of": ("Definition of {code} ({language}):", "{code} 的定义（{language}）："),
    # segments, memos
    "segments empty": (
        "No segments yet. Open a document (g d) and press a digit to code a sentence.",
        "还没有编码片段。打开文档（g d），按数字键给一句话编码。",
    ),
    "col code": ("code", "代码"),
    "col speaker": ("speaker", "说话人"),
    "col text": ("text", "文字"),
    "col coder": ("coder", "编码员"),
    "all codes": ("all codes", "全部代码"),
    "count of": ("{n} segments · {code}", "{n} 个片段 · {code}"),
    "exported": ("written: {path}", "已写入：{path}"),
    "memos empty": ("No memos yet. Press m to write one.", "还没有备忘录。按 m 写一条。"),
    "col kind": ("kind", "类型"),
    "col about": ("about", "关于"),
    "col when": ("when", "时间"),
    "memo kind": ("Kind of memo:", "备忘录类型："),
    "memo keys": ("ctrl+s keeps · esc leaves it", "ctrl+s 保存 · esc 放弃"),
    "memo on": ("Memo on {what}", "关于 {what} 的备忘录"),
    "about project": ("the study", "整个研究"),
    # small dialogs
    "find code": ("Find a code (letters or pinyin):", "查找代码（字母或拼音）："),
    "who codes": ("Who codes?", "谁在编码？"),
    "choose": ("type to narrow · enter takes · esc leaves", "键入以缩小 · 回车选定 · esc 放弃"),
    "enter keeps": ("enter keeps · esc leaves", "回车确定 · esc 放弃"),
    "nothing fits": ("nothing fits", "没有匹配"),
}

KINDS = {
    "code": ("code", "代码"), "theory": ("theory", "理论"), "method": ("method", "方法"),
    "case": ("case", "个案"), "reflexive": ("reflexive", "反思"), "to do": ("to do", "待办"),
}  # fmt: skip


def t(key: str, **values: object) -> str:
    """Return a text of the interface in its language, with values put in."""
    en, zh = WORDS[key]
    return (zh if language() == "zh" else en).format(**values)


def kind(name: str) -> str:
    """Return the name of a kind of memo."""
    en, zh = KINDS.get(name, (name, name))
    return zh if language() == "zh" else en


def said(label: str, subject: str = "") -> str:
    """Return what a batch did, in words."""
    verb = t(label) if label in WORDS else label
    return f"{verb} “{subject}”" if subject else verb


def number(n: int) -> str:
    """Return a count as it is read."""
    return f"{n:,}"
