"""The colours of code can be read on the page's backgrounds."""

import re

from importer.analysis.readme.highlight import CLASSES
from tools.build_highlight_css import CONTRAST, TARGET, build, contrast, rgb

# The backgrounds of code, `--surface` and `--sunken`, by colour scheme.
TOKENS = TARGET.with_name("tokens.css").read_text(encoding="utf-8")
_, LIGHT_RULES, DARK_RULES = TARGET.read_text(encoding="utf-8").split("@media")


def backgrounds(scheme: int) -> list[str]:
    """The page's own, the light ones first in the file."""
    return [
        re.findall(rf"--{name}:\s*(#\w{{6}})", TOKENS)[scheme] for name in ("surface", "sunken")
    ]


def colors(rules: str) -> set[str]:
    found = set(re.findall(r"color: (#\w{6});", rules))
    assert len(found) > 5
    return found


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == 21
    assert contrast(rgb("#777777"), rgb("#ffffff")) < CONTRAST < contrast(rgb("#767676"), (1, 1, 1))


def test_every_colour_can_be_read_in_both_schemes() -> None:
    for scheme, rules in enumerate((LIGHT_RULES, DARK_RULES)):
        for background in backgrounds(scheme):
            for color in colors(rules):
                assert contrast(rgb(color), rgb(background)) >= CONTRAST, (color, background)


def test_the_committed_file_is_what_the_tool_makes() -> None:
    assert TARGET.read_text(encoding="utf-8") == build()


def test_every_class_coloured_is_one_that_the_sanitiser_lets_through() -> None:
    assert set(re.findall(r"\.highlight \.(\w+)", LIGHT_RULES + DARK_RULES)) <= CLASSES
