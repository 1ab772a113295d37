"""Repositories nobody wrote: hundreds for the list of the demo account, and two huge ones."""

from functools import partial

from tools.sample_forge.bundled import content_of
from tools.sample_forge.content import Content
from tools.sample_forge.model import Contributor, Repository

DEMO_COUNT = 340
HUGE_ENTRIES = 24_000
"""About 5 MB of JSON: below GitHub's limits of 100,000 entries and 7 MB."""

_THINGS = [
    "atlas",
    "beacon",
    "cinder",
    "dovetail",
    "ember",
    "fathom",
    "gable",
    "hinge",
    "inlet",
    "juniper",
    "kiln",
    "lantern",
]
_KINDS = [
    "parser",
    "notes",
    "api",
    "dashboard",
    "bot",
    "cli",
    "theme",
    "sync",
    "exporter",
    "plugin",
]
_LANGUAGES = (
    ("Python", "py", "print('{name}')\n", "requirements.txt", "requests>=2\n"),
    ("Go", "go", "package main\n\nfunc main() {{}}\n", "go.mod", "module {name}\n"),
    ("Rust", "rs", "fn main() {{}}\n", "Cargo.toml", '[package]\nname = "{name}"\n'),
    ("TypeScript", "ts", 'console.log("{name}");\n', "package.json", '{{"name": "{name}"}}\n'),
    ("Ruby", "rb", 'puts "{name}"\n', "Gemfile", 'gem "rake"\n'),
    ("Shell", "sh", "#!/bin/sh\necho {name}\n", "Makefile", "all:\n\tsh {name}.sh\n"),
)
"""Name, suffix, a file of it, its manifest's name and text."""


def generated_repositories(count: int = DEMO_COUNT) -> list[Repository]:
    return [_demo(number, count) for number in range(count)] + [
        _huge("archipelago", tree_limit=100_000),
        _huge("archipelago-cut", tree_limit=1_000),
    ]


def _demo(number: int, count: int) -> Repository:
    """Every seventh is private, every eleventh a fork, every thirteenth archived."""
    thing, kind = _THINGS[number % len(_THINGS)], _KINDS[number // len(_THINGS) % len(_KINDS)]
    series = number // (len(_THINGS) * len(_KINDS))
    name = f"{thing}-{kind}" + (f"-{series + 1}" if series else "")
    month, day = number % 12 + 1, number % 28 + 1
    by_team = number % 17 == 5
    return Repository(
        owner="harbour" if by_team else "demo",
        owner_type="Organization" if by_team else "User",
        name=name,
        load=partial(_small_content, name, number),
        description=f"A {kind} for {thing}, number {number + 1} of {count}.",
        topics=[thing, kind],
        private=number % 7 == 3,
        archived=number % 13 == 6,
        parent="harbour/tidewater" if number % 11 == 8 else None,
        stars=number * 37 % 211,
        size=number + 1,
        created_at=f"2023-{month:02}-{day:02}T08:00:00Z",
        pushed_at=f"2026-{number % 10 + 1:02}-{day:02}T{number % 24:02}:00:00Z",
        readers=["demo"],
        contributors=[Contributor("demo", number % 90 + 1)],
    )


def _small_content(name: str, number: int) -> Content:
    language, suffix, code, manifest, text = _LANGUAGES[number % len(_LANGUAGES)]
    files = {
        "README.md": f"# {name}\n\nWritten in {language}.\n\n- starts\n- stops\n",
        f"{name}.{suffix}": code.format(name=name),
        manifest: text.format(name=name),
    }
    when = f"2026-{number % 10 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00Z"
    return content_of({path: body.encode() for path, body in files.items()}, when)


def _huge(name: str, tree_limit: int) -> Repository:
    cut = tree_limit < HUGE_ENTRIES
    return Repository(
        owner="giants",
        name=name,
        load=_huge_content,
        description=f"{HUGE_ENTRIES:,} islands" + (", of which the map shows few." if cut else "."),
        licence=None,
        stars=31_000,
        size=400_000,
        contributors=[Contributor(f"giant-{number}", 900 - number) for number in range(250)],
        tree_limit=tree_limit,
    )


def _huge_content() -> Content:
    """Files in 40 x 20 folders; the folders count as entries too."""
    files = {
        f"src/island{number % 40:02}/bay{number % 20:02}/cove{number}.py": b"DEPTH = %d\n" % number
        for number in range(HUGE_ENTRIES - 1_000)
    }
    files["README.md"] = b"# Archipelago\n\nMore islands than anybody has counted.\n"
    files["zz/package.json"] = b'{"name": "last-in-the-tree"}\n'
    return content_of(files, "2026-06-01T12:00:00Z")
