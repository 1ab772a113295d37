"""Ending mails by the link in them, as a person and as a mail program do it."""

from flask import Flask
from sqlalchemy import delete

from importer.accounts import users
from importer.database import db, writing
from importer.models import User
from importer.notifications import choices, unsubscribe
from importer.tasks import toolbox
from tests.unit.web.conftest import Visitor, squeezed


def _path(site: Flask, name: str = "alice") -> str:
    with site.app_context():
        user = users.by_name(name)
        assert user is not None
        link = unsubscribe.link(toolbox().settings, user.id)
        return link.removeprefix(toolbox().settings.public_url)


def _mails(site: Flask, name: str = "alice") -> list[str]:
    with site.app_context():
        user = users.by_name(name)
        assert user is not None
        wanted = choices.of(db.session(), user.id).wanted
        return sorted(box for box in wanted if box.startswith("email."))


def test_opening_the_link_only_asks(site: Flask, stranger: Visitor) -> None:
    assert "No more e-mails about imports?" in squeezed(stranger.get(_path(site)))
    assert _mails(site) == ["email.failed", "email.finished"]


def test_one_click_of_a_mail_program_is_enough(site: Flask, stranger: Visitor) -> None:
    answer = stranger.client.post(_path(site), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "No more e-mails" in squeezed(answer)
    assert _mails(site) == []
    assert _mails(site, "bob") == ["email.failed", "email.finished"]


def test_links_of_others_are_none(site: Flask, stranger: Visitor) -> None:
    path = _path(site)
    for odd in (path[:-3], "/unsubscribe/1", f"{path}x"):
        assert stranger.get(odd).status_code == 404
        assert stranger.client.post(odd).status_code == 404
    assert _mails(site) == ["email.failed", "email.finished"]


def test_link_of_an_account_that_is_gone_is_not_the_next_ones(
    site: Flask, stranger: Visitor
) -> None:
    """SQLite gives the highest number again."""
    with site.app_context():
        old = users.create("zoe", "zoe@example.org", "correct horse")
        link = _path(site, "zoe")
        with writing() as session:
            session.execute(delete(User).where(User.id == old.id))
        new = users.create("yan", "yan@example.org", "correct horse")
        assert new.id == old.id
    assert stranger.client.post(link).status_code in (404, 410)
    assert _mails(site, "yan") == ["email.failed", "email.finished"]
