"""Says what in a piece of HTML could do harm, by a list of its own rather than the sanitiser's."""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

from html.parser import HTMLParser
from urllib.parse import urlsplit

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p picture pre q rp rt "
    "ruby s samp section small source span strike strong sub summary sup table tbody td tfoot "
    "th thead time tr tt u ul var wbr".split()
)
ATTRIBUTES = frozenset(
    "id title lang dir align href rel name src srcset alt width height loading decoding media "
    "type open disabled checked start reversed value colspan rowspan scope datetime class "
    "role aria-label tabindex".split()
)
CLASSES = frozenset(
    "highlight readme-text table-scroll contains-task-list task-list-item "
    "task-list-item-checkbox footnote-ref footnotes footnotes-list footnotes-sep "
    "footnote-item footnote-backref folded folded-body".split()
)
VOID = frozenset("br hr img input source wbr col".split())


def problems(html: str) -> list[str]:
    """A sentence for each thing that must not be on our page."""
    checker = _Checker()
    checker.feed(html)
    checker.close()
    return checker.found + [f"<{tag}> is not closed" for tag in checker.open]


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"tag <{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "input" and dict(attrs).get("type") != "checkbox":
            self.found.append("an input that is no tick")
        for name, value in attrs:
            self._check_attribute(tag, name, value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"self-closed <{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}> out of order")

    def handle_comment(self, data: str) -> None:
        self.found.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("a processing instruction")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self.found.append(f"attribute {name} on <{tag}>")
        if name in ("href", "src"):
            self._check_address(name, value)
        if name == "srcset":
            for candidate in value.split(","):
                self._check_address(name, candidate.split()[0])
        if name in ("id", "name") and not value.startswith("readme-"):
            self.found.append(f"{name} {value!r} without prefix")
        if name == "class":
            self.found += [f"class {item}" for item in value.split() if not _known_class(item)]

    def _check_address(self, name: str, value: str) -> None:
        schemes = ("http", "https", "mailto") if name == "href" else ("http", "https")
        fragment = name == "href" and value.startswith("#readme-")
        if not fragment and urlsplit(value).scheme not in schemes:
            self.found.append(f"{name} leads to {value!r}")


def _known_class(name: str) -> bool:
    """Pygments' classes are at most three characters long."""
    return name in CLASSES or name.startswith("markdown-alert") or len(name) <= 3
