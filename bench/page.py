"""A project's page: how long it takes to make, and how much of it there is to send.

One client asks again and again, so that a time is that of one request. The large page has a README
of 100 kB in some six hundred blocks, four languages, and the stack of a repository of twelve
packages; the other is that of a usual library.
"""

import re
import urllib.request

from bench import load, seed
from bench.instance import Instance, instance
from bench.seed import Person
from bench.table import Limit, Row, Table, quietest, spread
from importer.analysis.analyse import analyse
from importer.snapshot import Contributor, RepoRef, RepoSnapshot, SourceFile, TreeEntry
from importer.workflow import admission, publish, runs

REQUESTS = 150
RENDERED = Limit("limit", "p99", 30)
WEIGHT = Limit("limit", "p99", 150)
_LOADED = re.compile(r'<(?:link rel="stylesheet" href|script src)="(/static/[^"]+)"')
_SECTION = """
## Part {number}

What this part does is told in **a few** sentences with `code`, [a link](https://example.org/{number})
and nothing that would be special. It goes on a little, as such sentences do.

```python
def part_{number}(value: int) -> int:
    return value * {number}  # the answer
```

- one thing
- another thing

| name | meaning |
|---|---|
| `a` | the first |
| `b` | the second |
"""


def measure(repeats: int) -> Table:
    table = Table(f"A project's page, one client (quietest of {repeats} runs)")
    with instance() as here, here.web():
        (owner,) = here.people(1)
        with here.seeding():
            for name, sections, packages in (("usual", 12, 1), ("large", 170, 12)):
                _publish(owner, _snapshot(name, sections, packages))
        cookie = seed.session_cookie(here.port, owner)
        for name in ("usual", "large"):
            path = f"/{owner.name}/{name}"
            table.rows.append(_timed(here, table, f"{name}, a stranger", path, {}, repeats))
            table.rows.append(
                _timed(here, table, f"{name}, its owner", path, {"Cookie": cookie}, repeats)
            )
        for name in ("usual", "large"):
            table.rows += _weighed(here, name, f"/{owner.name}/{name}")
    table.notes.append(
        "Weight: page, style sheets and scripts of a first visit, without images; what"
    )
    table.notes.append("is transferred goes to a browser that takes gzip, as all do.")
    return table


def _timed(
    here: Instance, table: Table, what: str, path: str, headers: dict[str, str], repeats: int
) -> Row:
    lane = [load.request("GET", path, Accept_Encoding="gzip", **headers)] * REQUESTS
    load.run(here.port, [lane[:10]])
    outcomes = [load.run(here.port, [lane]) for _ in range(repeats)]
    for outcome in outcomes:
        if set(outcome.statuses) != {"200"}:
            raise RuntimeError(f"expected 200 alone, got {outcome.statuses}")
    samples = [outcome.samples for outcome in outcomes]
    table.notes.append(f"{what}, p99 of each run: {spread(samples)}")
    return Row(what, quietest(samples), limits=[RENDERED])


def _weighed(here: Instance, name: str, path: str) -> list[Row]:
    base = f"http://127.0.0.1:{here.port}"
    page = _fetched(base + path)
    addresses = [path, *_LOADED.findall(page.decode())]
    plain = [len(_fetched(base + one)) / 1000 for one in addresses]
    sent = [len(_fetched(base + one, "gzip")) / 1000 for one in addresses]
    return [
        Row(f"{name}: transferred, all of it", [sum(sent)], "kB", [WEIGHT]),
        Row(f"{name}: of that the page itself", [sent[0]], "kB"),
        Row(f"{name}: unpacked, all of it", [sum(plain)], "kB"),
        Row(f"{name}: of that the page itself", [plain[0]], "kB"),
    ]


def _fetched(address: str, accepted: str = "identity") -> bytes:
    """The body as it is sent."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": accepted})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        body: bytes = answer.read()
        return body


def _publish(owner: Person, snapshot: RepoSnapshot) -> None:
    job = admission.admit(owner.user_id, snapshot.ref, is_private=False)
    run = runs.claim(job.id, None)
    assert run, "nobody else can have claimed it"
    publish.publish(run, snapshot, analyse(snapshot))


def _snapshot(name: str, sections: int, packages: int) -> RepoSnapshot:
    ref = RepoRef(seed.HOST, f"bench/{name}")
    readme = "# A project\n\nIt does one thing.\n" + "".join(
        _SECTION.format(number=number) for number in range(sections)
    )
    manifests = [_manifest(number if packages > 1 else None) for number in range(packages)]
    files = [SourceFile("README.md", readme.encode()), *manifests]
    return RepoSnapshot(
        ref=ref,
        forge_repo_id=name,
        web_url=f"https://{ref.host}/{ref.path}",
        raw_url=f"https://raw.example/{ref.path}",
        default_branch="main",
        commit="2ac89889f4cc330eabd50f295dcef02828522c69",
        description="A project to be measured by.",
        topics=("web", "python", "measuring"),
        stars=12_345,
        languages=(("Python", 900_000), ("TypeScript", 100_000), ("CSS", 9_000), ("HTML", 900)),
        tree=tuple(TreeEntry(one.path, "blob", "100644", "0" * 40, len(one.data)) for one in files),
        readmes=(files[0],),
        manifests=tuple(manifests),
        contributors=tuple(Contributor(f"person-{n}", "", "", 100 - n) for n in range(10)),
    )


def _manifest(number: int | None) -> SourceFile:
    folder = "" if number is None else f"packages/part-{number}/"
    needs = ", ".join(
        f'"{name}>=1"'
        for name in ("flask", "sqlalchemy", "redis", "requests", "pydantic", "jinja2", "numpy")
    )
    text = f'[project]\nname = "part-{number}"\ndependencies = [{needs}]\n'
    return SourceFile(f"{folder}pyproject.toml", text.encode())
