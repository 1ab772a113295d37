"""reStructuredText: text to HTML that is not yet sanitised.

Reads nothing but its argument: no includes, no raw HTML, no configuration files. What a project
writes for Sphinx (its roles, its directives) keeps its text although nobody here knows it.

Specification: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
"""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

import copy
import re
from html import escape
from typing import Any

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser, directives, roles
from docutils.readers.standalone import Reader
from docutils.transforms import Transform
from docutils.writers import html5_polyglot

from importer.analysis.readme.highlight import highlight

_HIGHLIGHT_BUDGET = 200_000
"""Characters of code coloured per README, as for Markdown."""

INPUT_LIMIT = 128 * 1024
"""Characters; docutils reads about a hundred thousand in a second, and READMEs are short."""

_OVERRIDES = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    # Complaints are for the README's author, who is not the one who reads the page.
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "toc_backlinks": False,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "initial_header_level": 1,
    "_disable_config": True,
}

_CODE_ROLES = """attr c:func class const cpp:class cpp:func data envvar exc file func kbd meth mod
    obj option program py:attr py:class py:func py:meth py:mod samp""".split()
_TEXT_ROLES = "any command doc guilabel menuselection numref ref term".split()
_ROLE_TARGET = re.compile(r"\s*<[^<>]*>$")


def render(text: str) -> str:
    """HTML, only fit for the sanitiser.

    :raises Exception: docutils lets out whatever its parts raise on input nobody foresaw.
    """
    if len(text) > INPUT_LIMIT or max(map(len, text.split("\n"))) > _SETTINGS.line_length_limit:
        raise ValueError("too large for docutils")
    document = utils.new_document("README", copy.copy(_SETTINGS))
    Parser().parse(text, document)
    document.transformer.populate_from_components((Reader(), _WRITER))
    document.transformer.add_transform(_KeepUnknown)
    document.transformer.apply_transforms()
    translator = _Translator(document)
    document.walkabout(translator)
    return "".join(translator.body)


class _KeepUnknown(Transform):
    """Puts the source of an unknown directive in the place of the complaint about it."""

    default_priority = 869  # just before docutils removes the complaints

    def apply(self) -> None:
        for message in list(self.document.findall(nodes.system_message)):
            source = next(iter(message.findall(nodes.literal_block)), None)
            unwanted = source is None or re.match(r"\.\. (?:raw|include)::", source.astext())
            if source is not None and not unwanted and message.parent is not None:
                message.replace_self(source)


class _AnyOptions(dict[str, Any]):
    """Sphinx has more options for a code block than docutils, and none changes the code."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class _CodeBlock(Directive):
    has_content = True
    optional_arguments = 1
    # Not empty: docutils takes an empty one for "no options".
    option_spec = _AnyOptions(name=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        code = "\n".join(self.content)
        return [nodes.literal_block(code, code, classes=["code", *self.arguments])]


class _Mermaid(_CodeBlock):
    """Of sphinxcontrib-mermaid; the argument would be a file."""

    def run(self) -> list[nodes.Node]:
        code = "\n".join(self.content)
        return [nodes.literal_block(code, code, classes=["code", "mermaid"])]


class _Translator(html5_polyglot.HTMLTranslator):
    """Headings without sections around them, coloured code, alerts in place of admonitions."""

    def __init__(self, document: nodes.document) -> None:
        super().__init__(document)
        self._budget = _HIGHLIGHT_BUDGET

    def visit_section(self, node: nodes.Element) -> None:
        self.section_level += 1

    def depart_section(self, node: nodes.Element) -> None:
        self.section_level -= 1

    def visit_title(self, node: nodes.title) -> None:
        if isinstance(node.parent, nodes.Admonition):
            self.body.append('<p class="markdown-alert-title">')
            self.context.append("</p>\n")
            return
        if not isinstance(node.parent, nodes.section):
            super().visit_title(node)
            return
        # A link may mean a section by its own name or by a label before it.
        first, *others = node.parent["ids"]
        self.body += [f'<span id="{escape(name)}"></span>' for name in others]
        level = min(6, self.section_level)
        self.body.append(f'<h{level} id="{escape(first)}">')
        self.context.append(f"</h{level}>\n")

    def visit_literal_block(self, node: nodes.Element) -> None:
        language = next((name for name in node["classes"] if name != "code"), "")
        code = node.astext()
        self._budget -= len(code)
        shown = highlight(code, language) if self._budget >= 0 else escape(code)
        start = f'<pre class="highlight" data-language="{escape(language)}"><code>'
        self.body.append(f"{start}{shown}\n</code></pre>\n")
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

    def visit_literal(self, node: nodes.Element) -> None:
        self.body.append(f"<code>{escape(node.astext())}</code>")
        raise nodes.SkipNode

    def visit_image(self, node: nodes.Element) -> None:
        """With sizes as attributes: the sanitiser lets no style through."""
        pairs = {"src": node["uri"], "alt": node.get("alt", "")}
        pairs |= {name: node[name] for name in ("width", "height", "align") if name in node}
        stated = " ".join(f'{name}="{escape(str(value))}"' for name, value in pairs.items())
        self.body.append(f"<img {stated}>")
        raise nodes.SkipNode

    def visit_admonition(self, node: nodes.Element) -> None:
        kind = next((_ALERTS[name] for name in node["classes"] if name in _ALERTS), "note")
        self.body.append(f'<div class="markdown-alert markdown-alert-{kind}">')

    def depart_admonition(self, node: nodes.Element | None = None) -> None:
        self.body.append("</div>\n")

    def visit_problematic(self, node: nodes.Element) -> None:
        """Its text as written; the complaint it would lead to is not shown."""

    def depart_problematic(self, node: nodes.Element) -> None:
        pass


_ALERTS = {
    "note": "note", "seealso": "note", "hint": "tip", "tip": "tip", "important": "important",
    "attention": "warning", "warning": "warning", "caution": "caution", "danger": "caution",
    "error": "caution",
}  # fmt: skip


def _sphinx_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: object, *_: Any, **__: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    said = _ROLE_TARGET.sub("", utils.unescape(text)).removeprefix("~") or utils.unescape(text)
    kind = nodes.literal if name in _CODE_ROLES else nodes.inline
    return [kind(rawtext, said)], []


for _directive in ("code", "code-block", "sourcecode"):
    directives.register_directive(_directive, _CodeBlock)
directives.register_directive("mermaid", _Mermaid)
for _role in (*_CODE_ROLES, *_TEXT_ROLES):
    roles.register_local_role(_role, _sphinx_role)  # type: ignore[arg-type] # stubs: references only

_WRITER = html5_polyglot.Writer()
_SETTINGS = frontend.get_default_settings(Parser, Reader, html5_polyglot.Writer)
for _name, _value in _OVERRIDES.items():
    setattr(_SETTINGS, _name, _value)
