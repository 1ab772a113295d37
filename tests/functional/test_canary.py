"""A token that leaves a trace nowhere: not in databases, logs, pages, nor in the process list."""

import re
from pathlib import Path

import pytest
import requests

from tests.support.stack import PASSWORD, Stack, eventually, running
from tools.sample_forge.control import SampleForge

SETTINGS = "/settings/connections"
WRONG = "ghp_canaryThatNobodyKnows0123456789abcdef"


class Browser:
    """Somebody signed in, who remembers all they were shown."""

    def __init__(self, stack: Stack, name: str) -> None:
        self._url = stack.url
        self._session = requests.Session()
        self._session.trust_env = False
        self.seen: list[str] = []
        self.send("/sign-in", "/sign-in", name=name, password=PASSWORD)

    def get(self, path: str) -> str:
        answer = self._session.get(self._url + path, timeout=60)
        return self._remember(answer)

    def send(self, path: str, page: str, **fields: str) -> str:
        token = re.search(r'name="csrf_token"\s+value="([^"]+)"', self.get(page))
        assert token
        data = {"csrf_token": token[1], **fields}
        return self._remember(self._session.post(self._url + path, data=data, timeout=60))

    def _remember(self, answer: requests.Response) -> str:
        for one in [*answer.history, answer]:
            self.seen += [one.text, str(one.headers), one.url]
        return answer.text


@pytest.fixture
def forge():
    with SampleForge() as forge:
        yield forge


@pytest.fixture
def stack(tmp_path: Path, forge: SampleForge):
    settings = {"INSTANCE_PATH": str(tmp_path / "instance"), **forge.environment()}
    with running(settings | forge.oauth_environment(), tmp_path / "log") as stack:
        stack.prepare("mira")
        stack.start_web()
        stack.start_worker()
        yield stack


def _import(browser: Browser, path: str) -> None:
    browser.send("/projects/add", "/projects/add", address=path)

    def ended() -> bool:
        page = browser.get("/imports")
        return "Waiting to start" not in page and "is-running" not in page

    eventually(ended)


def test_canary_is_found_nowhere_after_every_way_things_can_fail(
    stack: Stack, forge: SampleForge, tmp_path: Path
) -> None:
    app_token, pasted = forge.issue("demo", app=True), forge.issue("guest")
    canaries = {WRONG, app_token["value"], app_token["refresh"], pasted["value"]}
    assert len(canaries) == 4
    browser = Browser(stack, "mira")

    browser.send(f"{SETTINGS}/token", SETTINGS, token=WRONG)
    browser.send(f"{SETTINGS}/token", SETTINGS, token=WRONG + "\x00 and more")
    forge.misbehave("/user$", cut="middle", times=1)
    browser.send(f"{SETTINGS}/token", SETTINGS, token=pasted["value"])
    forge.misbehave("/user/repos", answer="broken_json", times=1)
    browser.send(f"{SETTINGS}/token", SETTINGS, token=pasted["value"])
    browser.send(f"{SETTINGS}/token", SETTINGS, token=app_token["value"])
    assert browser.get(SETTINGS).count('class="connection"') == 2

    for answer in ("sso_required", "ip_allow_list", "bad_credentials", "html", "not_found"):
        forge.misbehave("/repos/demo/ledger-private", answer=answer, times=3)
        _import(browser, "demo/ledger-private")
    forge.misbehave("/repos/demo/atlas-parser", redirect_to="http://192.0.2.1/away", times=9)
    _import(browser, "demo/atlas-parser")
    forge.revoke(pasted["value"])
    forge.revoke(app_token["value"])
    browser.send("/projects/add/refresh", "/projects/add")
    eventually(lambda: "Reconnect" in browser.get(SETTINGS))
    browser.send("/projects/add/absence", "/projects/add", missing="demo/no-such-thing")
    for path in ("/projects/add", "/imports", "/settings", "/oauth/github/callback?code=x&state=y"):
        browser.get(path)

    assert "Traceback" not in stack.log()
    places = {
        "pages": "\n".join(browser.seen),
        "log": stack.log(),
        "processes": _command_lines(),
        "files": _files(tmp_path / "instance"),
    }
    # The places are the right ones: what is no secret is found there.
    assert "demo/ledger-private" in places["pages"]
    assert "demo/ledger-private" in places["log"]
    assert "gunicorn" in places["processes"]
    assert "demo/ledger-private" in places["files"]
    found = [
        (place, canary[:4])
        for place, text in places.items()
        for canary in canaries
        if canary in text
    ]
    assert found == []


def _command_lines() -> str:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(lines)


def _files(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("latin-1") for path in files)
