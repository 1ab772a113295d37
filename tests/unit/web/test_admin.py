"""The administrators' page."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from importer.accounts import users
from importer.clock import now
from importer.database import writing
from importer.extensions import huey
from importer.models import ImportJob, JobState
from importer.web.plots import HEIGHT, SERIES, stacked_bars
from tests.unit.web.conftest import PASSWORD, squeezed


@pytest.fixture
def rose(visitor):
    return visitor("rose")


def _ended(site, code: str | None, days_ago: int = 0, count: int = 1) -> None:
    with site.app_context(), writing() as session:
        alice = users.by_name("alice")
        assert alice is not None
        for _ in range(count):
            session.add(
                ImportJob(
                    user_id=alice.id,
                    forge="github",
                    host="github.com",
                    path="o/r",
                    source_key="github.com/o/r",
                    state=JobState.FAILED if code else JobState.SUCCEEDED,
                    error_code=code,
                    finished_at=now() - timedelta(days=days_ago),
                )
            )


def test_only_administrators_get_to_see_it(stranger, alice, rose):
    assert stranger.get("/admin").status_code == 302
    assert alice.get("/admin").status_code == 404
    assert "/admin" not in alice.get("/").text
    assert rose.get("/admin").status_code == 200
    assert "/admin" in rose.get("/").text


def test_it_says_who_is_there_and_that_no_worker_is(rose):
    said = squeezed(rose.get("/admin"))
    assert "alice@example.org" in said
    assert "No worker is running" in said


def test_failures_are_counted_by_day_and_code(site, rose):
    _ended(site, "NOT_FOUND", count=3)
    _ended(site, "NETWORK_ERROR", days_ago=2)
    _ended(site, "NOT_FOUND", days_ago=60)
    _ended(site, None)
    said = squeezed(rose.get("/admin"))
    today = f"{now():%Y-%m-%d}"
    assert f"{today} 1 3 NOT_FOUND × 3" in said
    assert f"{now() - timedelta(days=2):%Y-%m-%d} 0 1 NETWORK_ERROR × 1" in said
    assert "Failed 5" in said


def test_a_queue_that_does_not_answer_is_said_and_nothing_else_is_lost(rose, monkeypatch):
    def fail() -> int:
        raise ConnectionError

    monkeypatch.setattr(huey.storage, "queue_size", fail)
    said = squeezed(rose.get("/admin"))
    assert "no answer" in said
    assert "alice@example.org" in said


def test_bars_fill_the_plot_and_name_their_pieces():
    plot = stacked_bars(["Mon", "Tue"], [{"A": 3, "B": 1}, {"A": 1}])
    assert plot.names == ["A", "B"]
    assert sum(bar.height for bar in plot.bars if bar.x < 100) == HEIGHT
    assert [bar.title for bar in plot.bars] == ["Mon: 3 × A", "Mon: 1 × B", "Tue: 1 × A"]


def test_what_has_no_colour_of_its_own_goes_together():
    column = {f"CODE_{number}": 10 - number for number in range(9)}
    plot = stacked_bars(["Mon"], [column])
    assert len(plot.names) == SERIES
    assert plot.bars[-1].title == f"Mon: {5 + 4 + 3 + 2} × other"
    assert sum(bar.height for bar in plot.bars) == pytest.approx(HEIGHT, abs=0.1)


def _id(site, name: str) -> int:
    with site.app_context():
        person = users.by_name(name)
        assert person is not None
        return person.id


def _make(site, visitor, name: str, role: str, password: str = PASSWORD) -> TestResponse:
    page = f"/admin/people/{_id(site, name)}/role"
    answer: TestResponse = visitor.post(page, page, role=role, proof=password)
    return answer


def test_an_administrator_makes_another_and_both_logs_say_so(site, rose, alice):
    assert alice.get("/admin").status_code == 404
    assert _make(site, rose, "alice", "administrator").status_code == 303
    assert alice.get("/admin").status_code == 200
    assert "The role was changed by rose" in squeezed(alice.get("/settings/security"))
    log = squeezed(rose.get("/settings/security"))
    assert "· 127.0.0.1· alice: administrator" in log
    assert _make(site, rose, "alice", "member").status_code == 303
    assert alice.get("/admin").status_code == 404


def test_a_role_takes_the_administrators_own_password(site, rose, alice):
    for password in ("", "not the password"):
        answer = _make(site, rose, "alice", "administrator", password)
        assert answer.status_code == 400
        assert "not your present password" in squeezed(answer)
    assert alice.get("/admin").status_code == 404


def test_the_last_administrator_stays_one(site, rose):
    answer = _make(site, rose, "rose", "member")
    assert answer.status_code == 400
    assert "last administrator" in squeezed(answer)
    assert rose.get("/admin").status_code == 200


def test_who_gives_it_up_is_led_away(site, rose):
    _make(site, rose, "alice", "administrator")
    answer = _make(site, rose, "rose", "member")
    assert (answer.status_code, answer.location) == (303, "/")
    assert rose.get("/admin").status_code == 404


def test_nobody_of_that_number_is_not_found(rose):
    for number in (0, 10**6, 2**31, 10**30):
        assert rose.post(f"/admin/people/{number}/role", "/admin").status_code == 404
