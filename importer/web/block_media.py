"""Galleries and films of a README, with our own copies of what they show."""

from dataclasses import dataclass
from typing import Any

from importer.images.films import still_of
from importer.images.markup import Hosted
from importer.web.filters import safe_url
from importer.web.hosted_images import HostedImages

_SMALLEST = 200
"""Pixels of width: what is smaller is a row of icons, and stays one."""

_SITES = {
    "youtube": "on YouTube",
    "vimeo": "on Vimeo",
    "asciinema": "on asciinema",
    "loom": "on Loom",
}


@dataclass(frozen=True, slots=True)
class GalleryPicture:
    """:param dark_src: what takes its place on dark ground, or empty.
    :param href: where the README leads from it, or empty."""

    src: str
    dark_src: str
    alt: str
    caption: str
    href: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Film:
    """:param still: our copy, or empty.
    :param label: what a click does."""

    url: str
    still: str
    label: str


def gallery(block: dict[str, Any], hosted: HostedImages) -> list[GalleryPicture]:
    """The pictures of a gallery block; none if one of them is missing, or too small for a grid."""
    found = []
    for image in block.get("images") or []:
        ours = hosted.find(str(image.get("url") or ""))
        if ours is None or not _is_picture(image, ours):
            return []
        dark = hosted.find(str(image.get("dark_url") or ""))
        found.append(
            GalleryPicture(
                ours.src,
                dark.src if dark else "",
                str(image.get("alt") or ""),
                str(image.get("caption") or ""),
                safe_url(image.get("href")),
                ours.width,
                ours.height,
            )
        )
    return found


def film(block: dict[str, Any], hosted: HostedImages) -> Film:
    """A video block that is watched elsewhere."""
    url = str(block.get("url") or "")
    stated = [str(image.get("url") or "") for image in block.get("images") or []]
    stills = [ours.src for one in (*stated, still_of(url)) if one and (ours := hosted.find(one))]
    title = str(block.get("text") or "").strip()
    site = _SITES.get(str(block.get("site")), "")
    label = f"Watch “{title}” {site}" if title else f"Watch the video {site}"
    return Film(url, stills[0] if stills else "", label.strip())


def _is_picture(image: dict[str, Any], ours: Hosted) -> bool:
    stated = image.get("width")
    return ours.width >= _SMALLEST and (not isinstance(stated, int) or stated >= _SMALLEST // 2)
