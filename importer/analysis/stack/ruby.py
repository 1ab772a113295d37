"""Ruby: Gemfile and gemspec, read line by line; they are programs, and are not run.

https://bundler.io/man/gemfile.5.html
"""

import re

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches

_GEM = re.compile(r"""\s*gem\s*\(?\s*["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?""")
_ADDED = re.compile(
    r"""\s*\w+\.add_(?:runtime_|development_)?dependency\s*\(?\s*["']([\w.-]+)["']"""
    r"""(?:\s*,\s*["']([^"']+)["'])?"""
)
_RUBY = re.compile(r"""\s*(?:ruby|\w+\.required_ruby_version\s*=)\s*\(?\s*["']([^"']+)["']""")
_SUMMARY = re.compile(r"""\s*\w+\.(?:summary|description)\s*=\s*["'](.+)["']""")


def gems(text: str) -> ManifestReading:
    ruby = [Dependency("runtime", "ruby", m[1], line) for line, m in matches(text, _RUBY)]
    found = ruby or [Dependency("runtime", "ruby")]
    for pattern in (_GEM, _ADDED):
        found += [Dependency("gem", m[1], m[2] or "", line) for line, m in matches(text, pattern)]
    summary = next((m[1] for _, m in matches(text, _SUMMARY)), "")
    return ManifestReading(found, summary)
