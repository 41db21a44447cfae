"""Words of the codebook screen."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
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
}
