"""Imports of two people, whose logs grow as the test says."""

from collections.abc import Callable

import pytest
from flask import Flask

from importer.database import writing
from importer.models import ImportEvent, ImportJob, JobState, User


@pytest.fixture
def add_job(any_app: Flask) -> Callable[[User], ImportJob]:
    """Makes a running import."""

    def add(user: User) -> ImportJob:
        job = ImportJob(
            user_id=user.id,
            forge="github",
            host="github.com",
            path="pallets/flask",
            source_key=f"github.com/pallets/flask{user.id}",
            state=JobState.RUNNING,
        )
        with writing() as session:
            session.add(job)
        return job

    return add


def say(job: ImportJob, message: str = "", **values: object) -> int:
    """Add a line to the job's log; returns its number. ``id`` and ``state`` may be given."""
    state = values.pop("state", None)
    with writing() as session:
        event = ImportEvent(job_id=job.id, message=message, **values)
        session.add(event)
        if state:
            session.merge(job).state = str(state)
    return event.id
