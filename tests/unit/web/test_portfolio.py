"""Looking through a portfolio, putting it in order, and following it by its feed."""

import re
import xml.etree.ElementTree as ET

from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed
from tests.unit.web.test_projects import PAYLOAD

ATOM = "{http://www.w3.org/2005/Atom}"


def shown(page: str) -> list[str]:
    return re.findall(r'class="card-link"[^>]+>\s*([^<]+?)\s*<', page)


def fill(site: Flask) -> dict[str, int]:
    rows = {
        "ants": {"categories": ["Productivity"], "topics": ["Tea"], "primary_language": "Go"},
        "bees": {"categories": ["Productivity"], "topics": ["tea", "web"]},
        "cats": {"categories": ["Data & Analytics"], "is_showcase": True},
        "dogs": {"is_public": False, "description": "Barks at strangers."},
        "eels": {"is_showcase": True, "primary_language": "Rust"},
    }
    return {
        name: builders.add_project(site, path=f"zoo/{name}", **({"is_public": True} | values))
        for name, values in rows.items()
    }


def test_it_is_looked_through_by_category_topic_language_and_words(
    site: Flask, alice: Visitor, stranger: Visitor
) -> None:
    fill(site)
    asked = {
        "category=Productivity": ["Bees", "Ants"],
        "topic=TEA": ["Bees", "Ants"],
        "topic=tea&language=go": ["Ants"],
        "q=zoo/b": ["Bees"],
        "q=small+data": ["Cats"],
        "language=Rust": ["Eels"],
        "q=nonsense": [],
        "category=%00": ["Eels", "Cats", "Bees", "Ants"],
    }
    for query, names in asked.items():
        assert shown(stranger.get(f"/alice?{query}").text) == names, query
    assert shown(stranger.get("/alice?q=barks").text) == []
    assert shown(alice.get("/alice?q=barks").text) == ["Dogs"]
    assert "No project here has all of that." in stranger.get("/alice?q=nonsense").text


def test_choices_tell_strangers_nothing_of_private_projects(
    site: Flask, alice: Visitor, stranger: Visitor
) -> None:
    fill(site)
    builders.add_project(site, path="zoo/fish", topics=["secrecy"], primary_language="Zig")
    assert "secrecy" in alice.get("/alice").text
    page = stranger.get("/alice").text
    assert "secrecy" not in page
    assert "Zig" not in page
    assert "tea (2)" in page.lower()


def test_the_owner_puts_it_in_order_without_script(
    site: Flask, alice: Visitor, stranger: Visitor
) -> None:
    ids = fill(site)
    assert shown(alice.get("/alice").text) == ["Eels", "Cats", "Dogs", "Bees", "Ants"]

    def move(name: str, direction: str) -> None:
        page = alice.get("/portfolio/order").text
        forms = re.findall(r"<form class=\"arrange\".*?</form>", page, re.DOTALL)
        form = next(one for one in forms if f'"{direction}:{ids[name]}"' in one)
        order = re.findall(r'name="order"\s+value="(\d+)"', form)
        answer = alice.post(
            "/portfolio/order",
            page="/portfolio/order",
            order=order,
            move=f"{direction}:{ids[name]}",
        )
        assert answer.status_code == 303

    move("cats", "up")
    move("ants", "up")
    move("ants", "up")
    assert shown(alice.get("/alice").text) == ["Cats", "Eels", "Ants", "Dogs", "Bees"]
    assert shown(stranger.get("/alice").text) == ["Cats", "Eels", "Ants", "Bees"]


def test_nobody_arranges_what_is_anothers(site: Flask, alice: Visitor, bob: Visitor) -> None:
    ids = fill(site)
    order = [str(ids[name]) for name in ("ants", "bees", "dogs")]
    bob.post("/portfolio/order", page="/portfolio/order", order=[*order, "x", "9" * 30])
    assert shown(alice.get("/alice").text) == ["Eels", "Cats", "Dogs", "Bees", "Ants"]
    assert bob.client.post("/portfolio/order", data={"order": order}).status_code == 400


def test_the_feed_has_the_public_showcased_ones_alone(site: Flask, stranger: Visitor) -> None:
    fill(site)
    builders.add_project(site, path="zoo/gnus", is_showcase=True)
    builders.add_project(
        site, path="zoo/bad", is_showcase=True, is_public=True, title=f"\x08 & {PAYLOAD}"
    )
    assert "/alice/feed.atom" in stranger.get("/alice").text
    answer = stranger.get("/alice/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == [f"& {PAYLOAD}", "Eels", "Cats"]
    again = stranger.get("/alice/feed.atom", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304
    assert stranger.get("/nobody/feed.atom").status_code == 404


def test_a_long_portfolio_comes_in_pages(site: Flask, stranger: Visitor) -> None:
    for number in range(63):
        builders.add_project(site, path=f"zoo/p{number:02}", is_public=True)
    first = stranger.get("/alice?q=zoo")
    assert len(shown(first.text)) == 60
    onward = re.search(r'href="(/alice\?[^"]+)" rel="next"', re.sub(r"\s+", " ", first.text))
    assert onward
    second = stranger.get(onward[1].replace("&amp;", "&"))
    assert len(shown(second.text)) == 3
    assert "2 of 2" in squeezed(second)
    assert stranger.get("/alice?page=99999999999999").status_code == 200
