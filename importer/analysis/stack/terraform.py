"""Terraform: *.tf, read line by line. https://developer.hashicorp.com/terraform/language"""

import re

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches

_VERSION = re.compile(r'\s*required_version\s*=\s*"([^"]+)"')
_PROVIDER = re.compile(r'\s*provider\s+"([\w-]+)"')
_SOURCE = re.compile(r'\s*source\s*=\s*"(?:[\w.-]+/)?[\w-]+/([\w-]+)"')


def terraform(text: str) -> ManifestReading:
    found = [Dependency("tool", "terraform", m[1], line) for line, m in matches(text, _VERSION)]
    found = found or [Dependency("tool", "terraform")]
    for pattern in (_PROVIDER, _SOURCE):
        found += [Dependency("terraform", m[1], "", line) for line, m in matches(text, pattern)]
    return ManifestReading(found)
