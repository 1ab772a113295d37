"""GitHub Flavored Markdown: text to tokens, tokens to HTML that is not yet sanitised.

Specification: https://github.github.com/gfm/ ; alerts and footnotes as in GitHub's documentation
"Basic writing and formatting syntax".
"""

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.gfm import gfm_plugin

from importer.analysis.readme.highlight import highlight

Env = MutableMapping[str, Any]

# A rule at the top of a README, and another further down, enclose no front matter.
_FRONT_MATTER = re.compile(r"---[ \t]*\n[\w-]+[ \t]*:")

_HIGHLIGHT_BUDGET = 200_000
"""Characters of code coloured per README; the lexers are slower than everything else."""


def parse(text: str) -> tuple[list[Token], Env]:
    """Tokens, and the references and footnotes that belong to them."""
    env: Env = {"highlight_budget": _HIGHLIGHT_BUDGET}
    tokens = _PARSER.parse(text if _FRONT_MATTER.match(text) else f"\n{text}", env)
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            _align_by_attribute(token)
    return tokens, env


def render(tokens: Sequence[Token], env: Env) -> str:
    """HTML with raw HTML passed through: only fit for the sanitiser."""
    return str(_PARSER.renderer.render(tokens, _PARSER.options, env))


def _align_by_attribute(cell: Token) -> None:
    """No ``style`` comes through the sanitiser, the old attribute does."""
    style = str(cell.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        cell.attrs["align"] = style.removeprefix("text-align:")


def _render_code(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Env
) -> str:
    token = tokens[index]
    language = (token.info.split() or [""])[0]
    env["highlight_budget"] -= len(token.content)
    within_budget = env["highlight_budget"] >= 0
    code = highlight(token.content, language) if within_budget else escape(token.content)
    named = escape(language.strip("{}."))
    return f'<pre class="highlight" data-language="{named}"><code>{code}</code></pre>\n'


def _build_parser() -> MarkdownIt:
    # The preset stops at 20, which a list in a list in a list reaches.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100})
    gfm_plugin(parser, front_matter=True)
    # Bad schemes are the sanitiser's to refuse, for Markdown and raw HTML alike; here a refused
    # link would turn into visible source.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.add_render_rule("fence", _render_code)
    parser.add_render_rule("code_block", _render_code)
    return parser


_PARSER = _build_parser()
