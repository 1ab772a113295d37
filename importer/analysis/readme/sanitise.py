"""What of a README's HTML may stand on our page. The one gate all rendered HTML goes through."""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

import nh3

from importer.analysis.readme.highlight import CLASSES
from importer.analysis.readme.links import ID_PREFIX, SCHEMES, RepoLinks

TAGS = frozenset(
    """a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p picture pre q rp rt ruby
    s samp section small source span strike strong sub summary sup table tbody td tfoot th thead
    time tr tt u ul var video wbr""".split()
)

# Their text is not the README's either.
_DROPPED_WITH_CONTENT = frozenset(
    "script style template iframe noscript svg math object embed title textarea select".split()
)

_ATTRIBUTES = {
    "*": {"id", "title", "lang"},
    "a": {"href", "name"},
    "img": {"src", "srcset", "alt", "width", "height"},
    # Only until `finish` has made a link of it.
    "video": {"src", "poster"},
    "source": {"src", "srcset", "media", "type"},
    "pre": {"data-language"},
    "details": {"open"},
    "input": {"checked"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width", "scope"},
    "time": {"datetime"},
    "abbr": {"title"},
}

_ALIGNED = "p div h1 h2 h3 h4 h5 h6 td th tr table img".split()
_ALIGNMENTS = {"left", "right", "center"}

_ATTRIBUTE_VALUES = {
    "*": {"dir": {"ltr", "rtl", "auto"}},
    **{tag: {"align": _ALIGNMENTS, "dir": {"ltr", "rtl", "auto"}} for tag in _ALIGNED},
}

_FORCED = {
    "img": {"loading": "lazy", "decoding": "async"},
    # The only input there is: a task list's tick. Screen readers need a name for it.
    "input": {"type": "checkbox", "disabled": "", "aria-label": "Task"},
}

_ALERTS = {f"markdown-alert-{kind}" for kind in "note tip important warning caution".split()}
_CLASSES = {
    "div": {"markdown-alert", *_ALERTS},
    "p": {"markdown-alert-title"},
    "ul": {"contains-task-list"},
    "li": {"task-list-item", "footnote-item"},
    "input": {"task-list-item-checkbox"},
    "sup": {"footnote-ref"},
    "section": {"footnotes"},
    "ol": {"footnotes-list"},
    "hr": {"footnotes-sep"},
    "a": {"footnote-backref"},
    "pre": {"highlight"},
    "span": set(CLASSES),
}


def sanitise(html: str, links: RepoLinks) -> str:
    """The harmless part of ``html``, its addresses resolved by ``links``."""

    def rewrite(tag: str, attribute: str, value: str) -> str | None:
        match attribute:
            case "href":
                return links.link(value)
            case "src" | "poster":
                return links.image(value)
            case "srcset":
                return links.image_set(value)
            case "name":
                return ID_PREFIX + value.removeprefix("user-content-")
            case "width" | "height":
                return value if value.removesuffix("px").removesuffix("%").isdigit() else None
        return value

    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=rewrite,
        tag_attribute_values=_ATTRIBUTE_VALUES,
        set_tag_attribute_values=_FORCED,
        allowed_classes=_CLASSES,
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener",
        id_prefix=ID_PREFIX,
    )
