"""The natural language of a README: by its file's name, else by its letters and commonest words."""

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from importer.analysis.data import load

_SAMPLE = 20_000
"""Characters; what language a README is in shows early."""

_ENOUGH = 0.15
"""Share of all letters that makes a script a README's own; names and commands are in Latin."""

_FEWEST_WORDS = 6

_DATA: dict[str, dict[str, str]] = load("tongues.json")
_NAMES, _ALIASES = _DATA["names"], _DATA["aliases"]
_COMMON = {tag: frozenset(words.split()) for tag, words in _DATA["common"].items()}
_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "ckb", "ug", "yi"})
_SUFFIX = re.compile(
    r"readme[._-](?P<tag>[a-z]{2,3}(?:[_-](?:hans|hant|[a-z]{2}))?|chinese|english|japanese|korean)$"
)
_FENCE = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)", re.MULTILINE | re.DOTALL)
_NOT_SAID = re.compile(r"<[^>]{0,500}>|https?://\S+|`[^`\n]*`")
_WORD = re.compile(r"[^\W\d_]+")
_PERSIAN = frozenset("پچژگ")
_TRADITIONAL = frozenset("這個們為說時會來對開關實現網頁數據軟體專案檔設定與應產電號東發點樣無")
_SIMPLIFIED = frozenset("这个们为说时会来对开关实现网页数据软体项目档设定与应产电号东发点样无")
_UKRAINIAN = frozenset("іїєґ")


@dataclass(frozen=True, slots=True)
class Tongue:
    """:param tag: as BCP 47 has it; empty where it cannot be told.
    :param label: the language's own name for itself, or the file's name."""

    tag: str
    direction: Literal["ltr", "rtl"]
    label: str


def tongue(path: str, text: str) -> Tongue:
    tag = of_path(path) or _of_text(text)
    name = posixpath.basename(path)
    direction: Literal["ltr", "rtl"] = "rtl" if tag in _RIGHT_TO_LEFT else "ltr"
    return Tongue(tag, direction, _NAMES.get(tag) or _NAMES.get(tag.partition("-")[0]) or name)


def of_path(path: str) -> str:
    """What ``README.zh-CN.md``, ``README_ja.md``, ``docs/fr/README.md`` say they are in."""
    folder, name = posixpath.split(path.lower())
    stem = name.partition(".")[0] if "_" in name or "-" in name.partition(".")[0] else name
    for ending in ("", *(f".{part}" for part in name.split(".")[1:])):
        match = _SUFFIX.fullmatch(name.removesuffix(ending) if ending else stem)
        if match and (tag := _tag(match["tag"])):
            return tag
    return _tag(posixpath.basename(folder)) if folder else ""


def _tag(written: str) -> str:
    plain = written.replace("_", "-")
    if plain in _ALIASES:
        return _ALIASES[plain]
    primary = plain.partition("-")[0]
    return _ALIASES.get(primary) or (primary if primary in _NAMES else "")


def _of_text(text: str) -> str:
    said = _NOT_SAID.sub(" ", _FENCE.sub(" ", text[:_SAMPLE]))
    letters = [letter for letter in said if letter.isalpha()]
    if not letters:
        return ""
    scripts = Counter(_script(letter) for letter in letters)
    # An ideograph or a syllable says as much as a few letters.
    weights = {"han": 4, "hangul": 2, "kana": 2}
    counted = {script: count * weights.get(script, 1) for script, count in scripts.items()}
    share = {script: count / sum(counted.values()) for script, count in counted.items()}
    # A Japanese text is kana between ideographs, of which there may be more.
    if share.get("kana", 0) >= _ENOUGH / 3:
        return "ja"
    script = max(share, key=lambda one: share[one] if one else 0.0)
    for strong in ("han", "hangul", "arabic", "hebrew", "cyrillic"):
        if share.get(strong, 0) >= _ENOUGH:
            script = strong
            break
    return _by_script(script, said)


def _by_script(script: str, said: str) -> str:
    match script:
        case "han":
            traditional = sum(letter in _TRADITIONAL for letter in said)
            simplified = sum(letter in _SIMPLIFIED for letter in said)
            return "zh-Hant" if traditional > simplified else "zh-Hans"
        case "arabic":
            return "fa" if sum(letter in _PERSIAN for letter in said) > 2 else "ar"
        case "cyrillic":
            return "uk" if sum(letter in _UKRAINIAN for letter in said) > 2 else "ru"
        case "hangul" | "hebrew" | "thai" | "greek" | "devanagari":
            tags = {"hangul": "ko", "hebrew": "he", "thai": "th", "greek": "el"}
            return tags.get(script, "hi")
    words = [word.lower() for word in _WORD.findall(said)]
    counts = {tag: sum(word in common for word in words) for tag, common in _COMMON.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] >= _FEWEST_WORDS else ""


def _script(letter: str) -> str:
    code = ord(letter)
    if code < 0x250:
        return "latin"
    return next((name for first, last, name in _RANGES if first <= code <= last), "")


_RANGES = (
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0E00, 0x0E7F, "thai"),
    (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "hangul"),
)
