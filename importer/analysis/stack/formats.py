"""Which parser reads which file."""

import posixpath
import re

from importer.analysis.stack import (
    containers,
    dart,
    dotnet,
    elixir,
    go,
    javascript,
    jvm,
    php,
    python,
    ruby,
    rust,
)
from importer.analysis.stack.manifest import Dependency, ManifestReading, Parser


def _presence(name: str) -> Parser:
    """For files that say something by being there."""
    return lambda _text: ManifestReading([Dependency("tool", name)])


_BY_NAME: dict[str, Parser] = {
    "pyproject.toml": python.pyproject,
    "pipfile": python.pipfile,
    "setup.cfg": python.setup_cfg,
    "setup.py": python.setup_py,
    "package.json": javascript.package_json,
    "composer.json": php.composer,
    "cargo.toml": rust.cargo,
    "go.mod": go.go_mod,
    "gemfile": ruby.gems,
    "mix.exs": elixir.mix,
    "pom.xml": jvm.pom,
    "build.gradle": jvm.gradle,
    "build.gradle.kts": jvm.gradle,
    "directory.packages.props": dotnet.project,
    "directory.build.props": dotnet.project,
    "pubspec.yaml": dart.pubspec,
    "dockerfile": containers.dockerfile,
    "containerfile": containers.dockerfile,
    "makefile": _presence("make"),
    "gnumakefile": _presence("make"),
    "justfile": _presence("just"),
    "cmakelists.txt": _presence("cmake"),
}

_BY_PATTERN: tuple[tuple[re.Pattern[str], Parser], ...] = (
    (re.compile(r"(?:dev-|test-)?requirements(?:[-_.][\w.-]+)?\.(?:txt|in)"), python.requirements),
    (re.compile(r"[\w.-]+\.gemspec"), ruby.gems),
    (re.compile(r"[\w.-]+\.(?:cs|fs|vb)proj"), dotnet.project),
    (re.compile(r"dockerfile[.-][\w.-]+|[\w.-]+\.dockerfile"), containers.dockerfile),
    (re.compile(r"(?:docker-)?compose(?:\.[\w.-]+)?\.ya?ml"), containers.compose),
)


def parser_for(path: str) -> Parser | None:
    """By the file's name, in any case; None for what is no manifest we know."""
    name = posixpath.basename(path).lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    return next((parser for pattern, parser in _BY_PATTERN if pattern.fullmatch(name)), None)


# Files whose presence in the tree is the evidence; they need not be fetched.
_TREE_EVIDENCE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"\.github/workflows/[^/]+\.ya?ml", "github-actions"),
        (r"\.gitlab-ci\.yml", "gitlab-ci"),
        (r"\.travis\.yml", "travis"),
        (r"\.circleci/config\.yml", "circleci"),
        (r"azure-pipelines\.ya?ml", "azure-pipelines"),
        (r"appveyor\.ya?ml|\.appveyor\.ya?ml", "appveyor"),
        (r"\.cirrus\.yml", "cirrus"),
        (r"jenkinsfile", "jenkins"),
        (r"\.woodpecker(?:\.ya?ml|/[^/]+\.ya?ml)", "woodpecker"),
        (r"procfile", "heroku"),
        (r"fly\.toml", "fly"),
        (r"vercel\.json", "vercel"),
        (r"netlify\.toml", "netlify"),
        (r"render\.ya?ml", "render"),
        (r"wrangler\.(?:toml|jsonc?)", "cloudflare-workers"),
        (r"(?:[^/]+/)?chart\.yaml", "helm"),
        (r"(?:[^/]+/)?main\.tf", "terraform"),
        (r"\.pre-commit-config\.ya?ml", "pre-commit"),
        (r"earthfile", "earthly"),
        (r"tsconfig\.json", "typescript"),
        (r"(?:gnu)?makefile", "make"),
        (r"cmakelists\.txt", "cmake"),
        (r"dockerfile", "docker"),
        (r"deno\.jsonc?", "deno"),
        (r"package\.swift", "swift-package"),
        (r"flake\.nix", "nix"),
    )
)


def tree_evidence(path: str) -> str | None:
    """The tool that a file of this path belongs to."""
    return next((name for pattern, name in _TREE_EVIDENCE if pattern.fullmatch(path)), None)
