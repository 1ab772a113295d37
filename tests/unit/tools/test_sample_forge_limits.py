"""Quota, conditional requests, speed: what the forge counts, and how it keeps up."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.unit.tools.conftest import DEMO, Get
from tools.sample_forge.control import SampleForge

PROJECT = Path(__file__).resolve().parents[3]
TIDEWATER = "/repos/harbour/tidewater"


def remaining(answer: requests.Response) -> int:
    return int(answer.headers["X-RateLimit-Remaining"])


def test_every_answer_of_the_api_costs_one_and_says_what_is_left(api: Get):
    assert [remaining(api(TIDEWATER)) for _ in range(3)] == [59, 58, 57]
    assert remaining(api("/repos/no/such-thing")) == 56
    assert api(TIDEWATER).headers["X-RateLimit-Used"] == "5"


def test_a_token_has_a_quota_of_its_own(api: Get):
    api(TIDEWATER)
    answer = api(TIDEWATER, headers=DEMO)
    assert answer.headers["X-RateLimit-Limit"] == "5000"
    assert remaining(answer) == 4999


def test_asking_for_the_quota_and_raw_files_cost_nothing(api: Get, forge: SampleForge):
    api(TIDEWATER)
    requests.get(f"{forge.raw_url}/harbour/tidewater/HEAD/README.md", timeout=20)
    core = api("/rate_limit").json()["resources"]["core"]
    assert (core["used"], core["remaining"]) == (1, 59)
    assert forge.counts()["quota"] == 1


def test_an_exhausted_quota_forbids_until_its_window_ends(api: Get, forge: SampleForge):
    forge.set_rate(remaining=1, reset_in=1)
    assert api(TIDEWATER).status_code == 200
    refused = api(TIDEWATER)
    assert refused.status_code == 403
    assert refused.json()["message"].startswith("API rate limit exceeded")
    assert remaining(refused) == 0
    reset = int(refused.headers["X-RateLimit-Reset"])
    while time.time() < reset:
        time.sleep(0.05)
    assert remaining(api(TIDEWATER)) == 59


def test_the_quota_of_anonymous_callers_can_be_set_alone(api: Get, forge: SampleForge):
    forge.set_rate(remaining=0, callers="anonymous")
    assert api(TIDEWATER).status_code == 403
    assert api(TIDEWATER, headers=DEMO).status_code == 200


def test_a_304_is_free_for_tokens_only(api: Get):
    known = {"If-None-Match": api(TIDEWATER, headers=DEMO).headers["ETag"]}
    free = api(TIDEWATER, headers=DEMO | known)
    assert (free.status_code, remaining(free), free.content) == (304, 4999, b"")
    known = {"If-None-Match": api(TIDEWATER).headers["ETag"]}
    assert remaining(api(TIDEWATER, headers=known)) == 58


def test_a_changed_answer_is_sent_whole(api: Get):
    assert api(TIDEWATER, headers={"If-None-Match": '"of another day"'}).status_code == 200


def test_parallel_requests_wait_side_by_side(forge: SampleForge):
    forge.set_latency(150)
    url = f"{forge.raw_url}/harbour/tidewater/HEAD/README.md"
    with ThreadPoolExecutor(20) as pool:
        began = time.monotonic()
        answers = list(pool.map(lambda _: requests.get(url, timeout=20), range(20)))
        together = time.monotonic() - began
    assert {answer.status_code for answer in answers} == {200}
    assert 0.15 <= together < 20 * 0.15 / 3


def test_parallel_requests_never_overspend(api: Get, forge: SampleForge):
    forge.set_rate(remaining=10)
    with ThreadPoolExecutor(16) as pool:
        codes = list(
            pool.map(
                lambda _: requests.get(forge.api_url + TIDEWATER, timeout=20).status_code,
                range(40),
            )
        )
    assert (codes.count(200), codes.count(403)) == (10, 30)


def test_connections_are_kept_alive_and_counted(forge: SampleForge):
    with requests.Session() as session:
        for _ in range(5):
            session.get(forge.api_url + TIDEWATER, timeout=20)
    assert forge.connections() == 1
    requests.get(forge.api_url + TIDEWATER, timeout=20)
    assert forge.connections() == 2


def test_the_journal_tells_what_was_asked(api: Get, forge: SampleForge):
    api(f"{TIDEWATER}/languages?x=1", headers=DEMO)
    api("/user", headers={"Authorization": "Bearer wrong"})
    good, bad = forge.requests()
    assert good["path"].endswith("/languages?x=1")
    assert (good["status"], good["quota_cost"], good["authorized"]) == (200, 1, True)
    assert (bad["status"], bad["authorized"], bad["token_sent"]) == (401, False, True)
    assert forge.counts()["by_status"] == {"200": 1, "401": 1}


def test_large_answers_are_compressed_for_those_who_can_read_it(api: Get):
    tree = f"{TIDEWATER}/git/trees/HEAD?recursive=1"
    packed = api(tree, headers={"Accept-Encoding": "gzip"})
    plain = api(tree, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()


def test_the_port_is_written_whole_once_it_can_be_dialled(tmp_path: Path):
    ready = tmp_path / "port"
    command = [sys.executable, "-m", "tools.sample_forge", "--port=0", f"--ready-file={ready}"]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not ready.exists() and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.02)
        page = requests.get(f"http://127.0.0.1:{int(ready.read_text())}/", timeout=20)
        assert page.status_code == 200
    finally:
        process.terminate()
        process.wait(timeout=20)
