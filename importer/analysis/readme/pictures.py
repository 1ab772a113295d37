"""What an image of a README is for, as far as its address and its place tell."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from importer.analysis.blocks import Block, BlockImage
from importer.analysis.readme.headings import SCREENSHOTS, kind_of
from importer.analysis.result import ImageCandidate, ImageRole

MOST_IMAGES = 200
"""Of a README; with more it is a collection of what belongs to others."""

_SMALLEST = 64
"""CSS pixels; what the README shows smaller than this is an icon."""

_NARROWEST_HERO = 120

# Whole hosts, or hosts below them, that make nothing but badges and counters.
_BADGE_HOSTS = re.compile(
    r"(?:^|\.)(?:shields\.io|badgen\.net|badge\.fury\.io|badges\.gitter\.im|travis-ci\.(?:org|com)|"
    r"codecov\.io|coveralls\.io|circleci\.com|appveyor\.com|deepsource\.(?:io|com)|snyk\.io|"
    r"codacy\.com|codeclimate\.com|isitmaintained\.com|scrutinizer-ci\.com|goreportcard\.com|"
    r"godoc\.org|pepy\.tech|bestpractices\.dev|visitor-badge\.\w+|hits\.\w+\.\w+|komarev\.com|"
    r"herokucdn\.com|deps\.rs|docs\.rs|david-dm\.org|requires\.io|pyup\.io|libraries\.io|"
    r"repology\.org|liberapay\.com|buymeacoffee\.com|ko-fi\.com|sonarcloud\.io|fossa\.(?:io|com)|"
    r"lgtm\.com|hackage\.haskell\.org|inch-ci\.org|hex\.pm|cdnjs\.com|jsdelivr\.net/v1|"
    r"semaphoreci\.com|drone\.io|packagist\.org|poser\.pugx\.org|img\.badgesize\.io|"
    r"opencollective\.com|producthunt\.com|trendshift\.io|gitpod\.io|"
    r"pkg\.go\.dev|crates\.io|zenodo\.org|mybinder\.org|weblate\.org|"
    r"app\.netlify\.com|star-history\.com|vercel\.com)$"
)  # fmt: skip
_BADGE_PATH = re.compile(
    r"badge|shield|/workflows/[^?]*\.svg|/(?:build|pipeline|coverage)[^/]*\.svg"
    r"|[?&]style=(?:flat|for-the-badge|social|plastic)|colab-badge|deploy[-_/]?(?:to|button)"
    r"|bmc-button|sponsor|/download-on-|get-it-on|play[-_]?store|app[-_]?store|google-play"
)
_FACES = re.compile(
    r"(?:^|\.)(?:avatars\d?\.githubusercontent\.com|contrib\.rocks|contributors-img\.\w+\.app|"
    r"gravatar\.com|contributors-img\.web\.app)$"
)
_FACE_PATH = re.compile(r"/(?:contributors|backers|sponsors)(?:\.svg|/\d+)|^/[\w-]+\.png$")
_LOGO = re.compile(r"logo|(?<![a-z])icon(?![a-z])|mascot|brand|wordmark", re.IGNORECASE)
_BANNER = re.compile(
    r"banner|(?<![a-z])header(?![a-z])|hero|(?<![a-z])cover(?![a-z])|social|splash|og[-_]image",
    re.IGNORECASE,
)
_SCREENSHOT = re.compile(
    r"screen[-_ ]?(?:shot|cast|grab)|screens?(?![a-z])|demo|preview|showcase|(?<![a-z])ui(?![a-z])"
    r"|dashboard|capture|截图|スクリーンショット|скриншот",
    re.IGNORECASE,
)
_PROMOTED: tuple[ImageRole, ...] = ("screenshot", "picture", "logo", "banner", "avatar", "badge")
# Screenshots and other pictures are one kind: what the README shows first is the best of them.
_RANK = {role: max(1, index) for index, role in enumerate(_PROMOTED)}


def role_of(image: BlockImage, *, in_heading: bool = False, under: str = "") -> ImageRole:
    """:param in_heading: it stands in a heading, in the place of its words.
    :param under: kind of the section's heading, as ``headings.kind_of`` names it."""
    parts = _split(image.url)
    if parts is None or is_badge(image):
        return "badge"
    if _is_face(parts, image):
        return "avatar"
    name = f"{unquote(parts.path).rpartition('/')[2]} {image.alt}"
    if under == SCREENSHOTS or _SCREENSHOT.search(name):
        return "screenshot"
    if _BANNER.search(name):
        return "banner"
    if in_heading or _LOGO.search(name):
        return "logo"
    return "picture"


def is_badge(image: BlockImage) -> bool:
    """A label made by a service, a button, an icon: never what a project looks like."""
    parts = _split(image.url)
    if parts is None:
        return True
    where = f"{parts.path}?{parts.query}".lower()
    host = (parts.hostname or "").lower()
    if _BADGE_HOSTS.search(host) or _BADGE_PATH.search(where):
        return True
    low = image.height is not None and image.height <= _SMALLEST // 2
    return low and bool(image.href)


def candidates(blocks: Iterable[Block], path: str) -> tuple[ImageCandidate, ...]:
    """Every image of the README once, the best hero first.

    :param path: of the README.
    """
    found: dict[str, ImageCandidate] = {}
    for seen in _seen(blocks):
        image = seen.image
        role = role_of(image, in_heading=seen.in_heading, under=kind_of(seen.section))
        candidate = ImageCandidate(
            image.url.partition("#")[0],
            image.alt[:300],
            role,
            image.width,
            image.height,
            image.dark_url,
            seen.section[:120],
            path,
        )
        found.setdefault(candidate.url, candidate)
        if len(found) >= MOST_IMAGES:
            break
    return tuple(sorted(found.values(), key=lambda one: _RANK[one.role]))


def hero(images: Iterable[ImageCandidate]) -> ImageCandidate | None:
    """The first that may be one; None if there is none."""
    for image in images:
        small = image.width is not None and image.width < _NARROWEST_HERO
        low = image.height is not None and image.height < _SMALLEST
        if image.role not in ("badge", "avatar") and not (small or low):
            return image
    return None


@dataclass(frozen=True, slots=True)
class _Seen:
    image: BlockImage
    section: str
    in_heading: bool


def _seen(blocks: Iterable[Block], section: str = "") -> Iterator[_Seen]:
    for block in blocks:
        if block.kind in ("heading", "fold"):
            section = block.text
        for image in block.images:
            yield _Seen(image, section, block.kind == "heading")
        yield from _seen(block.blocks, section)


def _is_face(parts: SplitResult, image: BlockImage) -> bool:
    host = (parts.hostname or "").lower()
    if _FACES.search(host):
        return True
    return host in ("github.com", "opencollective.com") and bool(_FACE_PATH.search(parts.path))


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
