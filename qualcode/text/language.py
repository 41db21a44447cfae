"""Which language a text is in, from its scripts and, for Latin script, its little words.

Counting scripts works from one character up: '无' is Chinese. What it cannot do: tell Japanese
written without kana from Chinese, Cantonese from Mandarin, or one or two Latin words of another
language from English; a short text in Latin script without such evidence counts as English. Only
the first 20,000 characters are read.
"""

from __future__ import annotations

import re
import unicodedata

_SAMPLE = 20_000
# Han with its radicals, iteration mark and zero, compatibility forms, planes 2 and 3; bopomofo.
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd]"
)
_KANA = re.compile(
    "[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d]"
)
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LATIN = re.compile(
    "[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
    "[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff'’]*"
)
_ENGLISH_WORDS = """
    the and of to is was are were be been it its that this these those they them their there then we
    our us you your he she his her who what when where which why how with from for have has had not
    but because if so would could should will can do does did don't very more most many some about
    just i i'm it's i've we're they're at by as my all any out up or an on in no
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# Frequent in other languages written in Latin script, and no words of English.
_OTHER_WORDS = """
    de la le les des du et est une un dans pour que qui pas avec sur nous vous ils elle mais ou où
    être c'est je ne au aux plus très bien cette ces y el los las del en por con para una se lo como
    más pero muy sus al está son este esta porque o os um uma não com dos das na em foi muito isso
    também você são il di che è per non sono della gli alla nel anche più questo ho ci der und ist
    nicht ein eine zu den mit sich auf für ich wir sie auch dem wird aus bei nach het een van dat
    niet zijn voor er maar ook naar wij och att det som på är av för inte med jag vi har om ett til
    ikke og jeg nie jest się z do że jak ale co po i tak bardzo dan yang ini itu dengan untuk tidak
    saya kami mereka dari pada ada akan juga ve bir bu için çok da ile değil ben biz ama và của là
    có không được cho người các một những trong với tôi chúng
"""
_OTHERS = frozenset(_OTHER_WORDS.split()) - _ENGLISH


def detect(text: str) -> str:
    """Return 'zh', 'en', 'ja', 'ko', 'other', or '' for a text without letters.

    Chinese with English terms in it is 'zh', English with Chinese terms in it 'en': a Han character
    weighs as much as a Latin word, and a third of an English function word. Japanese needs a
    quarter of kana among its kana and Han. Other Latin-script languages need two words of evidence,
    and more than there is of English.
    """
    sample = text[:_SAMPLE]
    if not sample.isascii():
        sample = unicodedata.normalize("NFKC", sample)
    words = [word.lower().replace("’", "'") for word in _LATIN.findall(sample)]
    if sample.isascii():
        return _latin(words) if words else ""
    han, kana, hangul = (len(script.findall(sample)) for script in (_HAN, _KANA, _HANGUL))
    letters = sum(map(str.isalpha, sample))
    latin = sum(map(str.isalpha, "".join(words)))
    elsewhere = letters - han - kana - hangul - latin
    east = han + kana + hangul
    if elsewhere > 0 and elsewhere >= max(east, latin):
        return "other"
    if not letters:
        return ""
    # Terms of another language come as nouns; little words tell which language the sentence is in.
    little = sum(word in _ENGLISH for word in words)
    if len(words) > (1 if east else 0) and east < len(words) + 2 * little:
        return _latin(words)
    if hangul > han and hangul >= kana:
        return "ko"
    if kana and kana * 4 >= han + kana and (kana > 1 or not han):
        return "ja"
    return "zh"


def _latin(words: list[str]) -> str:
    english = sum(word in _ENGLISH for word in words)
    # A word with a diacritic is evidence too, unless it is one of English's few (café, naïve).
    other = sum(
        word in _OTHERS or (not word.isascii() and word not in {"café", "cafés", "naïve", "résumé"})
        for word in words
    )
    return "other" if other >= 2 and other > english else "en"
