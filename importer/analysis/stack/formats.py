"""Which parser reads which file."""

import posixpath
import re

from importer.analysis.stack import (
    containers,
    dart,
    dotnet,
    elixir,
    go,
    gradle,
    haskell,
    javascript,
    maven,
    php,
    python,
    python_setup,
    requirements,
    ruby,
    rust,
    terraform,
)
from importer.analysis.stack.manifest import Parser

_BY_NAME: dict[str, Parser] = {
    "pyproject.toml": python.pyproject,
    "pipfile": python.pipfile,
    "setup.cfg": python_setup.setup_cfg,
    "setup.py": python_setup.setup_py,
    "environment.yml": requirements.environment,
    "environment.yaml": requirements.environment,
    "package.json": javascript.package_json,
    "pnpm-workspace.yaml": javascript.pnpm_workspace,
    "composer.json": php.composer,
    "cargo.toml": rust.cargo,
    "go.mod": go.go_mod,
    "gemfile": ruby.gems,
    "mix.exs": elixir.mix,
    "pom.xml": maven.pom,
    "build.gradle": gradle.gradle,
    "build.gradle.kts": gradle.gradle,
    "settings.gradle": gradle.gradle,
    "settings.gradle.kts": gradle.gradle,
    "libs.versions.toml": gradle.catalogue,
    "directory.packages.props": dotnet.project,
    "directory.build.props": dotnet.project,
    "pubspec.yaml": dart.pubspec,
    "dockerfile": containers.dockerfile,
    "containerfile": containers.dockerfile,
}

_BY_PATTERN: tuple[tuple[re.Pattern[str], Parser], ...] = (
    (
        re.compile(r"(?:.*/)?(?:[\w.-]+[._-])?requirements(?:[._-][\w.-]+)?\.(?:txt|in)"),
        requirements.requirements,
    ),
    (re.compile(r"(?:.*/)?requirements/[\w.-]+\.(?:txt|in)"), requirements.requirements),
    (re.compile(r"(?:.*/)?[\w.-]+\.gemspec"), ruby.gems),
    (re.compile(r"(?:.*/)?[\w.-]+\.(?:cs|fs|vb)proj"), dotnet.project),
    (re.compile(r"(?:.*/)?[\w.-]+\.cabal"), haskell.cabal),
    (re.compile(r"(?:.*/)?(?:dockerfile[.-][\w.-]+|[\w.-]+\.dockerfile)"), containers.dockerfile),
    (re.compile(r"(?:.*/)?(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml"), containers.compose),
    (
        re.compile(r"(?:.*/)?(?:k8s|kubernetes|deploy(?:ment)?|manifests)/[\w.-]+\.ya?ml"),
        containers.kubernetes,
    ),
    (re.compile(r"(?:.*/)?(?:main|versions|providers?|terraform)\.tf"), terraform.terraform),
)

# A folder with one of these is a package; others belong to the package they are in.
_PACKAGES = re.compile(
    r"package\.json|pyproject\.toml|pipfile|setup\.(?:cfg|py)|environment\.ya?ml|composer\.json"
    r"|cargo\.toml|go\.mod|gemfile|[\w.-]+\.(?:gemspec|cabal)|mix\.exs|pom\.xml"
    r"|build\.gradle(?:\.kts)?|[\w.-]+\.(?:cs|fs|vb)proj|pubspec\.yaml|requirements\.txt"
)


def parser_for(path: str) -> Parser | None:
    """By the file's name, in any case; None for what is no manifest we know."""
    lowered = path.lower()
    if parser := _BY_NAME.get(posixpath.basename(lowered)):
        return parser
    return next((parser for pattern, parser in _BY_PATTERN if pattern.fullmatch(lowered)), None)


def makes_a_package(path: str) -> bool:
    """Whether the folder that this manifest is in is a package of its own."""
    return bool(_PACKAGES.fullmatch(posixpath.basename(path).lower()))
