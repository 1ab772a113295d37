"""What an image of a README is for, as far as its address and its place tell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from importer.analysis.blocks import Block, BlockImage
from importer.analysis.readme.headings import SCREENSHOTS, SPONSORS, kind_of
from importer.analysis.result import ImageCandidate, ImageRole

MOST_IMAGES = 200
"""Of a README; with more it is a collection of what belongs to others."""

_SMALLEST = 64
"""CSS pixels; what the README shows smaller than this is an icon."""

_NARROWEST_HERO = 120
_WIDEST_LOGO = 320
_LATE = 0.66

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
    r"badge|shield|/workflows/[^?]*\.svg|/(?:build|pipeline|coverage)[^/]*\.svg|standwithukraine"
    r"|[?&]style=(?:flat|for-the-badge|social|plastic)|colab-badge|deploy[-_/]?(?:to|button)"
    r"|bmc-button|/download-on-|get-it-on|play[-_]?store|app[-_]?store|google-play"
)
_FACES = re.compile(
    r"(?:^|\.)(?:avatars\d?\.githubusercontent\.com|contrib\.rocks|contributors-img\.\w+\.app|"
    r"gravatar\.com|contributors-img\.web\.app)$"
)
_FACE_PATH = re.compile(r"/(?:contributors|backers|sponsors)(?:\.svg|/\d+)|^/[\w-]+\.png$")
_SPONSOR = re.compile(r"sponsor|backer|patreon|paypal|donat|tidelift|buy-?me-?a", re.IGNORECASE)
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
_PROMOTED: tuple[ImageRole, ...] = (
    "screenshot", "picture", "logo", "banner", "sponsor", "avatar", "badge",
)  # fmt: skip
# Screenshots and other pictures are one kind: what the README shows first is the best of them.
_RANK = {role: max(1, index) for index, role in enumerate(_PROMOTED)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a README an image stands.

    :param section: the heading it stands under, or empty.
    :param block: kind of its block.
    :param fold: topic of the fold it stands in, or empty.
    :param is_opening: before anything but the title is said.
    :param is_late: in the README's last third.
    """

    section: str = ""
    block: str = "text"
    fold: str = ""
    is_opening: bool = False
    is_late: bool = False


def role_of(image: BlockImage, place: Place) -> ImageRole:
    """What it is for; a badge in doubt, as those must never be taken for anything else."""
    parts = _split(image.url)
    if parts is None or place.block == "badges" or is_badge(image):
        return "badge"
    if is_face(image):
        return "avatar"
    name = f"{unquote(parts.path).rpartition('/')[2]} {image.alt}"
    if _is_of_others(image, place, name):
        return "sponsor"
    if kind_of(place.section) == SCREENSHOTS or _SCREENSHOT.search(name):
        return "screenshot"
    if _BANNER.search(name):
        return "banner"
    return "logo" if _LOGO.search(name) or _stands_for_title(image, parts, place) else "picture"


def _is_of_others(image: BlockImage, place: Place, name: str) -> bool:
    """The mark of somebody who paid, made or is owed something."""
    if kind_of(place.section) == SPONSORS or place.fold in ("licence", "contribution"):
        return True
    if _SPONSOR.search(f"{name} {image.href}"):
        return True
    # A picture of the project leads to itself, to its forge or nowhere.
    leads = _split(image.href)
    is_own = not leads or not leads.netloc or "github" in leads.netloc or image.href == image.url
    return place.is_late and not is_own


def _stands_for_title(image: BlockImage, parts: SplitResult, place: Place) -> bool:
    """A drawing, or something small, in the place of a title or beside it."""
    is_small = image.width is not None and image.width <= _WIDEST_LOGO
    is_drawn = parts.path.lower().endswith(".svg")
    is_beside = is_small or is_drawn or image.floats
    return place.block == "heading" or (place.is_opening and is_beside)


def is_badge(image: BlockImage) -> bool:
    """A label made by a service, a button, an icon: never what a project looks like."""
    parts = _split(image.url)
    if parts is None:
        return True
    where = f"{parts.path}?{parts.query}".lower()
    host = (parts.hostname or "").lower()
    if "badge" in host or _BADGE_HOSTS.search(host) or _BADGE_PATH.search(where):
        return True
    low = image.height is not None and image.height <= _SMALLEST // 2
    return low and bool(image.href)


def are_badges(images: Sequence[BlockImage]) -> bool:
    """A row of them; one that cannot be told by its address is told by its company."""
    known = sum(map(is_badge, images))
    others = [image for image in images if not is_badge(image)]
    alike = all(image.href and image.width is None for image in others)
    return not others or (alike and known >= len(others))


def candidates(blocks: Sequence[Block], path: str) -> tuple[ImageCandidate, ...]:
    """Every image of the README once, the best hero first.

    :param path: of the README.
    """
    found: dict[str, ImageCandidate] = {}
    for image, place in _Walk(blocks).seen:
        candidate = ImageCandidate(
            image.url.partition("#")[0],
            image.alt[:300],
            role_of(image, place),
            image.width,
            image.height,
            image.dark_url.partition("#")[0],
            place.section[:120],
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
        if image.role not in ("badge", "avatar", "sponsor") and not (small or low):
            return image
    return None


class _Walk:
    """Goes through a README in its order and remembers where it is."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.seen: list[tuple[BlockImage, Place]] = []
        self._count = sum(map(_size, blocks))
        self._passed = 0
        self._section = ""
        self._said = False
        self._through(blocks, "")

    def _through(self, blocks: Iterable[Block], fold: str) -> None:
        for block in blocks:
            self._passed += 1
            if block.kind in ("heading", "fold"):
                self._section = block.text
            if block.kind in ("text", "quote", "list", "code", "table"):
                self._said = self._said or not block.images
            place = Place(
                self._section,
                block.kind,
                fold,
                is_opening=not self._said,
                is_late=self._passed > self._count * _LATE,
            )
            self.seen += [(image, place) for image in block.images]
            self._through(block.blocks, block.topic or fold)


def _size(block: Block) -> int:
    return 1 + sum(map(_size, block.blocks))


def is_face(image: BlockImage) -> bool:
    """Somebody's picture, or those of all who took part."""
    parts = _split(image.url)
    if parts is None:
        return False
    host = (parts.hostname or "").lower()
    if _FACES.search(host):
        return True
    return host in ("github.com", "opencollective.com") and bool(_FACE_PATH.search(parts.path))


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
