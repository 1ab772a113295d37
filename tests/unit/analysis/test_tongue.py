"""In which language a README is, and its translations."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.readme.document import TRANSLATIONS_LIMIT
from importer.analysis.readme.tongue import tongue
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import snapshot

ENGLISH = "This is the tool that you can use for it, and it is on the way to be of use. " * 3


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("README.zh-CN.md", "zh-Hans"), ("README_CN.md", "zh-Hans"), ("README.zh_TW.md", "zh-Hant"),
        ("readme-ja.md", "ja"), ("README_JP.md", "ja"), ("docs/README.fr.md", "fr"),
        ("README.pt-br.md", "pt-BR"), ("README-ES.rst", "es"), ("i18n/ko/README.md", "ko"),
        ("README.Chinese.md", "zh-Hans"), ("README.md", ""), ("docs/README.md", ""),
        ("README.adoc", ""), ("README-dev.md", ""), ("README", ""),
    ],
)  # fmt: skip
def test_name_of_the_file_says_the_language(path: str, tag: str) -> None:
    assert tongue(path, "").tag == tag


@pytest.mark.parametrize(
    ("text", "tag", "direction"),
    [
        (ENGLISH, "en", "ltr"),
        ("Dies ist ein Werkzeug, das für die Arbeit mit der Liste und dem Rest ist.", "de", "ltr"),
        ("這個專案為您實現網頁數據的顯示，並且說明如何設定。", "zh-Hant", "ltr"),
        ("这个项目为您实现网页数据的显示，并且说明如何设定。", "zh-Hans", "ltr"),
        ("これは便利な道具です。とても速く動きます。", "ja", "ltr"),
        ("이것은 매우 유용한 도구입니다.", "ko", "ltr"),
        ("هذا مستند يحتوي على كل شيء", "ar", "rtl"),
        ("این پروژه برای نمایش چیزهای گوناگون و پیچیده است", "fa", "rtl"),
        ("זהו כלי שימושי מאוד", "he", "rtl"),
        ("Это очень полезный инструмент", "ru", "ltr"),
        ("Це дуже корисний інструмент для її користувачів", "uk", "ltr"),
        ("```\nthe and of to is for with this that you can are\n```\nx", "", "ltr"),
        ("", "", "ltr"),
    ],
)
def test_text_says_the_language(text: str, tag: str, direction: str) -> None:
    said = tongue("README.md", text)
    assert (said.tag, said.direction) == (tag, direction)


def test_words_of_code_and_names_do_not_make_chinese_english() -> None:
    text = "本项目使用 Python and Flask for the web，安装 pip install 之后 run the server 即可。"
    assert tongue("README.md", text).tag == "zh-Hans"


def test_translations_are_read_each_language_once() -> None:
    files = (
        SourceFile("README.md", ENGLISH.encode()),
        SourceFile("README.zh-CN.md", "# 你好\n\n这个项目很好。".encode()),
        SourceFile("README_cn.md", "又一个".encode()),
        SourceFile("README.ar.md", "# مرحبا\n\nكل شيء هنا".encode()),
        SourceFile("README_en.md", b"The same again."),
    )
    analysis = analyse(snapshot(readmes=files))
    assert [(one.path, one.label, one.direction) for one in analysis.translations] == [
        ("README.zh-CN.md", "简体中文", "ltr"),
        ("README.ar.md", "العربية", "rtl"),
    ]
    assert analysis.readme is not None
    assert (analysis.readme.language, analysis.readme.label) == ("en", "English")
    assert "你好" in analysis.translations[0].html


def test_translations_that_are_too_long_together_are_left_out_and_told() -> None:
    files = (
        SourceFile("README.md", b"# Short"),
        SourceFile("README.de.md", b"# Kurz"),
        SourceFile("README.fr.md", b"mot " * (TRANSLATIONS_LIMIT // 4)),
    )
    analysis = analyse(snapshot(readmes=files))
    assert [one.language for one in analysis.translations] == ["de"]
    assert [one.code for one in analysis.warnings] == ["TRANSLATION_SKIPPED"]
    assert "README.fr.md" in analysis.warnings[0].message
