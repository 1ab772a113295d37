"""One import from claim to end: resolve, fetch, analyse, save."""

import logging
import random
import threading
import time
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError

from importer.clock import now
from importer.database import db, writing
from importer.errors import (
    DuplicateImport,
    ImportFailed,
    RateLimited,
    RepofolioError,
    RepositoryNotFound,
)
from importer.forges.base import Credential, Overview
from importer.models import JobKind, Step
from importer.snapshot import RepoSnapshot
from importer.workflow import (
    analysing,
    credentials,
    duplicates,
    kept,
    previewing,
    publish,
    refreshing,
    runs,
    wording,
)
from importer.workflow.analysing import EarlyReading
from importer.workflow.checkpoint import Checkpoint, WorkerStopping
from importer.workflow.progress import Progress
from importer.workflow.runs import MAX_ATTEMPTS, RETRY_DELAYS, Run, RunLost
from importer.workflow.toolbox import Toolbox

log = logging.getLogger("importer.worker")

# A forge that names a time next year is not believed; after this long it is asked again.
LONGEST_WAIT = timedelta(hours=1)


def run(job_id: int, toolbox: Toolbox, worker_id: str | None, stopping: threading.Event) -> None:
    """Run the job if it is there to be run; whatever happens, its row says so afterwards.

    :param worker_id: the process's row in ``workers``; None for a run in the foreground.
    """
    claimed = runs.claim(job_id, worker_id)
    if claimed is None:
        log.info("Job %d is not waiting to be run; nothing to do", job_id)
        return
    structlog.contextvars.bind_contextvars(task=claimed.public_id)
    started = time.monotonic()
    progress = Progress(claimed)
    seconds = toolbox.settings.import_timeout
    try:
        _import(
            claimed, toolbox, progress, Checkpoint(claimed, seconds, stopping, progress.counted)
        )
    except RunLost:
        log.info("Import of %s stopped: it was canceled or taken over", claimed.ref.path)
    except (RepofolioError, WorkerStopping) as error:
        _settle(claimed, error)
    except Exception:
        log.exception("Import of %s failed unexpectedly (task %s)", *_names(claimed))
        _settle(claimed, ImportFailed())
    else:
        log.info("Task %s succeeded in %.2f s", claimed.public_id, time.monotonic() - started)


def _import(run: Run, toolbox: Toolbox, progress: Progress, checkpoint: Checkpoint) -> None:
    log.info(
        "Starting background import of %s for user %s (task %s)",
        run.ref.path,
        run.username,
        run.public_id,
    )
    gathered = _recalled(run, progress) or _gather(run, toolbox, progress, checkpoint)
    if gathered is None:
        log.info("%s is as it was (task %s)", run.ref.path, run.public_id)
        return
    snapshot, early, requests = gathered
    checkpoint()
    log.info("Analysing %s", snapshot.ref.path)
    progress.begin(Step.ANALYSE, "Analysing README and manifests")
    analysis = analysing.analyse(snapshot, early, toolbox, checkpoint)
    analysis = wording.better(run, snapshot, analysis, toolbox, checkpoint)
    checkpoint()
    if run.kind == JobKind.PREVIEW:
        previewing.keep(run, snapshot, analysis, requests)
        return
    log.info("Creating project for %s", snapshot.ref.path)
    progress.begin(Step.SAVE, "Saving the project page")
    save = refreshing.publish if run.kind == JobKind.REFRESH else publish.publish
    project_id = save(run, snapshot, analysis)
    progress.learn()
    log.info(
        "Successfully imported %s as project %d (task %s)",
        snapshot.ref.path,
        project_id,
        run.public_id,
    )


def _recalled(run: Run, progress: Progress) -> tuple[RepoSnapshot, None, int] | None:
    """What was fetched before a later step failed; a refresh always asks what is new."""
    snapshot = kept.recall(run) if run.kind == JobKind.IMPORT else None
    if snapshot is None:
        return None
    progress.begin(Step.FETCH, "Going on with what was fetched before")
    return snapshot, None, 0


def _gather(
    run: Run, toolbox: Toolbox, progress: Progress, checkpoint: Checkpoint
) -> tuple[RepoSnapshot, EarlyReading, int] | None:
    """The steps resolve and fetch, within what is left of the forge's rate limit, and how many
    calls of it they took.

    None for a refresh that found nothing new, and has ended with that.
    """
    forge = toolbox.forges.for_ref(run.ref)
    with credentials.reserved(run, toolbox) as (credential, allowance):
        progress.begin(Step.RESOLVE, f"Looking up {run.ref.path}")
        if run.kind == JobKind.REFRESH:
            overview = refreshing.look(run, forge, credential, allowance, checkpoint)
            if overview is None:
                return None
        else:
            overview = forge.resolve(run.ref, credential, allowance, checkpoint)
        _refuse_private(run, overview, toolbox, credential)
        if run.kind == JobKind.IMPORT:
            _refuse_known(run, overview)
        progress.begin(Step.FETCH, _found(overview), files=_files(overview))
        early = EarlyReading(overview, toolbox)
        snapshot = forge.fetch(overview, credential, allowance, checkpoint)
    if run.kind == JobKind.IMPORT:
        kept.keep(run, snapshot)
    return snapshot, early, allowance.spent


def _refuse_private(run: Run, overview: Overview, toolbox: Toolbox, credential: Credential) -> None:
    """Where anybody can make an account, the instance's token opens private doors to
    administrators only; to others such a repository does not exist."""
    is_shared = credentials.is_of_the_instance(credential, toolbox)
    if overview.private and is_shared and toolbox.settings.signup == "open" and not run.is_admin:
        raise RepositoryNotFound


def _refuse_known(run: Run, overview: Overview) -> None:
    """A renamed repository is known by its id, which only the forge could tell."""
    snapshot = overview.snapshot
    project = duplicates.by_identity(
        db.session(), run.user_id, snapshot.ref.host, snapshot.forge_repo_id
    )
    if project is None:
        return
    try:
        with writing() as session:
            duplicates.follow_rename(session, project, run.ref, snapshot.ref)
    except IntegrityError:
        # Another project still carries that name, its own repository having been renamed too.
        log.info("%s keeps its old name here: the new one is taken", project.path)
    raise DuplicateImport(project.id)


def _found(overview: Overview) -> str:
    snapshot = overview.snapshot
    if snapshot.is_empty:
        return "The repository is empty: fetching what is known about it"
    files = _files(overview)
    more = " or more" if snapshot.tree_truncated else ""
    return f"Found {files:,} files{more}: fetching README, manifests and facts"


def _files(overview: Overview) -> int:
    return sum(entry.kind == "blob" for entry in overview.snapshot.tree)


def _settle(run: Run, error: RepofolioError | WorkerStopping) -> None:
    """Give back, wait, try again, or fail: what the error says of itself decides."""
    try:
        if isinstance(error, WorkerStopping):
            runs.give_back(run)
            log.info("Import of %s given back: the worker is stopping", run.ref.path)
        elif isinstance(error, RateLimited) and not run.has_waited_long:
            resume_at = min(error.retry_at, now() + LONGEST_WAIT)
            runs.wait(run, error, resume_at, counts=False)
            log.warning("Import of %s waits until %s: %s", run.ref.path, resume_at, error.code)
        elif error.retryable and run.attempt < MAX_ATTEMPTS:
            delay = RETRY_DELAYS[run.attempt - 1] * random.uniform(0.8, 1.2)  # noqa: S311
            runs.wait(run, error, now() + delay, counts=True)
            log.warning("Import of %s will be tried again: %s", run.ref.path, error.code)
        else:
            project_id = error.project_id if isinstance(error, DuplicateImport) else None
            runs.fail(run, error, project_id)
            log.warning(
                "Import of %s failed: %s (task %s)", run.ref.path, error.code, run.public_id
            )
    except RunLost:
        log.info("Import of %s ended meanwhile", run.ref.path)


def _names(run: Run) -> tuple[str, str]:
    return run.ref.path, run.public_id
