"""Rows for an instance, made with the application's own functions where it has some."""

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from importer.accounts import tokens
from importer.database import writing
from importer.models import ImportLease, Project, Step, User
from importer.snapshot import RepoRef
from importer.workflow import admission, runs

PASSWORD = "a password for measuring"
HOST = "github.com"


@dataclass(frozen=True, slots=True)
class Person:
    user_id: int
    name: str
    token: str

    @property
    def bearer(self) -> str:
        return f"Bearer {self.token}"


def person(number: int, password_hash: str) -> Person:
    """An account and a token. The hash is made once: argon2 takes its time on purpose."""
    name = f"person-{number}"
    with writing() as session:
        user = User(
            username=name, username_key=name, email=f"{name}@localhost", password_hash=password_hash
        )
        session.add(user)
        session.flush()
        session.add(ImportLease(user_id=user.id))
    return Person(user.id, name, tokens.issue(user, "bench"))


def project(owner: Person, path: str) -> None:
    """A project that exists already."""
    ref = RepoRef(HOST, path)
    with writing() as session:
        session.add(
            Project(
                user_id=owner.user_id,
                forge=ref.forge,
                host=ref.host,
                path=ref.path,
                source_key=ref.source_key,
                forge_repo_id=path,
                web_url=f"https://{HOST}/{path}",
                slug=path.partition("/")[2],
                title=path,
            )
        )


def running_import(owner: Person, path: str) -> str:
    """An import in the midst of its work, with a log; returns its public id."""
    job = admission.admit(owner.user_id, RepoRef(HOST, path))
    run = runs.claim(job.id, None)
    assert run, "nobody else can have claimed it"
    runs.report(run, Step.RESOLVE, 5, f"Looking up {path}")
    runs.report(run, Step.FETCH, 25, "Found 240 files: fetching README, manifests and facts")
    runs.report(run, Step.ANALYSE, 60, "Analysing README and manifests")
    return job.public_id


def session_cookie(port: int, owner: Person) -> str:
    """Sign in as a browser does; returns the Cookie header."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/sign-in")
        page = connection.getresponse()
        text = page.read().decode()
        secret = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert secret, "the sign-in page has no CSRF token"
        form = {"name": owner.name, "password": PASSWORD, "csrf_token": secret[1]}
        headers = {
            "Cookie": _cookie(page),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/sign-in", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303, f"signing in was answered {answer.status}"
        return _cookie(answer)
    finally:
        connection.close()


def _cookie(answer: http.client.HTTPResponse) -> str:
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]
