"""Python: pyproject.toml (PEP 517, 621, 735, Poetry, PDM, uv, Hatch) and Pipfile.

Specifications: https://packaging.python.org/en/latest/specifications/
"""

import tomllib
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    package,
    table,
    text_of,
    texts,
)
from importer.analysis.stack.requirements import listed

_PRIVATE = "Private :: Do Not Upload"


def pyproject(text: str) -> ManifestReading:
    document = tomllib.loads(text)
    lines = LineFinder(text)
    project, tool = table(document.get("project")), table(document.get("tool"))
    poetry = table(tool.get("poetry"))
    found = [_runtime(text_of(project.get("requires-python")), lines.key("requires-python"))]
    found += listed(_standard(document), lines)
    found += listed(_of_tools(tool), lines)
    found += _poetry(poetry, lines)
    found += listed(texts(table(document.get("build-system")).get("requires")), lines)
    found += _configured(tool, lines)
    name = text_of(project.get("name")) or text_of(poetry.get("name"))
    return ManifestReading(
        _one_runtime(found),
        text_of(project.get("description")) or text_of(poetry.get("description")),
        tuple(texts(project.get("keywords")) or texts(poetry.get("keywords"))),
        package("pypi", name, _PRIVATE not in texts(project.get("classifiers"))),
    )


def pipfile(text: str) -> ManifestReading:
    document = tomllib.loads(text)
    lines = LineFinder(text)
    version = text_of(table(document.get("requires")).get("python_version"))
    found = [_runtime(version, lines.key("python_version"))]
    for section in ("packages", "dev-packages"):
        found += _table_entries(table(document.get(section)), lines, section)
    return ManifestReading(found)


def _standard(document: dict[str, object]) -> Iterator[str]:
    project = table(document.get("project"))
    yield from texts(project.get("dependencies"))
    yield from _strings(project.get("optional-dependencies"))
    yield from _strings(document.get("dependency-groups"))


def _of_tools(tool: dict[str, object]) -> Iterator[str]:
    """What PDM, uv and Hatch take beside the standard tables."""
    yield from _strings(table(tool.get("pdm")).get("dev-dependencies"))
    yield from texts(table(tool.get("uv")).get("dev-dependencies"))
    for environment in table(table(tool.get("hatch")).get("envs")).values():
        yield from texts(table(environment).get("dependencies"))
        yield from texts(table(environment).get("extra-dependencies"))


def _configured(tool: dict[str, object], lines: LineFinder) -> Iterator[Dependency]:
    """Tools that have a table of their own are used."""
    for name in tool:
        yield Dependency("config", canonicalize_name(name), "", lines.containing(f"[tool.{name}"))


def _strings(groups: object) -> Iterator[str]:
    for group in table(groups).values():
        yield from texts(group)


def _poetry(poetry: dict[str, object], lines: LineFinder) -> list[Dependency]:
    sections = [("tool.poetry.dependencies", table(poetry.get("dependencies")))]
    sections.append(("tool.poetry.dev-dependencies", table(poetry.get("dev-dependencies"))))
    for name, group in table(poetry.get("group")).items():
        header = f"tool.poetry.group.{name}.dependencies"
        sections.append((header, table(table(group).get("dependencies"))))
    return [
        found for header, entries in sections for found in _table_entries(entries, lines, header)
    ]


def _table_entries(
    entries: dict[str, object], lines: LineFinder, header: str
) -> Iterator[Dependency]:
    start = lines.containing(f"[{header}]")
    for name, value in entries.items():
        if "path" in table(value):  # a package of this very repository
            continue
        constraint = text_of(value) or text_of(table(value).get("version"))
        constraint = "" if constraint == "*" else constraint
        line = lines.key(name, start)
        if name.lower() == "python":
            yield _runtime(constraint, line)
        else:
            yield Dependency("pypi", canonicalize_name(name), constraint, line)


def _one_runtime(found: list[Dependency]) -> list[Dependency]:
    """Poetry states Python among the dependencies; its constraint beats the empty one."""
    runtimes = [item for item in found if item.ecosystem == "runtime"]
    stated = [item for item in runtimes if item.constraint] or runtimes
    return [*stated[:1], *(item for item in found if item.ecosystem != "runtime")]


def _runtime(constraint: str, line: int | None) -> Dependency:
    return Dependency("runtime", "python", constraint, line if constraint else None)
