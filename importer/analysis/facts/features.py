"""What the README itself lists as the project's features."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from importer.analysis.readme.headings import FEATURES, kind_of, plain_words
from importer.analysis.readme.outline import UNTICKED, Block, Outline, weight

MOST, LONGEST = 6, 160
_FEWEST = 2
_EARLY = 3
"""Blocks under the heading, one of which has to be the list."""

# The last words before a colon that introduces what something can do.
_LEAD_IN = re.compile(
    r"\b(?:features?(?: include)?|has|offers?|supports?|provides?|includes?|such as|"
    r"capabilities|highlights|advantages|benefits|you can|able to|following features|"
    r"does provide|lets you|allows you to|comes with|funktionen|fonctionnalités|"
    r"características|возможности|особенности)[\s\w,'’]{0,24}[:：]$"
    r"|(?:功能|特性|特点|特點|優點|优点|亮点|支持|機能|特徴|기능|특징)[^。]{0,8}[:：]$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s|(?<=[。！？])")
_TICKED = re.compile(r"^\[[xX]\]\s*")
# Lists of links, steps, sponsors and people are no features even where they stand in such a place.
_NO_FEATURE = re.compile(
    r"^https?://|^(?:todo|wip|coming soon)\b|@\w+$"
    r"|^(?:examples?|example code|sample code|documentation|docs|tutorials?|api reference|faq|"
    r"wiki|website|changelog|license|licence|and (?:much )?more)\W*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?P<name>[^:：.]{3,48}?)(?::|：| [-–—]) ")
_INTRODUCTORY = re.compile(r"(?:about|overview|introduction|intro|what is|简介|介绍|概要)\b")


def features(outline: Outline) -> tuple[str, ...]:
    """At most six, plain text; empty where the README has no such list.

    The list, or the subheadings, under a heading that says features; else the lists that sentences
    with a colon introduce as such.
    """
    for found in (*_under_heading(outline.blocks), _introduced(outline.blocks)):
        cleaned = tuple(dict.fromkeys(filter(None, map(_clean, found))))
        if len(cleaned) >= _FEWEST:
            return cleaned[:MOST]
    return ()


def _under_heading(blocks: Sequence[Block]) -> Iterator[list[str]]:
    for index, block in enumerate(blocks):
        if block.kind == "heading" and kind_of(block.text) == FEATURES:
            section = _section(blocks, index)
            # A list that comes late explains one of the features.
            early = any(other.kind == "list" for other in section[:_EARLY])
            if early:
                yield [item for other in section if other.kind == "list" for item in other.items]
            yield [other.text for other in section if other.kind == "heading"]


def _section(blocks: Sequence[Block], index: int) -> list[Block]:
    section = []
    for block in blocks[index + 1 :]:
        if block.kind == "heading" and block.level <= blocks[index].level:
            break
        section.append(block)
    return section


def _introduced(blocks: Sequence[Block]) -> list[str]:
    """Only in the introduction: further down, such lists are about one part of the whole."""
    found: list[str] = []
    has_content = False
    for before, block in pairwise(blocks):
        has_content |= before.kind != "heading"
        is_new_part = block.kind == "heading" and not _INTRODUCTORY.match(plain_words(block.text))
        if is_new_part and has_content:
            break
        if block.kind == "list" and before.kind == "paragraph" and _LEAD_IN.search(before.text):
            found += block.items
    return found


def _clean(item: str) -> str:
    """Without ticks, bullets and emoji before it; a long one is cut after its first sentence."""
    if item.startswith(UNTICKED):
        # To be done is not a feature yet.
        return ""
    said = _TICKED.sub("", item).strip()
    while said and unicodedata.category(said[0]) in (
        "So",
        "Sk",
        "Mn",
        "Cf",
        "Sm",
        "Pd",
        "Po",
        "Zs",
    ):
        if said[0] in "“\"'.@#":
            break
        said = said[1:]
    said = said.rstrip(" ,;。")
    said = _shortened(said).removesuffix(".")
    return "" if weight(said) < 4 or _NO_FEATURE.search(said) else said


def _shortened(said: str) -> str:
    """The first sentence of what is too long, else the name before a colon, else cut."""
    if len(said) <= LONGEST:
        return said
    first = _SENTENCE.split(said)[0]
    if len(first) <= LONGEST:
        return first
    if match := _NAME.match(said):
        return match["name"]
    kept = said[: LONGEST - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"
