"""The pictures a page can open with: what its README shows, as far as we hold copies."""

from dataclasses import dataclass

from importer.models import Project
from importer.web.hosted_images import HostedImages
from importer.workflow.images import ShownImage

_LARGE = 400
_OFFERED = ("image", "logo", "banner")


@dataclass(frozen=True, slots=True)
class Picture:
    """:param url: its name: where it was found, http or https.
    :param src: our copy.
    :param alt: what it shows, or empty."""

    url: str
    src: str
    alt: str
    width: int
    height: int

    @property
    def is_small(self) -> bool:
        """Made to be shown small, as logos are: enlarged it would be blurred."""
        return 0 < self.width < _LARGE


def pictures(hosted: HostedImages) -> list[Picture]:
    """What the owner may choose from, the best first."""
    best = [hosted.chosen] if hosted.chosen else []
    offered = [*best, *(image for image in hosted.all if image.role in _OFFERED)]
    found = {image.sha256: _picture(hosted, image) for image in reversed(offered)}
    return list(reversed(found.values()))


def hero(project: Project, hosted: HostedImages) -> Picture | None:
    """The picture the page opens with; None where there is none, or the owner wants none."""
    edited = (project.edits or {}).get("hero")
    chosen = imported_hero(hosted) if edited is None else edited
    return next((one for one in pictures(hosted) if one.url == chosen), None)


def imported_hero(hosted: HostedImages) -> str:
    """The name of the one chosen when the images were fetched, or empty."""
    return hosted.chosen.url if hosted.chosen else ""


def _picture(hosted: HostedImages, image: ShownImage) -> Picture:
    src = hosted.address(image.sha256)
    return Picture(image.url, src, image.label, image.width, image.height)
