"""Python: pyproject.toml (PEP 621, PEP 735, Poetry, PDM), requirements, setup files, Pipfile.

Specifications: https://packaging.python.org/en/latest/specifications/
"""

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    table,
    text_of,
    texts,
)


def pyproject(text: str) -> ManifestReading:
    document = tomllib.loads(text)
    lines = LineFinder(text)
    project, tool = table(document.get("project")), table(document.get("tool"))
    poetry = table(tool.get("poetry"))
    found = [_runtime(text_of(project.get("requires-python")), lines.key("requires-python"))]
    found += _requirements(_pep621(document), lines)
    found += _requirements(_strings(table(tool.get("pdm")).get("dev-dependencies")), lines)
    found += _poetry(poetry, lines)
    return ManifestReading(
        _one_runtime(found),
        text_of(project.get("description")) or text_of(poetry.get("description")),
        tuple(texts(project.get("keywords")) or texts(poetry.get("keywords"))),
    )


def requirements(text: str) -> ManifestReading:
    found = [Dependency("runtime", "python")]
    for number, line in enumerate(text.split("\n"), 1):
        stated = re.split(r"\s#|\s--hash|\s*\\$", line.strip())[0]
        if stated and not stated.startswith(("#", "-")):
            found += _parsed(stated, number)
    return ManifestReading(found)


def pipfile(text: str) -> ManifestReading:
    document = tomllib.loads(text)
    lines = LineFinder(text)
    version = text_of(table(document.get("requires")).get("python_version"))
    found = [_runtime(version, lines.key("python_version"))]
    for section in ("packages", "dev-packages"):
        found += _table_entries(table(document.get(section)), lines, section)
    return ManifestReading(found)


def setup_cfg(text: str) -> ManifestReading:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    lines = LineFinder(text)
    if not parser.has_section("metadata") and not parser.has_section("options"):
        return ManifestReading()
    version = parser.get("options", "python_requires", fallback="")
    found = [_runtime(version, lines.key("python_requires"))]
    for line in parser.get("options", "install_requires", fallback="").split("\n"):
        if line.strip():
            found += _parsed(line.strip(), lines.containing(line.strip()))
    description = parser.get("metadata", "description", fallback="")
    return ManifestReading(found, " ".join(description.split()))


def setup_py(text: str) -> ManifestReading:
    """Literals in the call of ``setup``; what is computed stays unknown."""
    call = next(filter(_is_setup_call, ast.walk(ast.parse(text))), None)
    if not isinstance(call, ast.Call):
        return ManifestReading()
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    version = keywords.get("python_requires")
    found = [_runtime(_literal(version), version.lineno if version else None)]
    for name in ("install_requires", "extras_require", "tests_require"):
        for node in ast.walk(keywords[name]) if name in keywords else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += _parsed(node.value, node.lineno)
    return ManifestReading(found, _literal(keywords.get("description")))


def _pep621(document: dict[str, object]) -> Iterator[str]:
    project = table(document.get("project"))
    yield from texts(project.get("dependencies"))
    yield from _strings(project.get("optional-dependencies"))
    yield from _strings(document.get("dependency-groups"))


def _strings(groups: object) -> Iterator[str]:
    for group in table(groups).values():
        yield from texts(group)


def _requirements(stated: Iterable[str], lines: LineFinder) -> list[Dependency]:
    return [found for item in stated for found in _parsed(item, lines.quoted(item))]


def _parsed(stated: str, line: int | None) -> list[Dependency]:
    try:
        requirement = Requirement(stated)
    except InvalidRequirement:
        return []
    name = canonicalize_name(requirement.name)
    return [Dependency("pypi", name, str(requirement.specifier), line)]


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
    stated = next((item for item in runtimes if item.constraint), runtimes[0])
    return [stated, *(item for item in found if item.ecosystem != "runtime")]


def _runtime(constraint: str, line: int | None) -> Dependency:
    return Dependency("runtime", "python", constraint, line if constraint else None)


def _is_setup_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "setup"


def _literal(node: ast.expr | None) -> str:
    return text_of(node.value) if isinstance(node, ast.Constant) else ""
