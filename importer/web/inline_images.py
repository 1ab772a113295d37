"""Our copies of a project's images as ``data:`` addresses, for a page that stands alone."""

import base64

from sqlalchemy import select

from importer.database import db
from importer.images.markup import Hosted
from importer.models import Image, Project
from importer.web.hosted_images import HostedImages

MOST_BYTES = 8 * 1024 * 1024
"""Of all images of a page; those past it stand there as links."""


class InlineImages(HostedImages):
    """Each image is read when it is first asked for."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._read: dict[str, str] = {}
        self._left = MOST_BYTES

    def find(self, url: str) -> Hosted | None:
        found = super().find(url)
        return found if found and found.src else None

    def address(self, sha256: str) -> str:
        """Empty where there is no room left for it."""
        if sha256 not in self._read:
            self._read[sha256] = self._inlined(sha256)
        return self._read[sha256]

    def _inlined(self, sha256: str) -> str:
        size = db.session.scalar(select(Image.size).where(Image.sha256 == sha256))
        if size is None or size > self._left:
            return ""
        self._left -= size
        row = db.session.execute(
            select(Image.media_type, Image.data).where(Image.sha256 == sha256)
        ).one_or_none()
        if row is None:
            return ""
        return f"data:{row.media_type};base64,{base64.b64encode(row.data).decode('ascii')}"
