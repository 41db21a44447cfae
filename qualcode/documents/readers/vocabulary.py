"""The words that tell a speaker's label from a header key, a heading or a remark.

Both Chinese scripts are listed. A label is looked up without its number (`Researcher 1`, `P10`,
`受访者A`). Lists hold what real transcripts and export tools write; they never decide alone
against a person, who may tick or untick any label.
"""

from __future__ import annotations

import re
import unicodedata


def words(text: str) -> frozenset[str]:
    """Return the words of a list written with bars between, case-folded."""
    return frozenset(part.strip().casefold() for part in text.split("|"))


INTERVIEWER = words(
    "interviewer|moderator|facilitator|host|co-host|researcher|research assistant|q|question|"
    "i|int|ir|mod|reporter|访谈员|访谈者|访谈人|访问员|访问者|访员|采访者|采访人|采访员|"
    "主持人|主持|问|记者|提问者|研究者|研究员|调查员|调查者|訪談員|訪談者|訪談人|訪問員|"
    "訪問者|訪員|採訪者|採訪人|採訪員|主持|問|記者|提問者|研究員|調查員|調查者"
)
PARTICIPANT = words(
    "interviewee|participant|respondent|guest|informant|subject|p|a|answer|r|ie|受访者|"
    "受访人|被访者|被访人|被采访者|被采访人|被访谈者|被访谈人|参与者|参加者|嘉宾|答|回答|"
    "回答者|受訪者|受訪人|被訪者|被訪人|被採訪者|被採訪人|被訪談者|參與者|參加者|嘉賓|來賓|"
    "来宾"
)
OTHER = words(
    "observer|note taker|notetaker|interpreter|translator|transcriber|记录员|记录人|观察员|"
    "翻译|译员|記錄員|記錄人|紀錄|觀察員|翻譯|譯員"
)
ANYONE = words(
    "speaker|unknown speaker|spk|说话人|发言人|講話人|說話人|發言人|讲话人|发言者|發言者"
)

HEADER = words(
    "title|subject|topic|date|time|duration|length|place|location|venue|conducted|recorded|"
    "recording|recorded on|interview date|interview no|interview number|interview id|"
    "interview|transcript|interview transcript|transcript_by|transcribed by|transcriber|"
    "transcription|transcribed|speakers|participants|attendees|present|language|languages|"
    "tags|media|url|source|file|filename|id|participant id|case|project|study|consent|"
    "version|author|authors|keywords|summary|organisation|organization|organisation type|"
    "interviewees|interviewers|setting|context|age|gender|occupation|role|position|pseudonym|"
    "mode|format|district|city|years|staff|采访时间|采访地点|采访日期|采访对象|采访内容|"
    "采访方式|采访主题|采访人员|访谈时间|访谈地点|访谈日期|访谈对象|访谈内容|访谈方式|"
    "访谈主题|访谈编号|访谈人员|访谈时长|访谈语言|访谈形式|被采访人姓名|受访者姓名|"
    "受访者编号|时间|地点|日期|时长|录音时长|录音编号|对象|内容|方式|主题|题目|标题|编号|"
    "机构|组织|机构类型|单位|姓名|性别|年龄|职业|职务|职位|学历|记录|整理|整理人|转写|转录|"
    "转写人|录音|语言|关键词|摘要|项目|来源|参与人员|参加人员|出席|备注|说明|与会者|在场|"
    "在场人员|地区|所在区|服务年限|规模|採訪時間|採訪地點|採訪日期|採訪對象|採訪內容|"
    "採訪方式|訪談時間|訪談地點|訪談日期|訪談對象|訪談內容|訪談方式|訪談主題|訪談編號|"
    "受訪者姓名|受訪者編號|時間|地點|時長|對象|內容|主題|題目|標題|編號|機構|組織|單位|性別|"
    "年齡|職業|職務|職位|學歷|整理|轉寫|錄音|語言|關鍵詞|專案|來源|出席|備註|說明|與會者|在場"
)
NAMES_IN_HEADER = (
    INTERVIEWER | PARTICIPANT | OTHER | words("访谈对象|采访对象|訪談對象|採訪對象|姓名")
)

NEVER = words(
    "http|https|ftp|mailto|file|www|note|notes|n.b|nb|ps|p.s|e.g|eg|i.e|ie.|example|examples|"
    "for example|for instance|first|second|third|finally|warning|update|edit|todo|answer key|"
    "注|注意|註|例如|比如|比如说|譬如|例|如|即|第一|第二|第三|第四|第五|首先|其次|最后|最後|"
    "另外|此外|总之|總之|一是|二是|三是|也就是说|他说|她说|我说|他問|他问|我觉得|我覺得|他說|她說|我說|也就是說|按|附|附注|附註|又及"
)
_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}[、.章节節部])?"
    r"(?:主题|主題|问题|問題|部分|开场|開場|开场白|開場白|结束|結束|结束语|結束語|结语|結語|对象|對象|方式|内容|內容|"
    r"导入|導入|背景|正文|访谈正文|訪談正文|第[一二三四五六七八九十\d]{1,3}(?:部分|章|节|節))"
    r"\s?[一二三四五六七八九十\d]{0,3}"
)
_HEADING_END = re.compile(
    r".{0,6}(?:主题|主題|部分|对象|對象|方式|内容|內容)[一二三四五六七八九十\d]{0,3}"
)
NOISE = words(
    "laughs|laughter|laughing|laugh|pause|long pause|silence|music|applause|inaudible|"
    "unintelligible|crosstalk|cross-talk|redacted|sighs|coughs|noise|foreign|sic|indistinct|"
    "overlapping|笑|大笑|笑声|笑聲|停顿|停頓|沉默|音乐|音樂|掌声|掌聲|听不清|聽不清|叹气|"
    "嘆氣|咳嗽|噪音|重叠"
)
_NUMBER = re.compile(
    r"[\s_#-]{0,2}(?:\d{1,4}|(?<=[\s一-鿿])[A-Za-z]|[一二三四五六七八九十甲乙丙丁])$"
)


def folded(name: str) -> str:
    """Return the form under which two spellings of one label are the same: width and space only."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def _bare(name: str) -> set[str]:
    """Return the label folded, and the same without its number."""
    whole = folded(name).casefold()
    return {whole, _NUMBER.sub("", whole).strip()}


def role_of(name: str) -> str | None:
    """Return the role that a label names, '' for a word that names any speaker, None for others."""
    bare = _bare(name)
    for role, known in (
        ("interviewer", INTERVIEWER),
        ("participant", PARTICIPANT),
        ("other", OTHER),
        ("", ANYONE),
    ):
        if bare & known:
            return role
    return None


def is_header_key(name: str) -> bool:
    """Say whether a label is the key of a header line."""
    # `主题一` is a key with a number, `id1` is somebody's name.
    forms = {folded(name).casefold()} if name.isascii() else _bare(name)
    return bool(forms & HEADER) and role_of(name) is None


def is_heading(name: str) -> bool:
    """Say whether a label is a Chinese section heading such as `主题一`."""
    name = folded(name)
    return bool(_HEADING.fullmatch(name) or _HEADING_END.fullmatch(name))


def is_never(name: str) -> bool:
    """Say whether a label is a remark, a URL scheme or a bare number."""
    name = folded(name).casefold()
    return name in NEVER or name.replace(".", "").replace("-", "").isdigit()
