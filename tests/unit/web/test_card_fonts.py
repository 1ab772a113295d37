"""Cards are written with the fonts there are: never boxes, never letters joined wrongly."""

import dataclasses
import io
from collections.abc import Iterator

import pytest
from PIL import Image

from importer.web import card_fonts, share_card
from importer.web.card_fonts import BOLD, REGULAR, written
from importer.web.share_card import Card

CHINESE, ARABIC = "山水画生成器，支持离线运行。", "مكتبة لتحليل النصوص"
CARD = Card("x", CHINESE, "mozhi/shanshui", "alice", "12", (), "Python")
LATIN = tuple(name for name in card_fonts.known() if name.startswith("DejaVu"))
EAST_ASIAN = [name for name in card_fonts.known() if name not in LATIN and "Arabic" not in name]

pytestmark = pytest.mark.skipif(not LATIN, reason="no DejaVu fonts (fonts-dejavu-core)")


@pytest.fixture(autouse=True)
def _drawn_anew() -> Iterator[None]:
    def forget() -> None:
        share_card.png.cache_clear()
        card_fonts._has.cache_clear()

    forget()
    yield
    forget()


@pytest.mark.parametrize("names", [BOLD, REGULAR])
@pytest.mark.parametrize("text", [CHINESE, ARABIC, "für “alle” 🚀 日本", "עברית", "\U0001f600", ""])
def test_nothing_is_written_that_the_font_has_no_letter_for(text: str, names: tuple[str]) -> None:
    said = written(text, names, 34)
    letters = said.text.replace(" ", "")
    box = bytes(said.font.getmask("\ufffe"))
    assert [one for one in letters if bytes(said.font.getmask(one)) == box] == []


def test_without_a_font_for_it_the_sentence_is_left_out_and_the_language_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(card_fonts, "known", lambda: LATIN)
    assert written(CHINESE, REGULAR, 34).text == ""
    unsaid = share_card.png(CARD)
    plain = dataclasses.replace(CARD, description="")
    assert unsaid == share_card.png(plain)
    assert unsaid != share_card.png(dataclasses.replace(plain, language=""))


@pytest.mark.skipif(not EAST_ASIAN, reason="no East Asian font (fonts-wqy-microhei)")
def test_with_a_font_for_it_everything_is_written() -> None:
    for names in (BOLD, REGULAR):
        assert written(f"{CHINESE} Python", names, 34).text == f"{CHINESE} Python"
    # It needs no spaces to be broken into lines.
    card = dataclasses.replace(CARD, description=CHINESE * 9)
    long = Image.open(io.BytesIO(share_card.png(card)))
    assert long.convert("L").crop((84, 300, 1116, 345)).getextrema()[0] < 150


def test_arabic_is_written_from_the_right_where_it_can_be_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(card_fonts, "_can_shape", lambda: True)
    said = written(ARABIC, REGULAR, 34)
    assert (said.text, said.from_right) == (ARABIC, True)
    assert not written("Python", REGULAR, 34).from_right
    card_fonts._has.cache_clear()
    monkeypatch.setattr(card_fonts, "_can_shape", lambda: False)
    assert written(ARABIC, REGULAR, 34).text == ""
