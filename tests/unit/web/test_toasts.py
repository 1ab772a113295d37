"""Notices in the page, and the choices of what to be told."""

import threading

import pytest
from flask import Flask, before_render_template
from jinja2 import Template
from sqlalchemy import update

from importer.accounts import users
from importer.clock import now
from importer.database import db, writing
from importer.models import ImportJob, JobState
from importer.notifications import announcing, choices
from tests.unit.web.builders import add_job, add_project
from tests.unit.web.conftest import Visitor, squeezed


def _end(
    site: Flask, public_id: str, state: JobState = JobState.FAILED, page: int | None = None
) -> None:
    with site.app_context(), writing() as session:
        job = session.query(ImportJob).filter_by(public_id=public_id).one()
        session.execute(
            update(ImportJob)
            .where(ImportJob.id == job.id)
            .values(
                state=state,
                project_id=page,
                finished_at=now(),
                error="It is gone.",
                suggestion="Look again.",
            )
        )
        announcing.import_ended(session, job.id)


def test_a_notice_comes_with_the_next_page_and_not_again(site: Flask, alice: Visitor) -> None:
    job = add_job(site)
    assert 'class="toast ' not in alice.get("/").text
    _end(site, job)
    page = alice.get("/projects/add")
    assert "Import failed" in squeezed(page)
    assert "It is gone." in page.text
    assert f'href="/imports/{job}"' in page.text
    assert 'class="toast ' not in alice.get("/projects/add").text


def test_the_imports_own_page_needs_no_notice(site: Flask, alice: Visitor) -> None:
    job = add_job(site)
    _end(site, job)
    assert 'class="toast ' not in alice.get(f"/imports/{job}").text
    assert 'class="toast ' not in alice.get("/").text


def test_a_hidden_tab_on_that_page_does_not_count_as_seeing_it(site: Flask, alice: Visitor) -> None:
    job = add_job(site)
    _end(site, job)
    alice.get(f"/imports/{job}/progress", X_Tab_Hidden="yes")
    assert alice.get("/notifications/pulse").json == {"active": 0, "percent": 0, "unseen": True}
    alice.get(f"/imports/{job}/progress")
    assert alice.get("/notifications/pulse").json["unseen"] is False


def test_an_administrator_who_looks_leaves_the_owners_notice(
    site: Flask, alice: Visitor, visitor
) -> None:
    job = add_job(site)
    _end(site, job)
    assert visitor("rose").get(f"/imports/{job}").status_code == 200
    assert 'class="toast ' in alice.get("/").text


def test_an_open_page_takes_each_notice_once(site: Flask, alice: Visitor) -> None:
    job = add_job(site)
    _end(site, job)
    first, second = (alice.post("/notifications/toasts", "/imports") for _ in range(2))
    # The page whose form it was had it already.
    assert 'class="toast ' not in first.text + second.text
    other = add_job(site)
    page = alice.get("/imports").text
    assert 'data-active="1"' in page
    _end(site, other)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    taken = alice.client.post("/notifications/toasts", data={"csrf_token": token})
    assert taken.text.count('class="toast ') == 1
    again = alice.client.post("/notifications/toasts", data={"csrf_token": token})
    assert 'class="toast ' not in again.text


@pytest.mark.parametrize("path", ["/notifications/pulse", "/settings/notifications"])
def test_strangers_are_told_nothing(stranger: Visitor, path: str) -> None:
    assert stranger.get(path).status_code == 302
    assert 'id="toasts"' not in stranger.get("/sign-in").text


def test_choices_are_kept_and_shown(site: Flask, alice: Visitor) -> None:
    before = alice.get("/settings/notifications").text
    assert before.count("checked") == len(choices.DEFAULT_WANTED)
    answer = alice.post("/settings/notifications", "/settings/notifications", wanted="page.started")
    assert answer.status_code == 303
    after = alice.get("/settings/notifications").text
    assert "Your choices have been saved." in after
    assert after.count("checked") == 1
    with site.app_context():
        user = users.by_name("alice")
        assert user is not None
        assert choices.of(db.session(), user.id).wanted == {"page.started"}


@pytest.mark.parametrize("fields", [{"wanted": "page.exploded"}, {"email_after": "soon"}])
def test_choices_nobody_offered_are_refused(alice: Visitor, fields: dict[str, str]) -> None:
    path = "/settings/notifications"
    assert alice.post(path, path, **fields).status_code == 400


def test_an_end_in_the_middle_of_its_own_page_is_left_to_the_next_look(
    site: Flask, alice: Visitor
) -> None:
    job = add_job(site, started_at=now())

    def end(_app: Flask, template: Template, **_extra: object) -> None:
        if template.name == "import.html":
            thread = threading.Thread(
                target=_end,
                args=(site, job, JobState.SUCCEEDED),
                kwargs={"page": add_project(site)},
            )
            thread.start()
            thread.join()

    with before_render_template.connected_to(end, site):
        page = alice.get(f"/imports/{job}")
    assert "deleted since" not in squeezed(page)
    assert 'hx-trigger="every 1s"' in page.text
