"""What each screen is for, in a sentence or two: the top of its help."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "about home": (
        "The study at a glance: what there is, what is left to do, and the key that opens each.",
        "研究概览：已有什么、还剩什么，以及打开各项的按键。",
    ),
    "about documents": (
        "All interviews, or the answers to one question. Open one to read and code it.",
        "全部访谈，或某题的全部回答。打开一份即可阅读和编码。",
    ),
    "about coding": (
        "Read a document and code it. The sentence at the cursor is selected already; a digit or a "
        "code's own letters code it. The margin has a column for each segment, as long as it runs.",
        "阅读并编码一份文档。光标处的句子已自动选中，按数字或代码自己的字母即可编码。"
        "左侧每个编码片段占一栏，与片段同长。",
    ),
    "about cards": (
        "One answer at a time. A digit ticks a code, enter goes on to the next answer. The "
        "respondent's fields and other answers stay hidden until asked for.",
        "一次一条回答。数字键勾选代码，回车到下一条。受访者的字段和其他回答在要求前不显示。",
    ),
    "about grid": (
        "All answers to a question as a list, one row each.",
        "某题的全部回答，一条一行。",
    ),
    "about similar": (
        "Answers like the one you came from, to look at together and code in one go.",
        "与所选回答相似的回答：一起查看，一次编码。",
    ),
    "about codebook": (
        "The codes as a tree, with their definitions. A change of meaning is kept in the history.",
        "代码树及其定义。含义的改动会保留在历史中。",
    ),
    "about segments": (
        "What was coded, by code, document, coder or case. Open one to see it in its document.",
        "已编码的片段，可按代码、文档、编码员、个案查看。打开一条可回到原文。",
    ),
    "about memos": (
        "All memos, the latest first: on codes, passages, cases, or the study as a whole.",
        "全部备忘录，最新的在前：关于代码、文字、个案或整个研究。",
    ),
    "about search": (
        "Words in all texts, each with what stands around it. Simplified and traditional, full and "
        "half width count alike; interviewers are left out unless asked for.",
        "在全部文本中查找词语，并显示上下文。简繁、全角半角视为相同；除非要求，不含访谈者。",
    ),
    "about history": (
        "What happened, by whom; the project as it was; undo to here.",
        "发生了什么、谁做的；项目当时的样子；撤销到此处。",
    ),
    "about queue": (
        "Passages that a change of the codebook touches: keep, move or remove, one key each.",
        "编码簿改动涉及的文字：保留、改到别的代码或移除，各一个按键。",
    ),
    "about reports": (
        "What can be written to a file: quotes, code frequencies, the case × code matrix. The "
        "first rows are shown before anything is written.",
        "可以写成文件的内容：引文、代码频数、个案×代码矩阵。写入前先看前几行。",
    ),
    "about help": ("The keys of a screen.", "某个界面的按键。"),
}
