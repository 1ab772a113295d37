"""The README on the project page: block by block, and in its languages."""

from typing import Any

from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed


def _document(path: str, *blocks: dict[str, Any], **values: Any) -> dict[str, Any]:
    known = {"path": path, "format": "markdown", "truncated": False, "contents": []}
    return {**known, "blocks": list(blocks), **values}


def _text(html: str) -> dict[str, Any]:
    return {"kind": "text", "html": html}


ENGLISH = _document("README.md", _text("<p>Hello.</p>"), language="en", label="English")
ARABIC = _document(
    "docs/README.ar.md", _text("<p>مرحبا</p>"), language="ar", label="العربية", direction="rtl"
)


def test_blocks_are_shown_in_their_order(site: Flask, alice: Visitor) -> None:
    fold = {"kind": "fold", "html": "<h3>Install</h3>", "topic": "setup", "blocks": [_text("Pip")]}
    details = {"kind": "details", "html": "More", "blocks": [_text("Deep")], "is_open": True}
    link = {"text": "Live demo", "url": "https://demo.example", "kind": "demo"}
    action = {"kind": "action", "html": "<p></p>", "links": [link]}
    diagram = {"kind": "diagram", "html": "<pre>graph</pre>", "source": "graph"}
    image = {
        "kind": "gallery",
        "html": '<p><img src="https://else.example/i.png" alt="Panorama"></p>',
    }
    shown = _document("README.md", _text("First"), fold, details, action, diagram, image)
    builders.add_project(site, readmes=[shown], readme_html="")
    page = squeezed(alice.get("/alice/flask"))
    places = [
        page.index(word)
        for word in ("First", "Install", "Pip", "More", "Deep", "Live demo", "graph", "Panorama")
    ]
    assert places == sorted(places)
    assert "https://demo.example" in alice.get("/alice/flask").text


def test_plain_blocks_between_special_ones_keep_their_place(site: Flask, alice: Visitor) -> None:
    action = {"kind": "action", "html": "<p></p>", "links": []}
    blocks = [_text("One"), _text("Two"), action, _text("Three"), action, action, _text("Four")]
    builders.add_project(site, readmes=[_document("README.md", *blocks)])
    page = alice.get("/alice/flask").text
    prose = page[page.index('class="prose"') :]
    pieces = ("One\nTwo", "block-action", "Three", "block-action", "block-action", "Four")
    place = 0
    for piece in pieces:
        place = prose.index(piece, place) + 1


def test_a_readme_in_one_language_has_no_tabs(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, readmes=[ENGLISH])
    page = alice.get("/alice/flask").text
    assert "Hello." in page
    assert "Languages of the README" not in page


def test_every_language_can_be_read_without_script(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, readmes=[ENGLISH, ARABIC])
    first = alice.get("/alice/flask").text
    assert "Hello." in first
    assert "?readme=docs%2FREADME.ar.md#readme" in first
    other = alice.get("/alice/flask?readme=docs/README.ar.md").text
    assert "مرحبا" in other
    assert "Hello." not in other
    assert 'lang="ar"' in other
    assert 'dir="rtl"' in other


def test_a_language_that_is_not_there_gives_the_first(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, readmes=[ENGLISH, ARABIC])
    answer = alice.get("/alice/flask?readme=%3Cscript%3E")
    assert answer.status_code == 200
    assert "Hello." in answer.text


def test_a_readme_from_before_there_were_blocks_is_shown(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, readmes=[], readme_html="<h2>As it was</h2>")
    assert "<h2>As it was</h2>" in alice.get("/alice/flask").text
