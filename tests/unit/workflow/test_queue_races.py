"""Everything at once to one person's queue: nothing deadlocks, doubles, or stays behind."""

import random
import threading

from flask import Flask
from sqlalchemy import func, select

from importer.database import db
from importer.errors import ForgeUnreachable, RepofolioError
from importer.models import ImportBatch, ImportJob, ImportLease, JobState, User
from importer.snapshot import RepoRef
from importer.workflow import batches, lease, runs, sweep, turns
from importer.workflow.batches import Wish
from importer.workflow.runs import RunLost

THREADS = 4
ROUNDS = 25


class Meddler:
    """One of several who change the same queue as fast as they can."""

    def __init__(self, app: Flask, user_id: int, seed: int) -> None:
        self._app = app
        self._user_id = user_id
        self._chance = random.Random(seed)
        self._seed = seed
        self.most_running = 0
        self.error: BaseException | None = None

    def meddle(self) -> None:
        try:
            with self._app.app_context():
                for number in range(ROUNDS):
                    self._once(number)
                    db.session.remove()
        except BaseException as error:
            self.error = error

    def _once(self, number: int) -> None:
        what = self._chance.choice(
            [self._work, self._work, self._cancel, self._move, self._append, self._hold]
        )
        what(number)
        running = db.session.scalar(select(func.count()).where(ImportJob.state == JobState.RUNNING))
        self.most_running = max(self.most_running, running or 0)

    def _work(self, _number: int) -> None:
        holder = lease.holder(db.session(), self._user_id)
        if holder and (run := runs.claim(holder.id, None)):
            try:
                runs.fail(run, ForgeUnreachable())
            except RunLost:
                return

    def _any_job(self) -> ImportJob:
        jobs = db.session.scalars(select(ImportJob).where(ImportJob.user_id == self._user_id)).all()
        return self._chance.choice(jobs)

    def _cancel(self, _number: int) -> None:
        runs.cancel(self._any_job())

    def _move(self, _number: int) -> None:
        turns.move_beside(self._any_job(), self._any_job(), after=self._chance.random() < 0.5)
        turns.move(self._any_job(), self._chance.choice(turns.MOVES))

    def _append(self, number: int) -> None:
        ref = RepoRef("github.com", f"acme/{self._seed}-{number}")
        try:
            batches.append_one(self._user_id, Wish(ref))
        except RepofolioError:
            return

    def _hold(self, number: int) -> None:
        if number % 2:
            turns.pause(self._user_id)
        else:
            turns.resume(self._user_id)


def _drain(user_id: int) -> None:
    turns.resume(user_id)
    while True:
        db.session.remove()
        holder = lease.holder(db.session(), user_id)
        if holder is None:
            return
        run = runs.claim(holder.id, None)
        assert run is not None, (holder.state, holder.position)
        runs.fail(run, ForgeUnreachable())


def test_queue_that_four_change_at_once_stays_whole(any_app, make_user):
    user: User = make_user()
    names = [f"acme/{number}" for number in range(8)]
    batches.start(user.id, [Wish(RepoRef("github.com", name)) for name in names])
    meddlers = [Meddler(any_app, user.id, seed) for seed in range(THREADS)]
    threads = [threading.Thread(target=one.meddle) for one in meddlers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [one.error for one in meddlers] == [None] * THREADS
    # The one that runs, and no other; nothing was left to the sweeper.
    assert max(one.most_running for one in meddlers) <= 1
    assert sweep.sweep(lambda: False).leases_freed == 0
    _drain(user.id)
    held = db.session.get_one(ImportLease, user.id, populate_existing=True)
    assert (held.job_id, held.paused_at) == (None, None)
    unfinished = select(func.count()).select_from(ImportBatch)
    assert db.session.scalar(unfinished.where(ImportBatch.finished_at.is_(None))) == 0
    waiting = select(func.count()).select_from(ImportJob)
    assert db.session.scalar(waiting.where(ImportJob.finished_at.is_(None))) == 0
    assert db.session.scalar(waiting.where(ImportJob.position.is_not(None))) == 0
