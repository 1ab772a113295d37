"""Elixir: mix.exs, read line by line. https://hexdocs.pm/mix/Mix.Tasks.Deps.html"""

import re

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches

_ELIXIR = re.compile(r"""\s*elixir:\s*"([^"]+)""")
_DEPENDENCY = re.compile(r"""[\s\[]*\{:(\w+),\s*(?:"([^"]*)"|\w+:)""")
_DESCRIPTION = re.compile(r"""\s*description:\s*"([^"]+)""")


def mix(text: str) -> ManifestReading:
    stated = [Dependency("runtime", "elixir", m[1], line) for line, m in matches(text, _ELIXIR)]
    found = stated or [Dependency("runtime", "elixir")]
    found += [Dependency("hex", m[1], m[2] or "", line) for line, m in matches(text, _DEPENDENCY)]
    return ManifestReading(found, next((m[1] for _, m in matches(text, _DESCRIPTION)), ""))
