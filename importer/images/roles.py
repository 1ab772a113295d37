"""What an image is for, as far as its address and its name tell."""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

Role = Literal["image", "badge", "logo", "banner", "avatar", "still", "thumb", "mark"]

# As the analysis calls them, which has seen where they stand. Marks are other people's: sponsors',
# and faces.
OF_ANALYSIS: Mapping[str, Role] = {
    "screenshot": "image",
    "picture": "image",
    "logo": "logo",
    "banner": "banner",
    "sponsor": "mark",
    "avatar": "mark",
    "badge": "badge",
}

_BADGE_HOSTS = re.compile(
    r"(?:^|\.)(?:shields\.io|badgen\.net|badge\.fury\.io|badges\.gitter\.im|codecov\.io|"
    r"coveralls\.io|travis-ci\.(?:org|com)|circleci\.com|appveyor\.com|deepsource\.\w+|snyk\.io|"
    r"codacy\.com|codeclimate\.com|opencollective\.com|readthedocs\.(?:org|io)|isitmaintained\.com|"
    r"scrutinizer-ci\.com|goreportcard\.com|godoc\.org|pepy\.tech|bestpractices\.dev)$"
)
_BADGE_PATH = re.compile(r"badge|shield|/workflows/.*\.svg|[?&]style=(?:flat|for-the-badge)")
_LOGO = re.compile(r"logo|(?<![a-z])icon(?![a-z])|mascot|brand", re.IGNORECASE)
_BANNER = re.compile(r"banner|header|hero|cover|social|splash|wordmark", re.IGNORECASE)


def role_of(url: str, alt: str = "") -> Role:
    """By host and path for badges; by the file's name and the alternative text for the rest."""
    parts = urlsplit(url)
    where = f"{parts.path}?{parts.query}".lower()
    if _BADGE_HOSTS.search(parts.hostname or "") or _BADGE_PATH.search(where):
        return "badge"
    name = f"{parts.path.rpartition('/')[2]} {alt}"
    if _BANNER.search(name):
        return "banner"
    return "logo" if _LOGO.search(name) else "image"
