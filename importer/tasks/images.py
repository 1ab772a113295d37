"""Fetching images in the background, after an import and for projects that have none yet."""

import logging
import threading

from sqlalchemy import bindparam, select

from importer.database import db
from importer.extensions import huey
from importer.models import ImportJob
from importer.tasks.doors import identity, toolbox
from importer.workflow import image_sets, images

log = logging.getLogger("importer.worker")

# Imports come first: people wait for them. Whoever finds no place is found by the next sweep.
_PROJECT_OF = select(ImportJob.project_id).where(ImportJob.id == bindparam("of_job"))
_places = threading.BoundedSemaphore(2)


@huey.task(name="fetch_images")  # type: ignore[untyped-decorator]
def fetch_images(project_id: int) -> None:
    """Fetch one project's images, if that is to be done."""
    if _places.acquire(blocking=False):
        try:
            images.fetch(project_id, toolbox(), identity.stopping)
        finally:
            _places.release()


def fetch_images_of(job_id: int) -> None:
    """Tell Huey about the project an import has made. If that fails, the sweep will."""
    try:
        project_id = db.session.connection().scalar(_PROJECT_OF, {"of_job": job_id})
        db.session.commit()
        if project_id is not None:
            fetch_images(project_id)
    except Exception:
        log.exception("The queue could not be told about the images of job %d", job_id)


def sweep_images() -> None:
    """Find projects without images, unless the queue has work, and images without projects."""
    if huey.storage.queue_size() == 0:
        for project_id in image_sets.due():
            fetch_images(project_id)
    if removed := image_sets.sweep_orphans():
        log.info("Swept: %d images that no project shows", removed)
