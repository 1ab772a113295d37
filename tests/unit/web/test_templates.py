"""What holds for every template and every page."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor

TEMPLATES = Path(__file__).parents[3] / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))
# Mails are read elsewhere, without our policy and without style sheets.
PAGES = [name for name in NAMES if not name.startswith("mail/")]


def test_there_are_templates() -> None:
    assert "layout.html" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(site: Flask, name: str) -> None:
    assert site.jinja_env.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_it_keeps_to_the_content_security_policy(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|javascript:|\son[a-z]+\s*=|hx-on", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)", source)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_posts_carries_a_token(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    forms = re.findall(r"<form.*?</form>", source, re.DOTALL)
    assert all('method="get"' in form or "csrf()" in form for form in forms)


@pytest.mark.parametrize(
    "path", ["/", "/projects/add", "/imports", "/alice", "/alice/flask", "/imports/{job}", "/none"]
)
def test_each_page_asks_no_other_host_and_has_one_heading(
    site: Flask, alice: Visitor, path: str
) -> None:
    builders.add_project(site)
    job = builders.add_job(site, path="a/b")
    page = alice.get(path.format(job=job)).text
    loaded = re.findall(r"<(?:link|script|img)[^>]+(?:href|src)=\"([^\"]+)", page)
    assert len(loaded) > 5
    assert all(re.match(r"/(static|projects)/", address) for address in loaded)
    assert page.count("<h1") == 1
    assert '<html lang="en">' in page
    assert 'href="#main"' in page
    assert re.search(r"<title>[^<]+ · Repofolio</title>", page)


def test_every_static_file_a_page_names_is_there(site: Flask, alice: Visitor) -> None:
    builders.add_project(site)
    page = alice.get("/alice/flask").text
    for address in re.findall(r"\"(/static/[^\"]+)\"", page):
        assert "v=" in address
        with alice.get(address) as answer:
            assert answer.status_code == 200
