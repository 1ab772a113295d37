"""Edits and sections as values."""

from importer.workflow.sections import BY_NAME, arrangement


def test_an_arrangement_passes_over_what_it_does_not_know() -> None:
    stored = {"order": ["topics", "nonsense", 7, "stack", "topics"], "hidden": ["nonsense", None]}
    found = arrangement(stored)
    assert [section.name for section in found.order][:2] == ["topics", "stack"]
    assert {section.name for section in found.order} == set(BY_NAME)
    assert found.hidden == frozenset()
    assert arrangement("nonsense") == arrangement(None)


def test_a_section_moves_past_its_neighbour_in_the_same_column() -> None:
    usual = arrangement(None)
    side = [section.name for section in usual.in_column("side")]
    main = usual.shown("main")
    moved = usual.moved(side[-1], up=True)
    assert moved.shown("side") == [*side[:-2], side[-1], side[-2]]
    assert moved.shown("main") == main
    assert usual.moved(side[0], up=True) == usual
    assert arrangement(moved.to_json()) == moved
