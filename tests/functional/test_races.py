"""Many processes, one person, one lease."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.support.stack import PROJECT, Stack, eventually

PROCESSES = 8
SUBMITS = 50


def _race(stack: Stack) -> list[dict[str, object]]:
    """Start all processes, let them go at once, and collect what they report."""
    command = [sys.executable, "-m", "tests.support.submitter", "alice"]
    racers = [
        subprocess.Popen(
            [*command, str(n * SUBMITS), str(SUBMITS)],
            cwd=PROJECT,
            env=stack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(PROCESSES)
    ]
    try:
        for racer in racers:
            # Booted and waiting: nobody is let go before all are there.
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n", racer.communicate()[1][-2000:]
        with ThreadPoolExecutor(PROCESSES) as pool:
            outputs = list(pool.map(lambda racer: racer.communicate("go\n", timeout=60), racers))
    finally:
        for racer in racers:
            racer.kill()
    assert [racer.returncode for racer in racers] == [0] * PROCESSES, outputs[0][1][-2000:]
    return [json.loads(line) for out, _ in outputs for line in out.splitlines()]


def test_of_400_submits_exactly_one_is_admitted_at_a_time(stack):
    stack.prepare("alice")
    outcomes = _race(stack)
    assert len(outcomes) == PROCESSES * SUBMITS
    admitted = [outcome for outcome in outcomes if "admitted" in outcome]
    assert len({outcome["admitted"] for outcome in admitted}) == len(admitted) > 0
    assert {outcome["active"] for outcome in admitted} == {1}
    refused = Counter(outcome["refused"] for outcome in outcomes if "refused" in outcome)
    assert set(refused) == {"IMPORT_IN_PROGRESS"}


def test_simultaneous_requests_admit_one_and_refuse_the_rest_politely(stack, forge):
    tokens = stack.prepare("alice")
    stack.start_web()

    def post(number: int) -> int:
        client = stack.api(tokens["alice"])
        body = {"url": f"racer/repository-{number}"}
        return client.post("/api/github/import-async/", body).status_code

    with ThreadPoolExecutor(16) as pool:
        codes = Counter(pool.map(post, range(100)))
    # Nothing works on the queue here: the first import stays admitted.
    assert codes == {202: 1, 409: 99}


def test_two_workers_run_each_import_once(stack, forge):
    names = [f"user{number}" for number in range(4)]
    tokens = stack.prepare(*names)
    stack.start_web()
    workers = [stack.start_worker(), stack.start_worker()]
    clients = [stack.api(tokens[name]) for name in names]
    for address in ("harbour/tidewater", "ferrous/sieve", "northgate/parcel-api"):
        started = [(client, client.start_import(address)) for client in clients]
        for client, task_id in started:
            assert client.await_end(task_id)["status"] == "SUCCESS"
    assert all(worker.poll() is None for worker in workers)
    # Each import asked for its repository's facts once.
    asked = [call for call in forge.requests() if call["path"].endswith("/repos/ferrous/sieve")]
    assert len(asked) == len(names)


def test_first_visit_makes_one_administrator(stack):
    stack.flask("db", "upgrade")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "user", "create"]
    makers = [
        subprocess.Popen(
            [*command, f"admin{n}", "--email", "a@example.org", "--password-stdin"],
            cwd=PROJECT,
            env=stack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for n in range(4)
    ]
    said = [maker.communicate("correct horse battery\n")[0] for maker in makers]
    listed = eventually(lambda: stack.flask("user", "list"))
    assert listed.count("administrator") == 1, said
