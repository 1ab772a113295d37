"""XML manifests, without entities, from text that is decoded already."""

import re
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

_DECLARATION = re.compile(r"\ufeff?\s*(?:<\?xml[^>]*\?>)?")


def root_of(text: str) -> Element:
    """The document's element. What it declares of its encoding is no longer true.

    :raises xml.etree.ElementTree.ParseError: it is no XML.
    :raises ValueError: it declares entities.
    """
    root: Element = fromstring(_DECLARATION.sub("", text, count=1).encode())
    return root
