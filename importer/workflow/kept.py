"""What an import fetched, kept until it ends well, so that a retry starts at the step that failed.

Compressed JSON in a table of its own. It is bounded: what is larger than :data:`MOST_BYTES` is
fetched again; what is older than :data:`KEPT_FOR` says nothing of the repository any more.
"""

import logging
import zlib
from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.models import KeptSnapshot
from importer.snapshot import RepoSnapshot
from importer.snapshot_json import from_json, to_json
from importer.workflow import runs
from importer.workflow.runs import Run

log = logging.getLogger("importer.worker")

MOST_BYTES = 4 * 1024 * 1024
# Uncompressed: what stands in our own table was ours, but a bomb would be one all the same.
MOST_JSON_BYTES = 64 * 1024 * 1024
KEPT_FOR = timedelta(days=2)
_FORGET = delete(KeptSnapshot).where(KeptSnapshot.job_id == bindparam("of_job"))


def keep(run: Run, snapshot: RepoSnapshot) -> None:
    """Remember what the run has fetched.

    :raises RunLost: the job is not this run's any more.
    """
    data = zlib.compress(to_json(snapshot), level=1)
    if len(data) > MOST_BYTES:
        return
    with writing() as session:
        runs.change(session, run, heartbeat_at=now())
        session.merge(KeptSnapshot(job_id=run.job_id, fetched_at=now(), data=data))


def recall(run: Run) -> RepoSnapshot | None:
    """What an earlier run of the job, or the job it tries again, has fetched."""
    kept = db.session.scalar(
        select(KeptSnapshot).where(
            KeptSnapshot.job_id == run.job_id, KeptSnapshot.fetched_at > now() - KEPT_FOR
        )
    )
    if kept is None:
        return None
    try:
        unpacked = zlib.decompressobj().decompress(kept.data, MOST_JSON_BYTES)
        return from_json(unpacked)
    except (zlib.error, ValueError):
        # Of another version of this program, most likely: fetched anew, nothing is lost.
        log.info("What was kept of %s cannot be read; fetching it again", run.ref.path)
        return None


def forget(session: Session, job_id: int) -> None:
    """The job has ended well."""
    rows_changed(session, _FORGET, {"of_job": job_id})


def forget_old() -> None:
    """Delete what nobody will come back for. Looking costs no write lock; finding does."""
    old = KeptSnapshot.fetched_at < now() - KEPT_FOR
    if db.session.scalars(select(KeptSnapshot.job_id).where(old).limit(1)).first() is not None:
        with writing() as session:
            session.execute(delete(KeptSnapshot).where(old))
