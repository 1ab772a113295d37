"""Pages as files, and a whole portfolio as one."""

import io
import json
import re
import zipfile

from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor
from tests.unit.web.test_projects import PAYLOAD, poisoned

BLOCKS = [
    {"kind": "heading", "html": "<h2>Read *me*</h2>"},
    {
        "kind": "text",
        "html": '<p>It is <strong>so</strong> <a href="https://x.example/">easy</a>.</p>',
    },
    {"kind": "code", "html": '<pre class="highlight"><code>a = "```"\n# b\n</code></pre>'},
    {"kind": "list", "html": "<ol><li>One<ul><li>Inner</li></ul></li><li>Two</li></ol>"},
    {"kind": "quote", "html": "<blockquote><p>Said</p><p>again</p></blockquote>"},
    {
        "kind": "table",
        "html": "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    },
]
READMES = [{"path": "README.md", "blocks": BLOCKS, "contents": []}]


def test_as_json_it_is_everything(site: Flask, stranger: Visitor) -> None:
    builders.add_project(site, is_public=True, readmes=READMES, edits={"quote": "Mine."})
    answer = stranger.get("/alice/flask/export.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="flask.json"'
    said = json.loads(answer.data)
    assert (said["title"], said["quote"]) == ("Flask", "Mine.")
    assert said["source"]["commit"] == builders.COMMIT
    assert said["stack"][0]["line"] == 14
    assert said["readmes"][0]["blocks"] == BLOCKS


def test_as_markdown_it_keeps_its_shape(site: Flask, stranger: Visitor) -> None:
    builders.add_project(site, is_public=True, readmes=READMES)
    text = stranger.get("/alice/flask/export.md").get_data(as_text=True)
    for piece in (
        "# Flask\n\n> Small enough to read.\n\nA small framework.",
        "- Jinja >=3.1 (found in `pyproject.toml:14`)".replace(">", r"\>"),
        "## Read \\*me\\*\n\nIt is **so** [easy](<https://x.example/>).",
        '````\na = "```"\n# b\n````',
        "1. One\n   - Inner\n2. Two",
        "> Said\n> \n> again",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ):
        assert piece in text, piece


def test_as_html_it_needs_nothing_else(site: Flask, stranger: Visitor) -> None:
    builders.add_project(site, is_public=True, readmes=READMES)
    page = stranger.get("/alice/flask/export.html").get_data(as_text=True)
    assert "<style>" in page
    assert "A small framework." in page
    assert "pyproject.toml:14" in page
    assert not re.findall(r'<(?:link|script|img|iframe)[^>]+(?:src|href)="(?!data:)', page)
    assert not re.findall(r'href="(?!https?:|#|data:)[^"]', page)
    assert "default-src 'none'" in page


def test_hostile_words_are_only_ever_text(site: Flask, stranger: Visitor) -> None:
    builders.add_project(
        site,
        is_public=True,
        title=PAYLOAD,
        facts=poisoned(builders.FACTS),
        analysis=poisoned(builders.ANALYSIS),
    )
    html = stranger.get("/alice/flask/export.html").get_data(as_text=True)
    assert "<img src=x" not in html
    assert 'href="javascript:' not in html
    text = stranger.get("/alice/flask/export.md").get_data(as_text=True)
    assert "<img" not in re.sub(r"\\<|`[^`\n]*`", "", text)


def test_only_who_may_see_a_page_takes_it_along(
    site: Flask, alice: Visitor, bob: Visitor, stranger: Visitor
) -> None:
    builders.add_project(site)
    for kind in ("json", "md", "html"):
        assert alice.get(f"/alice/flask/export.{kind}").status_code == 200
        assert bob.get(f"/alice/flask/export.{kind}").status_code == 404
        assert stranger.get(f"/alice/flask/export.{kind}").status_code == 404
    assert alice.get("/alice/flask/export.exe").status_code == 404


def test_all_of_a_persons_pages_come_in_one_archive(
    site: Flask, alice: Visitor, bob: Visitor
) -> None:
    builders.add_project(site, readmes=READMES)
    builders.add_project(site, path="a/other")
    builders.add_project(site, owner="bob", path="b/his")
    answer = alice.get("/portfolio/export.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == sorted(
        f"{name}/{name}.{kind}" for name in ("flask", "other") for kind in ("json", "md", "html")
    )
    assert b"Read" in archive.read("flask/flask.md")
    empty = zipfile.ZipFile(io.BytesIO(bob.get("/portfolio/export.zip").data))
    assert len(empty.namelist()) == 3


def test_what_the_owner_hides_is_in_no_format(site: Flask, stranger: Visitor) -> None:
    hidden = ["readme", "features", "stack", "topics", "contributors"]
    builders.add_project(
        site,
        is_public=True,
        readmes=READMES,
        topics=["web"],
        edits={"sections": {"hidden": hidden}},
    )
    for kind in ("json", "md", "html"):
        said = stranger.get(f"/alice/flask/export.{kind}").text
        assert "A small framework." in said, kind
        for part in ("Read", "it never waits", "Jinja", "davidism"):
            assert part not in said.replace("README", ""), (kind, part)
