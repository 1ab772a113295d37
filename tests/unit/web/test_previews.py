"""A preview as a person sees it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from importer.analysis.analyse import analyse
from importer.clock import now
from importer.database import db, writing
from importer.models import ImportJob, Preview
from importer.workflow import imported
from tests.support.samples import snapshot
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed
from tests.unit.web.test_projects import PAYLOAD


def add_preview(site: Flask, minutes: int = 10, **changes: object) -> str:
    public_id = builders.add_job(site, state="succeeded", kind="preview", message="Ready.")
    whole = snapshot(**changes)
    with site.app_context(), writing() as session:
        job_id = session.scalar(select(ImportJob.id).where(ImportJob.public_id == public_id))
        session.add(
            Preview(
                job_id=job_id,
                requests=5,
                imported=imported.columns(whole, analyse(whole)),
                expires_at=now() + timedelta(minutes=minutes),
            )
        )
    return public_id


def test_the_page_that_would_be_is_shown_with_its_price_and_verdict(
    site: Flask, alice: Visitor
) -> None:
    job = add_preview(site)
    text = squeezed(alice.get(f"/imports/{job}/preview"))
    for words in (
        "nothing has been saved",
        "5 requests",
        "no project of this",
        "A small framework",
    ):
        assert words in text, words
    builders.add_project(site, path="pallets/flask", forge_repo_id="596892")
    text = squeezed(alice.get(f"/imports/{job}/preview"))
    assert "Repository already imported" in text
    assert "Import this" not in text


def test_confirming_leads_to_the_project(site: Flask, alice: Visitor) -> None:
    job = add_preview(site)
    page = f"/imports/{job}/preview"
    answer = alice.post(f"/imports/{job}/publication", page=page, is_public="y")
    assert (answer.status_code, answer.location) == (303, "/alice/flask")
    assert alice.get("/alice/flask").status_code == 200
    assert alice.get(page).status_code == 404
    assert alice.get(f"/imports/{job}").status_code == 200


def test_a_preview_is_its_makers_alone(
    site: Flask, alice: Visitor, bob: Visitor, stranger: Visitor
) -> None:
    job = add_preview(site)
    assert alice.get(f"/imports/{job}/preview").status_code == 200
    assert bob.get(f"/imports/{job}/preview").status_code == 404
    assert stranger.get(f"/imports/{job}/preview").status_code == 302
    answer = bob.post(f"/imports/{job}/publication", page="/projects/add")
    assert answer.status_code == 404
    assert alice.client.post(f"/imports/{job}/publication").status_code == 400


def test_an_expired_preview_says_so(site: Flask, alice: Visitor) -> None:
    job = add_preview(site, minutes=-1)
    answer = alice.get(f"/imports/{job}/preview")
    assert answer.status_code == 404
    assert "has expired" in answer.text


def test_a_hostile_repository_is_only_ever_text(site: Flask, alice: Visitor) -> None:
    job = add_preview(site, description=PAYLOAD, homepage="javascript:alert(1)")
    page = alice.get(f"/imports/{job}/preview").text
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page


def test_the_form_of_a_new_project_offers_a_preview(site: Flask, alice: Visitor) -> None:
    answer = alice.post("/projects/previews", page="/projects/add", address="pallets/flask")
    assert answer.status_code == 303
    job = builders.job_of(site, answer.location.rpartition("/")[2])
    assert job.kind == "preview"
    again = alice.post("/projects/previews", page="/projects/add", address="pallets/flask")
    assert again.status_code == 409
    assert alice.post("/projects/previews", page="/projects/add", address="?").status_code == 400
    with site.app_context():
        assert db.session.scalar(select(Preview)) is None
