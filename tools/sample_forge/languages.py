"""Which language a file counts for.

A short form of what GitHub's linguist does: programming and markup languages count, data and prose
do not, vendored files and documentation are left out.
Source: https://github.com/github-linguist/linguist/blob/main/docs/how-linguist-works.md
"""

import posixpath
import re
from collections.abc import Iterable

from tools.sample_forge.gitobjects import SYMLINK_MODE, Entry

_BY_SUFFIX = {
    suffix: language
    for language, suffixes in {
        "Batchfile": "bat cmd",
        "C": "c h",
        "C#": "cs",
        "C++": "cc cpp cxx hpp hh",
        "CSS": "css",
        "Clojure": "clj cljs",
        "Dart": "dart",
        "Elixir": "ex exs",
        "Emacs Lisp": "el",
        "Erlang": "erl hrl",
        "Go": "go",
        "Groovy": "groovy gradle",
        "HCL": "tf hcl",
        "HTML": "html htm",
        "Haskell": "hs",
        "Java": "java",
        "JavaScript": "js mjs cjs jsx",
        "Julia": "jl",
        "Kotlin": "kt kts",
        "Lua": "lua",
        "Objective-C": "m",
        "PHP": "php",
        "Perl": "pl pm",
        "PowerShell": "ps1 psm1",
        "Python": "py pyi",
        "R": "r",
        "Roff": "1 roff",
        "Ruby": "rb gemspec rake ru",
        "Rust": "rs",
        "SCSS": "scss",
        "Scala": "scala",
        "Shell": "sh bash zsh",
        "Svelte": "svelte",
        "Swift": "swift",
        "TypeScript": "ts tsx mts cts",
        "Vue": "vue",
        "Zig": "zig",
    }.items()
    for suffix in suffixes.split()
}
_BY_NAME = {
    "dockerfile": "Dockerfile",
    "makefile": "Makefile",
    "gemfile": "Ruby",
    "rakefile": "Ruby",
    "cmakelists.txt": "CMake",
}
_LEFT_OUT = re.compile(
    r"^(docs?|examples|samples)/|(^|/)(\.github|documentation|vendor|node_modules|third_party|dist)/|\.min\.",
    re.IGNORECASE,
)

# Larger files are compiled or bundled, which linguist finds out by reading them.
_LARGEST_COUNTED = 65_536


def language_of(path: str) -> str | None:
    name = posixpath.basename(path).lower()
    return _BY_NAME.get(name) or _BY_SUFFIX.get(name.rpartition(".")[2] if "." in name else "")


def language_bytes(entries: Iterable[Entry]) -> dict[str, int]:
    """Bytes by language, most first."""
    sums: dict[str, int] = {}
    for entry in entries:
        if entry.kind != "blob" or entry.mode == SYMLINK_MODE or _LEFT_OUT.search(entry.path):
            continue
        if language := language_of(entry.path):
            sums[language] = sums.get(language, 0) + min(entry.size or 0, _LARGEST_COUNTED)
    return dict(sorted(sums.items(), key=lambda item: -item[1]))
