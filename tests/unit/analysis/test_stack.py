"""Manifests to the tech stack, with file and line."""

# ruff: noqa: E501 - a manifest is shown as one piece

import pytest

from importer.analysis.stack.collect import MANIFEST_LIMIT, read
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import blob, snapshot, with_manifest

PYPROJECT = """\
[project]
name = "x"
requires-python = ">=3.11"
dependencies = [
    "Flask[async]>=3",
    "flask-unknown-thing",
]
[project.optional-dependencies]
db = ["psycopg ; python_version > '3'"]
[dependency-groups]
dev = ["pytest~=9.0", {include-group = "x"}]
"""
POETRY = """\
[tool.poetry]
description = "A  poem."
[tool.poetry.dependencies]
python = "^3.12"
django = {version = "^5", extras = ["x"]}
[tool.poetry.group.test.dependencies]
pytest = "*"
"""
PACKAGE = """\
{
  "name": "express",
  "engines": {"node": ">=20"},
  "scripts": {"react": "vite"},
  "dependencies": {
    "react": "^19.0.0"
  },
  "devDependencies": {"vite": "7"}
}
"""
CARGO = """\
[package]
name = "x"
description = "serde = x"
rust-version = "1.80"
[dependencies]
tokio = { version = "1", features = ["full"] }
web = { package = "axum", version = "0.8" }
[dependencies.serde]
version = "1.0"
[target.'cfg(unix)'.dev-dependencies]
criterion = "0.5"
"""
GO = """\
module example.org/x

go 1.25.0

require (
\tgithub.com/labstack/echo/v4 v4.13.0
\tgithub.com/lib/pq v1.10.9 // indirect
)
require github.com/stretchr/testify v1.11.1
"""
POM = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <properties><java.version>21</java.version></properties>
  <dependencies>
    <dependency>
      <groupId>org.postgresql</groupId>
      <artifactId>postgresql</artifactId>
      <version>${pg.version}</version>
    </dependency>
  </dependencies>
</project>
"""
GRADLE = """\
plugins {
    id("org.springframework.boot") version "4.0.3"
    kotlin("jvm") version "2.3.0"
}
java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }
dependencies {
    runtimeOnly("com.h2database:h2:2.4")
    testImplementation 'org.junit.jupiter:junit-jupiter'
}
"""
CSPROJ = """\
\ufeff<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Npgsql" Version="9.0.0" />
  </ItemGroup>
</Project>
"""
GEMFILE = 'source "https://gems.example"\nruby "3.4.1"\ngem "rails", "~> 8.0"\n# gem "sinatra"\n'
GEMSPEC = 'Gem::Specification.new do |s|\n  s.summary = "S."\n  s.add_development_dependency "rspec"\nend\n'
COMPOSER = '{\n  "require": {\n    "php": "^8.2",\n    "laravel/framework": "^12.0"\n  }\n}\n'
MIX = 'defmodule X do\n  elixir: "~> 1.18",\n  [\n    {:phoenix, "~> 1.8"},\n    {:credo, only: :dev}\n  ]\nend\n'
PUBSPEC = "name: x\nenvironment:\n  sdk: ^3.5.0\ndependencies:\n  flutter:\n    sdk: flutter\n"
DOCKERFILE = (
    "FROM --platform=x python:3.13-slim AS build\nFROM build\nFROM registry.example/library/nginx\n"
)
COMPOSE = (
    "services:\n  db:\n    image: 'registry.example:5000/postgres:18@sha256:0'\n  web: {build: .}\n"
)
SETUP = 'from setuptools import setup\nsetup(\n  python_requires=">=3.9",\n  install_requires=["celery>5"],\n)\n'
SETUP_CFG = (
    "[metadata]\nname = x\n[options]\npython_requires = >=3.8\ninstall_requires =\n    redis>=5\n"
)

EXPECTED = [
    ("pyproject.toml", PYPROJECT, {("Python", ">=3.11", 3), ("Flask", ">=3", 5),
                                   ("PostgreSQL", "", 9), ("pytest", "~=9.0", 11)}),
    ("pyproject.toml", POETRY, {("Python", "^3.12", 4), ("Django", "^5", 5), ("pytest", "", 7),
                                ("Poetry", "", 1)}),
    ("requirements-dev.txt", "# x\n-r base.txt\nruff==0.1  # lint\ngit+https://x.example\n",
     {("Python", "", None), ("Ruff", "==0.1", 3)}),
    ("setup.py", SETUP, {("Python", ">=3.9", 3), ("Celery", ">5", 4)}),
    ("setup.cfg", SETUP_CFG, {("Python", ">=3.8", 4), ("Redis", ">=5", 6)}),
    ("Pipfile", '[packages]\nflask = "*"\n[requires]\npython_version = "3.12"\n',
     {("Python", "3.12", 4), ("Flask", "", 2)}),
    ("package.json", PACKAGE, {("Node.js", ">=20", 3), ("React", "^19.0.0", 6), ("Vite", "7", 8)}),
    ("Cargo.toml", CARGO, {("Rust", "1.80", 4), ("Tokio", "1", 6), ("axum", "0.8", 7),
                           ("Serde", "1.0", 8), ("Criterion", "0.5", 11)}),
    ("go.mod", GO, {("Go", "1.25.0", 3), ("Echo", "v4.13.0", 6), ("Testify", "v1.11.1", 9)}),
    ("pom.xml", POM, {("Maven", "", None), ("Java", "21", 3), ("PostgreSQL", "", 7)}),
    ("build.gradle.kts", GRADLE, {("Gradle", "", None), ("Java", "21", 5), ("Kotlin", "2.3.0", 3),
                                  ("Spring Boot", "4.0.3", 2), ("H2", "2.4", 7), ("JUnit", "", 8)}),
    ("Web.csproj", CSPROJ, {("ASP.NET Core", "", 1), (".NET", "net10.0", 2),
                            ("PostgreSQL", "9.0.0", 4)}),
    ("Gemfile", GEMFILE, {("Ruby", "3.4.1", 2), ("Ruby on Rails", "~> 8.0", 3)}),
    ("x.gemspec", GEMSPEC, {("Ruby", "", None), ("RSpec", "", 3)}),
    ("composer.json", COMPOSER, {("PHP", "^8.2", 3), ("Laravel", "^12.0", 4)}),
    ("mix.exs", MIX, {("Elixir", "~> 1.18", 2), ("Phoenix", "~> 1.8", 4), ("Credo", "", 5)}),
    ("pubspec.yaml", PUBSPEC, {("Dart", "^3.5.0", 3), ("Flutter", "", 5)}),
    ("Dockerfile", DOCKERFILE, {("Docker", "", None), ("Python", "3.13-slim", 1), ("nginx", "", 3)}),
    ("compose.yaml", COMPOSE, {("Docker Compose", "", None), ("PostgreSQL", "18", 3)}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "expected"), EXPECTED)
def test_manifest_gives(path: str, text: str, expected: set[tuple[str, str, int | None]]) -> None:
    reading = read(with_manifest(path, text))
    assert {(item.name, item.constraint, item.line) for item in reading.items} == expected
    assert {item.path for item in reading.items} == {path}
    assert reading.warnings == ()


def test_description_is_folded() -> None:
    assert read(with_manifest("pyproject.toml", POETRY)).description == "A poem."


BROKEN = {
    "pyproject.toml": "[project\n",
    "package.json": '{"dependencies": ',
    "pom.xml": "<project><dependencies>",
    "compose.yaml": "a: [b\n",
    "setup.py": "def (:\n",
    "Cargo.toml": "= 1",
    "x.csproj": '<!DOCTYPE x [<!ENTITY a "b">]><Project>&a;</Project>',
}


@pytest.mark.parametrize("path", BROKEN)
def test_broken_manifest_is_a_warning_that_names_it(path: str) -> None:
    files = (
        SourceFile(path, BROKEN[path].encode()),
        SourceFile("web/go.mod", GO.encode()),
    )
    reading = read(snapshot(manifests=files))
    assert [warning.code for warning in reading.warnings] == ["MANIFEST_UNREADABLE"]
    assert reading.warnings[0].message.startswith(path)
    assert {item.path for item in reading.items} == {"web/go.mod"}


@pytest.mark.parametrize(
    "text", ['{"dependencies": ["react"]}', '{"dependencies": {"react": {"x": []}}}', "[1]", "null"]
)
def test_manifest_of_unexpected_shape_is_read_as_far_as_it_goes(text: str) -> None:
    assert read(with_manifest("package.json", text)).warnings == ()


def test_too_long_manifest_is_not_read() -> None:
    reading = read(with_manifest("package.json", " " * MANIFEST_LIMIT + PACKAGE))
    assert reading.items == ()
    assert [warning.code for warning in reading.warnings] == ["MANIFEST_UNREADABLE"]


@pytest.mark.parametrize(
    "path",
    ["examples/a/package.json", "tests/package.json", "docs/package.json", "vendor/package.json"],
)
def test_manifests_of_examples_and_tests_do_not_count(path: str) -> None:
    assert read(with_manifest(path, PACKAGE)).items == ()


def test_whole_names_only() -> None:
    text = '{"dependencies": {"react-thing": "1", "my-express": "1", "@x/vue": "2"}}'
    assert read(with_manifest("package.json", text)).items == ()


def test_the_first_evidence_counts_unless_a_later_one_states_a_version() -> None:
    files = (
        SourceFile("setup.py", b"from setuptools import setup\nsetup(install_requires=['flask'])"),
        SourceFile("requirements.txt", b"flask==3.1\ndjango\n"),
        SourceFile("pyproject.toml", b"[project]\ndependencies = ['django', 'redis>5']"),
    )
    found = {item.name: item for item in read(snapshot(manifests=files)).items}
    assert (found["Flask"].path, found["Flask"].constraint) == ("requirements.txt", "==3.1")
    assert found["Django"].path == "pyproject.toml"


def test_a_languages_own_manifest_goes_before_its_image() -> None:
    files = (SourceFile("Dockerfile", b"FROM golang:1.22\n"), SourceFile("go.mod", GO.encode()))
    found = {item.name: item for item in read(snapshot(manifests=files)).items}
    assert (found["Go"].path, found["Go"].constraint) == ("go.mod", "1.25.0")


def test_files_in_the_tree_are_evidence() -> None:
    tree = (blob(".github/workflows/ci.yml"), blob("fly.toml"), blob("tests/Dockerfile"))
    found = {(item.name, item.group, item.path) for item in read(snapshot(tree=tree)).items}
    assert found == {
        ("GitHub Actions", "ci", ".github/workflows/ci.yml"),
        ("Fly.io", "deployment", "fly.toml"),
    }
