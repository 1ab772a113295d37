"""Where a notification leads."""

from flask import current_app

from importer.notifications.wording import Told


def path_to(told: Told) -> str:
    """Path of the page the notification is about: the project's, else the import's or the list."""
    if told.slug:
        return path("web.project_page", username=told.username, slug=told.slug)
    if not told.job_public_id:
        return path("web.import_list")
    return path("web.import_page", public_id=told.job_public_id)


def path(endpoint: str, **values: object) -> str:
    """Path of one of our pages, in a request or outside of one."""
    return current_app.url_map.bind("localhost").build(endpoint, dict(values))
