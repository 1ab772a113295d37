"""Elixir: mix.exs, read line by line. https://hexdocs.pm/mix/Mix.Tasks.Deps.html"""

import re
from collections.abc import Iterator

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches, package

_ELIXIR = re.compile(r"""\s*elixir:\s*"([^"]+)""")
_DEPENDENCY = re.compile(r"""\{:(\w+),\s*(?:"([^"]*)"|\w+:)""")
_DESCRIPTION = re.compile(r"""\s*description:\s*"([^"]+)""")
_APP = re.compile(r"\s*app:\s*:(\w+)")


def mix(text: str) -> ManifestReading:
    stated = [Dependency("runtime", "elixir", m[1], line) for line, m in matches(text, _ELIXIR)]
    found = stated or [Dependency("runtime", "elixir")]
    found += _dependencies(text)
    description = next((m[1] for _, m in matches(text, _DESCRIPTION)), "")
    app = next((m[1] for _, m in matches(text, _APP)), "")
    return ManifestReading(found, description, (), package("hex", app))


def _dependencies(text: str) -> Iterator[Dependency]:
    for number, line in enumerate(text.split("\n"), 1):
        for match in _DEPENDENCY.finditer(line.partition("#")[0]):
            yield Dependency("hex", match[1], match[2] or "", number)
