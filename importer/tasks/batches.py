"""Doors to batches and the queue: change the rows, commit, then tell Huey who is next."""

from importer.database import db
from importer.errors import ImportInProgress
from importer.models import ImportBatch, ImportJob, User
from importer.tasks.doors import toolbox
from importer.tasks.imports import nudge_holder, per_hour, run_sweep, submit
from importer.workflow import batches, pauses, plan, runs, turns
from importer.workflow.batches import Wish
from importer.workflow.plan import Plan


def plan_batch(user: User, text: str) -> Plan:
    """What would become of a list of addresses.

    :raises TooMany: it is longer than a batch.
    """
    return plan.read(db.session(), user.id, text, toolbox().forges.parse)


def start_batch(
    user: User,
    planned: Plan,
    *,
    is_showcase: bool = False,
    is_private: bool = True,
    append: bool = False,
    public_id: str | None = None,
) -> ImportBatch:
    """Import what is new of ``planned``, one after another.

    :param public_id: of the first import, where it is more than a random one.
    :raises RepofolioError: see ``importer.workflow.batches.start``.
    """
    names = [public_id] + [None] * len(planned.new)
    wishes = [
        Wish(ref, is_showcase, is_private, public_id=name)
        for ref, name in zip(planned.new, names, strict=False)
    ]
    batch = batches.start(user.id, wishes, append=append, per_hour=per_hour())
    nudge_holder(user.id)
    return batch


def add_to_queue(
    user: User,
    address: str,
    *,
    is_showcase: bool = False,
    is_private: bool = True,
    public_id: str | None = None,
) -> ImportJob:
    """Import what ``address`` means, behind what is under way if anything is.

    :param public_id: the job's, where it is more than a random one.
    :raises AddressError: not a repository's address.
    :raises AdmissionError: it is imported, or in the queue, already.
    """
    try:
        return submit(
            user, address, is_showcase=is_showcase, is_private=is_private, public_id=public_id
        )
    except ImportInProgress:
        ref = toolbox().forges.parse(address)
        wish = Wish(ref, is_showcase, is_private, public_id=public_id)
        job = batches.append_one(user.id, wish, per_hour=per_hour())
        # What was under way may have ended meanwhile: then it is this one's turn.
        nudge_holder(user.id)
        return job


def cancel(job: ImportJob) -> bool:
    """End an import; the next of the queue begins. False if it had ended already."""
    canceled = runs.cancel(job)
    if canceled:
        nudge_holder(job.user_id)
    return canceled


def remove(job: ImportJob) -> None:
    """Take an import off the list; the next of the queue begins if it was its turn."""
    turns.remove(job)
    nudge_holder(job.user_id)


def resume(user: User) -> None:
    """Let a person's queue go on."""
    turns.resume(user.id)
    nudge_holder(user.id)


def retry_failed(user: User, batch: ImportBatch | None = None) -> ImportBatch | None:
    """Try again what failed; None if there is nothing to try."""
    again = turns.retry_failed(user.id, batch.id if batch else None, per_hour=per_hour())
    nudge_holder(user.id)
    return again


def retry_one(job: ImportJob) -> ImportBatch | None:
    """Try one import again, behind what is under way; None if that was done before."""
    again = turns.retry_one(job, per_hour=per_hour())
    nudge_holder(job.user_id)
    return again


def resume_all() -> None:
    """Let the imports of the whole instance go on."""
    pauses.resume_all()
    # It finds all that nobody has told the queue of.
    run_sweep()
