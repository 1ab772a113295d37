"""What the administrator does for people at the command line."""

from urllib.parse import urlsplit

from importer import audit
from importer.accounts import tokens, users
from importer.database import db


def test_a_link_to_set_a_password_is_printed_alone_and_works(app, make_user):
    alice = make_user()
    done = app.test_cli_runner().invoke(args=["user", "reset-password", "alice", "--link"])
    assert done.exit_code == 0
    link = done.stdout.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/sign-in/reset/")
    page = app.test_client().get(urlsplit(link).path)
    assert "For alice." in page.text
    assert users.authenticate("alice", "correct horse") == alice
    newest = audit.of_user(db.session(), alice.id)[0]
    assert (newest.kind, newest.actor) == ("password_link_made", "command line")


def test_unknown_people_get_no_link_and_lose_no_factor(app):
    for command in (["reset-password", "nobody", "--link"], ["reset-second-factor", "nobody"]):
        done = app.test_cli_runner().invoke(args=["user", *command])
        assert done.exit_code == 1
        assert "no account named 'nobody'" in done.output


def test_tokens_are_made_listed_and_revoked(app, make_user):
    alice = make_user()
    run = app.test_cli_runner().invoke
    options = ["--user", "alice", "--name", "nightly", "--scope", "read", "--days", "7"]
    made = run(args=["token", "create", *options])
    assert made.exit_code == 0, made.output
    token = made.stdout.splitlines()[-1]
    grant = tokens.grant(token)
    assert grant
    assert grant.user == alice
    number, beginning, *rest = run(args=["token", "list", "--user", "alice"]).output.split("\t")
    assert token.startswith(beginning.rstrip("…"))
    assert rest[:2] == ["nightly", "read"]
    revoked = run(args=["token", "revoke", number, "--user", "alice"])
    assert revoked.exit_code == 0
    assert tokens.grant(token) is None
    again = run(args=["token", "revoke", number, "--user", "alice"])
    assert again.exit_code == 1
    assert "has no token" in again.output


def test_impossible_tokens_are_refused_in_a_sentence(app, make_user):
    make_user()
    for options in (["--days", "0"], ["--days", "99999"], ["--scope", "everything"]):
        done = app.test_cli_runner().invoke(
            args=["token", "create", "--user", "alice", "--name", "x", *options]
        )
        assert done.exit_code != 0
        assert "Traceback" not in done.output
