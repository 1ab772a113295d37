"""Emoji by their names between colons, as GitHub's README pages show them.

The names are mostly Unicode's own; those that are not stand in a data file, after
https://github.com/github/gemoji
"""

import re
import unicodedata
from functools import lru_cache

from importer.analysis.data import load

_NAMES: dict[str, str] = load("emoji.json")
# Not in the middle of something else: std::map::iterator and 12:30:45 are no emoji.
_RUN = re.compile(r"(?<![\w:])(?::[a-z0-9_+-]{1,40}:)+(?![\w:])")
_ONE = re.compile(r":([a-z0-9_+-]+):")


def with_emoji(text: str) -> str:
    """``text`` with every known name replaced; unknown ones stay as they are."""
    if ":" not in text:
        return text
    return _RUN.sub(lambda run: _ONE.sub(_emoji, run[0]), text)


def _emoji(match: re.Match[str]) -> str:
    return _named(match[1]) or match[0]


@lru_cache(maxsize=256)
def _named(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    try:
        found = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return ""
    is_emoji = len(found) == 1 and unicodedata.category(found) == "So" and found >= "\u2190"
    return f"{found}\ufe0f" if is_emoji and found < "\u3000" else found if is_emoji else ""
