"""The queue: one lease goes from job to job of a batch, in order, whatever ends them."""

import pytest
from sqlalchemy import delete, select, update

from importer.analysis.analyse import analyse
from importer.database import db, writing
from importer.errors import AlreadyQueued, ForgeUnreachable, ImportInProgress, InvalidInput, TooMany
from importer.models import ImportBatch, ImportJob, ImportLease, JobKind, JobState, User
from importer.snapshot import RepoRef
from importer.workflow import admission, batches, lease, pauses, publish, runs, sweep, turns
from importer.workflow.batches import Wish
from tests.support.samples import snapshot

pytestmark = pytest.mark.usefixtures("any_app")


def ref(name: str) -> RepoRef:
    return RepoRef("github.com", f"acme/{name}")


def start(user: User, names: str, **how: bool) -> ImportBatch:
    return batches.start(user.id, [Wish(ref(name)) for name in names], **how)


def job(name: str) -> ImportJob:
    db.session.commit()
    newest = select(ImportJob).where(ImportJob.path == f"acme/{name}").order_by(ImportJob.id.desc())
    return db.session.scalars(newest, execution_options={"populate_existing": True}).first()


def holder(user: User) -> str | None:
    db.session.commit()
    held = lease.holder(db.session(), user.id)
    return held.path.removeprefix("acme/") if held else None


def waiting(user: User) -> str:
    db.session.commit()
    queue = select(ImportJob.path).where(
        ImportJob.user_id == user.id, ImportJob.position.is_not(None)
    )
    paths = db.session.scalars(queue.order_by(ImportJob.position, ImportJob.id))
    return "".join(path.removeprefix("acme/") for path in paths)


def succeed(name: str) -> None:
    run = runs.claim(job(name).id, None)
    assert run is not None
    fetched = snapshot(ref(name), forge_repo_id=name)
    publish.publish(run, fetched, analyse(fetched))


def fail(name: str) -> None:
    run = runs.claim(job(name).id, None)
    assert run is not None
    runs.fail(run, ForgeUnreachable())


def batch_of(name: str) -> ImportBatch:
    found = job(name)
    return db.session.get_one(ImportBatch, found.batch_id, populate_existing=True)


def test_only_the_first_of_a_batch_may_run(make_user):
    alice = make_user()
    start(alice, "abc")
    assert (holder(alice), waiting(alice)) == ("a", "bc")
    assert runs.claim(job("b").id, None) is None
    assert runs.claim(job("a").id, None) is not None


def test_whatever_ends_a_job_the_next_one_has_its_turn(make_user):
    alice = make_user()
    start(alice, "abcd")
    succeed("a")
    assert (holder(alice), waiting(alice)) == ("b", "cd")
    fail("b")
    assert (holder(alice), waiting(alice)) == ("c", "d")
    runs.cancel(job("c"))
    assert (holder(alice), waiting(alice)) == ("d", "")
    assert batch_of("a").finished_at is None
    succeed("d")
    assert holder(alice) is None
    assert batch_of("a").finished_at is not None


def test_canceling_one_that_waits_leaves_the_running_one_alone(make_user):
    alice = make_user()
    start(alice, "abc")
    assert runs.cancel(job("b"))
    assert (holder(alice), waiting(alice)) == ("a", "c")
    assert job("b").state == JobState.CANCELED


def test_second_batch_is_refused_or_put_behind_the_first(make_user):
    alice = make_user()
    first = start(alice, "ab")
    with pytest.raises(ImportInProgress) as refusal:
        start(alice, "c")
    assert refusal.value.job_public_id == job("a").public_id
    assert start(alice, "c", append=True).id == first.id
    assert (holder(alice), waiting(alice)) == ("a", "bc")


def test_single_import_becomes_the_first_of_a_batch_when_another_goes_behind_it(make_user):
    alice = make_user()
    single = admission.admit(alice.id, ref("a"))
    added = batches.append_one(alice.id, Wish(ref("b")))
    assert (holder(alice), waiting(alice)) == ("a", "b")
    assert job("a").batch_id == added.batch_id is not None
    with pytest.raises(AlreadyQueued) as refusal:
        batches.append_one(alice.id, Wish(ref("A")))
    assert refusal.value.job_public_id == single.public_id


def test_preview_that_runs_is_no_part_of_what_goes_behind_it(make_user):
    alice = make_user()
    admission.admit(alice.id, ref("p"), kind=JobKind.PREVIEW)
    for name in "ab":
        batches.append_one(alice.id, Wish(ref(name)))
    assert (holder(alice), waiting(alice)) == ("p", "ab")
    assert job("p").batch_id is None
    assert batch_of("a") == batch_of("b")


def test_batch_of_nothing_or_of_too_much_is_refused(make_user):
    alice = make_user()
    with pytest.raises(InvalidInput):
        start(alice, "")
    with pytest.raises(TooMany):
        batches.start(alice.id, [Wish(ref(f"r{number}")) for number in range(1001)])
    batches.start(alice.id, [Wish(ref(f"r{number}")) for number in range(1000)])
    with pytest.raises(TooMany):
        start(alice, "z", append=True)


def test_paused_queue_finishes_what_runs_and_begins_nothing(make_user):
    alice = make_user()
    start(alice, "abc")
    run = runs.claim(job("a").id, None)
    turns.pause(alice.id)
    runs.beat(run)
    runs.fail(run, ForgeUnreachable())
    assert (holder(alice), waiting(alice)) == ("b", "bc")
    assert runs.claim(job("b").id, None) is None
    with pytest.raises(ImportInProgress):
        admission.admit(alice.id, ref("d"))
    assert turns.resume(alice.id) == job("b").id
    assert (holder(alice), waiting(alice)) == ("b", "c")
    assert runs.claim(job("b").id, None) is not None


def test_pause_takes_back_a_turn_that_was_not_used(make_user):
    alice = make_user()
    start(alice, "abc")
    turns.pause(alice.id)
    assert runs.claim(job("a").id, None) is None
    assert waiting(alice) == "abc"
    turns.move(job("c"), "top")
    turns.resume(alice.id)
    assert (holder(alice), waiting(alice)) == ("c", "ab")


def test_pause_ends_with_the_queue(make_user):
    alice = make_user()
    start(alice, "ab")
    turns.pause(alice.id)
    assert turns.cancel_all(alice.id) == 2
    assert holder(alice) is None
    assert batch_of("a").finished_at is not None
    admission.admit(alice.id, ref("c"))
    assert runs.claim(job("c").id, None) is not None


def test_nothing_to_pause_means_nothing_is_paused(make_user):
    alice = make_user()
    turns.pause(alice.id)
    admission.admit(alice.id, ref("a"))
    assert runs.claim(job("a").id, None) is not None


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [
        ("d", "up", "bdce"),
        ("c", "down", "bdce"),
        ("e", "top", "ebcd"),
        ("b", "bottom", "cdeb"),
        ("b", "up", "bcde"),
        ("e", "down", "bcde"),
    ],
)
def test_waiting_job_changes_places(make_user, name, to, order):
    alice = make_user()
    start(alice, "abcde")
    turns.move(job(name), to)
    assert waiting(alice) == order


def test_job_is_dropped_before_another_as_often_as_one_likes(make_user):
    alice = make_user()
    start(alice, "abcd")
    for _ in range(30):
        # Each halves the room between its neighbours, until they are numbered anew.
        turns.move_beside(job("d"), job("c"))
        turns.move_beside(job("c"), job("d"))
    assert waiting(alice) == "bcd"
    turns.move_beside(job("b"), job("d"), after=True)
    assert waiting(alice) == "cdb"


def test_running_job_is_not_moved(make_user):
    alice = make_user()
    start(alice, "abc")
    turns.move(job("a"), "bottom")
    assert (holder(alice), waiting(alice)) == ("a", "bc")


def test_failed_ones_are_tried_again_once(make_user):
    alice = make_user()
    start(alice, "abc")
    fail("a")
    succeed("b")
    fail("c")
    first = batch_of("a").id
    failed = job("a").id
    again = turns.retry_failed(alice.id)
    assert again.id != first
    assert (holder(alice), waiting(alice)) == ("a", "c")
    assert db.session.get_one(ImportJob, failed).retried_at is not None
    assert turns.retry_failed(alice.id) is None


def test_failed_ones_go_behind_what_is_under_way(make_user):
    alice = make_user()
    batch = start(alice, "abc")
    fail("a")
    assert turns.retry_failed(alice.id).id == batch.id
    assert (holder(alice), waiting(alice)) == ("b", "ca")


def test_removed_job_is_gone_and_the_next_has_its_turn(make_user):
    alice = make_user()
    start(alice, "abc")
    turns.remove(job("b"))
    turns.remove(job("a"))
    assert (job("a"), job("b")) == (None, None)
    assert (holder(alice), waiting(alice)) == ("c", "")


def test_instance_pause_holds_everybody_back(make_user):
    alice, rose = make_user(), make_user("rose", is_admin=True)
    admission.admit(alice.id, ref("a"))
    pauses.pause_all(rose.id)
    pauses.pause_all(rose.id)
    assert pauses.is_paused(db.session())
    assert runs.claim(job("a").id, None) is None
    assert sweep.sweep(lambda: True).nudges == []
    pauses.resume_all()
    assert sweep.sweep(lambda: False).nudges == [job("a").id]
    assert runs.claim(job("a").id, None) is not None


ACCIDENTS = {
    "its row was deleted": lambda: delete(ImportJob).where(ImportJob.path == "acme/a"),
    "it ended without a word": lambda: (
        update(ImportJob).where(ImportJob.path == "acme/a").values(state=JobState.FAILED)
    ),
    "it was sent back into the queue": lambda: (
        update(ImportJob).where(ImportJob.path == "acme/a").values(position=7000)
    ),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_lease_that_went_astray_is_passed_on_by_the_sweeper(make_user, accident):
    alice = make_user()
    start(alice, "abc")
    with writing() as session:
        session.execute(ACCIDENTS[accident]())
    assert sweep.sweep(lambda: True).leases_freed == 1
    assert holder(alice) == "b"
    assert sweep.sweep(lambda: True).leases_freed == 0


def test_batch_whose_jobs_are_all_gone_is_finished_by_the_sweeper(make_user):
    alice = make_user()
    batch = start(alice, "ab")
    with writing() as session:
        session.execute(delete(ImportJob))
    assert sweep.sweep(lambda: True).leases_freed == 1
    db.session.commit()
    db.session.refresh(batch)
    assert batch.finished_at is not None
    assert holder(alice) is None


def test_queue_goes_with_its_person(make_user):
    alice, bob = make_user(), make_user("bob")
    start(alice, "ab")
    start(bob, "c")
    with writing() as session:
        session.execute(delete(User).where(User.id == alice.id))
    db.session.commit()
    assert db.session.scalars(select(ImportJob.path)).all() == ["acme/c"]
    assert db.session.scalars(select(ImportLease.user_id)).all() == [bob.id]
    assert len(db.session.scalars(select(ImportBatch)).all()) == 1
