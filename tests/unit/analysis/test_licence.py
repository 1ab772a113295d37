"""Which licence it is."""

from identify.vendor.licenses import LICENSES

from importer.analysis.licence import licence
from importer.analysis.result import LicenceFact
from importer.snapshot import Licence, SourceFile
from tests.unit.analysis.builders import snapshot

TEXTS = dict(LICENSES)


def file(path: str, text: str) -> SourceFile:
    return SourceFile(path, text.encode())


def test_the_forges_answer_counts() -> None:
    source = snapshot(licence=Licence("MIT", "MIT License"), licence_files=(file("LICENSE", "x"),))
    assert licence(source) == LicenceFact("MIT", "MIT License", "LICENSE")


def test_text_with_another_copyright_line_is_recognised() -> None:
    text = "The MIT License\n\nCopyright (c) 2026 Somebody\n" + TEXTS["MIT"].partition("\n\n")[2]
    found = licence(snapshot(licence_files=(file("COPYING", text),)))
    assert found == LicenceFact("MIT", "MIT", "COPYING")


def test_licence_without_its_appendix_is_recognised() -> None:
    text = TEXTS["Apache-2.0"].partition("END OF TERMS AND CONDITIONS")[0]
    found = licence(snapshot(licence_files=(file("LICENSE.md", text),)))
    assert found is not None
    assert found.spdx_id == "Apache-2.0"


def test_several_licences_are_a_choice() -> None:
    files = (
        file("COPYING", "This project is dual-licensed."),
        file("LICENSE-MIT", TEXTS["MIT"]),
        file("UNLICENSE", TEXTS["Unlicense"]),
    )
    source = snapshot(licence=Licence("NOASSERTION", "Other"), licence_files=files)
    found = licence(source)
    assert found is not None
    assert found.spdx_id == "MIT OR Unlicense"


def test_unknown_text_points_to_the_file() -> None:
    source = snapshot(
        licence=Licence("NOASSERTION", "Other"), licence_files=(file("LICENCE", "Be nice."),)
    )
    assert licence(source) == LicenceFact("NOASSERTION", "See licence file", "LICENCE")


def test_text_far_from_any_licence_is_not_taken_for_one() -> None:
    text = TEXTS["MIT"][: len(TEXTS["MIT"]) // 2] + " but never on Sundays." * 20
    found = licence(snapshot(licence_files=(file("LICENSE", text),)))
    assert found is not None
    assert found.spdx_id == "NOASSERTION"


def test_no_licence_is_none() -> None:
    assert licence(snapshot()) is None
