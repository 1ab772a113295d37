"""The queue page's part that asks for itself again and again: what it costs, and what it keeps."""

import re

from flask import Flask
from sqlalchemy import insert, update

from importer.accounts import users
from importer.clock import now
from importer.database import writing
from importer.models import ImportBatch, ImportJob
from tests.support.statements import counted
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed

PART = "/imports/queue"


def _add_waiting(site: Flask, count: int) -> None:
    with site.app_context():
        alice = users.by_name("alice")
        assert alice
        common = {"user_id": alice.id, "forge": "github", "host": "github.com"}
        rows = [
            common | {"path": f"a/{n}", "source_key": f"github.com/a/{n}", "position": n}
            for n in range(count)
        ]
        with writing() as session:
            session.execute(insert(ImportJob), rows)


def test_it_takes_as_many_statements_for_many_imports_as_for_few(
    site: Flask, alice: Visitor
) -> None:
    _add_waiting(site, 3)
    alice.get(PART)
    with counted(site) as few:
        alice.get(PART)
    _add_waiting(site, 300)
    with counted(site) as many:
        shown = alice.get(PART)
    assert "Show all 303" in shown.text
    assert len(many) == len(few) <= 6


def test_what_the_browser_has_is_not_sent_again_until_something_moves(
    site: Flask, alice: Visitor
) -> None:
    job = builders.add_job(site)
    shown = alice.get(PART)
    assert shown.headers["Cache-Control"] == "private, no-cache"
    tag = shown.headers["ETag"]
    again = alice.get(PART, If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    builders.change_job(site, job, percent=36)
    moved = alice.get(PART, If_None_Match=tag)
    assert moved.status_code == 200
    assert 'value="36"' in moved.text


def test_what_is_said_of_an_import_and_of_a_batch_are_words_with_spaces_between(
    site: Flask, alice: Visitor
) -> None:
    builders.add_batch(site, "alice", "a/failed")
    with site.app_context(), writing() as session:
        session.execute(update(ImportBatch).values(finished_at=None))
    resume = now().replace(hour=16, minute=33)
    builders.add_job(site, state="waiting", message="The limit is used up.", resume_at=resume)
    shown = squeezed(alice.get(PART))
    assert "The limit is used up. Continues at 16:33 UTC" in shown
    assert "1 of 1 done · 1 failed" in shown


def test_each_row_leads_to_its_own_import_and_project(site: Flask, alice: Visitor) -> None:
    ended = {"finished_at": now()}
    project = builders.add_project(site)
    jobs = [
        builders.add_job(site, path="a/a"),
        builders.add_job(site, path="a/b", state="queued", position=1),
        builders.add_job(site, path="a/c", state="failed", **ended),
        builders.add_job(site, path="a/d", state="succeeded", project_id=project, **ended),
        builders.add_job(site, path="a/e", state="canceled", **ended),
    ]
    text = alice.get(PART).text
    # Twice: the second time they are not made anew.
    assert alice.get(PART).text == text
    rows = dict(re.findall(r'<li id="job-([^"]+)"(.*?)</li>', text, re.DOTALL))
    assert set(rows) == set(jobs)
    names = ["cancel_import", "move_import", "retry_behind", "project_page", "retry_behind"]
    for job, special in zip(jobs, names, strict=True):
        found = _led_to(site, rows[job])
        assert ("web.import_page", job) in found
        owner = "flask" if special == "project_page" else job
        assert (f"web.{special}", owner) in found
        assert {name for _, name in found} <= {job, "flask"}
    assert ("web.remove_import", jobs[1]) in _led_to(site, rows[jobs[1]])


def _led_to(site: Flask, row: str) -> set[tuple[str, str]]:
    """Endpoint and name of each address in a row."""
    adapter = site.url_map.bind("localhost")
    found = set()
    for attribute, address in re.findall(r'(href|formaction|data-position)="(/[^"]*)"', row):
        method = "GET" if attribute == "href" else "POST"
        endpoint, values = adapter.match(address, method=method)
        found.add((endpoint, values.get("slug") or values["public_id"]))
    return found
