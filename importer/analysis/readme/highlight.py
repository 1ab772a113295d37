"""Source code to HTML with a class per kind of token; static/css/highlight.css colours them."""

from functools import lru_cache
from html import escape

from pygments import format as format_tokens
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Token
from pygments.util import ClassNotFound

CLASSES = frozenset(filter(None, STANDARD_TYPES.values()))

LONGEST_BLOCK = 50_000
"""Characters; a longer block is data rather than an example, and is shown uncoloured."""

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
# Most of any code, and of the colour of what is around it: a tenth of a page's bytes.
_UNCOLOURED = frozenset({Token.Name, Token.Punctuation, Token.Text.Whitespace})
_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none", "mermaid"})


def highlight(code: str, language: str) -> str:
    """HTML for the inside of ``<code>``; escaped text where the language is unknown."""
    lexer = _lexer(language.lower().strip("{}.")) if len(code) <= LONGEST_BLOCK else None
    if lexer is None:
        return escape(code)
    tokens = (
        (Token.Text if kind in _UNCOLOURED else kind, text) for kind, text in lexer.get_tokens(code)
    )
    return format_tokens(tokens, _FORMATTER)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if language in _PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
