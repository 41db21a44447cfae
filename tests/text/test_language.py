import pytest
import strategies
from hypothesis import given

from qualcode.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("无", "zh"),
        ("没有。", "zh"),
        ("𠮷", "zh"),
        ("我们用 Excel 和 WeChat 做 volunteer management", "zh"),
        ("WeChat群", "zh"),
        ("鲜の每日", "zh"),
        ("Jiedao (街道办事处) helped us a lot", "en"),
        ("ok", "en"),
        ("N/A", "en"),
        ("The 街道办 asked us to do it", "en"),
        ("a naïve café", "en"),
        ("ＷｅＣｈａｔ groups are good", "en"),
        ("ボランティアが足りない", "ja"),
        ("の", "ja"),
        ("자원봉사자가 부족했다", "ko"),
        ("Où est la gare", "other"),
        ("Ich weiß es nicht", "other"),
        ("Yo no sé qué hacer", "other"),
        ("добрый день", "other"),
        ("مرحبا", "other"),
        ("", ""),
        ("123 — 😀!", ""),
    ],
)
def test_language_is_told_by_script_and_little_words(text: str, language: str) -> None:
    assert detect(text) == language


@given(strategies.texts())
def test_any_text_has_one_of_the_languages(text: str) -> None:
    assert detect(text) in {"zh", "en", "ja", "ko", "other", ""}
