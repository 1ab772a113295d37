"""Starting imports, running them, and finding those that nobody runs."""

import logging

from sqlalchemy import update

from importer.clock import now
from importer.database import db, writing
from importer.extensions import huey
from importer.models import ImportJob, JobKind, JobState, Project, User
from importer.snapshot import RepoRef
from importer.tasks.doors import identity, toolbox
from importer.tasks.images import fetch_images_of
from importer.tasks.notifications import tell_of
from importer.workflow import admission, lease, pipeline, previewing, sweep
from importer.workflow.sweep import Sweeping

log = logging.getLogger("importer.worker")


def submit(
    user: User,
    address: str,
    *,
    is_showcase: bool = False,
    is_private: bool = True,
    public_id: str | None = None,
) -> ImportJob:
    """Admit an import of what ``address`` means and tell the queue.

    :param public_id: the job's, where it is more than a random one.
    :raises AddressError: not a repository's address.
    :raises DuplicateImport: imported already, as far as the address tells.
    :raises ImportInProgress: one is running.
    :raises TooManyImports: of the person, in this hour.
    """
    ref = toolbox().forges.parse(address)
    job = admission.admit(
        user.id,
        ref,
        is_showcase=is_showcase,
        is_private=is_private,
        public_id=public_id,
        per_hour=per_hour(),
    )
    nudge(job.id)
    return job


def refresh(project: Project) -> ImportJob:
    """Bring a project up to date, as an import of its owner like any other.

    :raises ImportInProgress: one is running, maybe this very refresh.
    :raises TooManyImports: of the person, in this hour.
    :raises NotFound: the project has been deleted.
    """
    job = admission.admit(
        project.user_id,
        RepoRef(project.host, project.path, project.forge),
        is_showcase=project.is_showcase,
        is_private=not project.is_public,
        kind=JobKind.REFRESH,
        project_id=project.id,
        per_hour=per_hour(),
    )
    nudge(job.id)
    return job


def preview(
    user: User, address: str, *, is_showcase: bool = False, is_private: bool = True
) -> ImportJob:
    """Fetch and analyse what ``address`` means without saving a project.

    :raises AddressError: not a repository's address.
    :raises ImportInProgress: one is running.
    :raises TooManyImports: of the person, in this hour.
    """
    ref = toolbox().forges.parse(address)
    job = admission.admit(
        user.id,
        ref,
        is_showcase=is_showcase,
        is_private=is_private,
        kind=JobKind.PREVIEW,
        per_hour=per_hour(),
    )
    nudge(job.id)
    return job


def publish_preview(job: ImportJob, *, is_public: bool, is_showcase: bool) -> Project:
    """Make a preview a project, and fetch its pictures.

    :raises NotFound: it has expired, or another click was quicker.
    :raises DuplicateImport: there is a project of this repository.
    """
    project = previewing.publish(job, is_public=is_public, is_showcase=is_showcase)
    fetch_images_of(job.id)
    return project


def submit_again(job: ImportJob) -> ImportJob:
    """The same repository with the same options, as a new import of the same person.

    :raises AdmissionError: it was imported meanwhile, or another import is running.
    :raises NotFound: it was a refresh, and its project has been deleted.
    """
    again = admission.admit(
        job.user_id,
        job.ref,
        is_showcase=job.is_showcase,
        is_private=job.is_private,
        kind=JobKind(job.kind),
        project_id=job.project_id if job.kind == JobKind.REFRESH else None,
        retried=job,
        per_hour=per_hour(),
    )
    nudge(again.id)
    return again


def per_hour() -> int:
    """How many imports one person may ask for in an hour; 0 for no limit."""
    return toolbox().settings.imports_per_hour


def nudge(job_id: int) -> bool:
    """Tell Huey to look at a job. If that fails the job is none the worse: the sweeper will."""
    try:
        run_import(job_id)
    except Exception:
        log.exception("The queue could not be told about job %d; the sweeper will do it", job_id)
        return False
    return True


@huey.task(name="run_import")  # type: ignore[untyped-decorator]
def run_import(job_id: int) -> None:
    """Run one import, if it is there to be run."""
    log.info("Task received: run_import of job %d", job_id)
    pipeline.run(job_id, toolbox(), identity.worker_id, identity.stopping)
    # At the end of Huey's queue, so that everybody who waits there comes before it.
    if (following := lease.successor(db.session(), job_id)) is not None:
        nudge(following)
    tell_of(job_id)
    fetch_images_of(job_id)


def nudge_holder(user_id: int) -> None:
    """Tell Huey of the person's import that may run, whichever that is by now."""
    holder = lease.holder(db.session(), user_id)
    if holder and holder.state == JobState.QUEUED and holder.position is None:
        nudge(holder.id)


def run_sweep() -> Sweeping:
    """Sweep once and nudge what was found."""
    previewing.sweep_expired()
    done = sweep.sweep(lambda: huey.storage.queue_size() == 0)
    if done.nudges:
        with writing() as session:
            session.execute(
                update(ImportJob).where(ImportJob.id.in_(done.nudges)).values(nudged_at=now())
            )
        for job_id in done.nudges:
            if not nudge(job_id):
                # A queue that is down takes its time to say so; the next sweep tries again.
                break
    return done
