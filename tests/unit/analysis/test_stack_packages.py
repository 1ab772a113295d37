"""Repositories of several packages."""

from importer.analysis.stack.collect import read
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import blob, snapshot

WORKSPACE = b"""\
[workspace]
members = ["crates/*"]
[workspace.dependencies]
serde = "1.0.2"
clap = "4"
[package]
name = "tool"
[dependencies]
clap.workspace = true
"""
MEMBER = b"""\
[package]
name = "core"
[dependencies]
serde.workspace = true
clap.workspace = true
tool = "1"
rayon = "1.10"
"""


def stack_of(*files: tuple[str, bytes], tree: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Package, name and constraint of each item."""
    manifests = tuple(SourceFile(path, data) for path, data in files)
    found = read(snapshot(manifests=manifests, tree=tuple(map(blob, tree))))
    return [(item.package, item.name, item.constraint) for item in found.items]


def test_only_package_of_a_repository_is_the_repository() -> None:
    assert stack_of(
        ("backend/go.mod", b"go 1.24\n"),
        ("Dockerfile", b"FROM scratch\n"),
        ("backend/Dockerfile", b"FROM nginx\n"),
    ) == [("", "Docker", ""), ("", "Go", "1.24"), ("", "nginx", "")]


def test_each_package_has_its_own_items_and_what_all_share_is_the_roots() -> None:
    items = stack_of(
        ("package.json", b'{"devDependencies": {"typescript": "5", "vue": "3"}}'),
        ("api/pyproject.toml", b'[project]\ndependencies = ["flask>=3"]\n'),
        ("api/Dockerfile", b"FROM python:3.13\n"),
        ("api/docker/nginx/Dockerfile", b"FROM nginx\n"),
        ("web/package.json", b'{"dependencies": {"typescript": "5", "vue": "2", "vite": "*"}}'),
        tree=(".github/workflows/ci.yml",),
    )
    assert items == [
        ("", "TypeScript", "5"),
        ("", "Vue", "3"),
        ("api", "Python", "3.13"),
        ("api", "Flask", ">=3"),
        ("web", "Vue", "2"),
        ("web", "Vite", ""),
        ("api", "Docker", ""),
        ("api", "nginx", ""),
        ("", "GitHub Actions", ""),
    ]


def test_members_take_their_versions_from_the_workspace_and_own_packages_do_not_count() -> None:
    assert stack_of(("Cargo.toml", WORKSPACE), ("crates/core/Cargo.toml", MEMBER)) == [
        ("", "Rust", ""),
        ("", "clap", "4"),
        ("crates/core", "Serde", "1.0.2"),
        ("crates/core", "Rayon", "1.10"),
    ]


def test_offers_stand_for_the_members_where_none_was_fetched() -> None:
    props = (
        b'<Project><ItemGroup><PackageVersion Include="Npgsql" Version="9"/></ItemGroup></Project>'
    )
    assert stack_of(("Directory.Packages.props", props)) == [("", "PostgreSQL", "9")]


def test_central_versions_reach_the_projects_that_take_them() -> None:
    props = (
        b'<Project><ItemGroup><PackageVersion Include="Npgsql" Version="9"/>'
        b'<PackageVersion Include="xunit" Version="2"/></ItemGroup></Project>'
    )
    project = b'<Project><ItemGroup><PackageReference Include="Npgsql"/></ItemGroup></Project>'
    tests = b'<Project><ItemGroup><PackageReference Include="xunit"/></ItemGroup></Project>'
    assert stack_of(
        ("Directory.Packages.props", props),
        ("src/App.csproj", project),
        ("App.Tests/App.Tests.csproj", tests),
    ) == [("", "PostgreSQL", "9")]


def test_packages_take_their_versions_from_pnpms_catalogues() -> None:
    catalogues = b"catalog:\n  react: ^19.1.0\ncatalogs:\n  old: {vue: ^2.7.0}\n"
    package = b'{"dependencies": {"react": "catalog:", "vue": "catalog:old", "hono": "4"}}'
    assert stack_of(("pnpm-workspace.yaml", catalogues), ("package.json", package)) == [
        ("", "React", "^19.1.0"),
        ("", "Vue", "^2.7.0"),
        ("", "Hono", "4"),
        ("", "pnpm", ""),
    ]


def test_version_of_a_client_is_not_taken_for_the_servers() -> None:
    go = SourceFile("go.mod", b"require github.com/jackc/pgx/v5 v5.6.0\n")
    compose = SourceFile("compose.yaml", b"services: {db: {image: 'postgres:16'}}")
    (client,) = read(snapshot(manifests=(go,))).items
    assert (client.name, client.via, client.constraint) == ("PostgreSQL", "pgx", "v5.6.0")
    both = {item.name: item for item in read(snapshot(manifests=(go, compose))).items}
    assert (both["PostgreSQL"].via, both["PostgreSQL"].constraint) == ("", "16")
    assert both["PostgreSQL"].path == "compose.yaml"


def test_endless_monorepo_is_cut_with_a_word() -> None:
    manifests = tuple(
        SourceFile(f"p{n}/package.json", f'{{"dependencies": {{"react": "{n}"}}}}'.encode())
        for n in range(401)
    )
    reading = read(snapshot(manifests=manifests))
    assert len(reading.items) == 400
    assert [warning.code for warning in reading.warnings] == ["STACK_CUT"]
