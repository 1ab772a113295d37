"""Pages go out without the blanks that templates are indented with."""

from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor


def test_only_what_a_repository_wrote_keeps_its_blanks(site: Flask, alice: Visitor) -> None:
    code = "<pre><code>if x:\n    y()</code></pre>"
    text = {"kind": "code", "html": code}
    builders.add_project(site, readmes=[{"path": "README.md", "blocks": [text]}])
    lines = alice.get("/alice/flask").text.splitlines()
    assert [line for line in lines if line.startswith((" ", "\t"))] == ["    y()</code></pre>"]
