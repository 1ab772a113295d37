"""Ruby: Gemfile and gemspec, read line by line; they are programs, and are not run.

https://bundler.io/man/gemfile.5.html, https://guides.rubygems.org/specification-reference/
"""

import re

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches, package

_NAME = r"""(?:["']|%q<)([\w.-]+)(?:["']|>\.freeze)"""
_VERSIONS = r"""((?:\s*,\s*\[?\s*["'][~<>=!\d][^"']*["'](?:\.freeze)?\]?)*)"""
_GEM = re.compile(rf"\s*gem\s*\(?\s*{_NAME}{_VERSIONS}")
_ADDED = re.compile(rf"\s*\w+\.add_(?:runtime_|development_)?dependency\s*\(?\s*{_NAME}{_VERSIONS}")
_RUBY = re.compile(r"""\s*(?:ruby|\w+\.required_ruby_version\s*=)\s*\(?\s*["']([^"']+)["']""")
_SUMMARY = re.compile(r"""\s*\w+\.(?:summary|description)\s*=\s*["'](.+)["']""")
_OWN_NAME = re.compile(r"""\s*\w+\.name\s*=\s*["']([\w.-]+)["']""")
_QUOTED = re.compile(r"""["']([^"']+)["']""")


def gems(text: str) -> ManifestReading:
    ruby = [Dependency("runtime", "ruby", m[1], line) for line, m in matches(text, _RUBY)]
    found = ruby or [Dependency("runtime", "ruby")]
    for pattern in (_GEM, _ADDED):
        for line, match in matches(text, pattern):
            constraint = ", ".join(_QUOTED.findall(match[2]))
            found.append(
                Dependency("gem", match[1], "" if constraint == ">= 0" else constraint, line)
            )
    summary = next((m[1] for _, m in matches(text, _SUMMARY)), "")
    name = next((m[1] for _, m in matches(text, _OWN_NAME)), "")
    return ManifestReading(found, summary, (), package("gem", name))
