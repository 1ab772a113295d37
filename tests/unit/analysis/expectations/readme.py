"""What stands in the real repositories' READMEs and licence files, by reading them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expected:
    """:param language: of the README, as BCP 47 has it; empty where it is too short to tell.
    :param licence: SPDX identifiers with OR between them, ``NOASSERTION`` for terms of its own,
        empty where there is none.
    :param heroes: ends of the addresses of images that a reader would put above the page, any of
        them; empty where there is none.
    :param path: of the README that the forge shows; empty where there is none."""

    path: str
    language: str
    licence: str
    heroes: tuple[str, ...] = ()


READMES: dict[str, Expected] = {
    "BurntSushi__ripgrep": Expected("README.md", "en", "MIT OR Unlicense", ("ripgrep1.png",)),
    "DapperLib__Dapper": Expected(
        "Readme.md", "en", "Apache-2.0", ("Dapper.png", "docs/assets/icon.png")
    ),
    "alphapapa__org-ql": Expected("README.org", "en", "GPL-3.0", ("images/org-ql-search.gif",)),
    "calvinwilliams__hetao": Expected("README", "zh-Hans", "LGPL-2.1"),
    "coleifer__huey": Expected("README.rst", "en", "MIT", ("2EpRs.jpg", "django-admin.png")),
    "elixir-ecto__ecto": Expected("README.md", "en", "Apache-2.0", ("guides/images/logo.png",)),
    "gin-gonic__gin": Expected("README.md", "en", "MIT", ("logo/master/color.png",)),
    "id-Software__DOOM": Expected("README.TXT", "en", "GPL-2.0"),
    "kelektiv__node.bcrypt.js": Expected("README.md", "en", "MIT"),
    "laravel__laravel": Expected("README.md", "en", "", ("laravel-logolockup-cmyk-red.svg",)),
    "octocat__Hello-World": Expected("README", "", ""),
    "pallets__flask": Expected("README.md", "en", "BSD-3-Clause", ("flask-name.svg",)),
    "rails__propshaft": Expected("README.md", "en", "MIT"),
    "ruanyf__weekly": Expected("README.md", "zh-Hans", ""),
    "rust-lang__mdBook": Expected("README.md", "en", "MPL-2.0"),
    "sindresorhus__awesome": Expected("readme.md", "en", "CC0-1.0", ("media/logo.svg",)),
    "spring-projects__spring-petclinic": Expected(
        "README.md", "en", "Apache-2.0", ("2aee6d6c-9b8e-11e6-81fe-e889a5ddfded.png",)
    ),
    "torvalds__pesconvert": Expected("", "", ""),
}
