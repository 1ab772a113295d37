"""Every route, asked by everybody: anonymous, another member, the owner, an administrator."""

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from importer.accounts import tokens, users
from importer.database import db
from importer.notifications import unsubscribe
from importer.tasks import toolbox
from tests.unit.web.access import ACCESS, NOT_THERE_YET, WITHOUT_CSRF_TOKEN, Access
from tests.unit.web.builders import add_account, add_batch, add_job, add_project
from tests.unit.web.conftest import Visitor, opened

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
ALLOWED = {
    Access.PEOPLE: ("bob", "alice", "rose"),
    Access.OWNER: ("alice",),
    Access.OWNER_AND_ADMINISTRATORS: ("alice", "rose"),
    Access.ADMINISTRATORS: ("rose",),
}
# To all others these do not exist, whether they are signed in or not.
LETS_IN_ONE = {Access.VISIBILITY: "alice", Access.WATCHERS: "rose"}
_numbers = itertools.count(1)


class World:
    """A site with four kinds of people; what is asked for is made anew for each rule."""

    def __init__(self, site: Flask) -> None:
        self.site = site
        self._clients: dict[str, FlaskClient] = {}
        with site.app_context():
            found = {name: users.by_name(name) for name in ("alice", "bob", "rose")}
            self._alice_id = found["alice"].id if found["alice"] else 0
            alice = found["alice"]
            self.link_token = unsubscribe.token(toolbox().settings, alice.id) if alice else ""
            self.tokens = {name: tokens.issue(user, "test") for name, user in found.items() if user}

    def client(self, name: str) -> FlaskClient:
        """Signed in, again if an earlier rule has ended the session."""
        if not name:
            return self.site.test_client()
        client = self._clients.get(name)
        if client is None or client.get("/settings").status_code != 200:
            client = Visitor(self.site.test_client()).sign_in(name).client
            self._clients[name] = client
        return client

    def path(self, rule: Rule) -> str:
        """Where the rule leads, to something of Alice's that is private and has ended."""
        slug = f"private-{next(_numbers)}"
        values = {
            "project_id": add_project(self.site, "alice", f"o/{slug}"),
            "public_id": add_job(self.site, "alice", f"o/{slug}-job", state="failed"),
            "batch_id": add_batch(self.site, "alice", f"o/{slug}-failed"),
            "user_id": self._alice_id,
            "account_id": add_account(self.site, "alice"),
            "invitation_id": 0,
            "session_id": 0,
            "token": self.link_token if "unsubscribe" in rule.endpoint else "no-such-link",
            "name": "SIGNUP",
            "username": "alice",
            "slug": slug,
            "field": "title",
            "kind": "json",
            "sha256": "0" * 64,
            "filename": "css/base.css",
            "_rest": "nothing/here",
            "device_id": 0,
            "notification_id": 0,
            "token_id": self._token_id() if "token_id" in rule.arguments else 0,
        }
        unknown = set(rule.arguments) - set(values)
        assert not unknown, f"{rule}: say in World.path what {unknown} may be"
        _, path = rule.build({name: values[name] for name in rule.arguments}) or ("", "")
        return str(path)

    def _token_id(self) -> int:
        """Another one of Alice's, which may be revoked."""
        with self.site.app_context():
            alice = users.by_name("alice")
            assert alice is not None
            tokens.issue(alice, "for scripts")
            return tokens.of_user(db.session(), alice.id)[0].id

    def ask(self, rule: Rule, method: str, name: str, path: str) -> TestResponse:
        """As the pages do: with a session, and the CSRF token where one is needed."""
        client = self.client(name)
        data = {"csrf_token": _csrf_token(client)} if method in UNSAFE else None
        answer = client.open(path, method=method, data=data, environ_overrides=ELSEWHERE)
        # A stream goes on for ever; its first line says all that matters here.
        answer.close()
        return answer


def _csrf_token(client: FlaskClient) -> str:
    for page in ("/sign-in", "/projects/add"):
        _, found, rest = client.get(page).text.partition('name="csrf_token"')
        if found:
            return rest.partition('value="')[2].partition('"')[0]
    raise AssertionError("no page with a form")


@pytest.fixture(scope="module")
def world(peopled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    # A copy: what is made here must not be there in other tests.
    instance = tmp_path_factory.mktemp("world") / "instance"
    instance.mkdir(mode=0o700)
    for name in ("app.db", "secret_key"):
        shutil.copy2(peopled / name, instance / name)
    with opened(instance) as site:
        yield World(site)


def _sends_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code in (302, 303) and "/sign-in" in answer.headers["Location"]


def _lets_in(answer: TestResponse) -> bool:
    return answer.status_code not in (401, 403, 404) and not _sends_to_sign_in(answer)


def _calls(world: World) -> list[tuple[Rule, str]]:
    return [
        (rule, method)
        for rule in sorted(world.site.url_map.iter_rules(), key=lambda rule: rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_is_declared_and_every_declaration_is_of_a_route(world: World) -> None:
    assert {rule.endpoint for rule in world.site.url_map.iter_rules()} == set(ACCESS)


def test_every_page_lets_in_whom_it_is_for_and_nobody_else(world: World) -> None:
    wrong = []
    for rule, method in _calls(world):
        access = ACCESS[rule.endpoint]
        if access not in (Access.TOKEN, Access.TOKEN_OF_OWNER):
            wrong += _wrongly_answered(world, rule, method, access)
    assert not wrong, "\n".join(wrong)


def _wrongly_answered(world: World, rule: Rule, method: str, access: Access) -> list[str]:
    wrong = []
    for name in ("", "bob", "rose", "alice"):
        path = world.path(rule)
        answer = world.ask(rule, method, name, path)
        if answer.status_code >= 500 or not _as_declared(answer, access, name, rule):
            wrong.append(f"{method} {path} by {name or 'a stranger'}: {answer.status}")
    return wrong


def _as_declared(answer: TestResponse, access: Access, name: str, rule: Rule) -> bool:
    if rule.endpoint in NOT_THERE_YET and name:
        return answer.status_code == 404
    if access is Access.EVERYBODY:
        return _lets_in(answer)
    if access is Access.GUESTS:
        return answer.status_code in (200, 302, 303, 400, 401, 403, 404, 410)
    if access in LETS_IN_ONE:
        return _lets_in(answer) is (name == LETS_IN_ONE[access])
    if not name:
        return _sends_to_sign_in(answer)
    is_let_in = name in ALLOWED[access]
    return _lets_in(answer) if is_let_in else answer.status_code == 404


def test_no_form_is_taken_without_its_token(world: World) -> None:
    accepted = []
    for rule, method in _calls(world):
        if method in UNSAFE and not rule.endpoint.startswith(WITHOUT_CSRF_TOKEN):
            answer = world.client("alice").open(world.path(rule), method=method)
            if answer.status_code != 400:
                accepted.append(f"{method} {rule}: {answer.status}")
    assert not accepted, "\n".join(accepted)


def test_api_knows_nobody_by_cookie_and_shows_nobody_what_is_anothers(world: World) -> None:
    wrong = []
    for rule, method in _calls(world):
        access = ACCESS[rule.endpoint]
        if access not in (Access.TOKEN, Access.TOKEN_OF_OWNER):
            continue
        path = world.path(rule)
        by_cookie = world.client("alice").open(path, method=method, json={})
        if by_cookie.status_code != 401:
            wrong.append(f"{method} {path} by cookie: {by_cookie.status}")
        if access is Access.TOKEN_OF_OWNER:
            wrong += _shown_to_others(world, method, path)
    assert not wrong, "\n".join(wrong)


def _shown_to_others(world: World, method: str, path: str) -> list[str]:
    wrong = []
    for name in ("bob", "alice"):
        headers = {"Authorization": f"Bearer {world.tokens[name]}"}
        answer = world.site.test_client().open(path, method=method, json={}, headers=headers)
        if (answer.status_code == 404) is (name == "alice") or answer.status_code >= 500:
            wrong.append(f"{method} {path} by {name}: {answer.status}")
    return wrong


def test_numbers_no_column_holds_are_nobodys(world: World) -> None:
    """They are typed by strangers; the database would answer with an error."""
    for rule, method in _calls(world):
        for number in (2**31, 10**30):
            path = re.sub(r"<row:[a-z_]+>", str(number), rule.rule)
            if path == rule.rule:
                continue
            answer = world.ask(rule, method, "rose", path)
            assert answer.status_code == 404, (method, path)
