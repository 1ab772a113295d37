"""Our copies of a project's images, as its page needs them."""

from functools import cached_property

from flask import url_for

from importer.database import db
from importer.images.markup import Hosted, rewrite, without_fragment
from importer.models import ImageSet, Project
from importer.workflow import images
from importer.workflow.images import ShownImage


class HostedImages:
    """Looks addresses up among what was fetched; read once per page, when first asked.

    :param project: one that is not stored has no images.
    """

    def __init__(self, project: Project) -> None:
        self._project_id: int | None = project.id

    @cached_property
    def all(self) -> list[ShownImage]:
        """In the README's order, then faces, then badges."""
        if self._project_id is None:
            return []
        return images.of_project(db.session(), self._project_id)

    @cached_property
    def chosen(self) -> ShownImage | None:
        """What was chosen for the page's head."""
        if self._project_id is None:
            return None
        found = db.session.get(ImageSet, self._project_id)
        sha256 = found.hero_sha256 if found else None
        return next((image for image in self.all if image.sha256 == sha256), None)

    @cached_property
    def _by_url(self) -> dict[str, ShownImage]:
        return {image.url: image for image in self.all}

    def readme(self, html: str) -> str:
        """Mark-up that loads nothing from elsewhere: our copies, and links where there is none."""
        return rewrite(html, self.find) if "<img" in html or "<source" in html else html

    def find(self, url: str) -> Hosted | None:
        image = self._by_url.get(without_fragment(url))
        if image is None:
            return None
        return Hosted(self.address(image.sha256), image.width, image.height)

    def avatar(self, url: str) -> str:
        """Our copy's address, or nothing."""
        found = self.find(url)
        return found.src if found else ""

    def address(self, sha256: str) -> str:
        return url_for("web.project_image", project_id=self._project_id, sha256=sha256)
