"""What imports leave behind that nobody will look at any more."""

from datetime import timedelta

from sqlalchemy import delete, select

from importer.clock import now
from importer.database import db, writing
from importer.models import ImportEvent, ImportJob, LlmCall

# Counts are for pages that are open while an import runs. They go once it has ended and a page
# that was away for a while has had the time to come back; lines of the log stay with their import.
COUNTS_KEPT_FOR = timedelta(days=1)
# Long enough to see what the language model was asked for in a month.
CALLS_KEPT_FOR = timedelta(days=30)
# In one transaction: others want to write, too.
MOST_AT_ONCE = 1000


def forget_counts() -> int:
    """Delete counts of imports that ended long ago; returns how many. Looking takes no write lock,
    and what is past :data:`MOST_AT_ONCE` waits for the next time."""
    old = (
        select(ImportEvent.id)
        .join(ImportJob, ImportJob.id == ImportEvent.job_id)
        .where(ImportEvent.level == "count", ImportJob.finished_at < now() - COUNTS_KEPT_FOR)
        .limit(MOST_AT_ONCE)
    )
    ids = db.session.scalars(old).all()
    if ids:
        with writing() as session:
            session.execute(delete(ImportEvent).where(ImportEvent.id.in_(ids)))
    return len(ids)


def forget_calls() -> int:
    """Delete what is known of old calls of the language model; returns how many."""
    old = select(LlmCall.id).where(LlmCall.at < now() - CALLS_KEPT_FOR).limit(MOST_AT_ONCE)
    ids = db.session.scalars(old).all()
    if ids:
        with writing() as session:
            session.execute(delete(LlmCall).where(LlmCall.id.in_(ids)))
    return len(ids)
