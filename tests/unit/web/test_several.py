"""Several at once: the list, what will happen, and the queue page that follows."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from importer.accounts import users
from importer.clock import now
from importer.database import db
from importer.models import ImportBatch, ImportJob
from importer.notifications import looking
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed

FORM = "/projects/add/several"
LIST = """
# the framework and its friends
pallets/flask
https://github.com/pallets/click
github.com/Pallets/Flask
https://example.org/a/b
not an address
"""


def look(visitor: Visitor, **fields: Any) -> Any:
    return visitor.post(FORM, page=FORM, **fields)


def start(visitor: Visitor, *names: str, **fields: Any) -> Any:
    return visitor.post("/imports/batches", page=FORM, address=list(names), **fields)


def paths(site: Flask, order: Any = ImportJob.id) -> list[str]:
    with site.app_context():
        return list(db.session.scalars(select(ImportJob.path).order_by(order)))


def test_the_form_is_found_beside_the_single_one(alice: Visitor) -> None:
    assert f'href="{FORM}"' in alice.get("/projects/add").text
    assert f'href="{FORM}"' in alice.get("/imports").text


def test_what_will_happen_is_shown_and_nothing_has_happened(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, path="pallets/click", slug="click")
    answer = look(alice, addresses=LIST)
    assert answer.status_code == 200
    text = squeezed(answer)
    assert "1 of 5 will be imported" in text
    assert 'value="github.com/pallets/flask"' in answer.text
    assert "Repository already imported" in text
    assert 'href="/alice/click"' in answer.text
    assert "The same as line 3." in text
    assert "Line 6: Repositories of that host cannot be imported here." in text
    assert "Line 7:" in text
    assert paths(site) == []


def test_the_list_may_come_in_a_file_or_from_a_picker(alice: Visitor) -> None:
    upload = (io.BytesIO("\ufeffpallets/flask\r\npallets/jinja\r\n".encode()), "list.txt")
    text = squeezed(look(alice, file=upload, addresses="a/b", address=["c/d", "e/f"]))
    assert "5 of 5 will be imported" in text
    assert (
        "pallets/flask\npallets/jinja"
        in alice.get(f"{FORM}?address=pallets/flask&address=pallets/jinja").text
    )


def test_an_empty_list_is_asked_for_again(alice: Visitor) -> None:
    answer = look(alice, addresses="# nothing\n\n")
    assert answer.status_code == 400
    assert "There is no address in that." in answer.text


def test_more_than_a_thousand_are_refused(alice: Visitor) -> None:
    answer = look(alice, addresses="\n".join(f"a/r{number}" for number in range(1001)))
    assert answer.status_code == 413
    assert "a queue takes 1,000" in answer.text


def test_a_batch_starts_and_its_first_import_has_its_turn(site: Flask, alice: Visitor) -> None:
    answer = start(alice, "pallets/flask", "pallets/click", "a/b", is_public="y")
    assert (answer.status_code, answer.location) == (303, "/imports")
    assert paths(site) == ["pallets/flask", "pallets/click", "a/b"]
    page = alice.get("/imports")
    text = squeezed(page)
    assert "0 of 3 done" in text
    assert text.index("Running") < text.index("pallets/flask") < text.rindex("Waiting 2")
    with site.app_context():
        assert not db.session.scalars(select(ImportJob)).first().is_private


def test_beside_a_running_import_a_batch_is_refused_with_the_way_out(
    site: Flask, alice: Visitor
) -> None:
    builders.add_job(site, path="other/one")
    assert "Add to the queue" in look(alice, addresses="a/b").text
    answer = start(alice, "a/b")
    assert answer.status_code == 409
    assert "You already have an import in progress" in answer.text
    assert "Add to the queue" in answer.text
    assert start(alice, "a/b", append="y").status_code == 303
    assert "0 of 2 done" in squeezed(alice.get("/imports"))


def test_a_single_import_beside_another_can_be_queued(site: Flask, alice: Visitor) -> None:
    builders.add_job(site, path="other/one")
    refused = alice.post("/projects/add", page="/projects/add", address="a/b")
    assert refused.status_code == 409
    assert 'name="queue"' in refused.text
    assert 'name="queue"' in alice.htmx("/projects/add/understanding?address=a/b").text
    queued = alice.post("/projects/add", page="/projects/add", address="a/b", queue="y")
    assert queued.status_code == 303
    again = alice.post("/projects/add", page="/projects/add", address="A/B", queue="y")
    assert again.status_code == 409
    assert "in your queue already" in again.text
    assert f'href="{queued.location}"' in again.text


def test_queueing_with_nothing_under_way_is_an_import_like_any_other(
    site: Flask, alice: Visitor
) -> None:
    assert (
        alice.post("/projects/add", page="/projects/add", address="a/b", queue="y").status_code
        == 303
    )
    with site.app_context():
        assert db.session.scalars(select(ImportBatch)).first() is None


def press(visitor: Visitor, path: str, **fields: str) -> None:
    answer = visitor.post(path, page="/imports", next="/imports?q=a", **fields)
    assert (answer.status_code, answer.location) == (303, "/imports?q=a")


def test_the_queue_is_ordered_paused_and_emptied_by_buttons(site: Flask, alice: Visitor) -> None:
    start(alice, "a/a", "a/b", "a/c", "a/d")
    jobs = {builders.job_of(site, name).path: name for name in _names(site)}
    press(alice, f"/imports/{jobs['a/d']}/position", to="top")
    press(alice, f"/imports/{jobs['a/b']}/position", after=jobs["a/c"])
    assert _listed(alice) == ["a/a", "a/d", "a/c", "a/b"]
    press(alice, "/imports/queue/pause")
    assert "Paused · 0 of 4 done" in squeezed(alice.get("/imports"))
    assert _listed(alice) == ["a/a", "a/d", "a/c", "a/b"]
    press(alice, f"/imports/{jobs['a/d']}/removal")
    press(alice, "/imports/queue/resumption")
    assert "Importing · 0 of 3 done" in squeezed(alice.get("/imports"))
    press(alice, f"/imports/{jobs['a/a']}/cancellation")
    assert "Importing · 1 of 3 done" in squeezed(alice.get("/imports"))
    press(alice, "/imports/queue/cancellation")
    assert "Canceled or tried again 3" in squeezed(alice.get("/imports"))
    press(alice, f"/imports/{jobs['a/a']}/another-try")
    assert "0 of 1 done" in squeezed(alice.get("/imports"))


def test_what_failed_is_tried_again(site: Flask, alice: Visitor) -> None:
    failed = {"state": "failed", "finished_at": now(), "error_code": "NETWORK_ERROR"}
    builders.add_job(site, path="a/a", **failed, error="It was away.")
    builders.add_job(site, path="a/b", **failed | {"error_code": "DUPLICATE_IMPORT"})
    assert "It was away." in alice.get("/imports").text
    press(alice, "/imports/queue/retry")
    assert paths(site) == ["a/a", "a/b", "a/a"]
    press(alice, "/imports/queue/retry")
    assert len(paths(site)) == 3


def test_the_partial_asks_for_itself_with_the_same_filter(site: Flask, alice: Visitor) -> None:
    start(alice, "pallets/flask", "pallets/click")
    partial = alice.htmx("/imports/queue?q=CLICK&section=waiting&page=x").text
    assert "<html" not in partial
    assert "pallets/click" in partial
    assert "pallets/flask" not in partial
    assert 'hx-get="/imports/queue?section=waiting&amp;q=CLICK"' in partial
    assert alice.get("/imports?batch=%00&q=%00&section=no").status_code == 200


def test_who_has_the_queue_before_them_is_looking_at_their_imports(
    site: Flask, alice: Visitor
) -> None:
    def looks() -> bool:
        with site.app_context():
            user = users.by_name("alice")
            assert user
            return looking.was_looking(db.session(), user.id, now())

    alice.get("/imports")
    start(alice, "a/a", "a/b")
    assert not looks()
    alice.get("/imports/queue", X_Tab_Hidden="yes")
    assert not looks()
    alice.htmx("/imports/queue")
    assert looks()


@pytest.mark.parametrize("what", ["removal", "position", "another-try"])
def test_an_outsider_cannot_touch_a_queue(
    site: Flask, alice: Visitor, bob: Visitor, what: str
) -> None:
    start(alice, "a/a", "a/b", "a/c")
    name = _names(site)[2]
    answer = bob.post(f"/imports/{name}/{what}", page=FORM, to="top")
    assert answer.status_code == 404
    assert _listed(alice) == ["a/a", "a/b", "a/c"]
    assert "Nothing has been imported yet" in squeezed(bob.get("/imports"))


def _names(site: Flask) -> list[str]:
    with site.app_context():
        return list(db.session.scalars(select(ImportJob.public_id).order_by(ImportJob.id)))


def _listed(visitor: Visitor) -> list[str]:
    return re.findall(r'class="job-title"\s+href="[^"]+">([^<]+)<', visitor.get("/imports").text)
