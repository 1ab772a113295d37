"""Manifests of the rarer kinds, and the rarer things in common ones."""

# ruff: noqa: E501 - a manifest is shown as one piece

import time

import pytest

from importer.analysis.stack.collect import read
from importer.analysis.stack.tree_files import tree_evidence
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import blob, snapshot, with_manifest

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.26"]
[tool.pdm.dev-dependencies]
test = ["hypothesis>=6"]
[tool.uv]
dev-dependencies = ["nox"]
[tool.setuptools_scm]
[tool.ruff.lint]
select = ["E"]
"""
COMPILED = """\
flask==3.1.0
    # via -r requirements.in
click==8.2.0
    # via flask
jinja2==3.1.6 ; python_version >= "3.9" \\
    --hash=sha256:00 \\
    --hash=sha256:11
    # via
    #   flask
    #   quart
redis==5.0.1  # via -r requirements.in
"""
SETUP = """\
from setuptools import setup
REQUIRED = ["flask>=3", computed()]
EXTRAS = {"db": ["psycopg"]}
__import__("os").system("echo never")
setup(name="x", install_requires=REQUIRED + ["click"], extras_require=EXTRAS)
"""
SETUP_CFG = """\
[metadata]
name = x
[options]
install_requires =
    redis
[options.extras_require]
test =
    pytest>=8
[flake8]
max-line-length = 100
"""
ENVIRONMENT = """\
name: x
dependencies:
  - python=3.12
  - conda-forge::numpy>=2
  - pytorch
  - pip:
      - fastapi[all]==0.115
"""
PACKAGE = """\
{
  "name": "x",
  "packageManager": "pnpm@10.1.0+sha512.00",
  "dependencies": {
    "react": "catalog:", "vue": "workspace:^3.5", "lodash": "*",
    "old-express": "npm:express@4"
  }
}
"""
GO = """\
module example.org/x/v2

go 1.24 // or later

require github.com/spf13/cobra v1.9.0

exclude (
\tgithub.com/spf13/viper v1.0.0
)

replace github.com/lib/pq v1.0.0 => github.com/lib/pq v1.1.0

require (
\texample.org/x/v2/tools v0.0.0
\tgo.opentelemetry.io/otel/sdk v1.35.0
)
"""
POM = """\
<project>
  <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>4.0.3</version></parent>
  <groupId>org.mockito</groupId>
  <artifactId>mockito-core</artifactId>
  <properties><h2.version>2.4</h2.version><maven.compiler.release>${jdk}</maven.compiler.release><jdk>21</jdk></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>42</version></dependency>
    <dependency><groupId>org.assertj</groupId><artifactId>assertj-core</artifactId><version>3</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>com.h2database</groupId>
      <artifactId>h2</artifactId><version>${h2.version}</version>
    </dependency>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>
    <dependency><groupId>org.mockito</groupId><artifactId>mockito-extra</artifactId></dependency>
  </dependencies>
</project>
"""
GRADLE = """\
apply plugin: 'groovy'
def h2Version = '2.4'
ext.guavaVersion = "33"
dependencies {
    implementation platform("org.springframework.boot:spring-boot-dependencies:4.0.3")
    runtimeOnly "com.h2database:h2:${h2Version}"
    api "com.google.guava:guava:$guavaVersion"
    implementation "org.jsoup:jsoup:${other}"
    testImplementation(kotlin("test"))
}
"""
CATALOGUE = """\
[versions]
ktor = "3.1.0"
[libraries]
ktor-core = { module = "io.ktor:ktor-server-core", version.ref = "ktor" }
mockk = "io.mockk:mockk:1.14"
junit = { group = "org.junit.jupiter", name = "junit-jupiter" }
[plugins]
kotlin = { id = "org.jetbrains.kotlin.jvm", version = "2.1.0" }
"""
CSPROJ = """\
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>$(Common)</TargetFramework><Moq>4.20</Moq></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Serilog"><Version>4.2</Version></PackageReference>
    <PackageReference Include="Polly" Version="$(PollyVersion)" />
    <PackageReference Include="Moq" Version="$(Moq)" />
  </ItemGroup>
</Project>
"""
GEMFILE = (
    'gem "rails", ">= 8.0", "< 9"\n  gem \'pg\', require: false\ngem "puma", github: "puma/puma"\n'
)
GEMSPEC = 'Gem::Specification.new do |s|\n  s.name = "thor"\n  s.add_dependency(%q<rack>.freeze, [">= 3.0"])\n  s.add_dependency "thor"\nend\n'
MIX = (
    'defmodule X do\n  defp deps, do: [{:phoenix, "~> 1.8"}, {:oban, "~> 2"}] # {:ecto, "1"}\nend\n'
)
CABAL = """\
cabal-version: 3.0
name:          x
synopsis:      Does x.
library
    build-depends: base >=4 && <5, aeson ^>=2.2,
                   -- servant,
                   lens
    exposed-modules: Warp
test-suite spec
  build-depends:
      hspec
    , x:internal
"""
DOCKERFILE = """\
ARG VERSION=22
ARG BASE=python:3.13
FROM node:${VERSION}-slim AS assets
FROM ${BASE}
FROM ${UNKNOWN}
FROM nginx:$TAG
"""
COMPOSE = "services:\n  db:\n    image: ${DB:-postgres:18}\n  cache: {image: 'redis:${V:-8}'}\n"
KUBERNETES = """\
apiVersion: v1
kind: Service
---
apiVersion: apps/v1
kind: Deployment
spec: &s
  template: {spec: {containers: [{name: db, image: 'postgres:18.3'}]}}
again: [*s, *s]
"""
TERRAFORM = 'terraform {\n  required_version = ">= 1.9"\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n    }\n  }\n}\n'

EXPECTED = [
    ("pyproject.toml", PYPROJECT, {("Python", "", None), ("Hatch", ">=1.26", 2), ("Hypothesis", ">=6", 4),
                                   ("Nox", "", 6), ("setuptools-scm", "", 7), ("Ruff", "", 8), ("uv", "", 5), ("PDM", "", 3)}),
    ("requirements.txt", COMPILED, {("Python", "", None), ("Flask", "==3.1.0", 1), ("Redis", "==5.0.1", 11)}),
    ("requirements/base.in", "Django>=5 ; python_version > '3'\n", {("Python", "", None), ("Django", ">=5", 1)}),
    ("dev-requirements.txt", "-r base.txt\nblack\n", {("Python", "", None), ("Black", "", 2)}),
    ("setup.py", SETUP, {("Python", "", None), ("Flask", ">=3", 2), ("PostgreSQL", "", 3), ("Click", "", 5)}),
    ("setup.cfg", SETUP_CFG, {("Python", "", None), ("Redis", "", 5), ("pytest", ">=8", 8), ("Flake8", "", 9)}),
    ("environment.yml", ENVIRONMENT, {("conda", "", None), ("Python", "3.12", 3), ("NumPy", ">=2", 4),
                                      ("PyTorch", "", 5), ("FastAPI", "==0.115", 7)}),
    ("package.json", PACKAGE, {("pnpm", "10.1.0", 3), ("React", "", 5),
                               ("Lodash", "", 5), ("Express", "4", 6)}),
    ("go.mod", GO, {("Go", "1.24", 3), ("Cobra", "v1.9.0", 5), ("OpenTelemetry", "v1.35.0", 15)}),
    ("pom.xml", POM, {("Maven", "", None), ("Java", "21", 5), ("Spring Boot", "4.0.3", 2),
                      ("H2", "2.4", 13), ("PostgreSQL", "42", 7)}),
    ("build.gradle", GRADLE, {("Gradle", "", None), ("Groovy", "", 1), ("Spring Boot", "4.0.3", 5),
                              ("H2", "2.4", 6), ("Guava", "33", 7), ("jsoup", "", 8), ("Kotlin", "", 9)}),
    ("gradle/libs.versions.toml", CATALOGUE, {("Gradle", "", None), ("Ktor", "3.1.0", 4), ("MockK", "1.14", 5),
                                              ("JUnit", "", 6), ("Kotlin", "2.1.0", 8)}),
    ("x.csproj", CSPROJ, {("MSBuild", "", 1), ("Serilog", "4.2", 4), ("Polly", "", 5), ("Moq", "4.20", 6)}),
    ("Gemfile", GEMFILE, {("Ruby", "", None), ("Ruby on Rails", ">= 8.0, < 9", 1), ("PostgreSQL", "", 2), ("Puma", "", 3)}),
    ("thor.gemspec", GEMSPEC, {("Ruby", "", None), ("Rack", ">= 3.0", 3)}),
    ("mix.exs", MIX, {("Elixir", "", None), ("Phoenix", "~> 1.8", 2), ("Oban", "~> 2", 2)}),
    ("x.cabal", CABAL, {("Haskell", "", None), ("aeson", "^>=2.2", 5), ("lens", "", 7), ("Hspec", "", 11)}),
    ("Dockerfile.dev", DOCKERFILE, {("Docker", "", None), ("Node.js", "22-slim", 3), ("Python", "3.13", 4), ("nginx", "", 6)}),
    ("compose.dev.yml", COMPOSE, {("Docker Compose", "", None), ("PostgreSQL", "18", 3), ("Redis", "8", 4)}),
    ("k8s/db.yml", KUBERNETES, {("Kubernetes", "", None), ("PostgreSQL", "18.3", 7)}),
    ("infra/main.tf", TERRAFORM, {("Terraform", ">= 1.9", 2), ("Amazon Web Services", "", 5)}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "expected"), EXPECTED)
def test_manifest_gives(path: str, text: str, expected: set[tuple[str, str, int | None]]) -> None:
    reading = read(with_manifest(path, text))
    assert {(item.name, item.constraint, item.line) for item in reading.items} == expected
    assert reading.warnings == ()


@pytest.mark.parametrize(("path", "text", "_"), EXPECTED)
def test_manifest_cut_anywhere_is_read_as_far_as_it_goes(path: str, text: str, _: object) -> None:
    for end in range(0, len(text), 3):
        for warning in read(with_manifest(path, text[:end])).warnings:
            assert warning.code == "MANIFEST_UNREADABLE"


def test_a_helm_template_in_a_deployment_folder_is_no_broken_manifest() -> None:
    reading = read(with_manifest("deploy/app.yaml", "kind: {{ .Values.kind }}\n{{- if x }}"))
    assert (reading.items, reading.warnings) == ((), ())


@pytest.mark.parametrize("encoding", ["UTF-16", "no-such"])
def test_encoding_that_xml_declares_is_not_believed(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<project><description>Größe</description></project>'
    reading = read(with_manifest("pom.xml", text))
    assert (reading.description, reading.warnings) == ("Größe", ())


@pytest.mark.parametrize(
    ("path", "tool"),
    [
        ("Makefile", "make"), ("src/Makefile", "make"), ("a/b/Makefile", None),
        ("eslint.config.mjs", "eslint"), ("eslint.config.txt", None), (".eslintrc", "eslint"),
        (".github/workflows/ci.yaml", "github-actions"), (".github/workflows/a.sh", None),
        (".circleci/config.yml", "circleci"), (".gitlab-ci.yml", "gitlab-ci"),
        ("azure-pipelines.yml", "azure-pipelines"), ("Jenkinsfile", "jenkins"),
        (".woodpecker/test.yaml", "woodpecker"), ("bitbucket-pipelines.yml", "bitbucket-pipelines"),
        ("justfile", "just"), ("Procfile", "heroku"), ("fly.toml", "fly"),
        ("vercel.json", "vercel"), ("netlify.toml", "netlify"), ("compose.py", None),
        ("infra/main.tf", "terraform"), ("kubernetes/api.yaml", "kubernetes"), ("x.opam", "opam"),
    ],
)  # fmt: skip
def test_place_in_the_tree_tells_the_tool(path: str, tool: str | None) -> None:
    assert tree_evidence(path) == tool


def test_tools_own_repository_does_not_build_on_itself() -> None:
    manifest = SourceFile("pyproject.toml", b'[project]\nname = "pytest"\n[tool.pytest]\nx = 1\n')
    found = snapshot(manifests=(manifest,), tree=(blob("tox.ini"), blob("pytest.ini")))
    assert {item.name for item in read(found).items} == {"Python", "tox"}


LOCAL = {
    "package.json": '{"dependencies": {"react": "workspace:^19", "vue": "file:../vue"}}',
    "Cargo.toml": '[dependencies]\nserde = {path = "../serde", version = "1"}\n',
    "pyproject.toml": '[tool.poetry.dependencies]\nflask = {path = "../flask"}\n',
    "pubspec.yaml": "dependencies:\n  bloc:\n    path: ../bloc\n",
}


@pytest.mark.parametrize("path", LOCAL)
def test_packages_beside_it_are_no_dependency_of_the_whole(path: str) -> None:
    names = {item.name for item in read(with_manifest(path, LOCAL[path])).items}
    assert names <= {"Rust", "Python", "Poetry", "Dart"}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "package.json",
            '{"dependencies": {"@radix-ui/react-tabs": "^1.1"}}',
            ("Radix UI", "@radix-ui/react-tabs", "^1.1"),
        ),
        (
            "x.csproj",
            '<Project><PackageReference Include="Serilog.Sinks.File" Version="5"/></Project>',
            ("Serilog", "serilog.sinks.file", "5"),
        ),
    ],
)
def test_family_is_one_technology_but_its_members_have_versions_of_their_own(
    path: str, text: str, expected: tuple[str, str, str]
) -> None:
    (item,) = read(with_manifest(path, text)).items
    assert (item.name, item.via, item.constraint) == expected


def test_extras_of_the_project_itself_are_no_dependency() -> None:
    text = '[project]\nname = "Flask"\noptional-dependencies = {all = ["flask[async]", "redis"]}\n'
    assert {item.name for item in read(with_manifest("pyproject.toml", text)).items} == {
        "Python",
        "Redis",
    }


def test_manifest_of_thousands_of_dependencies_is_read_in_a_moment() -> None:
    named = ",\n".join(f'"a-package-{n}": "^1.0"' for n in range(9000))
    started = time.process_time()
    reading = read(with_manifest("package.json", f'{{"dependencies": {{{named}, "react": "19"}}}}'))
    assert time.process_time() - started < 2
    assert [(item.name, item.line) for item in reading.items] == [("React", 9000)]


def test_large_tree_is_looked_through_in_a_moment() -> None:
    tree = tuple(blob(f"packages/p{n}/main.yml") for n in range(100_000))
    started = time.process_time()
    assert read(snapshot(tree=tree)).items == ()
    assert time.process_time() - started < 2
