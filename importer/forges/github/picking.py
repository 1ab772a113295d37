"""Which files of a tree an import reads. Pure."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from importer.snapshot import Licence, TreeEntry

SYMLINK = "120000"
MOST_MANIFESTS = 40
MOST_LICENCES = 3
_DEEPEST = 2

MANIFESTS = (
    "package.json", "pnpm-workspace.yaml", "pyproject.toml",
    "*requirements*.txt", "*requirements*.in",
    "requirements/*.txt", "requirements/*.in", "*/requirements/*.txt", "*/requirements/*.in",
    "setup.py", "setup.cfg", "pipfile", "environment.yml", "environment.yaml", "go.mod",
    "cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle",
    "settings.gradle.kts", "gradle/libs.versions.toml", "gemfile", "*.gemspec", "composer.json",
    "mix.exs", "*.csproj", "*.fsproj", "*.vbproj", "directory.packages.props",
    "directory.build.props", "pubspec.yaml", "*.cabal", "dockerfile", "*.dockerfile",
    "dockerfile.*", "containerfile", "docker-compose*.yml", "docker-compose*.yaml",
    "compose*.yml", "compose*.yaml", "k8s/*.yml", "k8s/*.yaml", "kubernetes/*.yml",
    "kubernetes/*.yaml", "deploy/*.yml", "deploy/*.yaml", "deployment/*.yml", "deployment/*.yaml",
    "manifests/*.yml", "manifests/*.yaml", "main.tf", "versions.tf", "provider.tf", "providers.tf",
    "terraform.tf",
)  # fmt: skip
"""Names of dependency and deployment manifests, lower case; a pattern with a slash is a path.

A file that says all it has to say by its name, such as a CI configuration, need not be read.
"""

_OTHERS_CODE = frozenset(
    {"node_modules", "vendor", "third_party", "bower_components", "testdata", "fixtures"}
)
# Beside the project itself: read only where there is room left.
_ASIDE = frozenset(
    {"examples", "example", "samples", "demo", "demos", "tests", "test", "docs", "doc"}
    | {"benchmarks", "benches", "fuzz", "templates", ".devcontainer"}
)
_LICENCE = re.compile(
    r"(?:(?:un)?licen[cs]es?|copying)(?:[._-][a-z0-9._+-]*)?"
    r"|.+[-_]licen[cs]e(?:\.(?:txt|md|rst))?"
)
_PROGRAM = re.compile(r".*\.(?:py|js|ts|rs|go|rb|java|html|json|ya?ml|sh|toml|xml|png|svg|header)")


def manifests(tree: Iterable[TreeEntry]) -> tuple[tuple[TreeEntry, ...], bool]:
    """Manifests to a depth of two folders, shallow ones first; whether some were left out.

    Those of examples and tests come last.
    """
    found = [
        entry
        for entry in tree
        if entry.kind == "blob"
        and entry.mode != SYMLINK
        and entry.path.count("/") <= _DEEPEST
        and _is_manifest(entry.path)
    ]
    found.sort(key=lambda entry: (_is_aside(entry.path), entry.path.count("/"), entry.path))
    return tuple(found[:MOST_MANIFESTS]), len(found) > MOST_MANIFESTS


def licence_files(tree: Iterable[TreeEntry], stated: Licence | None) -> tuple[TreeEntry, ...]:
    """Licence texts at the root, where the forge itself could not tell the licence."""
    if stated is not None and stated.spdx_id != "NOASSERTION":
        return ()
    found = [
        entry
        for entry in tree
        if entry.kind == "blob" and "/" not in entry.path and _is_licence(entry.path.lower())
    ]
    found.sort(key=lambda entry: (len(entry.path), entry.path))
    return tuple(found[:MOST_LICENCES])


def link_target(link: TreeEntry, target: str, by_path: Mapping[str, TreeEntry]) -> TreeEntry | None:
    """The entry a symbolic link leads to; None outside of the repository or if it is missing."""
    if target.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(link.path), target))
    entry = by_path.get(path)
    return entry if entry is not None and entry.kind == "blob" else None


def _is_manifest(path: str) -> bool:
    *folders, name = path.lower().split("/")
    if _OTHERS_CODE.intersection(folders):
        return False
    return any(
        fnmatchcase(path.lower() if "/" in pattern else name, pattern) for pattern in MANIFESTS
    )


def _is_aside(path: str) -> bool:
    return not _ASIDE.isdisjoint(path.lower().split("/")[:-1])


def _is_licence(name: str) -> bool:
    return bool(_LICENCE.fullmatch(name)) and not _PROGRAM.fullmatch(name)
