"""Python requirements: single ones (PEP 508), requirements files and conda environments.

https://pip.pypa.io/en/stable/reference/requirements-file-format/,
https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
"""

import re
from collections.abc import Iterable, Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from yaml.nodes import ScalarNode

from importer.analysis.stack.manifest import Dependency, LineFinder, ManifestReading
from importer.analysis.stack.yaml_lines import child, compose_mapping, elements, entries

_ASIDE = re.compile(r"\s#|\s--hash|\s*\\$")
_HASH = re.compile(r"--hash\S*\s*\\?$")
# What a resolver notes beside a requirement that a person wrote, and not another package.
_WRITTEN = re.compile(r"-r\s|-c\s|\.in\b|pyproject\.toml|setup\.(?:py|cfg)")
_CONDA = re.compile(r"(?:[\w.-]+::)?([\w.-]+)\s*(.*)")


def requirements(text: str) -> ManifestReading:
    """An included file is read under its own name; here ``-r`` and other options say nothing."""
    found = [Dependency("runtime", "python")]
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        stated = _ASIDE.split(line.strip())[0]
        if stated and not stated.startswith(("#", "-")) and not _is_resolved(lines, number):
            found += parsed(stated, number)
    return ManifestReading(found)


def environment(text: str) -> ManifestReading:
    found = [Dependency("tool", "conda")]
    for element in elements(child(compose_mapping(text), "dependencies")):
        if isinstance(element, ScalarNode):
            found += _conda(element)
        for _, packages in entries(element):
            for stated in elements(packages):
                if isinstance(stated, ScalarNode):
                    found += parsed(stated.value, stated.start_mark.line + 1)
    return ManifestReading(found)


def parsed(stated: str, line: int | None) -> list[Dependency]:
    """One requirement as a list; empty if it is none, such as an address."""
    try:
        requirement = Requirement(stated)
    except InvalidRequirement:
        return []
    name = canonicalize_name(requirement.name)
    return [Dependency("pypi", name, str(requirement.specifier), line)]


def listed(stated: Iterable[str], lines: LineFinder) -> list[Dependency]:
    """The requirements of a list, each on the line where it stands in quotation marks."""
    return [found for item in stated for found in parsed(item, lines.quoted(item))]


def _is_resolved(lines: list[str], number: int) -> bool:
    """Whether the requirement is a resolver's and only there because of another one."""
    notes = " ".join(_notes(lines, number))
    return "# via" in notes and not _WRITTEN.search(notes)


def _notes(lines: list[str], number: int) -> Iterator[str]:
    yield "#" + lines[number - 1].partition("#")[2]
    for line in lines[number:]:
        if line.strip().startswith("#"):
            yield line
        elif not _HASH.match(line.strip()):
            return


def _conda(element: ScalarNode) -> Iterator[Dependency]:
    if match := _CONDA.fullmatch(element.value.strip()):
        name, line = match[1].lower(), element.start_mark.line + 1
        constraint = match[2].lstrip("=").strip()
        ecosystem = "runtime" if name == "python" else "conda"
        yield Dependency(ecosystem, name, constraint, line)
