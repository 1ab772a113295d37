"""Rust: Cargo.toml of a package or a workspace.

https://doc.rust-lang.org/cargo/reference/manifest.html,
https://doc.rust-lang.org/cargo/reference/workspaces.html
"""

import tomllib
from collections.abc import Iterator

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    package,
    table,
    text_of,
    texts,
)

_SECTIONS = ("dependencies", "dev-dependencies", "build-dependencies")
_SHARED = "workspace.dependencies"


def cargo(text: str) -> ManifestReading:
    document = tomllib.loads(text)
    lines = LineFinder(text)
    own, workspace = table(document.get("package")), table(document.get("workspace"))
    shared = table(workspace.get("package"))
    version = text_of(own.get("rust-version")) or text_of(shared.get("rust-version"))
    line = lines.quoted(version) if version else None
    found = [Dependency("runtime", "rust", version, line)]
    for header, entries in _tables(document, workspace):
        start = lines.containing(f"[{header}]") or lines.containing(f"[{header}.")
        for name, value in entries.items():
            stated = table(value)
            if "path" in stated:  # a crate of this very repository
                continue
            constraint = text_of(value) or text_of(stated.get("version"))
            crate = text_of(stated.get("package")) or name
            place = lines.key(name, start)
            found.append(Dependency("cargo", crate, constraint, place, header == _SHARED))
    return ManifestReading(
        found,
        text_of(own.get("description")),
        tuple(texts(own.get("keywords"))),
        package("cargo", text_of(own.get("name")), own.get("publish") is not False),
    )


def _tables(
    document: dict[str, object], workspace: dict[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    for section in _SECTIONS:
        yield section, table(document.get(section))
    yield _SHARED, table(workspace.get("dependencies"))
    for target, content in table(document.get("target")).items():
        for section in _SECTIONS:
            yield f"target.{target}.{section}", table(table(content).get(section))
