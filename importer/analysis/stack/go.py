"""Go: go.mod. https://go.dev/ref/mod#go-mod-file"""

import re

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches

_GO = re.compile(r"go\s+(\d[\w.]*)")
_REQUIRED = re.compile(r"(?:require\s+)?\s*([\w.~-]+\.[\w.~/-]+)\s+(v[\w.+-]+)\s*(//\s*indirect)?")
_MAJOR = re.compile(r"/v\d+$")


def go_mod(text: str) -> ManifestReading:
    """Direct requirements; an indirect one is somebody else's choice."""
    found = [Dependency("runtime", "go", m[1], line) for line, m in matches(text, _GO)]
    found += [
        Dependency("go", _MAJOR.sub("", m[1]), m[2], line)
        for line, m in matches(text, _REQUIRED)
        if not m[3]
    ]
    return ManifestReading(found)
