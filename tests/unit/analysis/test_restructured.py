"""READMEs in reStructuredText."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.result import ReadmeDocument
from tests.unit.analysis.builders import COMMIT, with_readme


def readme(text: str) -> ReadmeDocument:
    shown = analyse(with_readme(text, "README.rst")).readme
    assert shown is not None
    return shown


def test_markup_is_rendered() -> None:
    shown = readme(
        "Title\n=====\n\n*A* line with ``code`` & a `link <docs/x.rst>`_.\n\n- one\n- two\n"
    )
    assert shown.format == "restructuredtext"
    assert '<h2 id="readme-title">Title</h2>' in shown.html
    assert "<em>A</em> line with <code>code</code> &amp; a <a" in shown.html
    assert f"/blob/{COMMIT}/docs/x.rst" in shown.html
    assert shown.html.count("<li>") == 2


def test_links_to_sections_and_labels_lead_there() -> None:
    html = readme("See `Deep Sea`_ and shelf_.\n\n.. _shelf:\n\nDeep Sea\n--------\n\nFish.\n").html
    assert 'href="#readme-deep-sea"' in html
    assert 'id="readme-deep-sea"' in html
    assert 'href="#readme-shelf"' in html
    assert 'id="readme-shelf"' in html


def test_code_is_coloured_whatever_options_sphinx_has_for_it() -> None:
    html = readme(".. code-block:: python\n   :linenos:\n   :caption: x\n\n   import this\n").html
    assert '<span class="kn">import</span>' in html
    assert "linenos" not in html


def test_admonitions_are_alerts() -> None:
    html = readme(".. warning:: Hot.\n\n.. admonition:: Own words\n\n   Cold.\n").html
    assert 'class="markdown-alert markdown-alert-warning"' in html
    assert '<p class="markdown-alert-title">Own words</p>' in html


@pytest.mark.parametrize("directive", ["include", "literalinclude", "raw", "csv-table"])
def test_no_file_is_read(directive: str) -> None:
    option = "html\n   :file: /etc/passwd" if directive == "raw" else "/etc/passwd"
    if directive == "csv-table":
        option = "x\n   :file: /etc/passwd"
    html = readme(f"Before\n\n.. {directive}:: {option}\n\nAfter\n").html
    assert "Before" in html
    assert "After" in html
    assert "root:" not in html


def test_raw_html_is_left_out() -> None:
    html = readme("Before\n\n.. raw:: html\n\n   <b>bold</b>\n").html
    assert "bold" not in html


def test_what_only_sphinx_knows_keeps_its_text() -> None:
    html = readme(
        "Use :func:`~os.walk` or :ref:`this <x>`; :odd:`thing`.\n\n.. tab:: A\n\n   Told.\n"
    ).html
    assert "<code>os.walk</code>" in html
    assert "this" in html
    assert "thing" in html
    assert "Told." in html


@pytest.mark.parametrize(
    "text",
    ["x" * 20_000, "".join(f"{' ' * depth}- a\n\n" for depth in range(500)), "| a\n" * 40_000],
)
def test_what_docutils_cannot_take_is_shown_as_text(text: str) -> None:
    shown = readme(f"Title\n\n{text}")
    assert shown.format == "text"
    assert "Title" in shown.html


def test_complaints_are_not_shown() -> None:
    html = readme("Title\n==\n\n*unclosed and missing_ |thing|\n").html
    assert "unclosed" in html
    assert "System Message" not in html
    assert "WARNING" not in html
