"""Go: go.mod. https://go.dev/ref/mod#go-mod-file"""

import re
from collections.abc import Iterator

from importer.analysis.stack.manifest import Dependency, ManifestReading, package

_VERB = re.compile(r"(go|module|require|tool|exclude|replace|retract|toolchain|godebug)\b\s*(.*)")
_REQUIRED = re.compile(r"([\w.~-]+\.[\w.~/-]+)\s+(v[\w.+-]+)\s*(//\s*indirect)?")
_MAJOR = re.compile(r"/v\d+$")


def go_mod(text: str) -> ManifestReading:
    """Direct requirements; an indirect one is somebody else's choice."""
    found, module = [], ""
    for line, verb, stated in _directives(text):
        if verb == "go":
            found.append(Dependency("runtime", "go", stated.partition("//")[0].strip(), line))
        elif verb == "module":
            module = _MAJOR.sub("", stated.partition("//")[0].strip().strip('"'))
        elif verb == "require" and (match := _REQUIRED.match(stated)) and not match[3]:
            found.append(Dependency("go", _MAJOR.sub("", match[1]), match[2], line))
    return ManifestReading(found, package=package("go", module))


def _directives(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, verb and the rest; those of a block ``verb ( … )`` one by one."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        stated = line.strip()
        if block:
            block = "" if stated.startswith(")") else block
            if block:
                yield number, block, stated
        elif match := _VERB.match(stated):
            if match[2].startswith("("):
                block = match[1]
            else:
                yield number, match[1], match[2]
