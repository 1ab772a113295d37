"""Rust: Cargo.toml. https://doc.rust-lang.org/cargo/reference/manifest.html"""

import tomllib
from collections.abc import Iterator

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    table,
    text_of,
    texts,
)

_SECTIONS = ("dependencies", "dev-dependencies", "build-dependencies")


def cargo(text: str) -> ManifestReading:
    document = tomllib.loads(text)
    lines = LineFinder(text)
    package, workspace = table(document.get("package")), table(document.get("workspace"))
    shared = table(workspace.get("package"))
    version = text_of(package.get("rust-version")) or text_of(shared.get("rust-version"))
    line = lines.quoted(version) if version else None
    found = [Dependency("runtime", "rust", version, line)]
    for header, entries in _tables(document, workspace):
        start = lines.containing(f"[{header}]") or lines.containing(f"[{header}.")
        for name, value in entries.items():
            stated = table(value)
            constraint = text_of(value) or text_of(stated.get("version"))
            crate = text_of(stated.get("package")) or name
            place = lines.key(name, start)
            found.append(Dependency("cargo", crate, constraint, place))
    return ManifestReading(
        found, text_of(package.get("description")), tuple(texts(package.get("keywords")))
    )


def _tables(
    document: dict[str, object], workspace: dict[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    for section in _SECTIONS:
        yield section, table(document.get(section))
    yield "workspace.dependencies", table(workspace.get("dependencies"))
    for target, content in table(document.get("target")).items():
        for section in _SECTIONS:
            yield f"target.{target}.{section}", table(table(content).get(section))
