"""What a page says of itself elsewhere: tags, linked data, and a card."""

import io
import json
import re

import pytest
from flask import Flask
from PIL import Image

from importer.web import share_card
from importer.web.share_card import Card
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor
from tests.unit.web.test_projects import PAYLOAD

CARD = Card("Flask", "A small framework.", "pallets/flask", "alice", "70.3k", ((1.0, "#3572A5"),))


def test_a_public_page_tells_where_it_is_and_what_it_shows(site: Flask, stranger: Visitor) -> None:
    builders.add_project(site, is_public=True)
    page = stranger.get("/ALICE/flask").text
    assert re.search(r'rel="canonical" href="http://[^/"]+/alice/flask"', page)
    assert 'property="og:title" content="Flask"' in page
    data = json.loads(re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", page)[1])
    assert (data["@type"], data["name"]) == ("SoftwareSourceCode", "Flask")
    assert data["codeRepository"] == "https://github.com/pallets/flask"
    assert data["license"] == "https://spdx.org/licenses/BSD-3-Clause"
    assert data["keywords"] == ["web", "python"]
    with stranger.get(re.search(r'og:image" content="http://[^/]+(/[^"]+)"', page)[1]) as card:
        assert card.mimetype == "image/png"
        assert Image.open(io.BytesIO(card.data)).size == (1200, 630)


def test_what_the_host_is_called_is_not_for_the_caller_to_say(
    site: Flask, stranger: Visitor
) -> None:
    builders.add_project(site, is_public=True, is_showcase=True)
    for path in ("/alice/flask", "/alice/feed.atom", "/alice/flask/export.html"):
        answer = stranger.get(path, Host="evil.example")
        assert answer.status_code == 200
        assert "evil.example" not in answer.text


def test_a_private_page_tells_nothing(site: Flask, alice: Visitor, stranger: Visitor) -> None:
    builders.add_project(site)
    page = alice.get("/alice/flask").text
    assert "og:title" not in page
    assert "ld+json" not in page
    assert 'content="noindex"' in page
    assert alice.get("/alice/flask/card.png").status_code == 200
    assert stranger.get("/alice/flask/card.png").status_code == 404


def test_a_text_cannot_leave_its_block_of_data(site: Flask, stranger: Visitor) -> None:
    title = f"</script><script>alert(1)</script>{PAYLOAD}<!--"
    builders.add_project(site, is_public=True, title=title, description=title)
    page = stranger.get("/alice/flask").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    block = re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", page, re.DOTALL)[1]
    assert json.loads(block)["name"] == title


def test_a_card_is_not_drawn_again_for_one_who_has_it(site: Flask, stranger: Visitor) -> None:
    builders.add_project(site, is_public=True)
    first = stranger.get("/alice/flask/card.png")
    again = stranger.get("/alice/flask/card.png", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_the_same_words_give_the_same_card() -> None:
    before = share_card.png(CARD)
    share_card.png.cache_clear()
    assert share_card.png(CARD) == before
    assert Card("Flask!", *tuple(getattr(CARD, name) for name in Card.__slots__[1:])).name != (
        CARD.name
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "山水画生成器",
        "مكتبة لتحليل النصوص",
        "e\u0301" * 3000,
        "W" * 5000,
        "\x00\ud800\u202e\U0001f600",
        "word " * 2000,
    ],
)
def test_any_text_gives_a_card(text: str) -> None:
    card = Card(text, text, "mozhi/shanshui", "alice", "", ())
    image = Image.open(io.BytesIO(share_card.png(card)))
    assert image.size == (share_card.WIDTH, share_card.HEIGHT)
    # Something is written where the title stands, if only the repository's name.
    title = image.convert("L").crop((60, 80, 1140, 330))
    assert title.getextrema()[0] < 100
