"""Sentences of refusal, English and Chinese: what `errors` reads; see there for the names.

The reason for its length: a table of all messages. Of two that fit a message the first holds.
"""

from __future__ import annotations

SAID: tuple[tuple[str, str], ...] = (
    # Names
    (
        "No code “{name}” in the codebook.{near} List codes with: qualcode codebook list",
        "编码簿中没有代码“{name}”。{near}",
    ),
    (
        "No retired code “{name}”.{near} List codes with: qualcode codebook list",
        "没有已停用的代码“{name}”。{near}",
    ),
    (
        "No document “{name}”.{near} List them with: qualcode documents list",
        "没有文档“{name}”。{near}",
    ),
    (
        "No coder “{name}” in this project.{near} Add one with: qualcode coders add NAME",
        "项目中没有编码员“{name}”。{near}新增：qualcode coders add 名字",
    ),
    (
        "No case “{name}”.{near} Add it first: qualcode cases add “{_}”",
        "没有个案“{name}”。{near}请先新增：qualcode cases add",
    ),
    ("No case “{name}”.{near}", "没有个案“{name}”。{near}"),
    ("No variable “{name}”.{near}", "没有变量“{name}”。{near}"),
    ("No field “{name}”.{near} List them with: qualcode cases list", "没有字段“{name}”。{near}"),
    (
        "No question “{name}” with answers.{near} List what the survey holds with: "
        "qualcode cases list",
        "没有带回答的问题“{name}”。{near}",
    ),
    ("No question “{name}” with answers.{near}", "没有带回答的问题“{name}”。{near}"),
    ("No group “{name}”.{near}", "没有分组“{name}”。{near}"),
    (
        "No freeze “{name}”.{near} Make one with: qualcode codebook freeze NAME",
        "没有冻结版“{name}”。{near}",
    ),
    (
        "No query is kept as “{name}”.{near} List them with: qualcode analysis queries",
        "没有名为“{name}”的已存查询。{near}",
    ),
    (
        "No round “{name}”.{near} List rounds with: qualcode agreement round list",
        "没有轮次“{name}”。{near}",
    ),
    (
        "No layer or coder “{name}”.{near} Layers are: {listed}, and each coder's name.",
        "没有图层或编码员“{name}”。{near}图层有：{listed}，以及各编码员的名字。",
    ),
    (
        "No memo “{name}”. List memos and their uids with: qualcode memos list",
        "没有这条备忘录：{name}。",
    ),
    (
        "No segment “{name}”. List segments and their uids with: qualcode coding list",
        "没有这个编码片段：{name}。它可能已被移除。",
    ),
    (
        "No batch “{name}” in the log. List them with: qualcode history log",
        "历史中没有这一条：{name}。",
    ),
    ("{document} has no speaker “{name}”.", "{document} 中没有说话人“{name}”。"),
    (
        "“{name}” fits {n} {things}: {listed}. Say more of the name.",
        "“{name}”符合 {n} {things}：{listed}。请多写几个字。",
    ),
    (
        "“{name}” fits {n} {things}: {listed}. Say more of it.",
        "“{name}”符合 {n} {things}：{listed}。请多写几个字。",
    ),
    (
        "“{name}” fits {n} {things}: {listed}. Say more.",
        "“{name}”符合 {n} {things}：{listed}。请多写几个字。",
    ),
    (
        "“{name}” fits several {things}: {listed}. Say more of the name.",
        "“{name}”符合多{things}：{listed}。请多写几个字。",
    ),
    (
        "“{name}” fits several {things}: {listed}. Say more of it.",
        "“{name}”符合多{things}：{listed}。请多写几个字。",
    ),
    # Codes
    (
        "“{code}” is a category and is not applied itself. Choose a code below it.",
        "“{code}”是类属，本身不用于编码。请选它下面的代码。",
    ),
    (
        "“{code}” is retired. Bring it back first, or choose another code.",
        "“{code}”已停用。请先恢复，或选另一个代码。",
    ),
    (
        "“{code}” is retired. Bring it back, or choose another code.",
        "“{code}”已停用。请先恢复，或选另一个代码。",
    ),
    (
        "“{code}” is retired. Bring it back first, or name it by its uid {uid}.",
        "“{code}”已停用。请先恢复。",
    ),
    ("“{code}” is retired. Bring it back first.", "“{code}”已停用。请先恢复。"),
    (
        "There is a code “{code}” already. Choose another name, or merge the two.",
        "已有代码“{code}”。请换一个名称，或将两者合并。",
    ),
    (
        "The key “{key}” collides with “{other}” of “{code}”: no key may begin another. "
        "Choose another.",
        "按键“{key}”与“{code}”的“{other}”冲突：一个按键不能是另一个的开头。请另选。",
    ),
    ("The keys “{a}” and “{b}” begin alike. Choose another.", "按键“{a}”与“{b}”开头相同。请另选。"),
    (
        "“{code}” has {n} segments, so it cannot become a category. Merge it into another code "
        "first.",
        "“{code}”已有 {n} 个编码片段，不能改为类属。请先并入另一个代码。",
    ),
    (
        "“{a}” is “{b}” or lies below it, so it cannot become its parent. Choose another parent.",
        "“{a}”就是“{b}”或在其下，不能作它的上级。请另选上级。",
    ),
    (
        "“{code}” cannot be merged with itself. Name another code.",
        "“{code}”不能与自己合并。请选另一个代码。",
    ),
    (
        "“{code}” is a category and takes no segments. Merge into a code.",
        "“{code}”是类属，不接收编码片段。请并入一个代码。",
    ),
    (
        "“{code}” is a category and has no segments to split. Add codes below it.",
        "“{code}”是类属，没有可拆分的片段。请在它下面新增代码。",
    ),
    ("Say which codes “{code}” is split into.", "请写出“{code}”拆成哪些代码。"),
    (
        "Two of the new codes have the same name. Give each its own.",
        "新代码中有两个同名。请各取一个名称。",
    ),
    ("“{code}” is retired already.", "“{code}”已经停用。"),
    ("“{code}” is in use already.", "“{code}”本来就在使用。"),
    (
        "“{code}” has codes below it: {listed}. Move or retire them first.",
        "“{code}”下面还有代码：{listed}。请先移走或停用它们。",
    ),
    (
        "There is a freeze “{name}” already. Choose another name.",
        "已有冻结版“{name}”。请换一个名称。",
    ),
    ("“{field}” is empty. Give it a name.", "名称为空。请取一个名称。"),
    (
        "“{field}” has {n} characters; a name has at most {most}. Shorten it.",
        "名称有 {n} 个字符，最多 {most} 个。请缩短。",
    ),
    (
        "“{name}” holds characters that do not print. Take them out.",
        "“{name}”含有无法显示的字符。请去掉。",
    ),
    (
        "“{field}” holds the character U+{code} at {at}. Take it out.",
        "第 {at} 个字符后有无法写入的字符 U+{code}。请去掉。",
    ),
    (
        "“{field}” is a colour such as '#d1375c', not “{said}”.",
        "颜色写作 #d1375c，而不是“{said}”。",
    ),
    (
        "“{field}” has 1 to {most} letters a-z or digits, not “{said}”.",
        "按键是 1 到 {most} 个字母（a-z）或数字，而不是“{said}”。",
    ),
    (
        "The segment's words are no longer in the text, so there is nothing to take.",
        "这个片段的文字已不在文本中，无法取作例子。",
    ),
    ("These words are an example of “{code}” already.", "这段文字已是“{code}”的例子。"),
    (
        "“{case}” did not consent to being quoted. Choose another segment.",
        "“{case}”未同意被引用。请选另一个片段。",
    ),
    ("The segment is gone. Reload.", "这个片段已不存在。"),
    ("The case is gone.", "这个个案已不存在。"),
    (
        "Cases are narrowed by their fields, such as district=Xihu.",
        "个案按变量筛选，例如 district=Xihu。",
    ),
    (
        "The segment of “{code}” is not in the queue: it is up to date.",
        "“{code}”的这个片段不在队列中：它已是最新。",
    ),
    (
        "{document} was reviewed by another coder, who looks again.",
        "{document} 是另一位编码员看的，由其本人重看。",
    ),
    # Coding
    (
        "The segment “{code}” in {document} is another coder's work; only who made it changes it. "
        "Disagree in reconciliation, or apply your own code.",
        "{document} 中的片段“{code}”是另一位编码员的，只有本人能改。可在协商时提出不同意见，"
        "或自行编码。",
    ),
    (
        "{document} has no span {start}:{end}: its text runs from 0 to {length}, and a span needs "
        "a start before its end.",
        "{document} 中没有 {start}:{end} 这一段：文本从 0 到 {length}，且起点须在终点之前。",
    ),
    (
        "{document} has no span {start}:{end}: its text has changed since the search. Search "
        "again.",
        "{document} 中没有 {start}:{end} 这一段：检索之后文本已改。请重新检索。",
    ),
    (
        "{document} {start}:{end} holds no words to code.",
        "{document} 的 {start}:{end} 没有可编码的文字。",
    ),
    (
        "{document} does not hold the quote “{quote}” in these exact characters.",
        "{document} 中没有与“{quote}”逐字相同的文字。",
    ),
    ("Strength runs from 0 to 100, not {n}.", "强度为 0 到 100，不能是 {n}。"),
    (
        "The segment “{code}” runs from {start} to {end} in {document}; cut at {at}, one part "
        "would hold no words.",
        "{document} 中的片段“{code}”为 {start} 到 {end}；在 {at} 处切开，有一段会没有文字。",
    ),
    ("Merging takes two segments or more.", "合并需要两个以上的片段。"),
    (
        "Only segments of one code in one document can be merged.",
        "只有同一文档中同一代码的片段可以合并。",
    ),
    ("Only segments of one round can be merged.", "只有同一轮次的片段可以合并。"),
    (
        "A segment on a whole document, or on words lost, has no ends.",
        "整份文档的片段，或文字已失的片段，没有可移动的端点。",
    ),
    ("Say who codes: --coder NAME.", "请说明谁在编码：--coder 名字。"),
    ("Say who writes: --coder NAME.", "请说明谁在写：--coder 名字。"),
    (
        "Nobody is named who codes in {place}. {_} Say which: --coder NAME (in Python coder=NAME).",
        "未说明谁在 {place} 中编码。请说明：--coder 名字。",
    ),
    (
        "The round “{name}” is closed, and its work stays as it was: its figures rest on it. "
        "Settle differences by reconciling, or code outside the round.",
        "轮次“{name}”已结束，其中的编码保持原样，因为结果以它为据。请在协商中解决分歧，"
        "或在轮次之外编码。",
    ),
    (
        "You code this document unaided in “{name}”: suggestions come when it is closed.",
        "你在“{name}”中独立编码这份文档：轮次结束后才有建议。",
    ),
    (
        "You code nothing in the round “{name}”. See who does: qualcode agreement round status {_}",
        "你不参与轮次“{name}”的编码。",
    ),
    (
        "You code {told} blind in {rounds}: agreement on it is shown when the round is closed.",
        "你在{rounds}中盲编{told}：轮次结束后才显示一致性。",
    ),
    (
        "You code {told} blind in an open round: agreement is shown when it is closed.",
        "你在进行中的轮次里盲编{told}：轮次结束后才显示一致性。",
    ),
    (
        "“{name}” is a training round, which is never reported as reliability. See it as feedback "
        "with: {_}",
        "“{name}”是培训轮次，不作为信度报告。",
    ),
    (
        "No document was done by two of {_}. What a coder has looked at is marked with: {_}",
        "没有两位编码员都完成的文档。看完后请标为完成。",
    ),
    (
        "{document} is coded blind in the open round “{name}”: reconcile when it is closed, with: "
        "{_}",
        "{document} 正在轮次“{name}”中盲编：轮次结束后再协商。",
    ),
    (
        "{letter} is not done with these words, so there is nothing to take. Choose another, union "
        "or none.",
        "{letter} 未完成这些文字，无可采用。请另选一层、合并或都不用。",
    ),
    ("Disagreement {n} is open: nothing is decided on it.", "第 {n} 处分歧未决，无可收回。"),
    ("A round needs a name of printable characters.", "轮次须有可显示字符的名称。"),
    (
        "There is a round “{name}” already. Choose another name.",
        "已有轮次“{name}”，请另取名称。",
    ),
    (
        "No kind of round “{name}”. Kinds are: {_}.",
        "没有轮次类型“{name}”。类型有：信度、培训、核查、稳定性。",
    ),
    ("The round “{name}” is closed already.", "轮次“{name}”已经结束。"),
    (
        "Reliability takes two coders at least: --coders NAME,NAME.",
        "信度轮次至少须有两位编码员。",
    ),
    (
        "“{code}” is not in the freeze “{freeze}”, by which the round “{name}” is coded. Choose a "
        "code of the freeze, and note in a memo what it lacks.",
        "“{code}”不在轮次“{name}”所用的冻结版“{freeze}”中。请选冻结版中的代码，并用备忘录记下所缺。",
    ),
    (
        "You code this document without your earlier work in “{name}”, and this would change that "
        "work. Do it when the round is closed.",
        "你在“{name}”中编码这份文档时不看自己先前的工作，而此举会改动它。请在轮次结束后再做。",
    ),
    (
        "Coefficients are turned off in this project; disagreements are listed. Turn them on with: "
        "{_}",
        "本项目已关闭系数，只列出分歧。可在“编码者一致性”中按 K 打开。",
    ),
    # Memos, links, queries
    ("The memo is empty.", "备忘录是空的。"),
    (
        "That memo is {coder}'s. Write one of your own beside it.",
        "这条备忘录是 {coder} 的。请另写一条自己的。",
    ),
    ("“{day}” is no day. Write it as 2026-11-25.", "“{day}”不是日期。写作 2026-11-25。"),
    ("“{name}” cannot be linked to itself.", "“{name}”不能链接到自己。"),
    (
        "A query is kept as “{name}” already. Replace it, or say another.",
        "已有名为“{name}”的查询。请替换，或换一个名称。",
    ),
    ("A query is kept under a name of printable characters.", "查询的名称须是可显示的字符。"),
    # Undo and history
    ("Nothing of yours is left to undo.", "你没有可撤销的更改了。"),
    ("Nothing undone is left to do again.", "没有可重做的更改了。"),
    ("“{act}” is taken back already.", "“{act}”已经撤销。"),
    ("“{act}” has nothing left to take back.", "“{act}”已没有可撤销的内容。"),
    (
        "Nothing of it can be taken back: {rest}. Take back the later change first.",
        "其中没有可撤销的：{rest}。请先撤销后来的改动。",
    ),
    (
        "Number {n} of the log, “{act}”, is a look: it changed nothing that could be taken back.",
        "历史第 {n} 条“{act}”只是查看，没有可撤销的改动。",
    ),
    (
        "Number {n} of the log, “{act}”, is a merge: what a colleague did stays theirs.",
        "历史第 {n} 条“{act}”是合并：同事的工作保持原样。",
    ),
    (
        "Number {n} of the log, “{act}”, is itself an undo. Name the change it took back or did "
        "again.",
        "历史第 {n} 条“{act}”本身是撤销。请选它撤销的那一条。",
    ),
    (
        "Number {n} of the log, “{act}”, is itself a redo. Name the change it did again.",
        "历史第 {n} 条“{act}”本身是重做。请选它重做的那一条。",
    ),
    (
        "Number {n} of the log, “{act}”, is {coder}'s: only {_} can take it back.",
        "历史第 {n} 条“{act}”是 {coder} 的，只有本人能撤销。",
    ),
    (
        "Nothing of yours after number {n} of the log can be taken back.",
        "历史第 {n} 条之后没有你可撤销的更改。",
    ),
    # Documents and files
    ("Only the lead ({lead}) may {what}.", "只有负责人（{lead}）可以{what}。"),
    ("There is a document “{name}” already.", "已有文档“{name}”。"),
    ("A document needs a name.", "文档需要名称。"),
    (
        "{document} carries {_} of {coders}. Ask them to take them back first; nothing was "
        "removed.",
        "{document} 上有 {coders} 的编码或备忘录。请他们先撤销；未移除任何内容。",
    ),
    (
        "{words} stands nowhere in {document}; nothing was masked.",
        "{document} 中没有{words}；未作匿名处理。",
    ),
    (
        "“{words}” cannot stand in a text: it holds characters that do not print. Take them out.",
        "“{words}”含有无法显示的字符，不能写入文本。请去掉。",
    ),
    ("No file {path}.", "没有文件 {path}。"),
    (
        "{path} is a folder. Name its files, for instance {example}",
        "{path} 是文件夹。请写出其中的文件，例如 {example}",
    ),
    ("Say which files to add.", "请写出要导入的文件。"),
    ("no such file.", "没有这个文件。"),
    ("cannot be read: {reason}.", "无法读取：{reason}。"),
    ("{n} bytes; at most {most} are read.", "{n} 字节；最多读取 {most} 字节。"),
    ("the file is empty.", "文件是空的。"),
    ("there is no text in it.", "其中没有文字。"),
    (
        "not read: the old Word format. Save it as docx, then add that.",
        "不能读取旧版 Word 格式。请另存为 docx 再导入。",
    ),
    (
        "not read: {ending}. A survey is taken in with: qualcode cases import FILE --id COLUMN",
        "{ending} 不能作为文档读取。问卷用此导入：qualcode cases import 文件 --id 列名",
    ),
    ("not read: {ending}. Save it as one of: {known}.", "不能读取 {ending}。请另存为：{known}。"),
    ("not read: {kind}. Read are: {known}.", "不能读取 {kind}。可读取：{known}。"),
    (
        "this is an old doc file, or a docx with a password. Save it as docx without one.",
        "这是旧版 doc 文件，或带密码的 docx。请另存为不带密码的 docx。",
    ),
    ("this is not a {kind} file: {reason}.", "这不是 {kind} 文件：{reason}。"),
    ("this is not a {kind} file but something else.", "这不是 {kind} 文件。"),
    ("this is not a {kind} file but {other}.", "这不是 {kind} 文件，而是 {other}。"),
    (
        "{pages} and no text: this is a scan. Recognise its text first.",
        "没有文字：这是扫描件。请先做文字识别。",
    ),
    (
        "this is {kind}, not text. Give it the ending of its format.",
        "这是 {kind}，不是文本。请用它本来的扩展名。",
    ),
    (
        "byte {n} is NUL: this is a binary file, not text. Export it as text.",
        "第 {n} 字节是 NUL：这是二进制文件，不是文本。请导出为文本。",
    ),
    (
        "{n} control characters: this is a binary file, or in another encoding.",
        "有 {n} 个控制字符：这是二进制文件，或用了别的字符集。",
    ),
    (
        "byte {n} is not UTF-8, and no other encoding tried fits the whole file. It may be damaged "
        "or mix encodings; name one (gb18030), or save it as UTF-8.",
        "第 {n} 字节不是 UTF-8，试过的其他字符集也都不合。文件可能损坏或混用字符集；"
        "请指定一种（gb18030），或另存为 UTF-8。",
    ),
    (
        "byte {n} is not UTF-8, and nearly all others are: the file is damaged or cut short. Save "
        "it as UTF-8 again.",
        "第 {n} 字节不是 UTF-8，其余几乎都是：文件已损坏或不完整。请重新存为 UTF-8。",
    ),
    (
        "no cue in this {kind} file: no line reads `00:00:01.000 --> 00:00:02.000`. If it is plain "
        "text, give it the ending .txt.",
        "这个 {kind} 文件中没有字幕：没有 `00:00:01.000 --> 00:00:02.000` 这样的行。"
        "若是纯文本，请改用 .txt。",
    ),
    (
        "{path} is empty. A document that is to go is removed.",
        "{path} 是空的。不要的文档请移除。",
    ),
    # Writing files, the store
    (
        "{path} is being written by {who}. Nothing was changed; try again when that is finished, "
        "or close the other program.",
        "{path} 正由 {who} 写入。未作任何改动；请等它完成再试，或关闭另一程序。",
    ),
    (
        "{path}: the disk is full. Nothing was changed; make room first.",
        "{path}：磁盘已满。未作任何改动；请先腾出空间。",
    ),
    (
        "{path} cannot be written: the file or its folder is read-only. Nothing was changed; copy "
        "it to a folder of your own or change its permissions.",
        "{path} 无法写入：文件或其文件夹是只读的。未作任何改动；请复制到自己的文件夹，或更改权限。",
    ),
    (
        "{path} cannot be written: it is a folder. Choose another name.",
        "{path} 无法写入：这是文件夹。请换一个名称。",
    ),
    (
        "{path} cannot be written: {reason}. Choose another folder.",
        "{path} 无法写入：{reason}。请换一个文件夹。",
    ),
    (
        "The folder {path} does not exist. Create it first.",
        "没有文件夹 {path}。请先建立。",
    ),
    # Search
    (
        "The pattern has {n} characters; {most} are the most. Shorten it.",
        "模式有 {n} 个字符，最多 {most} 个。请缩短。",
    ),
    ("The pattern is empty: say what to search for.", "模式是空的：请写出要找什么。"),
    (
        "The pattern “{pattern}” was stopped: it took more than {n} seconds. Ask for less at a "
        "time: a repeat within a repeat, as in (a+)+, is what takes so long.",
        "模式“{pattern}”已停止：超过 {n} 秒。请分次检索；重复之中又有重复，如 (a+)+，会很慢。",
    ),
    (
        "The pattern “{pattern}” cannot be read: {reason} at character {n}. Mend it, or search for "
        "it as plain text; a sign of patterns stands for itself after a \\, as in \\? or \\(.",
        "无法理解模式“{pattern}”：第 {n} 个字符处有误（{reason}）。请改正，或按普通文字检索；"
        "符号前加 \\ 表示其本身，如 \\? 或 \\(。",
    ),
    (
        "The pattern “{pattern}” cannot be read: {reason}. Mend it, or search for it as plain "
        "text; a sign of patterns stands for itself after a \\, as in \\? or \\(.",
        "无法理解模式“{pattern}”：{reason}。请改正，或按普通文字检索；符号前加 \\ 表示其本身，"
        "如 \\? 或 \\(。",
    ),
    (
        "Nothing to search for: give some words, one character is enough.",
        "没有要找的内容：请写几个字，一个也行。",
    ),
    (
        "“{said}” is one word; near each other are two to {most}, with blanks between.",
        "“{said}”只是一个词；相近检索需要 2 到 {most} 个词，用空格分开。",
    ),
    ("{n} words near each other; {most} are the most.", "相近检索有 {n} 个词，最多 {most} 个。"),
    (
        "“{said}” does not say how near. Write 5 (words between), 20c (characters between), "
        "sentence or turn.",
        "“{said}”没有说明多近。写 5（相隔词数）、20c（相隔字符数）、sentence（同句）或 "
        "turn（同话轮）。",
    ),
    (
        "{name} holds numbers: “{said}” is none. Write 3, a range as 3..12, or 3.. for 3 and more.",
        "{name} 是数字，“{said}”不是。写 3，范围写 3..12，3 以上写 3..。",
    ),
    # Queries
    ("At the end of the query: {rest}", "查询末尾：{rest}"),
    ("At character {n} of the query, “{shown}”: {rest}", "查询第 {n} 个字符“{shown}”：{rest}"),
    ("No code “{name}” in the codebook.{near}", "编码簿中没有代码“{name}”。{near}"),
    ("No document “{name}”.{near}", "没有文档“{name}”。{near}"),
    ("No coder “{name}” in this project.{near}", "项目中没有编码员“{name}”。{near}"),
    ("there is no {thing} “{name}”.{near}", "没有这样的{thing}：“{name}”。{near}"),
    ("“{said}” is no number.", "“{said}”不是数字。"),
    (
        "“{said}” is no date. Write 2020, 2020-03 or 2020-03-31.",
        "“{said}”不是日期。写作 2020、2020-03 或 2020-03-31。",
    ),
    ("“{name}” has no order: write = or !=.", "“{name}”没有大小次序：请用 = 或 !=。"),
    ("a value is missing here.", "这里缺少一个值。"),
    ("the quotes hold no name.", "引号中没有名称。"),
    ("this quote is not closed.", "引号没有关上。"),
    ("this bracket was not opened.", "多了一个右括号。"),
    ("this bracket is not closed.", "括号没有关上。"),
    (
        "a code, a condition or a bracket is missing here.",
        "这里缺少代码、条件或括号。",
    ),
    ("“and” needs something on both sides.", "“and” 两边都要有内容。"),
    ("one “not” is enough.", "一个“not”就够了。"),
    ("“{word}” needs a code on both sides.", "“{word}”两边都要有代码。"),
    ("“{word}” needs a code before it.", "“{word}”之前要有代码。"),
    ("“{word}” needs a code after it.", "“{word}”之后要有代码。"),
    (
        "no distance. Write a number and turns, words or characters, as in near:2turns.",
        "没有距离。写数字加 turns、words 或 characters，例如 near:2turns。",
    ),
    # Survey files
    (
        "the id “{name}” stands in row {n} already. Ids must differ; nothing was imported."
        " A spreadsheet may have rounded such long numbers: export them as text.",
        "编号“{name}”在第 {n} 行已有。编号不能重复；没有导入任何内容。"
        "电子表格可能截断了这样的长数字：请以文本格式导出。",
    ),
    (
        "the id “{name}” stands in row {n} already. Ids must differ; nothing was imported.",
        "编号“{name}”在第 {n} 行已有。编号不能重复；没有导入任何内容。",
    ),
    ("the id column “{name}” is blank.", "编号列“{name}”为空。"),
    (
        "“{cell}” is a long number that a spreadsheet shortened. Export the file anew, with this "
        "column as text.",
        "“{cell}”是被电子表格缩短的长数字。请将此列设为文本后重新导出。",
    ),
    (
        "no column is surely the respondents' id. Say which is with --id (id=); no two cells are "
        "alike in {listed}.",
        "看不出哪一列是受访者的编号。请指明；这些列没有重复值：{listed}。",
    ),
    (
        "no column is surely the respondents' id. Say which is with --id (id=); no column tells "
        "all rows apart.",
        "看不出哪一列是受访者的编号，也没有一列能区分所有行。请指明。",
    ),
    (
        "{name} has no column “{column}”. Its columns: {listed}",
        "{name} 中没有“{column}”列。它的列有：{listed}",
    ),
    ("{name} has a header and no row below it.", "{name} 只有表头，下面没有数据行。"),
    (
        "{name} has no header row with the names of its columns.",
        "{name} 没有写明列名的表头行。",
    ),
    (
        "column {n} has no name. Each column needs one, in one row.",
        "第 {n} 列没有名称。每一列都要有名称，且写在同一行。",
    ),
    ("two columns are named “{name}”.", "有两列都叫“{name}”。"),
    (
        "{n} cells where the header has {of}. Look for a comma or quote in a cell.",
        "有 {n} 个单元格，而表头有 {of} 个。请检查单元格中的逗号或引号。",
    ),
    (
        "{n} cells where the header has {of}. Is row 1 a title? Then delete it: the header is the "
        "first row.",
        "有 {n} 个单元格，而表头有 {of} 个。第 1 行是标题吗？若是请删去：表头须在第一行。",
    ),
    (
        "{name} is no well-formed table ({why}). Look for a quote that is not closed.",
        "{name} 不是格式正确的表格（{why}）。请检查没有关上的引号。",
    ),
    (
        "{name} is no Excel workbook (.xlsx). Open it in a spreadsheet and save it again.",
        "{name} 不是 Excel 工作簿（.xlsx）。请用电子表格打开后重新保存。",
    ),
    (
        "{name} is encrypted with a password, or an old .xls. Open it in a spreadsheet and save "
        "it as .xlsx without a password.",
        "{name} 有密码，或是旧的 .xls。请用电子表格打开，去掉密码另存为 .xlsx。",
    ),
    (
        "{where}: a formula without its value. Open the file in a spreadsheet and save it again.",
        "{where}：公式没有计算值。请用电子表格打开后重新保存。",
    ),
    (
        "a formula without its value. Open the file in a spreadsheet and save it again.",
        "公式没有计算值。请用电子表格打开后重新保存。",
    ),
    ("“{cell}” is no number.", "“{cell}”不是数字。"),
    ("“{cell}” is no date.", "“{cell}”不是日期。"),
    ("“{cell}” is no duration.", "“{cell}”不是时长。"),
    (
        "“{cell}” is no date of the form 2020-01-31.",
        "“{cell}”不是 2020-01-31 这种形式的日期。",
    ),
    ("“{cell}” is negative, which no weight can be.", "“{cell}”为负数，权重不能为负。"),
    ("“{cell}” is none of the levels {listed}.", "“{cell}”不在这些水平之内：{listed}。"),
    (
        "“{name}” has no weight above 0. Which column has them?",
        "“{name}”没有大于 0 的权重。权重在哪一列？",
    ),
    (
        "two columns would become the variable “{name}”. Skip one.",
        "有两列会成为变量“{name}”。请略去一列。",
    ),
    (
        "{file} has a column for “{name}”, which was derived from others here. Skip that column, "
        "or import under a prefix (--prefix).",
        "{file} 有“{name}”列，而此处该变量由其他变量生成。请略去该列，或加前缀导入。",
    ),
    (
        "{file} has a column for “{name}”, which was made of an event log here. Skip that column, "
        "or import under a prefix (--prefix).",
        "{file} 有“{name}”列，而此处该变量由事件日志汇总而来。请略去该列，或加前缀导入。",
    ),
    (
        "“{name}” is {kind} in this project and would become {other}. State it as {_}, take back "
        "the earlier import, or import under a prefix.",
        "“{name}”在项目中为 {kind}，会变为 {other}。请指明原类型、撤销先前的导入，或加前缀导入。",
    ),
    (
        "“{name}” is ordinal, and its levels have no order by themselves: {listed}. State them, "
        "the lowest first.",
        "“{name}”是有序变量，但它的水平本身没有次序：{listed}。请从低到高写出。",
    ),
    (
        "the file has no ids, and case “{name}” of this project is not this row. For another "
        "survey give its rows a prefix: --id-prefix.",
        "文件没有编号，而项目中的个案“{name}”不是这一行。若是另一份问卷，请给行号加前缀。",
    ),
    (
        "“{name}” tells who a person is and is left out of what leaves the project. If it tells "
        "nobody: qualcode cases personal '{_}' --not",
        "“{name}”可识别个人身份，不会写出项目之外。若并非如此："
        "qualcode cases personal '{name}' --not",
    ),
    # What an undo leaves as it is
    (
        "{field} of a {thing}, which pointed to something deleted",
        "{thing}的 {field}（所指已被删除）",
    ),
    ("{field} of a {thing} that was changed since", "{thing}的 {field}（之后改过）"),
    ("a {thing} that was deleted since", "已被删除的{thing}"),
    ("a {thing} that was changed since", "之后改过的{thing}"),
    ("a {thing} that later work stands on", "之后的工作所依的{thing}"),
)
