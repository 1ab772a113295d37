import itertools

from importer.models import Project
from importer.web.project_view import BAR_WIDTH, GAP, ProjectView


def view(**analysis: object) -> ProjectView:
    return ProjectView(
        Project(web_url="https://forge.example/a/b", commit="c" * 40, facts={}, analysis=analysis)
    )


def language(percent: float, color: str = "#123abc") -> dict[str, object]:
    return {"name": "X", "bytes": 1, "percent": percent, "color": color}


def test_the_bar_is_filled_exactly_even_by_tiny_shares() -> None:
    parts = view(languages=[language(99.0), *[language(0.1)] * 7]).languages
    for left, right in itertools.pairwise(parts):
        assert abs(left.x + left.width + GAP - right.x) < 0.05
    assert abs(parts[-1].x + parts[-1].width - BAR_WIDTH) < 0.05
    assert min(part.width for part in parts) > 3


def test_a_colour_that_is_none_becomes_grey() -> None:
    parts = view(languages=[language(100.0, 'red" onload="x')]).languages
    assert parts[0].color == "#8b8b8b"


def test_a_share_too_small_for_a_decimal_is_not_called_nothing() -> None:
    parts = view(languages=[language(100.0), language(0.0)]).languages
    assert [part.percent for part in parts] == ["100", "< 0.1"]


def test_groups_come_in_a_fixed_order_and_unknown_ones_last() -> None:
    items = [{"name": name, "group": name} for name in ("novel", "ci", "frameworks")]
    (whole,) = view(stack=items).stack
    assert [title for title, _ in whole.groups] == [
        "Frameworks",
        "Continuous integration",
        "Novel",
    ]


def test_clients_version_is_shown_with_the_clients_name() -> None:
    item = {"name": "PostgreSQL", "group": "databases", "constraint": "v5.6.0", "via": "pgx"}
    (whole,) = view(stack=[item]).stack
    assert whole.groups[0][1][0].constraint == "pgx v5.6.0"


def test_packages_follow_the_root_in_the_order_of_their_folders() -> None:
    folders = ("web", "", "api", "web")
    items = [{"name": "X", "group": "tools", "package": folder} for folder in folders]
    found = view(stack=items).stack
    assert [(package.folder, package.size) for package in found] == [
        ("", 1),
        ("api", 1),
        ("web", 2),
    ]


def test_without_a_commit_there_are_no_links_into_files() -> None:
    project = Project(web_url="https://forge.example/a/b", commit=None, facts=None, analysis=None)
    assert ProjectView(project).blob_url("README.md") == ""
    assert ProjectView(project).commit_url == ""
    assert ProjectView(project).languages == []


def test_a_features_name_is_told_from_its_explanation() -> None:
    features = [
        "Fast: it never waits",
        "Small – 2,100 lines",
        "速い：待たない",
        "One. Only: this " * 5,
    ]
    found = view(features=features).features
    assert found[:3] == [("Fast", "it never waits"), ("Small", "2,100 lines"), ("速い", "待たない")]
    assert found[3][0] == ""


def test_topics_say_where_they_come_from_if_that_is_known() -> None:
    assert view(topics=[{"name": "web", "source": "forge"}, "asgi"]).topics == [
        ("web", "A topic of the repository"),
        ("asgi", ""),
    ]
