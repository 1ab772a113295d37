"""Live progress: how soon an event is seen in a browser, and what a hundred open pages cost others.

The first needs Chromium and is left out without one. An event counts as seen when the frame has
been drawn that shows it; the clock starts when its transaction has been committed.
"""

import contextlib
import select
import shutil
import socket
import threading
import time
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from bench import load, processes, seed
from bench.instance import Instance, instance
from bench.load import Outcome
from bench.seed import Person
from bench.table import Limit, Row, Table, p99, quietest, spread
from importer.database import db, writing
from importer.models import ImportJob
from importer.workflow import runs

EVENTS = 60
PAUSE_SECONDS = 0.1
SEEN = [Limit("limit", "median", 150), Limit("limit", "p99", 400)]

STREAMS, PEOPLE = 100, 30
CLIENTS, REQUESTS, PACE_SECONDS = 16, 20, 0.1
TIMES = 2

# Notes when each line of the log has been drawn, in milliseconds since 1970.
WATCH = """() => {
  window.seen = {};
  const look = () => requestAnimationFrame(() => setTimeout(() => {
    for (const line of document.querySelectorAll("#progress .log li span")) {
      window.seen[line.textContent] ??= performance.timeOrigin + performance.now();
    }
  }));
  new MutationObserver(look).observe(document.getElementById("main"),
    { subtree: true, childList: true, characterData: true });
}"""


def measure(repeats: int) -> Table:
    table = Table("Live progress")
    with instance() as here, here.web() as pid:
        people = here.people(PEOPLE)
        with here.seeding():
            jobs = [seed.running_import(one, "bench/running") for one in people]
        if shutil.which("chromium"):
            samples = _seen(here, people[0], jobs[0])
            table.rows.append(Row("event committed → drawn in Chromium", samples, limits=SEEN))
        else:
            table.notes.append("Without Chromium, so not how soon an event is seen.")
        _crowd(here, pid, list(zip(people, jobs, strict=True)), repeats, table)
    return table


def _seen(here: Instance, person: Person, job: str) -> list[float]:
    """Milliseconds for each of some events, one after another."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        page = browser.new_page(base_url=f"http://127.0.0.1:{here.port}")
        page.context.add_cookies([_cookie(here, person)])
        page.goto(f"/imports/{job}")
        page.locator("#live[data-state=alive]").wait_for(state="attached")
        page.evaluate(WATCH)
        with here.seeding():
            row = db.session.query(ImportJob).filter_by(public_id=job).one()
            samples = [_once(page, row.id, number) for number in range(EVENTS)]
        browser.close()
    return samples


def _once(page: Page, job_id: int, number: int) -> float:
    message = f"Event {number}"
    # Out of step with the looks of the server.
    time.sleep(PAUSE_SECONDS + (number % 7) * 0.011)
    with writing() as session:
        runs.note(session, job_id, message)
    committed = time.time() * 1000
    page.get_by_text(message, exact=True).wait_for()
    while True:
        seen = page.evaluate("name => window.seen[name] ?? 0", message)
        if seen:
            return float(seen) - committed


def _cookie(here: Instance, person: Person) -> dict[str, str]:
    name, _, value = seed.session_cookie(here.port, person).partition("=")
    return {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}


def _crowd(
    here: Instance, pid: int, jobs: list[tuple[Person, str]], repeats: int, table: Table
) -> None:
    cookies = [seed.session_cookie(here.port, person) for person, _ in jobs]
    path = f"/imports/{jobs[0][1]}/progress"
    asked = load.request("GET", path, Cookie=cookies[0], HX_Request="true")
    lanes = [[asked] * REQUESTS for _ in range(CLIENTS)]
    _ordinary(here, lanes, 1)
    before = _memory(pid)
    alone = _ordinary(here, lanes, repeats)
    addresses = [f"/imports/{job}/events" for _, job in jobs]
    with _streams(here.port, addresses, cookies, STREAMS) as open_ones:
        beside = _ordinary(here, lanes, repeats)
        grown = _memory(pid) - before
        limit = Limit(f"{TIMES} × without", "p99", TIMES * p99(quietest(alone)))
        table.rows.append(Row("ordinary request, no stream", quietest(alone)))
        table.rows.append(
            Row(f"ordinary request, {STREAMS} streams", quietest(beside), limits=[limit])
        )
        table.rows.append(Row("memory per stream (PSS)", [grown * 1024 / STREAMS], "KiB"))
        table.notes.append(f"p99 of each run: {spread(alone)} without, {spread(beside)} with")
        table.notes.append(
            f"{len(open_ones)} streams were open; {_past_the_cap(here, addresses, cookies)}"
        )


def _past_the_cap(here: Instance, addresses: list[str], cookies: list[str]) -> str:
    """What becomes of those who come when all places are taken."""
    room = here.settings.streams - STREAMS
    with _streams(here.port, addresses, cookies, room + 10) as more:
        full = sum(b"live:full" in text for text in more.values())
        lanes = [[load.request("GET", "/sign-in")] * 5 for _ in range(CLIENTS)]
        answered = load.run(here.port, lanes).statuses
    return f"{full} of {room + 10} more were told to poll; ordinary requests meanwhile: {answered}"


def _ordinary(here: Instance, lanes: list[list[str]], repeats: int) -> list[list[float]]:
    outcomes = [load.run(here.port, lanes, PACE_SECONDS) for _ in range(repeats)]
    return [_checked(outcome) for outcome in outcomes]


def _checked(outcome: Outcome) -> list[float]:
    if set(outcome.statuses) != {"200"}:
        raise RuntimeError(f"expected 200 alone, got {outcome.statuses}")
    return outcome.samples


def _memory(pid: int) -> float:
    return sum(one.pss for one in processes.memory(pid))


@contextlib.contextmanager
def _streams(
    port: int, addresses: list[str], cookies: list[str], count: int
) -> Iterator[dict[int, bytes]]:
    """So many open streams; yields what each has said first, by its number."""
    ends = []
    for number in range(count):
        one = number % len(addresses)
        end = socket.create_connection(("127.0.0.1", port))
        end.sendall(load.request("GET", addresses[one], Cookie=cookies[one]).encode())
        ends.append(end)
    said = {number: _first_words(end) for number, end in enumerate(ends)}
    stop = threading.Event()
    reader = threading.Thread(target=_drain, args=(ends, stop))
    reader.start()
    try:
        yield said
    finally:
        stop.set()
        reader.join()
        for end in ends:
            end.close()
        # Until the server has noticed.
        time.sleep(2)


def _first_words(end: socket.socket) -> bytes:
    end.settimeout(30)
    text = b""
    while b"live:" not in text:
        data = end.recv(65536)
        if not data:
            raise RuntimeError(f"a stream was refused: {text[:200]!r}")
        text += data
    return text


def _drain(ends: list[socket.socket], stop: threading.Event) -> None:
    poller = select.poll()
    by_number = {end.fileno(): end for end in ends}
    for number in by_number:
        poller.register(number, select.POLLIN)
    while not stop.is_set():
        for number, _ in poller.poll(200):
            if not by_number[number].recv(65536):
                poller.unregister(number)
