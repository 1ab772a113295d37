"""An import that tries again what another one failed to do, with what that one has fetched."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.models import ImportJob, KeptSnapshot


def follow(session: Session, failed_id: int, again_id: int) -> None:
    """Note that ``again_id`` tries what ``failed_id`` failed to do."""
    session.execute(
        update(ImportJob).where(ImportJob.id == failed_id).values(retried_at=now()),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(KeptSnapshot).where(KeptSnapshot.job_id == failed_id).values(job_id=again_id),
        execution_options={"synchronize_session": False},
    )
