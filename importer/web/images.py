"""Images of projects, to whoever may see the project."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db
from importer.errors import NotFound
from importer.models import Image
from importer.web.blueprint import web
from importer.workflow import images

# Opened by itself, a drawing is a document: it may style itself and nothing else.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

# An address names its content for good. Shared caches ask again within the hour, as a project may
# be made private; what was never public is asked for each time.
_PUBLIC = "public, max-age=31536000, s-maxage=3600, immutable"
_PRIVATE = "private, no-cache"


@web.get("/projects/<int:project_id>/images/<sha256>")
def project_image(project_id: int, sha256: str) -> ResponseReturnValue:
    """Somebody else's private project has no images, as it has no page."""
    viewer_id = current_user.id if current_user.is_authenticated else None
    found = images.visible(db.session(), project_id, sha256, viewer_id=viewer_id)
    if found is None:
        raise NotFound("There is no such image, or it is private.")
    image, is_public = found
    return served(image, _PUBLIC if is_public else _PRIVATE)


def served(image: Image, caching: str) -> Response:
    """The image as an answer, or that it has not changed."""
    answer = Response(mimetype=image.media_type)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = caching
    answer.set_etag(image.sha256)
    answer.make_conditional(request)
    if answer.status_code != 304:
        # Only now are the bytes read.
        answer.set_data(image.data)
    return answer
