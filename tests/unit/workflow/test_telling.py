"""Each way an import can end leaves word of it, in the same transaction."""

from datetime import timedelta

from sqlalchemy import select

from importer.clock import now
from importer.database import db
from importer.models import JobState, Notification
from importer.workflow import sweep

from .conftest import FACTS


def _page_notices(job) -> list[str]:
    db.session.commit()
    rows = select(Notification.happening).filter_by(job_id=job.id, channel="page")
    return list(db.session.scalars(rows))


def test_success_and_failure_are_told(instance, forge):
    done = instance.import_()
    assert done.state == JobState.SUCCEEDED
    assert _page_notices(done) == ["finished"]
    forge.misbehave(FACTS, answer="not_found")
    failed = instance.import_("ferrous/sieve")
    assert failed.state == JobState.FAILED
    assert _page_notices(failed) == ["failed"]


def test_an_import_given_up_by_the_sweeper_is_told(instance):
    job = instance.submit()
    long_ago = now() - timedelta(minutes=10)
    instance.set(job, state="running", run_id="gone", attempt=3, heartbeat_at=long_ago)
    sweep.sweep(lambda: True)
    assert _page_notices(job) == ["failed"]
