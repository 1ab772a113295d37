"""The data file of well-known technologies."""

from collections import defaultdict
from typing import get_args

from importer.analysis.data import load
from importer.analysis.result import StackGroup
from importer.analysis.stack.tree_files import _AT_ROOT, _PLACES

TECHNOLOGIES: dict[str, dict[str, tuple[str, str, str]]] = load("technologies.json")
# Two things of one name, in different worlds.
NAMESAKES = {"Bandit", "Nx", "Slim"}


def test_every_technology_has_a_name_a_group_and_a_home_page() -> None:
    for known in TECHNOLOGIES.values():
        for name, group, homepage in known.values():
            assert name.strip() == name != ""
            assert group in get_args(StackGroup)
            assert homepage.startswith("https://")


def test_a_technology_is_in_one_group_whatever_leads_to_it() -> None:
    groups = defaultdict(set)
    for known in TECHNOLOGIES.values():
        for name, group, _ in known.values():
            groups[name].add(group)
    assert {name for name, found in groups.items() if len(found) > 1} == NAMESAKES


def test_every_tool_that_a_file_tells_of_is_known() -> None:
    told = {*_AT_ROOT.values(), *(tool for _, tool in _PLACES)}
    assert told - TECHNOLOGIES["tool"].keys() == set()
