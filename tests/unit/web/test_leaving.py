"""Taking one's data along, and leaving."""

import io
import json
import zipfile
from typing import Any

from flask import Flask
from sqlalchemy import LargeBinary, select

from importer.accounts import users
from importer.accounts.export import _WITHHELD
from importer.database import Base, db
from importer.models import ImportJob, User
from tests.unit.web import builders
from tests.unit.web.conftest import PASSWORD, Visitor

PAGE = "/settings/account"


def _downloaded(visitor: Visitor) -> dict[str, Any]:
    answer = visitor.post(f"{PAGE}/download", PAGE)
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    with answer, zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_everything_of_ones_own_is_in_the_download_and_nothing_of_others(
    site: Flask, alice: Visitor
) -> None:
    builders.add_project(site)
    builders.add_project(site, owner="bob", path="bob/secret-project")
    builders.add_job(site, path="a/b")
    found = _downloaded(alice)
    assert [one["username"] for one in found["users.json"]] == ["alice"]
    assert [one["path"] for one in found["projects.json"]] == ["pallets/flask"]
    assert [one["path"] for one in found["import_jobs.json"]] == ["a/b"]
    assert "Import of a/b started…" in [one["message"] for one in found["import_events.json"]]
    assert [one["kind"] for one in found["audit_events.json"]] == [
        "account_made",
        "signed_in",
        "data_downloaded",
    ]
    assert "secret-project" not in json.dumps(found)


def test_nothing_that_lets_anybody_in_is_in_the_download(site: Flask, alice: Visitor) -> None:
    found = _downloaded(alice)
    text = json.dumps(found)
    with site.app_context():
        user = users.by_name("alice")
        assert user
        assert user.password_hash not in text
    assert "digest" not in found["user_sessions.json"][0]
    for name in ("password_hash", "digest", "sealed_secret", "auth", "p256dh"):
        assert _WITHHELD.search(name)


def test_every_table_that_says_whose_its_rows_are_is_in_the_download(alice: Visitor) -> None:
    owned = {
        f"{table.name}.json"
        for table in Base.metadata.tables.values()
        if "user_id" in table.c and not isinstance(table.c.user_id.type, LargeBinary)
    }
    assert len(owned) > 8
    assert owned <= set(_downloaded(alice))


def test_an_account_goes_with_all_that_hangs_on_it(
    site: Flask, alice: Visitor, bob: Visitor
) -> None:
    builders.add_project(site)
    builders.add_project(site, owner="bob", path="bob/kept")
    builders.add_job(site, path="a/b")
    answer = alice.post(f"{PAGE}/deletion", PAGE, proof=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Your account is deleted" in alice.get("/sign-in").text
    assert alice.get("/imports").status_code == 302
    assert bob.get("/alice").status_code == 404
    assert bob.get("/bob").status_code == 200
    with site.app_context():
        assert db.session.scalars(select(ImportJob)).all() == []
        for table in Base.metadata.tables.values():
            if "user_id" in table.c:
                ids = set(db.session.scalars(select(table.c.user_id)))
                known = set(db.session.scalars(select(User.id)))
                assert ids - {None} <= known, table.name
    assert alice.post("/sign-in", name="alice", password=PASSWORD).status_code == 401


def test_leaving_takes_the_password(alice: Visitor) -> None:
    answer = alice.post(f"{PAGE}/deletion", PAGE, proof="wrong")
    assert answer.status_code == 400
    assert "not your present password" in answer.text
    assert alice.get("/imports").status_code == 200


def test_the_last_administrator_stays(site: Flask, stranger: Visitor) -> None:
    rose = stranger.sign_in("rose")
    refused = rose.post(f"{PAGE}/deletion", PAGE, proof=PASSWORD)
    assert refused.status_code == 400
    assert "last administrator" in refused.text
    with site.app_context():
        users.create("second", "second@example.org", PASSWORD, is_admin=True)
    assert rose.post(f"{PAGE}/deletion", PAGE, proof=PASSWORD).status_code == 303


def test_downloads_and_deletions_take_a_form(alice: Visitor) -> None:
    for what in ("download", "deletion"):
        assert alice.client.post(f"{PAGE}/{what}", data={"proof": PASSWORD}).status_code == 400
