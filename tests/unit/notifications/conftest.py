"""People with imports, without workers: the tests end imports themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.errors import RepositoryNotFound
from importer.models import ImportJob, JobState, Notification, User
from importer.notifications import announcing, choices
from importer.snapshot import RepoRef
from importer.workflow import admission, lease, runs


@dataclass
class Person:
    """Somebody who imports; the newest import is ``job``."""

    user: User
    job: ImportJob = field(init=False)

    def start(self, path: str = "northgate/parcel-api", *, ago: float = 0.0) -> runs.Run:
        """Ask for an import and let a worker claim it.

        :param ago: seconds since it was asked for.
        """
        self.job = admission.admit(self.user.id, RepoRef("github.com", path, "github"))
        if ago:
            with writing() as session:
                session.execute(
                    update(ImportJob)
                    .where(ImportJob.id == self.job.id)
                    .values(created_at=now() - timedelta(seconds=ago))
                )
        run = runs.claim(self.job.id, None)
        assert run is not None
        return run

    def fail(self, path: str = "northgate/parcel-api", *, ago: float = 0.0) -> ImportJob:
        runs.fail(self.start(path, ago=ago), RepositoryNotFound())
        return self.job

    def succeed(self, path: str = "northgate/parcel-api", *, ago: float = 0.0) -> ImportJob:
        self.finish(self.start(path, ago=ago))
        return self.job

    def finish(self, run: runs.Run) -> None:
        """As ``publish`` ends it, without a project."""
        with writing() as session:
            ended = {"state": JobState.SUCCEEDED, "run_id": None, "finished_at": now()}
            runs.change(session, run, message="Import complete!", **ended)
            announcing.import_ended(session, run.job_id)
            lease.release(session, lease.lock(session, run.user_id), run.job_id)

    def chooses(self, *wanted: str, email_after: int = 60) -> None:
        with writing() as session:
            choices.save(session, self.user.id, wanted, email_after)

    def told(self, **having: Any) -> list[str]:
        """``channel.happening`` of every row there is for the person, in their order."""
        db.session.commit()
        rows = db.session.scalars(
            select(Notification)
            .filter_by(user_id=self.user.id, **having)
            .order_by(Notification.id)
            .execution_options(populate_existing=True)
        )
        return [f"{row.channel}.{row.happening}" for row in rows]


@pytest.fixture
def person(any_app: Flask, make_user: Callable[..., User]) -> Callable[[str], Person]:
    """Makes somebody, on each of the two set-ups."""
    return lambda name="alice": Person(make_user(name))


@pytest.fixture
def alice(person: Callable[[str], Person]) -> Person:
    return person("alice")
