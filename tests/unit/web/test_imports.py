"""Progress, from waiting to the end, and who may see it."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from importer.clock import now
from importer.database import writing
from importer.models import ImportJob, Worker
from importer.workflow import runs
from tests.support.statements import counted
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed

POLLS = 'hx-trigger="every 1s"'
SUCCEEDED: dict[str, Any] = {
    "state": "succeeded",
    "percent": 100,
    "step": "save",
    "finished_at": now(),
}
FAILED: dict[str, Any] = {
    "state": "failed",
    "finished_at": now(),
    "error": "The repository does not exist.",
    "suggestion": "Check the spelling.",
    "error_code": "NOT_FOUND",
    "error_link": "https://docs.example/mend",
}


def progress(visitor: Visitor, public_id: str) -> str:
    answer = visitor.htmx(f"/imports/{public_id}/progress")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return answer.text


def test_a_fresh_import_waits_to_start(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, state="queued", step=None, percent=0)
    shown = progress(alice, job)
    assert "Waiting to start…" in shown
    assert "No worker is running" not in shown
    assert POLLS in shown


def test_after_ten_seconds_without_a_worker_that_is_said(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, state="queued", created_at=builders.ago(seconds=11))
    shown = progress(alice, job)
    assert "No worker is running" in shown
    assert "flask --app wsgi worker" in shown
    builders.add_worker(site)
    assert "No worker is running" not in progress(alice, job)


def test_a_running_import_shows_how_far_it_is(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, started_at=now())
    shown = progress(alice, job)
    assert "Processing repository…" in shown
    assert "Fetching pallets/flask" in shown
    assert re.search(r'<progress[^>]+value="35"\s+max="100"', shown)
    assert "Import of pallets/flask started…" in shown
    assert shown.count('class="step is-') == 4
    assert 'class="step is-now"' in shown
    assert 'form="cancellation"' in shown


def test_a_rate_limit_says_when_it_goes_on(site: Flask, alice: Visitor) -> None:
    resume = now().replace(hour=16, minute=33, second=0, microsecond=0)
    job = builders.add_job(
        site,
        state="waiting",
        resume_at=resume,
        error_code="RATE_LIMIT_EXCEEDED",
        message="The forge's rate limit is used up.",
    )
    shown = progress(alice, job)
    assert "Waiting for the rate limit" in shown
    assert "16:33 UTC" in shown
    assert f'datetime="{resume.isoformat()}"' in shown
    assert POLLS in shown


def test_another_hindrance_is_not_called_a_rate_limit(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(
        site, state="waiting", resume_at=now(), error_code="NETWORK_ERROR", message="No answer."
    )
    assert "Trying again shortly" in progress(alice, job)


def test_a_failure_says_what_to_do_and_stops_asking(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, **FAILED)
    shown = progress(alice, job)
    for words in ("Import failed", "The repository does not exist.", "Check the spelling."):
        assert words in shown
    assert "NOT_FOUND" in shown
    assert 'href="https://docs.example/mend"' in shown
    assert 'form="retry"' in shown
    assert "hx-get" not in shown


def test_a_link_that_is_no_web_address_is_not_shown(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, **FAILED | {"error_link": "javascript:alert(1)"})
    assert "javascript:" not in alice.get(f"/imports/{job}").text


def _asked_again(visitor: Visitor, shown: str) -> TestResponse:
    """What the page before the person gets, asking as it would."""
    asks = re.search('hx-get="([^"]+)"', shown)
    assert asks
    return visitor.htmx(html.unescape(asks[1]))


def test_a_page_that_shows_the_present_state_is_told_so_in_no_words(
    site: Flask, alice: Visitor
) -> None:
    job = builders.add_job(site, started_at=now())
    answer = _asked_again(alice, progress(alice, job))
    assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(
    "change",
    [
        {"percent": 61},
        {"message": "Fetching images"},
        {"state": "waiting", "resume_at": now()},
        {"position": 3},
        {"warnings": [{"code": "X", "message": "No tree."}]},
        SUCCEEDED,
        FAILED,
    ],
    ids=lambda change: next(iter(change.items())),
)
def test_whatever_moves_is_shown(site: Flask, alice: Visitor, change: dict[str, Any]) -> None:
    job = builders.add_job(site, started_at=now())
    before = progress(alice, job)
    builders.change_job(site, job, **change)
    answer = _asked_again(alice, before)
    assert answer.status_code == 200
    assert 'id="progress"' in answer.text


def test_a_new_line_in_the_log_is_shown(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, started_at=now())
    before = progress(alice, job)
    with site.app_context(), writing() as session:
        row = session.scalars(select(ImportJob).filter_by(public_id=job)).one()
        runs.note(session, row.id, "Said meanwhile.")
    assert "Said meanwhile." in _asked_again(alice, before).text


def test_the_worker_s_silence_is_shown(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, state="queued", created_at=builders.ago(seconds=11))
    builders.add_worker(site)
    before = progress(alice, job)
    with site.app_context(), writing() as session:
        session.execute(delete(Worker))
    assert "No worker is running" in _asked_again(alice, before).text


def test_nobody_learns_of_another_s_import_by_its_mark(
    site: Flask, alice: Visitor, bob: Visitor
) -> None:
    job = builders.add_job(site, started_at=now())
    assert _asked_again(bob, progress(alice, job)).status_code == 404


def test_the_end_leads_to_the_project(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    job = builders.add_job(
        site, **SUCCEEDED, project_id=project, warnings=[{"code": "X", "message": "No tree."}]
    )
    answer = alice.htmx(f"/imports/{job}/progress")
    assert json.loads(answer.headers["HX-Trigger"]) == {
        "import:succeeded": {"location": "/alice/flask"}
    }
    for words in ("Import complete!", "Successfully imported pallets/flask", "No tree."):
        assert words in squeezed(answer)
    assert "hx-get" not in answer.text


def test_a_reload_after_the_end_goes_to_the_project_once(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site)
    running = alice.get(f"/imports/{job}")
    assert '<meta http-equiv="refresh" content="2">' in running.text
    project = builders.add_project(site)
    builders.change_job(site, job, **SUCCEEDED, project_id=project)
    arrival = alice.get(f"/imports/{job}")
    assert (arrival.status_code, arrival.location) == (303, "/alice/flask")
    back = alice.get(f"/imports/{job}")
    assert back.status_code == 200
    assert 'href="/alice/flask"' in back.text
    assert "refresh" not in back.text


def test_a_later_visit_shows_the_record(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, **SUCCEEDED, project_id=builders.add_project(site))
    answer = alice.get(f"/imports/{job}")
    assert answer.status_code == 200
    assert "Import complete!" in answer.text


def test_a_failure_needs_no_way_on(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site)
    alice.get(f"/imports/{job}")
    builders.change_job(site, job, **FAILED)
    assert "Import failed" in alice.get(f"/imports/{job}").text


def test_a_deleted_project_is_said_to_be_gone(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, **SUCCEEDED)
    answer = alice.htmx(f"/imports/{job}/progress")
    assert "its page has been deleted since" in squeezed(answer)
    assert "HX-Trigger" not in answer.headers


def test_no_copy_is_kept_for_back(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site)
    for path in (f"/imports/{job}", f"/imports/{job}/progress"):
        assert alice.get(path).headers["Cache-Control"] == "no-store"


def test_canceling_ends_it_and_frees_the_next(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site)
    answer = alice.post(f"/imports/{job}/cancellation", page=f"/imports/{job}")
    assert answer.status_code == 303
    assert builders.job_of(site, job).state == "canceled"
    assert "Import canceled" in alice.get(answer.location).text
    assert alice.post("/projects/add", page="/projects/add", address="a/b").status_code == 303


def test_trying_again_needs_no_typing(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, **FAILED, is_private=False, is_showcase=True)
    answer = alice.post(f"/imports/{job}/retry", page=f"/imports/{job}")
    assert answer.status_code == 303
    again = builders.job_of(site, answer.location.rpartition("/")[2])
    assert again.public_id != job
    assert (again.path, again.is_private, again.is_showcase) == ("pallets/flask", False, True)


def test_trying_again_beside_another_import_is_refused(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, **FAILED)
    other = builders.add_job(site, path="a/b")
    answer = alice.post(f"/imports/{job}/retry", page=f"/imports/{job}")
    assert answer.status_code == 409
    assert f'href="/imports/{other}"' in answer.text


@pytest.mark.parametrize("rest", ["", "/progress"])
def test_an_outsider_cannot_see_an_import(site: Flask, bob: Visitor, rest: str) -> None:
    job = builders.add_job(site, owner="alice")
    answer = bob.get(f"/imports/{job}{rest}")
    assert answer.status_code == 404
    assert "pallets/flask" not in answer.text


@pytest.mark.parametrize("action", ["cancellation", "retry"])
def test_an_outsider_cannot_touch_an_import(site: Flask, bob: Visitor, action: str) -> None:
    job = builders.add_job(site, owner="alice")
    assert bob.post(f"/imports/{job}/{action}", page="/projects/add").status_code == 404
    assert builders.job_of(site, job).state == "running"


def test_administrators_see_all_imports(site: Flask, visitor: Callable[[str], Visitor]) -> None:
    job = builders.add_job(site, owner="alice")
    assert visitor("rose").get(f"/imports/{job}").status_code == 200


def test_the_list_has_ones_own_imports_only(site: Flask, alice: Visitor, bob: Visitor) -> None:
    builders.add_job(site, path="old/one", **SUCCEEDED, created_at=builders.ago(hours=1))
    builders.add_job(site, path="new/one")
    text = squeezed(alice.get("/imports"))
    assert text.index("new/one") < text.index("old/one")
    assert "Nothing has been imported yet" in bob.get("/imports").text


def test_polling_without_a_session_leads_to_signing_in(site: Flask, stranger: Visitor) -> None:
    job = builders.add_job(site)
    answer = stranger.htmx(f"/imports/{job}/progress", page=f"/imports/{job}")
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"/sign-in?next=/imports/{job}"
    assert not answer.data


def test_the_partial_is_cheap(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, started_at=now())
    progress(alice, job)
    with counted(site) as statements:
        shown = progress(alice, job)
    assert statements
    assert len(statements) <= 5
    assert len(shown) < 6000
