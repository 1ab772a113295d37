"""``kill -9`` in the midst of a refresh: the page is the old one or the new one, never half."""

import signal
import sys

import pytest
from sqlalchemy import select

from importer import tasks
from importer.database import db
from importer.models import ImportJob, ImportLease, JobState, Project, ProjectRevision
from tests.support.stack import Stack, eventually, kill
from tools.sample_forge.control import SampleForge

ADDRESS = "northgate/parcel-api"


@pytest.mark.parametrize(
    "point",
    ["worker-before-analysis", "worker-inside-final-transaction"],
)
def test_refresh_survives_the_death_of_its_worker(
    light_stack: Stack, forge: SampleForge, point: str
) -> None:
    stack = light_stack
    stack.prepare("alice")
    stack.flask("import", ADDRESS, "--user", "alice")
    forge.push(ADDRESS, {"README.md": "# Another page\n\nAltogether.\n"})
    with stack.inside():
        project = db.session.scalar(select(Project))
        old = project.commit
        tasks.refresh(project)
    process = stack.start(sys.executable, "-m", "tests.support.crashing", point)
    assert process.wait(timeout=60) == -signal.SIGKILL, stack.log()
    kill(process)
    with stack.inside():
        assert db.session.scalar(select(Project.commit)) == old
        assert db.session.scalar(select(ProjectRevision)) is None
    stack.start_worker()

    def ended() -> ImportJob | None:
        db.session.remove()
        newest = select(ImportJob).order_by(ImportJob.id.desc()).limit(1)
        job = db.session.scalar(newest)
        return job if job.finished else None

    with stack.inside():
        job = eventually(ended)
        assert job.state == JobState.SUCCEEDED, job.error
        assert db.session.scalar(select(Project.commit)) != old
        revision = db.session.scalar(select(ProjectRevision))
        assert revision.imported["commit"] == old
        assert db.session.scalars(select(ImportLease.job_id)).all() == [None]
