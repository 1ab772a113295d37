"""What a webhook is told of an import, as JSON."""

from sqlalchemy.orm import Session

from importer.config import Settings
from importer.mail import links
from importer.models import Happening, ImportBatch, ImportJob, Notification, Project, User, Webhook
from importer.notifications import tallies
from importer.notifications.webhooks.sending import Message


def about(session: Session, claimed: Notification, settings: Settings) -> Message:
    """The end of an import, as ``import.finished`` or ``import.failed``, or of a batch."""
    if claimed.batch_id is not None:
        return _about_batch(session, claimed.batch_id, settings)
    job = session.get_one(ImportJob, claimed.job_id, populate_existing=True)
    has_failed = claimed.happening == Happening.FAILED
    event = f"import.{claimed.happening}"
    delivery = f"{job.public_id}.{claimed.happening}"
    body: dict[str, object] = {
        "event": event,
        "delivery": delivery,
        "import": {
            "task_id": job.public_id,
            "kind": job.kind,
            "forge": job.forge,
            "host": job.host,
            "repository": job.path,
            "created_at": job.created_at.isoformat(),
            "finished_at": job.finished_at.isoformat() if job.finished_at else None,
            "url": links.page(settings, "web.import_page", public_id=job.public_id),
        },
        "project": None if has_failed else _project(session, job, settings),
        "error": _error(job) if has_failed else None,
    }
    return Message(event, delivery, job.path, body)


def _about_batch(session: Session, batch_id: int, settings: Settings) -> Message:
    batch = session.get_one(ImportBatch, batch_id, populate_existing=True)
    tally = tallies.of_batch(session, batch_id)
    delivery = f"{batch.public_id}.finished"
    body: dict[str, object] = {
        "event": "batch.finished",
        "delivery": delivery,
        "batch": {
            "id": batch.public_id,
            "created_at": batch.created_at.isoformat(),
            "finished_at": batch.finished_at.isoformat() if batch.finished_at else None,
            "succeeded": tally.succeeded,
            "failed": tally.failed,
            "canceled": tally.canceled,
            "url": links.page(settings, "web.import_list"),
        },
    }
    return Message("batch.finished", delivery, f"{tally.total} imports", body)


def ping(webhook: Webhook, settings: Settings) -> Message:
    """For trying it out."""
    address = links.page(settings, "web.notification_settings")
    body: dict[str, object] = {"event": "ping", "delivery": f"ping.{webhook.id}", "url": address}
    return Message("ping", f"ping.{webhook.id}", "A test", body)


def _project(session: Session, job: ImportJob, settings: Settings) -> dict[str, object] | None:
    project = session.get(Project, job.project_id) if job.project_id else None
    if project is None:
        return None
    owner = session.get_one(User, project.user_id)
    address = links.page(settings, "web.project_page", username=owner.username, slug=project.slug)
    return {"id": project.id, "title": project.title, "slug": project.slug, "url": address}


def _error(job: ImportJob) -> dict[str, object]:
    return {"code": job.error_code, "message": job.error, "suggestion": job.suggestion}
