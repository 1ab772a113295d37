"""How the instance is doing, and who is on it; for administrators."""

import shutil
from pathlib import Path

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.accounts import users
from importer.database import db
from importer.errors import NotFound
from importer.extensions import huey
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.plots import stacked_bars
from importer.workflow import everybody
from importer.workflow.figures import ended_by_day, figures

DAYS = 14


@web.get("/admin")
@signed_in
def admin() -> ResponseReturnValue:
    """:raises NotFound: for everybody but administrators, as if there were no such page."""
    if not current_user.is_admin:
        raise NotFound
    session = db.session()
    days = ended_by_day(session, DAYS)
    return render_template(
        "admin.html",
        figures=figures(session),
        queue_size=_queue_size(),
        days=days,
        plot=stacked_bars(
            [f"{day.day:%d %b}" for day in days], [dict(day.failures) for day in days]
        ),
        disk=_disk(toolbox().settings.instance_path),
        people=users.everyone(),
        queues=everybody.queues(session),
        pause=everybody.pause_in_force(session),
    )


def _queue_size() -> int | None:
    """None while the queue does not answer: the page says so and shows everything else."""
    try:
        return int(huey.storage.queue_size())
    except Exception:
        return None


def _disk(instance: Path) -> dict[str, int]:
    """Bytes: of the instance's own files, and free beside them."""
    own = sum(path.stat().st_size for path in instance.iterdir() if path.is_file())
    return {"own": own, "free": shutil.disk_usage(instance).free}
