"""The list of a person's imports: sections, pages, batches, search."""

from datetime import timedelta

import pytest

from importer.analysis.analyse import analyse
from importer.clock import now
from importer.database import db, writing
from importer.errors import ForgeUnreachable
from importer.models import ImportJob, JobState, Project, User
from importer.snapshot import RepoRef
from importer.workflow import admission, batches, listing, publish, runs, turns
from importer.workflow.batches import Wish
from importer.workflow.listing import Listing, Section, Wanted
from tests.support.samples import REF, snapshot

pytestmark = pytest.mark.usefixtures("any_app")


def _ref(name: str) -> RepoRef:
    return RepoRef(REF.host, f"acme/{name}")


def _batch(user: User, names: str) -> None:
    batches.start(user.id, [Wish(_ref(name)) for name in names])


def _run(user: User, *, succeeds: bool) -> None:
    job = turns.lease.holder(db.session(), user.id)
    run = runs.claim(job.id, None)
    if succeeds:
        whole = snapshot(run.ref, forge_repo_id=run.ref.name)
        publish.publish(run, whole, analyse(whole))
    else:
        runs.fail(run, ForgeUnreachable())


def _read(user: User, **wanted: object) -> Listing:
    db.session.commit()
    db.session.expire_all()
    return listing.read(db.session(), user.id, Wanted(**wanted))


def _names(shown: Listing) -> dict[str, list[str]]:
    return {
        part.section.value: [row.path.removeprefix("acme/") for row in part.rows]
        for part in shown.parts
    }


def test_each_job_stands_in_its_section(make_user):
    alice, bob = make_user("alice"), make_user("bob")
    _batch(alice, "abcdef")
    _run(alice, succeeds=True)
    _run(alice, succeeds=False)
    runs.cancel(turns.lease.holder(db.session(), alice.id))
    shown = _read(alice)
    assert _names(shown) == {
        "running": ["d"],
        "waiting": ["e", "f"],
        "failed": ["b"],
        "done": ["a"],
        "canceled": ["c"],
    }
    assert (shown.under_way.total, shown.under_way.ended, shown.under_way.percent) == (6, 3, 50)
    assert shown.active == 3
    assert _read(bob).total == 0


def test_success_leads_to_its_project_as_long_as_there_is_one(make_user):
    alice = make_user("alice")
    _batch(alice, "a")
    _run(alice, succeeds=True)
    (part,) = _read(alice).parts
    assert part.rows[0].slug == "a"
    with writing() as session:
        session.query(Project).delete()
    (part,) = _read(alice).parts
    assert part.rows[0].slug is None


def test_what_is_tried_again_is_counted_as_failed_no_more(make_user):
    alice = make_user("alice")
    _batch(alice, "ab")
    _run(alice, succeeds=False)
    turns.retry_failed(alice.id)
    assert _names(_read(alice)) == {"running": ["b"], "waiting": ["a"], "canceled": ["a"]}


def test_newest_ended_import_stands_first(make_user):
    alice = make_user("alice")
    for name in "abc":
        runs.cancel(admission.admit(alice.id, _ref(name)))
    assert _names(_read(alice)) == {"canceled": ["c", "b", "a"]}


def test_part_of_a_name_finds_it_in_any_case_with_its_place_in_the_whole_queue(make_user):
    alice = make_user("alice")
    batches.start(alice.id, [Wish(_ref(name)) for name in ("one", "two", "Tree_x", "four")])
    shown = _read(alice, text="TREE_")
    assert _names(shown) == {"waiting": ["Tree_x"]}
    assert shown.parts[0].rows[0].place == 2
    assert _names(_read(alice, text="%")) == {}


def test_long_section_comes_in_pages(make_user):
    alice = make_user("alice")
    begin = now() - timedelta(days=1)
    with writing() as session:
        for number in range(listing.PER_PAGE + 5):
            session.add(
                ImportJob(
                    user_id=alice.id,
                    forge="github",
                    host=REF.host,
                    path=f"acme/{number}",
                    source_key=f"{REF.host}/acme/{number}",
                    state=JobState.FAILED,
                    finished_at=begin + timedelta(seconds=number),
                )
            )
    whole = _read(alice)
    assert (len(whole.parts[0].rows), whole.parts[0].total) == (listing.SHOWN, 105)
    first = _read(alice, only=Section.FAILED)
    assert (len(first.parts[0].rows), first.pages) == (listing.PER_PAGE, 2)
    last = _read(alice, only=Section.FAILED, page=9)
    assert last.wanted.page == 2
    assert _names(last) == {"failed": ["4", "3", "2", "1", "0"]}


def test_batch_is_shown_alone(make_user):
    alice = make_user("alice")
    _batch(alice, "ab")
    turns.cancel_all(alice.id)
    _batch(alice, "cd")
    newer, older = [one.batch for one in _read(alice).batches]
    assert _names(_read(alice, batch=older)) == {"canceled": ["b", "a"]}
    assert _names(_read(alice, batch=newer)) == {"running": ["c"], "waiting": ["d"]}
    assert listing.batch_named(db.session(), alice.id, older.public_id) == older
    assert listing.batch_named(db.session(), alice.id + 1, older.public_id) is None
    assert listing.batch_named(db.session(), alice.id, "\0") is None
