"""Shares of languages."""

from importer.analysis.languages import MOST_SHOWN, OTHER, shares
from tests.unit.analysis.builders import blob, snapshot


def test_the_forges_own_numbers_are_used_with_its_colours() -> None:
    found, notes = shares(snapshot(languages=(("Python", 750), ("HTML", 250))))
    assert [(share.name, share.percent, share.color) for share in found] == [
        ("Python", 75.0, "#3572a5"),
        ("HTML", 25.0, "#e34c26"),
    ]
    assert notes == ()


def test_percentages_add_up_to_a_hundred() -> None:
    found, _ = shares(snapshot(languages=(("C", 1), ("Go", 1), ("Rust", 1))))
    assert round(sum(share.percent for share in found), 1) == 100.0


def test_more_than_eight_languages_end_in_other() -> None:
    names = ["C", "C++", "Go", "HTML", "CSS", "Java", "Lua", "PHP", "Perl", "Ruby"]
    found, _ = shares(snapshot(languages=tuple((name, 100) for name in names)))
    assert len(found) == MOST_SHOWN + 1
    assert (found[-1].name, found[-1].bytes, found[-1].percent) == (OTHER, 200, 20.0)


def test_without_the_forges_numbers_the_tree_is_measured_and_that_is_said() -> None:
    tree = (blob("a.py", 300), blob("web/app.tsx", 100), blob("Makefile", 100))
    found, notes = shares(snapshot(tree=tree))
    assert {share.name: share.bytes for share in found} == {
        "Python": 300,
        "TypeScript": 100,
        "Makefile": 100,
    }
    assert [note.code for note in notes] == ["LANGUAGES_ESTIMATED"]


def test_data_prose_and_foreign_code_are_not_counted() -> None:
    paths = ["README.md", "a.json", "b.yml", "node_modules/x/i.js", "vendor/y.go", "j.min.js",
             "dist/b.js", "docs/conf.py", "notes.txt", "x.sql"]  # fmt: skip
    found, notes = shares(snapshot(tree=tuple(blob(path, 100) for path in paths)))
    assert (found, notes) == ((), ())


def test_folder_named_samples_deep_in_the_sources_is_counted() -> None:
    found, _ = shares(snapshot(tree=(blob("src/org/samples/Main.java", 10),)))
    assert [share.name for share in found] == ["Java"]


def test_empty_repository_has_no_languages() -> None:
    assert shares(snapshot()) == ((), ())
    assert shares(snapshot(languages=(("C", 0),))) == ((), ())
