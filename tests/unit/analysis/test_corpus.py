"""The real repositories beside the project, against what reading them says."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.result import Analysis
from tests.unit.analysis.builders import CORPUS, corpus
from tests.unit.analysis.expectations.portrait import PORTRAITS
from tests.unit.analysis.expectations.stack import STACK
from tests.unit.analysis.html_checker import problems
from tools.analysis_quality import portrait, readme, stack

NAMES = [
    "BurntSushi__ripgrep", "DapperLib__Dapper", "alphapapa__org-ql", "calvinwilliams__hetao",
    "coleifer__huey", "elixir-ecto__ecto", "gin-gonic__gin", "id-Software__DOOM",
    "kelektiv__node.bcrypt.js", "laravel__laravel", "octocat__Hello-World", "pallets__flask",
    "rails__propshaft", "ruanyf__weekly", "rust-lang__mdBook", "sindresorhus__awesome",
    "spring-projects__spring-petclinic", "torvalds__pesconvert",
]  # fmt: skip

README = {
    "alphapapa__org-ql": ("README.org", "org"),
    "calvinwilliams__hetao": ("README", "text"),
    "coleifer__huey": ("README.rst", "restructuredtext"),
    "id-Software__DOOM": ("README.TXT", "text"),
    "octocat__Hello-World": ("README", "text"),
    "DapperLib__Dapper": ("Readme.md", "markdown"),
    "sindresorhus__awesome": ("readme.md", "markdown"),
}

LINES = {
    ("pallets__flask", "Werkzeug"): ("pyproject.toml", '"werkzeug>=3.1.0",'),
    ("gin-gonic__gin", "Testify"): ("go.mod", "github.com/stretchr/testify v1.11.1"),
    ("BurntSushi__ripgrep", "Serde"): ("Cargo.toml", 'serde = "1.0.77"'),
    ("spring-projects__spring-petclinic", "Spring Boot"): ("build.gradle", "boot' version '4.0.3'"),
    ("spring-projects__spring-petclinic", "JaCoCo"): ("pom.xml", "jacoco-maven-plugin"),
    ("laravel__laravel", "Vite"): ("package.json", '"vite": "^7.0.7"'),
    ("elixir-ecto__ecto", "Jason"): ("mix.exs", '{:jason, "~> 1.0"'),
    ("rails__propshaft", "Ruby"): ("propshaft.gemspec", "required_ruby_version"),
}


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def analysis(name: str) -> Analysis:
    return analyse(corpus(name))


def test_nothing_goes_wrong(analysis: Analysis) -> None:
    assert {warning.code for warning in analysis.warnings} <= {"LANGUAGES_ESTIMATED"}


def test_the_right_readme_is_shown_and_harmless(name: str, analysis: Analysis) -> None:
    if name == "torvalds__pesconvert":
        assert analysis.readme is None
        return
    assert analysis.readme is not None
    expected = README.get(name, ("README.md", "markdown"))
    assert (analysis.readme.path, analysis.readme.format) == expected
    assert problems(analysis.readme.html) == []
    assert "�" not in analysis.readme.html


def test_language_licence_and_hero_are_the_readers(name: str, analysis: Analysis) -> None:
    marks = readme.right(name, analysis)
    assert [part for part in readme.PARTS if not marks[part]] == []


def test_description_motto_and_features_are_the_readers(name: str, analysis: Analysis) -> None:
    marks = portrait.right(name, analysis)
    assert [part for part in ("description", "motto", "features") if not marks[part]] == []


def test_nothing_is_in_the_stack_that_nobody_reads_there(name: str, analysis: Analysis) -> None:
    assert stack.score(name, analysis).wrong == frozenset()


def test_nearly_all_of_the_stacks_is_found() -> None:
    precision, recall = stack.overall({name: analyse(corpus(name)) for name in STACK})
    assert precision >= 0.95
    assert recall >= 0.9


def test_categories_are_mostly_the_readers() -> None:
    analyses = {name: analyse(corpus(name)) for name in PORTRAITS}
    assert portrait.accuracy(analyses)["category"] >= 0.9


@pytest.mark.parametrize(("repository", "technology"), LINES)
def test_evidence_stands_on_the_line_that_is_named(repository: str, technology: str) -> None:
    path, text = LINES[repository, technology]
    stated = analyse(corpus(repository)).stack
    item = next(item for item in stated if item.name == technology)
    assert item.path == path
    assert item.line is not None
    lines = (CORPUS / repository / path).read_text(encoding="utf-8").splitlines()
    assert text in lines[item.line - 1]


def test_chinese_readme_in_gbk_is_readable() -> None:
    shown = analyse(corpus("calvinwilliams__hetao")).readme
    assert shown is not None
    assert "高并发、超高性能Web服务器" in shown.html
