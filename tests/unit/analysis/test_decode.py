"""Bytes to text, without mojibake."""

import pytest

from importer.analysis.readme.decode import decode

CHINESE = "这是一个简单的中文说明文件，介绍如何安装和使用本软件。\n"
JAPANESE = "これは日本語の説明書です。プログラムの使い方を説明します。\n"
KOREAN = "이것은 한국어로 작성된 설명서입니다.\n"
RUSSIAN = "Это простой файл с описанием программы, её установки и использования.\n"
FRENCH = "Voilà une façon très élégante de résumer ce projet à côté du café.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [CHINESE, FRENCH, "plain\n", "emoji 🚀\n"])
def test_unicode_is_read_with_and_without_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_byte_order_marks_decide(mark: str) -> None:
    assert decode(("\ufeff" + CHINESE).encode(mark)) == CHINESE


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gbk", CHINESE * 3),
        ("shift_jis", JAPANESE * 3),
        ("euc-jp", JAPANESE * 5),
        ("euc-kr", KOREAN * 3),
        ("cp1251", RUSSIAN * 5),
        ("latin-1", FRENCH * 5),
        ("latin-1", "Größe und Maße müssen geprüft werden, natürlich.\n" * 3),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy.\n" * 5),
    ],
)
def test_older_encodings_are_detected(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_one_stray_byte_does_not_change_the_encoding() -> None:
    data = (CHINESE * 20).encode() + b"\xff" + FRENCH.encode()
    assert decode(data) == CHINESE * 20 + "�" + FRENCH


def test_character_cut_through_at_the_end_is_dropped() -> None:
    assert decode("né".encode()[:-1], truncated=True) == "n"


def test_line_ends_are_one_and_nul_is_none() -> None:
    assert decode(b"a\r\nb\rc\0d\n") == "a\nb\ncd\n"


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xfe\xff", bytes(range(256)), b"\x80" * 50])
def test_any_bytes_become_text(data: bytes) -> None:
    assert isinstance(decode(data), str)
